"""The client: what is asked how often, and the one error each fault ends in."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from rollcall.device.client import Budget, Device
from rollcall.protocol.address import Address, ApiKey
from rollcall.protocol.command import Command
from rollcall.protocol.enrollment import BeginEnrollFinger
from rollcall.protocol.errors import (
    BadReply,
    DeviceError,
    KeyRejected,
    OutcomeUnknown,
    Refused,
    TimedOut,
    Unreachable,
    Unsupported,
    WrongDevice,
)
from rollcall.protocol.info import DeviceUid, GetCapacityLimit, GetVersionInfo
from rollcall.protocol.users import (
    DeleteUserInfo,
    GetUserIdList,
    GetUserInfo,
    Privilege,
    SetUserInfo,
    UserId,
    UserInfo,
)
from rollcall.simulator.device import SimulatedDevice
from rollcall.simulator.profile import Profile
from rollcall.simulator.server import DeviceServer
from tests.device.conftest import SHORT, Clock, Opening
from tests.device.scripted import (
    FIRMWARE,
    HANG_UP,
    SUCCESS,
    WRONG_KEY,
    Answer,
    ScriptedDevice,
    Seen,
    error,
    http,
    page,
    raw,
    reply,
    silence,
    text,
    until,
)

VERSION = GetVersionInfo()
DELETE = DeleteUserInfo(id=UserId("1"))

# Every way in which an answer can be bad: the answer, the error of reading, a part of its reason.
BAD: dict[str, tuple[Answer, type[DeviceError], str]] = {
    "silent": (silence, TimedOut, ""),
    "hangs up": (HANG_UP, BadReply, "ended before"),
    "closes half-way": (raw(http("{", length=100)), BadReply, "ended before"),
    "closes within the head": (raw(b"HTTP/1.1 200 O"), BadReply, "ended before"),
    "not HTTP": (raw(b"220 mail.invalid ESMTP\r\n\r\n"), BadReply, "not HTTP"),
    "web page": (page("<html><title>Router</title></html>"), BadReply, "web page"),
    "nothing": (page(""), BadReply, "ends too early"),
    "truncated": (text('{"mid": "MID", "result": "VersionInfo", "payl'), BadReply, "too early"),
    "not an object": (page("[1, 2]"), BadReply, "not a JSON object"),
    "wrong mid": (page('{"mid":"1","result":"VersionInfo","payload":{}}'), BadReply, "another"),
    "wrong result": (text('{"mid":"MID","result":"Weather","payload":{}}'), BadReply, "Weather"),
    "NaN": (text('{"mid":"MID","result":"VersionInfo","payload":{"x":NaN}}'), BadReply, "NaN"),
    "twice": (
        text('{"mid":"MID","result":"VersionInfo","payload":{"a":1},"payload":{"a":2}}'),
        BadReply,
        "twice",
    ),
    "wrong type": (reply("VersionInfo", [1]), BadReply, ""),
    "not UTF-8": (page(b'{"mid":"\xff"}'), BadReply, "UTF-8"),
    "gzip": (page(b"\x1f\x8b", headers=("Content-Encoding: gzip",)), BadReply, "compressed"),
    "10 MB": (page(b" " * 10_000_000), BadReply, "too large"),
    "redirect": (
        page("", status=307, headers=("Location: http://elsewhere.invalid/x?api_key=canary",)),
        BadReply,
        "redirects to elsewhere.invalid",
    ),
    "500": (page("oops", status=500), BadReply, "500"),
    "401": (page("", status=401), KeyRejected, ""),
    "403": (WRONG_KEY, KeyRejected, ""),
    "key by error code": (error("invalid_api_key"), KeyRejected, ""),
    "key by text": (page("Error: Invalid API Key"), KeyRejected, ""),
    "refused": (error("device_busy", 1), Refused, ""),
    "unknown command": (error("unknown_command"), Unsupported, ""),
}


def limit(answer: Answer) -> Budget | None:
    return SHORT if answer is silence else None


@pytest.mark.parametrize("name", BAD)
async def test_reading_ends_in_one_error_when_the_answer_is_bad(name: str, opened: Opening) -> None:
    answer, kind, why = BAD[name]
    async with ScriptedDevice(answer) as device:
        with pytest.raises(DeviceError) as caught:
            await opened(device.address, budget=limit(answer)).ask(VERSION)
    assert type(caught.value) is kind
    assert why in getattr(caught.value, "why", "")
    assert caught.value.device == "Front door"


@pytest.mark.parametrize("name", BAD)
async def test_writing_is_sent_once_whatever_comes_back(name: str, opened: Opening) -> None:
    answer, kind, _ = BAD[name]
    expected = OutcomeUnknown if issubclass(kind, BadReply | TimedOut) else kind
    async with ScriptedDevice(answer) as device:
        with pytest.raises(DeviceError) as caught:
            await opened(device.address, budget=limit(answer)).ask(DELETE)
    assert type(caught.value) is expected
    assert device.asked == ["DeleteUserInfo"]


@pytest.mark.parametrize("name", BAD)
async def test_next_question_is_answered_after_a_bad_answer(name: str, opened: Opening) -> None:
    answer = BAD[name][0]
    async with ScriptedDevice(answer, answer, answer, FIRMWARE) as device:
        client = opened(device.address, budget=limit(answer))
        for _ in range(4):
            try:
                told = await client.ask(VERSION)
            except DeviceError:
                continue
            break
    assert told.firmware == "1.2.3"


async def test_unreachable_when_nobody_listens(opened: Opening) -> None:
    async with ScriptedDevice(SUCCESS) as device:
        address = device.address
    for command in (VERSION, DELETE):
        with pytest.raises(Unreachable):
            await opened(address).ask(command)


async def test_unreachable_when_the_name_does_not_exist(opened: Opening) -> None:
    with pytest.raises(Unreachable):
        await opened(Address("nowhere.invalid", 80)).ask(VERSION)


async def test_timed_out_when_the_answer_drips(opened: Opening) -> None:
    async with DeviceServer(SimulatedDevice(Profile())) as server:
        client = opened(server.address, budget=SHORT)
        await client.ask(VERSION)
        server.device.faults.switch_on("slow-drip", value="0.05")
        with pytest.raises(TimedOut):
            await client.ask(VERSION)


async def test_reading_is_tried_three_times_with_growing_rests(
    opened: Opening, clock: Clock
) -> None:
    async with ScriptedDevice(silence, HANG_UP, FIRMWARE) as device:
        assert (await opened(device.address, budget=SHORT).ask(VERSION)).firmware == "1.2.3"
    assert device.asked == ["GetVersionInfo"] * 3
    assert clock.slept == pytest.approx([0.3, 0.6])


async def test_no_further_try_when_the_device_took_long(opened: Opening, clock: Clock) -> None:
    def slow(seen: Seen) -> bytes:
        clock.now += 16
        return b""

    async with ScriptedDevice(slow) as device:
        with pytest.raises(BadReply):
            await opened(device.address).ask(VERSION)
    assert device.asked == ["GetVersionInfo"]


async def test_each_try_has_its_own_mid(opened: Opening) -> None:
    async with ScriptedDevice(HANG_UP, HANG_UP, FIRMWARE) as device:
        await opened(device.address).ask(VERSION)
    mids = [each.message["mid"] for each in device.seen]
    assert len(set(mids)) == len(mids)
    assert {len(each) for each in mids} == {32}


async def test_bad_content_is_not_asked_again(opened: Opening) -> None:
    async with ScriptedDevice(page("<html>")) as device:
        with pytest.raises(BadReply):
            await opened(device.address).ask(VERSION)
    assert device.asked == ["GetVersionInfo"]


async def test_request_is_as_the_specification_says(opened: Opening) -> None:
    async with ScriptedDevice(FIRMWARE) as device:
        await opened(device.address).ask(VERSION)
    seen = device.seen[-1]
    assert (seen.method, seen.target) == ("POST", "/control?api_key=")
    assert seen.headers["content-type"] == "application/json"
    assert seen.headers["accept-encoding"] == "identity"
    assert seen.headers["host"] == f"127.0.0.1:{device.address.port}"
    assert seen.message["payload"] == {}


async def test_one_conversation_at_a_time(opened: Opening) -> None:
    async with DeviceServer(SimulatedDevice(Profile(users=5, service_s=0.01))) as server:
        client = opened(server.address)
        await asyncio.gather(*(client.ask(VERSION) for _ in range(5)))
    assert len(server.device.ledger.connections) == 1
    assert server.device.ledger.counts["GetVersionInfo"] == 5


async def test_second_spelling_is_tried_once_and_remembered(opened: Opening) -> None:
    async with DeviceServer(SimulatedDevice(Profile(users=1))) as server:
        server.device.variants.switch_on("enroll-fp-capital")
        client = opened(server.address)
        await client.ask(BeginEnrollFinger())
        with pytest.raises(Refused):  # one job at a time
            await client.ask(BeginEnrollFinger())
    sent = [each.command for each in server.device.ledger.requests]
    assert sent.count("BeginEnrollFp") + sent.count("BeginEnrollFP") == 3


async def test_unsupported_when_no_spelling_is_known(opened: Opening) -> None:
    async with ScriptedDevice(error("unknown_command")) as device:
        client = opened(device.address)
        for _ in range(2):
            with pytest.raises(Unsupported):
                await client.ask(BeginEnrollFinger())
    assert device.asked == ["BeginEnrollFp", "BeginEnrollFP", "BeginEnrollFP"]


async def test_bad_reply_when_it_is_about_another_user(opened: Opening) -> None:
    async with DeviceServer(SimulatedDevice(Profile(users=3))) as server:
        server.device.faults.switch_on("other-user")
        with pytest.raises(BadReply) as caught:
            await opened(server.address).ask(GetUserInfo(id=UserId("1")))
    assert "another user" in caught.value.why


async def test_unknown_words_are_kept(opened: Opening) -> None:
    payload = {"id": "1", "privilege": "Janitor", "novelty": True}
    async with ScriptedDevice(reply("UserInfo", payload)) as device:
        user = await opened(device.address).ask(GetUserInfo(id=UserId("1")))
    assert user.privilege.value == "Janitor"
    assert not user.privilege.is_known
    assert user.privilege not in set(Privilege)


async def test_wrong_device_when_another_uid_answers(opened: Opening) -> None:
    async with DeviceServer(SimulatedDevice(Profile(users=1))) as server:
        client = opened(server.address, uid=DeviceUid("1111111111111111"), key=ApiKey("secret"))
        with pytest.raises(WrongDevice) as caught:
            await client.ask(DELETE)
    assert caught.value.found == server.device.profile.uid
    assert server.device.ledger.commands == ["GetDeviceUid"]
    assert server.device.ledger.keys == {""}


@pytest.mark.parametrize("fault", ["drop-before", "drop-after", "silent", "silent-after"])
async def test_nothing_is_executed_twice_when_a_write_is_lost(fault: str, opened: Opening) -> None:
    async with DeviceServer(SimulatedDevice(Profile(users=3))) as server:
        client = opened(server.address, budget=SHORT)
        await client.ask(VERSION)  # the connection is a used one
        server.device.faults.switch_on(fault, command="SetUserInfo")
        with pytest.raises(OutcomeUnknown) as caught:
            await client.ask(SetUserInfo(id=UserId("1"), name="Zoe"))
    assert caught.value.command == "SetUserInfo"
    executed = server.device.ledger.counts["SetUserInfo"]
    assert executed == (1 if fault.endswith("after") else 0)


# The simulator's own faults: the switch, and the error when reading the version.
FAULTS = {
    "silent": TimedOut,
    "drop-before": BadReply,
    "drop-after": BadReply,
    "cut-halfway": BadReply,
    "html": BadReply,
    "redirect": BadReply,
    "status": BadReply,
    "refuse": Refused,
    "unknown": Unsupported,
    "gzip": BadReply,
    "truncated-json": BadReply,
    "nan": BadReply,
    "duplicate-keys": BadReply,
    "non-utf8": BadReply,
    "huge": BadReply,
    "wrong-mid": BadReply,
    "wrong-result": BadReply,
    "wrong-types": BadReply,
}


@pytest.mark.parametrize("fault", FAULTS)
async def test_each_fault_of_a_device_is_one_error(fault: str, opened: Opening) -> None:
    async with DeviceServer(SimulatedDevice(Profile(users=3))) as server:
        server.device.faults.switch_on(fault, command="GetUserIdList")
        with pytest.raises(DeviceError) as caught:
            await opened(server.address, budget=SHORT).ask(GetUserIdList())
    assert type(caught.value) is FAULTS[fault]


@pytest.mark.parametrize(
    "fault", ["bom", "stray-brace", "chunked", "close-each-time", "close-idle"]
)
async def test_harmless_faults_do_no_harm(fault: str, opened: Opening) -> None:
    async with DeviceServer(SimulatedDevice(Profile(users=3))) as server:
        server.device.faults.switch_on(fault)
        client = opened(server.address)
        for _ in range(3):
            assert (await client.ask(GetCapacityLimit())).users == 5000
        await client.ask(SetUserInfo(id=UserId("1"), name="Zoe"))
    assert server.device.ledger.counts["SetUserInfo"] == 1


async def test_cancelled_write_tells_that_its_outcome_is_unknown(opened: Opening) -> None:
    async with ScriptedDevice(silence) as device:
        cause = await _cancelled(opened(device.address), DELETE, device)
    assert isinstance(cause, OutcomeUnknown)
    assert cause.command == "DeleteUserInfo"


async def test_cancelled_reading_tells_nothing_and_leaves_no_connection(opened: Opening) -> None:
    async with ScriptedDevice(silence) as device:
        client = opened(device.address)
        assert await _cancelled(client, VERSION, device) is None
        await until(lambda: not device.open)


async def _cancelled(
    client: Device,
    command: Command[Any],
    device: ScriptedDevice,
) -> BaseException | None:
    asking = asyncio.create_task(client.ask(command))
    await until(lambda: device.asked)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError) as caught:
        await asking
    return caught.value.__cause__


async def test_private_only_with_https_and_pin() -> None:
    device = Device(Address("127.0.0.1", 443, https=True), label="d", pin="ab" * 32)
    assert device.private
    assert not Device(Address("127.0.0.1", 443, https=True), label="d").private
    assert not Device(Address("127.0.0.1"), label="d", pin="ab" * 32).private


# --- reading users ---------------------------------------------------------------------------


class Reading:
    """Ids to ask for, and what came of them."""

    def __init__(self, *ids: str) -> None:
        self.ids = list(ids)
        self.got: list[UserInfo] = []
        self.failed: dict[str, DeviceError] = {}

    def next_id(self) -> UserId | None:
        return UserId(self.ids.pop(0)) if self.ids else None

    def on_failed(self, user_id: UserId, reason: DeviceError) -> None:
        self.failed[user_id] = reason

    @property
    def names(self) -> list[str]:
        return [each.id for each in self.got]


async def test_users_come_in_the_order_decided(opened: Opening) -> None:
    async with DeviceServer(SimulatedDevice(Profile(users=5))) as server:
        reading = Reading("3", "1", "5")
        await opened(server.address).read_users(reading.next_id, reading.got.append)
    assert reading.names == ["3", "1", "5"]


async def test_next_user_is_decided_when_the_one_before_has_come(opened: Opening) -> None:
    asked: list[str] = []

    def next_id() -> UserId | None:
        asked.append(f"{server.device.ledger.counts['GetUserInfo']} done")
        return UserId("1") if len(asked) < 4 else None

    async with DeviceServer(SimulatedDevice(Profile(users=5))) as server:
        await opened(server.address).read_users(next_id, lambda _: None)
    assert asked == ["0 done", "1 done", "2 done", "3 done"]


async def test_reply_is_decoded_while_the_device_works_on_the_next(opened: Opening) -> None:
    reading = Reading("1", "2")
    order: list[str] = []

    def user(user_id: str) -> Answer:
        def answer(seen: object) -> bytes | None:
            order.append(f"asked {user_id}")
            return reply("UserInfo", {"id": user_id})(seen)  # type: ignore[arg-type]

        return answer

    async with ScriptedDevice(user("1"), user("2")) as device:
        await opened(device.address).read_users(
            reading.next_id, lambda info: order.append(f"got {info.id}")
        )
    # "got 1" happens right after the second request was written, before the device has read it
    assert order == ["asked 1", "got 1", "asked 2", "got 2"]
    assert device.asked == ["GetUserInfo"] * 2


async def test_missing_user_is_told_and_the_others_come(opened: Opening) -> None:
    async with DeviceServer(SimulatedDevice(Profile(users=3))) as server:
        reading = Reading("1", "77", "3")
        await opened(server.address).read_users(
            reading.next_id, reading.got.append, failed=reading.on_failed
        )
    assert reading.names == ["1", "3"]
    assert isinstance(reading.failed["77"], Refused)


async def test_spoilt_user_is_told_and_the_others_come(opened: Opening) -> None:
    users = [reply("UserInfo", {"id": "1"}), page("<html>"), reply("UserInfo", {"id": "3"})]
    async with ScriptedDevice(*users) as device:
        reading = Reading("1", "2", "3")
        await opened(device.address).read_users(
            reading.next_id, reading.got.append, failed=reading.on_failed
        )
    assert reading.names == ["1", "3"]
    assert isinstance(reading.failed["2"], BadReply)


async def test_failure_is_raised_when_nobody_takes_it(opened: Opening) -> None:
    async with DeviceServer(SimulatedDevice(Profile(users=3))) as server:
        reading = Reading("77")
        with pytest.raises(Refused):
            await opened(server.address).read_users(reading.next_id, reading.got.append)


async def test_what_came_is_given_before_the_connection_is_lost(opened: Opening) -> None:
    async with ScriptedDevice(reply("UserInfo", {"id": "1"}), silence) as device:
        reading = Reading("1", "2")
        client = opened(device.address, budget=SHORT)
        with pytest.raises(TimedOut):
            await client.read_users(reading.next_id, reading.got.append)
    assert reading.names == ["1"]


async def test_bug_of_the_taker_is_raised_as_it_is(opened: Opening) -> None:
    def got(_: UserInfo) -> None:
        raise ZeroDivisionError

    async with DeviceServer(SimulatedDevice(Profile(users=3))) as server:
        client = opened(server.address)
        with pytest.raises(ZeroDivisionError):
            await client.read_users(Reading("1", "2").next_id, got)
        await client.ask(VERSION)
    assert len(server.device.ledger.connections) == 1


@pytest.mark.parametrize("variant", ["", "key-401-json", "key-200-json"])
async def test_users_are_read_with_the_key(variant: str, opened: Opening) -> None:
    async with DeviceServer(SimulatedDevice(Profile(users=3, api_key="secret"))) as server:
        if variant:
            server.device.variants.switch_on(variant)
        client = opened(server.address, key=ApiKey("secret"), key_allowed=True)
        reading = Reading("1", "2")
        await client.read_users(reading.next_id, reading.got.append)
    assert reading.names == ["1", "2"]


async def test_users_are_read_when_only_they_need_the_key(opened: Opening) -> None:
    def guarded(seen: object) -> bytes:
        keyed = seen.key == "secret"  # type: ignore[attr-defined]
        user_id = json.loads(seen.body)["payload"]["id"]  # type: ignore[attr-defined]
        answer = reply("UserInfo", {"id": user_id}) if keyed else error("invalid_api_key")
        content = answer(seen)  # type: ignore[arg-type]
        assert content is not None
        return content

    async with ScriptedDevice(guarded) as device:
        client = opened(device.address, key=ApiKey("secret"), key_allowed=True)
        reading = Reading("1", "2", "3")
        await client.read_users(reading.next_id, reading.got.append)
    assert sorted(reading.names) == ["1", "2", "3"]


async def test_pages_of_a_whole_device(opened: Opening) -> None:
    async with DeviceServer(SimulatedDevice(Profile(users=120, records=250))) as server:
        client = opened(server.address)
        pages = [ids async for ids in client.user_ids()]
        records = [page.records async for page in client.attendance()]
    assert [len(each) for each in pages] == [50, 50, 20]
    assert sum(map(len, records)) == 250


async def test_unreachable_when_asked_after_the_end(opened: Opening) -> None:
    async with ScriptedDevice(FIRMWARE) as device:
        client = opened(device.address)
        await client.ask(VERSION)
        await client.aclose()
        for command in (VERSION, DELETE):
            with pytest.raises(Unreachable):
                await client.ask(command)
        assert device.connections == 1


async def test_unreachable_when_ended_with_a_question_on_its_way(opened: Opening) -> None:
    async with ScriptedDevice(silence) as device:
        client = opened(device.address)
        asking = asyncio.create_task(client.ask(VERSION))
        await until(lambda: device.asked)
        await client.aclose()
        with pytest.raises(Unreachable):
            await asking
        assert device.connections == 1


async def test_no_connection_stays_when_ended_while_it_is_opened(opened: Opening) -> None:
    async with ScriptedDevice(FIRMWARE) as device:
        client = opened(device.address)
        asking = asyncio.create_task(client.ask(VERSION))
        await asyncio.sleep(0)
        await client.aclose()
        with pytest.raises(Unreachable):
            await asking
        await until(lambda: not device.open)
        assert device.seen == []
