"""A write that was cut short by a crash costs nobody a template."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest

from rollcall.protocol.errors import OutcomeUnknown, Refused, Unreachable, VaultLocked
from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import GetUserInfo, Privilege, SetUserInfo, UserId, UserInfo
from rollcall.sealing import new_key
from rollcall.simulator.users import User
from rollcall.usecases.changing.before_images import BeforeImage
from rollcall.usecases.changing.journal import JournalEntry, JournalKind
from rollcall.usecases.changing.keeping import Keeping
from rollcall.usecases.changing.settling_writes import GivenUp, WriteSettler
from rollcall.usecases.changing.wanted import Wanted
from rollcall.usecases.sessions import Session
from tests.conftest import ExpectedLog
from tests.usecases.changing.people import (
    NAME,
    UID,
    A,
    B,
    C,
    D,
    Desk,
    FakeLease,
    FakeLeases,
    desk,
)

KEY = new_key()
ID = UserId("7")


async def seal_key() -> bytes | None:
    return KEY


@pytest.fixture
async def at() -> AsyncIterator[Desk]:
    async with desk(seal_key=seal_key) as made:
        yield made


def settler(
    at: Desk,
    *,
    key: bytes | None = KEY,
    keeping: Keeping | None = None,
    given_up: list[GivenUp] | None = None,
) -> WriteSettler:
    async def give() -> bytes | None:
        return key

    made = WriteSettler(
        leases=at.leases,
        journal=at.journal,
        audit=at.audit,
        device_name=lambda _: NAME,
        seal_key=give,
        keeping=keeping,
    )
    if given_up is not None:
        made.given_up.connect(given_up.append)
    return made


async def begun(at: Desk, **members: Any) -> JournalEntry:
    """Leave the entry of a write of the user as it is now."""
    before = at.device.users.info(GetUserInfo(id=ID))
    held = BeforeImage.of(before, SetUserInfo(id=ID, **members))
    sealed = held.sealed(KEY, UID) if held else b""
    number = await at.journal.begin(JournalKind.WRITE, UID, user_id=ID, sealed=sealed)
    return at.journal.entries[number]


async def settled(at: Desk, entry: JournalEntry, **how: Any) -> bool:
    return await settler(at, **how).settle_write(at.session, entry)


async def test_entry_is_ended_when_nothing_is_missing(at: Desk) -> None:
    at.put("7", fingers=(A, B))
    entry = await begun(at, fingers=(A, B, C))
    assert await settled(at, entry)
    assert (at.journal.entries, at.sent()) == ({}, 0)
    told = at.entries[0]
    assert (told.action, told.subject, told.details) == ("settle after a crash", "7 Ana", "")


async def test_missing_templates_are_put_back_and_proved(at: Desk) -> None:
    at.put("7", fingers=(A, B), face=b"f")
    entry = await begun(at, fingers=(A, B, C))
    at.put("7", fingers=(C,))
    assert await settled(at, entry)
    assert sorted(at.fingers("7")) == [A, B, C]
    assert (at.has("7").face, at.sent(), at.entries[0].details) == (b"f", 1, "put back: 3")
    assert at.leases.held == 1


async def test_what_was_to_go_is_not_put_back(at: Desk) -> None:
    at.put("7", fingers=(A, B), face=b"f")
    entry = await begun(at, fingers=(A,), face=b"")
    at.put("7", fingers=(A,))
    assert await settled(at, entry)
    assert (at.fingers("7"), at.has("7").face, at.sent()) == ([A], None, 0)


async def test_face_comes_back_when_no_new_one_was_stored(at: Desk) -> None:
    at.put("7", face=b"old")
    entry = await begun(at, face=b"new")
    at.put("7")
    assert await settled(at, entry)
    assert at.has("7").face == b"old"


async def test_nobody_else_gets_the_templates_and_that_is_told_once(at: Desk) -> None:
    at.put("7", fingers=(A,))
    entry = await begun(at, card="5")
    at.put("7", "Other")
    given_up: list[GivenUp] = []
    assert await settled(at, entry, given_up=given_up)
    assert (at.fingers("7"), at.journal.entries, at.sent()) == ([], {}, 0)
    told = at.entries[0]
    assert (told.subject, told.result, told.details) == ("7 Other", "failed", "AnotherPerson")
    assert given_up == [GivenUp(device=UID, user_id=ID, name="Other")]


async def test_user_who_got_the_new_name_is_the_same_person(at: Desk) -> None:
    at.put("7", fingers=(A,))
    entry = await begun(at, name="Eva")
    at.put("7", "Eva")
    assert await settled(at, entry)
    assert at.fingers("7") == [A]


async def test_deleted_user_is_not_made_again(at: Desk) -> None:
    at.put("7", fingers=(A,))
    entry = await begun(at, card="5")
    at.device.users.remove(ID)
    assert await settled(at, entry)
    assert (at.device.users.get("7"), at.journal.entries) == (None, {})


async def test_entry_stays_when_the_device_drops_them_again(at: Desk) -> None:
    at.put("7", fingers=(A, B))
    entry = await begun(at, fingers=(A, B, C))
    at.put("7", fingers=(A,))
    at.device.faults.switch_on("keep-first-fingers")
    assert not await settled(at, entry)
    assert list(at.journal.entries) == [entry.id]
    assert at.entries == []


async def test_entry_stays_when_there_are_more_fingers_than_fit(at: Desk) -> None:
    full = tuple(b"%d" % each for each in range(9))
    at.put("7", fingers=(A, B, C, D))
    entry = await begun(at, fingers=(A, B, C, D, b"E"))
    at.put("7", fingers=full)
    assert not await settled(at, entry)
    assert at.fingers("7") == list(full)


async def test_entry_stays_while_the_key_is_not_to_be_had(at: Desk) -> None:
    at.put("7", fingers=(A,))
    entry = await begun(at, card="5")
    with pytest.raises(VaultLocked):
        await settled(at, entry, key=None)
    assert (list(at.journal.entries), at.session.asked, at.entries) == ([entry.id], [], [])


async def test_entry_that_no_key_will_ever_open_ends_and_is_told_once(
    at: Desk, expected_log: ExpectedLog
) -> None:
    expected_log("another key")
    at.put("7", fingers=(A,))
    entry = await begun(at, card="5")
    given_up: list[GivenUp] = []
    assert await settled(at, entry, key=new_key(), given_up=given_up)
    assert (at.journal.entries, at.sent()) == ({}, 0)
    told = at.entries[0]
    assert (told.action, told.subject) == ("settle after a crash", "7 Ana")
    assert (told.result, told.details) == ("failed", "SealBroken")
    assert given_up == [GivenUp(device=UID, user_id=ID, name="Ana")]


async def test_entry_stays_when_the_device_is_away(at: Desk) -> None:
    at.put("7", fingers=(A,))
    entry = await begun(at, card="5")

    def cut(_: object) -> None:
        raise Unreachable("Front door")

    at.session.before = cut
    with pytest.raises(Unreachable):
        await settled(at, entry)
    assert list(at.journal.entries) == [entry.id]


@pytest.mark.parametrize("fault", ["drop-after", "refuse"])
async def test_what_came_of_putting_back_is_told_by_reading(at: Desk, fault: str) -> None:
    at.put("7", fingers=(A,))
    entry = await begun(at, card="5")
    at.put("7")
    at.device.faults.switch_on(fault, command="SetUserInfo")
    assert await settled(at, entry) == (fault == "drop-after")
    assert at.session.asked.count("SetUserInfo") == 1


async def test_entry_without_content_is_ended_with_or_without_the_user(at: Desk) -> None:
    for user_id in ("7", "8"):
        number = await at.journal.begin(JournalKind.WRITE, UID, user_id=UserId(user_id))
        at.put("7")
        assert await settled(at, at.journal.entries[number], key=None)
    assert (at.journal.entries, [each.subject for each in at.entries]) == ({}, ["7 Ana", "8"])


def test_image_knows_nothing_of_a_user_but_templates_and_name() -> None:
    made = BeforeImage.of(UserInfo(id=ID, name="Ana", fingers=(A,)), SetUserInfo(id=ID))
    assert made is not None
    assert made.as_user() == UserInfo(id=ID, name="Ana", fingers=(A,), face=b"", palms=())


class Busy(FakeLeases):
    """While somebody waits for the lock, the one before still works."""

    def __init__(self, work: Callable[[], None]) -> None:
        super().__init__()
        self._work = work

    @asynccontextmanager
    async def hold(self, uid: DeviceUid, session: Session) -> AsyncIterator[FakeLease]:
        self._work()
        async with super().hold(uid, session) as lease:
            yield lease


async def test_what_was_done_while_it_waited_for_the_lock_stays_done(at: Desk) -> None:
    at.put("7", fingers=(A, B))
    entry = await begun(at, fingers=(A, B, D))
    at.put("7", fingers=(A,))
    at.leases = Busy(lambda: at.put("7", fingers=(A, C)))
    assert await settled(at, entry)
    assert sorted(at.fingers("7")) == [A, B, C]


async def test_who_is_deleted_while_it_waited_for_the_lock_is_not_made_again(at: Desk) -> None:
    at.put("7", fingers=(A,))
    entry = await begun(at, card="5")
    at.put("7")
    at.leases = Busy(lambda: at.device.users.remove(ID))
    assert await settled(at, entry)
    assert (at.device.users.get("7"), at.sent(), at.journal.entries) == (None, 0, {})


async def test_whose_id_somebody_got_while_it_waited_gets_nothing(at: Desk) -> None:
    at.put("7", fingers=(A,))
    entry = await begun(at, card="5")
    at.put("7")
    at.leases = Busy(lambda: at.put("7", "Other"))
    assert await settled(at, entry)
    assert (at.fingers("7"), at.sent(), at.journal.entries) == ([], 0, {})
    assert at.entries[0].details == "AnotherPerson"


# --- a user who has nothing but what was sent ---


async def begun_whole(at: Desk, **members: Any) -> JournalEntry:
    """Leave the entry of a first write to a device, of which nothing is known yet."""
    before = at.device.users.info(GetUserInfo(id=ID))
    held = BeforeImage.of(before, SetUserInfo(id=ID, **members), is_whole=True)
    assert held is not None
    number = await at.journal.begin(
        JournalKind.WRITE, UID, user_id=ID, sealed=held.sealed(KEY, UID)
    )
    return at.journal.entries[number]


def put_ana(at: Desk, **members: Any) -> User:
    at.put(
        "7",
        **{
            "department": "Sales",
            "privilege": Privilege.MANAGER,
            "card": "77",
            "password": "0012",
            "fingers": (A, B),
            "face": b"f",
        }
        | members,
    )
    return at.has("7")


LEFT: list[dict[str, Any]] = [
    {"name": "", "card": "5"},  # what was sent
    {"name": "? 7"},  # what the device was asked with first
    {"name": "", "password": "0012"},  # and then
]


@pytest.mark.parametrize("left", LEFT)
async def test_device_that_cleared_the_rest_is_given_all_of_it(
    at: Desk, left: dict[str, Any]
) -> None:
    at.device.variants.switch_on("clear-left-out")
    before = put_ana(at)
    entry = await begun_whole(at, card="5")
    at.put("7", **left)
    assert await settled(at, entry)
    assert at.has("7") == replace(before, card="5")
    assert (at.journal.entries, at.entries[0].details) == ({}, "put back: 3")


@pytest.mark.parametrize("left", [{"name": "Eva"}, {"name": "", "card": "77"}])
async def test_new_name_and_all_the_rest_are_given_to_a_device_that_cleared_it(
    at: Desk, left: dict[str, Any]
) -> None:
    at.device.variants.switch_on("clear-left-out")
    before = put_ana(at)
    entry = await begun_whole(at, name="Eva")
    at.put("7", **left)
    assert await settled(at, entry)
    assert at.has("7") == replace(before, name="Eva")


async def test_department_alone_comes_back_too(at: Desk) -> None:
    at.device.variants.switch_on("clear-left-out")
    at.put("7", department="Sales")
    entry = await begun_whole(at, name="Eva")
    at.put("7", "Eva")
    assert await settled(at, entry)
    assert at.has("7").department == "Sales"


@pytest.mark.parametrize(
    "left", [{"name": "", "card": "5"}, {"name": "? 7", "card": "5"}, {"name": "? 7"}]
)
@pytest.mark.parametrize("is_whole", [True, False])
async def test_user_whom_the_write_made_anew_is_deleted_again(
    at: Desk, left: dict[str, Any], *, is_whole: bool
) -> None:
    put_ana(at)
    change = {"card": "5"} if is_whole else {"fingers": (A,)}
    entry = await (begun_whole if is_whole else begun)(at, **change)
    given = left if is_whole else {"name": left["name"], "fingers": (A,)}
    at.device.users.remove(ID)
    at.put("7", **given)
    assert await settled(at, entry)
    assert (at.device.users.get("7"), at.journal.entries) == (None, {})
    assert (at.entries[0].result, at.entries[0].details) == ("failed", "UserGone")


async def test_user_with_a_name_is_not_deleted_and_keeps_what_others_left_it(at: Desk) -> None:
    put_ana(at)
    entry = await begun_whole(at, name="Eva")
    at.put("7", "Eva")  # somebody took everything else away since
    assert await settled(at, entry)
    left = at.has("7")
    assert (left.name, left.card, left.password, left.department) == ("Eva", "", "", "Company")
    assert at.fingers("7") == [A, B]


async def test_new_person_without_a_name_is_left_alone(at: Desk) -> None:
    put_ana(at)
    entry = await begun_whole(at, fingers=(A, B, C))
    at.device.users.remove(ID)
    at.put("7", "", fingers=(D,))
    assert await settled(at, entry)
    assert (at.fingers("7"), at.sent(), at.entries[0].details) == ([D], 0, "AnotherPerson")


@pytest.mark.parametrize("fault", ["drop-before", "refuse"])
async def test_entry_stays_when_the_device_does_not_answer_its_question(
    at: Desk, fault: str
) -> None:
    put_ana(at)
    entry = await begun_whole(at, card="5")
    at.put("7", "", card="5")
    at.device.faults.switch_on(fault, command="SetUserInfo")
    with pytest.raises((OutcomeUnknown, Refused)):
        await settled(at, entry)
    at.device.faults.switch_on("ignored", command="SetUserInfo")
    at.device.faults.switch_off(fault)
    assert not await settled(at, entry)
    assert (list(at.journal.entries), at.has("7").card) == ([entry.id], "5")


async def test_what_a_device_shows_while_settling_is_known_to_the_writer(at: Desk) -> None:
    at.device.variants.switch_on("clear-left-out")
    put_ana(at)
    entry = await begun_whole(at, card="5")
    at.put("7", "", card="5")
    assert await settled(at, entry, keeping=at.writer.keeping)
    sent = at.sent()
    await at.write(Wanted(change=SetUserInfo(id=ID, card="6")))
    assert (at.has("7").name, at.sent() - sent) == ("Ana", 1)
