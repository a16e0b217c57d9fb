"""When users may enter: one access zone given to many users for every day, each read back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Final, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from rollcall.protocol.access import (
    DAYS_A_WEEK,
    AcUserInfo,
    GetAcTimeZone,
    GetAcUserInfo,
    SetAcUserInfo,
)
from rollcall.protocol.errors import (
    AppError,
    DeviceError,
    OutcomeUnknown,
    Refused,
    UserChanged,
    UserGone,
)
from rollcall.protocol.fields import TimeRange
from rollcall.protocol.info import DeviceUid
from rollcall.store.values import RememberedUser
from rollcall.usecases.audit import Action, Audit
from rollcall.usecases.changing.bookkeeping import Bookkeeping
from rollcall.usecases.changing.outcome import Outcome
from rollcall.usecases.changing.receipt import Receipt, Verdict
from rollcall.usecases.changing.steps import Step, Steps
from rollcall.usecases.changing.wanted import AccessBack
from rollcall.usecases.changing.writer import HoldsLock
from rollcall.usecases.changing.writing_users import Got
from rollcall.usecases.progress import Progress, Report
from rollcall.usecases.roster import OpenSession
from rollcall.usecases.sessions import Session
from rollcall.usecases.undisturbed import finish

__all__ = ["AccessZone", "UserAccess"]

_BEHIND: Final = 1  # users whose entries may be on their way while the next one is read

_ChangeOne: TypeAlias = Callable[[Session, RememberedUser], Awaitable[Verdict]]


class AccessZone(Struct, frozen=True, kw_only=True):
    """One access zone of a device, by its number, with the ranges that are not empty."""

    number: int
    ranges: tuple[TimeRange, ...]


class UserAccess:
    """Reads a device's access zones and gives users one of them, with the device locked."""

    def __init__(
        self,
        open_session: OpenSession,
        *,
        leases: HoldsLock,
        audit: Audit,
        device_name: Callable[[DeviceUid], str],
        undo: Steps,
    ) -> None:
        """Take `device_name`, which gives a device's name for people, and what can be undone."""
        self._open_session = open_session
        self._leases = leases
        self._audit = audit
        self._device_name = device_name
        self._undo = undo

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
        got: Got,
        report: Report,
        onto: Step | None = None,
    ) -> None:
        """Let users enter in one zone on every day; the period in which they may stays theirs.

        Exactly one receipt for each, without parts. It is a step of Undo, one with `onto` if that
        is the last one. When the device cannot be spoken to any more the others are SKIPPED, and
        the error is raised: `DeviceError`, `VaultError`, `StoreError`.
        """
        backs: list[AccessBack] = []

        async def change(session: Session, user: RememberedUser) -> Verdict:
            old = await session.ask(GetAcUserInfo(id=user.id))
            wanted = SetAcUserInfo(
                id=user.id, zones=(zone,) * DAYS_A_WEEK, valid_period=old.valid_period
            )
            if old.zones == wanted.zones:
                return Verdict.SAME
            back = AccessBack(user_id=user.id, name=user.name, zones=old.zones, given=wanted.zones)
            try:
                stored = await _write(session, wanted)
            except OutcomeUnknown:
                backs.append(back)
                raise
            backs.append(replace(back, given=stored.zones))
            return _verdict(stored, wanted)

        try:
            await self._each(uid, users, change, action=Action.EDIT_USER, got=got, report=report)
        finally:
            self._undo.add(uid, Action.EDIT_USER, backs, onto=onto)

    async def take_back(
        self, uid: DeviceUid, backs: Sequence[AccessBack], *, got: Got, report: Report
    ) -> None:
        """Let users enter as they could before, for Undo; receipts and errors as in `give`."""
        by_id = {each.user_id: each for each in backs}
        users = [
            RememberedUser(id=each.user_id, name=each.name, department="", privilege="")
            for each in backs
        ]

        async def change(session: Session, user: RememberedUser) -> Verdict:
            back = by_id[user.id]
            now = await session.ask(GetAcUserInfo(id=user.id))
            if now.zones == back.zones:
                return Verdict.SAME
            if now.zones != back.given:
                raise UserChanged(self._device_name(uid), user_id=user.id, name=user.name)
            wanted = SetAcUserInfo(id=user.id, zones=back.zones, valid_period=now.valid_period)
            return _verdict(await _write(session, wanted), wanted)

        await self._each(uid, users, change, action=Action.UNDO, got=got, report=report)

    async def _each(
        self,
        uid: DeviceUid,
        users: Sequence[RememberedUser],
        change: _ChangeOne,
        *,
        action: Action,
        got: Got,
        report: Report,
    ) -> None:
        done, device = 0, self._device_name(uid)
        books = Bookkeeping(self._audit, action=action, uid=uid, device=device)

        def tell(receipt: Receipt) -> None:
            nonlocal done
            done += 1
            got(receipt)
            report(Progress(done=done, total=len(users), what="users"))

        try:
            async with self._open_session(uid) as session, self._leases.hold(uid, session) as lease:
                for user in users:
                    if done:
                        await lease.breathe()
                    # What was sent is read back, cancelled or not.
                    one = await finish(self._one(session, uid, user, change, books))
                    receipt = one.result or _unknown(uid, user, device)
                    books.note(Outcome(receipt=receipt))
                    tell(receipt)
                    if one.cancelled is not None:
                        raise one.cancelled
                    await books.catch_up(behind=_BEHIND)
        finally:
            for user in users[done:]:  # nothing, unless it ended early
                tell(_receipt(uid, user, Verdict.SKIPPED))
            closing = await finish(books.catch_up())
            if closing.cancelled is not None:
                raise closing.cancelled

    async def _one(
        self,
        session: Session,
        uid: DeviceUid,
        user: RememberedUser,
        change: _ChangeOne,
        books: Bookkeeping,
    ) -> Receipt:
        """Change one user; what concerns this user alone is given, the rest is raised."""
        device = self._device_name(uid)
        try:
            return _receipt(uid, user, await change(session, user))
        except OutcomeUnknown as error:
            return _receipt(uid, user, Verdict.UNKNOWN, error)
        except UserChanged as error:
            return _receipt(uid, user, Verdict.FAILED, error)
        except Refused as error:
            gone = UserGone(device, user_id=user.id, name=user.name)
            return _receipt(uid, user, Verdict.FAILED, gone if error.is_unknown_user else error)
        except AppError as error:
            books.note(Outcome(receipt=_receipt(uid, user, Verdict.FAILED, error)))
            raise


