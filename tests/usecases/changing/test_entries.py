"""Entries of the journal that are begun one user ahead are taken, or struck out again."""

from __future__ import annotations

import asyncio

import pytest

from rollcall.protocol.errors import StoreFull
from rollcall.protocol.users import UserId
from rollcall.usecases.changing.entries import Entries
from tests.usecases.changing.people import UID
from tests.usecases.journal import FakeJournal

ONE, TWO = UserId("1"), UserId("2")


@pytest.fixture
def journal() -> FakeJournal:
    return FakeJournal()


def entries(journal: FakeJournal) -> Entries:
    return Entries(journal, UID, detail="write")


def kept(journal: FakeJournal) -> list[tuple[str, bytes]]:
    return [(each.user_id, each.sealed) for each in journal.entries.values()]


async def test_entry_begun_ahead_is_the_one_that_is_taken(journal: FakeJournal) -> None:
    some = entries(journal)
    some.expect(ONE)
    number = await some.take(ONE, sealed=b"")
    await some.let_go(ONE)
    await some.aclose()
    assert (list(journal.entries), len(journal.ever)) == ([number], 1)


async def test_entry_with_content_is_begun_anew_and_no_other_ahead_of_it(
    journal: FakeJournal,
) -> None:
    some = entries(journal)
    some.expect(ONE)
    await some.take(ONE, sealed=b"sealed")
    await some.let_go(ONE)
    some.expect(TWO)
    await some.aclose()
    assert (kept(journal), len(journal.ever)) == ([("1", b"sealed")], 2)


async def test_entry_that_was_not_needed_is_struck_out(journal: FakeJournal) -> None:
    some = entries(journal)
    some.expect(ONE)
    await some.let_go(ONE)
    some.expect(TWO)
    assert (kept(journal), len(journal.ever)) == ([], 1)
    await some.take(TWO, sealed=b"")
    assert kept(journal) == [("2", b"")]


async def test_nobody_is_written_whose_entry_could_not_be_begun(journal: FakeJournal) -> None:
    journal.trouble = StoreFull("file")
    some = entries(journal)
    some.expect(ONE)
    with pytest.raises(StoreFull):
        await some.take(ONE, sealed=b"")
    some.expect(TWO)
    await some.aclose()  # which nobody needs, and nobody hears of


async def test_cancelled_striking_out_can_be_done_again(journal: FakeJournal) -> None:
    some = entries(journal)
    some.expect(ONE)
    task = asyncio.create_task(some.let_go(ONE))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await some.aclose()
    assert (kept(journal), len(journal.ever)) == ([], 1)
