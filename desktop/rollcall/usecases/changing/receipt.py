"""What became of one user that was to be written or deleted, credential by credential."""

from __future__ import annotations

from enum import Enum

from msgspec import Struct
from msgspec.structs import replace

from rollcall.protocol.errors import AppError
from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import UserId

__all__ = ["Part", "PartReceipt", "Receipt", "Verdict", "joined"]


class Part(Enum):
    """What a user consists of, in the order it is shown; the value is the member's name."""

    NAME = "name"
    DEPARTMENT = "department"
    PRIVILEGE = "privilege"
    FACE = "face"
    FINGERS = "fingers"
    PALMS = "palms"
    CARD = "card"
    PASSWORD = "password"  # noqa: S105  # a word, not a secret


class Verdict(Enum):
    """How it ended for one user; only the first two are what was wanted."""

    DONE = "read back: the device stores what was asked for"
    SAME = "nothing had to be changed"
    DIFFERS = "written, but the device stores something else"
    FAILED = "nothing was changed"
    UNKNOWN = "it was sent, and nobody can tell what came of it"
    SKIPPED = "it was not begun"


class PartReceipt(Struct, frozen=True, kw_only=True):
    """One part of a user that was sent, and what the device stored of it.

    `asked` and `stored` count templates; for a text or a number they are 0 (empty) or 1.
    """

    part: Part
    asked: int
    stored: int
    is_as_asked: bool
    is_reencoded: bool = False
    """As many templates as asked, but in other bytes: the device keeps them in its own form."""
    is_unsupported: bool = False
    """The device does not tell of this part at all: it has no such reader."""
    lost: int = 0
    """Templates that were to stay and are gone from the device; they are held for Undo."""
    is_kept: bool = False
    """What is lost is sealed in the journal too: the next start tries to put it back."""


class Receipt(Struct, frozen=True, kw_only=True):
    """One user on one device."""

    device: DeviceUid
    user_id: UserId
    name: str
    verdict: Verdict
    parts: tuple[PartReceipt, ...] = ()
    """What was sent and read back; nothing where nothing was sent."""
    error: AppError | None = None
    """Why, where it is not done."""

    @property
    def is_fine(self) -> bool:
        """Whether the device now holds what was wanted."""
        return self.verdict in {Verdict.DONE, Verdict.SAME}


def joined(first: Receipt, second: Receipt) -> Receipt:
    """Give one receipt for two changes of the same user; what is not fine counts for more."""
    both = (first, second)
    worse = next((each for each in both if not each.is_fine), None)
    is_changed = any(each.verdict is Verdict.DONE for each in both)
    if worse is None:
        verdict = Verdict.DONE if is_changed else Verdict.SAME
    elif is_changed and worse.verdict in {Verdict.FAILED, Verdict.SKIPPED}:
        verdict = Verdict.DIFFERS  # one of the two was done
    else:
        verdict = worse.verdict
    return replace(
        second,
        name=first.name or second.name,
        verdict=verdict,
        parts=first.parts + second.parts,
        error=None if worse is None else worse.error,
    )
