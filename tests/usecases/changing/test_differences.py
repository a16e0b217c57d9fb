"""What has to be sent, for any two users."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from msgspec import UNSET
from msgspec.structs import replace

from rollcall.protocol.errors import InvalidInput
from rollcall.protocol.users import Privilege, SetUserInfo, UserId, UserInfo
from rollcall.usecases.changing.differences import change_needed
from rollcall.usecases.changing.parts import count_of, is_same, member, parts_of, templates
from rollcall.usecases.changing.receipt import Part
from rollcall.usecases.changing.wanted import Presence, Wanted
from tests.usecases.changing.strategies import FEW, changes, users

ID = UserId("7")


def applied(user: UserInfo | None, change: SetUserInfo | None) -> UserInfo:
    """Do what a device does that follows the specification."""
    user = user or UserInfo(id=ID)
    if change is None:
        return user
    return replace(user, **{part.value: member(change, part) for part in parts_of(change)})


@given(users(), changes(), FEW, FEW)
def test_device_has_everything_wanted_after_what_is_sent(
    before: UserInfo | None,
    change: SetUserInfo,
    fingers: tuple[bytes, ...],
    palms: tuple[bytes, ...],
) -> None:
    wanted = Wanted(change=change, presence=Presence.EITHER, more_fingers=fingers, more_palms=palms)
    after = applied(before, change_needed(before, wanted))
    for part in parts_of(change):
        if part not in {Part.FINGERS, Part.PALMS}:
            assert is_same(part, after, change)
    assert set(templates(after, Part.FINGERS)) >= {each for each in fingers if each}
    assert set(templates(after, Part.PALMS)) >= {each for each in palms if each}


@given(users(), changes(), FEW)
def test_nothing_is_left_to_send_when_it_was_sent(
    before: UserInfo | None, change: SetUserInfo, fingers: tuple[bytes, ...]
) -> None:
    wanted = Wanted(change=change, presence=Presence.EITHER, more_fingers=fingers)
    after = applied(before, change_needed(before, wanted))
    assert change_needed(after, wanted) is None


@given(users(), changes(), FEW)
def test_appending_takes_nothing_away(
    before: UserInfo | None, change: SetUserInfo, fingers: tuple[bytes, ...]
) -> None:
    change = replace(change, fingers=UNSET)
    wanted = Wanted(change=change, presence=Presence.EITHER, more_fingers=fingers)
    after = applied(before, change_needed(before, wanted))
    had = Counter(templates(before, Part.FINGERS))
    assert not had - Counter(templates(after, Part.FINGERS))


@given(users(), changes())
def test_what_is_sent_differs_in_every_member(before: UserInfo | None, change: SetUserInfo) -> None:
    sent = change_needed(before, Wanted(change=change, presence=Presence.EITHER))
    for part in parts_of(sent) if sent is not None else ():
        assert before is None or not is_same(part, before, change)
        assert before is not None or count_of(change, part)


@pytest.mark.parametrize(
    ("members", "field"),
    [
        ({"password": "abc"}, "password"),
        ({"card": "-1"}, "card"),
        ({"privilege": Privilege("boss")}, "privilege"),
        ({"fingers": (b"f",) * 11}, "fingers"),
        ({"id": UserId("")}, "id"),
        ({"name": "\udfff"}, "name"),
    ],
)
def test_what_cannot_be_sent_is_named(members: dict[str, Any], field: str) -> None:
    change = SetUserInfo(**{"id": ID, **members})
    with pytest.raises(InvalidInput) as caught:
        change_needed(None, Wanted(change=change))
    assert caught.value.field == field
    assert not any(str(value) in str(caught.value) for value in members.values() if value)
