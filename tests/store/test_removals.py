"""Who is to be removed from a device that is off stays known until it is done."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from rollcall.protocol.address import Address
from rollcall.protocol.errors import InvalidInput
from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import UserId
from rollcall.store import KnownDevice, PendingRemoval, Store

FRONT = KnownDevice(uid=DeviceUid("00a1"), name="Front door", address=Address("127.0.0.2"))
BACK = KnownDevice(uid=DeviceUid("00b2"), name="Back door", address=Address("127.0.0.3"))
ANN = PendingRemoval(
    device=FRONT.uid,
    user_id=UserId("007"),
    name="Ann 张伟",
    asked_at=datetime(2026, 11, 22, 14, 30, tzinfo=UTC),
    who="sara",
)
LATER = replace(ANN, device=BACK.uid, asked_at=ANN.asked_at + timedelta(hours=1))


@pytest.fixture
async def kept(store: Store) -> Store:
    for device in (FRONT, BACK):
        await store.devices.save(device)
    for removal in (LATER, ANN):
        await store.removals.add(removal)
    return store


async def test_all_is_empty_when_nothing_was_asked_for(store: Store) -> None:
    assert await store.removals.all() == ()


async def test_all_gives_what_was_asked_for_in_that_order(kept: Store) -> None:
    assert await kept.removals.all() == (ANN, LATER)


async def test_one_that_is_done_is_gone_and_the_others_stay(kept: Store) -> None:
    for _ in range(2):
        await kept.removals.done(ANN.device, ANN.user_id)
        assert await kept.removals.all() == (LATER,)


async def test_asked_twice_it_is_kept_once_as_asked_last(kept: Store) -> None:
    again = replace(ANN, who="eva", asked_at=LATER.asked_at + timedelta(hours=1))
    await kept.removals.add(again)
    assert await kept.removals.all() == (LATER, again)


async def test_forgetting_a_device_drops_its_removals_only(kept: Store) -> None:
    await kept.devices.forget(FRONT.uid)
    assert await kept.removals.all() == (LATER,)


async def test_a_device_that_moved_keeps_its_removals(kept: Store) -> None:
    await kept.devices.save(replace(FRONT, address=Address("127.0.0.9")))
    assert await kept.removals.all() == (ANN, LATER)


async def test_nothing_is_kept_for_a_device_that_is_not_known(store: Store) -> None:
    await store.removals.add(ANN)
    assert await store.removals.all() == ()


async def test_text_and_times_that_cannot_be_kept_are_refused(kept: Store) -> None:
    with pytest.raises(InvalidInput):
        await kept.removals.add(replace(ANN, name="a\0b"))
    with pytest.raises(ValueError, match="asked_at"):
        await kept.removals.add(replace(ANN, asked_at=datetime(2026, 1, 1)))
    with pytest.raises(InvalidInput):
        await kept.removals.done(ANN.device, UserId("\ud800"))


async def test_an_erasure_stays_one_when_its_person_is_only_to_be_removed_later(
    kept: Store,
) -> None:
    await kept.removals.add(replace(ANN, is_erasure=True))
    await kept.removals.add(replace(ANN, who="eva"))
    assert await kept.removals.all() == (replace(ANN, who="eva", is_erasure=True), LATER)


async def test_somebody_else_with_the_id_of_an_erased_person_is_only_removed(kept: Store) -> None:
    await kept.removals.add(replace(ANN, is_erasure=True))
    await kept.removals.add(replace(ANN, name="Rosa Diaz"))
    assert await kept.removals.all() == (replace(ANN, name="Rosa Diaz"), LATER)
