"""The panel beside the list of devices: how the selected one stands, what it is, can and holds."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from rollcall.ui.device_words import remedy_word
from rollcall.ui.theme import Space, Tone
from rollcall.ui.widgets.buttons import Button
from rollcall.ui.widgets.device_facts import DeviceFacts
from rollcall.ui.widgets.device_room import DeviceRoom
from rollcall.ui.widgets.frames import Card
from rollcall.ui.widgets.label import ElidedLabel, Label
from rollcall.ui.widgets.scroll_area import ScrollArea
from rollcall.ui.widgets.state_badge import StateBadge
from rollcall.ui.words import (
    STATE_ICONS,
    STATE_TONES,
    device_name,
    state_advice,
    state_text,
)
from rollcall.usecases.device_details import DeviceDetails
from rollcall.usecases.fleet_device import FleetDevice
from rollcall.usecases.health import Remedy, remedy_for

__all__ = ["DeviceDetailsPanel"]


class DeviceDetailsPanel(Card):
    """Shows one device; says what is wished, and does nothing itself."""

    remedy_asked = Signal(object)
    """(Remedy) The button beside the state was pressed."""
    users_asked = Signal()
    """Open the users of this device."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._device: FleetDevice | None = None
        self._details: DeviceDetails | None = None
        self._is_reading = False
        self._remedy: Remedy | None = None
        self._build()
        self._connect()
        self._retranslate()

    @property
    def device(self) -> FleetDevice | None:
        """The device that is shown."""
        return self._device

    @property
    def users_button(self) -> Button:
        """Opens the users."""
        return self._users

    @property
    def remedy_button(self) -> Button:
        """Does what helps with the state."""
        return self._help

    def show_device(
        self, device: FleetDevice | None, details: DeviceDetails | None, *, is_reading: bool
    ) -> None:
        """Show a device, or that none is selected."""
        if device is None or self._device is None or device.key != self._device.key:
            self._scroll.scroll_to(0)
        self._device, self._details, self._is_reading = device, details, is_reading
        self._hint.setVisible(device is None)
        self._shown.setVisible(device is not None)
        if device is not None:
            self._tell(device)

    def take_focus(self) -> None:
        """Give the keyboard to the first thing that can be done here."""
        for button in (self._help, self._users):
            if button.isVisible():
                button.setFocus(Qt.FocusReason.TabFocusReason)
                return

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    # --- inside

    def _build(self) -> None:
        self._name = ElidedLabel(role="section")
        self._badge = StateBadge()
        self._advice = Label(role="muted", wrap=True)
        self._help = Button()
        self._users = Button(icon_name="users")
        self._reading = Label(role="muted", wrap=True)
        self._room = DeviceRoom()
        self._facts = DeviceFacts()
        buttons = QHBoxLayout()
        buttons.setSpacing(Space.S)
        for each in (self._help, self._users):
            buttons.addWidget(each)
        buttons.addStretch(1)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setSpacing(Space.L)
        for part in (self._advice, self._reading):
            column.addWidget(part)
        column.addLayout(buttons)
        column.addWidget(self._room)
        column.addWidget(self._facts)
        column.addStretch(1)
        self._scroll = ScrollArea(inner)
        head = QHBoxLayout()
        head.setSpacing(Space.M)
        head.addWidget(self._name, 1)
        head.addWidget(self._badge)
        self._shown = QWidget()
        whole = QVBoxLayout(self._shown)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(Space.M)
        whole.addLayout(head)
        whole.addWidget(self._scroll, 1)
        self._hint = Label(role="muted", wrap=True)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.body.addWidget(self._hint, 1)
        self.body.addWidget(self._shown, 1)

    def _connect(self) -> None:
        self._help.clicked.connect(self._on_help_clicked)
        self._users.clicked.connect(self.users_asked)

    def _retranslate(self) -> None:
        self._hint.setText(self.tr("Select a device to see how it is."))
        self._users.setText(self.tr("Open users"))
        self.show_device(self._device, self._details, is_reading=self._is_reading)

    def _tell(self, device: FleetDevice) -> None:
        details = self._details
        name = self.tr("Details of {device}").format(device=device_name(device))
        self.setAccessibleName(name)
        self._scroll.set_name(name)
        self._name.set_whole(device_name(device))
        tone = STATE_TONES[device.state]
        self._badge.set_state(state_text(device), tone, icon_name=STATE_ICONS[device.state])
        advice = state_advice(device)
        self._advice.setText(advice)
        self._advice.setVisible(bool(advice))
        self._remedy = remedy_for(device)
        self._help.setVisible(self._remedy is not None)
        self._help.setText("" if self._remedy is None else remedy_word(self._remedy))
        self._help.set_role("accent" if self._remedy is Remedy.ADD else "")
        self._users.setVisible(device.is_ours)
        self._reading.setText(self._reading_text(tone))
        self._reading.setVisible(bool(self._reading.text()))
        self._room.setVisible(details is not None)
        if details is not None:
            self._room.show_details(details)
        self._facts.show_device(device, details)

    def _reading_text(self, tone: Tone) -> str:
        if self._is_reading and self._details is None:
            return self.tr("Reading what the device holds …")
        if self._details is not None and tone in {Tone.WARNING, Tone.DANGER}:
            return self.tr("What follows was read when the device last answered.")
        return ""

    def _on_help_clicked(self) -> None:
        if self._remedy is not None:
            self.remedy_asked.emit(self._remedy)
