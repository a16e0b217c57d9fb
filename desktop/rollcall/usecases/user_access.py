"""When users may enter: one access zone given to many users for every day, each read back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeAlias

from msgspec import Struct

from rollcall.protocol.access import (
    DAYS_A_WEEK,
    AcUserInfo,
    GetAcTimeZone,
    GetAcUserInfo,
    SetAcUserInfo,
)
from rollcall.protocol.errors import AppError, OutcomeUnknown, Refused, UserGone
from rollcall.protocol.fields import TimeRange
from rollcall.protocol.info import DeviceUid
from rollcall.store.values import RememberedUser
from rollcall.usecases.audit import Action, Audit
from rollcall.usecases.changing.receipt import Receipt, Verdict
from rollcall.usecases.changing.writing_users import Got
from rollcall.usecases.progress import Progress, Report
from rollcall.usecases.roster import OpenSession
from rollcall.usecases.sessions import Session

__all__ = ["AccessZone", "UserAccess"]

_ChangeOne: TypeAlias = Callable[[Session, RememberedUser], Awaitable[Verdict]]


class AccessZone(Struct, frozen=True, kw_only=True):
    """One access zone of a device, by its number, with the ranges that are not empty."""

    number: int
    ranges: tuple[TimeRange, ...]


class UserAccess:
    """Reads a device's access zones and gives users one of them."""

    def __init__(self, open_session: OpenSession, *, audit: Audit) -> None:
        self._open_session = open_session
        self._audit = audit

    async def zones(self, uid: DeviceUid) -> tuple[AccessZone, ...]:
        """Give the zones in which anybody may enter at all. Raises `DeviceError`."""
        async with self._open_session(uid) as session:
            reply = await session.ask(GetAcTimeZone())
        every = (
            AccessZone(number=at, ranges=tuple(each for each in ranges if not each.is_empty))
            for at, ranges in enumerate(reply.zones)
        )
        return tuple(zone for zone in every if zone.ranges)

    async def give(
        self,
        uid: DeviceUid,
        users: Sequence[RememberedUser],
        zone: int,
        *,
        device: str,
        got: Got,
        report: Report,
    ) -> tuple[AcUserInfo, ...]:
        """Let users enter in one zone on every day; the period in which they may stays theirs.

        Exactly one receipt for each, without parts. Gives how it was for those that changed, for
        `restore`. When the device cannot be spoken to any more the others are SKIPPED, and the
        error is raised.
        """
        before: list[AcUserInfo] = []

        async def change(session: Session, user: RememberedUser) -> Verdict:
            old = await session.ask(GetAcUserInfo(id=user.id))
            wanted = SetAcUserInfo(
                id=user.id, zones=(zone,) * DAYS_A_WEEK, valid_period=old.valid_period
            )
            if old.zones == wanted.zones:
                return Verdict.SAME
            verdict = await self._write(session, wanted)
            before.append(old)
            return verdict

        await self._each(uid, users, change, device=device, got=got, report=report)
        return tuple(before)

    async def restore(
        self,
        uid: DeviceUid,
        before: Sequence[AcUserInfo],
        *,
        device: str,
        got: Got,
        report: Report,
    ) -> None:
        """Let users enter as they could before; receipts and errors as in `give`."""
        old = {each.id: each for each in before}
        users = [
            RememberedUser(id=each.id, name="", department="", privilege="") for each in before
        ]

        async def change(session: Session, user: RememberedUser) -> Verdict:
            was = old[user.id]
            wanted = SetAcUserInfo(id=was.id, zones=was.zones, valid_period=was.valid_period)
            return await self._write(session, wanted)

        await self._each(uid, users, change, device=device, got=got, report=report)

    async def _each(
        self,
        uid: DeviceUid,
        users: Sequence[RememberedUser],
        change: _ChangeOne,
        *,
        device: str,
        got: Got,
        report: Report,
    ) -> None:
        done = 0

        def tell(user: RememberedUser, verdict: Verdict, error: AppError | None = None) -> None:
            nonlocal done
            done += 1
            got(Receipt(device=uid, user_id=user.id, name=user.name, verdict=verdict, error=error))
            report(Progress(done=done, total=len(users), what="users"))

        try:
            async with self._open_session(uid) as session:
                for user in users:
                    verdict, error = await self._one(session, user, change, device, uid)
                    tell(user, verdict, error)
        finally:
            for user in users[done:]:  # nothing, unless it ended early
                tell(user, Verdict.SKIPPED)

    async def _one(
        self,
        session: Session,
        user: RememberedUser,
        change: _ChangeOne,
        device: str,
        uid: DeviceUid,
    ) -> tuple[Verdict, AppError | None]:
        """Change one user; what concerns this user alone is given, the rest is raised."""
        try:
            async with self._audit.recording(
                Action.EDIT_USER, device=device, uid=uid, subject=user.id
            ):
                return await change(session, user), None
        except OutcomeUnknown as error:
            return Verdict.UNKNOWN, error
        except Refused as error:
            if error.code == "user_id_not_exists":
                return Verdict.FAILED, UserGone(device, user_id=user.id, name=user.name)
            return Verdict.FAILED, error

    @staticmethod
    async def _write(session: Session, wanted: SetAcUserInfo) -> Verdict:
        """Write and read back; a lost reply is settled by what the device then says."""
        try:
            await session.ask(wanted)
        except OutcomeUnknown:
            if not _holds(await session.ask(GetAcUserInfo(id=wanted.id)), wanted):
                raise
            return Verdict.DONE
        stored = await session.ask(GetAcUserInfo(id=wanted.id))
        return Verdict.DONE if _holds(stored, wanted) else Verdict.DIFFERS


def _holds(stored: AcUserInfo, wanted: SetAcUserInfo) -> bool:
    return (stored.zones, stored.valid_period) == (wanted.zones, wanted.valid_period)
