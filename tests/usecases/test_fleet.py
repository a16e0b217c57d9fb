"""The fleet: known devices, checks, adding, keys, names, forgetting, and what happens at once."""

from __future__ import annotations

import asyncio

import pytest

from rollcall.protocol.address import NO_KEY, ApiKey
from rollcall.protocol.errors import (
    AppError,
    InputProblem,
    InvalidInput,
    KeyRejected,
    NoBackend,
    StoreFull,
    StoreLocked,
    Unreachable,
    VaultLocked,
    WrongDevice,
)
from rollcall.protocol.info import GetDeviceUid, GetVersionInfo
from rollcall.usecases.fleet_device import DeviceState
from tests.usecases.fakes import NOW, Office, at, uid

A, B, C = "10.0.0.1", "10.0.0.2", "10.0.0.3"


async def test_load_shows_what_is_known_before_anything_was_asked() -> None:
    office = Office()
    office.know("d1", A, name="Front door")
    await office.fleet.load()
    assert office.states() == {"d1": "UNCHECKED"}
    assert office.network.sessions == []


async def test_check_marks_each_device_when_all_answer_differently() -> None:
    office = Office()
    pinned = {"pin": "aa"}
    for device, address, how in [
        ("on", A, {}),
        ("off", B, {}),
        ("key", C, {}),
        ("other", "10.0.0.4", {}),
        ("cert", "https://10.0.0.5", pinned),
        ("page", "10.0.0.6", {}),
    ]:
        office.know(device, address, **how)
    office.network.put(A, "on")
    office.network.put(C, "key", key="secret")
    office.network.put("10.0.0.4", "somebody")
    office.network.put("https://10.0.0.5", "cert", fingerprint="bb")
    office.network.put("10.0.0.6", None)
    await office.fleet.load()
    await office.fleet.check()
    assert office.states() == {
        "on": "ONLINE",
        "off": "UNREACHABLE",
        "key": "KEY_NEEDED",
        "other": "WRONG_DEVICE",
        "cert": "NOT_PRIVATE",
        "page": "UNPROVEN",
    }
    assert office.known.devices[uid("on")].last_seen == NOW
    assert office.known.devices[uid("off")].last_seen is None


async def test_check_asks_eight_at_once_when_there_are_thirty() -> None:
    office = Office()
    for number in range(1, 31):
        office.know(f"d{number}", f"10.0.0.{number}")
        office.network.put(f"10.0.0.{number}", f"d{number}")
    await office.fleet.load()
    await office.fleet.check()
    assert office.network.busiest == 8
    assert set(office.states().values()) == {"ONLINE"}


async def test_check_asks_the_others_and_then_raises_when_the_keyring_is_locked() -> None:
    office = Office()
    office.know("d1", A, keyed=True)
    office.know("d2", B)
    office.network.put(A, "d1")
    office.network.put(B, "d2")
    office.keys.trouble = VaultLocked("KWallet")
    await office.fleet.load()
    with pytest.raises(VaultLocked):
        await office.fleet.check()
    assert office.states() == {"d1": "UNCHECKED", "d2": "ONLINE"}


async def test_check_keeps_the_states_and_raises_when_the_store_is_locked() -> None:
    office = Office()
    office.know("d1", A)
    office.network.put(A, "d1")
    await office.fleet.load()
    office.known.trouble = StoreLocked("file")
    with pytest.raises(StoreLocked):
        await office.fleet.check()
    assert office.states() == {"d1": "ONLINE"}
    office.known.trouble = None
    await office.fleet.close()
    assert office.known.devices[uid("d1")].last_seen == NOW


async def test_identify_uses_the_typed_key_and_closes_when_it_was_told() -> None:
    office = Office()
    office.network.put(A, "d1", key="typed")
    assert await office.fleet.identify(at(A), key=ApiKey("typed")) == "d1"
    assert office.network.sessions[0].is_closed
    assert office.hidden == {"typed"}
    with pytest.raises(KeyRejected):
        await office.fleet.identify(at(A))
    assert office.network.sessions[1].is_closed


