"""Whatever goes wrong in whatever order: no template is lost unnoticed, no receipt is untrue."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import Collection, Sequence

import pytest
from msgspec import UNSET

from rollcall.protocol.errors import AppError
from rollcall.protocol.users import UserId
from rollcall.simulator.templates import data_of
from rollcall.simulator.users import User
from rollcall.usecases.changing.receipt import Verdict
from rollcall.usecases.changing.wanted import Presence, Wanted
from tests.usecases.changing.people import UID, Desk, change, desk, removal

FAULTS = (
    "drop-before",
    "drop-after",
    "cut-halfway",
    "truncated-json",
    "refuse",
    "ignored",
    "html",
    "nan",
    "wrong-mid",
    "keep-first-fingers",
    "drop-double-fingers",
    "reorder-fingers",
    "ignore-member",
    "close-idle",
    "stray-brace",
)
STORING = ("keep-first-fingers", "drop-double-fingers", "reorder-fingers", "ignore-member")
COMMANDS = ("GetUserInfo", "SetUserInfo", "DeleteUserInfo", None)
VARIANTS = ("absent-unenrolled", "empty-keeps", "empty-refused", "create-missing-department")
IDS = [str(each) for each in range(1, 7)]


def fingers(chance: random.Random, count: int) -> tuple[bytes, ...]:
    return tuple(chance.randbytes(8) for _ in range(count))


def wanted(chance: random.Random, at: Desk, user_id: str) -> Wanted:
    members = {
        "name": f"Name {chance.randrange(3)}",
        "card": chance.choice(["", "0", "5"]),
        "department": chance.choice(["Company", "Nowhere"]),
    }
    some = {name: members[name] for name in members if chance.random() < 0.4}
    if chance.random() < 0.3:
        some["face"] = chance.choice([b"", chance.randbytes(6)])  # type: ignore[assignment]
    more = fingers(chance, chance.randrange(3))
    return Wanted(change=change(user_id, **some), presence=Presence.EITHER, more_fingers=more)


def templates(user: User | None) -> set[bytes]:
    if user is None:
        return set()
    return {data_of(each) for each in (*user.fingers, *([user.face] if user.face else []))}


def held_now(at: Desk) -> dict[str, set[bytes]]:
    """Give the templates that the writer holds, by user."""
    return {
        each: {
            template
            for lost in at.writer.images.held(UID, UserId(each))
            for template in lost.templates
        }
        for each in IDS
    }


def check(
    at: Desk,
    before: dict[str, User | None],
    asked: Sequence[Wanted],
    earlier: dict[str, set[bytes]],
    doubtful: Collection[str] = (),
) -> None:
    assert [each.user_id for each in at.receipts] == [each.user_id for each in asked]
    for receipt, each in zip(at.receipts, asked, strict=True):
        had, now = before[receipt.user_id], at.device.users.get(receipt.user_id)
        told = {part.part: part for part in receipt.parts}
        held = held_now(at)[receipt.user_id]
        to_go = (
            {data_of(had.face)}
            if had and had.face and isinstance(each.change.face, bytes)
            else set()
        )
        gone = templates(had) - to_go - templates(now)
        assert gone <= held or receipt.verdict is Verdict.UNKNOWN
        assert held <= earlier[receipt.user_id] or any(part.lost for part in told.values())
        if receipt.is_fine:
            assert now is not None
            assert each.change.name in {UNSET, now.name}
            assert each.change.department in {UNSET, now.department}
            assert each.change.face in {UNSET, data_of(now.face)}
            assert set(each.more_fingers) <= templates(now)
        if receipt.verdict in {Verdict.FAILED, Verdict.SKIPPED}:
            assert now == had
        if receipt.verdict is Verdict.UNKNOWN:
            assert receipt.user_id in {entry.user_id for entry in at.journal.entries.values()}
    open_entries = {entry.user_id for entry in at.journal.entries.values()}
    unknown = {each.user_id for each in at.receipts if each.verdict is Verdict.UNKNOWN}
    held_of = {user_id for user_id in IDS if held_now(at)[user_id]}
    assert open_entries <= unknown | held_of | {*doubtful}


def switch_on_some(chance: random.Random, at: Desk) -> None:
    at.device.faults.switch_off()
    for fault in chance.sample(FAULTS, chance.randrange(1, 4)):
        command = "SetUserInfo" if fault in STORING else chance.choice(COMMANDS)
        at.device.faults.switch_on(fault, command=command, times=chance.choice([1, 1, 2, 5]))


@pytest.mark.parametrize("seed", range(60))
async def test_nothing_is_lost_and_nothing_is_said_that_is_not_so(seed: int) -> None:
    chance = random.Random(seed)
    is_clearing = seed >= 40
    async with desk() as at:
        if is_clearing:
            at.device.variants.switch_on("clear-left-out")
        for variant in VARIANTS:
            if chance.random() < 0.2:
                at.device.variants.switch_on(variant)
        for user_id in IDS[:4]:
            face = chance.choice([None, chance.randbytes(6)])
            at.put(user_id, fingers=fingers(chance, chance.randrange(4)), face=face)
        for _ in range(3):
            before = {each: at.device.users.get(each) for each in IDS}
            earlier = held_now(at)
            doubtful = {each.user_id for each in at.journal.entries.values()}
            asked = [wanted(chance, at, each) for each in chance.sample(IDS, 4)]
            switch_on_some(chance, at)
            sent = at.session.asked.count("SetUserInfo")
            with contextlib.suppress(AppError):
                await at.write(*asked)
            check(at, before, asked, earlier, doubtful)
            times = 5 if is_clearing else 2
            assert at.session.asked.count("SetUserInfo") - sent <= times * len(asked)
            assert not at.leases.is_held


@pytest.mark.parametrize("seed", range(30))
async def test_cancelled_at_any_moment_every_receipt_is_true(seed: int) -> None:
    chance = random.Random(seed)
    async with desk() as at:
        for user_id in IDS[:4]:
            at.put(user_id, fingers=fingers(chance, 2))
        before = {each: at.device.users.get(each) for each in IDS}
        asked = [
            Wanted(change=change(each), presence=Presence.EITHER, more_fingers=fingers(chance, 1))
            for each in IDS
        ]
        task = asyncio.create_task(at.write(*asked))
        commands = chance.randrange(1, 3 * len(IDS))

        def cancel(_: object) -> None:
            if len(at.session.asked) == commands:
                task.cancel()

        if chance.random() < 0.5:
            at.session.before = cancel
        else:
            at.session.answered = cancel
        with contextlib.suppress(asyncio.CancelledError):
            await task
        check(at, before, asked, {each: set() for each in IDS})
        assert at.journal.entries == {}
        if at.undo.last is not None:
            await at.take_back()
        assert {each: at.device.users.get(each) for each in IDS} == before


@pytest.mark.parametrize("seed", range(20))
async def test_deleted_users_come_back_whole_whatever_was_lost_on_the_way(seed: int) -> None:
    chance = random.Random(seed)
    async with desk() as at:
        for user_id in IDS:
            at.put(user_id, fingers=fingers(chance, 2), face=chance.randbytes(6), card="5")
        before = {each: at.device.users.get(each) for each in IDS}
        fault = chance.choice(["drop-before", "drop-after", "refuse", "ignored", "cut-halfway"])
        at.device.faults.switch_on(fault, command="DeleteUserInfo", times=chance.randrange(1, 4))
        await at.delete(*map(removal, IDS))
        for receipt in at.receipts:
            assert (at.device.users.get(receipt.user_id) is None) == receipt.is_fine
        await at.take_back()
        assert {each: at.device.users.get(each) for each in IDS} == before
