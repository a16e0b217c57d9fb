from __future__ import annotations

import ssl
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.simulator.bare import Bare
from tests.simulator.certificates import pair
from tests.simulator.conftest import Start
from tests.simulator.receiver import Receiver, receiving


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with receiving() as receiver:
        yield receiver


def follows(body: Any) -> tuple[int, object]:  # noqa: ANN401
    """Answer as the specification shows: the next position is the one of the request."""
    return 200, {"next_upload_pos": body["next_pos"]} if body else {}


async def configure(bare: Bare, receiver: Receiver, interval: int = 60) -> None:
    target = f"http://127.0.0.1:{receiver.port}/UploadAttendLog?id=1&key=k%20y"
    await bare.get("ConfigAttendLogUploader", {"target_uri": target, "interval": interval})


async def status(bare: Bare) -> tuple[str, int]:
    answer = await bare.get("GetAttendLogUploaderStatus")
    return answer["status"], answer["pending_count"]


async def test_it_asks_first_and_then_sends_batch_after_batch(
    bare: Bare, receiver: Receiver
) -> None:
    receiver.answer = follows
    assert await status(bare) == ("inactive", 250)
    await configure(bare, receiver)
    await bare.time.until_asleep()
    assert receiver.bodies[0] == {}
    positions = [(each["start_pos"], each["next_pos"]) for each in receiver.bodies[1:]]
    assert positions == [(0, 100), (100, 200), (200, 250)]
    logs = (await bare.get("GetAttendLog"))["logs"]
    assert receiver.bodies[1] == {"start_pos": 0, "next_pos": 100, "logs": logs}
    assert set(receiver.lines) == {"POST /UploadAttendLog?id=1&key=k%20y HTTP/1.1"}
    assert await status(bare) == ("active", 0)


async def test_it_begins_where_the_receiver_says(bare: Bare, receiver: Receiver) -> None:
    receiver.answer = lambda body: follows(body) if body else (200, {"next_upload_pos": 240})
    await configure(bare, receiver)
    await bare.time.until_asleep()
    assert [len(each["logs"]) for each in receiver.bodies[1:]] == [10]


async def test_new_records_go_with_the_next_interval(bare: Bare, receiver: Receiver) -> None:
    receiver.answer = follows
    await configure(bare, receiver, interval=5)
    await bare.time.until_asleep()
    bare.time.advance(5)
    await bare.time.until_asleep()
    sent = len(receiver.bodies)
    bare.device.punch("4")
    assert await status(bare) == ("active", 1)
    bare.time.advance(5)
    await receiver.until(sent + 1)
    assert receiver.bodies[-1]["logs"][0]["user_id"] == "4"


@pytest.mark.parametrize(
    "answer",
    [(500, {}), (200, b"OK"), (200, {}), (200, []), (200, {"next_upload_pos": "100"}), (307, {}),
     (200, {"next_upload_pos": -1}), (200, {"next_upload_pos": True}), (200, b"")],
    ids=range(9),
)  # fmt: skip
async def test_it_keeps_its_place_when_a_batch_is_not_taken(
    bare: Bare, receiver: Receiver, answer: tuple[int, object]
) -> None:
    receiver.answer = lambda body: answer if body else (200, {})
    await configure(bare, receiver)
    await bare.time.until_asleep()
    assert len(receiver.bodies) == 2
    assert await status(bare) == ("inactive", 250)
    receiver.answer = follows
    bare.time.advance(60)
    await bare.time.until_asleep()
    assert receiver.bodies[2] == receiver.bodies[1]
    assert await status(bare) == ("active", 0)


async def test_it_asks_again_when_the_first_question_failed(bare: Bare, receiver: Receiver) -> None:
    receiver.answer = lambda _: (503, {})
    await configure(bare, receiver)
    await bare.time.until_asleep()
    bare.time.advance(60)
    await bare.time.until_asleep()
    assert receiver.bodies == [{}, {}]


async def test_a_lower_position_sends_again_without_a_rush(bare: Bare, receiver: Receiver) -> None:
    receiver.answer = lambda body: (200, {"next_upload_pos": 0} if body else {})
    await configure(bare, receiver)
    await bare.time.until_asleep()
    bare.time.advance(60)
    await bare.time.until_asleep()
    assert [each.get("start_pos") for each in receiver.bodies] == [None, 0, 0]


async def test_an_empty_target_switches_it_off(bare: Bare, receiver: Receiver) -> None:
    receiver.answer = follows
    await configure(bare, receiver)
    await bare.time.until_asleep()
    await bare.get("ConfigAttendLogUploader", {"target_uri": "", "Interval": 60})
    sent = len(receiver.bodies)
    bare.device.punch("4")
    bare.time.advance(120)
    await bare.get("GetDeviceUid")
    assert len(receiver.bodies) == sent
    assert await status(bare) == ("inactive", 251)


async def test_a_restart_asks_anew(bare: Bare, receiver: Receiver) -> None:
    receiver.answer = follows
    await configure(bare, receiver)
    await bare.time.until_asleep()
    bare.device.restart()
    await receiver.until(5)
    assert receiver.bodies[4] == {}


async def test_it_goes_on_with_new_records_after_the_log_was_cleared(
    bare: Bare, receiver: Receiver
) -> None:
    receiver.answer = follows
    await configure(bare, receiver)
    await bare.time.until_asleep()
    await bare.get("DeviceControl", {"Action": "ClearAttendLog"})
    bare.device.punch("4")
    assert await status(bare) == ("active", 1)
    bare.time.advance(60)
    await receiver.until(5)
    assert receiver.bodies[4]["start_pos"] == 0


async def test_a_practice_device_sends_nothing_beyond_this_computer(start: Start) -> None:
    bare = await start(records=5, users=1, loopback_only=True)
    target = {"target_uri": "http://192.0.2.1/", "interval": 5}
    await bare.get("ConfigAttendLogUploader", target)
    await bare.time.until_asleep()
    assert await status(bare) == ("inactive", 5)


@pytest.mark.parametrize(
    ("verify", "ca", "works"),
    [("no", "", True), ("yes", pair("127.0.0.1")[0], True),
     ("yes", pair("other.invalid")[0], False), ("yes", "", False)],
    ids=["not verified", "right authority", "wrong authority", "no authority"],
)  # fmt: skip
async def test_a_receiver_is_verified_only_when_set(
    bare: Bare, tmp_path: Path, verify: str, ca: str, works: bool
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    for name, text in zip(("cert.pem", "key.pem"), pair("127.0.0.1"), strict=True):
        (tmp_path / name).write_text(text)
    context.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    tls = {"validate_certificate": verify, "ca_cert": ca}
    await bare.get("SetSecurityConfig", {"tls_conf": tls})
    async with receiving(context) as receiver:
        receiver.answer = follows
        target = f"https://127.0.0.1:{receiver.port}/"
        await bare.get("ConfigAttendLogUploader", {"target_uri": target, "interval": 5})
        await bare.time.until_asleep()
        assert await status(bare) == (("active", 0) if works else ("inactive", 250))


@pytest.mark.parametrize(
    "target", ["x", "http://", "http:///path", "http://a b/", "http://h:99999/", "http://h:0/", "ws://h/"]
)  # fmt: skip
async def test_what_is_no_address_is_refused(bare: Bare, target: str) -> None:
    request = {"target_uri": target, "interval": 5}
    assert await bare.code("ConfigAttendLogUploader", request) == "invalid_parameter"
