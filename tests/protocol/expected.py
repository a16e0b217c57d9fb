"""The examples of the specification as our types: command and reply, in the order of EXAMPLES."""

from __future__ import annotations

from base64 import b64decode
from datetime import datetime
from typing import TYPE_CHECKING, Any

from rollcall.protocol import (
    access,
    attendance,
    bells,
    clock,
    departments,
    enrollment,
    info,
    network,
    security,
    settings,
    shifts,
    users,
)
from rollcall.protocol.command import Command, Reply, Success
from rollcall.protocol.fields import NO_RANGE, TimeRange
from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import Privilege, UserId
from tests.protocol import specification as text

if TYPE_CHECKING:
    from collections.abc import Iterator

DONE = Success()
ONE = UserId("1")
FACE, FINGER_1, FINGER_2, PALM, PHOTO = map(
    b64decode, (text.FACE, text.FINGER_1, text.FINGER_2, text.PALM, text.PHOTO)
)
USER: dict[str, Any] = {
    "id": ONE,
    "name": "aaaaa",
    "department": "bbbbb",
    "privilege": Privilege.USER,
    "password": "12345",
    "card": "102845102",
    "fingers": (FINGER_1, FINGER_2),
    "face": FACE,
    "palms": (PALM,),
}
IDS = tuple(map(UserId, ("1", "5", "12")))
LOG = attendance.AttendLog(
    start=0,
    next_position=50,
    records=(
        attendance.AttendanceRecord(user_id=ONE, time=datetime(2020, 4, 1, 8, 10, 5), mode="face "),
    ),
)
ADDRESSES: dict[str, Any] = {
    "address": "192.168.0.5",
    "netmask": "255.255.255.0",
    "gateway": "192.168.0.1",
    "nameservers": ("8.8.8.8", "4.4.4.4"),
}
ETHERNET = network.EthernetConfig(dhcp=False, **ADDRESSES)
WLAN = network.WlanConfig(dhcp=True, access_points=(network.AccessPoint(ssid="AP1", key="1234"),))
BELLS = (
    bells.Bell(
        start="08:00",
        ringing=bells.Ringing.SECONDS_30,
        place=bells.BellPlace.INSIDE,
        weekmask=0b0111110,
    ),
) * 24
TOLERANCE = {"morning_in": 0, "morning_out": 0, "afternoon_in": 0, "afternoon_out": 0}
FACE_CHECK: dict[str, Any] = {"liveness_threshold": 2, "several_faces": True, "liveness": True}
SHIFTS = (
    (TimeRange(start="09:00", end="12:00"), TimeRange(start="13:00", end="18:00"), NO_RANGE),
) * 24
START_DAY = datetime(2024, 11, 13)
ZONES = ((TimeRange(start="00:00", end="23:59"), *(NO_RANGE,) * 5),) * 255
DOOR: dict[str, Any] = {
    "monitor_tamper": False,
    "verify_count": 1,
    "unlock_s": 5,
    "wiegand": access.WiegandFormat.NONE,
}
WEEK: Any = (100, 0, 0, 0, 0, 0, 100)
Y2000, LATER = datetime(2000, 1, 1), datetime(2025, 1, 24, 18, 48, 22)


def _job(**data: Any) -> tuple[Command[Any], Reply]:
    status = enrollment.JobStatus(**{"job_id": 1, "state": enrollment.JobState.SUCCEEDED, **data})
    return enrollment.QueryJobStatus(job_id=1), status


def _photo(**result: Any) -> tuple[Command[Any], Reply]:
    return enrollment.PhotoToFacedata(photo=PHOTO), enrollment.PhotoToFaceData(**result)


