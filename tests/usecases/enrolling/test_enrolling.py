"""Saving what was captured, on a simulated device over TCP."""

from __future__ import annotations

import pytest
from msgspec import UNSET
from msgspec.structs import replace

from rollcall.protocol.errors import (
    AnotherPerson,
    Unreachable,
    UserGone,
)
from rollcall.protocol.info import DeviceCapabilities
from rollcall.protocol.users import DeleteUserInfo, SetUserInfo, UserId, UserInfo
from rollcall.usecases.audit import Action
from rollcall.usecases.changing.receipt import Verdict
from rollcall.usecases.enrolling.enrolling import wanted_for
from rollcall.usecases.enrolling.methods import Captured, Method
from tests.usecases.enrolling.door import ANN, BOB, UID, Door


async def enrolled(door: Door, method: Method) -> UserInfo:
    device = door.fleet_device
    info = await door.enrolling.read(device, ANN)
    captured = await door.enrolling.capture(device, ANN.id, method, left=door.lefts.append)
    receipt = await door.enrolling.save(device, info, captured)
    assert receipt.verdict is Verdict.DONE
    await door.enrolling.let_go(captured)
    return door.info(ANN)


async def test_a_face_is_saved_under_no_job_and_counted_as_enrolling(door: Door) -> None:
    info = await enrolled(door, Method.FACE)
    assert info.face
    assert door.writer.actions == [Action.ENROLL]
    assert door.writer.was_quiet == [False]
    assert not door.journal.entries


async def test_fingers_and_palms_are_added_to_those_there_are(door: Door) -> None:
    await door.client.ask(SetUserInfo(id=ANN.id, fingers=(b"one",), palms=(b"palm",)))
    fingers = (await enrolled(door, Method.FINGER)).fingers
    palms = (await enrolled(door, Method.PALM)).palms
    assert fingers is not UNSET
    assert palms is not UNSET
    assert (fingers[0], len(fingers)) == (b"one", 2)
    assert (palms[0], len(palms)) == (b"palm", 2)


async def test_a_card_is_saved_as_a_number(door: Door) -> None:
    info = await enrolled(door, Method.CARD)
    assert info.card is not UNSET
    assert int(info.card) > 0


async def test_what_was_saved_by_a_try_that_was_lost_is_not_sent_again(door: Door) -> None:
    await door.client.ask(SetUserInfo(id=ANN.id, fingers=(b"one",)))
    captured = Captured(method=Method.FINGER, template=b"one")
    info = await door.enrolling.read(door.fleet_device, ANN)
    receipt = await door.enrolling.save(door.fleet_device, info, captured)
    assert receipt.verdict is Verdict.SAME
    assert not door.writer.wanted


def test_only_what_changes_is_wanted() -> None:
    info = UserInfo(id=UserId("7"), name="Ann", face=b"old", fingers=(b"one",))
    face = wanted_for(info, Captured(method=Method.FACE, template=b"new"))
    assert face.change == SetUserInfo(id=UserId("7"), face=b"new")
    assert face.seen == info
    finger = wanted_for(info, Captured(method=Method.FINGER, template=b"two"))
    assert finger.change == SetUserInfo(id=UserId("7"))
    assert (finger.more_fingers, finger.expected_name) == ((b"two",), "Ann")
    palm = wanted_for(info, Captured(method=Method.PALM, template=b"two"))
    assert (palm.more_palms, palm.expected_name) == ((b"two",), "Ann")
    card = wanted_for(info, Captured(method=Method.CARD_NUMBER, card="42"))
    assert card.change == SetUserInfo(id=UserId("7"), card="42")


async def test_somebody_who_was_deleted_or_replaced_is_told_before_anybody_comes(
    door: Door,
) -> None:
    await door.client.ask(SetUserInfo(id=ANN.id, name="Zoe"))
    with pytest.raises(AnotherPerson) as caught:
        await door.enrolling.read(door.fleet_device, ANN)
    assert (caught.value.name, caught.value.expected) == ("Zoe", "Ann")
    assert (await door.enrolling.read(door.fleet_device, replace(ANN, name=""))).name == "Zoe"
    await door.client.ask(DeleteUserInfo(id=ANN.id))
    with pytest.raises(UserGone):
        await door.enrolling.read(door.fleet_device, ANN)


async def test_a_name_of_200_characters_is_the_same_person(door: Door) -> None:
    await door.client.ask(SetUserInfo(id=ANN.id, name="x" * 300))
    person = next(each for each in door.remembered if each.id == ANN.id)
    assert len(person.name) == 200
    assert (await door.enrolling.read(door.fleet_device, person)).id == ANN.id


async def test_what_a_device_can_is_known_once_it_was_asked(door: Door) -> None:
    door.details.capabilities = DeviceCapabilities(face=True, palm=False)
    assert door.enrolling.can(UID, Method.PALM) is None
    await door.enrolling.learn(UID)
    assert door.enrolling.can(UID, Method.PALM) is False
    assert door.enrolling.can(UID, Method.FACE) is True


async def test_a_device_that_does_not_tell_what_it_can_may_be_tried(door: Door) -> None:
    door.details.trouble = Unreachable("Front door")
    await door.enrolling.learn(UID)
    assert door.enrolling.can(UID, Method.FACE) is None


def test_the_users_to_choose_from_are_handed_in(door: Door) -> None:
    assert [each.id for each in door.enrolling.people(UID)] == [ANN.id, BOB.id]
