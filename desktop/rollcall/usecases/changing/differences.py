"""What has to be sent so that a user becomes as wanted, and why it must not be."""

from __future__ import annotations

import re
from typing import Any

from msgspec import UNSET, ValidationError
from msgspec.structs import fields, replace

from rollcall.protocol import ranges
from rollcall.protocol.errors import (
    AnotherPerson,
    InputProblem,
    InvalidInput,
    UserChanged,
    UserExists,
    UserGone,
)
from rollcall.protocol.users import FINGERS_MAX, SetUserInfo, UserInfo
from rollcall.store.values import require_text
from rollcall.usecases.changing.parts import is_empty, is_named, is_same, parts_of, templates
from rollcall.usecases.changing.receipt import Part
from rollcall.usecases.changing.wanted import Presence, Removal, Wanted
from rollcall.usecases.user_summary import TEXT_LENGTH_MAX

__all__ = ["change_needed", "check_as_seen", "check_change", "check_removal"]

_MEMBER = re.compile(r"`\$\.(\w+)")


def change_needed(before: UserInfo | None, wanted: Wanted) -> SetUserInfo | None:
    """Give what of the change the device does not have yet; None where it has everything.

    Raises `InvalidInput` for what cannot be sent, named by its `Part`.
    """
    change = _whole_change(before, wanted)
    check_change(change)
    same = [part for part in parts_of(change) if _is_there(before, change, part)]
    if before is not None and len(same) == len(parts_of(change)):
        return None
    return replace(change, **dict.fromkeys((part.value for part in same), UNSET))


def check_as_seen(before: UserInfo | None, wanted: Wanted, *, device: str) -> None:
    """Refuse to write over what somebody else did meanwhile.

    Raises `UserGone`, `UserExists`, `AnotherPerson`, `UserChanged`. What is as wanted already is
    nobody's loss, so it is no reason; a write of unknown outcome can be asked for again.
    """
    if before is None:
        if wanted.presence is Presence.THERE:
            raise UserGone(device, user_id=wanted.user_id, name=_expected(wanted) or "")
        return
    if wanted.presence is Presence.ABSENT:
        raise UserExists(device, user_id=wanted.user_id, name=before.name)
    expected = _expected(wanted)
    if expected is not None and not (
        _is_called(before, expected) or before.name == wanted.change.name
    ):
        raise AnotherPerson(device, user_id=before.id, name=before.name, expected=expected)
    if wanted.seen is None:
        return
    for part in parts_of(wanted.change):
        if not is_same(part, before, wanted.seen) and not is_same(part, before, wanted.change):
            raise UserChanged(device, user_id=before.id, name=before.name)


def check_removal(before: UserInfo, removal: Removal, *, device: str) -> None:
    """Refuse to delete somebody else. Raises `AnotherPerson`, `UserChanged`."""
    if not _is_called(before, removal.name):
        raise AnotherPerson(device, user_id=before.id, name=before.name, expected=removal.name)
    if removal.seen is not None and not all(is_same(part, before, removal.seen) for part in Part):
        raise UserChanged(device, user_id=before.id, name=before.name)


def _is_called(user: UserInfo, name: str) -> bool:
    """Tell whether a user has a name that may come from the grid, where very long ones are cut."""
    return name in {user.name, user.name[:TEXT_LENGTH_MAX]}


def _expected(wanted: Wanted) -> str | None:
    return wanted.expected_name if wanted.seen is None else wanted.seen.name


def _whole_change(before: UserInfo | None, wanted: Wanted) -> SetUserInfo:
    """Append to the lists that the device has now; a template that is there is not added twice."""
    lists: dict[str, tuple[bytes, ...]] = {}
    for part, more in ((Part.FINGERS, wanted.more_fingers), (Part.PALMS, wanted.more_palms)):
        is_replaced = is_named(wanted.change, part)
        if more or is_replaced:
            now = templates(wanted.change if is_replaced else before, part)
            new = dict.fromkeys(each for each in more if each and each not in now)
            lists[part.value] = (*now, *new)
    return replace(wanted.change, **lists)


def _is_there(before: UserInfo | None, change: SetUserInfo, part: Part) -> bool:
    """Tell whether a part need not be sent; a new user has nothing, so nothing has to be emptied.

    What an empty credential means to a device is open (reliability 4.5), so none is sent in vain.
    """
    return is_empty(change, part) if before is None else is_same(part, before, change)


def check_change(change: SetUserInfo) -> None:
    """Refuse what no device takes. Raises `InvalidInput`, named by its `Part`."""
    if not change.id:
        raise InvalidInput("id", InputProblem.EMPTY)
    texts: dict[str, Any] = {"id": change.id, "name": change.name, "department": change.department}
    for name, text in texts.items():
        if text is not UNSET:
            require_text(name, text)
    if len(templates(change, Part.FINGERS)) > FINGERS_MAX:
        raise InvalidInput(Part.FINGERS.value, InputProblem.OUT_OF_RANGE)
    try:
        ranges.check(change)
    except ValidationError as error:
        raise InvalidInput(_member_named(str(error)), InputProblem.OUT_OF_RANGE) from None


def _member_named(error: str) -> str:
    """Give our name of the member an error is about."""
    match = _MEMBER.search(error)
    spelled = match[1] if match else ""
    ours = {each.encode_name: each.name for each in fields(SetUserInfo)}
    return ours.get(spelled, spelled)
