from __future__ import annotations

import asyncio

import pytest

from rollcall.simulator.connection import Patience
from tests.simulator.bare import Bare
from tests.simulator.conftest import Start

UID = b'{"mid":"1","cmd":"GetDeviceUid"}'
SHORT = Patience(idle_s=0.05, request_s=0.05)


async def test_one_connection_serves_many_requests(bare: Bare) -> None:
    for _ in range(5):
        await bare.get("GetDeviceUid")
    assert len(bare.device.ledger.connections) == 1
    assert {each.connection for each in bare.device.ledger.requests} == {1}


async def test_requests_may_be_sent_without_waiting(bare: Bare) -> None:
    reader, writer = await bare.open()
    one = b"POST /control HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % len(UID) + UID
    writer.write(one * 3)
    for _ in range(3):
        assert (await bare.read(reader)).json()["result"] == "DeviceUid"


async def test_a_client_that_counts_characters_gets_an_error(bare: Bare) -> None:
    body = '{"mid":"1","cmd":"GetUserInfo","payload":{"id":"王芳"}}'
    http = await bare.send(body.encode(), length=len(body))
    assert http.json()["result"] == "Error"


async def test_a_client_that_sends_less_than_it_said_is_left(start: Start) -> None:
    bare = await start(patience=SHORT)
    reader, writer = await bare.open()
    writer.write(b"POST /control HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\n{}")
    assert await reader.read() == b""


async def test_an_idle_client_is_left(start: Start) -> None:
    bare = await start(patience=SHORT)
    reader, _ = await bare.open()
    assert await reader.read() == b""


@pytest.mark.parametrize(
    "data",
    [b"nonsense\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
     b"GET / HTTP/1.1\r\nContent-Length: x\r\nHost: x\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n",
     b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"x" * 300_000 + b"\r\n\r\n"],
    ids=range(5),
)  # fmt: skip
async def test_what_is_not_http_gets_400_and_the_end(bare: Bare, data: bytes) -> None:
    reader, writer = await bare.open()
    writer.write(data)
    http = await bare.read(reader)
    assert http.status in {400, 431}
    assert http.headers["connection"] == "close"
    assert bare.device.ledger.counts.total() == 0


async def test_old_clients_are_answered_and_left(bare: Bare) -> None:
    reader, writer = await bare.open()
    writer.write(b"POST /control HTTP/1.0\r\nContent-Length: %d\r\n\r\n" % len(UID) + UID)
    assert (await bare.read(reader)).json()["result"] == "DeviceUid"
    assert await reader.read() == b""


async def test_a_body_in_chunks_is_taken(bare: Bare) -> None:
    reader, writer = await bare.open()
    head = b"POST /control HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    writer.write(head + b"%x\r\n%b\r\n0\r\n\r\n" % (len(UID), UID))
    assert (await bare.read(reader)).json()["result"] == "DeviceUid"


async def test_a_client_that_asks_first_is_told_to_go_on(bare: Bare) -> None:
    reader, writer = await bare.open()
    head = (
        b"POST /control HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: %d\r\n\r\n"
    )
    writer.write(head % len(UID))
    assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 100")
    writer.write(UID)
    assert (await bare.read(reader)).json()["result"] == "DeviceUid"


async def test_a_client_that_goes_away_hurts_nobody(bare: Bare) -> None:
    _, writer = await bare.open()
    writer.write(b"POST /control HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\n{")
    await bare.close()
    await bare.get("GetDeviceUid")


async def test_answers_take_their_time_and_run_in_parallel(start: Start) -> None:
    bare = await start(service_s=0.25)
    clients = [Bare(bare.server, bare.time) for _ in range(5)]
    async with asyncio.TaskGroup() as group:
        asked = [group.create_task(client.get("GetDeviceUid")) for client in clients]
        await bare.time.until_asleep(5)
        assert not any(task.done() for task in asked)
        bare.time.advance(0.25)
    for client in clients:
        await client.close()
