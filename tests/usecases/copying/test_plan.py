"""What a plan says, before anything is written."""

from __future__ import annotations

from typing import Any, cast

import pytest

from rollcall.protocol.errors import Room, Unreachable, UserGone
from rollcall.protocol.info import GetVersionInfo, VersionInfo
from rollcall.protocol.users import Privilege, UserId
from rollcall.store.values import RememberedUser
from rollcall.usecases.changing.receipt import Part
from rollcall.usecases.copying.fitting import LeftOut, Why
from rollcall.usecases.copying.likeness import Way
from rollcall.usecases.copying.plan import Decision, Kind, Terms
from tests.usecases.copying.building import (
    DOOR,
    GATE,
    STORE,
    Building,
    building,
    door,
    gate,
    store,
)

ADMIN, MANAGER = Privilege.ADMINISTRATOR, Privilege.MANAGER


async def test_each_user_is_new_same_different_or_somebody_else(two: Building) -> None:
    two.put(DOOR, "1", "New Here")
    two.put(DOOR, "2", "Ann Lee", face=b"face")
    two.put(STORE, "2", "Ann Lee", face=b"face")
    two.put(DOOR, "3", "Bob Ng", fingers=(b"A", b"B"))
    two.put(STORE, "3", "Bob Ng", fingers=(b"A",))
    two.put(DOOR, "4", "Li Wei")
    two.put(STORE, "4", "Rosa Diaz")
    rows = (await two.plan(STORE)).rows
    assert [(row.kind, row.decision) for row in rows] == [
        (Kind.NEW, Decision.COPY),
        (Kind.SAME, Decision.SKIP),
        (Kind.DIFFERENT, Decision.COPY),
        (Kind.ANOTHER_PERSON, Decision.SKIP),
    ]
    (fingers,) = rows[2].differences
    assert (fingers.part, fingers.here, fingers.there, fingers.way) == (
        Part.FINGERS, 2, 1, Way.MORE,
    )  # fmt: skip


async def test_who_gets_more_rights_is_told_by_what_they_become(two: Building) -> None:
    two.put(DOOR, "1", "New Chief", privilege=ADMIN)
    two.put(DOOR, "2", "Ann Lee", privilege=MANAGER)
    two.put(STORE, "2", "Ann Lee")
    two.put(DOOR, "3", "Bob Ng")
    two.put(STORE, "3", "Bob Ng", privilege=ADMIN)
    two.put(DOOR, "4", "Li Wei", privilege=ADMIN)
    two.put(STORE, "4", "Rosa Diaz", privilege=MANAGER)
    two.put(DOOR, "5", "Same Chief", privilege=ADMIN, card="7")
    two.put(STORE, "5", "Same Chief", privilege=ADMIN)
    rows = (await two.plan(STORE)).rows
    assert [row.raised_to for row in rows] == [ADMIN, MANAGER, None, ADMIN, None]


async def test_who_was_never_read_is_read_so_that_more_rights_are_known(two: Building) -> None:
    two.put(DOOR, "1", "New Chief", privilege=ADMIN, card="7")
    only_id = RememberedUser(id=UserId("1"), name="", department="", privilege="")
    (row,) = (await two.plan(STORE, users=[only_id])).rows
    assert (row.name, row.raised_to, row.parts) == ("New Chief", ADMIN, {Part.CARD: 1})


async def test_nothing_is_written(two: Building) -> None:
    two.put(DOOR, "1", "Ann Lee")
    await two.plan(STORE)
    assert two.counts(STORE, "SetUserInfo") == two.counts(STORE, "LockDevice") == 0


async def test_only_users_in_common_are_read_whole_when_there_are_many() -> None:
    async with building(door(users=120), store()) as at:
        at.put(STORE, "7", at.has(DOOR, "7").name)  # type: ignore[union-attr]
        await at.plan(STORE)
        assert at.counts(STORE, "GetUserInfo") == at.counts(DOOR, "GetUserInfo") == 1
        assert at.counts(STORE, "GetUserIdList") == 1


async def test_no_list_is_read_when_one_user_is_copied_to_a_big_device() -> None:
    async with building(door(users=3), store(users=200)) as at:
        await at.plan(STORE, users=at.shown(DOOR, "2"))
        assert at.counts(STORE, "GetUserIdList") == 0
        assert at.counts(STORE, "GetUserInfo") == 1


@pytest.mark.parametrize(
    ("limits", "room"),
    [({"users": 1}, Room.USERS), ({"fingers": 3}, Room.FINGERS), ({"faces": 1}, Room.FACES)],
)
async def test_whoever_has_no_room_does_not_fit(limits: dict[str, int], room: Room) -> None:
    async with building(door(), store(limits=limits)) as at:
        for each in "12":
            at.put(DOOR, each, f"User {each}", face=b"f", fingers=(b"A", b"B"))
        first, second = (await at.plan(STORE)).rows
        assert first.kind is Kind.NEW
        assert (second.kind, second.room) == (Kind.DOES_NOT_FIT, room)
        assert not second.can_be_written


