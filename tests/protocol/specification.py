"""Every example of the specification, cleaned of its typing errors, in the order of its text.

Written from the text alone. What was mended: comments and ellipses, missing commas and brackets,
doubled members, stray letters, the blank in "device_key ", placeholders instead of base64. Tables
that the text cuts short ("24 shifts") have their full size. No value of our own types is in here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

type_json = dict[str, Any]

# Real base64 in the place of "base64-encoded data".
FACE = "RkFDRSB0ZW1wbGF0ZSAx"
FINGER_1 = "RklOR0VSIHRlbXBsYXRlIDE="
FINGER_2 = "RklOR0VSIHRlbXBsYXRlIDI="
PALM = "UEFMTSB0ZW1wbGF0ZQ=="
PHOTO = "/9j/4AAQSkZJRgABAQAAAQABAAD/2Q=="

BELL = {"duration_index": 6, "start": "08:00", "type_index": 0, "weekmask": 62}
SHIFT = [
    {"end": "12:00", "start": "09:00"},
    {"end": "18:00", "start": "13:00"},
    {"end": "", "start": ""},
]
ZONE = [{"end": "23:59", "start": "00:00"}, *[{"end": "", "start": ""}] * 5]
WEEK = [100, 0, 0, 0, 0, 0, 100]
ETHERNET = {
    "address": "192.168.0.5",
    "netmask": "255.255.255.0",
    "gateway": "192.168.0.1",
    "nameservers": ["8.8.8.8", "4.4.4.4"],
}
WLAN = {"dhcp": "on", "access_points": [{"ssid": "AP1", "key": "1234"}]}
WLAN_RUNNING = {
    "address": "10.242.1.9",
    "netmask": "255.0.0.0",
    "gateway": "10.0.0.2",
    "nameservers": ["10.0.0.2"],
}
USER = {
    "id": "1",
    "name": "aaaaa",
    "depart": "bbbbb",
    "privilege": "user",
    "password": "12345",
    "card": "102845102",
    "fp": [FINGER_1, FINGER_2],
    "face": FACE,
    "palm": [PALM],
}
RECORD = {"user_id": "1", "time": "2020-04-01T08:10:05", "mode": "face "}
TOLERANCE = {
    "afternoon_in_tolerance": 0,
    "afternoon_out_tolerance": 0,
    "morning_in_tolerance": 0,
    "morning_out_tolerance": 0,
}
FACE_SETTING = {"antispoofing_thre": 2, "multi_veri_enabled": True, "use_antispoofing": True}
AC_SETTING = {
    "monitor_tamper": False,
    "multi_verify_count": 1,
    "unlock_time": 5,
    "wiegand_format": 0,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One row of the specification: a command, what it carries, and the device's reply."""

    command: str
    payload: type_json = field(default_factory=dict)
    result: str = "Success"
    reply: Any = field(default_factory=dict)


def _job(command: str) -> Example:
    return Example(command=command, result="JobCreated", reply={"job_id": 1})


def _pair(topic: str, payload: type_json) -> tuple[Example, Example]:
    """Return the two examples of a "GetX, SetX" heading, whose payloads are alike."""
    return (
        Example(command=f"Get{topic}", result=topic, reply=payload),
        Example(command=f"Set{topic}", payload=payload),
    )


