"""The examples of the specification, cleaned of its typing errors, and payloads to be refused."""

from __future__ import annotations

from typing import Any

T = "dGVtcGxhdGU="  # base64 of "template"
BELL = {"duration_index": 6, "start": "08:00", "type_index": 0, "weekmask": 62}
SHIFT = [
    {"end": "12:00", "start": "09:00"},
    {"end": "18:00", "start": "13:00"},
    {"end": "", "start": ""},
]
ZONE = [{"end": "23:59", "start": "00:00"}] + [{"end": "", "start": ""}] * 5
WEEK = [100, 0, 0, 0, 0, 0, 100]
STATIC = {
    "dhcp": "off",
    "address": "192.168.0.5",
    "netmask": "255.255.255.0",
    "gateway": "192.168.0.1",
    "nameservers": ["8.8.8.8", "4.4.4.4"],
}
PERIOD = {"use": False, "start": "2025-01-24T18:48:22", "end": "2025-01-24T18:48:22"}
TOLERANCE = {
    "afternoon_in_tolerance": 0,
    "afternoon_out_tolerance": 0,
    "morning_in_tolerance": 0,
    "morning_out_tolerance": 0,
}
FACE = {"antispoofing_thre": 2, "multi_veri_enabled": True, "use_antispoofing": True}
DOOR = {"monitor_tamper": False, "multi_verify_count": 1, "unlock_time": 5, "wiegand_format": 0}
USAGE = (
    "attend_log_count card_count face_count fp_count manager_count palm_count password_count "
    "user_count"
)

