from __future__ import annotations

import asyncio
import ssl
from typing import Any

import pytest

from tests.simulator.bare import Bare
from tests.simulator.certificates import pair, trusting
from tests.simulator.conftest import Start

CERTIFICATE, KEY = pair("127.0.0.1")
TLS = {"enabled": "yes", "device_cert": CERTIFICATE, "device_key": KEY}


async def over_https(bare: Bare) -> Bare:
    await bare.server.settled()
    return Bare(bare.server, bare.time, bare.key, trusting("127.0.0.1"))


async def test_a_new_key_counts_after_the_answer(bare: Bare) -> None:
    await bare.get("SetSecurityConfig", {"api_key": "s3cret +&=é"})
    assert (await bare.send(b'{"mid":"1","cmd":"GetDeviceUid"}')).status == 403
    bare.key = "s3cret +&=é"
    await bare.get("GetDeviceUid")


async def test_an_empty_key_clears_it_and_a_missing_one_keeps_it(start: Start) -> None:
    bare = await start(api_key="k")
    bare.key = "k"
    await bare.get("SetSecurityConfig", {"enable_http": "yes"})
    await bare.get("SetSecurityConfig", {"api_key": ""})
    assert bare.device.security.api_key == ""
    bare.key = ""
    await bare.get("GetDeviceUid")


@pytest.mark.parametrize("key", ["", "K", "k ", "kk", "invented"])
async def test_a_wrong_key_is_refused_with_403_and_nothing_is_done(start: Start, key: str) -> None:
    bare = await start(api_key="k", users=1)
    bare.key = key
    http = await bare.send(b'{"mid":"1","cmd":"DeleteUserInfo","payload":{"id":"1"}}')
    assert (http.status, http.body) == (403, b"Invalid API Key")
    assert bare.device.users.get("1")
    assert bare.device.ledger.keys == {key}


@pytest.mark.parametrize("target", ["/control", "/control?api_key=", "/control?x=1&api_key="])
async def test_an_absent_key_is_as_good_as_an_empty_one_when_none_is_set(
    bare: Bare, target: str
) -> None:
    assert (await bare.send(b'{"mid":"1","cmd":"GetDeviceUid"}', target=target)).status == 200


async def test_a_key_is_refused_when_none_is_set(bare: Bare) -> None:
    bare.key = "some"
    assert (await bare.send(b'{"mid":"1","cmd":"GetDeviceUid"}')).status == 403


async def test_https_opens_with_the_given_certificate(bare: Bare) -> None:
    await bare.get("SetSecurityConfig", {"tls_conf": TLS})
    private = await over_https(bare)
    assert (await private.get("GetDeviceUid"))["device_uid"] == "e09c1d1fd6ac34a7"
    await bare.get("GetDeviceUid")
    await private.close()


async def test_http_closes_and_opens_again(bare: Bare) -> None:
    await bare.get("SetSecurityConfig", {"tls_conf": TLS})
    private = await over_https(bare)
    await private.get("SetSecurityConfig", {"enable_http": "no"})
    await bare.server.settled()
    assert bare.server.url.startswith("https://127.0.0.1:")
    await bare.close()
    with pytest.raises(OSError):  # noqa: PT011  # what a closed port gives differs by system
        await bare.get("GetDeviceUid")
    await private.get("SetSecurityConfig", {"enable_http": "yes", "tls_conf": {"enabled": "no"}})
    await bare.server.settled()
    await bare.get("GetDeviceUid")
    await private.close()
    with pytest.raises(OSError):  # noqa: PT011
        await private.get("GetDeviceUid")


async def test_the_certificate_stays_when_it_is_left_out(bare: Bare) -> None:
    await bare.get("SetSecurityConfig", {"tls_conf": TLS})
    await bare.get("SetSecurityConfig", {"tls_conf": {"enabled": "no"}})
    await bare.get("SetSecurityConfig", {"tls_conf": {"enabled": "yes"}})
    private = await over_https(bare)
    await private.get("GetDeviceUid")
    await private.close()


