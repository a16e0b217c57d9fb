"""Reads what a plan needs: what devices can, which ids a target has, and users in common whole.

The rows are worked out in plan.py.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Final

from rollcall.protocol.errors import AppError, UserGone
from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import UserId
from rollcall.store.values import RememberedUser
from rollcall.usecases.copying.fitting import Abilities, read_abilities
from rollcall.usecases.copying.likeness import Likeness, Marker
from rollcall.usecases.copying.looking import Looks, Steps, look_at
from rollcall.usecases.copying.plan import Material, RowKey
from rollcall.usecases.progress import Report
from rollcall.usecases.roster import OpenSession
from rollcall.usecases.user_listing import list_ids

__all__ = ["Planning"]

DEVICES_AT_ONCE: Final = 8  # many devices at once, bounded (design.md 4.7)
_IDS_A_PAGE: Final = 50  # specification, GetUserIdList: "e.g. 50"


class Planning:
    """One reading of a source and its targets."""

    def __init__(
        self, open_session: OpenSession, *, reencoding: frozenset[DeviceUid], report: Report
    ) -> None:
        self._open_session = open_session
        self._reencoding = reencoding
        self._steps = Steps(report, unknown=1)
        self._marker = Marker()
        self._gate = asyncio.Semaphore(DEVICES_AT_ONCE)
        self._there: dict[RowKey, Likeness] = {}
        self._unread_there: dict[RowKey, AppError] = {}
        self._abilities: dict[DeviceUid, Abilities] = {}
        self._common: dict[DeviceUid, tuple[UserId, ...]] = {}
        self._failed: dict[DeviceUid, AppError] = {}

    async def read(
        self, source: DeviceUid, users: Sequence[RememberedUser], targets: Sequence[DeviceUid]
    ) -> Material:
        """Read all that is needed. Raises `DeviceError` of the source; targets may fail."""
        ids = tuple(each.id for each in users)
        async with asyncio.TaskGroup() as group:
            abilities = group.create_task(self._abilities_of(source))
            for uid in targets:
                group.create_task(self._begin_target(uid, ids))
        able = abilities.result()
        if isinstance(able, AppError):
            raise able
        common = set[UserId]().union(*self._common.values())
        # Nobody gets more rights unasked: what somebody is has to be known before.
        unknown = {each.id for each in users if not each.privilege}
        wanted = tuple(each for each in ids if each in common or each in unknown)
        missing = {
            uid: tuple(each for each in there if (uid, each) not in self._there)
            for uid, there in self._common.items()
        }
        self._steps.expect(len(wanted) + sum(map(len, missing.values())))
        self._steps.known()
        async with asyncio.TaskGroup() as group:
            looking = group.create_task(self._look_at_source(able, wanted))
            for uid, these in missing.items():
                group.create_task(self._finish_target(uid, these))
        looks = looking.result()
        if isinstance(looks, AppError):
            raise looks
        unread: dict[UserId, AppError] = {
            each: UserGone(source, user_id=each) for each in looks.absent
        }
        return Material(
            source=able,
            targets=tuple(self._abilities[each] for each in targets if each not in self._failed),
            users=tuple(users),
            marker=self._marker,
            here=looks.seen,
            there=self._there,
            unread=unread | looks.unread,
            unread_there=self._unread_there,
            failed=self._failed,
            reencoding=self._reencoding,
        )

    async def _abilities_of(self, uid: DeviceUid) -> Abilities | AppError:
        try:
            async with self._open_session(uid) as session:
                return await read_abilities(session, uid)
        except AppError as error:
            return error

    async def _look_at_source(self, source: Abilities, ids: Sequence[UserId]) -> Looks | AppError:
        try:
            async with self._open_session(source.uid) as session:
                return await look_at(
                    session, ids, device=source, marker=self._marker, steps=self._steps
                )
        except AppError as error:
            return error

    async def _begin_target(self, uid: DeviceUid, ids: tuple[UserId, ...]) -> None:
        """Learn what a target can and whom it has: by a list, or one by one where that is less."""
        try:
            async with self._gate, self._open_session(uid) as session:
                device = self._abilities[uid] = await read_abilities(session, uid)
                if len(ids) * _IDS_A_PAGE <= device.users:
                    self._steps.expect(len(ids))
                    await self._look_at_target(uid, ids)
                    there: tuple[UserId, ...] = tuple(
                        each for each in ids if (uid, each) in self._there
                    )
                    self._common[uid] = there
                else:
                    listed = await list_ids(session)
                    self._common[uid] = tuple(each for each in ids if each in listed)
        except AppError as error:
            self._failed[uid] = error

    async def _finish_target(self, uid: DeviceUid, ids: tuple[UserId, ...]) -> None:
        try:
            async with self._gate:
                await self._look_at_target(uid, ids)
        except AppError as error:
            self._failed[uid] = error

    async def _look_at_target(self, uid: DeviceUid, ids: Sequence[UserId]) -> None:
        if not ids:
            return
        async with self._open_session(uid) as session:
            looks = await look_at(
                session,
                ids,
                device=self._abilities[uid],
                marker=self._marker,
                steps=self._steps,
            )
        self._there |= {(uid, each): seen for each, seen in looks.seen.items()}
        self._unread_there |= {(uid, each): why for each, why in looks.unread.items()}
