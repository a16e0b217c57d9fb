"""Erasing a person everywhere: from devices, for devices that are off, and from this PC."""

from __future__ import annotations

import pytest

from rollcall.protocol.errors import ErasedNotKnown, StoreFull, Unreachable
from rollcall.protocol.users import SetUserInfo, UserId
from rollcall.store.values import PendingRemoval
from rollcall.usecases.audit import Action
from rollcall.usecases.changing.journal import JournalKind
from rollcall.usecases.changing.receipt import Verdict
from rollcall.usecases.changing.wanted import Presence, Wanted
from rollcall.usecases.copying.finding import Findings, FindKey
from tests.usecases.copying.building import DOOR, GATE, STORE, Building, building, door, gate, store

ONE = UserId("1")


async def found(at: Building, *ids: str) -> Findings:
    return await at.removing.find(at.shown(DOOR, *ids), report=at.progress.append)


async def erase(
    at: Building, findings: Findings, chosen: frozenset[FindKey] | None = None
) -> tuple[PendingRemoval, ...]:
    at.receipts = []
    return await at.removing.remove(
        findings,
        findings.usual if chosen is None else chosen,
        got=at.receipts.append,
        report=at.progress.append,
        erase=True,
    )


async def test_she_is_deleted_everywhere_and_no_undo_brings_her_back(two: Building) -> None:
    two.put(DOOR, "1", "Ann Lee", face=b"face")
    two.put(STORE, "1", "Ann Lee", face=b"face")
    before = await two.writer.read(DOOR, ONE)
    change = Wanted(change=SetUserInfo(id=ONE, card="7"), seen=before)
    await two.writer.write(
        DOOR, [change], action=Action.EDIT_USER, got=two.receipts.append, report=two.progress.append
    )
    assert two.undo.last is not None
    await erase(two, await found(two, "1"))
    assert [each.verdict for each in two.receipts] == [Verdict.DONE] * 2
    assert two.has(DOOR, "1") is two.has(STORE, "1") is None
    assert two.undo.last is None
    assert (await two.tombstones.known()).has(ONE, "Ann Lee")


async def test_it_is_written_down_under_its_own_word(two: Building) -> None:
    two.put(DOOR, "1", "Ann Lee")
    two.put(STORE, "1", "Ann Lee")
    await erase(two, await found(two, "1"))
    assert [each.action for each in two.trail.entries] == ["erase user"] * 2


async def test_she_is_remembered_of_no_device(two: Building) -> None:
    two.put(DOOR, "1", "Ann Lee")
    two.put(DOOR, "2", "Bob Ng")
    for uid in (DOOR, STORE):  # the Warehouse has her no more, and nobody has read it since
        await two.remembered.replace(uid, two.shown(DOOR))
    await erase(two, await found(two, "1"))
    assert [[user.id for user in await two.remembered.of(uid)] for uid in (DOOR, STORE)] == [
        ["2"],
        ["2"],
    ]


async def test_another_name_that_was_chosen_is_erased_too(two: Building) -> None:
    two.put(DOOR, "1", "Ann Lee")
    two.put(STORE, "1", "Rosa Diaz")
    findings = await found(two, "1")
    await erase(two, findings, frozenset(each.key for each in findings.finds))
    known = await two.tombstones.known()
    assert known.has(ONE, "Rosa Diaz")
    assert known.has(ONE, "Ann Lee")


async def test_another_person_with_her_id_is_left_as_she_is(two: Building) -> None:
    two.put(DOOR, "1", "Ann Lee")
    two.put(STORE, "1", "Rosa Diaz")
    held = await two.journal.begin(JournalKind.WRITE, STORE, user_id=ONE, sealed=b"hers")
    await erase(two, await found(two, "1"))
    assert not (await two.tombstones.known()).has(ONE, "Rosa Diaz")
    assert two.has(STORE, "1") is not None
    assert set(two.journal.entries) == {held}


async def test_what_the_journal_holds_of_her_ends_once_she_is_gone(two: Building) -> None:
    two.put(DOOR, "1", "Ann Lee")
    two.put(STORE, "1", "Ann Lee")
    await two.journal.begin(JournalKind.WRITE, DOOR, user_id=ONE, sealed=b"sealed")
    stays = await two.journal.begin(JournalKind.WRITE, STORE, user_id=ONE, sealed=b"sealed")
    two.devices[STORE].faults.switch_on("refuse", command="DeleteUserInfo")
    await erase(two, await found(two, "1"))
    assert [each.verdict for each in two.receipts].count(Verdict.FAILED) == 1
    assert set(two.journal.entries) == {stays}


async def test_a_device_that_is_off_erases_her_when_it_returns() -> None:
    async with building(door(), store(), gate()) as at:
        for uid in (DOOR, STORE, GATE):
            at.put(uid, "1", "Ann Lee", face=b"face")
        await at.remembered.replace(GATE, at.shown(GATE))
        held = await at.journal.begin(JournalKind.WRITE, GATE, user_id=ONE, sealed=b"sealed")
        at.off.add(GATE)
        (waiting,) = await erase(at, await found(at, "1"))
        assert waiting.is_erasure
        assert set(at.journal.entries) == {held}
        at.off.clear()
        done = await at.removing.carry_out(GATE)
        assert done is not None
        assert done.removed == (waiting,)
        assert at.has(GATE, "1") is None
        assert at.undo.last is None
        assert at.trail.entries[-1].action == "erase user"
        assert await at.remembered.of(GATE) == ()
        assert at.journal.entries == {}
        assert await at.removing.pending() == ()


