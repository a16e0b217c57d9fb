"""Our devices as the page Users met them in this run, each with its shared roster."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeAlias

from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import UserId
from rollcall.ui.pages.shown_users import Devices, DeviceUsers, ShownUsers
from rollcall.usecases.fleet_device import FleetDevice
from rollcall.usecases.roster import RosterEntry

__all__ = ["MetDevices"]

_OnChanged: TypeAlias = Callable[[ShownUsers, tuple[RosterEntry, ...]], None]
_OnRemoved: TypeAlias = Callable[[ShownUsers, tuple[UserId, ...]], None]


class MetDevices:
    """Opens the roster of a device when it is first shown, and forgets those that are not ours."""

    def __init__(
        self,
        open_roster: Callable[[DeviceUid], DeviceUsers],
        fleet: Devices,
        *,
        on_changed: _OnChanged,
        on_removed: _OnRemoved,
    ) -> None:
        self._open_roster = open_roster
        self._fleet = fleet
        self._on_changed = on_changed
        self._on_removed = on_removed
        self._met: dict[str, ShownUsers] = {}
        self.names: dict[str, str] = {}
        """The names of our devices by uid, in the order of the list."""

    def follow(self) -> bool:
        """Look who is ours now, and how they are called; tell whether that is new."""
        ours = {
            str(each.uid): each.name
            for each in self._fleet.devices
            if each.is_ours and each.uid is not None
        }
        if ours == self.names:
            return False
        self.names = ours
        self._met = {uid: each for uid, each in self._met.items() if uid in ours}
        for uid, shown in self._met.items():
            shown.name = ours[uid]
        return True

    def meet(self, picked: str | None) -> ShownUsers | None:
        """Give the users of the device picked; with only one device, "all" is that one."""
        uid = next(iter(self.names)) if picked is None and len(self.names) == 1 else picked
        if uid is None or uid not in self.names:
            return None
        if uid not in self._met:
            roster = self._open_roster(DeviceUid(uid))
            shown = ShownUsers(uid=DeviceUid(uid), name=self.names[uid], roster=roster)
            roster.changed.connect(partial(self._on_changed, shown))
            roster.removed.connect(partial(self._on_removed, shown))
            self._met[uid] = shown
        return self._met[uid]

    def device(self, shown: ShownUsers) -> FleetDevice | None:
        """Give the row of a device in the list, as it is now."""
        return next((each for each in self._fleet.devices if each.uid == shown.uid), None)

    @property
    def ours(self) -> tuple[FleetDevice, ...]:
        """Our devices as they are now."""
        return tuple(each for each in self._fleet.devices if each.is_ours)
