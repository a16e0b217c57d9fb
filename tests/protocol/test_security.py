"""The key and the interfaces: only what is set is sent."""

from __future__ import annotations

from rollcall.protocol.security import SetSecurityConfig, TlsConfig
from tests.protocol.wire import written


def test_member_is_sent_when_it_is_set_only() -> None:
    assert written(SetSecurityConfig(enable_http=True)) == {"enable_http": "yes"}
    assert written(SetSecurityConfig(api_key="")) == {"api_key": ""}


def test_all_five_tls_members_are_inside_tls_conf() -> None:
    tls = TlsConfig(
        enabled=True, validate_certificate=False, ca_cert="a", device_cert="b", device_key="c"
    )
    assert written(SetSecurityConfig(tls=tls)) == {
        "tls_conf": {
            "enabled": "yes",
            "validate_certificate": "no",
            "ca_cert": "a",
            "device_cert": "b",
            "device_key": "c",
        }
    }
