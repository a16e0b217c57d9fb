"""Every documented range: refused outside when written, taken at both ends, shown when read."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from rollcall.protocol import (
    access,
    attendance,
    bells,
    clock,
    departments,
    network,
    settings,
    shifts,
    spelling,
    users,
)
from rollcall.protocol.catalog import COMMANDS
from rollcall.protocol.envelope import encode_request
from rollcall.protocol.fields import NO_RANGE, TimeRange
from rollcall.protocol.ranges import INTEGER_MAX, Range, range_of
from tests.protocol.expected import TYPED
from tests.protocol.specification import EXAMPLES
from tests.protocol.wire import MID, read

if TYPE_CHECKING:
    from rollcall.protocol.command import Command, Wire

# command, the way to the member in its example, smallest, largest
NUMBERS = [
    ("SetDeviceId", ("device_id",), 1, 255),
    ("SetSoundVolume", ("sound_volume",), 1, 10),
    ("SetReverifyTime", ("reverify_time",), 0, 59),
    ("SetVerifyMode", ("verify_mode",), 0, 15),
    ("SetFaceVerifySetting", ("antispoofing_thre",), 0, 4),
    ("SetAttendaceTolerance", ("morning_in_tolerance",), 0, 120),
    ("SetAttendaceTolerance", ("morning_out_tolerance",), 0, 120),
    ("SetAttendaceTolerance", ("afternoon_in_tolerance",), 0, 120),
    ("SetAttendaceTolerance", ("afternoon_out_tolerance",), 0, 120),
    ("SetBellSetting", ("bells", 23, "duration_index"), 0, 8),
    ("SetBellSetting", ("bells", 23, "type_index"), 0, 2),
    ("SetBellSetting", ("bells", 23, "weekmask"), 0, 127),
    ("SetUserShift", ("shift", 99), 0, 25),
    ("SetUserShift", ("shift", 99), 100, 100),
    ("SetAcUserInfo", ("time_zone", 6), 0, 254),
    ("SetAcSetting", ("unlock_time",), 0, 200),
    ("SetAcSetting", ("multi_verify_count",), 1, 10),
    ("SetAcSetting", ("wiegand_format",), 0, 2),
    ("SetDept", ("shift", 6), 0, 25),
    ("SetDept", ("shift", 6), 100, 100),
    ("ConfigAttendLogUploader", ("interval",), 5, 3600),
    ("EraseAttendLog", ("end_pos",), 0, INTEGER_MAX),
    ("GetAttendLog", ("start_pos",), 0, INTEGER_MAX),
    ("GetUserIdList", ("start_pos",), 0, INTEGER_MAX),
]
# the same for the rows of tables: the fewest, the most
SIZES = [
    ("SetBellSetting", ("bells",), 24, 24),
    ("SetShiftSetting", ("shifts",), 24, 24),
    ("SetShiftSetting", ("shifts", 23), 3, 3),
    ("SetUserShift", ("shift",), 100, 100),
    ("SetAcTimeZone", ("zones",), 255, 255),
    ("SetAcTimeZone", ("zones", 254), 6, 6),
    ("SetAcUserInfo", ("time_zone",), 7, 7),
    ("SetDept", ("shift",), 7, 7),
    ("SetUserInfo", ("fp",), 0, 10),
    ("SetNetworkConfig", ("ethernet", "nameservers"), 0, 2),
]
# command, the way, texts that are taken, texts that are not
TEXTS: list[tuple[str, tuple[str | int, ...], list[Any], list[Any]]] = [
    ("SetUserInfo", ("password",), ["", "0007", "12345678"], ["123456789", "12a", "１", 12, "1\n"]),
    ("SetUserInfo", ("card",), ["", "0", "4294967295"], ["4294967296", "-1", "1 ", "00000000001"]),
    ("SetUserInfo", ("privilege",), ["user", "Manager", "ADMIN"], ["boss", "", 0]),
    ("SetUserInfo", ("face",), ["", "AAAA"], ["not base64", 5]),
    ("SetBellSetting", ("bells", 0, "start"), ["00:00", "23:59", ""], ["24:00", "8:00", "08:60"]),
    ("SetShiftSetting", ("shifts", 0, 0, "end"), ["23:59", ""], ["23:59:00", "0900", "09:00\n"]),
    ("SetAcTimeZone", ("zones", 9, 5, "start"), ["00:00"], ["-1:00", "١٢:٠٠"]),
    ("SetDeviceTime", ("time",), ["2026-02-28T23:59:59"], ["2026-02-29T00:00:00", "now", 5]),
    ("SetDeviceTime", ("time",), [], ["2026-02-28T10:00:00.5", "2026-02-28T10:00:00Z"]),
    ("LockDevice", ("is_locked",), ["yes", "no"], ["on", "YES", True, 1, "", None]),
    ("SetSecurityConfig", ("tls_conf", "enabled"), ["yes", "no"], ["off", False, "true"]),
    ("SetNetworkConfig", ("wlan", "dhcp"), ["on", "off"], ["yes", True, "ON"]),
    ("SetFaceVerifySetting", ("use_antispoofing",), [True, False], ["yes", 1, "true"]),
    ("SetAcSetting", ("monitor_tamper",), [True, False], ["off", 0, None]),
    ("DeviceControl", ("Action",), ["ClearUsers"], ["clearusers", "OpenDoor", ""]),
    ("SetDept", ("Action",), ["Check", "Add"], ["check", "Remove"]),
]


def _payload(command: str, way: tuple[str | int, ...], value: object) -> object:
    """Give the payload of a command's first example with one value replaced."""
    example = next(each for each in EXAMPLES if each.command == command)
    payload = msgspec.json.decode(msgspec.json.encode(example.payload))
    place: Any = payload
    for step in way[:-1]:
        place = place[step]
    place[way[-1]] = value
    return payload