def _pairs() -> Iterator[tuple[Command[Any], Reply]]:
    tls = security.TlsConfig(
        enabled=True,
        validate_certificate=True,
        ca_cert="PEM-encoded CA certificate",
        device_cert="PEM-encoded certificate",
        device_key="PEM-encoded private key",
    )
    yield security.SetSecurityConfig(api_key="API key", enable_http=True, tls=tls), DONE
    page = users.UserIdList(ids=IDS, next_position=50)
    yield users.GetUserIdList(start=0), page
    yield users.GetUserIdList(), page
    second = tuple(map(UserId, ("121", "124", "125")))
    yield users.GetUserIdList(start=50), users.UserIdList(ids=second, next_position=100)
    third = tuple(map(UserId, ("183", "187", "190")))
    yield users.GetUserIdList(start=100), users.UserIdList(ids=third)
    yield users.GetUserInfo(id=ONE), users.UserInfo(**USER)
    yield users.SetUserInfo(**USER), DONE
    yield users.DeleteUserInfo(id=ONE), DONE
    yield users.LockDevice(locked=True), DONE
    for begin in (
        enrollment.BeginEnrollFace,
        enrollment.BeginEnrollFinger,
        enrollment.BeginEnrollCard,
        enrollment.BeginEnrollPalm,
    ):
        yield begin(), enrollment.JobCreated(job_id=1)
    yield _job(face=FACE)
    yield _job(finger=FINGER_1)
    yield _job(card="102845102")
    yield _job(palm=PALM)
    yield _job(state=enrollment.JobState.PENDING)
    yield _job(state=enrollment.JobState.FAILED)
    yield enrollment.CancelJob(job_id=1), DONE
    yield enrollment.CancelAllJobs(), DONE
    yield _photo(state=enrollment.PhotoState.SUCCEEDED, face=FACE)
    yield _photo(state=enrollment.PhotoState.PROCESS_FAIL)
    yield _photo(state=enrollment.PhotoState.DECODE_FAIL)
    yield _photo(state=enrollment.PhotoState.DIMENSION_OVERFLOW)
    yield from _records_and_network()
    yield from _device()
    yield from _plans()


def _records_and_network() -> Iterator[tuple[Command[Any], Reply]]:
    yield attendance.GetAttendLog(start=0), LOG
    yield attendance.GetAttendLog(), LOG
    yield attendance.EraseAttendLog(end=10), DONE
    target = "http://10.80.0.1/upload_log"
    yield attendance.ConfigAttendLogUploader(target=target, interval_s=60), DONE
    status = attendance.AttendLogUploaderStatus(state=attendance.UploadState.ACTIVE, pending=12)
    yield attendance.GetAttendLogUploaderStatus(), status
    now = datetime(2020, 4, 1, 16, 5, 11)
    yield clock.GetDeviceTime(), clock.DeviceTime(time=now)
    yield clock.SetDeviceTime(time=now), DONE
    yield (
        network.GetNetworkConfig(),
        network.NetworkConfig(
            ethernet=network.Ethernet(
                running=network.InterfaceStatus(**ADDRESSES), config=ETHERNET
            ),
            wlan=network.Wlan(
                running=network.InterfaceStatus(
                    address="10.242.1.9",
                    netmask="255.0.0.0",
                    gateway="10.0.0.2",
                    nameservers=("10.0.0.2",),
                ),
                config=WLAN,
            ),
        ),
    )
    yield network.SetNetworkConfig(ethernet=ETHERNET, wlan=WLAN), DONE