async def test_add_keeps_device_and_key_when_it_was_identified() -> None:
    office = Office()
    office.network.put(A, "d1", key="secret")
    await office.find()
    assert office.states() == {A: "KEY_NEEDED"}
    assert await office.add("d1", A, key="secret", name="  Front \t door ") is None
    (device,) = office.fleet.devices
    assert (device.name, device.state, device.keyed) == ("Front door", DeviceState.ONLINE, True)
    assert office.keys.keys == {uid("d1"): ApiKey("secret")}
    assert office.known.devices[uid("d1")].keyed
    entry = office.trail.entries[-1]
    assert (entry.action, entry.result, entry.who, entry.subject) == (
        "add device",
        "done",
        "eva",
        A,
    )


async def test_add_keeps_the_key_for_this_run_when_there_is_no_keyring() -> None:
    office = Office()
    office.network.put(A, "d1", key="secret")
    office.keys.trouble = NoBackend("null")
    trouble = await office.add("d1", A, key="secret")
    assert isinstance(trouble, NoBackend)
    await office.fleet.check()
    assert office.states() == {"d1": "ONLINE"}
    assert office.fleet.device(uid("d1")).keyed
    assert not office.known.devices[uid("d1")].keyed  # the next run has no key and asks for it


async def test_add_changes_nothing_when_the_store_is_full() -> None:
    office = Office()
    await office.add("d1", A, key="old")
    office.known.trouble = StoreFull("file")
    with pytest.raises(StoreFull):
        await office.add("d1", B, key="new")
    assert office.keys.keys == {uid("d1"): ApiKey("old")}
    device = office.fleet.device(uid("d1"))
    assert (device.address, device.keyed) == (at(A), True)
    assert office.trail.entries[-1].result == "failed"


async def test_add_marks_the_device_that_was_there_before_when_another_takes_its_address() -> None:
    office = Office()
    await office.add("d1", A)
    await office.add("d2", A)
    assert office.states() == {"d1": "WRONG_DEVICE", "d2": "ONLINE"}


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("", InputProblem.EMPTY),
        (" \t\u00a0", InputProblem.EMPTY),
        ("x" * 61, InputProblem.TOO_LONG),
        ("a\0b", InputProblem.BAD_CHARACTERS),
        ("a\ud800b", InputProblem.BAD_CHARACTERS),
        ("FRONT  door", InputProblem.ALREADY_THERE),
        ("STRASSE", InputProblem.ALREADY_THERE),
    ],
)
async def test_name_is_refused_when_it_breaks_a_rule(name: str, problem: InputProblem) -> None:
    office = Office()
    await office.add("d1", A, name="Front door")
    await office.add("d2", B, name="Straße")
    await office.add("d3", C)
    with pytest.raises(InvalidInput) as caught:
        await office.fleet.rename(uid("d3"), name)
    assert (caught.value.field, caught.value.problem) == ("name", problem)


async def test_rename_keeps_session_state_and_key_when_the_name_is_good() -> None:
    office = Office()
    await office.add("d1", A, key="k1", name="Front door")
    await office.fleet.rename(uid("d1"), "front Door")
    device = office.fleet.device(uid("d1"))
    assert (device.name, device.keyed, device.state) == ("front Door", True, DeviceState.ONLINE)
    assert office.known.devices[uid("d1")].name == "front Door"
    await office.fleet.rename(uid("d1"), "x" * 60)
    await office.fleet.rename(uid("d1"), "عائشة 👩\u200d💻")


async def test_rename_changes_nothing_when_the_store_fails() -> None:
    office = Office()
    await office.add("d1", A, name="Front door")
    office.known.trouble = StoreFull("file")
    with pytest.raises(StoreFull):
        await office.fleet.rename(uid("d1"), "Back door")
    assert office.fleet.device(uid("d1")).name == "Front door"