def _is_taken(command: str, way: tuple[str | int, ...], value: object) -> bool:
    try:
        spelling.from_builtins(_payload(command, way, value), COMMANDS[command])
    except msgspec.ValidationError:
        return False
    return True


@pytest.mark.parametrize(("command", "way", "low", "high"), NUMBERS)
def test_number_is_taken_within_its_range_only(
    command: str, way: tuple[str | int, ...], low: int, high: int
) -> None:
    assert _is_taken(command, way, low)
    assert _is_taken(command, way, high)
    for stranger in (low - 1, high + 1, -(2**53), 2**53 + 1, 10**30):
        assert not _is_taken(command, way, stranger), stranger
    for wrong in (str(low), low + 0.5, True, None, [low]):
        assert not _is_taken(command, way, wrong), wrong


@pytest.mark.parametrize(("command", "way", "low", "high"), SIZES)
def test_table_is_taken_with_its_number_of_rows_only(
    command: str, way: tuple[str | int, ...], low: int, high: int
) -> None:
    example = next(each for each in EXAMPLES if each.command == command)
    rows: Any = example.payload
    for step in way:
        rows = rows[step]
    for count in {low, high}:
        assert _is_taken(command, way, [rows[0]] * count)
    for count in {low - 1, high + 1} - {-1}:
        assert not _is_taken(command, way, [rows[0]] * count)


@pytest.mark.parametrize(("command", "way", "good", "bad"), TEXTS)
def test_text_is_taken_in_its_documented_form_only(
    command: str, way: tuple[str | int, ...], good: list[object], bad: list[object]
) -> None:
    assert [each for each in good if not _is_taken(command, way, each)] == []
    assert [each for each in bad if _is_taken(command, way, each)] == []


@pytest.mark.parametrize(
    "command",
    [
        settings.SetSoundVolume(volume=11),
        settings.SetDeviceId(number=0),
        settings.SetReverifyTime(minutes=60),
        settings.SetFaceVerifySetting(liveness_threshold=5, several_faces=True, liveness=True),
        shifts.SetAttendanceTolerance(
            morning_in=121, morning_out=0, afternoon_in=0, afternoon_out=0
        ),
        shifts.SetUserShift(
            id=users.UserId("1"),
            start_day=datetime(2026, 1, 1),
            days=(26,) * 100,  # type: ignore[arg-type]  # what the types refuse already
        ),
        bells.SetBellSetting(bells=()),
        access.SetAcTimeZone(zones=((NO_RANGE,) * 6,) * 254),
        access.SetAcTimeZone(zones=((TimeRange(start="9:00", end=""),) * 6,) * 255),
        access.SetAcSetting(
            monitor_tamper=True, verify_count=1, unlock_s=201, wiegand=access.WiegandFormat.NONE
        ),
        access.SetAcSetting(
            monitor_tamper=True, verify_count=1, unlock_s=5, wiegand=access.WiegandFormat(7)
        ),
        attendance.ConfigAttendLogUploader(target="", interval_s=4),
        attendance.GetAttendLog(start=-1),
        departments.SetDept(action=departments.DepartmentAction.ADD, shift=(0,) * 6),
        users.SetUserInfo(id=users.UserId("1"), password="123456789"),
        users.SetUserInfo(id=users.UserId("1"), card="4294967296"),
        users.SetUserInfo(id=users.UserId("1"), privilege=users.Privilege("boss")),
        users.SetUserInfo(id=users.UserId("1"), fingers=(b"x",) * 11),
        network.SetNetworkConfig(
            ethernet=network.EthernetConfig(dhcp=False, nameservers=("8.8.8.8",) * 3)
        ),
        clock.SetDeviceTime(time=datetime(2026, 1, 1, 0, 0, 0, 1)),
        clock.SetDeviceTime(time=datetime(2026, 1, 1, tzinfo=UTC)),
    ],
)
def test_command_is_not_sent_when_it_is_out_of_range(command: Command[Any]) -> None:
    with pytest.raises(msgspec.ValidationError) as caught:
        encode_request(command, MID)
    assert "123456789" not in str(caught.value)
    assert "4294967296" not in str(caught.value)