# Every command in the specification's own example, cleaned of its typing errors: the payload sent,
# the result's name, and the members of its payload.
EXAMPLES: list[tuple[str, dict[str, Any], str, str]] = [
    ("SetSecurityConfig", {"api_key": "", "enable_http": "yes"}, "Success", ""),
    ("GetUserIdList", {"start_pos": 0}, "UserIdList", "user_id"),
    (
        "GetUserInfo",
        {"id": "1"},
        "UserInfo",
        "card depart face fp id name palm password privilege",
    ),
    (
        "SetUserInfo",
        {
            "id": "1", "name": "aaaaa", "depart": "Company", "privilege": "user",
            "password": "12345", "card": "102845102", "fp": [T], "face": T, "palm": [T],
        },
        "Success",
        "",
    ),
    ("DeleteUserInfo", {"id": "1"}, "Success", ""),
    ("LockDevice", {"is_locked": "yes"}, "Success", ""),
    ("BeginEnrollFace", {}, "JobCreated", "job_id"),
    ("BeginEnrollFp", {}, "JobCreated", "job_id"),
    ("BeginEnrollCard", {}, "JobCreated", "job_id"),
    ("BeginEnrollPalm", {}, "JobCreated", "job_id"),
    ("QueryJobStatus", {"job_id": 1}, "JobStatus", "job_id state"),
    ("CancelJob", {"job_id": 1}, "Success", ""),
    ("CancelAllJobs", {}, "Success", ""),
    ("PhotoToFacedata", {"photo": T}, "PhotoToFaceData", "state"),
    ("GetAttendLog", {"start_pos": 0}, "AttendLog", "logs next_pos start_pos"),
    ("EraseAttendLog", {"end_pos": 10}, "Success", ""),
    ("ConfigAttendLogUploader", {"target_uri": "", "interval": 60}, "Success", ""),
    ("GetAttendLogUploaderStatus", {}, "AttendLogUploaderStatus", "pending_count status"),
    ("GetDeviceTime", {}, "DeviceTime", "time"),
    ("SetDeviceTime", {"time": "2020-04-01T16:05:11"}, "Success", ""),
    ("GetNetworkConfig", {}, "NetworkConfig", "ethernet wlan"),
    (
        "SetNetworkConfig",
        {
            "ethernet": STATIC,
            "wlan": {"dhcp": "on", "access_points": [{"ssid": "AP1", "key": "1234"}]},
        },
        "Success",
        "",
    ),
    (
        "GetVersionInfo",
        {},
        "VersionInfo",
        "face_algorithm_version firmware_version fp_algorithm_version",
    ),
    (
        "GetCapacityLimit",
        {},
        "CapacityLimit",
        "max_attend_log max_face max_fp max_palm max_user",
    ),
    (
        "GetChangeUserInfoOnDeviceAllowed",
        {},
        "ChangeUserInfoOnDeviceAllowed",
        "is_allowed",
    ),
    ("SetChangeUserInfoOnDeviceAllowed", {"is_allowed": "yes"}, "Success", ""),
    ("GetCurrentUsage", {}, "CurrentUsage", USAGE),
    ("GetDeviceUid", {}, "DeviceUid", "device_uid"),
    (
        "GetDeviceCapabilities",
        {},
        "DeviceCapabilities",
        "access_control card ethernet face fingerprint input_device palm password vrface wifi",
    ),
    ("GetBellSetting", {}, "BellSetting", "bells"),
    ("SetBellSetting", {"bells": [BELL] * 24}, "Success", ""),
    ("GetDeviceId", {}, "DeviceId", "device_id"),
    ("SetDeviceId", {"device_id": 1}, "Success", ""),
    ("GetSoundVolume", {}, "SoundVolume", "sound_volume"),
    ("SetSoundVolume", {"sound_volume": 1}, "Success", ""),
    ("GetReverifyTime", {}, "ReverifyTime", "reverify_time"),
    ("SetReverifyTime", {"reverify_time": 1}, "Success", ""),
    ("GetVerifyMode", {}, "VerifyMode", "verify_mode"),
    ("SetVerifyMode", {"verify_mode": 1}, "Success", ""),
    (
        "GetFaceVerifySetting",
        {},
        "FaceVerifySetting",
        "antispoofing_thre multi_veri_enabled use_antispoofing",
    ),
    ("SetFaceVerifySetting", FACE, "Success", ""),
    ("DeviceControl", {"Action": "ClearAttendLog"}, "Success", ""),
    ("GetShiftMode", {}, "ShiftMode", "shift_mode"),
    ("SetShiftMode", {"shift_mode": "user"}, "Success", ""),
    ("GetAttendaceTolerance", {}, "AttendaceTolerance", " ".join(TOLERANCE)),
    ("SetAttendaceTolerance", TOLERANCE, "Success", ""),
    ("GetShiftSetting", {}, "ShiftSetting", "shifts"),
    ("SetShiftSetting", {"shifts": [SHIFT] * 24}, "Success", ""),
    ("GetUserShift", {"id": "1"}, "UserShift", "id shift shift_start_day"),
    (
        "SetUserShift",
        {"id": "1", "shift_start_day": "2024-11-13T00:00:00", "shift": [0] * 100},
        "Success",
        "",
    ),
    ("GetAcTimeZone", {}, "AcTimeZone", "zones"),
    ("SetAcTimeZone", {"zones": [ZONE] * 255}, "Success", ""),
    ("GetAcUserInfo", {"id": "1"}, "AcUserInfo", "id time_zone valid_period"),
    ("SetAcUserInfo", {"id": "1", "time_zone": [0] * 7, "valid_period": PERIOD}, "Success", ""),
    (
        "GetAcSetting",
        {},
        "AcSetting",
        "monitor_tamper multi_verify_count unlock_time wiegand_format",
    ),
    ("SetAcSetting", DOOR, "Success", ""),
    ("GetDeptList", {}, "DeptList", "depts"),
    (
        "SetDept",
        {"Action": "Rename", "dept_org": "Company", "dept_new": "NewName", "shift": WEEK},
        "Success",
        "",
    ),
]  # fmt: skip

