"""Enrolling somebody: a capture on the device, saved to the user and read back.

In which order a person goes through it is in `steps.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Final, Protocol, TypeAlias

from rollcall.protocol.enrollment import CancelAllJobs
from rollcall.protocol.errors import AnotherPerson, AppError, Unsupported, UserGone
from rollcall.protocol.info import DeviceCapabilities, DeviceUid
from rollcall.protocol.users import SetUserInfo, UserId, UserInfo
from rollcall.store.values import RememberedUser
from rollcall.usecases.audit import Action, Audit
from rollcall.usecases.changing.journal import Journal
from rollcall.usecases.changing.receipt import Receipt, Verdict
from rollcall.usecases.changing.wanted import Wanted
from rollcall.usecases.changing.write_one import write_one
from rollcall.usecases.changing.writing_users import WritesUsers
from rollcall.usecases.device_details import DeviceDetails
from rollcall.usecases.enrolling.capture import Capturing, Left, Pace, Quiet
from rollcall.usecases.enrolling.card_owners import CardOwners
from rollcall.usecases.enrolling.methods import Captured, Method, can, is_stored
from rollcall.usecases.fleet_device import FleetDevice
from rollcall.usecases.roster import OpenSession
from rollcall.usecases.user_summary import summary

__all__ = ["Details", "Enrolling", "People", "wanted_for"]

People: TypeAlias = Callable[[DeviceUid], Sequence[RememberedUser]]
"""Gives the users of a device as they are known now, those whose id alone was read left out."""


_USUAL: Final = Pace()


class Details(Protocol):
    """What is needed of the particulars of devices."""

    def get(self, uid: DeviceUid | None) -> DeviceDetails | None:
        """Give what is known, without asking."""

    async def read(self, uid: DeviceUid, *, again: bool = False) -> None:
        """Ask a device, unless it was asked before. Raises `DeviceError`."""


class Enrolling:
    """What the wizard, and whoever settles a crash, can do with captures."""

    def __init__(
        self,
        open_session: OpenSession,
        *,
        writer: WritesUsers,
        journal: Journal,
        leases: Quiet,
        details: Details,
        audit: Audit,
        users: People,
        pace: Pace = _USUAL,
    ) -> None:
        self._open_session = open_session
        self._writer = writer
        self._details = details
        self._audit = audit
        self._users = users
        self._capturing = Capturing(open_session, journal=journal, leases=leases, pace=pace)
        self._unknown: set[tuple[DeviceUid, Method]] = set()

    def people(self, uid: DeviceUid) -> tuple[RememberedUser, ...]:
        """Give the users of a device to choose from."""
        return tuple(self._users(uid))

    def can(self, uid: DeviceUid, method: Method) -> bool | None:
        """Tell whether a device can do it, as far as is known; None where it does not say."""
        details = self._details.get(uid)
        told = can(self._capabilities(details), method)
        return told if (uid, method) not in self._unknown else False

    async def learn(self, uid: DeviceUid) -> None:
        """Ask the device what it can, unless that is known; where it does not say, so be it."""
        with suppress(AppError):
            await self._details.read(uid)

    async def read(self, device: FleetDevice, person: RememberedUser) -> UserInfo:
        """Read the user who is to be enrolled, and make sure that it is this person.

        Raises `UserGone`, `AnotherPerson` and what the device and the keyring raise.
        """
        info = await self._writer.read(device.known_uid, person.id)
        if info is None:
            raise UserGone(device.label, user_id=person.id, name=person.name)
        if person.name and summary(info).name != person.name:
            raise AnotherPerson(
                device.label, user_id=person.id, name=info.name, expected=person.name
            )
        return info

    async def capture(
        self, device: FleetDevice, user_id: UserId, method: Method, *, left: Left
    ) -> Captured:
        """Let the device capture a credential (capture.py)."""
        uid = device.known_uid
        try:
            return await self._capturing.capture(
                uid, user_id, method, device=device.label, left=left
            )
        except Unsupported:
            self._unknown.add((uid, method))
            raise

    async def let_go(self, captured: Captured) -> None:
        """Strike out what was noted of a capture that is saved, or given up."""
        await self._capturing.let_go(captured)

    @property
    def loose(self) -> tuple[DeviceUid, ...]:
        """The devices on which a capture may still run, since they could not be reached."""
        return self._capturing.loose

    async def end_loose(self, uid: DeviceUid) -> None:
        """End the captures that could not be ended when the network was gone. Never fails."""
        await self._capturing.end_loose(uid)

    async def save(self, device: FleetDevice, info: UserInfo, captured: Captured) -> Receipt:
        """Save a credential to a user as read right before, and prove it.

        One that the user has already, since an earlier try was lost, is not sent again. Raises what
        ends all writing to the device; what concerns the user alone is in the receipt.
        """
        if is_stored(info, captured):
            return Receipt(
                device=device.known_uid, user_id=info.id, name=info.name, verdict=Verdict.SAME
            )
        return await write_one(
            self._writer,
            device.known_uid,
            wanted_for(info, captured),
            action=Action.ENROLL,
        )

    def card_owners(self, uid: DeviceUid) -> CardOwners:
        """Give what looks for the owner of a card, for one run of the wizard."""
        return CardOwners(self._open_session, uid)

    async def end_all(self, device: FleetDevice) -> None:
        """End every capture on a device, other people's too. Raises `DeviceError`."""
        uid = device.known_uid
        async with (
            self._audit.recording(Action.CANCEL_ALL_JOBS, device=device.label, uid=uid),
            self._open_session(uid) as session,
        ):
            await session.ask(CancelAllJobs())

    @staticmethod
    def _capabilities(details: DeviceDetails | None) -> DeviceCapabilities | None:
        return None if details is None else details.capabilities


def wanted_for(info: UserInfo, captured: Captured) -> Wanted:
    """Tell what is to be written so that a user has this credential too.

    A face and a card take the place of the one there is; fingers and palms are added to a list.
    """
    only = SetUserInfo(id=info.id)
    match captured.method:
        case Method.FACE:
            face = SetUserInfo(id=info.id, face=captured.template)
            return Wanted(change=face, seen=info)
        case Method.FINGER:
            return Wanted(change=only, expected_name=info.name, more_fingers=(captured.template,))
        case Method.PALM:
            return Wanted(change=only, expected_name=info.name, more_palms=(captured.template,))
        case Method.CARD | Method.CARD_NUMBER:
            return Wanted(change=SetUserInfo(id=info.id, card=captured.card), seen=info)