async def test_rename_does_not_bring_back_a_device_when_it_is_forgotten_meanwhile() -> None:
    office = Office()
    await office.add("d1", A)
    office.known.gate = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        group.create_task(office.fleet.forget(uid("d1")))
        group.create_task(office.fleet.rename(uid("d1"), "Back door"))
        await asyncio.sleep(0)
        office.known.gate.set()
    assert office.fleet.devices == ()
    assert office.known.devices == {}


async def test_forget_drops_key_session_and_row_when_asked() -> None:
    office = Office()
    office.network.put(A, "d1", key="k1")
    await office.add("d1", A, key="k1")
    async with office.fleet.session(uid("d1")) as session:
        await session.ask(GetDeviceUid())
        assert await office.fleet.forget(uid("d1")) is None
        with pytest.raises(Unreachable):
            await session.ask(GetDeviceUid())
    assert office.fleet.devices == ()
    assert office.known.devices == {}
    assert office.keys.keys == {}
    assert all(each.is_closed for each in office.network.sessions)
    with pytest.raises(Unreachable):
        async with office.fleet.session(uid("d1")):
            pass


async def test_forget_ends_a_reading_when_it_is_in_the_middle() -> None:
    office = Office()
    office.network.put(A, "d1")
    await office.add("d1", A)
    seen = []

    async def read() -> None:
        async with office.fleet.session(uid("d1")) as session:
            async for page in session.user_ids():
                seen.append(page)
                await office.fleet.forget(uid("d1"))

    with pytest.raises(Unreachable):
        await read()
    assert seen == [("1",)]


async def test_forget_tells_when_the_key_stays_in_a_locked_keyring() -> None:
    office = Office()
    await office.add("d1", A, key="k1")
    await office.add("d2", B)
    office.keys.trouble = VaultLocked("KWallet")
    assert isinstance(await office.fleet.forget(uid("d1")), VaultLocked)
    assert await office.fleet.forget(uid("d2")) is None


async def test_forget_leaves_the_device_without_its_key_when_the_store_fails() -> None:
    office = Office()
    await office.add("d1", A, key="k1")
    office.known.trouble = StoreLocked("file")
    with pytest.raises(StoreLocked):
        await office.fleet.forget(uid("d1"))
    assert not office.fleet.device(uid("d1")).keyed
    assert office.keys.keys == {}


async def test_nothing_is_saved_when_no_keyring_can_hold_the_key() -> None:
    office = Office()
    key = "\N{SLIGHTLY SMILING FACE}" * 601  # as many characters fit, but not as many halves
    office.network.put(A, "d1", key=key)
    with pytest.raises(InvalidInput) as caught:
        await office.add("d1", A, key=key)
    assert (caught.value.field, caught.value.problem) == ("api_key", InputProblem.TOO_LONG)
    assert office.known.devices == {}
    await office.add("d1", A)
    with pytest.raises(InvalidInput):
        await office.fleet.set_key(uid("d1"), ApiKey(key))
    assert not office.fleet.device(uid("d1")).keyed
    assert office.network.handed_over == []


async def test_set_key_keeps_the_key_when_the_device_takes_it() -> None:
    office = Office()
    office.network.put(A, "d1", key="k2")
    await office.add("d1", A, key="k1")
    await office.fleet.check()
    assert office.states() == {"d1": "KEY_NEEDED"}
    assert await office.fleet.set_key(uid("d1"), ApiKey("k2")) is None
    await office.fleet.check()
    assert office.states() == {"d1": "ONLINE"}
    assert office.keys.keys == {uid("d1"): ApiKey("k2")}


@pytest.mark.parametrize(
    ("device", "key", "error"), [("d1", "k3", KeyRejected), ("d9", "k2", WrongDevice)]
)
async def test_set_key_keeps_nothing_when_the_device_does_not_take_it(
    device: str, key: str, error: type[AppError]
) -> None:
    office = Office()
    office.network.put(A, device, key=key)
    await office.add("d1", A, key="k1")
    with pytest.raises(error):
        await office.fleet.set_key(uid("d1"), ApiKey("k2"))
    assert office.keys.keys == {uid("d1"): ApiKey("k1")}
    assert office.trail.entries[-1].result == "failed"


