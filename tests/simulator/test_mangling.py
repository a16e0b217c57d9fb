from __future__ import annotations

import asyncio
import base64
import gzip
import json
from typing import Any

import pytest

from rollcall.simulator.exchange import Incoming, respond
from rollcall.simulator.faults import FAULTS
from rollcall.simulator.ledger import Connection
from tests.simulator.bare import Bare
from tests.simulator.examples import EXAMPLES

UID = b'{"mid":"1","cmd":"GetDeviceUid"}'
ENDS = (asyncio.IncompleteReadError, ConnectionError)
A, B = (base64.b64encode(each).decode() for each in (b"one", b"two"))


async def test_a_silent_device_takes_the_request_and_never_answers(bare: Bare) -> None:
    bare.device.faults.switch_on("silent", command="DeleteUserInfo", times=1)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await bare.ask("DeleteUserInfo", {"id": "3"})
    await bare.close()
    assert bare.device.users.get("3")
    await bare.get("DeleteUserInfo", {"id": "3"})


async def test_a_device_can_do_it_and_stay_silent(bare: Bare) -> None:
    bare.device.faults.switch_on("silent-after", times=1)
    asked = asyncio.ensure_future(bare.ask("DeleteUserInfo", {"id": "3"}))
    done = asyncio.Event()
    bare.device.ledger.told = done.set
    await done.wait()
    assert bare.device.users.get("3") is None
    await bare.close()
    with pytest.raises(ENDS):
        await asked


@pytest.mark.parametrize(("fault", "done"), [("drop-before", False), ("drop-after", True)])
async def test_a_dropped_answer_says_nothing_of_what_was_done(
    bare: Bare, fault: str, done: bool
) -> None:
    bare.device.faults.switch_on_as(f"{fault}:DeleteUserInfo*1")
    with pytest.raises(ENDS):
        await bare.ask("DeleteUserInfo", {"id": "3"})
    assert (bare.device.users.get("3") is None) is done
    assert bare.device.ledger.counts["DeleteUserInfo"] == int(done)


async def test_an_answer_can_be_cut_half_way(bare: Bare) -> None:
    bare.device.faults.switch_on("cut-halfway", times=1)
    with pytest.raises(asyncio.IncompleteReadError) as caught:
        await bare.get("GetUserInfo", {"id": "1"})
    assert caught.value.expected
    assert 0 < len(caught.value.partial) < caught.value.expected


async def test_an_answer_can_come_late_or_drop_by_drop(bare: Bare) -> None:
    bare.device.faults.switch_on("delay", value=2.5, times=1)
    asked = asyncio.ensure_future(bare.get("GetDeviceUid"))
    await bare.time.until_asleep()
    assert bare.device.ledger.counts["GetDeviceUid"] == 1
    bare.time.advance(2.5)
    await asked
    bare.device.faults.switch_on("slow-drip", times=1)
    asked = asyncio.ensure_future(bare.get("GetDeviceUid"))
    drops = 0
    while not asked.done():
        await asyncio.sleep(0)
        bare.time.advance(0.1)
        drops += 1
    assert drops > 100


@pytest.mark.parametrize(
    ("fault", "status", "header", "value"),
    [
        ("html", 200, "content-type", "text/html"),
        ("redirect", 307, "location", "http://elsewhere.invalid/control"),
        ("status=204", 204, "server", "Boost.Beast/144"),
        ("status=401", 401, "content-type", "text/plain"),
        ("status=403", 403, "content-type", "text/plain"),
        ("status=500", 500, "content-type", "text/plain"),
    ],
)
async def test_something_else_can_answer(
    bare: Bare, fault: str, status: int, header: str, value: str
) -> None:
    bare.device.faults.switch_on_as(fault)
    http = await bare.send(UID)
    assert (http.status, http.headers[header]) == (status, value)
    assert not bare.device.ledger.counts
    assert (await bare.send(method="GET", target="/")).status == status


