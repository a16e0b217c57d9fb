"""Remembered users come back as they were last read, on each kind of database."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from rollcall.protocol.address import Address
from rollcall.protocol.errors import InvalidInput
from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import UserId
from rollcall.store import KnownDevice, RememberedUser, Store

UID = DeviceUid("00a1")
OTHER = DeviceUid("00b2")
ANN = RememberedUser(
    id=UserId("1"),
    name="Ann",
    department="Sales",
    privilege="ADMINISTRATOR",
    face=True,
    fingers=2,
    palms=0,
    card=False,
    password=True,
)
BEN = RememberedUser(id=UserId("2"), name="Ben", department="", privilege="USER")


@pytest.fixture
async def store(store: Store) -> Store:
    """Give a store that knows two devices."""
    for uid in (UID, OTHER):
        await store.devices.save(KnownDevice(uid=uid, name=uid, address=Address("127.0.0.2")))
    return store


async def test_of_is_empty_when_nothing_is_remembered(store: Store) -> None:
    assert await store.users.of(UID) == ()


async def test_of_gives_the_three_values_apart(store: Store) -> None:
    empty = replace(BEN, face=False, fingers=0, palms=0, card=False, password=False)
    await store.users.replace(UID, [ANN, BEN])
    await store.users.replace(OTHER, [empty])
    assert await store.users.of(UID) == (ANN, BEN)
    assert await store.users.of(OTHER) == (empty,)


async def test_replace_leaves_only_the_new_ones(store: Store) -> None:
    await store.users.replace(UID, [ANN, BEN])
    await store.users.replace(OTHER, [ANN])
    await store.users.replace(UID, [replace(BEN, name="Benjamin")])
    assert await store.users.of(UID) == (replace(BEN, name="Benjamin"),)
    assert await store.users.of(OTHER) == (ANN,)
    await store.users.replace(UID, [])
    assert await store.users.of(UID) == ()


async def test_update_keeps_the_others(store: Store) -> None:
    await store.users.replace(UID, [ANN])
    await store.users.update(UID, [BEN, replace(ANN, fingers=None)])
    assert await store.users.of(UID) == (replace(ANN, fingers=None), BEN)
    await store.users.update(UID, [])
    assert len(await store.users.of(UID)) == 2


async def test_replace_takes_the_last_when_an_id_comes_twice(store: Store) -> None:
    await store.users.replace(UID, [ANN, replace(ANN, name="Anna")])
    assert await store.users.of(UID) == (replace(ANN, name="Anna"),)


async def test_users_of_a_forgotten_device_are_not_remembered(store: Store) -> None:
    await store.devices.forget(UID)
    await store.users.replace(UID, [ANN])
    await store.users.update(UID, [ANN])
    assert await store.users.of(UID) == ()


async def test_ids_are_compared_as_text_exactly(store: Store) -> None:
    ids = ["1", "01", "001", "1 ", "a", "A", "ä", "a\u0308", "张伟", "👷", "x" * 200, "1e0"]
    users = [replace(BEN, id=UserId(id), name=f"name of {id}") for id in ids]
    await store.users.replace(UID, users)
    assert set(await store.users.of(UID)) == set(users)


async def test_five_thousand_users_are_remembered_at_once(store: Store) -> None:
    users = [replace(ANN, id=UserId(f"{n:05}"), name=f"مستخدم 用户 {n}") for n in range(5000)]
    await store.users.replace(UID, users)
    await store.users.update(UID, users)
    assert await store.users.of(UID) == tuple(users)


@pytest.mark.parametrize("text", ["a\0b", "\udfff"])
async def test_replace_changes_nothing_when_a_text_cannot_be_kept(store: Store, text: str) -> None:
    await store.users.replace(UID, [ANN])
    with pytest.raises(InvalidInput):
        await store.users.replace(UID, [BEN, replace(BEN, id=UserId("3"), department=text)])
    with pytest.raises(InvalidInput):
        await store.users.of(DeviceUid(text))
    assert await store.users.of(UID) == (ANN,)