# For every command with members: one payload it must refuse.
BAD: list[tuple[str, dict[str, Any], str]] = [
    ("SetSecurityConfig", {"enable_http": True}, "invalid_parameter"),
    ("SetSecurityConfig", {"enable_http": "no"}, "invalid_parameter"),
    ("GetUserIdList", {"start_pos": -1}, "invalid_parameter"),
    ("GetUserIdList", {"start_pos": "0"}, "invalid_parameter"),
    ("GetUserInfo", {}, "missing_parameter"),
    ("GetUserInfo", {"id": 1}, "invalid_parameter"),
    ("GetUserInfo", {"id": "999"}, "user_id_not_exists"),
    ("SetUserInfo", {"name": "x"}, "missing_parameter"),
    ("SetUserInfo", {"id": "1", "fp": "AAAA"}, "invalid_parameter"),
    ("SetUserInfo", {"id": "1", "face": "not base64!"}, "invalid_parameter"),
    ("DeleteUserInfo", {"id": "999"}, "user_id_not_exists"),
    ("LockDevice", {"is_locked": True}, "invalid_parameter"),
    ("LockDevice", {"is_locked": "Yes"}, "invalid_parameter"),
    ("LockDevice", {}, "missing_parameter"),
    ("QueryJobStatus", {"job_id": 7}, "job_not_exists"),
    ("QueryJobStatus", {"job_id": "1"}, "invalid_parameter"),
    ("CancelJob", {"job_id": 7}, "job_not_exists"),
    ("PhotoToFacedata", {}, "missing_parameter"),
    ("GetAttendLog", {"start_pos": 0.5}, "invalid_parameter"),
    ("EraseAttendLog", {}, "missing_parameter"),
    ("ConfigAttendLogUploader", {"target_uri": "", "interval": 4}, "invalid_parameter"),
    ("ConfigAttendLogUploader", {"target_uri": "", "interval": 3601}, "invalid_parameter"),
    ("ConfigAttendLogUploader", {"target_uri": "ftp://x/", "interval": 5}, "invalid_parameter"),
    ("SetDeviceTime", {"time": "yesterday"}, "invalid_parameter"),
    ("SetDeviceTime", {"time": "2025-02-30T00:00:00"}, "invalid_parameter"),
    ("SetDeviceTime", {"time": 1735689600}, "invalid_parameter"),
    ("SetNetworkConfig", {"ethernet": {"config": STATIC}}, "missing_parameter"),
    ("SetNetworkConfig", {"ethernet": {**STATIC, "netmask": "255.0.255.0"}}, "invalid_parameter"),
    ("SetChangeUserInfoOnDeviceAllowed", {"is_allowed": "on"}, "invalid_parameter"),
    ("SetBellSetting", {"bells": [BELL] * 23}, "invalid_parameter"),
    ("SetBellSetting", {"bells": [{**BELL, "start": "8:00"}] * 24}, "invalid_parameter"),
    ("SetBellSetting", {"bells": [{**BELL, "duration_index": 9}] * 24}, "invalid_parameter"),
    ("SetBellSetting", {"bells": [{**BELL, "type_index": 3}] * 24}, "invalid_parameter"),
    ("SetBellSetting", {"bells": [{**BELL, "weekmask": 128}] * 24}, "invalid_parameter"),
    ("SetDeviceId", {"device_id": 0}, "invalid_parameter"),
    ("SetDeviceId", {"device_id": 256}, "invalid_parameter"),
    ("SetSoundVolume", {"sound_volume": 0}, "invalid_parameter"),
    ("SetSoundVolume", {"sound_volume": 11}, "invalid_parameter"),
    ("SetReverifyTime", {"reverify_time": 60}, "invalid_parameter"),
    ("SetVerifyMode", {"verify_mode": 16}, "invalid_parameter"),
    ("SetFaceVerifySetting", {"antispoofing_thre": 5}, "invalid_parameter"),
    ("SetFaceVerifySetting", {"use_antispoofing": "yes"}, "invalid_parameter"),
    ("DeviceControl", {"Action": "Reboot"}, "invalid_parameter"),
    ("DeviceControl", {}, "missing_parameter"),
    ("SetShiftMode", {"shift_mode": "Team"}, "invalid_parameter"),
    ("SetAttendaceTolerance", {"morning_in_tolerance": 121}, "invalid_parameter"),
    ("SetShiftSetting", {"shifts": [SHIFT] * 23}, "invalid_parameter"),
    ("SetShiftSetting", {"shifts": [SHIFT[:2]] * 24}, "invalid_parameter"),
    ("GetUserShift", {"id": "999"}, "user_id_not_exists"),
    (
        "SetUserShift",
        {"shift_start_day": "2024-11-13T00:00:00", "shift": [0] * 100},
        "user_id_not_exists",
    ),
    (
        "SetUserShift",
        {"id": "1", "shift_start_day": "2024-11-13T00:00:00", "shift": [26] * 100},
        "invalid_parameter",
    ),
    ("SetAcTimeZone", {"zones": [ZONE] * 254}, "invalid_parameter"),
    ("GetAcUserInfo", {"id": "999"}, "user_id_not_exists"),
    (
        "SetAcUserInfo",
        {"id": "1", "time_zone": [255] * 7, "valid_period": PERIOD},
        "invalid_parameter",
    ),
    ("SetAcSetting", {"unlock_time": 201}, "invalid_parameter"),
    ("SetAcSetting", {"multi_verify_count": 11}, "invalid_parameter"),
    ("SetAcSetting", {"wiegand_format": 3}, "invalid_parameter"),
    ("SetDept", {"Action": "Explode"}, "invalid_parameter"),
    ("SetDept", {"Action": "Check", "dept_org": "Nowhere"}, "dept_not_exists"),
    ("SetDept", {"Action": "Rename", "dept_org": "Company"}, "missing_parameter"),
    ("OpenDoor", {}, "unknown_command"),
]
