from __future__ import annotations

from rollcall.ui.receipt_tally import Tally
from rollcall.usecases.changing.receipt import Verdict
from tests.ui.receipt_fakes import FULL, STORE, receipt


def test_a_later_receipt_takes_the_place_of_an_earlier_one() -> None:
    tally = Tally([receipt("1"), receipt("2", Verdict.FAILED, error=FULL)])
    assert (tally.fine, tally.users, tally.fine_users) == (1, 2, 1)
    tally.add(receipt("2"))
    assert (tally.fine, tally.users, tally.fine_users) == (2, 2, 2)
    assert tally.counts[Verdict.FAILED] == 0
    assert len(tally.receipts) == 2


def test_a_user_is_fine_who_is_so_on_every_device() -> None:
    failed = receipt("1", Verdict.FAILED, error=FULL, device=STORE)
    tally = Tally([receipt("1"), failed, receipt("2"), receipt("2", device=STORE)])
    assert (tally.fine, tally.users, tally.fine_users, len(tally.devices)) == (3, 2, 1, 2)
    assert tally.only is None
    tally.clear()
    assert (tally.fine, tally.users, tally.name) == (0, 0, "")


def test_the_only_user_has_a_name() -> None:
    assert Tally([receipt("1")]).name == "User 1"
    assert Tally([receipt("1")]).only == receipt("1")