async def _write(session: Session, wanted: SetAcUserInfo) -> AcUserInfo:
    """Write, and give what is read back; a lost reply is settled by what the device then says."""
    lost: OutcomeUnknown | None = None
    try:
        await session.ask(wanted)
    except OutcomeUnknown as error:
        lost = error
    try:
        stored = await session.ask(GetAcUserInfo(id=wanted.id))
    except Refused:
        raise
    except DeviceError as error:  # it was sent, and nobody can tell what came of it
        raise OutcomeUnknown(error.device, command=wanted.names[0]) from error
    if lost is not None and _verdict(stored, wanted) is not Verdict.DONE:
        raise lost
    return stored


def _receipt(
    uid: DeviceUid, user: RememberedUser, verdict: Verdict, error: AppError | None = None
) -> Receipt:
    return Receipt(device=uid, user_id=user.id, name=user.name, verdict=verdict, error=error)


def _unknown(uid: DeviceUid, user: RememberedUser, device: str) -> Receipt:
    error = OutcomeUnknown(device, command=SetAcUserInfo.names[0])
    return _receipt(uid, user, Verdict.UNKNOWN, error)


def _verdict(stored: AcUserInfo, wanted: SetAcUserInfo) -> Verdict:
    is_so = (stored.zones, stored.valid_period) == (wanted.zones, wanted.valid_period)
    return Verdict.DONE if is_so else Verdict.DIFFERS