EXAMPLES: tuple[Example, ...] = (
    Example(
        command="SetSecurityConfig",
        payload={
            "api_key": "API key",
            "enable_http": "yes",
            "tls_conf": {
                "enabled": "yes",
                "validate_certificate": "yes",
                "ca_cert": "PEM-encoded CA certificate",
                "device_cert": "PEM-encoded certificate",
                "device_key": "PEM-encoded private key",
            },
        },
    ),
    Example(
        command="GetUserIdList",
        payload={"start_pos": 0},
        result="UserIdList",
        reply={"user_id": ["1", "5", "12"], "next_page_pos": 50},
    ),
    Example(
        command="GetUserIdList",
        result="UserIdList",
        reply={"user_id": ["1", "5", "12"], "next_page_pos": 50},
    ),
    Example(
        command="GetUserIdList",
        payload={"start_pos": 50},
        result="UserIdList",
        reply={"user_id": ["121", "124", "125"], "next_page_pos": 100},
    ),
    Example(
        command="GetUserIdList",
        payload={"start_pos": 100},
        result="UserIdList",
        reply={"user_id": ["183", "187", "190"]},
    ),
    Example(command="GetUserInfo", payload={"id": "1"}, result="UserInfo", reply=USER),
    Example(command="SetUserInfo", payload=USER),
    Example(command="DeleteUserInfo", payload={"id": "1"}),
    Example(command="LockDevice", payload={"is_locked": "yes"}),
    _job("BeginEnrollFace"),
    _job("BeginEnrollFp"),
    _job("BeginEnrollCard"),
    _job("BeginEnrollPalm"),
    # The text shows the data of three kinds of job in one example: here one example a kind.
    Example(
        command="QueryJobStatus",
        payload={"job_id": 1},
        result="JobStatus",
        reply={"job_id": 1, "state": "succeeded", "face_data": FACE},
    ),
    Example(
        command="QueryJobStatus",
        payload={"job_id": 1},
        result="JobStatus",
        reply={"job_id": 1, "state": "succeeded", "fp_data": FINGER_1},
    ),
    Example(
        command="QueryJobStatus",
        payload={"job_id": 1},
        result="JobStatus",
        reply={"job_id": 1, "state": "succeeded", "card_data": "102845102"},
    ),
    Example(
        command="QueryJobStatus",
        payload={"job_id": 1},
        result="JobStatus",
        reply={"job_id": 1, "state": "succeeded", "palm_data": PALM},
    ),
    *(
        Example(
            command="QueryJobStatus",
            payload={"job_id": 1},
            result="JobStatus",
            reply={"job_id": 1, "state": state},
        )
        for state in ("pending", "failed")
    ),
    Example(command="CancelJob", payload={"job_id": 1}),
    Example(command="CancelAllJobs"),
    Example(
        command="PhotoToFacedata",
        payload={"photo": PHOTO},
        result="PhotoToFaceData",
        reply={"face_data": FACE, "state": "succeeded"},
    ),
    *(
        Example(
            command="PhotoToFacedata",
            payload={"photo": PHOTO},
            result="PhotoToFaceData",
            reply={"state": state},
        )
        for state in ("process_fail", "decode_fail", "dimension_overflow")
    ),
    Example(
        command="GetAttendLog",
        payload={"start_pos": 0},
        result="AttendLog",
        reply={"start_pos": 0, "next_pos": 50, "logs": [RECORD]},
    ),
    Example(
        command="GetAttendLog",
        result="AttendLog",
        reply={"start_pos": 0, "next_pos": 50, "logs": [RECORD]},
    ),
    Example(command="EraseAttendLog", payload={"end_pos": 10}),
    Example(
        command="ConfigAttendLogUploader",
        payload={"target_uri": "http://10.80.0.1/upload_log", "interval": 60},
    ),
    Example(
        command="GetAttendLogUploaderStatus",
        result="AttendLogUploaderStatus",
        reply={"status": "active", "pending_count": 12},
    ),
    Example(command="GetDeviceTime", result="DeviceTime", reply={"time": "2020-04-01T16:05:11"}),
    Example(command="SetDeviceTime", payload={"time": "2020-04-01T16:05:11"}),
    Example(
        command="GetNetworkConfig",
        result="NetworkConfig",
        reply={
            "ethernet": {"running": ETHERNET, "config": {"dhcp": "off", **ETHERNET}},
            "wlan": {"running": WLAN_RUNNING, "config": WLAN},
        },
    ),
    Example(
        command="SetNetworkConfig", payload={"ethernet": {"dhcp": "off", **ETHERNET}, "wlan": WLAN}
    ),
    Example(
        command="GetVersionInfo",
        result="VersionInfo",
        reply={
            "firmware_version": "13750C v3.11.802",
            "face_algorithm_version": "GreenFace v2.2",
            "fp_algorithm_version": "deli SMK v3.0",
        },
    ),
    Example(
        command="GetCapacityLimit",
        result="CapacityLimit",
        reply={
            "max_user": 5000,
            "max_face": 3000,
            "max_fp": 15000,
            "max_attend_log": 400000,
            "max_palm": 1000,
        },
    ),
    *_pair("ChangeUserInfoOnDeviceAllowed", {"is_allowed": "yes"}),
    Example(
        command="GetCurrentUsage",
        result="CurrentUsage",
        reply={
            "attend_log_count": 26,
            "card_count": 0,
            "face_count": 1,
            "fp_count": 1,
            "manager_count": 0,
            "palm_count": 1,
            "password_count": 0,
            "user_count": 1,
        },
    ),
    Example(command="GetDeviceUid", result="DeviceUid", reply={"device_uid": "e09c1d1fd6ac34a7"}),
    Example(
        command="GetDeviceCapabilities",
        result="DeviceCapabilities",
        reply={
            "access_control": False,
            "card": False,
            "ethernet": True,
            "face": True,
            "fingerprint": True,
            "input_device": True,
            "palm": True,
            "password": True,
            "vrface": True,
            "wifi": True,
        },
    ),
    *_pair("BellSetting", {"bells": [BELL] * 24}),
    *_pair("DeviceId", {"device_id": 1}),
    *_pair("SoundVolume", {"sound_volume": 1}),
    *_pair("ReverifyTime", {"reverify_time": 1}),
    *_pair("VerifyMode", {"verify_mode": 1}),
    *_pair("FaceVerifySetting", FACE_SETTING),
    *(
        Example(command="DeviceControl", payload={"Action": action})
        for action in (
            "ClearAttendLog",
            "ClearAdminLog",
            "ClearUsers",
            "ClearAdmins",
            "ClearAllData",
        )
    ),
    *_pair("ShiftMode", {"shift_mode": "user"}),
    *_pair("AttendaceTolerance", TOLERANCE),
    *_pair("ShiftSetting", {"shifts": [SHIFT] * 24}),
    Example(
        command="GetUserShift",
        payload={"id": "1"},
        result="UserShift",
        reply={"id": "1", "shift_start_day": "2024-11-13T00:00:00", "shift": [0] * 100},
    ),
    Example(  # the text forgets "id" here and has it in the table below
        command="SetUserShift",
        payload={"id": "1", "shift_start_day": "2024-11-13T00:00:00", "shift": [0] * 100},
    ),
    *_pair("AcTimeZone", {"zones": [ZONE] * 255}),
    Example(
        command="GetAcUserInfo",
        payload={"id": "1"},
        result="AcUserInfo",
        reply={
            "id": "1",
            "time_zone": [0] * 7,
            "valid_period": {
                "end": "2000-01-01T00:00:00",
                "start": "2000-01-01T00:00:00",
                "use": False,
            },
        },
    ),
    Example(
        command="SetAcUserInfo",
        payload={
            "id": "1",
            "time_zone": [0] * 7,
            "valid_period": {
                "use": False,
                "start": "2025-01-24T18:48:22",
                "end": "2025-01-24T18:48:22",
            },
        },
    ),
    *_pair("AcSetting", AC_SETTING),
    # The text's payload is no JSON; a member named in the plural is what its neighbours have.
    Example(
        command="GetDeptList",
        result="DeptList",
        reply={"depts": [{"name": "Company", "shift": WEEK, "user_count": 1}]},
    ),
    Example(
        command="SetDept",
        payload={
            "Action": "Rename",
            "dept_org": "Company",
            "dept_new": "NewName",
            "shift": WEEK,
        },
    ),
    # The table below the example describes these five.
    Example(command="SetDept", payload={"Action": "Rearrange"}),
    Example(command="SetDept", payload={"Action": "Check", "dept_org": "Company"}),
    Example(command="SetDept", payload={"Action": "Add", "dept_new": "NewName"}),
    Example(command="SetDept", payload={"Action": "Delete", "dept_org": "Company"}),
    Example(
        command="SetDept", payload={"Action": "SetShift", "dept_org": "Company", "shift": WEEK}
    ),
)

