"""Who a device is gets proved on every connection, and the key goes nowhere else."""

from __future__ import annotations

import pytest

from rollcall.device import session
from rollcall.protocol.address import ApiKey
from rollcall.protocol.errors import BadReply, KeyRejected, OutcomeUnknown, Refused, WrongDevice
from rollcall.protocol.info import DeviceUid, GetVersionInfo
from rollcall.protocol.users import DeleteUserInfo, UserId, UserInfo
from rollcall.simulator.device import SimulatedDevice
from rollcall.simulator.profile import Profile
from rollcall.simulator.server import DeviceServer
from tests.device.conftest import Clock, Opening
from tests.device.scripted import (
    FIRMWARE,
    HANG_UP,
    IDENTITY,
    SUCCESS,
    UID,
    WRONG_KEY,
    Answer,
    ScriptedDevice,
    Seen,
    error,
    http,
    page,
    reply,
    text,
)

VERSION = GetVersionInfo()
DELETE = DeleteUserInfo(id=UserId("1"))
SECRET = ApiKey("canary-secret")
CLOSING = ("Connection: close",)


def only_with(key: ApiKey, answer: Answer, otherwise: Answer = WRONG_KEY) -> Answer:
    return lambda seen: (answer if seen.key == key.reveal() else otherwise)(seen)


def closing(answer: Answer) -> Answer:
    def close(seen: Seen) -> bytes:
        content = answer(seen)
        assert content is not None
        return content.replace(b"\r\n", b"\r\nConnection: close\r\n", 1)

    return close


async def test_uid_is_learnt_on_first_contact(opened: Opening) -> None:
    async with ScriptedDevice(FIRMWARE) as device:
        client = opened(device.address)
        assert client.uid is None
        await client.ask(VERSION)
    assert client.uid == UID
    assert device.commands == ["GetDeviceUid", "GetVersionInfo"]


async def test_identity_is_proved_once_a_connection(opened: Opening) -> None:
    async with ScriptedDevice(FIRMWARE) as device:
        client = opened(device.address, uid=UID)
        for _ in range(3):
            await client.ask(VERSION)
    assert device.commands == ["GetDeviceUid", *["GetVersionInfo"] * 3]
    assert device.connections == 1


async def test_identity_is_proved_again_on_a_new_connection(opened: Opening) -> None:
    async with ScriptedDevice(FIRMWARE, HANG_UP, FIRMWARE) as device:
        client = opened(device.address)
        await client.ask(VERSION)
        await client.ask(VERSION)
    firsts = [each.command for each in device.seen if each.connection == 2]
    assert firsts == ["GetDeviceUid", "GetVersionInfo"]


async def test_wrong_device_when_another_takes_over_the_address(opened: Opening) -> None:
    identities = iter([UID, DeviceUid("2222222222222222")])

    def identity(seen: Seen) -> bytes | None:
        return reply("DeviceUid", {"device_uid": next(identities)})(seen)

    async with ScriptedDevice(FIRMWARE, closing(FIRMWARE), SUCCESS, identity=identity) as device:
        client = opened(device.address, key=SECRET, key_allowed=True)
        await client.ask(VERSION)
        await client.ask(VERSION)
        with pytest.raises(WrongDevice) as caught:
            await client.ask(DELETE)
    assert (caught.value.expected, caught.value.found) == (UID, "2222222222222222")
    assert device.asked == ["GetVersionInfo"] * 2
    assert device.keys == {""}


async def test_key_is_not_sent_when_the_empty_one_is_accepted(opened: Opening) -> None:
    async with ScriptedDevice(FIRMWARE) as device:
        await opened(device.address, key=SECRET, key_allowed=True).ask(VERSION)
    assert device.keys == {""}


