"""One user written or deleted: every fault and variant ends in a true receipt.

Reliability 4.5 and 4.6. The ledger of the simulated device tells what was really sent and executed.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from rollcall.protocol.command import Command
from rollcall.protocol.errors import (
    AnotherPerson,
    AppError,
    DeviceFull,
    InputProblem,
    InvalidInput,
    OutcomeUnknown,
    Refused,
    Room,
    TimedOut,
    Unreachable,
    UserChanged,
    UserExists,
    UserGone,
)
from rollcall.protocol.info import CapacityLimit
from rollcall.protocol.users import GetUserInfo, Privilege, SetUserInfo, UserId, UserInfo
from rollcall.sealing import new_key
from rollcall.simulator.profile import EVERYTHING, Profile
from rollcall.usecases.changing.receipt import Part, PartReceipt, Receipt, Verdict
from rollcall.usecases.changing.wanted import Presence, Removal
from tests.usecases.changing.people import UID, A, B, C, D, Desk, desk, edit, new, removal

LOST_AFTER = (
    "drop-after",
    "cut-halfway",
    "truncated-json",
    "wrong-mid",
    "wrong-result",
    "non-utf8",
)
LOST_BEFORE = ("drop-before", "html", "status")


def part(receipt: Receipt, which: Part) -> PartReceipt:
    return next(each for each in receipt.parts if each.part is which)


def seen(desk: Desk, user_id: str) -> UserInfo:
    return desk.device.users.info(GetUserInfo(id=UserId(user_id)))


# --- what is sent ---------------------------------------------------------------------------------


async def test_new_user_is_written_whole_and_read_back(at: Desk) -> None:
    receipt = await at.write(
        new("7", fingers=(A, B), face=b"face", palms=(C,), card="0012", password="0042")
    )
    assert receipt.verdict is Verdict.DONE
    assert [(each.part, each.asked, each.stored) for each in receipt.parts] == [
        (Part.NAME, 1, 1),
        (Part.FACE, 1, 1),
        (Part.FINGERS, 2, 2),
        (Part.PALMS, 1, 1),
        (Part.CARD, 1, 1),
        (Part.PASSWORD, 1, 1),
    ]
    assert (at.fingers("7"), at.has("7").password) == ([A, B], "0042")


async def test_user_costs_three_round_trips(at: Desk) -> None:
    at.put("7")
    await at.write(edit("7", name="Eva"))
    assert at.session.asked == ["GetUserInfo", "SetUserInfo", "GetUserInfo"]


async def test_only_what_differs_is_sent(at: Desk) -> None:
    at.put("7", fingers=(A, B), card="12")
    receipt = await at.write(edit("7", name="Eva", fingers=(B, A), card="0012", department="Sales"))
    sent = at.ledger.executed[-2].command
    assert sent == SetUserInfo(id=UserId("7"), name="Eva", department="Sales")
    assert [each.part for each in receipt.parts] == [Part.NAME, Part.DEPARTMENT]


async def test_nothing_is_sent_when_the_device_has_everything(at: Desk) -> None:
    at.put("7", fingers=(A,))
    receipt = await at.write(edit("7", name="Ana", card="0", fingers=(A,), more_fingers=(A,)))
    assert (receipt.verdict, receipt.parts, at.sent()) == (Verdict.SAME, (), 0)
    assert at.journal.ever == []


async def test_empty_credentials_are_never_sent_for_a_new_user(at: Desk) -> None:
    at.device.variants.switch_on("empty-refused")
    receipt = await at.write(new("7", card="0", password="", fingers=(), face=b"", palms=()))
    assert receipt.verdict is Verdict.DONE
    assert [each.part for each in receipt.parts] == [Part.NAME]


async def test_fingers_are_appended_to_those_the_device_has_right_before(at: Desk) -> None:
    at.put("7", fingers=(A,))
    before = seen(at, "7")
    at.put("7", fingers=(A, B))  # enrolled meanwhile at the device
    receipt = await at.write(edit("7", more_fingers=(C, A, C), more_palms=(D,), seen=before))
    assert receipt.verdict is Verdict.DONE
    assert at.fingers("7") == [A, B, C]
    assert at.has("7").palms == (D,)


@pytest.mark.parametrize("user_id", ["007", "7", "00000000000000000001"])
async def test_leading_zeros_of_an_id_count(at: Desk, user_id: str) -> None:
    at.put("07", "Other")
    receipt = await at.write(new(user_id))
    assert (receipt.verdict, receipt.user_id) == (Verdict.DONE, user_id)
    assert at.has("07").name == "Other"


@pytest.mark.parametrize(
    "name", ["Łukasz Żółć", "田中 太郎", "محمد علي", "Ольга 😀", "n" * 200, "  two  blanks "]
)
async def test_names_survive_as_they_are(at: Desk, name: str) -> None:
    receipt = await at.write(new("7", name))
    assert (receipt.verdict, at.has("7").name) == (Verdict.DONE, name)


# --- what must not be sent --------------------------------------------------------------------


async def test_user_that_was_deleted_is_not_made_again(at: Desk) -> None:
    receipt = await at.write(edit("7", department="Sales", expected_name="Ana"))
    assert receipt.verdict is Verdict.FAILED
    assert isinstance(receipt.error, UserGone)
    assert (receipt.error.name, at.sent()) == ("Ana", 0)
    assert [each.user_id for each in at.removed] == ["7"]


async def test_new_user_overwrites_nobody(at: Desk) -> None:
    at.put("7", "Other")
    receipt = await at.write(new("7"))
    assert isinstance(receipt.error, UserExists)
    assert (receipt.error.name, at.sent()) == ("Other", 0)


async def test_either_writes_whoever_is_there_or_not(at: Desk) -> None:
    at.put("7", "Other")
    for user_id in ("7", "8"):
        receipt = await at.write(edit(user_id, name="Ana", presence=Presence.EITHER))
        assert receipt.verdict is Verdict.DONE
        assert at.has(user_id).name == "Ana"


@pytest.mark.parametrize("how", ["seen", "name"])
async def test_another_person_with_the_same_id_is_left_alone(at: Desk, how: str) -> None:
    at.put("7", "Other")
    if how == "seen":
        wanted = edit("7", card="5", seen=UserInfo(id=UserId("7"), name="Ana"))
    else:
        wanted = edit("7", card="5", expected_name="Ana")
    receipt = await at.write(wanted)
    assert isinstance(receipt.error, AnotherPerson)
    assert (receipt.error.name, receipt.error.expected, at.sent()) == ("Other", "Ana", 0)


@pytest.mark.parametrize(
    "members",
    [
        {"card": "5"},
        {"fingers": (A,)},
        {"face": b"new"},
        {"department": "Sales"},
        {"privilege": Privilege.ADMINISTRATOR},
    ],
)
async def test_what_somebody_else_changed_meanwhile_is_not_overwritten(
    at: Desk, members: dict[str, Any]
) -> None:
    at.put("7")
    before = seen(at, "7")
    at.put("7", card="9", fingers=(B,), face=b"f", department="IT", privilege=Privilege.MANAGER)
    receipt = await at.write(edit("7", seen=before, **members))
    assert isinstance(receipt.error, UserChanged)
    assert at.sent() == 0
    assert at.stored[-1].user.card == "9"  # what it is now is told all the same


async def test_other_parts_may_have_changed_meanwhile(at: Desk) -> None:
    at.put("7")
    before = seen(at, "7")
    at.put("7", card="9", fingers=(B,))
    receipt = await at.write(edit("7", department="Sales", seen=before))
    assert receipt.verdict is Verdict.DONE
    assert (at.has("7").card, at.fingers("7")) == ("9", [B])


async def test_what_was_asked_for_already_is_no_conflict_when_asked_again(at: Desk) -> None:
    at.put("7")
    before = seen(at, "7")
    for _ in range(2):
        receipt = await at.write(edit("7", name="Eva", card="9", more_fingers=(A,), seen=before))
        assert receipt.is_fine
    assert (at.sent(), at.fingers("7")) == (1, [A])


async def test_eleventh_finger_is_refused_here(at: Desk) -> None:
    at.put("7", fingers=tuple(b"%d" % each for each in range(10)))
    receipt = await at.write(edit("7", more_fingers=(A,)))
    assert isinstance(receipt.error, InvalidInput)
    assert (receipt.error.field, receipt.error.problem) == ("fingers", InputProblem.OUT_OF_RANGE)
    assert at.sent() == 0


@pytest.mark.parametrize(
    ("members", "field", "problem"),
    [
        ({"password": "12a"}, "password", InputProblem.OUT_OF_RANGE),
        ({"password": "123456789"}, "password", InputProblem.OUT_OF_RANGE),
        ({"card": "4294967296"}, "card", InputProblem.OUT_OF_RANGE),
        ({"privilege": Privilege("chief")}, "privilege", InputProblem.OUT_OF_RANGE),
        ({"name": "\ud800"}, "name", InputProblem.BAD_CHARACTERS),
        ({"department": "a\0b"}, "department", InputProblem.BAD_CHARACTERS),
    ],
)
async def test_what_no_device_takes_is_refused_here_and_the_next_one_is_tried(
    at: Desk, members: dict[str, Any], field: str, problem: InputProblem
) -> None:
    at.put("7")
    at.put("8")
    await at.write(edit("7", **members), edit("8", name="Eva"))
    first, second = at.receipts
    assert isinstance(first.error, InvalidInput)
    assert (first.error.field, first.error.problem) == (field, problem)
    assert (second.verdict, at.sent()) == (Verdict.DONE, 1)


# --- room --------------------------------------------------------------------------------------


async def test_full_at_n_leaves_no_half_user() -> None:
    limits = CapacityLimit(users=10, faces=10, fingers=3, palms=10)
    async with desk(Profile(uid=UID, limits=limits)) as at:
        at.put("1", fingers=(A,))
        await at.write(
            new("7", fingers=(A,)),
            new("8", fingers=(A, B)),
            new("9", fingers=(B,)),
            edit("1", fingers=()),
            new("10", fingers=(C,)),
        )
        done, failed = Verdict.DONE, Verdict.FAILED
        assert [each.verdict for each in at.receipts] == [done, failed, done, done, done]
        error = at.receipts[1].error
        assert isinstance(error, DeviceFull)
        assert (error.room, error.user_id, error.name) == (Room.FINGERS, "8", "Ana")
        assert at.device.users.get("8") is None
        assert at.session.asked.count("GetCapacityLimit") == 1
        assert at.session.asked.count("GetCurrentUsage") == 1


@pytest.mark.parametrize(
    ("limits", "members", "room"),
    [
        (CapacityLimit(users=1), {}, Room.USERS),
        (CapacityLimit(faces=1), {"face": b"f"}, Room.FACES),
        (CapacityLimit(palms=1), {"palms": (A,)}, Room.PALMS),
    ],
)
async def test_device_is_full_of_each_kind(
    limits: CapacityLimit, members: dict[str, Any], room: Room
) -> None:
    async with desk(Profile(uid=UID, limits=limits)) as at:
        at.put("1", face=b"f", palms=(A,))
        receipt = await at.write(new("7", **members))
        assert isinstance(receipt.error, DeviceFull)
        assert (receipt.error.room, at.sent()) == (room, 0)


@pytest.mark.parametrize("command", ["GetCapacityLimit", "GetCurrentUsage"])
async def test_device_that_does_not_tell_its_room_refuses_by_itself(command: str) -> None:
    async with desk(Profile(uid=UID, limits=CapacityLimit(users=1))) as at:
        at.device.faults.switch_on("unknown", command=command)
        at.put("1")
        receipt = await at.write(new("7"))
        assert receipt.verdict is Verdict.FAILED
        assert isinstance(receipt.error, Refused)


async def test_limit_of_zero_is_a_limit_nobody_told() -> None:
    async with desk(Profile(uid=UID, limits=CapacityLimit(users=0))) as at:
        await at.write(new("7"))
        assert at.sent() == 0  # the device refused; this program did not
        assert at.session.asked.count("SetUserInfo") == 1


# --- lost replies ------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", LOST_AFTER)
async def test_write_whose_reply_is_lost_is_done_when_the_device_has_it(
    at: Desk, fault: str
) -> None:
    at.put("7", fingers=(A,))
    at.device.faults.switch_on(fault, command="SetUserInfo", times=1)
    receipt = await at.write(edit("7", name="Eva", more_fingers=(B,)))
    assert (receipt.verdict, receipt.error) == (Verdict.DONE, None)
    assert (at.sent(), at.has("7").name, at.journal.entries) == (1, "Eva", {})


@pytest.mark.parametrize("fault", LOST_BEFORE)
async def test_write_that_did_not_arrive_failed_and_is_not_sent_again(at: Desk, fault: str) -> None:
    at.put("7")
    at.device.faults.switch_on(fault, command="SetUserInfo", times=1)
    receipt = await at.write(edit("7", name="Eva"))
    assert receipt.verdict is Verdict.FAILED
    assert isinstance(receipt.error, OutcomeUnknown)
    assert at.session.asked.count("SetUserInfo") == 1
    assert (at.sent(), at.has("7").name, at.journal.entries) == (0, "Ana", {})


@pytest.mark.parametrize("fault", LOST_BEFORE)
async def test_new_user_that_did_not_arrive_is_not_there(at: Desk, fault: str) -> None:
    at.device.faults.switch_on(fault, command="SetUserInfo", times=1)
    receipt = await at.write(new("7", fingers=(A,)))
    assert (receipt.verdict, at.device.users.get("7")) == (Verdict.FAILED, None)


@pytest.mark.parametrize("fault", ["drop-after", "drop-before"])
async def test_write_that_cannot_be_read_back_is_unknown_and_stays_in_the_journal(
    at: Desk, fault: str
) -> None:
    at.put("7")
    at.put("8")
    at.device.faults.switch_on(fault, command="SetUserInfo", times=1)

    def cut(command: Command[Any]) -> None:
        if "SetUserInfo" in at.session.asked and isinstance(command, GetUserInfo):
            raise Unreachable("Front door")

    at.session.before = cut
    with pytest.raises(Unreachable):
        await at.write(edit("7", name="Eva"), edit("8", name="Eva"))
    assert [each.verdict for each in at.receipts] == [Verdict.UNKNOWN, Verdict.SKIPPED]
    assert isinstance(at.receipts[0].error, OutcomeUnknown)
    assert [each.user_id for each in at.journal.entries.values()] == ["7"]
    assert at.entries[0].result == "unknown"
    assert at.steps.last is None


async def test_refusal_fails_and_the_next_one_is_tried(at: Desk) -> None:
    at.put("7")
    at.put("8")
    at.device.faults.switch_on("refuse", command="SetUserInfo", times=1)
    await at.write(edit("7", name="Eva"), edit("8", name="Eva"))
    first, second = at.receipts
    assert (first.verdict, second.verdict) == (Verdict.FAILED, Verdict.DONE)
    assert isinstance(first.error, Refused)
    assert first.error.code == "device_busy"
    assert at.journal.entries == {}


async def test_answer_about_another_user_is_not_taken_for_this_one(at: Desk) -> None:
    at.put("7")
    at.put("8")
    at.device.faults.switch_on("other-user", command="GetUserInfo", times=1)
    await at.write(edit("7", name="Eva"), edit("8", name="Eva"))
    assert [each.verdict for each in at.receipts] == [Verdict.FAILED, Verdict.DONE]
    assert at.has("7").name == "Ana"


async def test_read_refused_by_another_code_is_not_taken_for_absent(at: Desk) -> None:
    at.device.faults.switch_on("refuse", command="GetUserInfo", times=1)
    receipt = await at.write(new("7"))
    assert (receipt.verdict, at.sent()) == (Verdict.FAILED, 0)


async def test_change_the_device_only_pretends_to_make_differs(at: Desk) -> None:
    at.put("7")
    at.device.faults.switch_on("ignored", command="SetUserInfo")
    receipt = await at.write(edit("7", name="Eva"))
    assert (receipt.verdict, part(receipt, Part.NAME).is_as_asked) == (Verdict.DIFFERS, False)
    receipt = await at.write(new("8"))
    assert (receipt.verdict, part(receipt, Part.NAME).stored) == (Verdict.DIFFERS, 0)


# --- devices that store something else ---------------------------------------------------------


@pytest.mark.parametrize(
    ("member", "which"),
    [
        ("name", Part.NAME),
        ("depart", Part.DEPARTMENT),
        ("privilege", Part.PRIVILEGE),
        ("password", Part.PASSWORD),
        ("card", Part.CARD),
        ("fp", Part.FINGERS),
        ("face", Part.FACE),
        ("palm", Part.PALMS),
    ],
)
@pytest.mark.parametrize("has_one", [True, False])
async def test_ignored_member_differs(at: Desk, member: str, which: Part, *, has_one: bool) -> None:
    if has_one:
        at.put("7", password="1", card="1", fingers=(A,), face=b"old", palms=(A,))
    else:
        at.put("7")
    at.device.faults.switch_on("ignore-member", value=member, command="SetUserInfo")
    receipt = await at.write(
        edit(
            "7",
            name="Eva",
            department="Sales",
            privilege=Privilege.MANAGER,
            password="12",
            card="34",
            fingers=(B,),
            face=b"new",
            palms=(C,),
        )
    )
    assert receipt.verdict is Verdict.DIFFERS
    wrong = [each.part for each in receipt.parts if not each.is_as_asked]
    assert wrong == [which]
    assert at.sent() == 1
    assert at.entries[0].result == "failed"


@pytest.mark.parametrize(
    ("ability", "members", "which"),
    [
        ("fingerprint", {"fingers": (A,)}, Part.FINGERS),
        ("face", {"face": b"f"}, Part.FACE),
        ("palm", {"palms": (A,)}, Part.PALMS),
        ("card", {"card": "5"}, Part.CARD),
        ("password", {"password": "5"}, Part.PASSWORD),
    ],
)
async def test_part_without_a_reader_is_told_as_not_stored_by_this_device(
    ability: str, members: dict[str, Any], which: Part
) -> None:
    abilities = {**{name: getattr(EVERYTHING, name) for name in EVERYTHING.__struct_fields__}}
    capabilities = type(EVERYTHING)(**{**abilities, ability: False})
    async with desk(Profile(uid=UID, capabilities=capabilities)) as at:
        receipt = await at.write(new("7", **members))
        assert receipt.verdict is Verdict.DIFFERS
        told = part(receipt, which)
        assert (told.asked, told.stored, told.is_unsupported) == (1, 0, True)


async def test_device_that_leaves_out_what_is_empty_is_understood(at: Desk) -> None:
    at.device.variants.switch_on("absent-unenrolled")
    at.put("7", fingers=(A,), card="5")
    receipt = await at.write(edit("7", fingers=(), card="", password="", face=b""))
    assert receipt.verdict is Verdict.DONE
    assert [each.part for each in receipt.parts] == [Part.FINGERS, Part.CARD]


@pytest.mark.parametrize("members", [{"card": ""}, {"fingers": ()}, {"face": b""}, {"card": "0"}])
async def test_removal_that_the_device_ignores_is_told(at: Desk, members: dict[str, Any]) -> None:
    at.device.variants.switch_on("empty-keeps")
    at.put("7", card="5", fingers=(A,), face=b"f")
    receipt = await at.write(edit("7", **members))
    assert receipt.verdict is Verdict.DIFFERS
    assert (receipt.parts[0].asked, receipt.parts[0].stored) == (0, 1)


async def test_removal_that_the_device_refuses_fails(at: Desk) -> None:
    at.device.variants.switch_on("empty-refused")
    at.put("7", fingers=(A,))
    receipt = await at.write(edit("7", fingers=()))
    assert (receipt.verdict, at.fingers("7")) == (Verdict.FAILED, [A])


async def test_removed_template_is_gone_and_nothing_is_put_back(at: Desk) -> None:
    at.put("7", fingers=(A, B, C))
    receipt = await at.write(edit("7", fingers=(A, C)))
    assert (receipt.verdict, at.fingers("7"), at.sent()) == (Verdict.DONE, [A, C], 1)


@pytest.mark.parametrize("department", ["Nowhere", "n" * 200])
async def test_missing_department_is_the_devices_word(at: Desk, department: str) -> None:
    at.put("7")
    receipt = await at.write(edit("7", department=department))
    assert (receipt.verdict, at.has("7").department) == (Verdict.FAILED, "Company")
    at.device.variants.switch_on("create-missing-department")
    receipt = await at.write(edit("7", department=department))
    assert (receipt.verdict, at.has("7").department) == (Verdict.DONE, department)


# --- templates ---------------------------------------------------------------------------------


async def test_other_order_of_fingers_is_as_asked(at: Desk) -> None:
    at.put("7", fingers=(A,))
    at.device.faults.switch_on("reorder-fingers")
    receipt = await at.write(edit("7", more_fingers=(B, C)))
    assert (receipt.verdict, at.fingers("7")) == (Verdict.DONE, [C, B, A])


async def test_other_bytes_of_as_many_templates_are_as_asked(at: Desk) -> None:
    at.device.faults.switch_on("reencode-templates")
    receipt = await at.write(new("7", fingers=(A, B), face=b"face", palms=(C,)))
    assert receipt.verdict is Verdict.DONE
    told = [each.is_reencoded for each in receipt.parts if each.part is not Part.NAME]
    assert told == [True, True, True]
    receipt = await at.write(edit("7", more_fingers=(b"one more",)))
    assert (receipt.verdict, len(at.fingers("7")), at.sent()) == (Verdict.DONE, 3, 2)


async def test_dropped_finger_is_brought_back_and_told(at: Desk) -> None:
    at.put("7", fingers=(A, B))
    at.device.faults.switch_on("keep-first-fingers", times=1)
    receipt = await at.write(edit("7", more_fingers=(C,)))
    assert receipt.verdict is Verdict.DIFFERS
    told = part(receipt, Part.FINGERS)
    assert (told.asked, told.stored, told.lost) == (3, 2, 0)
    assert (at.fingers("7"), at.sent(), at.journal.entries) == ([A, B], 2, {})
    assert at.writer.images.held(UID, UserId("7")) == ()


@pytest.mark.parametrize("has_key", [True, False])
async def test_finger_that_the_device_drops_again_is_held_and_told(*, has_key: bool) -> None:
    key = new_key() if has_key else None

    async def seal_key() -> bytes | None:
        return key

    async with desk(seal_key=seal_key) as at:
        at.put("7", fingers=(A, B))
        at.device.faults.switch_on("keep-first-fingers")
        receipt = await at.write(edit("7", more_fingers=(C,)))
        told = part(receipt, Part.FINGERS)
        assert (receipt.verdict, told.stored, told.lost) == (Verdict.DIFFERS, 1, 1)
        assert told.is_kept is has_key
        assert at.sent() == 2  # once, and the list of before once
        (lost,) = at.writer.images.held(UID, UserId("7"))
        assert lost.templates == (B,)
        sealed = [each.sealed for each in at.journal.entries.values()]
        assert len(sealed) == int(has_key)
        assert all(each and A not in each and B not in each for each in sealed)
        at.device.faults.switch_off()
        assert (await at.take_back())[0].verdict is Verdict.DONE
        assert at.fingers("7") == [A, B]
        assert at.writer.images.held(UID, UserId("7")) == ()
        assert at.journal.entries == {}


async def test_finger_dropped_while_only_the_name_was_sent_is_brought_back(at: Desk) -> None:
    at.put("7", fingers=(A, B))

    def drop(command: Command[Any]) -> None:
        if isinstance(command, SetUserInfo) and command.name == "Eva":
            at.device.users.put(replace(at.has("7"), fingers=(A,)))

    at.session.answered = drop
    receipt = await at.write(edit("7", name="Eva"))
    assert (receipt.verdict, at.fingers("7")) == (Verdict.DONE, [A, B])


async def test_face_is_brought_back_when_the_new_one_is_not_stored(at: Desk) -> None:
    at.put("7", face=b"old")

    def drop(command: Command[Any]) -> None:
        if isinstance(command, SetUserInfo) and command.face == b"new":
            at.device.users.put(replace(at.has("7"), face=None))

    at.session.answered = drop
    receipt = await at.write(edit("7", face=b"new"))
    assert (receipt.verdict, at.has("7").face) == (Verdict.DIFFERS, b"old")


async def test_equal_fingers_stored_once_differ_and_nothing_is_lost(at: Desk) -> None:
    at.put("7", fingers=(A,))
    at.device.faults.switch_on("drop-double-fingers")
    receipt = await at.write(edit("7", fingers=(A, A, B)))
    told = part(receipt, Part.FINGERS)
    assert (receipt.verdict, told.asked, told.stored, told.lost) == (Verdict.DIFFERS, 3, 2, 0)
    assert at.fingers("7") == [A, B]


def deleted_meanwhile(at: Desk) -> None:
    """Let somebody delete the user between our reading and our writing."""

    def delete(command: Command[Any]) -> None:
        if isinstance(command, SetUserInfo) and at.sent() == 0:
            at.device.users.remove(UserId("7"))

    at.session.before = delete


# --- other administrators -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "members", [{"department": "Sales"}, {"name": "Eva"}, {"card": "5"}, {"more_fingers": (B,)}]
)
async def test_user_deleted_right_before_the_write_is_not_made_again_by_it(
    at: Desk, members: dict[str, Any]
) -> None:
    at.put("7", fingers=(A,), password="12", face=b"f")
    deleted_meanwhile(at)
    receipt = await at.write(edit("7", **members))
    assert receipt.verdict is Verdict.FAILED
    assert isinstance(receipt.error, UserGone)
    assert at.device.users.get("7") is None
    assert at.journal.entries == {}
    (undone,) = await at.take_back()
    assert undone.verdict is Verdict.DONE
    assert (at.fingers("7"), at.has("7").password, at.has("7").name) == ([A], "12", "Ana")


async def test_user_deleted_right_after_the_write_is_told_as_gone(at: Desk) -> None:
    at.put("7", fingers=(A,))

    def delete(command: Command[Any]) -> None:
        if isinstance(command, SetUserInfo):
            at.device.users.remove(UserId("7"))

    at.session.answered = delete
    receipt = await at.write(edit("7", name="Eva"))
    assert isinstance(receipt.error, UserGone)
    assert (at.device.users.get("7"), at.sent()) == (None, 1)


async def test_second_administrator_overwriting_at_once_is_seen_in_the_receipt(at: Desk) -> None:
    at.put("7")

    def overwrite(command: Command[Any]) -> None:
        if isinstance(command, SetUserInfo):
            at.put("7", "Zoe", card="1")

    at.session.answered = overwrite
    receipt = await at.write(edit("7", name="Eva", card="2"))
    assert receipt.verdict is Verdict.DIFFERS
    assert at.stored[-1].user.name == "Zoe"


# --- deleting ------------------------------------------------------------------------------------


async def test_deleted_user_is_read_before_and_proved_gone(at: Desk) -> None:
    at.put("7", fingers=(A,))
    receipt = await at.delete(removal("7"))
    assert receipt.verdict is Verdict.DONE
    assert at.session.asked == ["GetUserInfo", "DeleteUserInfo", "GetUserInfo"]
    assert [each.user_id for each in at.removed] == ["7"]
    assert at.journal.entries == {}


async def test_user_who_is_gone_already_counts_as_deleted(at: Desk) -> None:
    receipt = await at.delete(removal("7"))
    assert (receipt.verdict, at.sent("DeleteUserInfo")) == (Verdict.SAME, 0)
    assert [each.user_id for each in at.removed] == ["7"]


async def test_somebody_else_of_that_id_is_not_deleted(at: Desk) -> None:
    at.put("7", "Other")
    receipt = await at.delete(removal("7", "Ana"))
    assert isinstance(receipt.error, AnotherPerson)
    assert at.has("7").name == "Other"


async def test_user_who_is_not_as_seen_any_more_is_not_deleted(at: Desk) -> None:
    at.put("7")
    before = seen(at, "7")
    at.put("7", fingers=(A,))
    receipt = await at.delete(Removal(user_id=UserId("7"), name="Ana", seen=before))
    assert isinstance(receipt.error, UserChanged)
    assert at.fingers("7") == [A]


@pytest.mark.parametrize("fault", LOST_AFTER)
async def test_deletion_whose_reply_is_lost_is_done_when_the_user_is_gone(
    at: Desk, fault: str
) -> None:
    at.put("7")
    at.device.faults.switch_on(fault, command="DeleteUserInfo", times=1)
    receipt = await at.delete(removal("7"))
    assert (receipt.verdict, receipt.error) == (Verdict.DONE, None)
    assert at.session.asked.count("DeleteUserInfo") == 1


@pytest.mark.parametrize("fault", LOST_BEFORE)
async def test_deletion_that_did_not_arrive_failed_and_is_not_sent_again(
    at: Desk, fault: str
) -> None:
    at.put("7")
    at.device.faults.switch_on(fault, command="DeleteUserInfo", times=1)
    receipt = await at.delete(removal("7"))
    assert receipt.verdict is Verdict.FAILED
    assert isinstance(receipt.error, OutcomeUnknown)
    assert at.session.asked.count("DeleteUserInfo") == 1
    assert at.has("7").name == "Ana"


async def test_deletion_that_the_device_only_pretends_to_make_differs(at: Desk) -> None:
    at.put("7")
    at.device.faults.switch_on("ignored", command="DeleteUserInfo")
    assert (await at.delete(removal("7"))).verdict is Verdict.DIFFERS
    assert at.steps.last is None


async def test_read_refused_by_another_code_does_not_prove_a_deletion(at: Desk) -> None:
    at.put("7")

    def refuse(command: Command[Any]) -> None:
        if not isinstance(command, GetUserInfo):
            at.device.faults.switch_on("refuse", command="GetUserInfo", times=1)

    at.session.before = refuse
    receipt = await at.delete(removal("7"))
    assert receipt.verdict is Verdict.UNKNOWN
    assert len(at.journal.entries) == 1


async def test_deleting_makes_room_in_the_same_batch() -> None:
    async with desk(Profile(uid=UID, limits=CapacityLimit(users=1))) as at:
        at.put("7")
        await at.delete(removal("7"))
        assert (await at.write(new("8"))).verdict is Verdict.DONE


@pytest.mark.parametrize("error", [Unreachable("d"), TimedOut("d")])
async def test_device_that_is_gone_before_sending_leaves_nothing_in_the_journal(
    at: Desk, error: AppError
) -> None:
    at.put("7")

    def cut(command: Command[Any]) -> None:
        if isinstance(command, SetUserInfo):
            raise error

    at.session.before = cut
    with pytest.raises(type(error)):
        await at.write(edit("7", name="Eva"))
    assert at.receipts[0].verdict is Verdict.FAILED
    assert at.journal.entries == {}
