"""How one user is read, changed and read again while a dialog is open; free of Qt."""

from __future__ import annotations

from typing import Any, Final

from msgspec.structs import replace

from rollcall.protocol.errors import (
    AppError,
    BadReply,
    InputProblem,
    InvalidInput,
    Refused,
    Unsupported,
    UserGone,
)
from rollcall.protocol.info import DeviceCapabilities
from rollcall.protocol.users import SetUserInfo, UserId, UserInfo
from rollcall.store.values import RememberedUser
from rollcall.ui.dialogs.edit_user_draft import (
    UserDraft,
    change_of,
    checked,
    is_raising,
    parts_changed,
    rebased,
    revived,
)
from rollcall.ui.models.users import Credential
from rollcall.usecases.changing.receipt import Part, Receipt
from rollcall.usecases.changing.wanted import Presence, Wanted
from rollcall.usecases.fleet_device import FleetDevice
from rollcall.usecases.people import People
from rollcall.usecases.user_summary import summary

__all__ = ["UserEditing"]

_EMPTY: Final[dict[Credential, dict[str, Any]]] = {
    Credential.FACE: {"face": b""},
    Credential.FINGERS: {"fingers": ()},
    Credential.PALM: {"palms": ()},
    Credential.CARD: {"card": ""},
    Credential.PASSWORD: {"password": ""},
}
_PARTS: Final = {
    Credential.FACE: Part.FACE,
    Credential.FINGERS: Part.FINGERS,
    Credential.PALM: Part.PALMS,
}


class UserEditing:
    """One user on one device: as opened, and what was done to them since."""

    def __init__(
        self,
        people: People,
        device: FleetDevice,
        *,
        user_id: UserId | None = None,
        known: RememberedUser | None = None,
    ) -> None:
        """Take the user to edit, None for a new one; `known` is shown until they are read."""
        self._people = people
        self._gone: UserInfo | None = None
        self.device = device
        self.user_id = user_id
        self.known = known
        self.opened: UserInfo | None = None
        """The user as on the device when last read; None for a new one."""
        self.capabilities: DeviceCapabilities | None = None
        self.departments: tuple[str, ...] | None = None
        """None where the device does not tell them."""
        self.changed: list[str] = []
        """The members that were written since it was opened."""
        self.was_added = False
        self.receipt: Receipt | None = None
        """What came of the last try to write."""
        self.trouble: AppError | None = None
        """Why the last try came to nothing, or nobody knows."""

    @property
    def is_new(self) -> bool:
        """Whether the user is to be made."""
        return self.user_id is None

    @property
    def name(self) -> str:
        """What the user is called, or the id."""
        if self.opened is not None:
            return self.opened.name or self.opened.id
        return (self.known.name if self.known is not None else "") or (self.user_id or "")

    @property
    def remembered(self) -> RememberedUser:
        """The user as last seen, without secrets. Raises `LookupError` for a new one."""
        if self.opened is None:
            raise LookupError(self.user_id)
        return summary(self.opened)

    async def load(self) -> UserDraft:
        """Read the user, what the device can and its departments. Raises `DeviceError`."""
        draft = UserDraft()
        if self.user_id is not None:
            self.opened = await self._read(self.user_id)
            draft = UserDraft.of(self.opened)
        uid = self.device.known_uid
        self.capabilities = await self._people.capabilities(uid)
        try:
            self.departments = await self._people.departments.names(uid)
        except (Refused, Unsupported, BadReply):
            self.departments = None
        if self.user_id is None:
            draft = UserDraft(id=await self._people.next_free_id(uid))
        return draft

    async def reload(self, draft: UserDraft) -> UserDraft:
        """Read the user again; what was typed stays. Raises `DeviceError`."""
        before = self.opened
        if self.user_id is None or before is None:
            return await self.load()
        self.opened = await self._read(self.user_id)
        return rebased(draft, before, self.opened)

    async def free_id(self) -> UserId:
        """Propose another id. Raises `DeviceError`."""
        return await self._people.next_free_id(self.device.known_uid)

    def add_again(self) -> None:
        """Make the user again who was deleted meanwhile, with the credentials as they were."""
        self._gone, self.opened, self.user_id = self.opened, None, None

    def change(self, draft: UserDraft) -> SetUserInfo:
        """Give what would be sent. Raises `InvalidInput` with a field's name."""
        change = change_of(checked(draft, self.opened), self.opened)
        return change if self._gone is None else revived(change, self._gone)

    def is_raising(self, change: SetUserInfo) -> bool:
        """Whether the user would get more rights."""
        return is_raising(change.privilege, self.opened)

    async def add_department(self, name: str) -> None:
        """Add a department to the device. Raises `InvalidInput`, `DeviceError`."""
        if not name:
            raise InvalidInput("new_department", InputProblem.EMPTY)
        try:
            await self._people.departments.add(self.device.known_uid, name)
        except InvalidInput as error:
            if error.problem is not InputProblem.ALREADY_THERE:  # then somebody else added it
                raise InvalidInput("new_department", error.problem) from error

    async def save(self, change: SetUserInfo) -> Receipt:
        """Write and read back; afterwards `opened` is what the device stores.

        Raises `DeviceError`, `VaultError`.
        """
        wanted = Wanted(
            change=change,
            presence=Presence.ABSENT if self.is_new else Presence.THERE,
            seen=self.opened,
        )
        self.receipt = self.trouble = None
        try:
            receipt = await self._people.save(self.device, wanted)
        except AppError as error:
            self.trouble = error
            raise
        self.receipt = receipt
        self.was_added = self.was_added or self.is_new
        self.changed += [each for each in parts_changed(change) if each not in self.changed]
        self.user_id, self._gone = change.id, None
        if receipt.is_fine:
            self.opened = _as_written(self.opened, change)
        else:
            self.opened = await self._read(change.id)
        return receipt

    async def remove(self, credential: Credential) -> Receipt:
        """Take a credential from the user; afterwards `opened` is what the device stores.

        Raises `DeviceError`, `VaultError`.
        """
        if self.opened is None:
            raise LookupError(credential)
        return await self.save(SetUserInfo(id=self.opened.id, **_EMPTY[credential]))

    async def is_last_copy(self, credential: Credential) -> bool:
        """Whether no other device is known to hold as many. Raises `StoreError`."""
        if self.opened is None or credential not in _PARTS:
            return False
        losses = await self._people.losses(self.device.known_uid, [summary(self.opened)])
        return any(_PARTS[credential] in each.last for each in losses)

    async def note_shown(self) -> None:
        """Note that a stored password or card number was looked at."""
        if self.user_id is not None:
            await self._people.note_shown(self.device, self.user_id)

    async def _read(self, user_id: UserId) -> UserInfo:
        user = await self._people.read(self.device.known_uid, user_id)
        if user is None:
            raise UserGone(self.device.name, user_id=user_id, name=self.name)
        return user


def _as_written(before: UserInfo | None, change: SetUserInfo) -> UserInfo:
    """Give the user after a change that was read back."""
    sent = {each: getattr(change, each) for each in parts_changed(change)}
    return replace(before or UserInfo(id=change.id), **sent)