@pytest.mark.parametrize(
    ("ask", "way", "values"),
    [
        ("GetSoundVolume", ("sound_volume",), [0, 11]),
        ("GetDeviceId", ("device_id",), [0, 256]),
        ("GetReverifyTime", ("reverify_time",), [60, -1]),
        ("GetVerifyMode", ("verify_mode",), [16, 255]),
        ("GetFaceVerifySetting", ("antispoofing_thre",), [5, 9, -1]),
        ("GetAttendaceTolerance", ("morning_in_tolerance",), [121, 200]),
        ("GetAcSetting", ("unlock_time",), [201, 255]),
        ("GetAcSetting", ("multi_verify_count",), [0, 11]),
        ("GetAcSetting", ("wiegand_format",), [3, 7]),
        ("GetBellSetting", ("bells", 3, "duration_index"), [9, 12]),
        ("GetBellSetting", ("bells", 3, "type_index"), [3]),
        ("GetBellSetting", ("bells", 3, "weekmask"), [128, 255]),
        ("GetBellSetting", ("bells", 3, "start"), ["8:00", "24:00", "25:61"]),
        ("GetBellSetting", ("bells",), [[]]),
        ("GetShiftSetting", ("shifts", 2, 1, "start"), ["24:00", "9.00"]),
        ("GetShiftSetting", ("shifts", 2), [[]]),
        ("GetAcTimeZone", ("zones", 254, 5, "end"), ["24:00"]),
        ("GetAcUserInfo", ("time_zone", 0), [255, 1000]),
        ("GetUserShift", ("shift", 0), [26, 99, 101]),
        ("GetDeptList", ("depts", 0, "shift", 0), [26, 255]),
        ("GetDeptList", ("depts", 0, "user_count"), [-1]),
        ("GetAttendLogUploaderStatus", ("pending_count",), [-1]),
        ("GetAttendLog", ("next_pos",), [-1]),
        ("GetUserIdList", ("next_page_pos",), [-1, 0]),
        ("GetCurrentUsage", ("user_count",), [-1]),
        ("GetUserInfo", ("password",), ["123456789", "abc"]),
        ("GetUserInfo", ("card",), ["99999999999", "x"]),
        ("GetNetworkConfig", ("ethernet", "config", "nameservers"), [["8.8.8.8"] * 3]),
    ],
)
def test_reply_is_shown_when_a_value_is_out_of_range(
    ask: str, way: tuple[str | int, ...], values: list[object]
) -> None:
    example = next(each for each in EXAMPLES if each.command == ask)
    command = next(typed for typed, _ in TYPED if type(typed).names[0] == ask)
    for value in values:
        payload = msgspec.json.decode(msgspec.json.encode(example.reply))
        place = payload
        for step in way[:-1]:
            place = place[step]
        place[way[-1]] = value
        reply = spelling.to_builtins(read(command, payload))
        shown: Any = msgspec.json.decode(msgspec.json.encode(reply))
        for step in way:
            shown = shown[step]
        assert shown == value


@pytest.mark.parametrize(
    ("kind", "member", "expected"),
    [
        (settings.SetSoundVolume, "volume", Range(1, 10)),
        (settings.SetFaceVerifySetting, "liveness_threshold", Range(0, 4)),
        (settings.FaceVerifySetting, "liveness_threshold", Range(0, 4)),
        (access.SetAcSetting, "unlock_s", Range(0, 200)),
        (bells.Bell, "weekmask", Range(0, 127)),
        (bells.SetBellSetting, "bells", Range(24, 24)),
        (users.SetUserInfo, "fingers", Range(0, 10)),
        (users.SetUserInfo, "card", Range(0, 4_294_967_295)),
    ],
)
def test_form_reads_the_range_from_the_type(kind: type[Wire], member: str, expected: Range) -> None:
    assert range_of(kind, member) == expected


@pytest.mark.parametrize("member", ["name", "no such member"])
def test_form_is_told_when_no_range_is_documented(member: str) -> None:
    with pytest.raises(LookupError):
        range_of(users.SetUserInfo, member)


@pytest.mark.parametrize("place", range(len(TYPED)))
def test_change_is_built_from_the_reply_when_their_members_are_alike(place: int) -> None:
    reply = TYPED[place][1]
    setter = {
        settings.FaceVerifySetting: settings.SetFaceVerifySetting,
        shifts.AttendanceTolerance: shifts.SetAttendanceTolerance,
        access.AcSetting: access.SetAcSetting,
        bells.BellSetting: bells.SetBellSetting,
        access.AcTimeZone: access.SetAcTimeZone,
        shifts.ShiftSetting: shifts.SetShiftSetting,
    }.get(type(reply))
    if setter is not None:
        encode_request(setter(**msgspec.structs.asdict(reply)), MID)
