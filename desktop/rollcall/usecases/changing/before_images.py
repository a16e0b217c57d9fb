"""Templates held while their user is written, so that none is lost with a reply or a power cut.

In memory, and sealed in the journal where the keyring keeps a key for that; never in plain text.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

import msgspec
from msgspec import Struct

from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import SetUserInfo, UserId, UserInfo
from rollcall.sealing import SealBroken, seal, unseal
from rollcall.usecases.changing.parts import TEMPLATES, is_named, member, templates
from rollcall.usecases.changing.proof import Lost
from rollcall.usecases.changing.receipt import Part
from rollcall.usecases.changing.seal_key import SealKeyOf

__all__ = ["BeforeImage", "BeforeImages"]


class BeforeImage(Struct, frozen=True, kw_only=True):
    """The templates of a user as they were before a change, and what that change does to them."""

    name: str
    new_name: str
    """Who the user is after the change; another name is another person."""
    before: SetUserInfo
    change: SetUserInfo

    @classmethod
    def of(cls, before: UserInfo | None, change: SetUserInfo) -> BeforeImage | None:
        """Hold what a change can cost; None where there is no template to lose."""
        kept = {part.value: member(before, part) for part in TEMPLATES if templates(before, part)}
        if before is None or not kept:
            return None
        asked = {part.value: member(change, part) for part in TEMPLATES if is_named(change, part)}
        return cls(
            name=before.name,
            new_name=change.name if is_named(change, Part.NAME) else before.name,  # type: ignore[arg-type]  # named
            before=SetUserInfo(id=before.id, **kept),
            change=SetUserInfo(id=before.id, **asked),
        )

    def as_user(self) -> UserInfo:
        """Give the user as far as it is held."""
        parts = {part.value: member(self.before, part) for part in TEMPLATES}
        return UserInfo(id=self.before.id, name=self.name, **parts)

    def sealed(self, key: bytes, device: DeviceUid) -> bytes:
        """Encrypt, bound to the device and the user; not on the window's thread."""
        return seal(key, msgspec.msgpack.encode(self), bound_to=_binding(device, self.before.id))

    @classmethod
    def opened(cls, key: bytes, sealed: bytes, device: DeviceUid, user_id: UserId) -> BeforeImage:
        """Decrypt. Raises `SealBroken`."""
        content = unseal(key, sealed, bound_to=_binding(device, user_id))
        try:
            return msgspec.msgpack.decode(content, type=cls)
        except msgspec.DecodeError as error:  # of another version
            raise SealBroken from error


class _Held(Struct, frozen=True, kw_only=True):
    lost: tuple[Lost, ...]
    entry: int | None
    """The journal's, which stays open as long as something is held."""


class BeforeImages:
    """Seals what is held for the journal, and holds what could not be brought back."""

    def __init__(self, seal_key: SealKeyOf) -> None:
        self._seal_key = seal_key
        self._held: dict[tuple[DeviceUid, UserId], _Held] = {}

    async def sealed(self, device: DeviceUid, image: BeforeImage | None) -> bytes:
        """Give it encrypted; empty where there is nothing, or no key."""
        if image is None:
            return b""
        key = await self._seal_key()
        return b"" if key is None else await asyncio.to_thread(image.sealed, key, device)

    def hold(
        self, device: DeviceUid, user_id: UserId, lost: tuple[Lost, ...], *, entry: int | None
    ) -> None:
        """Hold what is lost until the program ends, or the user is changed on purpose."""
        self._held[device, user_id] = _Held(lost=lost, entry=entry)

    def held(self, device: DeviceUid, user_id: UserId) -> tuple[Lost, ...]:
        """Give what is held of a user."""
        held = self._held.get((device, user_id))
        return held.lost if held else ()

    def let_go(self, device: DeviceUid, user_id: UserId, parts: Iterable[Part]) -> int | None:
        """Hold no longer what somebody decided about anew; gives the journal's entry to be ended.

        Else the next start would bring back what was removed on purpose.
        """
        held = self._held.get((device, user_id))
        if held is None:
            return None
        left = tuple(each for each in held.lost if each.part not in set(parts))
        if left:
            self.hold(device, user_id, left, entry=held.entry)
            return None
        del self._held[device, user_id]
        return held.entry


def _binding(device: DeviceUid, user_id: UserId) -> bytes:
    return f"{device}\0{user_id}".encode()
