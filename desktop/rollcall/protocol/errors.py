"""Every error the administrator is told about, as data; the sentences are in `ui/notices.py`.

::

    AppError
      DeviceError(device)
        Unreachable  TimedOut  WrongDevice  KeyRejected  NotPrivate
        Unsupported  Refused  BadReply  OutcomeUnknown
      StoreError(path)
        StoreFull  StoreLocked  StoreDamaged  StoreTooNew
      VaultError(backend)
        NoBackend  VaultLocked  VaultDenied
      InvalidInput(field, problem)

Anything else that is raised is a bug.
"""

from __future__ import annotations

from enum import StrEnum


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


class BadReply(_CommandError):
    """What came back is not what the protocol allows; `why` is for the details, in English."""

    def __init__(self, device: str, *, command: str, why: str) -> None:
        super().__init__(device, command=command)
        self.why = why


class OutcomeUnknown(_CommandError):
    """A writing command was sent and its reply was lost; only reading back can tell."""


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


class InvalidInput(AppError):
    """What was typed cannot be meant; shown at the field named `field`."""

    def __init__(self, field: str, problem: InputProblem) -> None:
        super().__init__(field, problem)
        self.field = field
        self.problem = problem
