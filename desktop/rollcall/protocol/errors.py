"""Every error the administrator is told about, as data; the sentences are in `ui/notices.py`.

::

    AppError
      DeviceError(device)
        Unreachable  TimedOut  WrongDevice  KeyRejected  NotPrivate
        Unsupported  Refused  BadReply  OutcomeUnknown  ListCutShort
        UserGone  UserExists  UserChanged  AnotherPerson  DeviceFull  EnrollmentFailed
      StoreError(path)
        StoreFull  StoreLocked  StoreDamaged  StoreTooNew
      VaultError(backend)
        NoBackend  VaultLocked  VaultDenied
      InvalidInput(field, problem)
      FileProblem(path, fault)

Anything else that is raised is a bug.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

_UNKNOWN_USER: Final = "user_id_not_exists"


class AppError(Exception):
    """An expected failure. Carries data, never a sentence, and never an API key."""


class DeviceError(AppError):
    """Something went wrong with one device; `device` is its name or address as people know it."""

    def __init__(self, device: str) -> None:
        super().__init__(device)
        self.device = device


class Unreachable(DeviceError):
    """No connection came about, so nothing was sent."""


class TimedOut(DeviceError):
    """A reading command was sent and no whole reply came within the deadline."""


class WrongDevice(DeviceError):
    """Another device answers at this address."""

    def __init__(self, device: str, *, expected: str, found: str) -> None:
        super().__init__(device)
        self.expected = expected
        self.found = found


class KeyRejected(DeviceError):
    """The device does not accept the API key, or wants one."""


class NotPrivate(DeviceError):
    """The certificate shown is not the pinned one, or HTTPS could not be agreed on."""

    def __init__(self, device: str, *, found: str | None = None) -> None:
        super().__init__(device)
        self.found = found


class _CommandError(DeviceError):
    """Tied to one command, named as on the wire."""

    def __init__(self, device: str, *, command: str) -> None:
        super().__init__(device)
        self.command = command


class Unsupported(_CommandError):
    """The device's firmware does not know the command (protocol-notes G6)."""


class Refused(_CommandError):
    """The device answered Error; `code` and `arguments` are the device's own words."""

    def __init__(
        self, device: str, *, command: str, code: str, arguments: tuple[object, ...] = ()
    ) -> None:
        super().__init__(device, command=command)
        self.code = code
        self.arguments = arguments

    @property
    def is_unknown_user(self) -> bool:
        """Whether the device has no user of that id: the one code attested (protocol-notes 4)."""
        return self.code == _UNKNOWN_USER


class BadReply(_CommandError):
    """What came back is not what the protocol allows; `why` is for the details, in English."""

    def __init__(self, device: str, *, command: str, why: str) -> None:
        super().__init__(device, command=command)
        self.why = why


class OutcomeUnknown(_CommandError):
    """A writing command was sent and its reply was lost; only reading back can tell."""


class ListCutShort(DeviceError):
    """The device lists fewer users than it says it holds, each time (protocol-notes U3)."""

    def __init__(self, device: str, *, listed: int, counted: int) -> None:
        super().__init__(device)
        self.listed = listed
        self.counted = counted


class _UserError(DeviceError):
    """Tied to one user; nothing was written."""

    def __init__(self, device: str, *, user_id: str, name: str = "") -> None:
        super().__init__(device)
        self.user_id = user_id
        self.name = name


class UserGone(_UserError):
    """The user was deleted meanwhile; writing would have made a new one (reliability 4.5)."""


class UserExists(_UserError):
    """The id of a new user is taken; `name` is who has it."""


class UserChanged(_UserError):
    """Somebody else changed the user since it was read; their change was not overwritten."""


class AnotherPerson(_UserError):
    """The id belongs to somebody else now; `name` is who that is, `expected` who it should be."""

    def __init__(self, device: str, *, user_id: str, name: str, expected: str) -> None:
        super().__init__(device, user_id=user_id, name=name)
        self.expected = expected


