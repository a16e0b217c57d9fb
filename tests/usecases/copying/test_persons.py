from __future__ import annotations

from tests.usecases.copying.building import DOOR, GATE, STORE, building, door, gate, store


async def test_a_person_of_several_devices_is_one_and_another_person_with_the_id_is_another() -> (
    None
):
    async with building(door(users=0), store(users=0), gate(users=0)) as at:
        at.put(DOOR, "7", "Ann Lee")
        at.put(STORE, "7", "ann  lee")
        at.put(GATE, "7", "Rosa Diaz")
        at.put(GATE, "8", "Ann Lee")
        persons = await at.removing.persons()
        assert [(each.user.id, each.user.name, each.devices) for each in persons] == [
            ("7", "Ann Lee", (DOOR, STORE)),
            ("7", "Rosa Diaz", (GATE,)),
            ("8", "Ann Lee", (GATE,)),
        ]