async def test_a_blank_after_device_key_is_taken_as_in_the_example(bare: Bare) -> None:
    tls = {"enabled": "yes", "device_cert": CERTIFICATE, "device_key ": KEY}
    await bare.get("SetSecurityConfig", {"tls_conf": tls})
    private = await over_https(bare)
    await private.get("GetDeviceUid")
    await private.close()


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        ({"enable_http": "no"}, "invalid_parameter"),
        ({"tls_conf": {"enabled": "yes"}}, "invalid_certificate"),
        ({"tls_conf": {**TLS, "device_key": pair("other.invalid")[1]}}, "invalid_certificate"),
        ({"tls_conf": {**TLS, "device_cert": "PEM-encoded certificate"}}, "invalid_certificate"),
        ({"tls_conf": {**TLS, "ca_cert": "PEM"}}, "invalid_certificate"),
        ({"tls_conf": {**TLS, "enabled": True}}, "invalid_parameter"),
        ({"api_key": 5}, "invalid_parameter"),
    ],
    ids=range(7),
)
async def test_what_would_lock_everybody_out_is_refused(
    bare: Bare, payload: dict[str, Any], code: str
) -> None:
    assert await bare.code("SetSecurityConfig", {"api_key": "new", **payload}) == code
    assert bare.device.security.api_key == ""
    await bare.get("GetDeviceUid")


async def test_settings_change_even_when_the_answer_is_lost(bare: Bare) -> None:
    bare.device.faults.switch_on("drop-after", command="SetSecurityConfig", times=1)
    with pytest.raises((asyncio.IncompleteReadError, ConnectionError)):
        await bare.ask("SetSecurityConfig", {"api_key": "new"})
    assert bare.device.security.api_key == "new"


async def test_secrets_on_the_plain_port_can_be_told_from_those_on_https(start: Start) -> None:
    from rollcall.simulator.ledger import Ledger

    bare = await start(ledger=Ledger(plain=True))
    await bare.get("SetSecurityConfig", {"api_key": "first", "tls_conf": TLS})
    bare.key = "first"
    private = await over_https(bare)
    await private.get("SetSecurityConfig", {"api_key": "second"})
    saw = bare.device.ledger.saw
    assert saw("first", https=False)
    assert not saw("second", https=False)
    assert saw("second", https=True)
    await private.close()


async def test_a_key_can_be_cut_by_the_device(bare: Bare) -> None:
    bare.device.faults.switch_on("truncate-key", value=4)
    await bare.get("SetSecurityConfig", {"api_key": "0123456789"})
    bare.key = "0123"
    await bare.get("GetDeviceUid")


async def test_https_can_fail_to_start(bare: Bare) -> None:
    bare.device.faults.switch_on("https-never-starts")
    await bare.get("SetSecurityConfig", {"tls_conf": TLS})
    await bare.server.settled()
    with pytest.raises(ConnectionRefusedError):
        await Bare(bare.server, bare.time, context=trusting("127.0.0.1")).get("GetDeviceUid")


async def test_https_can_start_late(bare: Bare) -> None:
    bare.device.faults.switch_on("https-late", value="7.5")
    await bare.get("SetSecurityConfig", {"tls_conf": TLS})
    await bare.time.until_asleep()
    private = Bare(bare.server, bare.time, context=trusting("127.0.0.1"))
    with pytest.raises(ConnectionRefusedError):
        await private.get("GetDeviceUid")
    bare.time.advance(7.5)
    await bare.server.settled()
    await private.get("GetDeviceUid")
    await private.close()


async def test_https_can_show_another_certificate(bare: Bare) -> None:
    bare.device.faults.switch_on("https-other-certificate")
    await bare.get("SetSecurityConfig", {"tls_conf": TLS})
    private = await over_https(bare)
    with pytest.raises(ssl.SSLCertVerificationError):
        await private.get("GetDeviceUid")
