"""Lists of ids that change while they are read, page by page, from a simulated device over TCP.

Reliability 4.4: whoever is deleted or added between two pages moves all who follow by one place.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

import pytest

from rollcall.protocol.errors import ListCutShort
from rollcall.protocol.users import UserId
from rollcall.simulator.users import User
from rollcall.usecases.roster import EntryState, Roster
from rollcall.usecases.rosters import Rosters
from rollcall.usecases.user_listing import Shortfall
from tests.usecases.changing.people import NAME, UID, Desk, desk
from tests.usecases.test_roster import FakeRemembered

FIRST = 1000
Deed = Callable[["Front"], None]


@dataclass
class Front:
    """A device full of users, whose list changes after one of its pages was given."""

    at: Desk
    last: int = FIRST

    def fill(self, count: int, *, page_size: int) -> None:
        self.at.device.variants.switch_on("page-size-ids", value=page_size)
        self.at.device.users.clear()
        self.last = FIRST + count - 1
        self.at.device.users.fill(
            User(id=UserId(str(each)), name=f"User {each}", department="Company")
            for each in range(FIRST, self.last + 1)
        )

    def change_after(self, page: int, deed: Deed) -> None:
        """Let the deed be done once so many more pages were given."""
        given = 0

        def told() -> None:
            nonlocal given
            if self.at.ledger.counts["GetUserIdList"] > before + given:
                given += 1
                if given == page:
                    deed(self)

        before = self.at.ledger.counts["GetUserIdList"]
        self.at.ledger.told = told

    @property
    def ids(self) -> set[str]:
        return {each.id for each in self.at.device.users}

    def remove(self, number: int) -> None:
        self.at.device.users.remove(UserId(str(number)))


DEEDS: dict[str, Deed] = {
    "first deleted": lambda front: front.remove(FIRST),
    "last deleted": lambda front: front.remove(front.last),
    "first added": lambda front: front.at.put("5"),
    "last added": lambda front: front.at.put(str(front.last + 1)),
}


def replace_the_first(front: Front) -> None:
    front.remove(FIRST)
    front.at.put(str(front.last + 1))


@pytest.fixture
async def front() -> AsyncIterator[Front]:
    async with desk() as at:
        yield Front(at)


@pytest.mark.parametrize("deed", [*DEEDS, "one deleted, one added"])
@pytest.mark.parametrize(("page_size", "count"), [(1, 9), (7, 60), (50, 240), (500, 3000)])
async def test_list_that_is_equal_twice_is_the_devices_wherever_it_changed(
    front: Front, deed: str, page_size: int, count: int
) -> None:
    rosters = Rosters(front.at.open_session, FakeRemembered(), device_name=lambda _: NAME)
    pages = -(-count // page_size)
    # Who is added while the second list is read is as if added after it; who is deleted is not.
    last = pages if deed.endswith("added") and deed in DEEDS else 2 * pages - 1
    for page in range(1, last + 1):
        front.fill(count, page_size=page_size)
        front.change_after(page, DEEDS.get(deed, replace_the_first))
        assert set(await rosters.stable_ids(UID)) == front.ids


async def test_list_that_always_ends_early_takes_nobody_out_of_the_grid(front: Front) -> None:
    front.fill(120, page_size=50)
    memory = FakeRemembered()
    roster = Roster(UID, open_session=front.at.open_session, remembered=memory)
    await roster.read(lambda _: None)
    front.at.device.variants.switch_on("list-ends-early", value=50)
    await roster.read(lambda _: None)
    assert len(roster.entries) == len(memory.users) == 120
    assert roster.shortfall == Shortfall(listed=50, counted=120)
    rosters = Rosters(front.at.open_session, FakeRemembered(), device_name=lambda _: NAME)
    with pytest.raises(ListCutShort):
        await rosters.stable_ids(UID)


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize(("page_size", "count"), [(1, 9), (7, 60), (50, 180)])
async def test_grid_is_the_devices_wherever_its_list_changed(
    front: Front, deed: str, page_size: int, count: int
) -> None:
    for page in range(1, count // page_size + 1):
        front.fill(count, page_size=page_size)
        memory = FakeRemembered()
        roster = Roster(UID, open_session=front.at.open_session, remembered=memory)
        front.change_after(page, DEEDS[deed])
        await roster.read(lambda _: None)
        assert {each.id for each in roster.entries} == front.ids
        assert {each.state for each in roster.entries} == {EntryState.CURRENT}
        assert set(memory.users) == front.ids


@pytest.mark.parametrize(("page_size", "count"), [(1, 9), (7, 60), (50, 180)])
async def test_grid_finds_out_at_the_next_reading_when_as_many_came_as_went(
    front: Front, page_size: int, count: int
) -> None:
    for page in range(1, count // page_size + 1):
        front.fill(count, page_size=page_size)
        memory = FakeRemembered()
        roster = Roster(UID, open_session=front.at.open_session, remembered=memory)
        front.change_after(page, replace_the_first)
        await roster.read(lambda _: None)
        await roster.read(lambda _: None)
        assert {each.id for each in roster.entries} == set(memory.users) == front.ids


@pytest.mark.parametrize(
    "fault", ["next-page-repeats", "next-page-back", "next-page-negative", "next-page-huge"]
)
async def test_list_that_was_cut_short_once_takes_nobody_away(front: Front, fault: str) -> None:
    front.fill(130, page_size=50)
    memory = FakeRemembered()
    rosters = Rosters(front.at.open_session, memory, device_name=lambda _: NAME)
    roster = rosters.of(UID)
    await roster.read(lambda _: None)
    gone: list[UserId] = []
    roster.removed.connect(gone.extend)
    front.at.device.faults.switch_on(fault, times=1)
    await roster.read(lambda _: None)
    assert (gone, len(roster.entries), len(memory.users)) == ([], 130, 130)
    front.at.device.faults.switch_on(fault, times=1)
    assert len(await rosters.stable_ids(UID)) == 130
