"""Known devices come back as they were saved, on each kind of database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from msgspec.structs import replace

from rollcall.protocol.address import Address
from rollcall.protocol.errors import InputProblem, InvalidInput
from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import UserId
from rollcall.store import KnownDevice, RememberedUser, Store

FRONT = KnownDevice(uid=DeviceUid("00a1"), name="Front door", address=Address("127.0.0.2"))
BACK = KnownDevice(
    uid=DeviceUid("00b2"),
    name="Back door",
    address=Address("door.invalid", 8443, https=True),
    pin="ab" * 32,
    keyed=True,
    last_seen=datetime(2026, 11, 22, 14, 30, 15, 123456, tzinfo=UTC),
)


async def test_all_is_empty_when_nothing_was_saved(store: Store) -> None:
    assert await store.devices.all() == ()


async def test_all_gives_what_was_saved(store: Store) -> None:
    await store.devices.save(BACK)
    await store.devices.save(FRONT)
    assert await store.devices.all() == (FRONT, BACK)


async def test_save_replaces_what_was_known_and_keeps_the_users(store: Store) -> None:
    user = RememberedUser(id=UserId("1"), name="Ann", department="", privilege="USER")
    await store.devices.save(BACK)
    await store.users.replace(BACK.uid, [user])
    moved = replace(FRONT, uid=BACK.uid)
    await store.devices.save(moved)
    assert await store.devices.all() == (moved,)
    assert await store.users.of(BACK.uid) == (user,)


async def test_forget_drops_the_device_and_its_users_only(store: Store) -> None:
    user = RememberedUser(id=UserId("1"), name="Ann", department="", privilege="USER")
    for device in (FRONT, BACK):
        await store.devices.save(device)
        await store.users.replace(device.uid, [user])
    await store.devices.forget(FRONT.uid)
    assert await store.devices.all() == (BACK,)
    await store.devices.save(FRONT)
    assert await store.users.of(FRONT.uid) == ()
    assert await store.users.of(BACK.uid) == (user,)


async def test_forget_does_nothing_when_the_device_is_not_known(store: Store) -> None:
    await store.devices.forget(FRONT.uid)


async def test_last_seen_is_the_same_moment_in_utc(store: Store) -> None:
    shanghai = timezone(timedelta(hours=8))
    seen = datetime(2026, 11, 22, 0, 30, tzinfo=shanghai)
    await store.devices.save(replace(FRONT, last_seen=seen))
    (device,) = await store.devices.all()
    assert device.last_seen == seen
    assert device.last_seen is not None
    assert device.last_seen.utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "007",
        "张伟",
        "مدخل رئيسي",
        "🔔👩‍🏭",
        " both ends ",
        'it\'s; "%s" :x --',
        "é" * 200,
        "\ufffe\r\n\t",
    ],
)
async def test_text_survives(store: Store, text: str) -> None:
    device = replace(FRONT, uid=DeviceUid(text), name=text, pin=text)
    await store.devices.save(device)
    assert await store.devices.all() == (device,)


@pytest.mark.parametrize("text", ["a\0b", "\ud800"])
async def test_save_refuses_text_that_cannot_be_kept(store: Store, text: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        await store.devices.save(replace(FRONT, name=text))
    assert (caught.value.field, caught.value.problem) == ("name", InputProblem.BAD_CHARACTERS)
    with pytest.raises(InvalidInput):
        await store.devices.forget(DeviceUid(text))
    assert await store.devices.all() == ()


async def test_save_refuses_a_time_without_a_zone(store: Store) -> None:
    with pytest.raises(ValueError, match="last_seen"):
        await store.devices.save(replace(FRONT, last_seen=datetime(2026, 1, 1)))
