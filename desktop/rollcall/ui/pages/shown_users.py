"""One device whose users the page Users shows or has shown, and what is said about them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from PySide6.QtCore import QCoreApplication

from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import UserId
from rollcall.ui.models.columns import natural
from rollcall.ui.models.times import when
from rollcall.usecases.fleet_device import FleetDevice
from rollcall.usecases.listening import Event
from rollcall.usecases.progress import Report
from rollcall.usecases.roster import RosterEntry
from rollcall.usecases.user_listing import Shortfall

__all__ = ["DeviceUsers", "Devices", "ShownUsers", "as_people_count"]


class Devices(Protocol):
    """What the page asks of the fleet."""

    changed: Event[tuple[FleetDevice, ...]]

    @property
    def devices(self) -> tuple[FleetDevice, ...]:
        """Every device, ours by name first."""


class DeviceUsers(Protocol):
    """The users of one device; `usecases/roster.py` is the real one."""

    shortfall: Shortfall | None
    changed: Event[tuple[RosterEntry, ...]]
    removed: Event[tuple[UserId, ...]]

    @property
    def entries(self) -> tuple[RosterEntry, ...]:
        """Every row."""

    def show_first(self, ids: Sequence[UserId]) -> None:
        """Read these before all others."""

    async def recall(self) -> None:
        """Announce what was last known."""

    async def read(self, report: Report) -> None:
        """Read the device and announce what it says."""


@dataclass(slots=True, kw_only=True, eq=False)
class ShownUsers:
    """A device whose users were shown in this run, and how far they were read."""

    uid: DeviceUid
    name: str
    roster: DeviceUsers
    is_recalled: bool = False
    is_begun: bool = False
    read_at: datetime | None = None
    """When its users were last read to the end."""
    in_sight: tuple[UserId, ...] = ()
    """The rows on screen, as the roster was told the last time."""

    def show_first(self, in_sight: tuple[UserId, ...]) -> None:
        """Have the rows on screen read before all others; the same ones are not told again."""
        if in_sight != self.in_sight:
            self.in_sight = in_sight
            self.roster.show_first(in_sight)

    @property
    def is_whole(self) -> bool:
        """Whether the device was read to the end, and did not end its list early."""
        return self.read_at is not None and self.roster.shortfall is None

    def why_nobody(self, *, is_reading: bool) -> str:
        """Say why there is no row."""
        if is_reading:
            said = QCoreApplication.translate("UsersPage", "Reading the users of {device} …")
        elif self.is_whole:
            said = QCoreApplication.translate("UsersPage", "{device} has no users.")
        else:
            said = QCoreApplication.translate(
                "UsersPage", "The users of {device} are not known yet."
            )
        return said.format(device=self.name)

    def age_text(self, *, is_reading: bool, now: datetime) -> str:
        """Say how old is what is shown."""
        if is_reading:
            return QCoreApplication.translate("UsersPage", "being read now")
        if self.read_at is not None:
            time = when(self.read_at, now=now)
            said = (
                QCoreApplication.translate("UsersPage", "as of {time}")
                if self.is_whole
                else QCoreApplication.translate("UsersPage", "as of {time}, rows may be missing")
            )
            return said.format(time=time)
        if self.is_begun:
            return QCoreApplication.translate(
                "UsersPage", "not all read, the grey ones are as last known"
            )
        return QCoreApplication.translate("UsersPage", "as last known")


def as_people_count(entries: Iterable[RosterEntry]) -> list[RosterEntry]:
    """Sort by id, 9 before 10."""
    return sorted(entries, key=lambda entry: natural(entry.user.id))
