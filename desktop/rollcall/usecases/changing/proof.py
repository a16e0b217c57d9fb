"""What a device made of a change, judged by what was read back; no answer alone is believed."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from rollcall.protocol.users import SetUserInfo, UserId, UserInfo
from rollcall.usecases.changing.parts import (
    TEMPLATES,
    count_of,
    is_empty,
    is_named,
    is_same,
    parts_of,
    templates,
    without,
)
from rollcall.usecases.changing.receipt import Part, PartReceipt

__all__ = ["Lost", "is_untouched", "lost_templates", "part_receipts", "put_back", "still_lost"]


class Lost(Struct, frozen=True, kw_only=True):
    """Templates of one part that were to stay on the device and are gone."""

    part: Part
    templates: tuple[bytes, ...]
    before: tuple[bytes, ...]
    """The whole list as it was."""

    def __repr__(self) -> str:
        """Show no template."""
        return f"Lost({self.part.name}, {len(self.templates)} of {len(self.before)})"


def part_receipts(
    change: SetUserInfo, *, before: UserInfo | None, after: UserInfo | None
) -> tuple[PartReceipt, ...]:
    """Tell of each part that was sent what the device stores of it."""
    return tuple(_part_receipt(part, change, before, after) for part in parts_of(change))


def is_untouched(change: SetUserInfo, *, before: UserInfo | None, after: UserInfo | None) -> bool:
    """Tell whether everything that was sent is as it was before."""
    if before is None or after is None:
        return before is after
    return all(is_same(part, before, after) for part in parts_of(change))


def lost_templates(
    change: SetUserInfo, *, before: UserInfo | None, after: UserInfo | None
) -> tuple[Lost, ...]:
    """Give what is gone although nobody wanted that.

    Not of a user who is gone whole: somebody else deleted it, and it is not to be made again.
    """
    if before is None or after is None:
        return ()
    found = (_lost(part, change, before, after) for part in TEMPLATES)
    return tuple(each for each in found if each is not None)


def put_back(user_id: UserId, lost: Iterable[Lost]) -> SetUserInfo:
    """Give the change that brings each part of which something is lost back to what it was."""
    change = SetUserInfo(id=user_id)
    for each in lost:
        whole = b"".join(each.before[:1]) if each.part is Part.FACE else each.before
        change = replace(change, **{each.part.value: whole})
    return change


def still_lost(lost: Iterable[Lost], after: UserInfo | None) -> tuple[Lost, ...]:
    """Give what is missing still, when the lists of before were sent once more."""
    left = []
    for each in lost:
        now = templates(after, each.part)
        missing = _missing(each.templates, now)
        # As many as before, in other bytes: the device keeps them in its own form.
        if missing and len(now) < len(each.before):
            left.append(Lost(part=each.part, templates=missing, before=each.before))
    return tuple(left)


def _part_receipt(
    part: Part, change: SetUserInfo, before: UserInfo | None, after: UserInfo | None
) -> PartReceipt:
    asked, stored = count_of(change, part), count_of(after, part)
    is_equal = after is not None and is_same(part, change, after)
    is_reencoded = not is_equal and _is_reencoded(part, change, before, after)
    is_unsupported = after is not None and not is_named(after, part) and asked > 0
    return PartReceipt(
        part=part,
        asked=asked,
        stored=stored,
        is_as_asked=(is_equal or is_reencoded) and not is_unsupported,
        is_reencoded=is_reencoded,
        is_unsupported=is_unsupported,
    )


def _is_reencoded(
    part: Part, change: SetUserInfo, before: UserInfo | None, after: UserInfo | None
) -> bool:
    """Tell whether as many templates are there as asked for, and those in other bytes are new.

    One that was there before and was not asked for is an old one that the device kept.
    """
    if part not in TEMPLATES or is_empty(change, part):
        return False
    asked, stored = templates(change, part), templates(after, part)
    others = without(stored, asked)
    return len(asked) == len(stored) and not set(others) & set(templates(before, part))


def _lost(part: Part, change: SetUserInfo, before: UserInfo, after: UserInfo) -> Lost | None:
    had, has = templates(before, part), templates(after, part)
    if is_named(change, part):
        asked = templates(change, part)
        if is_same(part, change, after) or _is_reencoded(part, change, before, after):
            return None
        # A replacement of which nothing was stored must not cost what was there.
        staying = had if asked and not has else without(had, without(had, asked))
    else:
        staying = had
        if len(has) >= len(had):  # in other bytes perhaps, but there
            return None
    missing = _missing(staying, has)
    return Lost(part=part, templates=missing, before=had) if missing else None


def _missing(templates: tuple[bytes, ...], has: tuple[bytes, ...]) -> tuple[bytes, ...]:
    """Give those that are not there; one whose twin is there is not lost."""
    return tuple(each for each in without(templates, has) if each not in has)
