"""Access zones, users' access and the door of a simulated device (protocol-notes H8 to H12)."""

from __future__ import annotations

from datetime import datetime

from rollcall.protocol.access import (
    DAYS_A_WEEK,
    RANGES_A_ZONE,
    ZONES,
    AcSetting,
    AcTimeZone,
    AcUserInfo,
    GetAcSetting,
    GetAcTimeZone,
    GetAcUserInfo,
    SetAcSetting,
    SetAcTimeZone,
    SetAcUserInfo,
    ValidPeriod,
    WiegandFormat,
)
from rollcall.protocol.command import Success
from rollcall.protocol.fields import NO_RANGE, TimeRange
from rollcall.protocol.users import UserId
from rollcall.simulator.codes import Code, Refusal
from rollcall.simulator.setup import Answers, Completing, Setup
from rollcall.simulator.shifts import check_ranges, tidy_ranges
from rollcall.simulator.users import Users
from rollcall.simulator.writing import payload_of

ALWAYS = (TimeRange(start="00:00", end="23:59"), *[NO_RANGE] * (RANGES_A_ZONE - 1))
_NEVER = (NO_RANGE,) * RANGES_A_ZONE
_EPOCH = datetime(2000, 1, 1)  # the example of the specification, GetAcUserInfo


class Access:
    """255 zones, of which the first is always open (H9)."""

    def __init__(self, setup: Setup, users: Users) -> None:
        self._setup = setup
        self._users = users
        self.zones = (ALWAYS, *[_NEVER] * (ZONES - 1))
        self.of_user: dict[str, AcUserInfo] = {}
        self.setting = AcSetting(
            monitor_tamper=False, verify_count=1, unlock_s=5, wiegand=WiegandFormat.NONE
        )
        self.answers: Answers = {
            GetAcTimeZone: self.tell_zones,
            SetAcTimeZone: self.set_zones,
            GetAcUserInfo: self.tell_user,
            SetAcUserInfo: self.set_user,
            GetAcSetting: self.tell_setting,
            SetAcSetting: self.set_setting,
        }
        self.completing: Completing = {
            SetAcSetting: lambda sent: {**payload_of(self.setting), **sent}
        }

    def tell_zones(self, _: GetAcTimeZone) -> AcTimeZone:
        """Give all 255."""
        self._check_able()
        return AcTimeZone(zones=self.zones)

    def set_zones(self, command: SetAcTimeZone) -> Success:
        """Take all 255 anew, or none."""
        self._check_able()
        for zone in command.zones:
            check_ranges(zone, over_midnight=False)
        self.zones = tuple(map(tidy_ranges, command.zones))
        return Success()

    def tell_user(self, command: GetAcUserInfo) -> AcUserInfo:
        """Give when a user may enter."""
        self._check_able()
        return self._user(command.id)

    def set_user(self, command: SetAcUserInfo) -> Success:
        """Set when a user may enter."""
        self._check_able()
        self._user(command.id)
        if command.valid_period.used and command.valid_period.end < command.valid_period.start:
            raise Refusal(Code.INVALID_PARAMETER, command.valid_period.end.isoformat())
        self.of_user[command.id] = AcUserInfo(
            id=command.id, zones=command.zones, valid_period=command.valid_period
        )
        return Success()

    def tell_setting(self, _: GetAcSetting) -> AcSetting:
        """Give how the door behaves."""
        self._check_able()
        return self.setting

    def set_setting(self, command: SetAcSetting) -> Success:
        """Set how the door behaves; what was missing is as it was."""
        self._check_able()
        self.setting = AcSetting(
            monitor_tamper=command.monitor_tamper,
            verify_count=command.verify_count,
            unlock_s=command.unlock_s,
            wiegand=command.wiegand,
        )
        return Success()

    def _check_able(self) -> None:
        if not self._setup.profile.capabilities.access_control:
            raise Refusal(Code.NOT_SUPPORTED, "access_control")

    def _user(self, user_id: UserId) -> AcUserInfo:
        if user_id not in self._users:
            self.of_user.pop(user_id, None)
            raise Refusal(Code.USER_ID_NOT_EXISTS, user_id[:20])
        return self.of_user.get(user_id) or AcUserInfo(
            id=user_id,
            zones=(0,) * DAYS_A_WEEK,
            valid_period=ValidPeriod(used=False, start=_EPOCH, end=_EPOCH),
        )
