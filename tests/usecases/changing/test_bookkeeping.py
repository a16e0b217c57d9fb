from __future__ import annotations

from rollcall.protocol.errors import StoreLocked, UserGone
from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import UserId
from rollcall.store.values import JournalKind
from rollcall.usecases.audit import Action, Audit
from rollcall.usecases.changing.bookkeeping import Bookkeeping
from rollcall.usecases.changing.outcome import Outcome, Telling
from rollcall.usecases.changing.receipt import Verdict
from tests.usecases.fakes import NOW, FakeTrail
from tests.usecases.journal import FakeJournal

UID = DeviceUid("d1")


def outcome(user_id: str, *ended: int) -> Outcome:
    telling = Telling(UID, UserId(user_id), "Ana")
    if ended:
        return telling.outcome(Verdict.DONE, ended=ended)
    return telling.outcome(
        Verdict.FAILED, error=UserGone("Door", user_id=UserId(user_id), name="Ana")
    )


async def test_trail_is_in_the_order_of_the_work_though_some_failed_before_they_were_written() -> (
    None
):
    trail, journal = FakeTrail(), FakeJournal()
    books = Bookkeeping(
        Audit(trail, who="eva", now=lambda: NOW),
        journal,
        action=Action.EDIT_USER,
        uid=UID,
        device="Door",
    )
    many = [await journal.begin(JournalKind.WRITE, UID, user_id=UserId("1")) for _ in range(9)]
    books.note(outcome("1", *many))  # nine entries to strike out first
    books.note(outcome("2"))
    books.note(outcome("3", await journal.begin(JournalKind.WRITE, UID, user_id=UserId("3"))))
    books.note(outcome("4"))
    await books.catch_up()
    assert [each.subject for each in trail.entries] == ["1 Ana", "2 Ana", "3 Ana", "4 Ana"]
    assert journal.entries == {}


class LockedForOne(FakeJournal):
    """Another program holds the store each time the first entry is to be struck out."""

    async def end(self, entry: int) -> None:
        if entry == self.ever[0].id:
            raise StoreLocked("here")
        await super().end(entry)


async def test_entry_that_cannot_be_struck_out_keeps_no_other_one_open() -> None:
    journal = LockedForOne()
    books = Bookkeeping(
        Audit(FakeTrail(), who="eva", now=lambda: NOW),
        journal,
        action=Action.EDIT_USER,
        uid=UID,
        device="Door",
    )
    three = [await journal.begin(JournalKind.WRITE, UID, user_id=UserId("1")) for _ in range(3)]
    books.note(outcome("1", *three))
    await books.catch_up()
    assert list(journal.entries) == three[:1]
