"""What the dialogs that add, edit and delete users ask for; each part does its work elsewhere.

Writing is in changing/, the list of a device's users in rosters.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from rollcall.protocol.info import DeviceCapabilities, DeviceUid
from rollcall.protocol.users import UserId, UserInfo
from rollcall.store.values import RememberedUser
from rollcall.usecases.audit import Action, Audit
from rollcall.usecases.changing.receipt import Receipt, Verdict
from rollcall.usecases.changing.steps import Step
from rollcall.usecases.changing.wanted import Presence, Removal, Wanted
from rollcall.usecases.changing.write_one import write_one
from rollcall.usecases.changing.writing_users import Got, WritesUsers
from rollcall.usecases.copies import Copies, Loss
from rollcall.usecases.device_details import DeviceDetails
from rollcall.usecases.fleet_device import FleetDevice
from rollcall.usecases.listening import Event
from rollcall.usecases.progress import Report
from rollcall.usecases.user_access import UserAccess

__all__ = ["People"]


class _Details(Protocol):
    changed: Event[DeviceUid]

    def get(self, uid: DeviceUid | None) -> DeviceDetails | None:
        """Give what is known, without asking."""

    async def read(self, uid: DeviceUid, *, again: bool = False) -> None:
        """Ask a device, unless it was asked before. Raises `DeviceError`."""


class _Departments(Protocol):
    async def names(self, uid: DeviceUid) -> tuple[str, ...]:
        """Give the names of a device's departments. Raises `DeviceError`."""

    async def add(self, uid: DeviceUid, name: str) -> None:
        """Add a department. Raises `DeviceError`, `InvalidInput`."""


class _Rosters(Protocol):
    async def next_free_id(self, uid: DeviceUid) -> UserId:
        """Propose the id of a new user. Raises `DeviceError`."""

    async def stable_ids(self, uid: DeviceUid) -> tuple[UserId, ...]:
        """List the users twice and give the ids both lists agree on. Raises `DeviceError`."""


class _Undo(Protocol):
    @property
    def last(self) -> Step | None:
        """The step done last, None if there is nothing to take back."""

    @property
    def changed(self) -> Event[Step | None]:
        """Announces that `last` is another."""

    def of(self, part_of: object) -> tuple[Step, ...]:
        """Give the steps of a piece of work that can be undone."""

    async def undo(self, *, got: Got, report: Report) -> None:
        """Take back the last piece of work."""


class People:
    """Adds, edits and deletes users of our devices, as an administrator asks for it."""

    def __init__(
        self,
        writer: WritesUsers,
        *,
        rosters: _Rosters,
        departments: _Departments,
        details: _Details,
        copies: Copies,
        access: UserAccess,
        audit: Audit,
        undo: _Undo,
    ) -> None:
        self._writer = writer
        self._rosters = rosters
        self.details = details
        self._audit = audit
        self.departments = departments
        self.access = access
        self.undo = undo
        self._copies = copies

    # --- what there is

    async def capabilities(self, uid: DeviceUid) -> DeviceCapabilities | None:
        """Tell what a device can do; None where it does not say. Raises `DeviceError`."""
        await self.details.read(uid)
        details = self.details.get(uid)
        return None if details is None else details.capabilities

    async def read(self, uid: DeviceUid, user_id: UserId) -> UserInfo | None:
        """Read one user with all templates; None when there is none. Raises `DeviceError`."""
        return await self._writer.read(uid, user_id)

    async def next_free_id(self, uid: DeviceUid) -> UserId:
        """Propose the id of a new user. Raises `DeviceError`."""
        return await self._rosters.next_free_id(uid)

    async def stable_ids(self, uid: DeviceUid) -> frozenset[UserId]:
        """List the users until two lists are equal. Raises `DeviceError`."""
        return frozenset(await self._rosters.stable_ids(uid))

    async def losses(self, uid: DeviceUid, users: Sequence[RememberedUser]) -> tuple[Loss, ...]:
        """Tell for each user which other devices are known to hold the templates too."""
        return await self._copies.losses(uid, users)

    # --- what is done

    async def save(self, device: FleetDevice, wanted: Wanted) -> Receipt:
        """Add or change one user.

        Raises `DeviceError`, `VaultError`, also why nothing was written, or nobody knows.
        """
        action = Action.ADD_USER if wanted.presence is Presence.ABSENT else Action.EDIT_USER
        receipt = await write_one(self._writer, device.known_uid, wanted, action=action)
        if receipt.error is not None and receipt.verdict is not Verdict.DIFFERS:
            raise receipt.error
        return receipt

    async def write(
        self,
        device: FleetDevice,
        wanted: Sequence[Wanted],
        *,
        got: Got,
        report: Report,
    ) -> None:
        """Change many users as one step of Undo, as `WritesUsers.write` does."""
        await self._writer.write(
            device.known_uid, wanted, action=Action.EDIT_USER, got=got, report=report
        )

    async def delete(
        self, uid: DeviceUid, users: Sequence[RememberedUser], *, got: Got, report: Report
    ) -> None:
        """Delete users, as `WritesUsers.delete` does."""
        removals = [Removal(user_id=each.id, name=each.name) for each in users]
        await self._writer.delete(uid, removals, action=Action.DELETE_USER, got=got, report=report)

    async def note_shown(self, device: FleetDevice, user_id: UserId) -> None:
        """Put down in the audit trail that somebody looked at a password or card number."""
        await self._audit.note(
            Action.SHOW_SECRET, device=device.name, uid=device.known_uid, subject=user_id
        )
