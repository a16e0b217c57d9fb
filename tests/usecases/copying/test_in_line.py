"""Whom bringing devices in line would write, told as the plan then tells it."""

from __future__ import annotations

from rollcall.usecases.copying.plan import Kind
from tests.usecases.copying.building import DOOR, GATE, STORE, building, door, gate, store


async def test_it_is_whom_the_plan_chooses() -> None:
    async with building(door(), store(limits={"users": 3}, can={"card": False}), gate()) as at:
        at.put(DOOR, "1", "Only Here", face=b"face")
        for uid in (DOOR, STORE, GATE):
            at.put(uid, "2", "Same Here")
        at.put(DOOR, "3", "Has A Card", card="7")
        at.put(GATE, "3", "Has A Card")
        at.put(STORE, "3", "Has A Card")
        at.put(DOOR, "4", "Li Wei")
        at.put(STORE, "4", "Rosa Diaz")
        at.put(GATE, "4", "Rosa Diaz")
        for uid in (DOOR, STORE, GATE):
            at.put(uid, "5", "Less Here", fingers=() if uid is DOOR else (b"A",))
        compared = await at.compare(DOOR, STORE, GATE)
        for right in (DOOR, STORE, GATE):
            others = [uid for uid in (DOOR, STORE, GATE) if uid != right]
            told = await at.copying.brought_in_line(compared, right)
            users = [each for each in at.shown(right) if each.id != "2"]
            plan = await at.copying.plan(right, users, others, report=at.progress.append)
            assert told == {row.user_id for row in plan.rows if row.is_chosen}
        told = await at.copying.brought_in_line(compared, DOOR)
        assert told == {"1", "3"}
        assert any(row.kind is Kind.DOES_NOT_FIT for row in (await at.plan(STORE)).rows)
