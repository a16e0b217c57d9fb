"""Backs up all users of a device into one sealed file, and restores such a file to a device."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final, Protocol

from msgspec import UNSET
from msgspec.structs import replace

from rollcall import __version__
from rollcall.protocol.errors import (
    AnotherPerson,
    AppError,
    DeviceFull,
    FileFault,
    FileProblem,
    InputProblem,
    InvalidInput,
    Room,
    WasErased,
)
from rollcall.protocol.info import DeviceUid, VersionInfo
from rollcall.protocol.users import UserId, UserInfo
from rollcall.sealing import ScryptCost
from rollcall.usecases.audit import Action, Audit
from rollcall.usecases.backups.container import (
    Tick,
    check_shape,
    digest_of,
    open_backup,
    write_backup,
)
from rollcall.usecases.backups.planning import RestorePlan, Row, Standing, There, draw_up
from rollcall.usecases.backups.saved import USERS_MAX, Backup, Counts, Manifest
from rollcall.usecases.backups.taking import Taken, take, take_those
from rollcall.usecases.backups.threads import in_thread
from rollcall.usecases.changing.receipt import Receipt, Verdict
from rollcall.usecases.changing.writing_users import Got, WritesUsers
from rollcall.usecases.copying.fitting import read_abilities
from rollcall.usecases.details_cache import DetailsCache
from rollcall.usecases.erasing.tombstones import Erased
from rollcall.usecases.progress import Report
from rollcall.usecases.roster import OpenSession
from rollcall.usecases.user_listing import list_ids

__all__ = ["PASSPHRASE_LENGTH_MIN", "Backups", "Departments", "TellsErased", "checked_passphrase"]

PASSPHRASE_LENGTH_MIN: Final = 8


class Departments(Protocol):
    """Adds departments; `changing/departments.py` is the real one."""

    async def add(self, uid: DeviceUid, name: str) -> None:
        """Add one and read it back. Raises `AppError`, `InvalidInput` for one that is there."""


class TellsErased(Protocol):
    """Tells who was erased on purpose; `erasing/tombstones.py` is the real one."""

    async def known(self) -> Erased:
        """Give them. Raises `StoreError`; `ErasedNotKnown` where that cannot be told."""


class Backups:
    """Making and restoring backups. Templates are in memory until the result is dropped."""

    def __init__(
        self,
        open_session: OpenSession,
        *,
        writer: WritesUsers,
        details: DetailsCache,
        departments: Departments,
        audit: Audit,
        tombstones: TellsErased,
        cost: ScryptCost = ScryptCost(),  # noqa: B008  # frozen
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._open_session = open_session
        self._writer = writer
        self._details = details
        self._departments = departments
        self._audit = audit
        self._tombstones = tombstones
        self._cost = cost
        self._now = now

    # --- making one

    async def read(self, uid: DeviceUid, *, report: Report) -> Taken:
        """Read every user of a device, to be written. Raises `DeviceError`, `VaultError`."""
        await self._details.read(uid)
        async with self._open_session(uid) as session:
            return await take(session, report)

    async def write(
        self,
        path: Path,
        passphrase: str,
        taken: Taken,
        *,
        uid: DeviceUid,
        name: str,
        report: Report,
    ) -> Manifest:
        """Write what was read of a device and read it back; `path` is replaced only then.

        Raises `FileProblem`. Cancelled, it leaves what was there before.
        """
        if len(taken.users) > USERS_MAX:
            raise FileProblem(path.name, FileFault.TOO_LARGE)
        details = self._details.get(uid)
        versions = (None if details is None else details.versions) or VersionInfo()
        about = partial(
            Manifest,
            device=uid,
            name=name,
            made_at=self._now(),
            program=__version__,
            firmware=versions.firmware,
            face_algorithm="" if versions.face_algorithm is UNSET else versions.face_algorithm,
            finger_algorithm=""
            if versions.finger_algorithm is UNSET
            else versions.finger_algorithm,
            missing=taken.missing,
            is_stable=taken.is_stable,
        )

        def work(tick: Tick) -> Manifest:
            users = taken.users
            manifest = about(counts=Counts.of(users), digest=digest_of(users))
            backup = Backup(manifest=manifest, users=users)
            write_backup(path, passphrase, backup, cost=self._cost, tick=tick)
            return manifest

        recorded = self._audit.recording(
            Action.BACK_UP_USERS, device=name, uid=uid, subject=path.name
        )
        async with recorded:
            return await in_thread(work, total=len(taken.users), report=report, what="users")

    # --- restoring one

    async def look(self, path: Path) -> None:
        """Tell whether a file can be a whole backup, without opening it. Raises `FileProblem`."""
        await in_thread(lambda _tick: check_shape(path), total=None, report=_nobody, what="")

    async def open(self, path: Path, passphrase: str, *, report: Report) -> Backup:
        """Open a backup, proven whole; nothing of any other is given. Raises `FileProblem`."""
        return await in_thread(
            lambda tick: open_backup(path, passphrase, tick=tick),
            total=None,
            report=report,
            what="users",
        )

    async def plan(
        self,
        uid: DeviceUid,
        backup: Backup,
        *,
        report: Report,
        only: Collection[UserId] | None = None,
    ) -> RestorePlan:
        """Work out what restoring would do to a device; who was erased is never restored.

        Raises `DeviceError`, `VaultError`, `StoreError`; `ErasedNotKnown` before anything is asked
        of the device.
        """
        users = [each for each in backup.users if only is None or each.id in only]
        known = await self._tombstones.known()
        erased = await self._erased(users, known)
        async with self._open_session(uid) as session:
            abilities = await read_abilities(session, uid)
            listed = await list_ids(session)
            both = [each.id for each in users if each.id in listed and each.id not in erased]
            users_there, unread = await take_those(session, both, report)
        there = There(device=abilities, users=users_there, unread=unread, erased=erased)
        plan = await draw_up(backup.manifest, users, there)
        return replace(plan, untold=known.untold)

    async def restore(
        self,
        plan: RestorePlan,
        *,
        name: str,
        got: Got,
        report: Report,
        part_of: object | None = None,
    ) -> None:
        """Do what a plan says; exactly one receipt for each of its rows.

        Who was erased since it was made is left out as well. It is undone as one, with what else is
        `part_of` the same. Raises `DeviceError` when the device cannot be spoken to any more;
        those not begun have their receipt then, and also when it is cancelled. Raises
        `ErasedNotKnown`, `StoreError` before anything is done.
        """
        for row in plan.rows:
            if not row.is_written:
                got(_as_it_is(plan.device, row, name))
        rows = [row for row in plan.rows if row.is_written]
        try:
            known = await self._tombstones.known()
            erased = await self._erased([row.user for row in rows], known)
            plan = plan.with_erased(erased)
            for row in plan.rows:
                if row.user.id in erased:
                    got(_as_it_is(plan.device, row, name))
            rows = [row for row in plan.rows if row.is_written]
            await self._add_departments(plan)
        except BaseException as error:
            reason = error if isinstance(error, AppError) else None
            for row in rows:
                got(_receipt(plan.device, row, Verdict.SKIPPED, reason))
            raise
        if rows:
            await self._writer.write(
                plan.device,
                [row.wanted for row in rows],
                action=Action.RESTORE_USERS,
                got=got,
                report=report,
                part_of=part_of,
            )

    @staticmethod
    async def _erased(users: Sequence[UserInfo], known: Erased) -> frozenset[UserId]:
        """Tell who of them was erased, beside the window: that is hashed for each."""
        return await asyncio.to_thread(
            lambda: frozenset(each.id for each in users if known.has(each.id, each.name))
        )

    async def _add_departments(self, plan: RestorePlan) -> None:
        for each in plan.departments:
            try:
                await self._departments.add(plan.device, each)
            except InvalidInput as error:
                if error.problem is not InputProblem.ALREADY_THERE:
                    raise


def checked_passphrase(passphrase: str, again: str) -> str:
    """Give the passphrase; raises `InvalidInput("passphrase" or "again", ...)`."""
    if not passphrase:
        raise InvalidInput("passphrase", InputProblem.EMPTY)
    if len(passphrase) < PASSPHRASE_LENGTH_MIN:
        raise InvalidInput("passphrase", InputProblem.TOO_SHORT, least=PASSPHRASE_LENGTH_MIN)
    if passphrase != again:
        raise InvalidInput("again", InputProblem.NOT_EQUAL)
    return passphrase


def _as_it_is(device: DeviceUid, row: Row, name: str) -> Receipt:
    """Give the receipt of a user who is not written."""
    user = row.user
    if row.standing is Standing.SAME:
        return _receipt(device, row, Verdict.SAME, None)
    error: AppError | None = row.error
    if row.standing is Standing.ERASED:
        error = WasErased(name, user_id=user.id, name=user.name)
    elif row.standing is Standing.ANOTHER:
        other = "" if row.there is None else row.there.name
        error = AnotherPerson(name, user_id=user.id, name=other, expected=user.name)
    elif row.standing is Standing.NO_ROOM:
        error = DeviceFull(name, user_id=user.id, name=user.name, room=row.room or Room.USERS)
    return _receipt(device, row, Verdict.FAILED, error)


def _receipt(device: DeviceUid, row: Row, verdict: Verdict, error: AppError | None) -> Receipt:
    return Receipt(
        device=device, user_id=row.user.id, name=row.user.name, verdict=verdict, error=error
    )


def _nobody(_progress: object) -> None:
    """Nobody waits to hear of it."""
