"""What removing everywhere says in words."""

from __future__ import annotations

from datetime import UTC, datetime

from msgspec.structs import replace

from rollcall.protocol.errors import AnotherPerson, Refused
from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import UserId
from rollcall.store.values import PendingRemoval
from rollcall.ui.removing_words import RemovingCounts, waiting_word, what_becomes
from rollcall.ui.theme import Tone
from rollcall.usecases.changing.receipt import Part, Receipt, Verdict
from rollcall.usecases.copying.finding import Find, LastCopy, Person, Where
from rollcall.usecases.copying.removing import CarriedOut

GATE = DeviceUid("gate")
ANN = PendingRemoval(
    device=GATE,
    user_id=UserId("7"),
    name="Ann Lee",
    asked_at=datetime(2026, 5, 4, tzinfo=UTC),
    who="eva",
)


def name_of(_: DeviceUid) -> str:
    return "Gate"


def test_who_was_removed_when_the_device_was_back_is_told() -> None:
    done = CarriedOut(device=GATE, removed=(ANN,))
    assert RemovingCounts().carried_out(done, name_of) == (
        Tone.GOOD,
        "Gate is back: Ann Lee removed",
        "",
    )


def test_somebody_else_with_the_id_is_told() -> None:
    other = AnotherPerson("Gate", user_id="7", name="Rosa Diaz", expected="Ann Lee")
    tone, title, text = RemovingCounts().carried_out(
        CarriedOut(device=GATE, others=(other,)), name_of
    )
    assert tone is Tone.WARNING
    assert title == "A removal was not carried out on Gate"
    assert text == (
        "Ann Lee was not removed from Gate: the ID 7 belongs to Rosa Diaz there now. The removal "
        "was dropped."
    )


def test_what_the_device_refused_is_told() -> None:
    error = Refused("Gate", command="DeleteUserInfo", code="device_busy")
    failed = Receipt(
        device=GATE, user_id=UserId("7"), name="Ann Lee", verdict=Verdict.FAILED, error=error
    )
    _, _, text = RemovingCounts().carried_out(CarriedOut(device=GATE, failed=(failed,)), name_of)
    assert "device_busy" in text


def test_last_copies_are_named_but_not_all_of_them() -> None:
    last = [
        LastCopy(person=Person(UserId(str(each)), f"User {each}"), counts={Part.FINGERS: 2})
        for each in range(5)
    ]
    said = RemovingCounts().last_copies(last)
    assert "User 0: 2 fingers; User 1: 2 fingers; User 2: 2 fingers; and 2 more" in said
    assert RemovingCounts().last_copies([]) == ""


def test_one_is_called_by_name_and_many_are_counted() -> None:
    words = RemovingCounts()
    assert words.heading(["Ann Lee"]) == "Remove Ann Lee from every device?"
    assert words.verb(["Ann Lee", "Bob Ng"]) == "Remove 2 users"


def test_erasing_has_its_own_verb() -> None:
    words = RemovingCounts()
    assert words.verb(["Ann Lee"], erases=True) == "Erase Ann Lee everywhere"
    assert words.verb(["Ann Lee", "Bob Ng"], erases=True) == "Erase 2 users everywhere"
    assert words.heading(["Ann Lee"], erases=True) == "Erase Ann Lee everywhere?"
    assert words.heading(["Ann Lee", "Bob Ng"], erases=True) == "Erase 2 users everywhere?"


def test_what_waits_to_be_erased_is_told_from_what_waits_to_be_removed() -> None:
    erased = replace(ANN, is_erasure=True)
    assert (waiting_word(ANN), waiting_word(erased)) == ("Remove", "Erase")
    off = Find(device=GATE, person=Person(UserId("7"), "Ann"), where=Where.NOT_READ)
    assert what_becomes(off, is_chosen=True, is_erased=True) == "Erase when it is back"
    there = replace(off, where=Where.THERE)
    assert what_becomes(there, is_chosen=True, is_erased=True) == "Erase"
    assert what_becomes(there, is_chosen=False, is_erased=True) == "Stays"


def test_what_waits_agrees_in_number() -> None:
    words = RemovingCounts()
    assert words.waiting_note(1, ["Gate"]) == (
        "1 removal waits for its device: Gate. It is carried out when the device is back."
    )
    assert words.waiting_note(2, ["Gate"]) == (
        "2 removals wait for Gate. They are carried out when it is back."
    )
    assert words.waiting_note(2, ["Gate", "Door"]) == (
        "2 removals wait for their devices: Gate, Door. They are carried out when these are back."
    )
