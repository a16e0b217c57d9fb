"""Truth words, written exactly as documented and read back strictly."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from rollcall.protocol import spelling
from rollcall.protocol.catalog import COMMANDS
from rollcall.protocol.network import EthernetConfig, SetNetworkConfig
from rollcall.protocol.security import SetSecurityConfig, TlsConfig
from rollcall.protocol.users import LockDevice

if TYPE_CHECKING:
    from rollcall.protocol.command import Wire

WORDED = {
    "SetSecurityConfig", "LockDevice", "SetNetworkConfig", "SetChangeUserInfoOnDeviceAllowed",
}  # fmt: skip


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (LockDevice(locked=False), {"is_locked": "no"}),
        (SetSecurityConfig(enable_http=False), {"enable_http": "no"}),
        (SetSecurityConfig(tls=TlsConfig(enabled=True)), {"tls_conf": {"enabled": "yes"}}),
        (SetNetworkConfig(ethernet=EthernetConfig(dhcp=True)), {"ethernet": {"dhcp": "on"}}),
        (SetSecurityConfig(api_key=""), {"api_key": ""}),
        (SetSecurityConfig(), {}),
    ],
)
def test_truth_is_written_in_words(value: Wire, expected: object) -> None:
    assert spelling.to_builtins(value) == expected
    assert spelling.from_builtins(expected, type(value)) == value


def test_words_are_where_the_specification_has_them() -> None:
    assert {name for name, kind in COMMANDS.items() if spelling.has_words(kind)} == WORDED


@pytest.mark.parametrize("payload", [None, [], "yes", 5, {}, {"is_locked": ["yes"]}])
def test_command_is_refused_when_its_payload_is_none(payload: object) -> None:
    with pytest.raises(msgspec.ValidationError):
        spelling.from_builtins(payload, LockDevice)