async def test_commands_can_be_refused_unknown_or_ignored(bare: Bare) -> None:
    bare.device.faults.switch_on("refuse", value="no_mood", command="SetSoundVolume")
    assert await bare.code("SetSoundVolume", {"sound_volume": 2}) == "no_mood"
    bare.device.faults.switch_on("unknown", command="GetBellSetting")
    assert await bare.code("GetBellSetting") == "unknown_command"
    bare.device.faults.switch_on("ignored")
    await bare.get("DeleteUserInfo", {"id": "3"})
    assert (await bare.get("GetUserInfo", {"id": "3"}))["id"] == "3"


async def test_a_connection_can_end_after_each_answer(bare: Bare) -> None:
    bare.device.faults.switch_on("close-each-time")
    assert (await bare.send(UID)).headers["connection"] == "close"
    reader, _ = await bare.open()
    assert await reader.read() == b""
    await bare.close()
    bare.device.faults.switch_off()
    bare.device.faults.switch_on("close-idle")
    assert "connection" not in (await bare.send(UID)).headers
    reader, _ = await bare.open()
    assert await reader.read() == b""


async def test_an_answer_can_come_in_chunks_or_compressed(bare: Bare) -> None:
    plain = (await bare.send(UID)).body
    bare.device.faults.switch_on("chunked", times=1)
    http = await bare.send(UID)
    assert (http.headers["transfer-encoding"], http.body) == ("chunked", plain)
    bare.device.faults.switch_on("gzip", times=1)
    http = await bare.send(UID)
    assert http.headers["content-encoding"] == "gzip"
    assert gzip.decompress(http.body) == plain