async def test_nothing_is_held_of_her_though_what_waits_cannot_be_told(two: Building) -> None:
    two.put(DOOR, "1", "Ann Lee")
    await two.journal.begin(JournalKind.WRITE, DOOR, user_id=ONE, sealed=b"sealed")
    two.off.add(STORE)
    findings = await found(two, "1")

    def got(_: object) -> None:
        two.pending.unreadable = StoreFull("here")

    with pytest.raises(StoreFull):
        await two.removing.remove(
            findings, findings.usual, got=got, report=two.progress.append, erase=True
        )
    assert two.has(DOOR, "1") is None
    assert two.journal.entries == {}


async def test_who_is_gone_already_when_the_device_returns_is_not_remembered_there(
    two: Building,
) -> None:
    two.put(DOOR, "1", "Ann Lee")
    await two.remembered.replace(STORE, two.shown(DOOR, "1"))
    two.off.add(STORE)
    await erase(two, await found(two, "1"))
    two.off.clear()
    await two.removing.carry_out(STORE)
    assert await two.remembered.of(STORE) == ()


async def test_who_could_not_be_deleted_in_the_middle_waits_to_be_erased(two: Building) -> None:
    for each in "12":
        two.put(DOOR, each, f"User {each}")
    findings = await found(two, "1", "2")

    def before(_: object) -> None:
        if two.counts(DOOR, "DeleteUserInfo") == 1:
            raise Unreachable("Front door")

    two.sessions[DOOR].before = before
    waiting = await erase(two, findings)
    assert waiting
    assert all(each.is_erasure for each in waiting)


async def test_nothing_is_deleted_when_it_cannot_be_noted(two: Building) -> None:
    two.put(DOOR, "1", "Ann Lee")
    findings = await found(two, "1")
    two.key.locked = True
    assert not await two.removing.can_erase()
    with pytest.raises(ErasedNotKnown):
        await erase(two, findings)
    two.key.locked = False
    assert await two.removing.can_erase()
    two.kept_tombstones.trouble = StoreFull("rollcall.db")
    with pytest.raises(StoreFull):
        await erase(two, findings)
    assert two.has(DOOR, "1") is not None
    assert two.pending.kept == {}


async def test_nobody_is_noted_when_what_waits_cannot_be_kept(two: Building) -> None:
    two.put(DOOR, "1", "Ann Lee")
    two.off.add(STORE)
    findings = await found(two, "1")
    two.pending.trouble = StoreFull("rollcall.db")
    with pytest.raises(StoreFull):
        await erase(two, findings)
    assert two.has(DOOR, "1") is not None
    assert two.kept_tombstones.kept == {}


async def test_nobody_waits_when_who_is_erased_cannot_be_noted(two: Building) -> None:
    two.put(DOOR, "1", "Ann Lee")
    two.off.add(STORE)
    findings = await found(two, "1")
    two.kept_tombstones.trouble = StoreFull("rollcall.db")
    with pytest.raises(StoreFull):
        await erase(two, findings)
    assert two.pending.kept == {}


async def test_removing_without_the_wish_leaves_no_tombstone(two: Building) -> None:
    two.put(DOOR, "1", "Ann Lee")
    findings = await found(two, "1")
    await two.removing.remove(
        findings, findings.usual, got=two.receipts.append, report=two.progress.append
    )
    assert two.kept_tombstones.kept == {}
    assert two.undo.last is not None


@pytest.mark.parametrize(
    ("action", "is_back"),
    [
        (Action.ADD_USER, True),
        (Action.IMPORT_USERS, True),
        (Action.COPY_USERS, False),
        (Action.RESTORE_USERS, False),
        (Action.UNDO, False),
    ],
)
async def test_only_who_is_added_by_hand_may_be_restored_again(
    two: Building, action: Action, is_back: bool
) -> None:
    two.put(DOOR, "1", "Ann Lee")
    await erase(two, await found(two, "1"))
    new = Wanted(change=SetUserInfo(id=ONE, name="ann lee"), presence=Presence.ABSENT)
    await two.writer.write(
        STORE, [new], action=action, got=two.receipts.append, report=two.progress.append
    )
    assert two.has(STORE, "1") is not None
    assert (await two.tombstones.known()).has(ONE, "Ann Lee") is not is_back


async def test_changing_who_is_still_there_lifts_nothing(two: Building) -> None:
    two.put(DOOR, "1", "Ann Lee")
    two.put(STORE, "1", "Ann Lee")
    two.off.add(STORE)
    await erase(two, await found(two, "1"))
    two.off.clear()
    change = Wanted(change=SetUserInfo(id=ONE, card="7"), expected_name="Ann Lee")
    await two.writer.write(
        STORE, [change], action=Action.IMPORT_USERS, got=two.receipts.append,
        report=two.progress.append,
    )  # fmt: skip
    assert (await two.tombstones.known()).has(ONE, "Ann Lee")


async def test_who_is_on_no_device_any_more_is_erased_with_the_others(two: Building) -> None:
    two.put(DOOR, "1", "Ann Lee")
    two.put(DOOR, "2", "Bob Ng")
    shown = two.shown(DOOR, "1", "2")
    two.devices[DOOR].users.remove(UserId("2"))
    findings = await two.removing.find(shown, report=two.progress.append)
    await erase(two, findings)
    known = await two.tombstones.known()
    assert known.has(ONE, "Ann Lee")
    assert known.has(UserId("2"), "Bob Ng")
