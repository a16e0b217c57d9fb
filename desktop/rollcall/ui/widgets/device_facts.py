"""What a device is: clock, privacy, abilities, firmware and identity."""

from __future__ import annotations

from msgspec import UNSET, UnsetType
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from rollcall.ui.device_words import abilities
from rollcall.ui.theme import Space
from rollcall.ui.widgets.abilities import Abilities
from rollcall.ui.widgets.facts import Facts
from rollcall.ui.widgets.label import SectionTitle
from rollcall.ui.words import (
    clock_time,
    drift_text,
    fingerprint_text,
    privacy_advice,
    privacy_word,
    when,
)
from rollcall.usecases.device_details import DeviceDetails
from rollcall.usecases.fleet_device import FleetDevice
from rollcall.usecases.health import is_drift_large

__all__ = ["DeviceFacts"]

_ROWS = ("clock", "private", "certificate", "address", "seen", "firmware", "face", "finger", "uid")
_COPIED = frozenset({"address", "uid", "certificate"})
_READ = frozenset({"clock", "firmware", "face", "finger"})


class DeviceFacts(QWidget):
    """Facts in rows, then what the device can do; what is not known yet has no row."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._facts = Facts()
        self._rows = {key: self._facts.add(key, copies=key in _COPIED) for key in _ROWS}
        self._title = SectionTitle()
        self._abilities_title = SectionTitle()
        self._abilities = Abilities()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.M)
        layout.addWidget(self._title)
        layout.addWidget(self._facts)
        layout.addSpacing(Space.XS)
        layout.addWidget(self._abilities_title)
        layout.addWidget(self._abilities)
        self._retranslate()

    def show_device(self, device: FleetDevice, details: DeviceDetails | None) -> None:
        """Show a device and what it told, if it did."""
        self._show_known(device)
        for key in _READ:
            self._facts.show_row(key, shown=details is not None)
        if details is not None:
            self._show_read(details)
        can = None if details is None else details.capabilities
        self._abilities_title.setVisible(can is not None)
        self._abilities.setVisible(can is not None)
        if can is not None:
            self._abilities.show_abilities(abilities(can))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _retranslate(self) -> None:
        self._title.setText(self.tr("About this device"))
        self._abilities_title.setText(self.tr("What it can do"))
        for key, word in (
            ("clock", self.tr("Clock")),
            ("private", self.tr("Privacy")),
            ("certificate", self.tr("Certificate")),
            ("address", self.tr("Address")),
            ("seen", self.tr("Last seen")),
            ("firmware", self.tr("Firmware")),
            ("face", self.tr("Face algorithm")),
            ("finger", self.tr("Finger algorithm")),
            ("uid", self.tr("Device ID")),
        ):
            self._facts.set_word(key, word)

    def _show_known(self, device: FleetDevice) -> None:
        is_private = device.is_private and device.is_ours
        self._rows["private"].set_value(privacy_word(device), remark=privacy_advice(device))
        self._rows["private"].set_sign(
            "lock" if is_private else "lock-open", "good" if is_private else "muted"
        )
        self._facts.show_row("certificate", shown=device.pin is not None)
        if device.pin is not None:
            self._rows["certificate"].set_value(fingerprint_text(device.pin), copied=device.pin)
        self._rows["address"].set_value(str(device.address))
        self._rows["seen"].set_value(when(device.last_seen))
        self._facts.show_row("seen", shown=device.is_ours)
        self._facts.show_row("uid", shown=device.uid is not None)
        self._rows["uid"].set_value(device.uid or "")

    def _show_read(self, details: DeviceDetails) -> None:
        clock = self._rows["clock"]
        if details.device_time is None or details.drift is None:
            clock.set_value(self.tr("Not told by the device"))
            clock.set_sign("", "muted")
        else:
            is_large = is_drift_large(details.drift)
            clock.set_value(
                drift_text(details.drift),
                remark=self.tr("{time} on the device").format(time=clock_time(details.device_time)),
            )
            clock.set_sign("triangle-alert" if is_large else "", "warning")
        versions = details.versions
        self._rows["firmware"].set_value(
            versions.firmware
            if versions is not None and versions.firmware
            else self.tr("Not told by the device")
        )
        self._show_version("face", UNSET if versions is None else versions.face_algorithm)
        self._show_version("finger", UNSET if versions is None else versions.finger_algorithm)

    def _show_version(self, key: str, version: str | UnsetType) -> None:
        """Show an algorithm; a device that names none has no such reader."""
        is_told = version is not UNSET and bool(version)
        self._facts.show_row(key, shown=is_told)
        if version is not UNSET:
            self._rows[key].set_value(version)
