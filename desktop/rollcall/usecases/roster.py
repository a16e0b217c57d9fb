"""The users of one device: what was last known at once, then read again, the rows on screen first.

What is kept of a user is in user_summary.py; how far a reading is, in user_reading.py.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Iterable, Sequence
from contextlib import AbstractAsyncContextManager, aclosing
from enum import Enum
from time import monotonic
from typing import Final, TypeAlias

from msgspec import Struct

from rollcall.protocol.errors import BadReply, DeviceError, Refused
from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import GetUserIdList, UserId, UserInfo
from rollcall.store.values import RememberedUser
from rollcall.usecases.listening import Event
from rollcall.usecases.progress import Report
from rollcall.usecases.roster_memory import RememberedUsers, RosterMemory
from rollcall.usecases.secret_marks import SecretMarks
from rollcall.usecases.sessions import Session
from rollcall.usecases.user_listing import Shortfall, count_users, shortfall
from rollcall.usecases.user_reading import UserReading
from rollcall.usecases.user_summary import summary

__all__ = ["EntryState", "OpenSession", "RememberedUsers", "Roster", "RosterEntry"]

FLUSH_EVERY_S: Final = 0.05  # so that 5,000 replies do not mean 5,000 repaints
SAVE_EVERY: Final = 500  # users, so that a program that is killed loses little
SCREENFUL: Final = 50  # rows: taken for those on screen until somebody says which are
LISTINGS_MAX: Final = 3  # more of a list that keeps changing (reliability 4.4)
ID_LENGTH_MAX: Final = 64  # characters; no device is known to take half as many
UNREADABLE_MAX: Final = 10  # users; with more of them it is the device that is at fault


class EntryState(Enum):
    """How much is known of a user."""

    ID_ONLY = "only the id was read so far"
    LAST_KNOWN = "as last read, perhaps another day"
    CURRENT = "read just now"


class RosterEntry(Struct, frozen=True):
    """One row of the grid."""

    user: RememberedUser
    state: EntryState

    @property
    def id(self) -> UserId:
        """The user's id."""
        return self.user.id


OpenSession: TypeAlias = Callable[[DeviceUid], AbstractAsyncContextManager[Session]]


