"""A write that was cut short by a crash costs nobody a template."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from rollcall.protocol.errors import Unreachable
from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import GetUserInfo, SetUserInfo, UserId, UserInfo
from rollcall.sealing import new_key
from rollcall.usecases.changing.before_images import BeforeImage
from rollcall.usecases.changing.journal import JournalEntry, JournalKind
from rollcall.usecases.changing.settling_writes import WriteSettler
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


def settler(at: Desk, *, key: bytes | None = KEY) -> WriteSettler:
    async def give() -> bytes | None:
        return key

    return WriteSettler(
        leases=at.leases,
        journal=at.journal,
        audit=at.audit,
        device_name=lambda _: NAME,
        seal_key=give,
    )


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


async def test_nobody_else_gets_the_templates(at: Desk) -> None:
    at.put("7", fingers=(A,))
    entry = await begun(at, card="5")
    at.put("7", "Other")
    assert not await settled(at, entry)
    assert (at.fingers("7"), list(at.journal.entries)) == ([], [entry.id])


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


@pytest.mark.parametrize("key", [None, new_key()])
async def test_entry_stays_when_it_cannot_be_opened(
    at: Desk, key: bytes | None, expected_log: ExpectedLog
) -> None:
    expected_log("another key")
    at.put("7", fingers=(A,))
    entry = await begun(at, card="5")
    assert not await settled(at, entry, key=key)
    assert (list(at.journal.entries), at.session.asked) == ([entry.id], [])


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
    assert not await settled(at, entry)
    assert (at.fingers("7"), at.sent(), list(at.journal.entries)) == ([], 0, [entry.id])
