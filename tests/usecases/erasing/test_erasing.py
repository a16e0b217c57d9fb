"""What is held of an erased person goes, and nothing of anybody else."""

from __future__ import annotations

import pytest

from rollcall.protocol.errors import StoreFull
from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import SetUserInfo, UserId, UserInfo
from rollcall.usecases.audit import Action
from rollcall.usecases.changing.before_images import BeforeImage, BeforeImages, Held
from rollcall.usecases.changing.journal import JournalKind
from rollcall.usecases.changing.proof import Lost
from rollcall.usecases.changing.receipt import Part
from rollcall.usecases.changing.steps import Steps
from rollcall.usecases.changing.wanted import AccessBack, Presence, Removal, Wanted
from rollcall.usecases.copying.finding import Person
from rollcall.usecases.erasing.erasing import Erasing
from rollcall.usecases.erasing.tombstones import Tombstones
from tests.usecases.journal import FakeJournal
from tests.usecases.tombstones import KEY, FakeSealKey, FakeTombstones

DOOR, STORE, LOST = DeviceUid("00a1"), DeviceUid("00b2"), DeviceUid("00c3")
ID = UserId("7")
ANN = Person(ID, "Ann Lee")


class FakeRosters:
    """Notes what was dropped and saved."""

    def __init__(self) -> None:
        self.dropped: list[tuple[DeviceUid, UserId]] = []
        self.saved: list[DeviceUid] = []

    def of(self, uid: DeviceUid) -> _FakeRoster:
        return _FakeRoster(self, uid)

    async def save(self, uid: DeviceUid) -> None:
        self.saved.append(uid)


class _FakeRoster:
    def __init__(self, rosters: FakeRosters, uid: DeviceUid) -> None:
        self._rosters = rosters
        self._uid = uid

    def drop(self, user_id: UserId) -> None:
        self._rosters.dropped.append((self._uid, user_id))


class Desk:
    """An `Erasing`, and all it lets go of."""

    def __init__(self) -> None:
        self.steps = Steps()
        self.key = FakeSealKey()
        self.images = BeforeImages(self.key)
        self.journal = FakeJournal()
        self.rosters = FakeRosters()
        self.kept = FakeTombstones()
        self.tombstones = Tombstones(self.kept, seal_key=self.key)
        self.erasing = Erasing(
            self.tombstones,
            steps=self.steps,
            images=self.images,
            journal=self.journal,
            rosters=self.rosters,
            seal_key=self.key,
        )

    async def sealed(self, uid: DeviceUid, name: str, *, key: bytes = KEY) -> int:
        before = UserInfo(id=ID, name=name, face=b"face")
        image = BeforeImage.of(before, SetUserInfo(id=ID, card="1"), is_whole=True)
        assert image is not None
        content = image.sealed(key, uid)
        return await self.journal.begin(JournalKind.WRITE, uid, user_id=ID, sealed=content)


@pytest.fixture
def desk() -> Desk:
    return Desk()


async def test_undo_forgets_everything_of_her_and_nothing_of_others(desk: Desk) -> None:
    hers: list[Wanted | Removal | AccessBack] = [
        Wanted(change=SetUserInfo(id=ID, name="Ann Lee"), presence=Presence.ABSENT),
        Removal(user_id=ID, name="ann LEE"),
        AccessBack(user_id=ID, name="Ann Lee", zones=(1,), given=(2,)),
        Wanted(change=SetUserInfo(id=ID, name="A. Old"), seen=UserInfo(id=ID, name="Ann Lee")),
        Wanted(change=SetUserInfo(id=ID, card="7")),
    ]
    others = [
        Removal(user_id=ID, name="Rosa Diaz"),
        Removal(user_id=UserId("8"), name="Ann Lee"),
    ]
    for number, back in enumerate([*hers, *others]):
        desk.steps.add((DOOR, STORE)[number % 2], Action.EDIT_USER, [back])
    told: list[object] = []
    desk.steps.changed.connect(told.append)
    await desk.erasing.begin([ANN])
    left = []
    while taken := desk.steps.take_work():
        left += [back for step in taken for back in step.back]
    assert left == others[::-1]
    assert told
    assert (await desk.tombstones.known()).has(ID, "Ann Lee")


async def test_a_step_of_many_keeps_the_others(desk: Desk) -> None:
    bob = Removal(user_id=UserId("8"), name="Bob Ng")
    desk.steps.add(DOOR, Action.IMPORT_USERS, [Removal(user_id=ID, name="Ann Lee"), bob])
    await desk.erasing.begin([ANN])
    assert desk.steps.last is not None
    assert desk.steps.last.back == (bob,)


async def test_nothing_is_forgotten_when_it_cannot_be_noted(desk: Desk) -> None:
    desk.steps.add(DOOR, Action.EDIT_USER, [Removal(user_id=ID, name="Ann Lee")])
    desk.kept.trouble = StoreFull("rollcall.db")
    with pytest.raises(StoreFull):
        await desk.erasing.begin([ANN])
    assert desk.steps.last is not None


async def test_what_is_sealed_ends_where_she_is_gone(desk: Desk) -> None:
    gone = await desk.sealed(DOOR, "Ann Lee")
    unreadable = await desk.sealed(DOOR, "Ann Lee", key=b"x" * 32)
    waiting = await desk.sealed(STORE, "Ann Lee")
    forgotten_device = await desk.sealed(LOST, "ann lee")
    other = await desk.sealed(LOST, "Rosa Diaz")
    unknown = await desk.sealed(LOST, "Ann Lee", key=b"x" * 32)
    job = await desk.journal.begin(JournalKind.JOB, DOOR, user_id=ID, sealed=b"a job's")
    await desk.erasing.end([ANN], gone_from={(DOOR, ID)}, others_on={(STORE, ID)})
    assert {gone, unreadable, forgotten_device}.isdisjoint(desk.journal.entries)
    assert set(desk.journal.entries) == {waiting, other, unknown, job}


async def test_what_is_held_in_memory_goes_with_its_entry(desk: Desk) -> None:
    lost = (Lost(part=Part.FACE, before=(b"face",), templates=(b"face",)),)
    entries = {uid: await desk.sealed(uid, "Ann Lee") for uid in (DOOR, STORE)}
    for uid, entry in entries.items():
        desk.images.hold(uid, ID, Held(lost=lost, entry=entry))
    await desk.erasing.end([ANN], gone_from={(DOOR, ID)}, others_on={(STORE, ID)})
    assert desk.images.held(DOOR, ID) == ()
    assert desk.images.held(STORE, ID) == lost
    assert set(desk.journal.entries) == {entries[STORE]}


async def test_she_is_remembered_of_no_device_that_has_her_no_more(desk: Desk) -> None:
    await desk.erasing.end([ANN], gone_from={(DOOR, ID), (STORE, ID)})
    assert sorted(desk.rosters.dropped) == [(DOOR, ID), (STORE, ID)]
    assert sorted(desk.rosters.saved) == [DOOR, STORE]
