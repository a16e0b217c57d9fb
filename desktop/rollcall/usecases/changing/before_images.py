"""What is held of a user who is written, so that nothing is lost with a reply or a power cut.

In memory, and sealed in the journal where the keyring keeps a key for that; never in plain text.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable
from typing import TypeAlias

import msgspec
from msgspec import UNSET, Struct
from msgspec.structs import replace

from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import SetUserInfo, UserId, UserInfo
from rollcall.sealing import SealBroken, seal, unseal
from rollcall.usecases.changing.parts import TEMPLATES, is_empty, is_named, member
from rollcall.usecases.changing.proof import Lost
from rollcall.usecases.changing.receipt import Part
from rollcall.usecases.changing.seal_key import SealKeyOf

__all__ = ["BeforeImage", "BeforeImages", "Held", "Sent"]

_Key: TypeAlias = tuple[DeviceUid, UserId]


class BeforeImage(Struct, frozen=True, kw_only=True):
    """A user as it was before a change, and what that change does to it.

    Templates alone where the device is known to keep what a change leaves out; else all there is,
    because a device that clears it costs a user the name, the card and the password too.
    """

    name: str
    new_name: str
    """Who the user is after the change; another name is another person."""
    before: SetUserInfo
    change: SetUserInfo
    """Without a card number and a password, unless `is_whole`."""
    is_whole: bool = False

    @classmethod
    def of(
        cls, before: UserInfo | None, change: SetUserInfo, *, is_whole: bool = False
    ) -> BeforeImage | None:
        """Hold what a change can cost; None where there is nothing to lose."""
        if before is None:
            return None
        held = tuple(Part) if is_whole else TEMPLATES
        kept = [part for part in held if not is_empty(before, part)]
        if all(part not in TEMPLATES and is_named(change, part) for part in kept):
            return None
        secret = () if is_whole else (Part.CARD, Part.PASSWORD)
        return cls(
            name=before.name,
            new_name=change.name if is_named(change, Part.NAME) else before.name,  # type: ignore[arg-type]  # named
            before=SetUserInfo(id=before.id, **{each.value: member(before, each) for each in kept}),
            change=replace(change, **{part.value: UNSET for part in secret}),
            is_whole=is_whole,
        )

    def as_user(self) -> UserInfo:
        """Give the user as far as it is held."""
        parts = {
            part.value: member(self.before, part)
            for part in Part
            if part in TEMPLATES or is_named(self.before, part)
        }
        return UserInfo(id=self.before.id, **({"name": self.name} | parts))

    def only(self, parts: Collection[Part]) -> BeforeImage:
        """Give the same with the templates of these parts alone."""
        rest = [part.value for part in Part if part not in {*parts, Part.NAME}]
        return replace(
            self,
            before=SetUserInfo(
                id=self.before.id, **{each.value: member(self.before, each) for each in parts}
            ),
            change=replace(self.change, **dict.fromkeys(rest, UNSET)),
            is_whole=False,
        )

    def renamed(self, name: str) -> BeforeImage:
        """Give the same of a person who was given another name since."""
        return replace(self, new_name=name, change=replace(self.change, name=name))

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


class Held(Struct, frozen=True, kw_only=True):
    """What a device lost and did not take back."""

    lost: tuple[Lost, ...]
    entry: int | None
    """The journal's, which stays open as long as something is held."""
    image: BeforeImage | None = None
    """What is sealed in it."""

    def without(self, parts: Iterable[Part], *, new_name: str | None = None) -> Held | None:
        """Give what is held still when somebody decided about these parts anew; None for nothing.

        Nothing of a part that is not lost stays in the image: the next start would bring back what
        was removed on purpose.
        """
        left = tuple(each for each in self.lost if each.part not in {*parts})
        if not left:
            return None
        kept = None if self.image is None else self.image.only([each.part for each in left])
        if kept is not None and new_name is not None:
            kept = kept.renamed(new_name)
        return replace(self, lost=left, image=kept)


class Sent(Struct, frozen=True, kw_only=True):
    """A change that was sent, and of which nobody knows what came of it."""

    entry: int
    image: BeforeImage | None
    """What it can have cost; None for nothing."""
    is_kept: bool
    """Whether that is sealed in the entry."""


class BeforeImages:
    """Seals what is held for the journal, and holds what could not be brought back."""

    def __init__(self, seal_key: SealKeyOf) -> None:
        self._seal_key = seal_key
        self._held: dict[_Key, tuple[Held, ...]] = {}
        self._sent: dict[_Key, tuple[Sent, ...]] = {}

    async def sealed(self, device: DeviceUid, image: BeforeImage | None) -> bytes:
        """Give it encrypted; empty where there is nothing, or no key."""
        if image is None:
            return b""
        key = await self._seal_key()
        return b"" if key is None else await asyncio.to_thread(image.sealed, key, device)

    # --- what is lost

    def hold(self, device: DeviceUid, user_id: UserId, held: Held) -> None:
        """Hold what is lost until the program ends, or the user is changed on purpose."""
        self.put_held(device, user_id, (*self.all_held(device, user_id), held))

    def held(self, device: DeviceUid, user_id: UserId) -> tuple[Lost, ...]:
        """Give what is held of a user."""
        return tuple(lost for each in self.all_held(device, user_id) for lost in each.lost)

    def all_held(self, device: DeviceUid, user_id: UserId) -> tuple[Held, ...]:
        """Give the same by the entries of the journal that hold it, oldest first."""
        return self._held.get((device, user_id), ())

    def put_held(self, device: DeviceUid, user_id: UserId, held: tuple[Held, ...]) -> None:
        """Hold this of a user, and nothing else."""
        self._held.pop((device, user_id), None)
        if held:
            self._held[device, user_id] = held

    # --- what was sent

    def send(self, device: DeviceUid, user_id: UserId, sent: Sent) -> None:
        """Note a change right before it is sent; it counts as unknown until `know`."""
        self._sent[device, user_id] = (*self.unknown(device, user_id), sent)

    def unknown(self, device: DeviceUid, user_id: UserId) -> tuple[Sent, ...]:
        """Give the changes of a user of which nobody knows what came of them, oldest first."""
        return self._sent.get((device, user_id), ())

    def know(self, device: DeviceUid, user_id: UserId, entry: int) -> None:
        """What came of a change is known, or it was not sent."""
        left = tuple(each for each in self.unknown(device, user_id) if each.entry != entry)
        self._sent.pop((device, user_id), None)
        if left:
            self._sent[device, user_id] = left

    def forget(self, user_id: UserId, *, but_on: Collection[DeviceUid] = ()) -> tuple[int, ...]:
        """Hold nothing of a user any more; gives the journal's entries to be ended."""
        held = [self._held.pop(key) for key in _of(self._held, user_id, but_on)]
        sent = [self._sent.pop(key) for key in _of(self._sent, user_id, but_on)]
        entries = [each.entry for some in held for each in some if each.entry is not None]
        return (*entries, *(each.entry for some in sent for each in some))


def _of(keys: Iterable[_Key], user_id: UserId, but_on: Collection[DeviceUid]) -> list[_Key]:
    return [key for key in keys if key[1] == user_id and key[0] not in but_on]


def _binding(device: DeviceUid, user_id: UserId) -> bytes:
    return f"{device}\0{user_id}".encode()
