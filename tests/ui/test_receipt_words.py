from __future__ import annotations

from collections import Counter

import pytest
from pytestqt.qtbot import QtBot

from rollcall.protocol.errors import Refused
from rollcall.ui.receipt_tally import Tally
from rollcall.ui.receipt_words import (
    VERDICT_SIGNS,
    Deed,
    ReceiptCounts,
    details_text,
    reason_text,
    verdict_text,
    verdict_word,
)
from rollcall.usecases.changing.receipt import Part, Receipt, Verdict
from tests.ui.receipt_fakes import FULL, STORE, part, receipt

pytestmark = pytest.mark.usefixtures("qapp")


def test_every_verdict_has_a_word_a_sentence_and_a_sign_of_its_own() -> None:
    assert len({verdict_word(each) for each in Verdict}) == len(Verdict)
    assert len({verdict_text(each) for each in Verdict}) == len(Verdict)
    assert VERDICT_SIGNS.keys() == set(Verdict)


def test_who_is_done_needs_no_reason() -> None:
    for verdict in (Verdict.DONE, Verdict.SAME):
        assert reason_text(receipt("1", verdict)) == ""
        assert details_text(receipt("1", verdict)) == ""


def test_the_reason_is_what_the_notices_say() -> None:
    failed = receipt("4", Verdict.FAILED, error=FULL)
    assert reason_text(failed) == "Front door is full"
    assert details_text(failed).startswith("Front door has no room for more faces")
    assert "Delete users" in details_text(failed)


def test_a_refusal_is_told_by_its_code_not_by_its_title() -> None:
    error = Refused("Front door", command="SetUserInfo", code="dept_not_exists")
    assert "no such department" in reason_text(receipt("4", Verdict.FAILED, error=error))


def test_what_differs_is_listed() -> None:
    differs = receipt(
        "4",
        Verdict.DIFFERS,
        part(Part.NAME, 1, 1),
        part(Part.FINGERS, 2, 1, fine=False),
    )
    assert reason_text(differs) == "1 of 2 fingers"


def test_what_the_device_lost_is_told_before_why_it_refused() -> None:
    differs = receipt("4", Verdict.DIFFERS, part(Part.FINGERS, 3, 2, lost=1), error=FULL)
    assert reason_text(differs) == "2 of 3 fingers, 1 lost"
    assert "Rollcall holds what is lost until it is closed: Undo" in details_text(differs)


@pytest.mark.parametrize(
    ("deed", "fine", "total", "text"),
    [
        (Deed.WRITE, 50, 50, "50 of 50 users read back on Front door"),
        (Deed.WRITE, 1, 1, "1 of 1 user read back on Front door"),
        (Deed.WRITE, 1240, 5000, "1,240 of 5,000 users read back on Front door"),
        (Deed.DELETE, 2, 3, "2 of 3 users deleted from Front door"),
        (Deed.DELETE, 0, 1, "0 of 1 user deleted from Front door"),
    ],
)
def test_the_headline_counts(deed: Deed, fine: int, total: int, text: str) -> None:
    assert ReceiptCounts().headline(deed, fine=fine, total=total, where="Front door") == text


@pytest.mark.parametrize(
    ("deed", "verdict", "text"),
    [
        (Deed.COPY, Verdict.DONE, "User 1 was copied to Front door and read back"),
        (Deed.RESTORE, Verdict.DONE, "User 1 was restored to Front door and read back"),
        (Deed.WRITE, Verdict.DONE, "User 1 was saved on Front door and read back"),
        (Deed.DELETE, Verdict.DONE, "User 1 was deleted from Front door"),
        (Deed.WRITE, Verdict.SAME, "User 1 was the same already on Front door"),
        (Deed.REMOVE, Verdict.SAME, "User 1 was gone already from Front door"),
        (Deed.COPY, Verdict.FAILED, "User 1 was not copied to Front door"),
        (Deed.DELETE, Verdict.SKIPPED, "User 1 was not deleted from Front door"),
        (Deed.WRITE, Verdict.DIFFERS, "User 1 is stored on Front door otherwise than it was sent"),
        (Deed.WRITE, Verdict.UNKNOWN, "Not certain: User 1 on Front door"),
    ],
)
def test_one_user_is_named(deed: Deed, verdict: Verdict, text: str) -> None:
    tally = Tally([receipt("1", verdict)])
    assert ReceiptCounts().sum_up(deed, tally, expected=1, where="Front door") == text


def test_of_one_user_the_rest_is_why() -> None:
    words = ReceiptCounts()
    assert words.sum_up_rest(Deed.WRITE, Tally([receipt("1")])) == ""
    failed = receipt("4", Verdict.FAILED, error=FULL)
    assert words.sum_up_rest(Deed.WRITE, Tally([failed])) == details_text(failed)


def test_a_user_on_several_devices_is_one_user() -> None:
    def said(*many: Receipt) -> str:
        tally = Tally(many)
        return ReceiptCounts().sum_up(Deed.REMOVE, tally, expected=0, where="2 devices")

    here, there = receipt("1"), receipt("1", device=STORE)
    off = receipt("1", Verdict.FAILED, error=FULL, device=STORE)
    assert said(here, there) == "User 1 was removed from 2 devices"
    assert said(here, off) == "User 1 was removed from 1 of 2 devices"
    assert said(here, there, receipt("2")) == "2 of 2 users removed from 2 devices"
    assert said(here, off, receipt("2")) == "1 of 2 users removed from 2 devices"


def test_while_more_is_expected_everything_is_counted() -> None:
    tally = Tally([receipt("1")])
    said = ReceiptCounts().sum_up(Deed.COPY, tally, expected=3, where="Front door")
    assert said == "1 of 3 users read back on Front door"


def test_what_was_restored_and_what_was_the_same_are_told_apart() -> None:
    tally = Tally([receipt("1"), *(receipt(str(each), Verdict.SAME) for each in range(2, 25))])
    words = ReceiptCounts()
    said = words.sum_up(Deed.RESTORE, tally, expected=24, where="Front door")
    assert said == "Front door: 1 restored, 23 the same"
    assert words.sum_up_rest(Deed.RESTORE, tally) == ""


def test_the_rest_names_what_matters_first_and_nothing_that_is_not() -> None:
    counts = Counter({Verdict.DONE: 9, Verdict.SAME: 2, Verdict.FAILED: 1, Verdict.SKIPPED: 0})
    words = ReceiptCounts()
    assert words.rest(Deed.WRITE, counts) == "1 failed. 2 were the same already."
    assert words.rest(Deed.DELETE, Counter({Verdict.SAME: 1})) == "1 was gone already."
    every = Counter(dict.fromkeys(Verdict, 2))
    assert "2 are not certain. 2 were not begun." in words.rest(Deed.WRITE, every)


@pytest.mark.parametrize(
    ("counts", "text"),
    [
        ({Verdict.FAILED: 3, Verdict.DONE: 4}, "Retry the 3 that failed"),
        ({Verdict.FAILED: 1}, "Retry the one that failed"),
        ({Verdict.FAILED: 1, Verdict.SKIPPED: 4}, "Retry the 5 not done"),
        ({Verdict.DIFFERS: 1}, "Retry the one not done"),
    ],
)
def test_the_button_says_what_it_tries_again(
    qtbot: QtBot, counts: dict[Verdict, int], text: str
) -> None:
    assert ReceiptCounts().retry(counts) == text
