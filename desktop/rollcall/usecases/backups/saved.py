"""What a backup is about, and a user as it stands in one. Only in memory, or sealed in its file."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Final

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import Privilege, UserId, UserInfo

__all__ = ["USERS_MAX", "Backup", "Counts", "Manifest", "packed", "unpacked"]

USERS_MAX: Final = 50_000  # reliability 4.12; no device holds a tenth of it
_Short = Annotated[str, Meta(max_length=1000)]


class Counts(Struct, frozen=True, kw_only=True):
    """How many of each kind are in a backup."""

    users: Annotated[int, Meta(ge=0, le=USERS_MAX)] = 0
    faces: int = 0
    fingers: int = 0
    palms: int = 0
    cards: int = 0
    passwords: int = 0

    @classmethod
    def of(cls, users: Iterable[UserInfo]) -> Counts:
        """Count."""
        kept = tuple(users)
        return cls(
            users=len(kept),
            faces=sum(bool(each.face) for each in kept),
            fingers=sum(len(each.fingers or ()) for each in kept),
            palms=sum(len(each.palms or ()) for each in kept),
            cards=sum(bool(each.card) for each in kept),
            passwords=sum(bool(each.password) for each in kept),
        )


class Manifest(Struct, frozen=True, kw_only=True):
    """What a backup is about; sealed like the users themselves."""

    device: DeviceUid
    name: _Short
    made_at: datetime
    """Aware."""
    program: _Short
    counts: Counts
    digest: bytes
    """SHA-256 over all users as they stand in the file."""
    firmware: _Short = ""
    face_algorithm: _Short = ""
    finger_algorithm: _Short = ""
    missing: Annotated[tuple[_Short, ...], Meta(max_length=USERS_MAX)] = ()
    """The ids of users of the device that could not be read."""
    is_stable: bool = True
    """Whether the list of users was the same twice (reliability 4.4)."""

    @property
    def is_complete(self) -> bool:
        """Whether it holds every user the device had."""
        return self.is_stable and not self.missing


class Backup(Struct, frozen=True, kw_only=True):
    """A backup that was opened and proven whole."""

    manifest: Manifest
    users: tuple[UserInfo, ...]


class _Saved(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A user in the file. Members are never renamed: they are in the files of people."""

    id: Annotated[str, Meta(max_length=200)]
    name: str = ""
    department: str = ""
    privilege: str = Privilege.USER.value
    password: str | UnsetType = UNSET
    card: str | UnsetType = UNSET
    fingers: Annotated[tuple[bytes, ...], Meta(max_length=100)] | UnsetType = UNSET
    face: bytes | UnsetType = UNSET
    palms: Annotated[tuple[bytes, ...], Meta(max_length=100)] | UnsetType = UNSET

    def __repr__(self) -> str:
        """Show no credential."""
        return f"_Saved({self.id!r})"


_ENCODER: Final = msgspec.msgpack.Encoder()
_DECODER: Final = msgspec.msgpack.Decoder(_Saved)


def packed(user: UserInfo) -> bytes:
    """Give a user as it stands in the file."""
    return _ENCODER.encode(
        _Saved(
            id=user.id,
            name=user.name,
            department=user.department,
            privilege=user.privilege.value,
            password=user.password,
            card=user.card,
            fingers=user.fingers,
            face=user.face,
            palms=user.palms,
        )
    )


def unpacked(data: bytes | memoryview) -> UserInfo:
    """Read a user. Raises `msgspec.MsgspecError`, `ValueError`."""
    saved = _DECODER.decode(data)
    return UserInfo(
        id=UserId(saved.id),
        name=saved.name,
        department=saved.department,
        privilege=Privilege(saved.privilege),
        password=saved.password,
        card=saved.card,
        fingers=saved.fingers,
        face=saved.face,
        palms=saved.palms,
    )