class Roster:
    """The users of one device. `changed` tells of new and changed rows, `removed` of ids gone."""

    def __init__(
        self,
        uid: DeviceUid,
        *,
        open_session: OpenSession,
        remembered: RememberedUsers,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self.uid = uid
        self._open_session = open_session
        self._memory = RosterMemory(uid, remembered)
        self._clock = clock
        self._entries: dict[UserId, RosterEntry] = {}
        self._on_screen: tuple[UserId, ...] | None = None
        self._reading = UserReading()
        self._unshown: dict[UserId, RosterEntry] = {}
        self._shown_at = -FLUSH_EVERY_S
        self._newer: set[UserId] = set()
        self.secrets = SecretMarks()
        """Of every user that was read in this run."""
        self.is_listed = False
        """Whether the rows are the device's list, as it was when last read and as changed since."""
        self.shortfall: Shortfall | None = None
        """Where the device ended its list early when last read, each time: rows may be missing."""
        self.changed: Event[tuple[RosterEntry, ...]] = Event()
        self.removed: Event[tuple[UserId, ...]] = Event()

    @property
    def entries(self) -> tuple[RosterEntry, ...]:
        """Every row, in the device's order once it was read completely."""
        return tuple(self._entries.values())

    def show_first(self, ids: Sequence[UserId]) -> None:
        """Read these rows before all others: they are on screen."""
        self._on_screen = tuple(ids)
        self._reading.prefer(self._on_screen)

    async def recall(self) -> None:
        """Show what was last known. Raises `StoreError`."""
        for user in await self._memory.recall():
            if user.id not in self._entries:
                self._put(RosterEntry(user, EntryState.LAST_KNOWN))
        self._show()

    async def read(self, report: Report) -> None:
        """Read the device's users again. Raises `DeviceError`; what was read until then stays.

        Order: how many there are, the first page of ids, the rows on screen, the other pages, the
        other rows; so the first screenful needs two replies and one for each of its rows.
        """
        reading = self._reading = UserReading()
        self._newer.clear()
        reading.prefer(self._on_screen or ())
        try:
            async with self._open_session(self.uid) as session:
                counted = await count_users(session)
                reading.expected = counted or 0
                await self._list(session, reading, report)
                reading.expected = 0
                await self._read_all(session, reading, report)
                is_stable = await self._is_stable(session, reading, counted, report)
        except BaseException:
            self._show()
            await self._memory.save_what_can_be()
            raise
        if is_stable:
            self._drop_all_but(reading.listed)
        self._show()
        self.is_listed = self.is_listed or is_stable
        if is_stable:
            known = (each for each in self.entries if each.state is not EntryState.ID_ONLY)
            await self._memory.replace([each.user for each in known])
        else:
            await self._memory.save()
        if reading.unreadable:
            raise reading.unreadable[0]

    def take(self, info: UserInfo) -> None:
        """Show a user as it was just read back; `save` keeps it."""
        user = summary(info)
        self.secrets.note(info)
        self._newer.add(user.id)
        self._memory.note(user)
        self._put(RosterEntry(user, EntryState.CURRENT))
        self._show_when_due()

    def drop(self, user_id: UserId) -> None:
        """Show no longer a user that the device has no more; `save` forgets it."""
        self._newer.add(user_id)
        self._memory.forget(user_id)
        self.secrets.forget(user_id)
        self._unshown.pop(user_id, None)
        if self._entries.pop(user_id, None) is not None:
            self.removed.emit((user_id,))

    async def save(self) -> None:
        """Show and keep what was taken and dropped. Raises `StoreError`."""
        self._show()
        await self._memory.save()

    async def _list(self, session: Session, reading: UserReading, report: Report) -> None:
        """Read every id, and between two pages the rows on screen."""
        async with aclosing(self._pages(session, reading)) as pages:
            async for page in pages:
                self._enter(reading.enter(page))
                if self._on_screen is None:
                    reading.prefer(tuple(reading.listed)[:SCREENFUL])
                report(reading.progress)
                await self._read_some(session, reading, reading.next_preferred, report)

    async def _pages(
        self, session: Session, reading: UserReading
    ) -> AsyncGenerator[tuple[UserId, ...], None]:
        """Give the ids page by page, but those that no device has."""
        async with aclosing(session.user_ids()) as pages:
            async for page in pages:
                ids = tuple(each for each in page if len(each) <= ID_LENGTH_MAX)
                reading.monsters += len(page) - len(ids)
                if reading.monsters and not reading.unreadable:
                    name, why = GetUserIdList.names[0], "a user id is too long"
                    reading.unreadable.append(BadReply(self.uid, command=name, why=why))
                yield ids

    async def _read_all(self, session: Session, reading: UserReading, report: Report) -> None:
        while reading.is_waiting:
            await self._read_some(session, reading, reading.next, report)
            await self._memory.save_what_can_be()

    async def _read_some(
        self,
        session: Session,
        reading: UserReading,
        choose: Callable[[], UserId | None],
        report: Report,
    ) -> None:
        budget = SAVE_EVERY

        def next_id() -> UserId | None:
            nonlocal budget
            budget -= 1
            return choose() if budget >= 0 else None

        def got(info: UserInfo) -> None:
            if info.id not in self._newer:  # else it was written since it was asked for
                user = summary(info)
                self.secrets.note(info)
                self._memory.note(user)
                self._put(RosterEntry(user, EntryState.CURRENT))
                self._show_when_due()
            report(reading.progress)

        def failed(user_id: UserId, error: DeviceError) -> None:
            if isinstance(error, Refused) and error.is_unknown_user:
                reading.missing.add(user_id)  # deleted since; two equal lists will prove it
                return
            reading.unreadable.append(error)
            if len(reading.unreadable) > UNREADABLE_MAX:
                raise error

        await session.read_users(next_id, got, failed=failed)

    async def _is_stable(
        self, session: Session, reading: UserReading, counted: int | None, report: Report
    ) -> bool:
        """Tell whether the list is complete, after listing again where there is a doubt.

        Rows are taken away, and missing ones found, by two equal lists only (reliability 4.4), and
        by none that is shorter than the device counts. `counted` is how many there were before:
        who was deleted after being read leaves no trace but that, and the next one is missed.
        """
        if not self._has_doubt(reading):
            count = await count_users(session)  # it may have listed too few (protocol-notes U3)
            if count is None or count == len(reading.listed) == (counted or count):
                self.shortfall = None
                return True
        for _ in range(LISTINGS_MAX):
            before = reading.listed
            reading.begin_list()
            async with aclosing(self._pages(session, reading)) as pages:
                async for page in pages:
                    self._enter(reading.enter(page))
            short = shortfall(len(reading.listed) + reading.monsters, await count_users(session))
            await self._read_all(session, reading, report)
            is_equal = reading.listed.keys() == before.keys()
            self.shortfall = short if is_equal else None
            if is_equal and short is None:
                return True
        return False

    def _has_doubt(self, reading: UserReading) -> bool:
        return bool(reading.missing) or any(each not in reading.listed for each in self._entries)

    def _drop_all_but(self, listed: Iterable[UserId]) -> None:
        """Take away the rows of users that are gone, and bring the others into the list's order."""
        before = self._entries
        kept = dict.fromkeys([*listed, *(each for each in before if each in self._newer)])
        self._entries = {each: before[each] for each in kept if each in before}
        gone = tuple(each for each in before if each not in self._entries)
        for user_id in gone:
            self._unshown.pop(user_id, None)
            self.secrets.forget(user_id)
        if gone:
            self.removed.emit(gone)

    def _enter(self, ids: Iterable[UserId]) -> None:
        for user_id in ids:
            if user_id not in self._entries:
                blank = RememberedUser(id=user_id, name="", department="", privilege="")
                self._put(RosterEntry(blank, EntryState.ID_ONLY))
        self._show_when_due()

    def _put(self, entry: RosterEntry) -> None:
        self._entries[entry.id] = entry
        self._unshown[entry.id] = entry

    def _show_when_due(self) -> None:
        if self._clock() - self._shown_at >= FLUSH_EVERY_S:
            self._show()

    def _show(self) -> None:
        entries, self._unshown = self._unshown, {}
        self._shown_at = self._clock()
        if entries:
            self.changed.emit(tuple(entries.values()))
