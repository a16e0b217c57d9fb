"""What devices write otherwise than documented, table by table: what came, what is read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from rollcall.protocol.access import GetAcSetting
from rollcall.protocol.clock import GetDeviceTime
from rollcall.protocol.errors import BadReply
from rollcall.protocol.info import GetDeviceCapabilities, GetDeviceUid
from rollcall.protocol.network import GetNetworkConfig
from rollcall.protocol.settings import (
    GetChangeUserInfoOnDeviceAllowed,
    GetFaceVerifySetting,
    GetSoundVolume,
)
from rollcall.protocol.users import GetUserInfo, UserId
from tests.protocol.wire import read

YES = ["yes", "Yes", " YES ", "on", "ON", "true", "True", True, 1, "1"]
NO = ["no", "No", "off", "OFF ", "false", "FALSE", False, 0, "0"]
NEITHER = ["", "maybe", 2, -1, 1.5, [], {}, ["yes"]]


@pytest.mark.parametrize(("words", "truth"), [(YES, True), (NO, False)])
def test_truth_is_read_in_every_spelling(words: list[object], truth: bool) -> None:
    for word in words:
        allowed = read(GetChangeUserInfoOnDeviceAllowed(), {"is_allowed": word})
        assert allowed.allowed is truth, word
        network = read(GetNetworkConfig(), {"ethernet": {"config": {"dhcp": word}}})
        assert network.ethernet
        assert network.ethernet.config.dhcp is truth, word
        setting = {"antispoofing_thre": 2, "multi_veri_enabled": word, "use_antispoofing": True}
        assert read(GetFaceVerifySetting(), setting).several_faces is truth, word
        assert read(GetDeviceCapabilities(), {"palm": word}).palm is truth, word


@pytest.mark.parametrize("word", NEITHER)
def test_truth_is_bad_when_it_is_neither(word: object) -> None:
    with pytest.raises(BadReply):
        read(GetChangeUserInfoOnDeviceAllowed(), {"is_allowed": word})
    with pytest.raises(BadReply):
        read(GetNetworkConfig(), {"wlan": {"config": {"dhcp": word}}})


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("2020-04-01T16:05:11", datetime(2020, 4, 1, 16, 5, 11)),
        ("2020-04-01 16:05:11", datetime(2020, 4, 1, 16, 5, 11)),
        (" 2020-04-01T16:05:11 ", datetime(2020, 4, 1, 16, 5, 11)),
        ("2020-04-01T16:05:11.999", datetime(2020, 4, 1, 16, 5, 11)),
        ("2020-04-01T16:05:11.123456", datetime(2020, 4, 1, 16, 5, 11)),
        ("2020-04-01T16:05:11,5", datetime(2020, 4, 1, 16, 5, 11)),
        ("2020-04-01T16:05", datetime(2020, 4, 1, 16, 5)),
        ("2020-04-01", datetime(2020, 4, 1)),
    ],
)
def test_time_is_read_as_the_wall_clock(text: str, time: datetime) -> None:
    assert read(GetDeviceTime(), {"time": text}).time == time


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("2020-04-01T16:05:11Z", datetime(2020, 4, 1, 16, 5, 11, tzinfo=UTC)),
        ("2020-04-01T16:05:11.250Z", datetime(2020, 4, 1, 16, 5, 11, tzinfo=UTC)),
        (
            "2020-04-01T16:05:11+08:00",
            datetime(2020, 4, 1, 16, 5, 11, tzinfo=timezone(timedelta(hours=8))),
        ),
    ],
)
def test_time_is_made_local_when_it_has_a_zone(text: str, time: datetime) -> None:
    local = time.astimezone().replace(tzinfo=None)
    assert read(GetDeviceTime(), {"time": text}).time == local


@pytest.mark.parametrize(
    "text",
    ["", "now", "2020-02-30T00:00:00", "16:05:11", 1585757111, "0001-01-01T00:00:00+23:59",
     "9999-12-31T23:59:59-23:59", "2020-04-01T24:30:00", None],
)  # fmt: skip
def test_time_is_bad_when_it_is_none(text: object) -> None:
    with pytest.raises(BadReply):
        read(GetDeviceTime(), {"time": text})


@pytest.mark.parametrize(("wire", "number"), [(5, 5), ("6", 6), (" 7 ", 7), ("-3", -3), ("008", 8)])
def test_number_is_read_when_it_is_a_text(wire: object, number: int) -> None:
    assert read(GetSoundVolume(), {"sound_volume": wire}).volume == number


@pytest.mark.parametrize("wire", ["", "5.0", "0x5", "٥", "1_0", "9" * 17, "9007199254740993"])
def test_number_is_bad_when_the_text_is_none(wire: str) -> None:
    with pytest.raises(BadReply):
        read(GetSoundVolume(), {"sound_volume": wire})


def test_choice_is_read_when_its_number_is_a_text() -> None:
    setting = {"monitor_tamper": "no", "multi_verify_count": "1", "unlock_time": "5"}
    assert read(GetAcSetting(), {**setting, "wiegand_format": "2"}).wiegand == 2


def test_word_stays_a_word_when_it_looks_like_a_number() -> None:
    user = read(GetUserInfo(id=UserId("1")), {"id": 1, "privilege": "0", "card": 5})
    assert user.privilege.value == "0"
    assert not user.privilege.is_known
    assert read(GetUserInfo(id=UserId("1")), {"id": "1", "privilege": 2}).privilege.value == "2"


@pytest.mark.parametrize(
    ("wire", "template"),
    [
        ("AAEC", b"\0\1\2"),
        ("AA\nEC", b"\0\1\2"),
        (" AAEC ", b"\0\1\2"),
        ("AAE=", b"\0\1"),
        ("", b""),
    ],
)
def test_template_is_read_when_its_lines_are_broken(wire: str, template: bytes) -> None:
    assert read(GetUserInfo(id=UserId("1")), {"id": "1", "face": wire}).face == template


@pytest.mark.parametrize("wire", ["A", "####", "名", 5, ["AAEC"], {}])
def test_template_is_bad_when_it_is_not_base64(wire: object) -> None:
    with pytest.raises(BadReply):
        read(GetUserInfo(id=UserId("1")), {"id": "1", "face": wire or 7})


def test_identity_is_kept_as_it_is() -> None:
    for uid in ("e09c1d1fd6ac34a7", "E09C", "device 7", "007"):
        assert read(GetDeviceUid(), {"device_uid": uid}).uid == uid
    assert read(GetDeviceUid(), {"device_uid": 7}).uid == "7"