async def test_the_text_of_an_answer_can_be_wrong(bare: Bare) -> None:
    plain = (await bare.send(UID)).body

    async def faulty(name: str) -> bytes:
        bare.device.faults.switch_on(name, times=1)
        return (await bare.send(UID)).body

    assert await faulty("bom") == b"\xef\xbb\xbf" + plain
    assert await faulty("stray-brace") == plain + b"\n}"
    assert await faulty("truncated-json") == plain[: len(plain) // 2]
    assert b'"payload":{"nan":NaN,"device_uid"' in await faulty("nan")
    assert (await faulty("duplicate-keys")).count(b'"payload"') == 2
    with pytest.raises(UnicodeDecodeError):
        (await faulty("non-utf8")).decode()
    assert len(await faulty("huge")) > 10 * 2**20
    assert (await bare.send(UID)).body == plain


async def test_the_content_of_an_answer_can_be_wrong(bare: Bare) -> None:
    async def faulty(fault: str, cmd: str, **payload: Any) -> Any:  # noqa: ANN401
        bare.device.faults.switch_on_as(f"{fault}*1")
        return await bare.ask(cmd, payload)

    assert (await faulty("wrong-mid", "GetDeviceUid"))["mid"] != "a123456"
    assert (await faulty("wrong-result", "GetDeviceUid"))["result"] == "Weather"
    uid = (await faulty("wrong-types", "GetDeviceUid"))["payload"]["device_uid"]
    assert not isinstance(uid, str)
    assert not isinstance((await faulty("wrong-types", "CancelAllJobs"))["payload"], dict)
    assert (await faulty("missing-members", "GetDeviceUid"))["payload"] == {}
    user = (await faulty("unknown-words", "GetUserInfo", id="1"))["payload"]
    assert user["privilege"] == "chief"
    assert (await faulty("other-uid", "GetDeviceUid"))["payload"] == {
        "device_uid": "ffffffffffffffff"
    }
    assert (await faulty("other-user=8", "GetUserInfo", id="1"))["payload"]["id"] == "8"
    log = (await faulty("odd-record", "GetAttendLog"))["payload"]["logs"]
    assert log[0]["time"] == "2025-02-31 24:61"


@pytest.mark.parametrize(
    ("fault", "position"),
    [
        ("next-page-repeats", 100),
        ("next-page-back", 99),
        ("next-page-negative", -1),
        ("next-page-huge", 2**40),
    ],
)
async def test_a_next_position_can_be_wrong(bare: Bare, fault: str, position: int) -> None:
    bare.device.faults.switch_on(fault)
    assert (await bare.get("GetAttendLog", {"start_pos": 100}))["next_pos"] == position
    assert (await bare.get("GetUserIdList", {"start_pos": 100}))["next_page_pos"] == position


async def test_the_data_of_a_job_can_be_wrong(bare: Bare) -> None:
    job = await bare.get("BeginEnrollFp")
    bare.time.advance(5)

    async def faulty(fault: str) -> Any:  # noqa: ANN401
        bare.device.faults.switch_on(fault, times=1)
        return await bare.get("QueryJobStatus", job)

    assert await faulty("job-without-data") == {"job_id": 1, "state": "succeeded"}
    assert "face_data" in await faulty("job-wrong-member")
    assert (await faulty("job-bad-base64"))["fp_data"] == "not base64!"
    assert (await faulty("job-unknown-state"))["state"] == "thinking"


@pytest.mark.parametrize(
    ("fault", "states"),
    [
        ("nobody-comes", ["pending", "failed"]),
        ("capture-fails", ["failed", "failed"]),
        ("pending-for-ever", ["pending", "pending"]),
    ],
)
async def test_a_capture_can_go_wrong(bare: Bare, fault: str, states: list[str]) -> None:
    bare.device.faults.switch_on(fault, times=1)
    await bare.get("GetDeviceUid")
    job = await bare.get("BeginEnrollFace")
    seen = []
    for seconds in (30, 31):
        bare.time.advance(seconds)
        seen.append((await bare.get("QueryJobStatus", job))["state"])
    assert seen == states


async def test_a_photo_can_have_no_face(bare: Bare) -> None:
    bare.device.faults.switch_on("no-face-in-photo")
    photo = b"\xff\xd8\xff\xc0\x00\x0b\x08\x00\x40\x00\x40\x01\x01\x11\x00"
    request = {"photo": base64.b64encode(photo).decode()}
    assert await bare.get("PhotoToFacedata", request) == {"state": "process_fail"}


async def test_a_lock_can_be_ignored(bare: Bare) -> None:
    bare.device.faults.switch_on("ignore-lock")
    await bare.get("LockDevice", {"is_locked": "yes"})
    assert bare.device.punch("1")


@pytest.mark.parametrize(
    ("fault", "given", "kept"),
    [
        ("keep-first-fingers", [A, B], [A]),
        ("drop-double-fingers", [A, B, A], [A, B]),
        ("reorder-fingers", [A, B], [B, A]),
        ("ignore-member=fp", [A], []),
    ],
)
async def test_fingers_can_be_stored_otherwise_than_sent(
    bare: Bare, fault: str, given: list[str], kept: list[str]
) -> None:
    bare.device.faults.switch_on_as(fault)
    await bare.get("SetUserInfo", {"id": "50", "fp": given})
    assert (await bare.get("GetUserInfo", {"id": "50"}))["fp"] == kept


async def test_templates_can_be_encoded_anew(bare: Bare) -> None:
    bare.device.faults.switch_on("reencode-templates")
    await bare.get("SetUserInfo", {"id": "50", "face": A, "fp": [A, B]})
    user = await bare.get("GetUserInfo", {"id": "50"})
    assert (len(user["face"]), len(user["fp"])) == (len(A), 2)
    assert user["face"] != A


@pytest.mark.parametrize("fault", [each.name for each in FAULTS])
def test_every_command_is_answered_with_any_fault_on(fault: str) -> None:
    from rollcall.simulator.device import SimulatedDevice
    from rollcall.simulator.profile import Profile
    from rollcall.simulator.timing import ManualTime

    device = SimulatedDevice(Profile(users=2, records=5), time=ManualTime())
    device.faults.switch_on(fault, value=1 if fault == "huge" else None)
    here = Connection(number=1, peer="", https=False)
    for cmd, payload, *_ in EXAMPLES:
        if fault == "huge" and cmd != "GetDeviceUid":
            continue
        body = json.dumps({"mid": "1", "cmd": cmd, "payload": payload}).encode()
        assert respond(device, Incoming("POST", "/control", body, here)).outcome