async def test_key_is_sent_when_the_empty_one_is_rejected_and_it_may(opened: Opening) -> None:
    async with DeviceServer(SimulatedDevice(Profile(api_key=SECRET.reveal()))) as server:
        client = opened(server.address, key=SECRET, key_allowed=True)
        await client.ask(VERSION)
        await client.ask(VERSION)
    keys = [each.key for each in server.device.ledger.requests]
    assert keys == ["", *[SECRET.reveal()] * 3]
    assert len(server.device.ledger.connections) == 1


@pytest.mark.parametrize("variant", ["key-401-json", "key-200-json"])
async def test_key_is_sent_however_the_rejection_is_told(variant: str, opened: Opening) -> None:
    async with DeviceServer(SimulatedDevice(Profile(api_key=SECRET.reveal()))) as server:
        server.device.variants.switch_on(variant)
        await opened(server.address, key=SECRET, key_allowed=True).ask(VERSION)
    assert server.device.ledger.counts["GetVersionInfo"] == 1


async def test_key_is_never_sent_where_nobody_allowed_it(opened: Opening) -> None:
    async with DeviceServer(SimulatedDevice(Profile(api_key=SECRET.reveal()))) as server:
        with pytest.raises(KeyRejected):
            await opened(server.address, key=SECRET).ask(VERSION)
    assert server.device.ledger.keys == {""}


async def test_command_is_asked_again_with_the_key_when_only_it_needs_one(
    opened: Opening,
) -> None:
    for refusal in (WRONG_KEY, error("invalid_api_key"), page("Invalid API Key")):
        async with ScriptedDevice(only_with(SECRET, SUCCESS, refusal)) as device:
            client = opened(device.address, key=SECRET, key_allowed=True)
            await client.ask(DELETE)
            await client.ask(DELETE)
        sent = [each.key for each in device.seen if each.command == "DeleteUserInfo"]
        assert sent == ["", SECRET.reveal(), SECRET.reveal()]


async def test_write_is_not_repeated_when_its_reply_quotes_a_name(opened: Opening) -> None:
    answer = text('{"mid":"MID","result":"Odd","payload":{"name":"Invalid API key"}}')
    async with ScriptedDevice(answer) as device:
        client = opened(device.address, key=SECRET, key_allowed=True)
        with pytest.raises(OutcomeUnknown):
            await client.ask(DELETE)
    assert device.asked == ["DeleteUserInfo"]


async def test_nothing_is_sent_for_a_minute_when_the_key_was_rejected(
    opened: Opening, clock: Clock
) -> None:
    async with DeviceServer(SimulatedDevice(Profile(api_key="other"))) as server:
        client = opened(server.address, key=SECRET, key_allowed=True)
        with pytest.raises(KeyRejected):
            await client.ask(VERSION)
        sent = len(server.device.ledger.requests)
        clock.now += session.COOL_DOWN_S - 1
        with pytest.raises(KeyRejected):
            await client.ask(VERSION)
        assert len(server.device.ledger.requests) == sent
        clock.now += 2
        with pytest.raises(KeyRejected):
            await client.ask(VERSION)
        assert len(server.device.ledger.requests) > sent


async def test_no_cool_down_without_a_key(opened: Opening) -> None:
    async with DeviceServer(SimulatedDevice(Profile(api_key="other"))) as server:
        client = opened(server.address)
        with pytest.raises(KeyRejected):
            await client.ask(VERSION)
        server.device.security.api_key = ""
        await client.ask(VERSION)


async def test_device_that_closes_each_time_is_proved_before_every_write(
    opened: Opening, clock: Clock
) -> None:
    async with ScriptedDevice(closing(SUCCESS), identity=closing(IDENTITY)) as device:
        client = opened(device.address)
        await client.ask(DELETE)
        await client.ask(DELETE)
    assert device.commands == ["GetDeviceUid", "DeleteUserInfo"] * 2