async def test_set_key_forgets_the_old_one_when_the_device_wants_none() -> None:
    office = Office()
    office.network.put(A, "d1")
    await office.add("d1", A, key="k1")
    await office.fleet.set_key(uid("d1"), NO_KEY)
    assert office.keys.keys == {}
    assert not office.known.devices[uid("d1")].keyed


async def test_session_raises_when_the_key_cannot_be_read() -> None:
    office = Office()
    await office.add("d1", A, key="k1")
    office.keys.trouble = VaultLocked("KWallet")
    with pytest.raises(VaultLocked):
        async with office.fleet.session(uid("d1")):
            pass
    assert office.network.sessions == []


async def test_session_is_one_when_two_ask_for_it_while_the_keyring_is_slow() -> None:
    office = Office()
    office.network.put(A, "d1", key="k1")
    await office.add("d1", A, key="k1")
    office.keys.gate = asyncio.Event()

    async def use() -> None:
        async with office.fleet.session(uid("d1")) as session:
            await session.ask(GetDeviceUid())

    async with asyncio.TaskGroup() as group:
        group.create_task(use())
        group.create_task(use())
        await asyncio.sleep(0)
        office.keys.gate.set()
    assert len(office.network.sessions) == 1
    await office.fleet.close()
    assert office.network.sessions[0].is_closed


async def test_session_stays_open_for_its_user_when_the_key_changes() -> None:
    office = Office()
    office.network.put(A, "d1")
    await office.add("d1", A)
    async with office.fleet.session(uid("d1")) as session:
        await session.ask(GetDeviceUid())
        await office.fleet.set_key(uid("d1"), ApiKey("k2"))
        first = office.network.sessions[0]
        assert not first.is_closed
        await session.ask(GetDeviceUid())
    assert first.is_closed
    async with office.fleet.session(uid("d1")) as session:
        await session.ask(GetDeviceUid())
    assert office.network.sessions[-1].key == ApiKey("k2")


async def test_state_is_that_of_the_new_address_when_an_old_session_fails() -> None:
    office = Office()
    office.network.put(A, "d1")
    await office.add("d1", A)

    async def use() -> None:
        async with office.fleet.session(uid("d1")) as session:
            del office.network.hosts[at(A)]
            office.network.put(B, "d1")
            await office.find()
            await session.ask(GetDeviceUid())

    with pytest.raises(Unreachable):
        await use()
    assert office.states() == {"d1": "MOVED"}


async def test_device_is_online_when_it_only_refuses_a_command() -> None:
    office = Office()
    office.network.put(A, "d1")
    office.know("d1", A)
    await office.fleet.load()
    with pytest.raises(AppError):
        async with office.fleet.session(uid("d1")) as session:
            await session.ask(GetVersionInfo())
    assert office.states() == {"d1": "ONLINE"}


async def test_state_stays_when_nothing_was_asked() -> None:
    office = Office()
    office.know("d1", A)
    await office.fleet.load()
    async with office.fleet.session(uid("d1")):
        pass
    assert office.states() == {"d1": "UNCHECKED"}


def test_device_raises_when_it_is_not_one_of_ours() -> None:
    with pytest.raises(KeyError):
        Office().fleet.device(uid("d1"))


async def test_connection_stays_closed_when_forgotten_while_a_question_was_on_its_way() -> None:
    office = Office()
    office.network.put(A, "d1")
    await office.add("d1", A)
    gate = office.network.gates[at(A)] = asyncio.Event()
    checking = asyncio.create_task(office.fleet.check())
    while not office.network.busy:  # noqa: ASYNC110  # about a fake, which tells nobody
        await asyncio.sleep(0)
    await office.fleet.forget(uid("d1"))
    gate.set()
    await checking
    assert [each.is_closed for each in office.network.sessions] == [True]
