from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rollcall.protocol.catalog import COMMANDS
from rollcall.simulator.device import SimulatedDevice
from rollcall.simulator.exchange import Incoming, respond
from rollcall.simulator.ledger import Connection
from rollcall.simulator.profile import Profile
from rollcall.simulator.timing import ManualTime
from tests.simulator.bare import Bare
from tests.simulator.conftest import Start
from tests.simulator.examples import BAD, BELL, EXAMPLES, T


def test_the_examples_are_those_of_all_commands() -> None:
    assert [name for name, *_ in EXAMPLES if name not in COMMANDS] == []
    assert len({name for name, *_ in EXAMPLES}) == len(COMMANDS) == 58


@pytest.mark.parametrize(
    ("cmd", "payload", "result", "members"), EXAMPLES, ids=[name for name, *_ in EXAMPLES]
)
async def test_a_command_is_answered_as_documented_when_sent_as_in_its_example(
    bare: Bare, cmd: str, payload: dict[str, Any], result: str, members: str
) -> None:
    if "job_id" in payload:
        await bare.get("BeginEnrollFace")
    answer = await bare.ask(cmd, payload)
    assert answer["mid"] == "a123456"
    assert answer["result"] == result, answer["payload"]
    assert sorted(answer["payload"]) == sorted(members.split())


@pytest.mark.parametrize(
    ("cmd", "payload", "code"), BAD, ids=[f"{n}-{each[0]}" for n, each in enumerate(BAD)]
)
async def test_a_command_is_refused_when_it_breaks_the_specification(
    bare: Bare, cmd: str, payload: dict[str, Any], code: str
) -> None:
    before = bare.device.ledger.counts.copy()
    assert await bare.code(cmd, payload) == code
    assert bare.device.ledger.counts == before


async def test_spellings_of_the_specification_are_taken_and_no_others(bare: Bare) -> None:
    assert await bare.code("getdeviceuid") == "unknown_command"
    assert (await bare.ask("BeginEnrollFP"))["result"] == "JobCreated"
    assert (await bare.ask("GetAttendanceTolerance"))["result"] == "AttendaceTolerance"


async def test_the_offending_value_is_echoed_when_refused(bare: Bare) -> None:
    answer = await bare.ask("GetUserInfo", {"id": "999"})
    assert answer["payload"] == {"code": "user_id_not_exists", "arguments": ["999"]}
    answer = await bare.ask("SetSoundVolume", {"sound_volume": 99})
    assert answer["payload"]["arguments"] == [99]
    answer = await bare.ask("SetBellSetting", {"bells": [{**BELL, "weekmask": 200}] * 24})
    assert answer["payload"]["arguments"] == [200]


async def test_members_are_sorted_in_every_answer(bare: Bare) -> None:
    message = b'{"payload":{"id":"1"},"cmd":"GetUserInfo","mid":"1"}'
    body = (await bare.send(message)).body
    pairs: list[list[str]] = []
    json.loads(body, object_pairs_hook=lambda members: pairs.append([name for name, _ in members]))
    assert all(names == sorted(names) for names in pairs)


async def test_unsupported_features_disappear_when_the_device_has_no_reader(start: Start) -> None:
    from msgspec.structs import replace

    from rollcall.simulator.profile import EVERYTHING

    bare = await start(
        users=3,
        capabilities=replace(
            EVERYTHING,
            palm=False, face=False, fingerprint=False, card=False, password=False,
            visible_light_face=False, access_control=False, wifi=False,
        ),
    )  # fmt: skip
    assert sorted(await bare.get("GetUserInfo", {"id": "1"})) == [
        "depart",
        "id",
        "name",
        "privilege",
    ]
    assert sorted(await bare.get("GetCapacityLimit")) == ["max_attend_log", "max_user"]
    assert sorted(await bare.get("GetVersionInfo")) == ["firmware_version"]
    assert sorted(await bare.get("GetNetworkConfig")) == ["ethernet"]
    for cmd in ("BeginEnrollFace", "BeginEnrollFp", "BeginEnrollCard", "BeginEnrollPalm"):
        assert await bare.code(cmd) == "not_supported"
    for cmd in ("GetAcSetting", "GetAcTimeZone", "GetFaceVerifySetting"):
        assert await bare.code(cmd) == "not_supported"
    assert await bare.code("PhotoToFacedata", {"photo": T}) == "not_supported"
    assert await bare.code("SetVerifyMode", {"verify_mode": 10}) == "not_supported"
    await bare.get("SetUserInfo", {"id": "1", "palm": [T], "card": "5", "password": "1"})
    assert (await bare.get("GetCurrentUsage"))["palm_count"] == 0


