"""What an earlier change of this run left open never brings back what was removed on purpose."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from rollcall.protocol.command import Command
from rollcall.protocol.errors import OutcomeUnknown, StoreFull, TimedOut
from rollcall.protocol.users import DeleteUserInfo, GetUserInfo, SetUserInfo, UserId
from rollcall.sealing import new_key
from rollcall.usecases.changing.before_images import BeforeImage
from rollcall.usecases.changing.receipt import Receipt, Verdict
from rollcall.usecases.changing.settling_writes import WriteSettler
from tests.usecases.changing.people import NAME, UID, A, B, C, D, Desk, desk, edit, new, removal

KEY = new_key()
ID = UserId("7")


async def seal_key() -> bytes | None:
    return KEY


@pytest.fixture
async def at() -> AsyncIterator[Desk]:
    async with desk(seal_key=seal_key) as made:
        made.writer.keeping.learn(UID, keeps=True)
        yield made


async def unknown(at: Desk, *fingers: bytes, sends: type[Command[Any]] = SetUserInfo) -> Receipt:
    """Rename a user, or delete it, without reading back; it then has these fingers."""
    sent: list[object] = []

    def look(command: Command[Any]) -> None:
        if isinstance(command, sends):
            sent.append(command)
        elif sent:
            user = at.device.users.get("7")
            if user is not None:
                at.device.users.put(replace(user, fingers=fingers))
            raise TimedOut(NAME)

    at.session.before = look
    with pytest.raises(TimedOut):
        await (at.write(edit("7", name="Eva")) if sends is SetUserInfo else at.delete(removal("7")))
    at.session.before = lambda _: None
    (receipt,) = at.receipts
    assert receipt.verdict is Verdict.UNKNOWN
    assert len(at.journal.entries) == 1
    return receipt


async def next_start(at: Desk) -> None:
    """End the program, and let the next one settle what is left in the journal."""
    settler = WriteSettler(
        leases=at.leases,
        journal=at.journal,
        audit=at.audit,
        device_name=lambda _: NAME,
        seal_key=seal_key,
        images=at.writer.images,
    )
    for entry in tuple(at.journal.entries.values()):
        await settler.settle_write(at.session, entry)


def drops(at: Desk, *fingers: bytes) -> None:
    """Let the device have no other fingers of a user, whatever it is sent."""

    def drop(command: Command[Any]) -> None:
        if isinstance(command, SetUserInfo):
            at.device.users.put(replace(at.has("7"), fingers=fingers))

    at.session.answered = drop


# --- changes of unknown outcome ---


async def test_finger_removed_on_purpose_after_it_stays_removed(at: Desk) -> None:
    at.put("7", fingers=(A, B))
    await unknown(at, A, B)
    receipt = await at.write(edit("7", fingers=(B,)))
    assert (receipt.verdict, at.fingers("7"), at.journal.entries) == (Verdict.DONE, [B], {})
    await next_start(at)
    assert at.fingers("7") == [B]


async def test_all_fingers_removed_after_they_were_lost_stay_removed(at: Desk) -> None:
    at.put("7", fingers=(A, B))
    await unknown(at, A)
    receipt = await at.write(edit("7", fingers=()))
    assert (receipt.verdict, at.fingers("7"), at.journal.entries) == (Verdict.DONE, [], {})
    await next_start(at)
    assert at.fingers("7") == []


@pytest.mark.parametrize("has_key", [True, False])
async def test_what_it_cost_comes_back_with_the_next_change(*, has_key: bool) -> None:
    async def key() -> bytes | None:
        return KEY if has_key else None

    async with desk(seal_key=key) as at:
        at.put("7", fingers=(A, B), face=b"f")
        await unknown(at, A)
        receipt = await at.write(edit("7", name="Zoe"))
        assert (receipt.verdict, at.has("7").name) == (Verdict.DONE, "Zoe")
        assert (sorted(at.fingers("7")), at.has("7").face) == ([A, B], b"f")
        assert (at.journal.entries, at.stored[-1].user.fingers) == ({}, (A, B))


async def test_it_is_settled_before_the_next_change_is_sent(at: Desk) -> None:
    at.put("7", fingers=(A, B))
    await unknown(at, A, B)
    (earlier,) = at.journal.entries

    def look(command: Command[Any]) -> None:
        assert not isinstance(command, SetUserInfo) or earlier not in at.journal.entries

    at.session.before = look
    assert (await at.write(edit("7", fingers=(B,)))).verdict is Verdict.DONE


async def test_two_of_them_are_settled_one_after_the_other(at: Desk) -> None:
    at.put("7", fingers=(A, B))
    await unknown(at, A)
    at.put("7", "Eva", fingers=(A,))
    (first,) = at.journal.entries

    def cut(command: Command[Any]) -> None:
        if isinstance(command, GetUserInfo) and at.has("7").card == "5":
            raise TimedOut(NAME)

    at.session.before = cut
    with pytest.raises(TimedOut):
        await at.write(edit("7", card="5", fingers=(A,)))
    assert first not in at.journal.entries
    at.session.before = lambda _: None
    assert (await at.write(edit("7", name="Zoe"))).verdict is Verdict.DONE
    assert (at.fingers("7"), at.journal.entries) == ([A], {})


async def test_what_the_device_does_not_take_back_is_held_until_it_is_decided_about(
    at: Desk,
) -> None:
    at.put("7", fingers=(A, B))
    await unknown(at, A)
    drops(at, A)
    assert (await at.write(edit("7", card="5"))).verdict is Verdict.DONE
    (lost,) = at.writer.images.held(UID, ID)
    assert (lost.templates, len(at.journal.entries)) == ((B,), 1)
    at.session.answered = lambda _: None
    await at.write(edit("7", fingers=(A, C)))
    assert (at.writer.images.held(UID, ID), at.journal.entries) == ((), {})
    await next_start(at)
    assert at.fingers("7") == [A, C]


async def test_what_is_held_comes_back_at_the_next_start_by_the_new_name_too(at: Desk) -> None:
    at.put("7", fingers=(A, B), face=b"f")
    await unknown(at, A)
    drops(at, A)
    await at.write(edit("7", name="Zoe"))
    at.session.answered = lambda _: None
    await at.write(edit("7", face=b""))  # which was not lost, and goes on purpose
    await next_start(at)
    assert (sorted(at.fingers("7")), at.has("7").face) == ([A, B], None)
    assert at.journal.entries == {}


async def test_nobody_is_changed_while_the_device_does_not_show_what_it_did(at: Desk) -> None:
    at.put("7", fingers=(A, B), face=b"f")
    await unknown(at)
    at.put("7", "Eva")  # and nothing else
    at.device.faults.switch_on("refuse", command="SetUserInfo")
    receipt = await at.write(edit("7", card="5"))
    assert (receipt.verdict, len(at.journal.entries)) == (Verdict.FAILED, 1)
    assert isinstance(receipt.error, OutcomeUnknown)
    at.device.faults.switch_off()
    assert (await at.write(edit("7", card="5"))).verdict is Verdict.DONE
    user = at.has("7")
    assert (at.fingers("7"), user.face, user.card) == ([A, B], b"f", "5")
    assert at.journal.entries == {}


async def test_what_is_held_is_let_go_by_a_change_of_unknown_outcome_too(at: Desk) -> None:
    at.put("7", fingers=(A, B))
    drops(at, A)
    await at.write(edit("7", more_fingers=(C,)))
    at.session.answered = lambda _: None
    assert at.writer.images.held(UID, ID) != ()

    def cut(command: Command[Any]) -> None:
        if isinstance(command, GetUserInfo) and not at.has("7").fingers:
            raise TimedOut(NAME)

    at.session.before = cut
    with pytest.raises(TimedOut):
        await at.write(edit("7", fingers=()))
    at.session.before = lambda _: None
    await next_start(at)
    assert (at.fingers("7"), at.journal.entries) == ([], {})


async def test_somebody_else_of_that_id_gets_nothing_of_it(at: Desk) -> None:
    at.put("7", fingers=(A, B))
    await unknown(at, A, B)
    at.put("7", "Other")
    assert (await at.write(edit("7", card="5"))).verdict is Verdict.DONE
    assert at.fingers("7") == []


async def test_nothing_is_sent_while_the_journal_cannot_be_written(at: Desk) -> None:
    at.put("7", fingers=(A, B))
    await unknown(at, A, B)
    sent = at.sent()
    at.journal.trouble = StoreFull("file")
    with pytest.raises(StoreFull):
        await at.write(edit("7", fingers=(B,)))
    at.journal.trouble = None
    assert (at.sent(), len(at.journal.entries)) == (sent, 1)
    await at.write(edit("7", fingers=(B,)))
    assert (at.fingers("7"), at.journal.entries) == ([B], {})


# --- deletions ---


async def test_who_is_deleted_and_added_again_gets_no_finger_of_before(at: Desk) -> None:
    at.put("7", fingers=(A, B))
    await unknown(at, A)
    assert (await at.delete(removal("7", "Eva"))).verdict is Verdict.DONE
    assert (at.journal.entries, at.sent()) == ({}, 1)
    await at.write(new("7", "Eva", card="5"))
    await next_start(at)
    assert at.fingers("7") == []


async def test_undo_of_the_deletion_brings_back_what_was_lost_before_too(at: Desk) -> None:
    at.put("7", fingers=(A, B))
    await unknown(at, A)
    await at.delete(removal("7", "Eva"))
    (undone,) = await at.take_back()
    assert (undone.verdict, sorted(at.fingers("7"))) == (Verdict.DONE, [A, B])


async def test_who_was_deleted_by_others_and_is_added_again_gets_nothing_of_before(
    at: Desk,
) -> None:
    at.put("7", fingers=(A, B))
    await unknown(at, A, B)
    at.device.users.remove(ID)
    assert (await at.write(new("7", "Eva", card="5"))).verdict is Verdict.DONE
    assert at.journal.entries == {}
    await next_start(at)
    assert at.fingers("7") == []


async def test_entry_ends_when_somebody_already_gone_is_to_be_deleted(at: Desk) -> None:
    at.put("7", fingers=(A, B))
    await unknown(at, A)
    at.device.users.remove(ID)
    assert (await at.delete(removal("7"))).verdict is Verdict.SAME
    assert at.journal.entries == {}


async def test_deletion_of_unknown_outcome_ends_with_the_next_one(at: Desk) -> None:
    at.put("7", fingers=(A, B))
    await unknown(at, A, B, sends=DeleteUserInfo)
    assert (await at.delete(removal("7"))).verdict is Verdict.SAME
    assert at.journal.entries == {}


# --- what is known to be lost ---


async def test_part_that_was_not_lost_and_is_removed_on_purpose_stays_removed(at: Desk) -> None:
    at.put("7", fingers=(A, B), face=b"f")
    drops(at, A)
    assert (await at.write(edit("7", more_fingers=(C,)))).verdict is Verdict.DIFFERS
    at.session.answered = lambda _: None
    await at.write(edit("7", face=b""))
    (entry,) = at.journal.entries.values()
    held = BeforeImage.opened(KEY, entry.sealed, UID, ID)
    assert (held.before.fingers, held.as_user().face) == ((A, B), b"")
    await next_start(at)
    assert (sorted(at.fingers("7")), at.has("7").face) == ([A, B], None)


async def test_what_two_changes_lost_is_held_until_each_is_decided_about(at: Desk) -> None:
    at.put("7", fingers=(A, B), face=b"f")
    drops(at, A)
    await at.write(edit("7", more_fingers=(D,)))
    at.session.answered = lambda command: (
        at.device.users.put(replace(at.has("7"), face=None))
        if isinstance(command, SetUserInfo)
        else None
    )
    await at.write(edit("7", name="Eva"))
    at.session.answered = lambda _: None
    assert len(at.writer.images.held(UID, ID)) == 2
    await at.write(edit("7", fingers=()))
    assert [each.part.value for each in at.writer.images.held(UID, ID)] == ["face"]
    await next_start(at)
    assert (at.fingers("7"), at.has("7").face, at.journal.entries) == ([], b"f", {})


# --- what a start could not settle ---


async def test_finger_removed_after_a_start_that_could_not_put_back_another_stays_removed(
    at: Desk,
) -> None:
    at.put("7", fingers=(A, B))
    await unknown(at, A)
    (entry,) = at.journal.entries.values()
    at.journal.leave(entry)
    at.writer.images.know(UID, ID, entry.id)  # a new program knows nothing of it
    drops(at, A)
    await next_start(at)
    assert list(at.journal.entries) == [entry.id]
    at.session.answered = lambda _: None
    assert (await at.write(edit("7", fingers=()))).verdict is Verdict.DONE
    await next_start(at)
    assert (at.fingers("7"), at.journal.entries) == ([], {})