async def test_device_that_closes_each_time_is_proved_now_and_then_for_reading(
    opened: Opening, clock: Clock
) -> None:
    async with ScriptedDevice(closing(FIRMWARE), identity=closing(IDENTITY)) as device:
        client = opened(device.address)
        await client.ask(VERSION)
        await client.ask(VERSION)
        clock.now += session.PROOF_LASTS_S
        await client.ask(VERSION)
    assert device.commands == [
        "GetDeviceUid", "GetVersionInfo", "GetVersionInfo", "GetDeviceUid", "GetVersionInfo",
    ]  # fmt: skip
    assert "connection" not in device.seen[0].headers
    assert {each.headers.get("connection") for each in device.seen[2:]} == {"close"}


async def test_key_works_where_every_answer_closes(opened: Opening) -> None:
    async with ScriptedDevice(
        closing(only_with(SECRET, FIRMWARE)), identity=closing(only_with(SECRET, IDENTITY))
    ) as device:
        client = opened(device.address, key=SECRET, key_allowed=True)
        for _ in range(3):
            assert (await client.ask(VERSION)).firmware == "1.2.3"


async def test_keep_alive_is_given_up_when_used_connections_get_lost(opened: Opening) -> None:
    async with ScriptedDevice(FIRMWARE, HANG_UP, FIRMWARE, HANG_UP, FIRMWARE) as device:
        client = opened(device.address)
        for _ in range(4):
            await client.ask(VERSION)
    # The fourth question needs a connection of its own; the scripted device does not close it.
    assert device.seen[-1].headers.get("connection") == "close"


async def test_keep_alive_stays_when_the_lost_connections_were_dropped_by_us(
    opened: Opening,
) -> None:
    def user(seen: Seen) -> bytes | None:
        user_id = seen.message["payload"]["id"]
        if user_id in spoilt:
            return http("<html>")
        return reply("UserInfo", {"id": user_id})(seen)

    spoilt = {"2", "4", "6", "8"}
    ids = iter([UserId(str(each)) for each in range(1, 11)])
    got: list[UserInfo] = []
    failed: list[UserId] = []
    async with ScriptedDevice(user) as device:
        await opened(device.address).read_users(
            lambda: next(ids, None), got.append, failed=lambda user_id, _: failed.append(user_id)
        )
    assert set(failed) == spoilt
    assert len(got) == 6
    assert all("connection" not in each.headers for each in device.seen)


async def test_write_is_sent_when_the_used_connection_has_ended_meanwhile(
    opened: Opening,
) -> None:
    async with DeviceServer(SimulatedDevice(Profile(users=3))) as server:
        server.device.faults.switch_on("close-idle")
        client = opened(server.address)
        await client.ask(VERSION)
        await client.ask(DELETE)
    assert server.device.ledger.counts["DeleteUserInfo"] == 1


async def test_key_that_a_device_echoes_is_hidden(opened: Opening) -> None:
    answer = only_with(SECRET, error("bad-canary-secret", "canary-secret", 7))
    async with ScriptedDevice(answer) as device:
        client = opened(device.address, key=SECRET, key_allowed=True)
        with pytest.raises(Refused) as caught:
            await client.ask(VERSION)
    assert caught.value.code == "bad-<hidden>"
    assert caught.value.arguments == ("<hidden>", 7)


async def test_key_in_a_bad_reply_is_hidden(opened: Opening) -> None:
    answer = only_with(SECRET, text('{"mid":"MID","result":"canary-secret","payload":{}}'))
    async with ScriptedDevice(answer) as device:
        client = opened(device.address, key=SECRET, key_allowed=True)
        with pytest.raises(BadReply) as caught:
            await client.ask(VERSION)
    assert "<hidden>" in caught.value.why
    assert "canary" not in caught.value.why


async def test_nothing_is_said_of_a_write_when_it_was_the_proof_that_got_lost(
    opened: Opening,
) -> None:
    async with ScriptedDevice(SUCCESS, identity=HANG_UP) as device:
        with pytest.raises(BadReply) as caught:
            await opened(device.address).ask(DELETE)
    assert caught.value.command == "GetDeviceUid"
    assert device.asked == []
