"""What is held of a user before it is written: sealed for it alone, or in memory."""

from __future__ import annotations

import msgspec
import pytest

from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import SetUserInfo, UserId, UserInfo
from rollcall.sealing import SealBroken, new_key, seal
from rollcall.usecases.changing.before_images import BeforeImage, BeforeImages
from rollcall.usecases.changing.proof import Lost
from rollcall.usecases.changing.receipt import Part
from rollcall.usecases.changing.seal_key import no_seal_key

ID, DEVICE = UserId("7"), DeviceUid("d1")
USER = UserInfo(id=ID, name="Ana", password="1234", card="987654", fingers=(b"A", b"B"), face=b"f")
CHANGE = SetUserInfo(id=ID, name="Eva", fingers=(b"A",), card="5")
LOST = Lost(part=Part.FINGERS, templates=(b"B",), before=(b"A", b"B"))


def image() -> BeforeImage:
    made = BeforeImage.of(USER, CHANGE)
    assert made is not None
    return made


def test_image_holds_templates_and_names_but_no_secret_number() -> None:
    held = image()
    assert (held.name, held.new_name) == ("Ana", "Eva")
    assert (held.as_user().fingers, held.as_user().face) == ((b"A", b"B"), b"f")
    content = msgspec.msgpack.encode(held)
    assert b"1234" not in content
    assert b"987654" not in content


@pytest.mark.parametrize("before", [None, UserInfo(id=ID, name="Ana", card="5")])
def test_nothing_is_held_where_there_is_no_template_to_lose(before: UserInfo | None) -> None:
    assert BeforeImage.of(before, CHANGE) is None


def test_sealed_image_opens_for_its_device_and_user_alone() -> None:
    key = new_key()
    sealed = image().sealed(key, DEVICE)
    assert BeforeImage.opened(key, sealed, DEVICE, ID) == image()
    for wrong in ((key, DeviceUid("d2"), ID), (key, DEVICE, UserId("8")), (new_key(), DEVICE, ID)):
        with pytest.raises(SealBroken):
            BeforeImage.opened(wrong[0], sealed, wrong[1], wrong[2])


def test_image_of_another_version_does_not_open() -> None:
    key = new_key()
    sealed = seal(key, b"\xff", bound_to=b"d1\x007")
    with pytest.raises(SealBroken):
        BeforeImage.opened(key, sealed, DEVICE, ID)


async def test_nothing_is_sealed_without_a_key_or_an_image() -> None:
    assert await BeforeImages(no_seal_key).sealed(DEVICE, image()) == b""

    async def a_key() -> bytes:
        return new_key()

    assert await BeforeImages(a_key).sealed(DEVICE, None) == b""


def test_what_is_lost_is_held_until_somebody_decides_about_that_part() -> None:
    images = BeforeImages(no_seal_key)
    images.hold(DEVICE, ID, (LOST,), entry=3)
    assert images.let_go(DEVICE, ID, (Part.FACE, Part.NAME)) is None
    assert images.held(DEVICE, ID) == (LOST,)
    assert images.let_go(DEVICE, ID, (Part.FINGERS,)) == 3
    assert images.held(DEVICE, ID) == ()
    assert images.let_go(DEVICE, ID, tuple(Part)) is None
