from __future__ import annotations

import json

import pytest

from tests.simulator.bare import Bare
from tests.simulator.conftest import Start

UID = b'{"mid":"1","cmd":"GetDeviceUid"}'


@pytest.mark.parametrize(
    "mid", ["1", "", "x" * 32, 7, None, True, 1.5, [1], {"a": 1}], ids=lambda value: repr(value)[:9]
)
async def test_the_mid_is_echoed_in_its_own_type(bare: Bare, mid: object) -> None:
    http = await bare.send(json.dumps({"mid": mid, "cmd": "GetDeviceUid"}).encode())
    assert http.json()["mid"] == mid
    assert http.json()["result"] == "DeviceUid"


async def test_a_missing_mid_is_answered_by_an_empty_one(bare: Bare) -> None:
    answer = (await bare.send(b'{"cmd":"GetDeviceUid","payload":{}}')).json()
    assert (answer["mid"], answer["result"]) == ("", "DeviceUid")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"nonsense",
        b"[]",
        b'"text"',
        b"{}",
        b'{"mid":"1","cmd":5}',
        b'{"mid":"1","cmd":"GetDeviceUid","payload":[]}',
        b'{"mid":"1","cmd":"GetDeviceUid","payload":null}',
        b'{"mid":"' + b"x" * 33 + b'","cmd":"GetDeviceUid"}',
        b'{"mid":"1","cmd":"GetDeviceUid",}',
        b'{"mid":"1" /* why */,"cmd":"GetDeviceUid"}',
        b'{"mid":"\xff","cmd":"GetDeviceUid"}',
        b'{"mid":"1","mid":"2","cmd":"GetDeviceUid"}',
        b'{"mid":"1","cmd":"SetDeviceId","payload":{"device_id":1,"device_id":2}}',
    ],
    ids=range(15),
)
async def test_what_is_no_request_gets_an_error_and_the_connection_stays(
    bare: Bare, body: bytes
) -> None:
    http = await bare.send(body)
    assert http.status == 200
    assert http.json()["result"] == "Error"
    assert http.json()["payload"]["code"] == "invalid_request"
    await bare.get("GetDeviceUid")
    assert len(bare.device.ledger.connections) == 1


async def test_a_body_of_four_megabytes_is_taken(bare: Bare) -> None:
    body = b'{"mid":"1","cmd":"GetDeviceUid","payload":{"x":"' + b"x" * (4 * 2**20 - 60) + b'"}}'
    assert (await bare.send(body)).json()["result"] == "DeviceUid"


async def test_a_body_of_ten_megabytes_gets_an_error(bare: Bare) -> None:
    http = await bare.send(b"x" * (10 * 2**20))
    assert http.status == 200
    assert http.json()["payload"]["code"] == "request_too_large"
    await bare.get("GetDeviceUid")


async def test_headers_are_those_of_a_real_device(bare: Bare) -> None:
    headers = (await bare.send(UID)).headers
    assert headers["server"] == "Boost.Beast/144"
    assert headers["content-type"] == "application/json"
    assert headers["access-control-allow-origin"] == "*"
    assert headers["access-control-allow-methods"] == "GET, POST, PUT, DELETE, OPTIONS"
    assert headers["access-control-allow-headers"] == "*"


@pytest.mark.parametrize("target", ["/", "/index.html", "/?x=1"])
async def test_a_browser_gets_the_page(bare: Bare, target: str) -> None:
    http = await bare.send(method="GET", target=target)
    assert (http.status, http.headers["content-type"]) == (200, "text/html")
    assert http.body.startswith(b"\xef\xbb\xbf<!DOCTYPE html>")
    title = "Attendance &amp; Access machine development test interface"
    assert f"<title>{title}</title>" in http.body.decode("utf-8-sig")


async def test_the_page_is_shown_without_a_key(start: Start) -> None:
    bare = await start(api_key="k")
    assert (await bare.send(method="GET", target="/")).status == 200


async def test_head_has_the_length_and_no_body(bare: Bare) -> None:
    http = await bare.send(method="HEAD", target="/")
    assert int(http.headers["content-length"]) > 1000
    await bare.get("GetDeviceUid")


@pytest.mark.parametrize(
    ("method", "target", "status"),
    [
        ("GET", "/control?api_key=", 405),
        ("PUT", "/control", 405),
        ("POST", "/", 405),
        ("DELETE", "/index.html", 405),
        ("POST", "/contro", 404),
        ("GET", "/../etc/passwd", 404),
        ("GET", "*", 404),
        ("OPTIONS", "/control", 204),
        ("OPTIONS", "/nowhere", 404),
    ],
)
async def test_other_methods_and_paths_are_refused(
    bare: Bare, method: str, target: str, status: int
) -> None:
    assert (await bare.send(method=method, target=target)).status == status
    await bare.get("GetDeviceUid")


async def test_errors_have_exactly_the_documented_members(bare: Bare) -> None:
    answer = await bare.ask("NoSuchCommand")
    assert answer == {
        "mid": "a123456",
        "result": "Error",
        "payload": {"code": "unknown_command", "arguments": ["NoSuchCommand"]},
    }