async def test_the_credentials_without_reader_are_left_out_and_said() -> None:
    async with building(door(), store(can={"palm": False})) as at:
        at.put(DOOR, "1", "Ann Lee", palms=(b"palm",), face=b"face")
        (row,) = (await at.plan(STORE)).rows
        assert row.parts == {Part.FACE: 1}
        assert row.left_out == (LeftOut(Part.PALMS, Why.NO_READER),)
        (receipt,) = await at.copy(await at.plan(STORE))
        assert receipt.is_fine
        assert at.templates(STORE, "1") == {b"face": 1}


async def test_templates_are_left_out_when_the_algorithm_is_another(two: Building) -> None:
    other = VersionInfo(
        firmware="13750C v3.11.802",
        face_algorithm="GreenFace v9.9",
        finger_algorithm="deli SMK v3.0",
    )
    answers = cast("dict[Any, Any]", two.devices[STORE]._answers)
    answers[GetVersionInfo] = lambda _: other
    two.put(DOOR, "1", "Ann Lee", face=b"face", fingers=(b"A",))
    plan = await two.plan(STORE, terms=Terms(with_unproven=True))
    assert plan.rows[0].left_out == (LeftOut(Part.FACE, Why.OTHER_ALGORITHM),)
    await two.copy(plan)
    assert two.templates(STORE, "1") == {b"A": 1}


async def test_a_person_decides_when_nobody_knows_the_algorithm() -> None:
    async with building(door(), store(firmware="13750C v3.10.655")) as at:
        at.put(DOOR, "1", "Ann Lee", palms=(b"palm",), face=b"face")
        plan = await at.plan(STORE)
        assert plan.lacks(Why.NOT_PROVEN) == {Part.PALMS}
        assert plan.rows[0].parts == {Part.FACE: 1}
        with_palms = await at.copying.on_terms(plan, Terms(with_unproven=True))
        assert with_palms.rows[0].parts == {Part.FACE: 1, Part.PALMS: 1}
        await at.copy(with_palms)
        assert at.templates(STORE, "1") == {b"palm": 1, b"face": 1}


async def test_a_target_that_does_not_answer_is_in_no_row(two: Building) -> None:
    two.put(DOOR, "1", "Ann Lee")
    two.off.add(STORE)
    plan = await two.plan(STORE)
    assert plan.rows == ()
    assert isinstance(plan.material.failed[STORE], Unreachable)


async def test_the_source_has_to_answer(two: Building) -> None:
    two.put(DOOR, "1", "Ann Lee")
    users = two.shown(DOOR)
    two.off.add(DOOR)
    with pytest.raises(Unreachable):
        await two.plan(STORE, users=users)


async def test_a_user_who_is_gone_from_the_source_is_told(two: Building) -> None:
    two.put(DOOR, "1", "Ann Lee")
    two.put(STORE, "1", "Ann Lee")
    users = two.shown(DOOR)
    two.devices[DOOR].users.remove(users[0].id)
    (row,) = (await two.plan(STORE, users=users)).rows
    assert row.kind is Kind.DOES_NOT_FIT
    assert isinstance(row.error, UserGone)


async def test_each_target_has_its_own_rows() -> None:
    async with building(door(), store(), gate()) as at:
        at.put(DOOR, "1", "Ann Lee")
        at.put(GATE, "1", "Ann Lee")
        rows = (await at.plan(STORE, GATE)).rows
        assert [(row.target, row.kind) for row in rows] == [
            (STORE, Kind.NEW),
            (GATE, Kind.SAME),
        ]


async def test_a_row_that_cannot_be_written_stays_skipped(two: Building) -> None:
    two.put(DOOR, "1", "Ann Lee")
    two.put(STORE, "1", "Ann Lee")
    (row,) = (await two.plan(STORE)).rows
    assert row.decided(Decision.COPY).decision is Decision.SKIP


async def test_leading_zeros_make_another_user(two: Building) -> None:
    two.put(DOOR, "7", "Ann Lee")
    two.put(STORE, "007", "Rosa Diaz")
    (row,) = (await two.plan(STORE)).rows
    assert row.kind is Kind.NEW


async def test_the_progress_has_a_total_only_when_every_target_was_listed() -> None:
    async with building(door(users=60), store(users=60), gate()) as at:
        await at.plan(STORE, GATE)
        counted = [each for each in at.progress if each.total is not None]
        assert {each.total for each in counted} == {120}
        assert counted[-1].done == 120
