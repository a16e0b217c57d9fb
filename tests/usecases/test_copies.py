from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest

from rollcall.protocol.address import Address
from rollcall.protocol.errors import StoreLocked, Unreachable
from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import UserId, UserInfo
from rollcall.store.values import RememberedUser
from rollcall.usecases.changing.receipt import Part
from rollcall.usecases.copies import CHECKED_MAX, Copies, Copy, Loss
from rollcall.usecases.fleet_device import DeviceState, FleetDevice

SEEN = datetime(2026, 5, 3, tzinfo=UTC)
FRONT, BACK = DeviceUid("front"), DeviceUid("back")


def a_user(
    id: str = "7", name: str = "Ann", *, face: bool = True, fingers: int = 2
) -> RememberedUser:
    return RememberedUser(
        id=UserId(id), name=name, department="", privilege="user", face=face, fingers=fingers
    )


class Office:
    def __init__(self, *there: RememberedUser, state: DeviceState = DeviceState.ONLINE) -> None:
        self.there = there
        self.state = state
        self.now: UserInfo | None = None
        self.trouble: Exception | None = None
        self.asked: list[UserId] = []
        self.cut_short: set[DeviceUid] = set()

    def devices(self) -> tuple[FleetDevice, ...]:
        where = Address("192.168.1.20")
        return (
            FleetDevice(uid=FRONT, name="Front", address=where, state=DeviceState.ONLINE),
            FleetDevice(uid=BACK, name="Back", address=where, state=self.state, last_seen=SEEN),
        )

    async def of(self, uid: DeviceUid) -> tuple[RememberedUser, ...]:
        assert uid == BACK
        return self.there

    async def read(self, uid: DeviceUid, user_id: UserId) -> UserInfo | None:
        self.asked.append(user_id)
        if self.trouble is not None:
            raise self.trouble
        return self.now

    async def losses(self, *users: RememberedUser) -> tuple[Loss, ...]:
        copies = Copies(
            remembered=self,
            devices=self.devices,
            read=self.read,
            is_cut_short=self.cut_short.__contains__,
        )
        return await copies.losses(FRONT, users)


async def test_nobody_else_means_a_last_copy() -> None:
    (loss,) = await Office().losses(a_user())
    assert loss.last == (Part.FACE, Part.FINGERS)


async def test_who_has_fewer_does_not_save_the_rest() -> None:
    office = Office(a_user(fingers=1), state=DeviceState.UNREACHABLE)
    (loss,) = await office.losses(a_user())
    assert loss.last == (Part.FINGERS,)
    assert loss.copies == (Copy(device="Back", user=a_user(fingers=1), seen_at=SEEN),)
    assert office.asked == []


async def test_a_device_that_answers_is_asked_now() -> None:
    office = Office(a_user())
    office.now = UserInfo(id=UserId("7"), name="Ann", face=b"", fingers=(b"a", b"b"))
    (loss,) = await office.losses(a_user())
    assert loss.last == (Part.FACE,)
    assert loss.copies[0].is_fresh


async def test_a_device_that_was_never_read_is_asked_now() -> None:
    office = Office()
    office.now = UserInfo(id=UserId("7"), name="Ann", face=b"f", fingers=(b"a", b"b"))
    (loss,) = await office.losses(a_user())
    assert (loss.last, loss.unread) == ((), ())
    assert loss.copies[0].is_fresh


async def test_a_device_that_was_never_read_and_cannot_be_asked_is_told_as_that() -> None:
    (loss,) = await Office(state=DeviceState.UNREACHABLE).losses(a_user())
    assert (loss.last, loss.unread) == ((Part.FACE, Part.FINGERS), ("Back",))
    failing = Office()
    failing.trouble = Unreachable("Back")
    assert (await failing.losses(a_user()))[0].unread == ("Back",)
    many = await Office().losses(*(a_user(str(each)) for each in range(CHECKED_MAX + 1)))
    assert {each.unread for each in many} == {("Back",)}


async def test_a_device_that_ended_its_list_early_may_hold_the_user_too() -> None:
    office = Office(a_user("9"), state=DeviceState.UNREACHABLE)
    office.cut_short.add(BACK)
    (loss,) = await office.losses(a_user())
    assert loss.unread == ("Back",)


async def test_a_device_that_was_read_without_the_user_is_not_called_unread() -> None:
    office = Office(a_user("8", "Eva"), state=DeviceState.UNREACHABLE)
    (loss,) = await office.losses(a_user())
    assert (loss.copies, loss.unread) == ((), ())


async def test_one_who_is_gone_there_or_somebody_else_is_no_copy() -> None:
    office = Office(a_user())
    (loss,) = await office.losses(a_user())
    assert loss.copies == ()
    office.now = UserInfo(id=UserId("7"), name="Bob", face=b"f")
    assert (await office.losses(a_user()))[0].copies == ()
    assert (await Office(a_user(name="Bob")).losses(a_user()))[0].copies == ()


async def test_a_device_that_fails_counts_as_last_known() -> None:
    office = Office(a_user())
    office.trouble = Unreachable("Back")
    (loss,) = await office.losses(a_user())
    assert loss.last == ()
    assert not loss.copies[0].is_fresh


async def test_of_many_nobody_is_asked() -> None:
    many = [a_user(str(each)) for each in range(CHECKED_MAX + 1)]
    office = Office(*many)
    losses = await office.losses(*many)
    assert office.asked == []
    assert all(each.last == () for each in losses)


async def test_a_user_without_templates_loses_none() -> None:
    (loss,) = await Office().losses(a_user(face=False, fingers=0))
    assert loss.last == ()


@pytest.mark.parametrize("name", ["ann", " Ann ", "A\u006en"])
async def test_the_same_name_is_the_same_person(name: str) -> None:
    office = Office(a_user(name=name), state=DeviceState.UNREACHABLE)
    (loss,) = await office.losses(a_user())
    assert loss.last == ()


async def test_a_store_that_fails_is_told_as_that() -> None:
    class Broken(Office):
        async def of(self, uid: DeviceUid) -> tuple[RememberedUser, ...]:
            raise StoreLocked("rollcall.db")

    with pytest.raises(StoreLocked):
        await Broken().losses(a_user())


async def test_the_window_has_its_turns_while_thousands_are_compared() -> None:
    many = [a_user(str(each)) for each in range(2000)]
    turns, office = 0, Office(*many)
    looking = asyncio.ensure_future(office.losses(*many))
    while not looking.done():
        await asyncio.sleep(0)
        turns += 1
    assert len(await looking) == 2000
    assert turns > 10
