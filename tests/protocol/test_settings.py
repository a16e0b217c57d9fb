"""Small settings, in words and numbers."""

from __future__ import annotations

import pytest

from rollcall.protocol.settings import (
    Clearing,
    DeviceControl,
    GetVerifyMode,
    SetChangeUserInfoOnDeviceAllowed,
    SetVerifyMode,
    VerificationMode,
)
from tests.protocol.wire import read, written


@pytest.mark.parametrize(
    ("mode", "number", "factors"),
    [
        (VerificationMode.ANY, 0, set()),
        (VerificationMode.ID_PASSWORD, 5, {"id", "password"}),
        (VerificationMode.FINGER_CARD_PASSWORD, 8, {"finger", "card", "password"}),
        (VerificationMode.FACE_FINGER_PASSWORD, 15, {"face", "finger", "password"}),
    ],
)
def test_mode_has_its_number_and_factors(
    mode: VerificationMode, number: int, factors: set[str]
) -> None:
    assert written(SetVerifyMode(mode=mode)) == {"verify_mode": number}
    assert mode.factors == factors
    assert read(GetVerifyMode(), {"verify_mode": number}).mode == mode


def test_clearing_has_the_words_of_the_specification() -> None:
    words = [written(DeviceControl(action=each))["Action"] for each in Clearing]
    assert words == ["ClearAttendLog", "ClearAdminLog", "ClearUsers", "ClearAdmins", "ClearAllData"]


def test_local_editing_is_written_in_words() -> None:
    assert written(SetChangeUserInfoOnDeviceAllowed(allowed=False)) == {"is_allowed": "no"}
