"""Small settings of a simulated device, and clearing it (protocol-notes D8 to D12)."""

from __future__ import annotations

from rollcall.protocol.command import Success
from rollcall.protocol.settings import (
    ChangeUserInfoOnDeviceAllowed,
    Clearing,
    DeviceControl,
    DeviceId,
    FaceVerifySetting,
    GetChangeUserInfoOnDeviceAllowed,
    GetDeviceId,
    GetFaceVerifySetting,
    GetReverifyTime,
    GetSoundVolume,
    GetVerifyMode,
    ReverifyTime,
    SetChangeUserInfoOnDeviceAllowed,
    SetDeviceId,
    SetFaceVerifySetting,
    SetReverifyTime,
    SetSoundVolume,
    SetVerifyMode,
    SoundVolume,
    VerificationMode,
    VerifyMode,
)
from rollcall.simulator.access import Access
from rollcall.simulator.codes import Code, Refusal
from rollcall.simulator.departments import Departments
from rollcall.simulator.log import Log
from rollcall.simulator.setup import Answers, Completing, Setup
from rollcall.simulator.shifts import Shifts
from rollcall.simulator.uploader import Uploads
from rollcall.simulator.users import Users
from rollcall.simulator.writing import payload_of


class Settings:
    """One value each."""

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self.number = 1
        self.volume = 5
        self.reverify_minutes = 1
        self.mode = VerificationMode.ANY
        self.editing_allowed = True
        self.face = FaceVerifySetting(liveness_threshold=2, several_faces=True, liveness=True)
        self.answers: Answers = {
            GetDeviceId: lambda _: DeviceId(number=self.number),
            SetDeviceId: self.set_number,
            GetSoundVolume: lambda _: SoundVolume(volume=self.volume),
            SetSoundVolume: self.set_volume,
            GetReverifyTime: lambda _: ReverifyTime(minutes=self.reverify_minutes),
            SetReverifyTime: self.set_reverify,
            GetVerifyMode: lambda _: VerifyMode(mode=self.mode),
            SetVerifyMode: self.set_mode,
            GetFaceVerifySetting: self.tell_face,
            SetFaceVerifySetting: self.set_face,
            GetChangeUserInfoOnDeviceAllowed: lambda _: ChangeUserInfoOnDeviceAllowed(
                allowed=self.editing_allowed
            ),
            SetChangeUserInfoOnDeviceAllowed: self.set_editing,
        }
        self.completing: Completing = {
            SetFaceVerifySetting: lambda sent: {**payload_of(self.face), **sent}
        }

    def set_number(self, command: SetDeviceId) -> Success:
        """Set the number the device shows."""
        self.number = command.number
        return Success()

    def set_volume(self, command: SetSoundVolume) -> Success:
        """Set how loud the device speaks."""
        self.volume = command.volume
        return Success()

    def set_reverify(self, command: SetReverifyTime) -> Success:
        """Set the time in which a repeated verification does not count."""
        self.reverify_minutes = command.minutes
        return Success()

    def set_mode(self, command: SetVerifyMode) -> Success:
        """Set what a user must show; refuse a mode that needs a missing reader (D9)."""
        can = self._setup.profile.capabilities
        able = {
            "finger": can.fingerprint, "card": can.card, "password": can.password,
            "face": can.face, "id": can.input_device,
        }  # fmt: skip
        if not all(able[factor] for factor in command.mode.factors):
            raise Refusal(Code.NOT_SUPPORTED, int(command.mode))
        self.mode = command.mode
        return Success()

    def tell_face(self, _: GetFaceVerifySetting) -> FaceVerifySetting:
        """Give how faces are checked."""
        self._check_face()
        return self.face

    def set_face(self, command: SetFaceVerifySetting) -> Success:
        """Set how faces are checked; what was missing is as it was."""
        self._check_face()
        self.face = FaceVerifySetting(
            liveness_threshold=command.liveness_threshold,
            several_faces=command.several_faces,
            liveness=command.liveness,
        )
        return Success()

    def set_editing(self, command: SetChangeUserInfoOnDeviceAllowed) -> Success:
        """Let users be edited at the device, or not."""
        self.editing_allowed = command.allowed
        return Success()

    def _check_face(self) -> None:
        if not self._setup.profile.capabilities.face:
            raise Refusal(Code.NOT_SUPPORTED, "face")


class Clearance:
    """Empties the other parts; network and security always stay."""

    def __init__(
        self,
        setup: Setup,
        *,
        users: Users,
        log: Log,
        uploads: Uploads,
        departments: Departments,
        shifts: Shifts,
        access: Access,
    ) -> None:
        self._setup = setup
        self._users = users
        self._log = log
        self._uploads = uploads
        self._departments = departments
        self._shifts = shifts
        self._access = access
        self.management_records = 3
        """How many entries the log of the device's own menu has; nothing can read them."""
        self.answers: Answers = {DeviceControl: self.clear}

    def clear(self, command: DeviceControl) -> Success:
        """Do what the member `Action` says."""
        match command.action:
            case Clearing.ATTENDANCE_RECORDS:
                self._clear_log()
            case Clearing.MANAGEMENT_RECORDS:
                self.management_records = 0
            case Clearing.USERS:
                self._clear_users()
            case Clearing.MANAGERS:
                delete = self._setup.variants.is_on("clear-managers-deletes")
                self._users.clear_managers(delete=delete)
            case Clearing.ALL_DATA:
                self._clear_log()
                self._clear_users()
                self.management_records = 0
                self._departments.clear()
                self._shifts.clear()
        return Success()

    def _clear_log(self) -> None:
        self._log.clear()
        self._uploads.log_cleared()

    def _clear_users(self) -> None:
        self._users.clear()
        self._shifts.plans.clear()
        self._access.of_user.clear()