# What the device posts to `target_uri`, and what the receiver answers.
UPLOADS: tuple[type_json, ...] = ({}, {"start_pos": 50, "next_pos": 100, "logs": [RECORD]})
UPLOAD_REPLIES: tuple[type_json, ...] = (
    {"next_upload_pos": 50},
    {"next_upload_pos": 100},
    {},
)

ERROR = {"code": "user_id_not_exists", "arguments": [12]}

# The names of the table of contents, typed again by hand: the examples must reach all of them.
COMMAND_NAMES = frozenset(
    """
    SetSecurityConfig
    GetUserIdList GetUserInfo SetUserInfo DeleteUserInfo LockDevice
    BeginEnrollFace BeginEnrollFp BeginEnrollCard BeginEnrollPalm
    QueryJobStatus CancelJob CancelAllJobs PhotoToFacedata
    GetAttendLog EraseAttendLog ConfigAttendLogUploader GetAttendLogUploaderStatus
    GetDeviceTime SetDeviceTime GetNetworkConfig SetNetworkConfig
    GetVersionInfo GetCapacityLimit GetChangeUserInfoOnDeviceAllowed
    SetChangeUserInfoOnDeviceAllowed GetCurrentUsage GetDeviceUid GetDeviceCapabilities
    GetBellSetting SetBellSetting GetDeviceId SetDeviceId GetSoundVolume SetSoundVolume
    GetReverifyTime SetReverifyTime GetVerifyMode SetVerifyMode
    GetFaceVerifySetting SetFaceVerifySetting DeviceControl
    GetShiftMode SetShiftMode GetAttendaceTolerance SetAttendaceTolerance
    GetShiftSetting SetShiftSetting GetUserShift SetUserShift
    GetAcTimeZone SetAcTimeZone GetAcUserInfo SetAcUserInfo GetAcSetting SetAcSetting
    GetDeptList SetDept
    """.split()
)
RESULT_NAMES = frozenset(
    """
    Success Error UserIdList UserInfo JobCreated JobStatus PhotoToFaceData AttendLog
    AttendLogUploaderStatus DeviceTime NetworkConfig VersionInfo CapacityLimit
    ChangeUserInfoOnDeviceAllowed CurrentUsage DeviceUid DeviceCapabilities BellSetting DeviceId
    SoundVolume ReverifyTime VerifyMode FaceVerifySetting ShiftMode AttendaceTolerance
    ShiftSetting UserShift AcTimeZone AcUserInfo AcSetting DeptList
    """.split()
)
