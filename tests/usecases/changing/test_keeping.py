"""Whether a device keeps what is left out is asked of the device, and nothing is lost by it.

Reliability 4.5: a user who has nothing but what was sent was made anew by our write, or the device
clears what is left out.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from rollcall.protocol.command import Command
from rollcall.protocol.errors import OutcomeUnknown, Refused, Unreachable, UserGone
from rollcall.protocol.users import GetUserInfo, Privilege, SetUserInfo, UserId, UserInfo
from rollcall.simulator.users import User
from rollcall.usecases.changing.keeping import Keeping, Stripped, whole
from rollcall.usecases.changing.parts import is_same
from rollcall.usecases.changing.receipt import Part, Receipt, Verdict
from tests.usecases.changing.people import UID, A, B, C, Desk, change, desk, edit, names
from tests.usecases.changing.strategies import changes, whole_users

ID = UserId("7")


@pytest.fixture
async def clearing() -> AsyncIterator[Desk]:
    """Give a writer for a device that clears what is left out."""
    async with desk() as made:
        made.device.variants.switch_on("clear-left-out")
        yield made


def put_ana(at: Desk, user_id: str = "7") -> User:
    at.put(
        user_id,
        department="Sales",
        privilege=Privilege.MANAGER,
        password="0012",
        card="77",
        fingers=(A, B),
        face=b"face",
        palms=(C,),
    )
    return at.has(user_id)


def on(at: Desk, number: int, act: Callable[[], object]) -> None:
    """Do something right before the device gets the n-th SetUserInfo."""
    left = [number]

    def look(command: Command[Any]) -> None:
        if isinstance(command, SetUserInfo):
            left[0] -= 1
            if left[0] == 0:
                act()

    at.session.before = look


# --- a device that clears ---

EDITS: list[dict[str, Any]] = [
    {"name": "Eva"},
    {"department": "Company"},
    {"privilege": Privilege.USER},
    {"password": "1"},
    {"card": "5"},
    {"card": ""},
    {"face": b"new"},
    {"face": b""},
    {"fingers": ()},
    {"palms": (A, B)},
]


@pytest.mark.parametrize("members", EDITS)
async def test_edit_of_one_member_costs_no_other(clearing: Desk, members: dict[str, Any]) -> None:
    before = put_ana(clearing)
    receipt = await clearing.write(edit("7", **members))
    assert receipt.verdict is Verdict.DONE
    assert {each.part.value for each in receipt.parts} == set(members)
    expected = {**members, **({"face": None} if members.get("face") == b"" else {})}
    assert clearing.has("7") == replace(before, **expected)
    assert clearing.journal.entries == {}
    (undone,) = await clearing.take_back()
    assert undone.verdict is Verdict.DONE
    assert clearing.has("7") == before


@pytest.mark.parametrize(
    "who",
    [
        {"name": ""},
        {"department": "Sales"},
        {"department": "Sales", "privilege": Privilege.ADMINISTRATOR},
        {"card": "5"},
        {"name": "", "card": "5", "fingers": (A,)},
        {"name": "n" * 200, "department": "Sales"},
    ],
)
@pytest.mark.parametrize("members", [{"name": "Eva"}, {"password": "12"}])
async def test_who_has_little_loses_nothing_either(
    clearing: Desk, who: dict[str, Any], members: dict[str, Any]
) -> None:
    clearing.put("7", **who)
    before = clearing.has("7")
    receipt = await clearing.write(edit("7", **members))
    assert receipt.verdict is Verdict.DONE
    assert clearing.has("7") == replace(before, **members)


async def test_a_device_is_asked_once_and_then_sent_everything(clearing: Desk) -> None:
    ids = [str(each) for each in range(1, 21)]
    before = {each: put_ana(clearing, each) for each in ids}
    await clearing.write(*(edit(each, name=f"New {each}") for each in ids))
    assert set(names(clearing.receipts)) == {"DONE"}
    for each in ids:
        assert clearing.has(each) == replace(before[each], name=f"New {each}")
    # What cost the first one everything, a question, what gave it back; then one for each.
    assert clearing.sent() == 3 + 19
    await clearing.write(edit("1", card=""))
    assert (clearing.has("1").card, clearing.sent()) == ("", 23)
    assert {each.verdict for each in await clearing.take_back()} == {Verdict.DONE}
    assert clearing.has("1").card == "77"


async def test_only_what_was_asked_for_is_in_the_receipts(clearing: Desk) -> None:
    put_ana(clearing, "1")
    put_ana(clearing, "2")
    await clearing.write(edit("1", name="Eva"), edit("2", name="Eva"))
    assert [[part.part for part in each.parts] for each in clearing.receipts] == [[Part.NAME]] * 2
    clearing.device.faults.switch_on("ignore-member", value="card", command="SetUserInfo")
    receipt = await clearing.write(edit("1", name="Ida"))
    assert receipt.verdict is Verdict.DIFFERS
    assert [(part.part, part.is_as_asked) for part in receipt.parts] == [
        (Part.NAME, True),
        (Part.CARD, False),
    ]


async def test_fingers_that_such_a_device_drops_are_brought_back_with_all_the_rest(
    clearing: Desk,
) -> None:
    before = put_ana(clearing)
    clearing.device.faults.switch_on("keep-first-fingers", command="SetUserInfo", times=1)
    await clearing.write(edit("7", more_fingers=(C,)))
    assert clearing.has("7") == replace(before, fingers=(A, B, C))
    clearing.device.faults.switch_on("keep-first-fingers", command="SetUserInfo", times=1)
    receipt = await clearing.write(edit("7", name="Eva"))
    assert receipt.verdict is Verdict.DONE
    assert clearing.has("7") == replace(before, name="Eva", fingers=(A, B, C))


async def test_cancelled_in_the_middle_everything_is_given_back_first(clearing: Desk) -> None:
    for number in range(1, 4):
        before = put_ana(clearing)
        put_ana(clearing, "8")
        clearing.writer.keeping = Keeping()
        task: asyncio.Task[Receipt]
        on(clearing, number, lambda: task.cancel())  # noqa: B023, PLW0108  # this turn's, made below
        task = asyncio.create_task(clearing.write(edit("7", name="Eva"), edit("8", name="Eva")))
        with pytest.raises(asyncio.CancelledError):
            await task
        assert names(clearing.receipts) == ["DONE", "SKIPPED"]
        assert clearing.has("7") == replace(before, name="Eva")
        assert clearing.journal.entries == {}


async def test_what_no_device_takes_cannot_be_given_back_and_that_is_told(clearing: Desk) -> None:
    put_ana(clearing)
    clearing.device.users.put(replace(clearing.has("7"), password="letters"))
    receipt = await clearing.write(edit("7", name="Eva"))
    assert receipt.verdict is Verdict.DIFFERS
    assert [(each.part, each.is_as_asked) for each in receipt.parts] == [
        (Part.NAME, True),
        (Part.PASSWORD, False),
    ]
    assert (clearing.has("7").card, clearing.has("7").password) == ("77", "")


# --- when the device does not answer its question ---


@pytest.mark.parametrize("fault", ["drop-before", "drop-after", "refuse", "ignored", "html"])
@pytest.mark.parametrize("number", [2, 3])
@pytest.mark.parametrize("is_clearing", [True, False])
async def test_without_an_answer_nothing_is_deleted_and_nobody_knows(
    at: Desk, fault: str, number: int, *, is_clearing: bool
) -> None:
    before = put_ana(at)
    if is_clearing:
        at.device.variants.switch_on("clear-left-out")
    put_ana(at, "8")

    def act() -> None:
        at.device.faults.switch_on(fault, command="SetUserInfo", times=1)

    on(at, number, act)
    if not is_clearing:
        deleted_before_the_first(at)
    await at.write(edit("7", department="Company"), edit("8", department="Company"))
    first, second = at.receipts
    if first.verdict is Verdict.DONE:  # the first question was answer enough
        assert is_clearing
        return
    assert (first.verdict, second.verdict) == (Verdict.UNKNOWN, Verdict.DONE)
    assert isinstance(first.error, OutcomeUnknown)
    assert at.device.users.get("7") is not None
    assert at.sent("DeleteUserInfo") == 0
    assert [each.user_id for each in at.journal.entries.values()] == ["7"]
    (undone,) = [each for each in await at.take_back() if each.user_id == "7"]
    assert undone.verdict is Verdict.DONE
    assert at.has("7") == before


def deleted_before_the_first(at: Desk) -> None:
    then = at.session.before

    def look(command: Command[Any]) -> None:
        if isinstance(command, SetUserInfo) and at.session.asked.count("SetUserInfo") == 1:
            at.device.users.remove(ID)
        then(command)

    at.session.before = look


@pytest.mark.parametrize("number", [3, 4])
async def test_device_that_goes_away_leaves_an_open_entry(clearing: Desk, number: int) -> None:
    put_ana(clearing)
    put_ana(clearing, "8")

    def cut(command: Command[Any]) -> None:
        if clearing.session.asked.count("GetUserInfo") >= number:
            raise Unreachable("Front door")

    clearing.session.before = cut
    with pytest.raises(Unreachable):
        await clearing.write(edit("7", department="Company"), edit("8", name="Eva"))
    assert names(clearing.receipts) == ["UNKNOWN", "SKIPPED"]
    assert [each.user_id for each in clearing.journal.entries.values()] == ["7"]


@pytest.mark.parametrize("fault", ["drop-before", "refuse", "ignored"])
async def test_what_could_not_be_given_back_stays_open_and_can_be_undone(
    clearing: Desk, fault: str
) -> None:
    before = put_ana(clearing)

    def look(command: Command[Any]) -> None:
        if isinstance(command, SetUserInfo) and command.face == b"face":  # everything at once
            clearing.device.faults.switch_on(fault, command="SetUserInfo", times=1)

    clearing.session.before = look
    receipt = await clearing.write(edit("7", department="Company"))
    assert receipt.verdict is Verdict.UNKNOWN
    assert [each.user_id for each in clearing.journal.entries.values()] == ["7"]
    clearing.session.before = lambda _: None
    assert [each.verdict for each in await clearing.take_back()] == [Verdict.DONE]
    assert clearing.has("7") == before


async def test_restoring_whose_reply_is_lost_is_told_by_reading(clearing: Desk) -> None:
    before = put_ana(clearing)

    def look(command: Command[Any]) -> None:
        if isinstance(command, SetUserInfo) and command.face == b"face":
            clearing.device.faults.switch_on("drop-after", command="SetUserInfo", times=1)

    clearing.session.before = look
    receipt = await clearing.write(edit("7", card="5"))
    assert (receipt.verdict, clearing.has("7")) == (Verdict.DONE, replace(before, card="5"))


# --- a user who was deleted, on a device that keeps ---


async def test_somebody_who_got_the_id_while_the_device_was_asked_is_left_alone(at: Desk) -> None:
    put_ana(at)

    def another() -> None:
        at.put("7", "Zoe", fingers=(C,), face=b"zoe")

    on(at, 3, another)
    deleted_before_the_first(at)
    receipt = await at.write(edit("7", department="Company"))
    assert receipt.verdict is Verdict.UNKNOWN
    assert at.has("7").face == b"zoe"


@pytest.mark.parametrize("members", [{"name": "Eva"}, {"name": "Eva", "card": "5"}])
async def test_who_was_just_moved_by_somebody_else_stays_and_stays_moved(
    at: Desk, members: dict[str, Any]
) -> None:
    at.put("7", card="1")
    at.put("7", "Ana")

    def move() -> None:
        at.device.users.put(replace(at.has("7"), department="Sales"))

    on(at, 1, move)
    receipt = await at.write(edit("7", **members))
    assert receipt.verdict is Verdict.DONE
    assert (at.has("7").name, at.has("7").department) == ("Eva", "Sales")


async def test_a_manager_whose_card_somebody_takes_away_is_not_taken_for_a_new_user(
    at: Desk,
) -> None:
    at.put("7", card="1", privilege=Privilege.MANAGER)

    def take_card() -> None:
        at.device.users.put(replace(at.has("7"), card=""))

    on(at, 1, take_card)
    await at.write(edit("7", name="Eva"))
    assert (at.has("7").name, at.has("7").privilege) == ("Eva", Privilege.MANAGER)


async def test_deleting_it_again_can_fail_and_is_told(at: Desk) -> None:
    put_ana(at)
    deleted_before_the_first(at)
    at.device.faults.switch_on("refuse", command="DeleteUserInfo", times=1)
    receipt = await at.write(edit("7", department="Company"))
    assert receipt.verdict is Verdict.DIFFERS
    assert isinstance(receipt.error, UserGone)
    assert [each.user_id for each in at.journal.entries.values()] == ["7"]


# --- what is known of a device ---


def info(**members: Any) -> UserInfo:
    return UserInfo(id=ID, **members)


def test_an_ordinary_edit_shows_that_the_rest_is_kept() -> None:
    keeping = Keeping()
    before = info(name="Ana", card="5", department="Sales")
    renamed = change("7", name="Eva")
    keeping.learn_from(UID, renamed, before=before, after=before)  # nothing was done
    keeping.learn_from(UID, renamed, before=None, after=info(name="Eva"))
    keeping.learn_from(UID, renamed, before=before, after=info(name="Eva", department="Sales"))
    assert keeping.keeps(UID) is None
    keeping.learn_from(UID, renamed, before=before, after=info(name="Eva", card="5"))
    assert keeping.keeps(UID) is True


def test_all_of_a_user_is_sent_where_it_has_to_be() -> None:
    keeping, before, renamed = Keeping(), info(name="Ana", card="5"), change("7", name="Eva")
    everything = change("7", name="Eva", card="5", privilege=Privilege.USER)
    assert keeping.sent(UID, before, renamed) == renamed
    assert keeping.sent_safely(UID, before, renamed) == everything
    keeping.learn(UID, keeps=False)
    assert keeping.sent(UID, before, renamed) == everything
    keeping.learn(UID, keeps=True)
    assert keeping.sent_safely(UID, before, renamed) == renamed


@given(before=whole_users(), asked=changes())
def test_whole_names_all_there_is_and_what_was_asked_for(
    before: UserInfo, asked: SetUserInfo
) -> None:
    sent = whole(before, asked)
    for part in Part:
        is_asked = getattr(asked, part.value) is not getattr(SetUserInfo(id=ID), part.value)
        assert is_same(part, sent, asked if is_asked else before)


@given(before=whole_users(), asked=changes())
def test_a_user_that_kept_everything_is_never_taken_for_stripped(
    before: UserInfo, asked: SetUserInfo
) -> None:
    after = UserInfo(**{name: getattr(whole(before, asked), name) for name in _told(before, asked)})
    assert Stripped.of(asked, before=before, after=after) is None
    assert Stripped.of(asked, before=None, after=after) is None
    assert Stripped.of(asked, before=before, after=None) is None


def _told(before: UserInfo, asked: SetUserInfo) -> list[str]:
    sent = whole(before, asked)
    return [name for name in SetUserInfo.__struct_fields__ if _is_set(getattr(sent, name))]


def _is_set(value: object) -> bool:
    return value is not SetUserInfo(id=ID).name


async def test_what_the_device_is_asked_with_is_no_persons_name(clearing: Desk) -> None:
    put_ana(clearing)
    sent: list[SetUserInfo] = []
    clearing.session.before = lambda each: (
        sent.append(each) if isinstance(each, SetUserInfo) else None
    )
    await clearing.write(edit("7", department="Company"))
    assert [each.name for each in sent[1:2]] == ["? 7"]
    assert clearing.has("7").name == "Ana"
    assert isinstance(clearing.stored[-1].user, UserInfo)
    assert not isinstance(clearing.receipts[0].error, Refused)
    assert clearing.device.users.info(GetUserInfo(id=ID)).name == "Ana"