def _device() -> Iterator[tuple[Command[Any], Reply]]:
    yield (
        info.GetVersionInfo(),
        info.VersionInfo(
            firmware="13750C v3.11.802",
            face_algorithm="GreenFace v2.2",
            finger_algorithm="deli SMK v3.0",
        ),
    )
    yield (
        info.GetCapacityLimit(),
        info.CapacityLimit(users=5000, faces=3000, fingers=15000, records=400000, palms=1000),
    )
    yield (
        settings.GetChangeUserInfoOnDeviceAllowed(),
        settings.ChangeUserInfoOnDeviceAllowed(allowed=True),
    )
    yield settings.SetChangeUserInfoOnDeviceAllowed(allowed=True), DONE
    yield (
        info.GetCurrentUsage(),
        info.CurrentUsage(
            records=26, cards=0, faces=1, fingers=1, managers=0, palms=1, passwords=0, users=1
        ),
    )
    yield info.GetDeviceUid(), info.DeviceIdentity(uid=DeviceUid("e09c1d1fd6ac34a7"))
    yield (
        info.GetDeviceCapabilities(),
        info.DeviceCapabilities(
            access_control=False,
            card=False,
            ethernet=True,
            face=True,
            fingerprint=True,
            input_device=True,
            palm=True,
            password=True,
            visible_light_face=True,
            wifi=True,
        ),
    )
    yield bells.GetBellSetting(), bells.BellSetting(bells=BELLS)
    yield bells.SetBellSetting(bells=BELLS), DONE
    yield settings.GetDeviceId(), settings.DeviceId(number=1)
    yield settings.SetDeviceId(number=1), DONE
    yield settings.GetSoundVolume(), settings.SoundVolume(volume=1)
    yield settings.SetSoundVolume(volume=1), DONE
    yield settings.GetReverifyTime(), settings.ReverifyTime(minutes=1)
    yield settings.SetReverifyTime(minutes=1), DONE
    yield settings.GetVerifyMode(), settings.VerifyMode(mode=1)
    yield settings.SetVerifyMode(mode=settings.VerificationMode.FINGER), DONE
    yield settings.GetFaceVerifySetting(), settings.FaceVerifySetting(**FACE_CHECK)
    yield settings.SetFaceVerifySetting(**FACE_CHECK), DONE
    for clearing in settings.Clearing:
        yield settings.DeviceControl(action=clearing), DONE


def _plans() -> Iterator[tuple[Command[Any], Reply]]:
    yield shifts.GetShiftMode(), shifts.ShiftMode(word="user")
    yield shifts.SetShiftMode(word="user"), DONE
    yield shifts.GetAttendanceTolerance(), shifts.AttendanceTolerance(**TOLERANCE)
    yield shifts.SetAttendanceTolerance(**TOLERANCE), DONE
    yield shifts.GetShiftSetting(), shifts.ShiftSetting(shifts=SHIFTS)
    yield shifts.SetShiftSetting(shifts=SHIFTS), DONE
    plan = shifts.UserShift(id=ONE, start_day=START_DAY, days=(0,) * 100)
    yield shifts.GetUserShift(id=ONE), plan
    yield shifts.SetUserShift(id=ONE, start_day=START_DAY, days=(0,) * 100), DONE
    yield access.GetAcTimeZone(), access.AcTimeZone(zones=ZONES)
    yield access.SetAcTimeZone(zones=ZONES), DONE
    unused = access.ValidPeriod(used=False, start=Y2000, end=Y2000)
    entry = access.AcUserInfo(id=ONE, zones=(0,) * 7, valid_period=unused)
    yield access.GetAcUserInfo(id=ONE), entry
    period = access.ValidPeriod(used=False, start=LATER, end=LATER)
    yield access.SetAcUserInfo(id=ONE, zones=(0,) * 7, valid_period=period), DONE
    yield access.GetAcSetting(), access.AcSetting(**DOOR)
    yield access.SetAcSetting(**DOOR), DONE
    company = departments.Department(name="Company", shift=WEEK, user_count=1)
    yield departments.GetDeptList(), departments.DeptList(departments=(company,))
    act, action = departments.SetDept, departments.DepartmentAction
    yield act(action=action.RENAME, name="Company", new_name="NewName", shift=WEEK), DONE
    yield act(action=action.REARRANGE), DONE
    yield act(action=action.CHECK, name="Company"), DONE
    yield act(action=action.ADD, new_name="NewName"), DONE
    yield act(action=action.DELETE, name="Company"), DONE
    yield act(action=action.SET_SHIFT, name="Company", shift=WEEK), DONE


TYPED: tuple[tuple[Command[Any], Reply], ...] = tuple(_pairs())
