"""What `SetUserInfo` makes of a user on a simulated device (protocol-notes U8 to U16)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from msgspec import UNSET

from rollcall.protocol.users import CARD_NUMBER_MAX, Privilege, SetUserInfo
from rollcall.simulator.codes import Code, Refusal
from rollcall.simulator.setup import Setup
from rollcall.simulator.templates import Kept

if TYPE_CHECKING:
    from rollcall.simulator.users import User, Users

Changes = dict[str, tuple[str, Any]]
"""By the member on the wire: what of the user becomes what."""

_CREDENTIALS = frozenset({"password", "card", "fp", "face", "palm"})


def changed(user: User, command: SetUserInfo, *, users: Users, setup: Setup) -> User:
    """Give the user as it is to be stored; what the device cannot hold is left out."""
    changes = _plain(command, users, setup)
    changes |= _credentials(command, users, setup)
    changes = _without_empty(changes, setup)
    changes.pop(setup.active.get("ignore-member", ""), None)
    return replace(user, **dict(changes.values()))


def _plain(command: SetUserInfo, users: Users, setup: Setup) -> Changes:
    changes: Changes = {}
    if command.name is not UNSET:
        changes["name"] = ("name", command.name)
    if command.department is not UNSET:
        changes["depart"] = ("department", _department(command.department, users, setup))
    if command.privilege is not UNSET:
        changes["privilege"] = ("privilege", _privilege(command.privilege))
    return changes


def _credentials(command: SetUserInfo, users: Users, setup: Setup) -> Changes:
    can, active = setup.profile.capabilities, setup.active
    changes: Changes = {}
    if command.password is not UNSET and can.password:
        changes["password"] = ("password", command.password)
    if command.card is not UNSET and can.card:
        changes["card"] = ("card", _card(command.id, command.card, users, setup))
    if command.fingers is not UNSET and can.fingerprint:
        changes["fp"] = ("fingers", _fingers(command.fingers, setup))
    if command.face is not UNSET and can.face:
        changes["face"] = ("face", _stored(command.face, active) or None)
    if command.palms is not UNSET and can.palm:
        palms = tuple(_stored(each, active) for each in command.palms if each)
        changes["palm"] = ("palms", palms)
    return changes


def _without_empty(changes: Changes, setup: Setup) -> Changes:
    """Empty clears (U9), unless the device is one of those that keep or refuse."""
    empty = {name for name in _CREDENTIALS & changes.keys() if not changes[name][1]}
    if empty and setup.variants.is_on("empty-refused"):
        raise Refusal(Code.INVALID_PARAMETER, min(empty))
    if empty and setup.variants.is_on("empty-keeps"):
        return {name: change for name, change in changes.items() if name not in empty}
    return changes


def _department(name: str, users: Users, setup: Setup) -> str:
    if users.departments is not None and name not in users.departments:
        if not setup.variants.is_on("create-missing-department"):
            raise Refusal(Code.DEPT_NOT_EXISTS, name[:60])
        users.departments.create(name)
    return name


def _privilege(word: Privilege) -> Privilege:
    if not word.is_known:
        raise Refusal(Code.INVALID_PARAMETER, word.value[:60])
    return word


def _card(user_id: str, text: str, users: Users, setup: Setup) -> str:
    number = int(text or "0")
    if number > CARD_NUMBER_MAX:
        raise Refusal(Code.INVALID_PARAMETER, text)
    card = str(number) if number else ""
    if card and setup.variants.is_on("refuse-duplicate-card"):
        for user in users:
            if user.card == card and user.id != user_id:
                raise Refusal(Code.CARD_IN_USE, text)
    return card


def _fingers(given: tuple[bytes, ...], setup: Setup) -> tuple[Kept, ...]:
    active = setup.active
    kept = [_stored(each, active) for each in given if each]
    if "keep-first-fingers" in active:
        kept = kept[: int(active["keep-first-fingers"])]
    if "drop-double-fingers" in active:
        kept = list(dict.fromkeys(kept))
    if "reorder-fingers" in active:
        kept.reverse()
    return tuple(kept)


def _stored(template: bytes, active: Mapping[str, str]) -> bytes:
    if template and "reencode-templates" in active:
        return template[:-1] + bytes([template[-1] ^ 1])
    return template
