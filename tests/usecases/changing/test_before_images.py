"""What is held of a user before it is written: sealed for it alone, or in memory."""

from __future__ import annotations

import msgspec
import pytest

from rollcall.protocol.errors import NoBackend, VaultError, VaultLocked
from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import SetUserInfo, UserId, UserInfo
from rollcall.sealing import SealBroken, new_key, seal
from rollcall.usecases.changing.before_images import (
    BeforeImage,
    BeforeImages,
    SealKey,
    no_seal_key,
)
from rollcall.usecases.changing.proof import Lost
from rollcall.usecases.changing.receipt import Part

ID, DEVICE = UserId("7"), DeviceUid("d1")
USER = UserInfo(id=ID, name="Ana", password="1234", card="987654", fingers=(b"A", b"B"), face=b"f")
CHANGE = SetUserInfo(id=ID, name="Eva", fingers=(b"A",), card="5")
LOST = Lost(part=Part.FINGERS, templates=(b"B",), before=(b"A", b"B"))


class FakeVault:
    def __init__(self, *answers: bytes | VaultError) -> None:
        self.answers = list(answers)
        self.asked = 0

    async def seal_key(self) -> bytes:
        self.asked += 1
        answer = self.answers.pop(0)
        if isinstance(answer, bytes):
            return answer
        raise answer


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
    assert await BeforeImages(SealKey(FakeVault(new_key()))).sealed(DEVICE, None) == b""


async def test_key_is_asked_for_once() -> None:
    vault = FakeVault(b"k" * 32)
    key = SealKey(vault)
    assert [await key(), await key()] == [b"k" * 32] * 2
    assert vault.asked == 1


async def test_locked_keyring_is_asked_again_after_a_minute_not_for_each_user() -> None:
    now = [0.0]
    locked = FakeVault(VaultLocked("keyring"), b"k" * 32)
    key = SealKey(locked, clock=lambda: now[0])
    assert [await key() for _ in range(100)] == [None] * 100
    assert locked.asked == 1
    now[0] = 60.0
    assert await key() == b"k" * 32


async def test_missing_keyring_is_asked_once() -> None:
    now = [0.0]
    missing = FakeVault(NoBackend("keyring"))
    key = SealKey(missing, clock=lambda: now[0])
    assert await key() is None
    now[0] = 1e9
    assert await key() is None
    assert missing.asked == 1


def test_what_is_lost_is_held_until_somebody_decides_about_that_part() -> None:
    images = BeforeImages(no_seal_key)
    images.hold(DEVICE, ID, (LOST,), entry=3)
    assert images.let_go(DEVICE, ID, (Part.FACE, Part.NAME)) is None
    assert images.held(DEVICE, ID) == (LOST,)
    assert images.let_go(DEVICE, ID, (Part.FINGERS,)) == 3
    assert images.held(DEVICE, ID) == ()
    assert images.let_go(DEVICE, ID, tuple(Part)) is None
