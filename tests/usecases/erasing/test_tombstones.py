"""Who was erased is known by id and name, with the key alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from rollcall.protocol.errors import ErasedNotKnown
from rollcall.protocol.users import UserId
from rollcall.store import Store
from rollcall.usecases.copying.finding import Person
from rollcall.usecases.erasing.tombstones import Tombstones
from tests.usecases.tombstones import FakeSealKey, FakeTombstones

ANN = Person(UserId("4711007"), "Ann Lee-Oberhofer")


def made(kept: FakeTombstones | None = None) -> tuple[Tombstones, FakeTombstones, FakeSealKey]:
    key, kept = FakeSealKey(), kept or FakeTombstones()
    return Tombstones(kept, seal_key=key), kept, key


async def test_an_erased_person_is_known_by_id_and_name() -> None:
    tombstones, _, _ = made()
    await tombstones.add([ANN])
    known = await tombstones.known()
    assert known.has(ANN.user_id, ANN.name)
    assert known.has(ANN.user_id, "OBERHOFER, ann  lee")
    assert not known.has(UserId("4711008"), ANN.name)
    assert not known.has(ANN.user_id, "Rosa Diaz")
    assert known.untold == 0


async def test_no_key_is_asked_for_where_nobody_was_erased() -> None:
    tombstones, _, key = made()
    key.locked = True
    assert not (await tombstones.known()).has(ANN.user_id, ANN.name)
    await tombstones.lift([ANN])
    assert key.asked == 0


async def test_without_the_key_it_is_said_that_nobody_can_tell() -> None:
    tombstones, kept, key = made()
    await tombstones.add([ANN])
    key.locked = True
    assert not await tombstones.is_possible()
    with pytest.raises(ErasedNotKnown):
        await tombstones.known()
    with pytest.raises(ErasedNotKnown):
        await tombstones.add([Person(UserId("8"), "Bob Ng")])
    await tombstones.lift([ANN])
    assert len(kept.kept) == 1


async def test_those_noted_with_another_key_are_counted() -> None:
    tombstones, kept, key = made()
    await tombstones.add([ANN])
    key.key = b"n" * 32
    await tombstones.add([Person(UserId("8"), "Bob Ng")])
    known = await tombstones.known()
    assert known.untold == 1
    assert not known.has(ANN.user_id, ANN.name)
    assert known.has(UserId("8"), "Bob Ng")
    assert len(kept.kept) == 2


async def test_who_came_back_may_be_restored_again_and_nobody_else() -> None:
    tombstones, _, _ = made()
    bob, rosa = Person(UserId("8"), "Bob Ng"), Person(ANN.user_id, "Rosa Diaz")
    await tombstones.add([ANN, bob, rosa])
    await tombstones.lift([Person(ANN.user_id, "ann lee oberhofer")])
    known = await tombstones.known()
    assert not known.has(ANN.user_id, ANN.name)
    assert known.has(bob.user_id, bob.name)
    assert known.has(rosa.user_id, rosa.name)


async def test_a_person_erased_twice_has_one_tombstone() -> None:
    tombstones, kept, _ = made()
    for name in ("Ann Lee-Oberhofer", "ANN  Lee-Oberhofer"):
        await tombstones.add([Person(ANN.user_id, name)])
    assert len(kept.kept) == 1


async def test_no_two_tombstones_have_anything_in_common() -> None:
    tombstones, kept, _ = made()
    await tombstones.add([ANN, Person(UserId("8"), ANN.name)])
    one, other = kept.kept.values()
    marks = [{each.name[at : at + 16] for at in range(0, len(each.name), 16)}
             for each in (one, other)]  # fmt: skip
    assert marks[0].isdisjoint(marks[1])


async def test_neither_id_nor_name_is_in_the_file(tmp_path: Path) -> None:
    store = await Store.open(tmp_path / "rollcall.db")
    key = FakeSealKey()
    await Tombstones(store.tombstones, seal_key=key).add([ANN])
    await store.close()
    again = await Store.open(tmp_path / "rollcall.db")
    assert (await Tombstones(again.tombstones, seal_key=key).known()).has(ANN.user_id, ANN.name)
    everything = b"".join(each.read_bytes() for each in tmp_path.iterdir()).lower()
    await again.close()
    for canary in (b"4711007", b"oberhofer", b"ann lee", key.key, "Oberhofer".encode("utf-16-le")):
        assert canary.lower() not in everything
