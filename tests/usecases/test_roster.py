"""Reading a device's users: order, lists that change, failures in the middle, and flushing."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from itertools import pairwise
from typing import Any

import pytest

from rollcall.protocol.command import Command
from rollcall.protocol.errors import (
    AppError,
    BadReply,
    DeviceError,
    StoreLocked,
    Unreachable,
    Unsupported,
)
from rollcall.protocol.info import CurrentUsage, DeviceUid
from rollcall.protocol.users import UserId, UserInfo
from rollcall.store.values import RememberedUser
from rollcall.usecases.progress import Progress
from rollcall.usecases.roster import EntryState, Roster, RosterEntry
from rollcall.usecases.sessions import Session
from rollcall.usecases.user_listing import Shortfall
from tests.usecases.fakes import refused, uid

PAGE = 50


class FakeDevice:
    """A device full of users; `asked` is every request in order."""

    def __init__(self, count: int = 0) -> None:
        self.users = {UserId(str(each)): f"User {each}" for each in range(1, count + 1)}
        self.asked: list[str] = []
        self.count: int | None = None
        self.counts = True
        self.broken: dict[UserId, DeviceError] = {}
        self.before: Callable[[str], None] = lambda request: None
        self.lists = 0

    def _take(self, request: str) -> None:
        self.asked.append(request)
        self.before(request)

    async def ask(self, command: Command[Any]) -> Any:  # noqa: ANN401  # any reply
        self._take(command.names[0])
        if not self.counts:
            raise Unsupported("Front door", command=command.names[0])
        count = len(self.users) if self.count is None else self.count
        return CurrentUsage(users=count)

    async def user_ids(self) -> AsyncGenerator[tuple[UserId, ...], None]:
        self.lists += 1
        position = 0
        while True:
            self._take(f"page {position}")
            page = tuple(self.users)[position : position + PAGE]
            if page:
                yield page
            position += PAGE
            if position >= len(self.users):
                return

    async def read_users(
        self,
        next_id: Callable[[], UserId | None],
        got: Callable[[UserInfo], None],
        *,
        failed: Callable[[UserId, DeviceError], None] | None = None,
    ) -> None:
        assert failed is not None
        while (user_id := next_id()) is not None:
            self._take(user_id)
            if user_id in self.broken:
                failed(user_id, self.broken[user_id])
            elif user_id not in self.users:
                failed(user_id, refused("user_id_not_exists"))
            else:
                got(UserInfo(id=user_id, name=self.users[user_id]))

    async def aclose(self) -> None:
        pass


class FakeRemembered:
    def __init__(self, *users: RememberedUser) -> None:
        self.users = {each.id: each for each in users}
        self.trouble: AppError | None = None
        self.replaced = 0

    async def of(self, uid: DeviceUid) -> tuple[RememberedUser, ...]:
        return tuple(self.users.values())

    async def replace(self, uid: DeviceUid, users: Iterable[RememberedUser]) -> None:
        await asyncio.sleep(0)
        if self.trouble is not None:
            raise self.trouble
        self.replaced += 1
        self.users = {each.id: each for each in users}

    async def update(self, uid: DeviceUid, users: Iterable[RememberedUser]) -> None:
        await asyncio.sleep(0)
        if self.trouble is not None:
            raise self.trouble
        self.users |= {each.id: each for each in users}


class Desk:
    """A roster with its device, its memory, a clock that stands, and what it announced."""

    def __init__(self, count: int = 0, *remembered: RememberedUser) -> None:
        self.device = FakeDevice(count)
        self.remembered = FakeRemembered(*remembered)
        self.now = 100.0
        self.flushes: list[tuple[RosterEntry, ...]] = []
        self.removed: list[UserId] = []
        self.progress: list[Progress] = []
        self.roster = Roster(
            uid("d1"),
            open_session=self._open,
            remembered=self.remembered,
            clock=lambda: self.now,
        )
        self.roster.changed.connect(self.flushes.append)
        self.roster.removed.connect(self.removed.extend)

    @asynccontextmanager
    async def _open(self, uid: DeviceUid) -> AsyncIterator[Session]:
        yield self.device

    async def read(self) -> None:
        await self.roster.read(self.progress.append)

    def rows(self) -> dict[str, str]:
        return {each.id: each.state.name for each in self.roster.entries}


def person(user_id: str, name: str = "Known") -> RememberedUser:
    return RememberedUser(id=UserId(user_id), name=name, department="", privilege="user")


async def test_first_fifty_have_names_within_sixty_round_trips() -> None:
    desk = Desk(5000)
    await desk.read()
    first = ["GetCurrentUsage", "page 0", *map(str, range(1, 51))]
    assert desk.device.asked[:53] == [*first, "page 50"]


async def test_total_is_the_devices_count_when_not_all_are_listed_yet() -> None:
    desk = Desk(180)
    await desk.read()
    assert {each.total for each in desk.progress} == {180}


async def test_total_is_what_was_listed_when_the_device_counts_wrong() -> None:
    desk = Desk(60)
    desk.device.count = 99
    await desk.read()
    assert desk.progress[0].total == 99
    assert desk.progress[-1] == Progress(done=60, total=60, what="users")


async def test_total_grows_with_the_pages_when_the_device_does_not_count() -> None:
    desk = Desk(120)
    desk.device.counts = False
    await desk.read()
    assert [desk.progress[0].total, desk.progress[-1].total] == [50, 120]
    assert set(desk.rows().values()) == {"CURRENT"}


async def test_monstrous_id_is_left_out_and_told_when_the_others_were_read() -> None:
    desk = Desk(2)
    desk.device.users[UserId("x" * 1_000_000)] = "Monster"
    with pytest.raises(BadReply):
        await desk.read()
    assert desk.rows() == {"1": "CURRENT", "2": "CURRENT"}
    assert set(desk.remembered.users) == {"1", "2"}


async def test_rows_on_screen_come_after_the_first_page() -> None:
    desk = Desk(200, person("170"))
    await desk.roster.recall()
    desk.roster.show_first([UserId("170"), UserId("3")])
    await desk.read()
    assert desk.device.asked[1:5] == ["page 0", "170", "3", "page 50"]


async def test_rows_on_screen_come_next_when_the_screen_is_scrolled() -> None:
    desk = Desk(200)

    def scroll(request: str) -> None:
        if request == "60":
            desk.roster.show_first([UserId("199"), UserId("7"), UserId("198")])

    desk.device.before = scroll
    await desk.read()
    place = desk.device.asked.index("60")
    assert desk.device.asked[place + 1 : place + 4] == ["199", "198", "61"]


async def test_every_user_is_asked_for_once() -> None:
    desk = Desk(200)
    await desk.read()
    ids = [each for each in desk.device.asked if each.isdigit()]
    assert sorted(ids, key=int) == [str(each) for each in range(1, 201)]
    assert desk.device.lists == 1
    assert set(desk.rows().values()) == {"CURRENT"}
    assert desk.progress[-1] == Progress(done=200, total=200, what="users")


async def test_nothing_is_flushed_twice_within_fifty_milliseconds() -> None:
    desk = Desk(120)

    def tick(request: str) -> None:
        desk.now += 0.01

    desk.device.before = tick
    times: list[float] = []
    desk.roster.changed.connect(lambda rows: times.append(desk.now))
    await desk.read()
    gaps = [after - before for before, after in pairwise(times)]
    assert min(gaps[:-1]) >= 0.05 - 1e-9  # the last one is the end
    shown = {each.id: each for flush in desk.flushes for each in flush}
    assert all(each.state is EntryState.CURRENT for each in shown.values())
    assert len(shown) == 120


async def test_first_page_is_shown_at_once_and_whole() -> None:
    desk = Desk(120)
    await desk.read()
    assert [each.id for each in desk.flushes[0]] == [str(each) for each in range(1, 51)]


async def test_remembered_rows_are_shown_first_and_kept_when_the_reading_breaks() -> None:
    desk = Desk(300, person("1", "Old"), person("gone", "Left"))
    await desk.roster.recall()
    assert desk.rows() == {"1": "LAST_KNOWN", "gone": "LAST_KNOWN"}

    def cut(request: str) -> None:
        if request == "80":
            raise Unreachable("Front door")

    desk.device.before = cut
    with pytest.raises(Unreachable):
        await desk.read()
    assert desk.rows()["gone"] == "LAST_KNOWN"
    assert desk.rows()["79"] == "CURRENT"
    assert desk.rows()["80"] == "ID_ONLY"
    assert desk.remembered.replaced == 0
    assert desk.remembered.users[UserId("79")].name == "User 79"
    assert UserId("gone") in desk.remembered.users
    shown = {each.id: each.state for flush in desk.flushes for each in flush}
    assert shown[UserId("79")] is EntryState.CURRENT


async def test_what_was_read_is_kept_when_the_reading_is_cancelled() -> None:
    desk = Desk(100)
    reached = asyncio.Event()

    async def hang(*_: object, **__: object) -> None:
        await read_users(*_, **__)  # type: ignore[arg-type]
        reached.set()
        await asyncio.Event().wait()

    read_users = desk.device.read_users
    desk.device.read_users = hang  # type: ignore[method-assign]
    task = asyncio.create_task(desk.read())
    await reached.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert len(desk.remembered.users) == 50
    assert desk.rows()["50"] == "CURRENT"


async def test_cancelled_reading_ends_as_cancelled_when_the_store_is_locked() -> None:
    desk = Desk(100)
    desk.remembered.trouble = StoreLocked("file")
    reached = asyncio.Event()

    async def hang(
        next_id: Callable[[], UserId | None],
        got: Callable[[UserInfo], None],
        *,
        failed: Callable[[UserId, DeviceError], None] | None = None,
    ) -> None:
        got(UserInfo(id=next_id() or UserId("")))
        reached.set()
        await asyncio.Event().wait()

    desk.device.read_users = hang  # type: ignore[method-assign]
    task = asyncio.create_task(desk.read())
    await reached.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_grid_is_complete_when_the_store_is_locked() -> None:
    desk = Desk(1200)
    desk.remembered.trouble = StoreLocked("file")
    with pytest.raises(StoreLocked):
        await desk.read()
    assert set(desk.rows().values()) == {"CURRENT"}


async def test_remembered_row_vanishes_when_two_equal_lists_lack_it() -> None:
    desk = Desk(60, person("gone"))
    await desk.roster.recall()
    await desk.read()
    assert desk.device.lists == 2
    assert desk.removed == ["gone"]
    assert "gone" not in desk.rows()
    assert set(desk.remembered.users) == {str(each) for each in range(1, 61)}


async def test_row_vanishes_when_the_user_is_deleted_meanwhile() -> None:
    desk = Desk(60)

    def delete(request: str) -> None:
        if request == "10":
            desk.device.users.pop(UserId("55"))
            desk.device.users.pop(UserId("20"))

    desk.device.before = delete
    await desk.read()
    assert desk.device.lists in {2, 3}
    assert {"20", "55"}.isdisjoint(desk.rows())
    assert len(desk.rows()) == 58
    assert {"20", "55"}.isdisjoint(desk.remembered.users)


async def test_no_row_vanishes_when_the_list_changes_each_time() -> None:
    desk = Desk(60, person("gone"))
    await desk.roster.recall()

    def shrink(request: str) -> None:
        if request == "page 0" and desk.device.lists > 1:
            desk.device.users.popitem()

    desk.device.before = shrink
    await desk.read()
    assert desk.removed == []
    assert "gone" in desk.rows()
    assert desk.remembered.replaced == 0
    assert len(desk.remembered.users) == 61


async def test_new_user_is_read_when_the_list_missed_it() -> None:
    desk = Desk(60)

    def join(request: str) -> None:
        if request == "60":
            desk.device.users[UserId("late")] = "Late"

    desk.device.before = join
    await desk.read()
    assert desk.rows()["late"] == "CURRENT"
    assert desk.remembered.users[UserId("late")].name == "Late"


async def test_list_is_read_again_at_most_three_times_when_the_count_never_fits() -> None:
    desk = Desk(60)
    desk.device.count = 99
    await desk.read()
    assert desk.device.lists == 4
    assert len(desk.rows()) == 60


async def test_no_row_vanishes_when_the_list_always_ends_early() -> None:
    desk = Desk(120, *(person(str(each)) for each in range(1, 121)))
    await desk.roster.recall()
    desk.device.users = dict(list(desk.device.users.items())[:50])
    desk.device.count = 120
    await desk.read()
    assert desk.removed == []
    assert (desk.rows()["50"], desk.rows()["51"]) == ("CURRENT", "LAST_KNOWN")
    assert desk.remembered.replaced == 0
    assert len(desk.remembered.users) == 120
    assert desk.roster.shortfall == Shortfall(listed=50, counted=120)
    assert not desk.roster.is_listed


async def test_list_that_is_whole_again_takes_rows_away_and_ends_the_shortfall() -> None:
    desk = Desk(60, person("gone"))
    await desk.roster.recall()
    desk.device.count = 61
    await desk.read()
    assert "gone" in desk.rows()
    assert desk.roster.shortfall is not None
    desk.device.count = 60
    await desk.read()
    assert desk.removed == ["gone"]
    assert desk.roster.shortfall is None


@pytest.mark.parametrize("count", [59, None])
async def test_count_that_is_lower_or_missing_does_not_matter(count: int | None) -> None:
    desk = Desk(60, person("gone"))
    await desk.roster.recall()
    desk.device.count, desk.device.counts = count, count is not None
    await desk.read()
    assert desk.removed == ["gone"]
    assert (desk.device.lists, desk.roster.shortfall) == (2, None)


async def test_id_that_is_passed_over_does_not_make_the_list_too_short() -> None:
    desk = Desk(2)
    desk.device.users[UserId("x" * 100)] = "Monster"
    with pytest.raises(BadReply):
        await desk.read()
    assert desk.roster.shortfall is None
    assert desk.roster.is_listed


async def test_ids_given_twice_are_one_row() -> None:
    desk = Desk(10)

    async def user_ids() -> AsyncGenerator[tuple[UserId, ...], None]:
        yield (UserId("1"), UserId("2"), UserId("1"))
        yield (UserId("2"), UserId("3"))

    desk.device.user_ids = user_ids  # type: ignore[method-assign]
    desk.device.count = 3
    await desk.read()
    assert list(desk.rows()) == ["1", "2", "3"]
    assert [each for each in desk.device.asked if each.isdigit()] == ["1", "2", "3"]


async def test_others_are_read_when_one_user_is_unreadable() -> None:
    desk = Desk(60, person("7", "Old"))
    await desk.roster.recall()
    bad = BadReply("Front door", command="GetUserInfo", why="not base64")
    desk.device.broken = {UserId("7"): bad}
    with pytest.raises(BadReply):
        await desk.read()
    states = desk.rows()
    assert states.pop("7") == "LAST_KNOWN"
    assert set(states.values()) == {"CURRENT"}
    assert desk.remembered.users[UserId("7")].name == "Old"


async def test_reading_ends_when_many_users_are_unreadable() -> None:
    desk = Desk(500)
    bad = BadReply("Front door", command="GetUserInfo", why="not base64")
    desk.device.broken = dict.fromkeys(desk.device.users, bad)
    with pytest.raises(BadReply):
        await desk.read()
    assert len(desk.device.asked) < 20


async def test_empty_device_empties_the_grid() -> None:
    desk = Desk(0, person("1"))
    await desk.roster.recall()
    await desk.read()
    assert desk.rows() == {}
    assert desk.remembered.users == {}


async def test_rows_are_in_the_devices_order_when_all_was_read() -> None:
    desk = Desk(3, person("3"), person("1"))
    await desk.roster.recall()
    await desk.read()
    assert list(desk.rows()) == ["1", "2", "3"]


async def test_steps_for_a_user_are_as_many_when_there_are_ten_times_as_many() -> None:
    async def steps(count: int) -> float:
        desk = Desk(count)
        desk.roster.show_first([UserId(str(each)) for each in range(count, 0, -1)])
        taken = 0

        def count_step(*_: object) -> None:
            nonlocal taken
            taken += 1

        sys.setprofile(count_step)
        try:
            await desk.read()
        finally:
            sys.setprofile(None)
        return taken / count

    assert await steps(5000) < 1.5 * await steps(500)


def info(user_id: str, name: str = "Written") -> UserInfo:
    return UserInfo(id=UserId(user_id), name=name)


async def test_written_user_is_shown_at_once_and_kept_when_saved() -> None:
    desk = Desk(2)
    await desk.read()
    desk.now += 1
    desk.roster.take(info("2"))
    assert [(each.id, each.user.name) for each in desk.flushes[-1]] == [("2", "Written")]
    await desk.roster.save()
    assert desk.remembered.users[UserId("2")].name == "Written"


async def test_deleted_user_disappears_at_once_and_is_forgotten_when_saved() -> None:
    desk = Desk(2)
    await desk.read()
    desk.roster.drop(UserId("1"))
    desk.roster.drop(UserId("never there"))
    assert (desk.rows(), desk.removed) == ({"2": "CURRENT"}, ["1"])
    await desk.roster.save()
    assert set(desk.remembered.users) == {"2"}


async def test_user_written_while_reading_is_not_overwritten_by_an_older_reply() -> None:
    desk = Desk(100)

    def write(request: str) -> None:
        if request == "60":  # asked for, and written before its reply is read
            desk.roster.take(info("60"))
            desk.roster.drop(UserId("61"))

    desk.device.before = write
    await desk.read()
    rows = {each.id: each.user.name for each in desk.roster.entries}
    assert rows[UserId("60")] == "Written"
    assert UserId("61") not in rows


async def test_user_added_while_reading_stays_though_the_list_does_not_have_it() -> None:
    desk = Desk(100)

    def write(request: str) -> None:
        if request == "100":
            desk.roster.take(info("500"))
            desk.device.users[UserId("500")] = "Written"

    desk.device.before = write
    await desk.read()
    assert desk.rows()["500"] == "CURRENT"
    assert UserId("500") in desk.remembered.users


async def test_rows_are_the_devices_list_once_it_was_read_whole() -> None:
    desk = Desk(2)
    assert not desk.roster.is_listed
    await desk.read()
    assert desk.roster.is_listed
