"""What a simulated device says of itself: versions, limits, usage, identity, abilities."""

from __future__ import annotations

import msgspec
from msgspec import UNSET

from rollcall.protocol.info import (
    CapacityLimit,
    CurrentUsage,
    DeviceCapabilities,
    DeviceIdentity,
    DeviceUid,
    GetCapacityLimit,
    GetCurrentUsage,
    GetDeviceCapabilities,
    GetDeviceUid,
    GetVersionInfo,
    VersionInfo,
)
from rollcall.simulator.log import Log
from rollcall.simulator.setup import Answers, Setup
from rollcall.simulator.users import Users


class Info:
    """Reads from the other parts; keeps nothing."""

    def __init__(self, setup: Setup, users: Users, log: Log) -> None:
        self._setup = setup
        self._users = users
        self._log = log
        self.answers: Answers = {
            GetVersionInfo: self.versions,
            GetCapacityLimit: self.limits,
            GetCurrentUsage: self.usage,
            GetDeviceUid: self.identity,
            GetDeviceCapabilities: self.capabilities,
        }

    def versions(self, _: GetVersionInfo) -> VersionInfo:
        """Give firmware and the algorithms of the readers there are."""
        can = self._setup.profile.capabilities
        return VersionInfo(
            firmware=self._setup.profile.firmware,
            face_algorithm="GreenFace v2.2" if can.face else UNSET,
            finger_algorithm="deli SMK v3.0" if can.fingerprint else UNSET,
        )

    def limits(self, _: GetCapacityLimit) -> CapacityLimit:
        """Give the limits of the readers there are."""
        can = self._setup.profile.capabilities
        return msgspec.structs.replace(
            self._setup.profile.limits,
            **{
                name: UNSET
                for name, able in (
                    ("faces", can.face), ("fingers", can.fingerprint), ("palms", can.palm),
                )
                if not able
            },
        )  # fmt: skip

    def usage(self, _: GetCurrentUsage) -> CurrentUsage:
        """Count what is stored: fingers by template, administrators with the managers (D3)."""
        counts = self._users.counts
        return CurrentUsage(
            users=counts["users"],
            managers=counts["managers"],
            faces=counts["faces"],
            fingers=counts["fingers"],
            palms=counts["palms"],
            cards=counts["cards"],
            passwords=counts["passwords"],
            records=len(self._log),
        )

    def identity(self, _: GetDeviceUid) -> DeviceIdentity:
        """Say who this device is."""
        return DeviceIdentity(uid=DeviceUid(self._setup.profile.uid))

    def capabilities(self, _: GetDeviceCapabilities) -> DeviceCapabilities:
        """Give all ten abilities."""
        return self._setup.profile.capabilities