async def test_a_restart_forgets_jobs_and_the_lock(bare: Bare) -> None:
    await bare.get("LockDevice", {"is_locked": "yes"})
    await bare.get("BeginEnrollFace")
    bare.device.restart()
    assert not bare.device.users.locked
    assert (await bare.get("BeginEnrollCard"))["job_id"] == 1


async def test_nobody_is_recorded_when_the_device_is_locked(bare: Bare) -> None:
    assert bare.device.punch("3")
    await bare.get("LockDevice", {"is_locked": "yes"})
    assert not bare.device.punch("3")
    assert (await bare.get("GetCurrentUsage"))["attend_log_count"] == 251


def test_five_thousand_users_and_their_records_are_there_at_once() -> None:
    device = SimulatedDevice(Profile(users=5000, records=100_000), time=ManualTime())
    assert (device.users.counts["users"], len(device.log)) == (5000, 100_000)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4)
    ),
    max_leaves=12,
)
MEMBERS = st.sampled_from(sorted({name for _, payload, *_ in EXAMPLES for name in payload}))
PAYLOADS = st.dictionaries(
    MEMBERS, JSON | st.sampled_from(["1", "yes", "on", "user", T]), max_size=5
)
HTTP = Connection(number=1, peer="", https=False)


@pytest.fixture(scope="module")
def fuzzed() -> SimulatedDevice:
    return SimulatedDevice(Profile(users=3, records=20), time=ManualTime())


def _is_answered(device: SimulatedDevice, body: bytes) -> None:
    response = respond(device, Incoming("POST", "/control?api_key=", body, HTTP))
    for step in response.afterwards:
        step()
    device.security.api_key = ""
    assert response.status == 200
    answer = json.loads(response.body)
    assert sorted(answer) == ["mid", "payload", "result"]
    if answer["result"] == "Error":
        assert sorted(answer["payload"]) == ["arguments", "code"]


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(cmd=st.sampled_from(sorted(COMMANDS)), payload=PAYLOADS, mid=JSON)
def test_every_payload_is_answered(
    fuzzed: SimulatedDevice, cmd: str, payload: dict[str, Any], mid: object
) -> None:
    message = json.dumps({"mid": mid, "cmd": cmd, "payload": payload}, ensure_ascii=True)
    _is_answered(fuzzed, message.encode())


@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(body=st.binary(max_size=200) | JSON.map(lambda value: json.dumps(value).encode()))
def test_every_body_is_answered(fuzzed: SimulatedDevice, body: bytes) -> None:
    _is_answered(fuzzed, body)


@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(example=st.sampled_from(EXAMPLES), data=st.data())
def test_every_broken_example_is_answered(
    fuzzed: SimulatedDevice, example: tuple[str, dict[str, Any], str, str], data: st.DataObject
) -> None:
    cmd, payload, *_ = example
    body = json.dumps({"mid": "1", "cmd": cmd, "payload": payload}).encode()
    at = data.draw(st.integers(0, len(body)))
    cut = data.draw(st.integers(0, 12))
    _is_answered(fuzzed, body[:at] + data.draw(st.binary(max_size=6)) + body[at + cut :])


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 100_000,
        b'{"mid":' + b"[" * 900 + b"]" * 900 + b',"cmd":"GetDeviceUid"}',
        b'{"mid":"1","cmd":"SetUserInfo","payload":' + b'{"id":' * 900 + b"1" + b"}" * 901,
        b'{"mid":' + b"9" * 5000 + b',"cmd":"GetDeviceUid"}',
        b'{"mid":1e999,"cmd":"GetDeviceUid"}',
        b'{"mid":"\\ud800","cmd":"GetDeviceUid"}',
        b'{"mid":"1","cmd":"GetUserInfo","payload":{"id":"\\u0000"}}',
        b'\xef\xbb\xbf{"mid":"1","cmd":"GetDeviceUid"}',
        b"",
        b"null",
    ],
    ids=range(10),
)
def test_hostile_bodies_are_answered(fuzzed: SimulatedDevice, body: bytes) -> None:
    _is_answered(fuzzed, body)
