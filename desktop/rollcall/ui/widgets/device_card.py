"""A device on the page Overview: its name, one state line, how full it is, its clock."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from rollcall.ui.theme import Space, Tone
from rollcall.ui.widgets.buttons import Button
from rollcall.ui.widgets.device_room import DeviceRoom
from rollcall.ui.widgets.frames import Card
from rollcall.ui.widgets.label import ElidedLabel, IconLabel, Label
from rollcall.ui.widgets.state_badge import StateBadge
from rollcall.ui.words import (
    STATE_ICONS,
    STATE_TONES,
    drift_text,
    privacy_advice,
    privacy_word,
    state_text,
    when,
)
from rollcall.usecases.device_details import DeviceDetails
from rollcall.usecases.fleet_device import FleetDevice
from rollcall.usecases.health import Kind, is_drift_large

__all__ = ["DeviceCard"]


class DeviceCard(Card):
    """Shows one of our devices; its buttons say which page is wanted."""

    details_asked = Signal(str)
    """(uid)"""
    users_asked = Signal(str)
    """(uid)"""

    def __init__(self, device: FleetDevice, *, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._device = device
        self._details: DeviceDetails | None = None
        self._is_reading = False
        self._build()
        self._retranslate()

    def show_device(
        self, device: FleetDevice, details: DeviceDetails | None, *, is_reading: bool
    ) -> None:
        """Show the device as it is now."""
        self._device, self._details, self._is_reading = device, details, is_reading
        self._tell()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    # --- inside

    def _build(self) -> None:
        self._name = ElidedLabel(role="section")
        self._badge = StateBadge()
        self._seen = Label(role="muted", wrap=True)
        self._room = DeviceRoom((Kind.USERS, Kind.RECORDS))
        self._clock = _Line("clock")
        self._privacy = _Line("lock-open")
        self._show_button = Button(role="small")
        self._users_button = Button(role="small")
        self._show_button.clicked.connect(self._on_show_clicked)
        self._users_button.clicked.connect(self._on_users_clicked)
        head = QHBoxLayout()
        head.setSpacing(Space.M)
        head.addWidget(self._name, 1)
        head.addWidget(self._badge)
        buttons = QHBoxLayout()
        buttons.addSpacing(-Space.S)  # their words stand below the others; a margin cannot be < 0
        buttons.setSpacing(Space.XS)
        buttons.addWidget(self._show_button)
        buttons.addWidget(self._users_button)
        buttons.addStretch(1)
        self.body.addLayout(head)
        for part in (self._seen, self._room, self._clock, self._privacy):
            self.body.addWidget(part)
        self.body.addStretch(1)
        self.body.addLayout(buttons)

    def _retranslate(self) -> None:
        self._show_button.setText(self.tr("Show device"))
        self._users_button.setText(self.tr("Open users"))
        self._tell()

    def _tell(self) -> None:
        device, details = self._device, self._details
        state = state_text(device)
        tone = STATE_TONES[device.state]
        self.setAccessibleName(f"{device.name}, {state}")
        self._name.set_whole(device.name)
        self._badge.set_state(state, tone, icon_name=STATE_ICONS[device.state])
        self._show_button.setAccessibleDescription(device.name)
        self._users_button.setAccessibleDescription(device.name)
        seen = self._seen_text(tone)
        self._seen.setText(seen)
        self._seen.setVisible(bool(seen))
        self._room.setVisible(details is not None)
        drift = None if details is None else details.drift
        self._clock.setVisible(drift is not None)
        if details is not None:
            self._room.show_details(details)
        if drift is not None:
            is_large, said = is_drift_large(drift), drift_text(drift)
            self._clock.show_line(
                "triangle-alert" if is_large else "clock",
                "warning" if is_large else "muted",
                self.tr("Clock: {drift}").format(drift=said) if is_large else said,
            )
        self._privacy.show_line(
            "lock" if device.is_private else "lock-open",
            "good" if device.is_private else "muted",
            privacy_word(device),
        )
        self._privacy.setToolTip(privacy_advice(device))

    def _seen_text(self, tone: Tone) -> str:
        if tone in {Tone.WARNING, Tone.DANGER} or self._device.last_seen is None:
            return self.tr("Last seen: {when}").format(when=when(self._device.last_seen))
        if self._details is None and self._is_reading:
            return self.tr("Reading what the device holds …")
        return ""

    def _on_show_clicked(self) -> None:
        if self._device.uid is not None:
            self.details_asked.emit(self._device.uid)

    def _on_users_clicked(self) -> None:
        if self._device.uid is not None:
            self.users_asked.emit(self._device.uid)


class _Line(QWidget):
    def __init__(self, icon_name: str) -> None:
        super().__init__()
        self._sign = IconLabel(icon_name, "muted", size=Space.L)
        self._word = Label(role="muted", wrap=True)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.S)
        layout.addWidget(self._sign)
        layout.addWidget(self._word, 1)

    def show_line(self, icon_name: str, role: str, text: str) -> None:
        """Say something."""
        self._sign.set_icon(icon_name, role)
        self._word.setText(text)
        self._word.set_role(role if role == "warning" else "muted")
