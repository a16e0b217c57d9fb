"""The values the store takes and gives; no SQL here, so that anybody can import them quickly."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Literal, TypeAlias

from msgspec import Struct

from rollcall.protocol.address import Address
from rollcall.protocol.errors import InputProblem, InvalidInput
from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import UserId

AuditResult: TypeAlias = Literal["done", "failed", "unknown"]


class KnownDevice(Struct, frozen=True, kw_only=True):
    """A device the administrator keeps in the list."""

    uid: DeviceUid
    name: str
    address: Address
    """Where it was last found."""
    pin: str | None = None
    """Fingerprint of the certificate it must show; None: no HTTPS yet."""
    keyed: bool = False
    """Whether the vault should hold an API key for it."""
    last_seen: datetime | None = None
    """When it last proved who it is: aware, given back in UTC."""


class RememberedUser(Struct, frozen=True, kw_only=True):
    """A user as last read from a device; None where the device does not say.

    No template, password or card number: only whether or how many there are.
    """

    id: UserId
    name: str
    department: str
    privilege: str
    face: bool | None = None
    fingers: int | None = None
    palms: int | None = None
    card: bool | None = None
    password: bool | None = None


class AuditEntry(Struct, frozen=True, kw_only=True):
    """Something that was done, by whom, to which device, with what result."""

    at: datetime
    """Aware, given back in UTC."""
    who: str
    device_uid: str | None
    device_name: str
    action: str
    """A code, not a sentence."""
    subject: str
    result: AuditResult
    details: str = ""


class JournalKind(StrEnum):
    """What was begun on a device; the words are kept in the store, so they never change."""

    LOCK = "lock"
    JOB = "job"
    WRITE = "write"


class JournalEntry(Struct, frozen=True, kw_only=True):
    """Something that was begun. No template, password or card number but in `sealed`."""

    id: int
    at: datetime
    """Aware, given back in UTC."""
    kind: JournalKind
    device: DeviceUid
    user_id: UserId = UserId("")
    detail: str = ""
    """A few words for the kind that wrote it: the number and method of a job, for example."""
    sealed: bytes = b""
    """Encrypted with a key of the keyring; empty where there is no keyring."""


class PendingRemoval(Struct, frozen=True, kw_only=True):
    """A person who is to be removed from a device as soon as it can be reached."""

    device: DeviceUid
    user_id: UserId
    name: str
    """The name the user has to have, else it is somebody else by then."""
    asked_at: datetime
    """Aware, given back in UTC."""
    who: str
    """Who asked for it."""
    is_erasure: bool = False
    """Whether the person is erased: without Undo, and never restored from a backup."""


class Tombstone(Struct, frozen=True, kw_only=True):
    """Somebody who was erased: keyed hashes alone, from which nobody can be told."""

    person: bytes
    """Of the id and the name."""
    user_id: bytes
    """Of the id."""
    name: bytes
    """Many, of what names that are alike have in common (`usecases/erasing/name_marks.py`)."""
    key: bytes
    """Of nothing: tells which key made the others."""


Storable: TypeAlias = KnownDevice | RememberedUser | AuditEntry | JournalEntry | PendingRemoval


def require_storable(value: Storable) -> None:
    """Refuse what no database could give back.

    Raises `InvalidInput` with the field's name, and `ValueError` for a time without a zone.
    """
    for name in value.__struct_fields__:
        content = getattr(value, name)
        if isinstance(content, str):
            require_text(name, content)
        if isinstance(content, datetime) and content.tzinfo is None:
            raise ValueError(name)


def require_text(field: str, text: str) -> None:
    """Refuse NUL, which PostgreSQL does not keep, and lone surrogates, which nothing keeps.

    Raises `InvalidInput(field, BAD_CHARACTERS)`.
    """
    try:
        is_storable = b"\0" not in text.encode()
    except UnicodeEncodeError:
        is_storable = False
    if not is_storable:
        raise InvalidInput(field, InputProblem.BAD_CHARACTERS)
