"""What a sweep makes of the list, whatever is found and in whatever order; and where keys go."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rollcall.device.found import Evidence, Found
from rollcall.protocol.address import Address, ApiKey
from rollcall.protocol.errors import AppError, InputProblem, InvalidInput, StoreFull, VaultLocked
from rollcall.usecases.fleet_device import DeviceState, FleetDevice
from rollcall.usecases.placing import place
from tests.usecases.fakes import Office, at, uid

A, B, C = "10.0.0.1", "10.0.0.2", "10.0.0.3"
SA, SB, SC = "https://10.0.0.1", "https://10.0.0.2", "https://10.0.0.3"


async def known(*devices: tuple[str, str], **how: Any) -> Office:
    office = Office()
    for device, address in devices:
        office.know(device, address, **how)
        if how.get("keyed"):
            office.keys.keys[uid(device)] = ApiKey(f"key of {device}")
    await office.fleet.load()
    return office


async def test_each_find_is_announced_when_it_comes() -> None:
    office = await known(("d1", A))
    office.network.put(A, "d1")
    office.network.put(B, "d2")
    seen: list[list[str]] = []
    office.fleet.changed.connect(lambda rows: seen.append([each.state.name for each in rows]))
    await office.find()
    live = [each for each in seen if "ONLINE" in each]
    assert live[:2] == [["ONLINE"], ["ONLINE", "NEW"]]
    assert (office.progress[-1].done, office.progress[-1].what) == (2, "addresses")


async def test_moved_device_is_saved_without_its_key_when_only_its_uid_tells() -> None:
    office = await known(("d1", A), keyed=True)
    office.network.put(B, "d1")
    await office.find()
    device = office.fleet.device(uid("d1"))
    assert (device.state, device.moved_from, device.keyed) == (DeviceState.MOVED, at(A), False)
    assert office.known.devices[uid("d1")].address == at(B)
    assert not office.known.devices[uid("d1")].keyed
    assert office.network.handed_over == []
    await office.find()
    assert office.states() == {"d1": "ONLINE"}


async def test_moved_device_keeps_its_key_when_its_certificate_proves_it() -> None:
    office = await known(("d1", SA), keyed=True, pin="aa")
    office.network.put(SB, "d1", key="key of d1", fingerprint="aa")
    await office.find()
    device = office.fleet.device(uid("d1"))
    assert (device.state, device.address, device.keyed) == (DeviceState.MOVED, at(SB), True)
    assert office.network.handed_over == [(at(SB), ApiKey("key of d1"), "aa")]
    assert office.known.devices[uid("d1")].address == at(SB)


async def test_host_with_a_key_is_asked_with_it_when_it_stands_where_ours_was() -> None:
    office = await known(("d1", A), keyed=True)
    office.network.put(A, "d1", key="key of d1")
    await office.find()
    assert office.states() == {"d1": "ONLINE"}
    assert office.network.handed_over == [(at(A), ApiKey("key of d1"), None)]


async def test_ours_needs_a_key_when_it_has_none_and_its_address_wants_one() -> None:
    office = await known(("d1", A))
    office.network.put(A, "d1", key="new")
    await office.find()
    assert office.states() == {"d1": "KEY_NEEDED"}


async def test_key_stays_at_home_when_another_host_claims_the_uid() -> None:
    office = await known(("d1", A), keyed=True)
    office.network.put(B, "d1")
    office.network.put(A, "d1", key="key of d1")
    await office.find()
    assert office.states() == {"d1": "ONLINE", B: "UNPROVEN"}
    assert office.fleet.device(uid("d1")).keyed


@pytest.mark.parametrize("order", [[A, B], [B, A]])
async def test_ours_stays_at_home_when_two_hosts_give_its_uid(order: list[str]) -> None:
    office = await known(("d1", A))
    office.network.put(A, "d1")
    office.network.put(B, "d1")
    office.network.order = [at(each) for each in order]
    await office.find()
    device = office.fleet.device(uid("d1"))
    assert (device.state, device.address, device.moved_from) == (DeviceState.ONLINE, at(A), None)
    assert office.states() == {"d1": "ONLINE", B: "UNPROVEN"}


async def test_stranger_at_our_address_is_its_own_row() -> None:
    office = await known(("d1", A))
    office.network.put(A, "d9")
    await office.find()
    assert office.states() == {"d1": "WRONG_DEVICE", "d9": "NEW"}


@pytest.mark.parametrize("order", [[A, B], [B, A]])
async def test_two_of_ours_have_moved_when_they_swapped_addresses(order: list[str]) -> None:
    office = await known(("d1", A), ("d2", B))
    office.network.put(A, "d2")
    office.network.put(B, "d1")
    office.network.order = [at(each) for each in order]
    await office.find()
    assert office.states() == {"d1": "MOVED", "d2": "MOVED"}
    assert office.fleet.device(uid("d1")).address == at(B)


@pytest.mark.parametrize("order", [[A, SA], [SA, A]])
@pytest.mark.parametrize(
    ("first", "pin", "shown"), [(A, None, A), (SA, "aa", SA), (None, None, SA)]
)
async def test_plain_and_private_door_are_one_row(
    order: list[str], first: str | None, pin: str | None, shown: str
) -> None:
    office = await known(*([("d1", first)] if first else []), pin=pin)
    office.network.put(A, "d1")
    office.network.put(SA, "d1", fingerprint="aa")
    office.network.order = [at(each) for each in order]
    await office.find()
    (row,) = office.fleet.devices
    assert row.address == at(shown)
    assert row.state is (DeviceState.ONLINE if first else DeviceState.NEW)


@pytest.mark.parametrize("order", [[A, SA], [SA, A]])
async def test_doors_of_a_stranger_are_one_row_when_it_wants_a_key(order: list[str]) -> None:
    office = await known()
    office.network.put(A, "d1", key="k")
    office.network.put(SA, "d1", key="k", fingerprint="aa")
    office.network.order = [at(each) for each in order]
    await office.find()
    (row,) = office.fleet.devices
    assert (row.address, row.state, row.pin) == (at(SA), DeviceState.KEY_NEEDED, "aa")


async def test_private_device_is_not_moved_when_a_plain_host_claims_its_uid() -> None:
    office = await known(("d1", SA), pin="aa", keyed=True)
    office.network.put(B, "d1")
    await office.find()
    assert office.states() == {"d1": "UNREACHABLE", B: "UNPROVEN"}
    assert office.fleet.device(uid("d1")).keyed


async def test_private_device_is_not_private_when_its_address_shows_another_certificate() -> None:
    office = await known(("d1", SA), pin="aa")
    office.network.put(SA, "d1", fingerprint="bb")
    await office.find()
    assert office.states() == {"d1": "NOT_PRIVATE"}


async def test_page_of_a_device_is_unproven_when_it_speaks_no_protocol() -> None:
    office = await known(("d1", A))
    office.network.put(A, None, evidence=Evidence.LOOKS_LIKE)
    office.network.put(B, None, evidence=Evidence.LOOKS_LIKE)
    await office.find()
    assert office.states() == {"d1": "UNPROVEN", B: "UNPROVEN"}


async def test_ours_is_unreachable_when_nobody_answers_and_strangers_vanish() -> None:
    office = await known(("d1", A))
    office.network.put(A, "d1")
    office.network.put(B, "d2")
    await office.find()
    assert office.states() == {"d1": "ONLINE", "d2": "NEW"}
    office.network.hosts.clear()
    await office.find()
    assert office.states() == {"d1": "UNREACHABLE"}


async def test_list_stays_when_the_ranges_mean_nothing() -> None:
    office = await known()
    office.network.put(B, "d2")
    await office.find()

    async def targets(ranges: str) -> list[object]:
        raise InvalidInput("range", InputProblem.NOT_A_RANGE)

    office.fleet._targets = targets  # type: ignore[assignment]
    with pytest.raises(InvalidInput) as caught:
        await office.find("10.0.0.")
    assert caught.value.field == "ranges"
    assert office.states() == {"d2": "NEW"}


async def test_sweep_looks_at_our_addresses_first_and_once() -> None:
    office = await known(("d1", C))
    office.network.put(A, "d2")
    office.network.put(C, "d1")
    await office.find()
    assert [each.address for each in office.network.swept[0]] == [at(C), at(A)]


async def test_list_is_whole_and_saved_when_the_sweep_is_cancelled() -> None:
    office = await known(("d1", A), ("d2", B))
    office.network.put(C, "d1")
    office.network.put("10.0.0.4", "d4")
    office.network.put(B, "d2")
    halfway = asyncio.Event()

    async def wait(address: Address) -> None:
        if address == at("10.0.0.4"):
            halfway.set()
            await asyncio.Event().wait()

    office.network.during_sweep = wait
    task = asyncio.create_task(office.find())
    await halfway.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert office.states() == {"d1": "MOVED", "d2": "UNCHECKED", "d4": "NEW"}
    assert office.known.devices[uid("d1")].address == at(C)
    office.network.during_sweep = None
    await office.find()
    assert office.states() == {"d1": "ONLINE", "d2": "ONLINE", "d4": "NEW"}


async def test_second_find_waits_when_one_is_running() -> None:
    office = await known()
    office.network.put(A, "d1")
    await asyncio.gather(office.find(), office.find())
    assert office.states() == {"d1": "NEW"}


async def test_move_wins_when_a_check_of_the_old_address_ends_later() -> None:
    office = await known(("d1", A))
    office.network.put(B, "d1")
    office.network.gates[at(A)] = asyncio.Event()
    checking = asyncio.create_task(office.fleet.check())
    await asyncio.sleep(0)
    await office.find()
    office.network.gates[at(A)].set()
    await checking
    assert office.states() == {"d1": "MOVED"}


async def test_forgotten_device_stays_so_when_the_sweep_is_under_way() -> None:
    office = await known(("d1", A))
    office.network.put(B, "d2")
    office.network.put(A, "d1")

    async def forget(address: Address) -> None:
        if address == at(A):
            await office.fleet.forget(uid("d1"))

    office.network.during_sweep = forget
    await office.find()
    assert office.known.devices == {}
    assert office.states() == {"d2": "NEW"}


async def test_address_a_person_gave_stays_when_the_sweep_finds_the_old_one() -> None:
    office = await known(("d1", A))
    office.network.put(B, "d1", key="k")
    office.network.put(A, "d1")
    office.network.order = [at(C), at(A)]

    async def add(address: Address) -> None:
        if address == at(C):
            await office.add("d1", B, key="k")

    office.network.during_sweep = add
    await office.find()
    device = office.fleet.device(uid("d1"))
    assert (device.address, device.keyed) == (at(B), True)


async def test_new_key_stays_behind_when_the_device_moves_while_the_keyring_is_asked() -> None:
    office = await known(("d1", A))
    office.network.put(A, "d1", key="new")
    office.keys.gate = asyncio.Event()
    setting = asyncio.create_task(office.fleet.set_key(uid("d1"), ApiKey("new")))
    for _ in range(20):  # till it waits for the keyring
        await asyncio.sleep(0)
    office.network.hosts.clear()
    office.network.put(B, "d1")
    await office.find()
    office.keys.gate.set()
    await setting
    await office.fleet.check()
    device = office.fleet.device(uid("d1"))
    assert (device.address, device.keyed) == (at(B), False)
    assert {session.address for session in office.network.sessions if session.key} == {at(A)}


async def test_session_is_made_for_the_new_address_when_it_changes_while_the_keyring_is_asked() -> (
    None
):
    office = await known(("d1", A), keyed=True)
    office.network.put(B, "d1", key="new")
    gate = office.keys.gate = asyncio.Event()
    checking = asyncio.create_task(office.fleet.check())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    office.keys.gate = None
    await office.add("d1", B, key="new")
    gate.set()
    await checking
    assert [session.address for session in office.network.sessions] == [at(B)]
    assert office.states() == {"d1": "ONLINE"}


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5])
def test_finds_mean_the_same_in_whatever_order_they_came(count: int) -> None:
    finds = (
        Found(address=at(A), evidence=Evidence.PROTOCOL, uid=uid("d2")),
        Found(address=at(B), evidence=Evidence.PROTOCOL, uid=uid("d1")),
        Found(address=at(SA), evidence=Evidence.KEY_NEEDED, fingerprint="aa"),
        Found(address=at(SB), evidence=Evidence.PROTOCOL, uid=uid("d1"), fingerprint="bb"),
        Found(address=at(C), evidence=Evidence.KEY_NEEDED),
    )
    unchecked = DeviceState.UNCHECKED
    ours = [
        FleetDevice(uid=uid("d1"), name="1", address=at(A), keyed=True, state=unchecked),
        FleetDevice(uid=uid("d2"), name="2", address=at(C), state=unchecked),
        FleetDevice(uid=uid("d3"), name="3", address=at(SC), pin="aa", keyed=True, state=unchecked),
    ]
    meanings = {
        frozenset(place(ours, {each.address: each for each in order}, is_over=True))
        for order in permutations(finds[:count])
    }
    assert len(meanings) == 1


PLACES = [A, B, SB]
DEVICES = ["d1", "d2"]
STEPS = st.one_of(
    st.tuples(
        st.just("stand"),
        st.sampled_from(PLACES),
        st.sampled_from([*DEVICES, "d1", ""]),
        st.sampled_from(["", "", "k1"]),
        st.sampled_from(["aa", "bb"]),
    ),
    st.tuples(st.just("order"), st.permutations(PLACES)),
    st.tuples(
        st.just("add"),
        st.sampled_from(DEVICES),
        st.sampled_from(PLACES),
        st.sampled_from(["", "k1", "k2"]),
        st.sampled_from(["aa", "bb"]),
    ),
    st.tuples(st.just("key"), st.sampled_from(DEVICES), st.sampled_from(["k1", "k2"])),
    st.tuples(st.just("forget"), st.sampled_from(DEVICES)),
    st.tuples(st.just("at once"), st.sampled_from(DEVICES), st.sampled_from(PLACES)),
    st.tuples(st.just("keyring"), st.booleans()),
    st.tuples(st.just("store"), st.booleans()),
)


@settings(max_examples=250)
@given(steps=st.lists(STEPS, max_size=14))
def test_key_goes_only_where_it_was_given_or_where_the_pin_proves_it(
    steps: list[tuple[Any, ...]],
) -> None:
    asyncio.run(Walk().take(steps))


class Walk:
    """Takes the steps in an office of its own and keeps what a person gave for which address."""

    def __init__(self) -> None:
        self.office = Office()
        self.given: set[tuple[str | None, Address, str]] = set()
        self.pins: dict[str, set[str | None]] = {"k1": set(), "k2": set()}

    async def take(self, steps: list[tuple[Any, ...]]) -> None:
        for name, *how in steps:
            with suppress(AppError, KeyError):
                await getattr(self, name.replace(" ", "_"))(*how)
            with suppress(AppError):
                await self.office.find()
            with suppress(AppError):
                await self.office.fleet.check()
            rows = self.office.fleet.devices
            assert len({row.key for row in rows}) == len(rows)
        for session in self.office.network.sessions:
            text = session.key.reveal()
            if text:
                is_proven = session.address.https and session.pin in self.pins[text]
                assert (session.uid, session.address, text) in self.given or is_proven
                assert text in self.office.hidden

    async def stand(self, place: str, device: str, key: str, pin: str) -> None:
        self.office.network.hosts.pop(at(place), None)
        if device:
            fingerprint = pin if at(place).https else None
            self.office.network.put(place, device, key=key, fingerprint=fingerprint)

    async def order(self, places: list[str]) -> None:
        self.office.network.order = [at(each) for each in places]

    async def add(self, device: str, place: str, key: str, pin: str) -> None:
        self._note(device, at(place), key, pin)
        await self.office.add(device, place, key=key, pin=pin)

    async def key(self, device: str, key: str) -> None:
        row = self.office.fleet.device(uid(device))
        self._note(device, row.address, key, row.pin)
        await self.office.fleet.set_key(uid(device), ApiKey(key))

    async def forget(self, device: str) -> None:
        await self.office.fleet.forget(uid(device))

    async def at_once(self, device: str, place: str) -> None:
        await asyncio.gather(
            self.office.find(),
            self.add(device, place, "k2", "aa"),
            self.office.fleet.check(),
            self.key(device, "k1"),
            return_exceptions=True,
        )

    async def keyring(self, works: bool) -> None:
        self.office.keys.trouble = None if works else VaultLocked("KWallet")

    async def store(self, works: bool) -> None:
        self.office.known.trouble = None if works else StoreFull("file")

    def _note(self, device: str, address: Address, key: str, pin: str | None) -> None:
        if key:
            self.given.update({(device, address, key), (None, address, key)})
            if address.https and pin:
                self.pins[key].add(pin)
