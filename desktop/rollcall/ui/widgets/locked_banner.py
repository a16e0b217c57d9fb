"""The line over every page that says which devices are still locked, with one button for each.

Whether they are, and letting them go, is known to usecases/changing/lease.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import shiboken6
from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from rollcall.ui.theme import Space, set_role
from rollcall.ui.widgets.buttons import Button
from rollcall.ui.widgets.label import IconLabel, Label

__all__ = ["LockedBanner"]


class LockedBanner(QFrame):
    """Hidden while no device is left locked."""

    unlock_asked = Signal(str)
    """(uid) A person wants that device unlocked now."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "banner-danger")
        self._rows: dict[str, _LockedDevice] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(Space.XL, Space.S, Space.L, Space.S)
        self._layout.setSpacing(Space.XS)
        self.hide()

    def set_devices(self, names: Mapping[str, str]) -> None:
        """Show these devices, by uid; those that were there stay where they are."""
        for uid in [each for each in self._rows if each not in names]:
            row = self._rows.pop(uid)
            self._layout.removeWidget(row)
            row.hide()
            row.deleteLater()
        new = [uid for uid in names if uid not in self._rows]
        for uid in new:
            row = self._rows[uid] = _LockedDevice(uid)
            row.unlock_asked.connect(self.unlock_asked)
            self._layout.addWidget(row)
        for uid, name in names.items():
            self._rows[uid].set_name(name)
        self.setAccessibleName(" ".join(row.text for row in self._rows.values()))
        self.setVisible(bool(names))
        if new:
            self._announce(" ".join(self._rows[uid].text for uid in new))

    @contextmanager
    def unlocking(self, uid: str) -> Iterator[None]:
        """Show that this device is being unlocked as long as the block runs."""
        row = self._rows.get(uid)
        if row is not None:
            row.set_busy(is_busy=True)
        try:
            yield
        finally:
            if row is not None and shiboken6.isValid(row):
                row.set_busy(is_busy=False)

    def _announce(self, said: str) -> None:
        # Named here only: the enumerations of QAccessible cost 6 ms.
        from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

        event = QAccessibleAnnouncementEvent(self, said)
        event.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
        QAccessible.updateAccessibility(event)


class _LockedDevice(QWidget):
    """One device: what is the matter, and the button that ends it."""

    unlock_asked = Signal(str)

    def __init__(self, uid: str) -> None:
        super().__init__()
        self._uid = uid
        self._name = ""
        self._is_busy = False
        self._text = Label(role="strong", wrap=True)
        self._button = Button(icon_name="lock-open")
        self._button.clicked.connect(self._on_button_clicked)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.M)
        layout.addWidget(IconLabel("lock", "danger", size=20))
        layout.addWidget(self._text, 1)
        layout.addWidget(self._button)

    @property
    def text(self) -> str:
        """What it says."""
        return self._text.text()

    def set_name(self, name: str) -> None:
        """Call the device so."""
        if name != self._name:
            self._name = name
            self._retranslate()

    def set_busy(self, *, is_busy: bool) -> None:
        """Show whether it is being unlocked at a person's wish."""
        self._is_busy = is_busy
        self._button.setEnabled(not is_busy)
        self._retranslate()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _on_button_clicked(self) -> None:
        self.unlock_asked.emit(self._uid)

    def _retranslate(self) -> None:
        self._text.setText(
            self.tr("{device} is locked: nobody can use it. Rollcall keeps trying.").format(
                device=self._name
            )
        )
        self._button.setText(self.tr("Unlocking...") if self._is_busy else self.tr("Unlock"))
        self._button.setAccessibleName(self.tr("Unlock {device}").format(device=self._name))
