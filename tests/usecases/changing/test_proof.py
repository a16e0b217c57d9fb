"""What was read back is judged rightly, whatever a device makes of a change."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from rollcall.protocol.users import SetUserInfo, UserId, UserInfo
from rollcall.usecases.changing.parts import TEMPLATES, is_same, member, parts_of, templates
from rollcall.usecases.changing.proof import (
    Lost,
    is_untouched,
    lost_templates,
    part_receipts,
    put_back,
    still_lost,
)
from rollcall.usecases.changing.receipt import Part
from tests.usecases.changing.strategies import changes, users, whole_users

ID = UserId("7")


def user(*fingers: bytes, face: bytes = b"") -> UserInfo:
    return UserInfo(id=ID, name="Ana", fingers=fingers, face=face)


def fingers(*templates: bytes) -> SetUserInfo:
    return SetUserInfo(id=ID, fingers=templates)


def applied(before: UserInfo, change: SetUserInfo) -> UserInfo:
    return replace(before, **{part.value: member(change, part) for part in parts_of(change)})


def reencoded(user: UserInfo) -> UserInfo:
    """Keep every template in other bytes."""
    return UserInfo(
        id=user.id,
        name=user.name,
        department=user.department,
        privilege=user.privilege,
        password=user.password,
        card=user.card,
        face=b"".join(b"*" + each for each in templates(user, Part.FACE)),
        fingers=tuple(b"*" + each for each in templates(user, Part.FINGERS)),
        palms=tuple(b"*" + each for each in templates(user, Part.PALMS)),
    )


@given(users(), whole_users(), changes())
def test_device_that_follows_the_specification_is_believed(
    before: UserInfo | None, other: UserInfo, change: SetUserInfo
) -> None:
    after = applied(before or UserInfo(id=ID), change)
    assert all(each.is_as_asked for each in part_receipts(change, before=before, after=after))
    assert lost_templates(change, before=before, after=after) == ()


@given(users(), changes())
def test_device_that_reencodes_is_believed(before: UserInfo | None, change: SetUserInfo) -> None:
    after = reencoded(applied(before or UserInfo(id=ID), change))
    assert all(each.is_as_asked for each in part_receipts(change, before=before, after=after))
    assert lost_templates(change, before=before, after=after) == ()


@given(users(), users(), changes())
def test_nothing_counts_that_is_not_stored(
    before: UserInfo | None, after: UserInfo | None, change: SetUserInfo
) -> None:
    for told in part_receipts(change, before=before, after=after):
        if told.is_as_asked and not told.is_reencoded:
            assert is_same(told.part, change, after)
        if told.is_as_asked:
            assert told.stored == told.asked
        if told.is_reencoded:
            assert told.part in TEMPLATES


@given(users(), changes())
def test_device_that_does_nothing_is_found_out(
    before: UserInfo | None, change: SetUserInfo
) -> None:
    assert is_untouched(change, before=before, after=before)
    for told in part_receipts(change, before=before, after=before):
        wanted_it_so = before is not None and is_same(told.part, change, before)
        assert told.is_as_asked == wanted_it_so


@given(whole_users(), whole_users(), changes())
def test_every_template_that_was_to_stay_is_there_or_told_as_lost(
    before: UserInfo, after: UserInfo, change: SetUserInfo
) -> None:
    lost = {each.part: each for each in lost_templates(change, before=before, after=after)}
    told = {each.part: each for each in part_receipts(change, before=before, after=after)}
    for part in TEMPLATES:
        had, has = templates(before, part), set(templates(after, part))
        staying = had
        if part in told:
            asked = Counter(templates(change, part))
            staying = tuple(each for each in had if asked[each])
        missing = {each for each in staying if each not in has}
        is_told = part in lost and set(lost[part].templates) >= missing
        is_reencoded = (
            told[part].is_reencoded if part in told else len(templates(after, part)) >= len(had)
        )
        assert not missing or is_told or is_reencoded
        assert part not in lost or lost[part].before == had


@given(whole_users(), whole_users(), changes())
def test_what_is_put_back_makes_up_for_everything_lost(
    before: UserInfo, after: UserInfo, change: SetUserInfo
) -> None:
    lost = lost_templates(change, before=before, after=after)
    back = put_back(ID, lost)
    assert {each.part for each in lost} == set(parts_of(back))
    assert still_lost(lost, applied(after, back)) == ()
    assert still_lost(lost, reencoded(applied(after, back))) == ()
    assert still_lost(lost, after) == lost or any(
        len(templates(after, each.part)) >= len(each.before) for each in lost
    )


def test_old_face_that_is_still_there_is_no_reencoded_new_one() -> None:
    change = SetUserInfo(id=ID, face=b"new")
    (told,) = part_receipts(change, before=user(face=b"old"), after=user(face=b"old"))
    assert (told.is_as_asked, told.stored) == (False, 1)


def test_old_finger_in_the_place_of_a_new_one_is_no_reencoded_one() -> None:
    (told,) = part_receipts(fingers(b"A", b"C"), before=user(b"A", b"B"), after=user(b"A", b"B"))
    assert not told.is_as_asked


def test_more_than_asked_for_is_not_as_asked() -> None:
    (told,) = part_receipts(fingers(b"A"), before=user(b"A", b"B"), after=user(b"A", b"B"))
    assert (told.asked, told.stored, told.is_as_asked) == (1, 2, False)


def test_removed_templates_are_not_lost() -> None:
    assert lost_templates(fingers(), before=user(b"A"), after=user()) == ()
    lost = lost_templates(fingers(b"A"), before=user(b"A", b"B"), after=user())
    assert [each.templates for each in lost] == [(b"A", b"B")]  # nothing at all was stored


def test_templates_of_a_user_who_is_gone_are_nobody_s_loss() -> None:
    assert lost_templates(fingers(b"A"), before=user(b"A"), after=None) == ()


@given(st.data())
def test_id_alone_proves_nothing(data: st.DataObject) -> None:
    before = data.draw(users())
    assert part_receipts(SetUserInfo(id=ID), before=before, after=before) == ()


def test_what_is_lost_does_not_show_in_what_may_be_logged() -> None:
    lost = Lost(part=Part.FINGERS, templates=(b"A",), before=(b"A", b"B"))
    assert repr(lost) == "Lost(FINGERS, 1 of 2)"