class Room(StrEnum):
    """What a device can be full of."""

    USERS = "users"
    FACES = "faces"
    FINGERS = "fingers"
    PALMS = "palms"


class DeviceFull(_UserError):
    """The user has no room on the device; `room` is what it is full of."""

    def __init__(self, device: str, *, user_id: str, name: str = "", room: Room) -> None:
        super().__init__(device, user_id=user_id, name=name)
        self.room = room


class WasErased(_UserError):
    """The user was erased on purpose, so no backup brings them back."""


class CaptureFault(StrEnum):
    """Why an enrollment job gave no credential."""

    FAILED_OR_CANCELLED = "failed or cancelled at the device"
    TOO_LATE = "nobody came in time"
    NO_DATA = "succeeded without data"
    WRONG_DATA = "data of another kind"


class EnrollmentFailed(DeviceError):
    """A capture ended without a credential; nothing was stored."""

    def __init__(self, device: str, *, fault: CaptureFault) -> None:
        super().__init__(device)
        self.fault = fault


class StoreError(AppError):
    """The file or database that holds what this PC remembers failed; `path` names it."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


class StoreFull(StoreError):
    """No room on the disk."""


class StoreLocked(StoreError):
    """Another program holds the store."""


class StoreDamaged(StoreError):
    """The store is not readable as one."""


class StoreTooNew(StoreError):
    """The store was written by a newer Rollcall."""


class VaultError(AppError):
    """The keyring of the operating system failed; `backend` names the one found."""

    def __init__(self, backend: str) -> None:
        super().__init__(backend)
        self.backend = backend


class NoBackend(VaultError):
    """There is no keyring, or only one that would keep keys in plain text or forget them."""


class VaultLocked(VaultError):
    """The keyring is locked or did not answer in time."""


class VaultDenied(VaultError):
    """The keyring refused, or gave back something else than was written."""


class ErasedNotKnown(VaultLocked):
    """Without the key in the keyring nobody can tell, or take note of, who was erased."""


class InputProblem(StrEnum):
    """Why a field's text is not accepted."""

    EMPTY = "empty"
    NOT_AN_ADDRESS = "not an address"
    BAD_PORT = "bad port"
    NOT_A_RANGE = "not a range"
    RANGE_TOO_LARGE = "range too large"
    TOO_LONG = "too long"
    BAD_CHARACTERS = "bad characters"
    ALREADY_THERE = "already there"
    NOT_IN_PRACTICE = "not in practice mode"
    OUT_OF_RANGE = "out of range"
    NOT_DIGITS = "not digits"
    UNKNOWN_DEPARTMENT = "unknown department"
    NOT_EQUAL = "not equal"
    TOO_SHORT = "too short"


class InvalidInput(AppError):
    """What was typed cannot be meant; shown at the field named `field`.

    `least` is how many characters are wanted, where it is too short.
    """

    def __init__(self, field: str, problem: InputProblem, *, least: int = 0) -> None:
        super().__init__(field, problem)
        self.field = field
        self.problem = problem
        self.least = least


class FileFault(StrEnum):
    """What is wrong with a file."""

    NOT_FOUND = "not found"
    NOT_READABLE = "not readable"
    NOT_WRITABLE = "not writable"
    NO_ROOM = "no room on the disk"
    EMPTY = "empty"
    TOO_LARGE = "too large"
    NOT_A_SHEET = "not a spreadsheet"
    PROTECTED = "protected by a password"
    DAMAGED = "damaged or cut short"
    NOT_A_BACKUP = "not a backup"
    TOO_NEW = "written by a newer Rollcall"
    WRONG_PASSPHRASE = "wrong passphrase or altered"  # noqa: S105  # a word, not a secret


class FileProblem(AppError):
    """A file cannot be used, or not be written; `path` is its name as people know it."""

    def __init__(self, path: str, fault: FileFault) -> None:
        super().__init__(path, fault)
        self.path = path
        self.fault = fault
