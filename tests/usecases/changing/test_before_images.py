"""What is held of a user before it is written: sealed for it alone, or in memory."""

from __future__ import annotations

import msgspec
import pytest
from msgspec.structs import replace

from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import Privilege, SetUserInfo, UserId, UserInfo
from rollcall.sealing import SealBroken, new_key, seal
from rollcall.usecases.changing.before_images import BeforeImage, BeforeImages, Held, Sent
from rollcall.usecases.changing.parts import is_same
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


def test_change_of_a_number_is_not_in_it_either() -> None:
    change = SetUserInfo(id=ID, card="5556667", password="999", department="Sales")
    made = BeforeImage.of(USER, change)
    assert made is not None
    assert made.change == SetUserInfo(id=ID, department="Sales")


@pytest.mark.parametrize("privilege", [Privilege.MANAGER, Privilege("chief")])
def test_whole_image_holds_everything_until_the_device_has_shown_that_it_keeps_it(
    privilege: Privilege,
) -> None:
    key, user = new_key(), replace(USER, department="Sales", privilege=privilege)
    made = BeforeImage.of(user, CHANGE, is_whole=True)
    assert made is not None
    opened = BeforeImage.opened(key, made.sealed(key, DEVICE), DEVICE, ID)
    assert (opened, opened.change) == (made, CHANGE)
    assert all(is_same(part, opened.as_user(), user) for part in Part)
    assert b"1234" not in made.sealed(key, DEVICE)


def test_whole_image_is_not_made_of_what_is_sent_anyway() -> None:
    before = UserInfo(id=ID, name="Ana", card="5")
    everything = SetUserInfo(id=ID, name="Eva", card="6", privilege=Privilege.USER)
    assert BeforeImage.of(before, everything, is_whole=True) is None
    assert BeforeImage.of(before, SetUserInfo(id=ID, card="6"), is_whole=True) is not None


def test_image_that_an_older_version_sealed_opens() -> None:
    key, held = new_key(), image()
    older = {name: getattr(held, name) for name in ("name", "new_name", "before", "change")}
    sealed = seal(key, msgspec.msgpack.encode(older), bound_to=b"d1\x007")
    assert BeforeImage.opened(key, sealed, DEVICE, ID) == held


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


def test_of_what_is_lost_only_that_is_held_which_nobody_decided_about_since() -> None:
    face = Lost(part=Part.FACE, templates=(b"f",), before=(b"f",))
    held = Held(lost=(LOST, face), entry=3, image=image())
    assert held.without((Part.NAME,)) == held
    left = held.without((Part.FINGERS,))
    assert left is not None
    assert left.image is not None
    assert (left.lost, left.image.before) == ((face,), SetUserInfo(id=ID, face=b"f"))
    assert left.image.change == SetUserInfo(id=ID, name="Eva")
    assert held.without((Part.FINGERS, Part.FACE)) is None


def test_who_is_held_is_the_same_person_by_a_new_name() -> None:
    held = Held(lost=(LOST,), entry=3, image=image()).without((Part.NAME,), new_name="Zoe")
    assert held is not None
    assert held.image is not None
    assert (held.image.name, held.image.new_name) == ("Ana", "Zoe")


def test_what_is_held_or_unknown_of_somebody_is_forgotten_where_that_is_asked() -> None:
    images, other = BeforeImages(no_seal_key), DeviceUid("d2")
    for device in (DEVICE, other):
        images.hold(device, ID, Held(lost=(LOST,), entry=3))
        images.send(device, ID, Sent(entry=4, image=image(), is_kept=True))
    assert images.forget(ID, but_on=(other,)) == (3, 4)
    assert (images.held(DEVICE, ID), images.unknown(DEVICE, ID)) == ((), ())
    assert (len(images.held(other, ID)), len(images.unknown(other, ID))) == (1, 1)
    images.know(other, ID, 4)
    assert images.unknown(other, ID) == ()
