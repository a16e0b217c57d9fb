"""What the page Users asks of whoever does the work, and what it shows while it asks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, TypeAlias

from msgspec import Struct

from rollcall.protocol.info import DeviceCapabilities, DeviceUid
from rollcall.store.values import RememberedUser
from rollcall.ui.page import Page
from rollcall.usecases.fleet_device import FleetDevice
from rollcall.usecases.listening import Event
from rollcall.usecases.roster import RosterEntry

__all__ = ["DoesUserWork", "Situation", "TellAdded"]


TellAdded: TypeAlias = Callable[[DeviceUid, RememberedUser], object]


class DoesUserWork(Protocol):
    """Opens the dialogs; `user_work.UserWork` is the real one."""

    changed: Event[DeviceUid | None]
    """What a device can do became known, or what can be undone or waits is another."""

    @property
    def pending(self) -> int:
        """How many removals wait for their device, as far as is known."""

    @property
    def can_undo(self) -> bool:
        """Whether there is anything to take back."""

    def capabilities(self, uid: DeviceUid) -> DeviceCapabilities | None:
        """Tell what a device can do, as far as is known."""

    def learn(self, page: Page, device: FleetDevice) -> None:
        """Ask the device what it can do, quietly."""

    def add(self, page: Page, device: FleetDevice, *, added: TellAdded) -> None:
        """Open "Add user"; `added` is told who was."""

    def edit(self, page: Page, device: FleetDevice, users: Sequence[RememberedUser]) -> None:
        """Open "Edit user", or "Edit users" for several."""

    def delete(self, page: Page, device: FleetDevice, users: Sequence[RememberedUser]) -> None:
        """Ask, and delete."""

    def enroll(self, page: Page, device: FleetDevice, users: Sequence[RememberedUser]) -> None:
        """Open "Enroll"; for nobody, whom is asked there."""

    def photos(self, page: Page, device: FleetDevice, users: Sequence[RememberedUser]) -> None:
        """Open "Photos"; for nobody, it is for everybody."""

    def import_users(self, page: Page, device: FleetDevice) -> None:
        """Open "Import users"."""

    def export(
        self,
        page: Page,
        device: FleetDevice,
        shown: Sequence[RosterEntry],
        everything: Sequence[RosterEntry],
    ) -> None:
        """Open "Export users"."""

    def copy(self, page: Page, device: FleetDevice, users: Sequence[RememberedUser]) -> None:
        """Open "Copy to device"."""

    def compare(self, page: Page, devices: Sequence[FleetDevice]) -> None:
        """Open "Compare"."""

    def remove_everywhere(self, page: Page, users: Sequence[RememberedUser]) -> None:
        """Open "Remove everywhere"; for nobody, whom is asked there."""

    def pending_removals(self, page: Page) -> None:
        """Open "Pending removals"."""

    def look_for_pending(self, page: Page) -> None:
        """Find out quietly how many removals wait."""

    def back_up(self, page: Page, device: FleetDevice) -> None:
        """Open "Back up"."""

    def restore(self, page: Page, device: FleetDevice) -> None:
        """Open "Restore"."""

    def undo(self, page: Page) -> None:
        """Take back the last change."""


class Situation(Struct, frozen=True, kw_only=True):
    """What the page shows: what decides which actions can be done."""

    device: FleetDevice | None = None
    """None while all devices are picked, or there is none."""
    ours: tuple[FleetDevice, ...] = ()
    count: int = 0
    """Users known of the device."""
    selected: int = 0
    is_empty: bool = False
    """Whether the device was read and has no users: then the page itself offers to add one."""
