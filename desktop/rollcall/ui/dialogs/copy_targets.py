"""The question which devices: those that can be chosen, with their state and free places."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Protocol

from msgspec import UNSET
from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from rollcall.protocol.info import DeviceUid
from rollcall.ui.copy_words import CopyCounts
from rollcall.ui.lifetime import listen
from rollcall.ui.tasks import TaskRunner
from rollcall.ui.theme import Space
from rollcall.ui.widgets.device_checks import DeviceCheck, DeviceChecks
from rollcall.ui.widgets.label import Label
from rollcall.ui.words import STATE_ICONS, STATE_TONES, state_word
from rollcall.usecases.device_details import DeviceDetails
from rollcall.usecases.fleet_device import DeviceState, FleetDevice
from rollcall.usecases.listening import Event

__all__ = ["POSSIBLE", "DeviceQuestion", "room_left", "users_held"]

POSSIBLE = frozenset({DeviceState.ONLINE, DeviceState.MOVED, DeviceState.UNCHECKED})
"""The states of a device worth trying."""


class _Details(Protocol):
    changed: Event[DeviceUid]

    def get(self, uid: DeviceUid | None) -> DeviceDetails | None:
        """Give what is known, without asking."""

    async def read_all(self, uids: Iterable[DeviceUid]) -> None:
        """Ask several devices; one that fails is passed over."""


class _Copying(Protocol):
    @property
    def devices(self) -> tuple[FleetDevice, ...]:
        """Our devices."""

    @property
    def details(self) -> _Details:
        """Free places."""


class DeviceQuestion(QWidget):
    """Asks for some of our devices, one of them left out; `changed` tells of another choice."""

    changed = Signal()

    def __init__(
        self,
        copying: _Copying,
        *,
        tasks: TaskRunner,
        question: str,
        hint: str,
        name: str,
        note: Callable[[DeviceDetails], str],
        but: DeviceUid | None = None,
    ) -> None:
        """Take what is noted of a device that was read: `room_left` or `users_held`."""
        super().__init__()
        self._copying = copying
        self._tasks = tasks
        self._note = note
        self._but = but
        self._checks = DeviceChecks(name=name)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.L)
        layout.addWidget(Label(question, role="section", wrap=True))
        layout.addWidget(Label(hint, role="muted", wrap=True))
        layout.addWidget(self._checks, 1)
        self._offer()
        self._checks.changed.connect(self.changed)
        listen(self, copying.details.changed, self._on_details_changed)

    @property
    def chosen(self) -> tuple[DeviceUid, ...]:
        """The devices checked, in the order of the list."""
        return self._checks.chosen

    def choose(self, uids: Collection[DeviceUid]) -> None:
        """Check these and no others, as far as they are possible."""
        self._checks.choose(uids)

    def read_room(self, *, title: str) -> None:
        """Ask how much room there is, beside the choice of devices."""
        uids = [each.known_uid for each in self._copying.devices]
        self._tasks.start(self._copying.details.read_all(uids), owner=self, title=title, quiet=True)

    def _offer(self) -> None:
        self._checks.set_devices(self._devices())
        self.setFocusProxy(self._checks)

    def _on_details_changed(self, _uid: DeviceUid) -> None:
        if self.isVisible():
            self._offer()

    def _devices(self) -> Iterable[DeviceCheck]:
        for each in self._copying.devices:
            if each.known_uid == self._but:
                continue
            details = self._copying.details.get(each.known_uid)
            yield DeviceCheck(
                uid=each.known_uid,
                name=each.name,
                state=state_word(each.state),
                tone=STATE_TONES[each.state],
                icon_name=STATE_ICONS[each.state],
                note="" if details is None else self._note(details),
                is_possible=each.state in POSSIBLE,
            )


def users_held(details: DeviceDetails) -> str:
    """Say how many users a device has; nothing where it does not say."""
    held = UNSET if details.usage is None else details.usage.users
    return "" if held is UNSET else CopyCounts().held(held)


def room_left(details: DeviceDetails) -> str:
    """Say how many users fit; nothing where it does not say."""
    if details.limits is None or details.usage is None:
        return ""
    limit, used = details.limits.users, details.usage.users
    if limit is UNSET or used is UNSET or not limit:
        return QCoreApplication.translate("Copy", "room not known")
    return CopyCounts().free(max(0, limit - used))
