"""Who was erased stays known as such, until it is dropped."""

from __future__ import annotations

from msgspec.structs import replace

from rollcall.store import Store, Tombstone

ONE = Tombstone(person=b"\x00\xffone", user_id=b"\x01", name=b"\x02\x00" * 40, key=b"\x03")
OTHER = replace(ONE, person=b"\xfeother")


async def test_nobody_is_erased_in_a_new_store(store: Store) -> None:
    assert await store.tombstones.all() == ()


async def test_what_was_added_is_there_whole(store: Store) -> None:
    await store.tombstones.add([OTHER, ONE])
    assert await store.tombstones.all() == (ONE, OTHER)


async def test_a_person_erased_again_has_one_still(store: Store) -> None:
    newer = replace(ONE, key=b"another key")
    await store.tombstones.add([ONE])
    await store.tombstones.add([newer])
    assert await store.tombstones.all() == (newer,)


async def test_dropping_one_leaves_the_others(store: Store) -> None:
    await store.tombstones.add([ONE, OTHER])
    for _ in range(2):
        await store.tombstones.drop([ONE])
        assert await store.tombstones.all() == (OTHER,)


async def test_nothing_to_add_or_drop_is_fine(store: Store) -> None:
    await store.tombstones.add([])
    await store.tombstones.drop([])
    assert await store.tombstones.all() == ()
