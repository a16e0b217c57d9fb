"""Who is missing where, and who differs in what."""

from __future__ import annotations

from collections.abc import Iterable

from rollcall.protocol.errors import BadReply, ListCutShort, Unreachable
from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import UserId
from rollcall.store.values import RememberedUser
from rollcall.usecases.changing.receipt import Part
from rollcall.usecases.copying.compare import Comparing, Standing
from rollcall.usecases.rosters import Rosters
from tests.usecases.copying.building import (
    DOOR,
    GATE,
    NAMES,
    STORE,
    Building,
    building,
    door,
    gate,
    store,
)


async def test_everybody_has_a_standing(two: Building) -> None:
    two.put(DOOR, "1", "Only Here")
    two.put(STORE, "2", "Only There")
    for uid in (DOOR, STORE):
        two.put(uid, "3", "Ann Lee", face=b"face")
    two.put(DOOR, "4", "Bob Ng", fingers=(b"A",))
    two.put(STORE, "4", "Bob Ng", card="7")
    two.put(DOOR, "5", "Li Wei")
    two.put(STORE, "5", "Rosa Diaz")
    users = {each.id: each for each in (await two.compare(DOOR, STORE)).users}
    assert {user_id: each.standing for user_id, each in users.items()} == {
        "1": Standing.MISSING,
        "2": Standing.MISSING,
        "3": Standing.SAME,
        "4": Standing.DIFFERENT,
        "5": Standing.ANOTHER_PERSON,
    }
    assert users[UserId("1")].missing == (STORE,)
    assert users[UserId("2")].missing == (DOOR,)
    assert users[UserId("4")].differing == (Part.FINGERS, Part.CARD)
    assert users[UserId("5")].names == {DOOR: "Li Wei", STORE: "Rosa Diaz"}


async def test_nobody_is_called_missing_where_the_list_does_not_hold_still(two: Building) -> None:
    two.put(DOOR, "1", "Ann Lee")
    two.unstable.add(STORE)
    compared = await two.compare(DOOR, STORE)
    assert compared.users == ()
    assert isinstance(compared.failed[STORE], Unreachable)


async def test_nobody_is_called_missing_where_the_list_always_ends_early(two: Building) -> None:
    for uid in (DOOR, STORE):
        for each in range(1, 80):
            two.put(uid, str(each), f"User {each}")
    two.devices[STORE].variants.switch_on("list-ends-early", value=50)
    rosters = Rosters(two.open_session, NoMemory(), device_name=NAMES.__getitem__)
    comparing = Comparing(two.open_session, rosters=rosters, report=two.progress.append)
    compared = await comparing.compare((DOOR, STORE))
    assert compared.users == ()
    assert isinstance(compared.failed[STORE], ListCutShort)


async def test_nobody_is_called_missing_while_the_list_is_shifting(two: Building) -> None:
    for each in range(1, 80):
        two.put(DOOR, str(each), f"User {each}")
        two.put(STORE, str(each), f"User {each}")
    taken = iter(range(1, 80))

    def before_each_page() -> None:
        if two.counts(STORE, "GetUserIdList") % 2 == 0:
            two.devices[STORE].users.remove(UserId(str(next(taken))))

    two.devices[STORE].ledger.told = before_each_page
    rosters = Rosters(two.open_session, NoMemory(), device_name=NAMES.__getitem__)
    comparing = Comparing(two.open_session, rosters=rosters, report=two.progress.append)
    compared = await comparing.compare([DOOR, STORE])
    assert isinstance(compared.failed[STORE], BadReply)
    assert compared.users == ()


class NoMemory:
    """Remembers no users."""

    async def of(self, uid: DeviceUid) -> tuple[RememberedUser, ...]:
        return ()

    async def replace(self, uid: DeviceUid, users: Iterable[RememberedUser]) -> None:
        pass

    async def update(self, uid: DeviceUid, users: Iterable[RememberedUser]) -> None:
        pass


async def test_the_others_are_compared_when_one_device_is_off() -> None:
    async with building(door(), store(), gate()) as at:
        at.put(DOOR, "1", "Ann Lee")
        at.off.add(GATE)
        compared = await at.compare(DOOR, STORE, GATE)
        assert compared.devices == (DOOR, STORE)
        assert compared.users[0].missing == (STORE,)
        assert list(compared.failed) == [GATE]


async def test_nobody_is_called_missing_who_was_listed_and_is_not_read(two: Building) -> None:
    two.put(DOOR, "1", "Ann Lee")
    two.put(STORE, "1", "Ann Lee")
    two.devices[STORE].faults.switch_on("refuse", command="GetUserInfo")
    (user,) = (await two.compare(DOOR, STORE)).users
    assert (user.standing, user.unsure, user.missing) == (Standing.UNSURE, (STORE,), ())


async def test_a_device_without_the_name_does_not_hide_that_two_others_have_two_people() -> None:
    async with building(door(), store(), gate()) as at:
        at.put(DOOR, "1", "")
        at.put(STORE, "1", "Li Wei")
        at.put(GATE, "1", "Rosa Diaz")
        (user,) = (await at.compare(DOOR, STORE, GATE)).users
        assert user.standing is Standing.ANOTHER_PERSON


async def test_counts_alone_decide_when_the_firmware_differs() -> None:
    async with building(door(), store(firmware="other")) as at:
        at.put(DOOR, "1", "Ann Lee", face=b"here")
        at.put(STORE, "1", "Ann Lee", face=b"there")
        (user,) = (await at.compare(DOOR, STORE)).users
        assert user.standing is Standing.SAME


async def test_copying_from_the_right_device_brings_them_in_line(two: Building) -> None:
    two.put(DOOR, "1", "Ann Lee", face=b"face")
    two.put(DOOR, "2", "Bob Ng", card="7")
    two.put(STORE, "2", "Bob Ng")
    await two.copy(await two.plan(STORE))
    users = (await two.compare(DOOR, STORE)).users
    assert {each.standing for each in users} == {Standing.SAME}


async def test_the_progress_never_says_that_all_is_read_while_a_device_is_still_listed() -> None:
    async with building(door(users=60), store(users=10)) as at:
        await at.compare(STORE, DOOR)
        counted = [each for each in at.progress if each.total is not None]
        assert {each.total for each in counted} == {70}
        assert [each.done for each in counted].count(70) == 1
        assert at.progress[-1].total is None  # read, and now compared


async def test_a_device_that_fails_does_not_hide_how_far_the_others_are() -> None:
    async with building(door(users=20), store(users=10), gate()) as at:
        at.off.add(GATE)
        await at.compare(STORE, GATE, DOOR)
        assert {each.total for each in at.progress if each.total is not None} == {30}
