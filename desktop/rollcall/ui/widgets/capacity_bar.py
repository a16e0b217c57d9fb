"""How much of a device's room is used: a text, a bar and, when it matters, a word."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from rollcall.ui.i18n import number
from rollcall.ui.theme import Space, Tone
from rollcall.ui.widgets.label import ElidedLabel, IconLabel, Label
from rollcall.ui.widgets.progress_line import ProgressLine
from rollcall.usecases.health import Fullness, fullness

__all__ = ["CapacityBar"]

_TONES = {
    Fullness.UNKNOWN: Tone.NEUTRAL,
    Fullness.ROOMY: Tone.INFO,
    Fullness.FILLING: Tone.WARNING,
    Fullness.TIGHT: Tone.DANGER,
    Fullness.FULL: Tone.DANGER,
}


class CapacityBar(QWidget):
    """A line like "Users  1,240 of 5,000" over a bar; warns in colour, icon and word."""

    def __init__(self, title: str = "", *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = title
        self._used: int | None = None
        self._limit: int | None = None
        self._build()
        self._tell()

    @property
    def tone(self) -> Tone:
        """How full it is."""
        return _TONES[self._fullness]

    def set_title(self, title: str) -> None:
        """Change what is counted."""
        self._title = title
        self._tell()

    def set_capacity(self, used: int | None, limit: int | None) -> None:
        """Show `used` of `limit`; None is what the device does not say."""
        self._used, self._limit = used, limit
        self._tell()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._tell()
        super().changeEvent(event)

    def _build(self) -> None:
        self._name = ElidedLabel()  # else a long word pushes the numbers out of sight
        self._sign = IconLabel("triangle-alert", size=Space.L)
        self._word = Label()
        self._value = Label(role="muted")
        self._bar = ProgressLine()
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(Space.XS)
        layout.setVerticalSpacing(6)
        layout.addWidget(self._name, 0, 0)
        layout.addWidget(self._sign, 0, 2)
        layout.addWidget(self._word, 0, 3)
        layout.setColumnMinimumWidth(4, Space.XS)
        layout.addWidget(self._value, 0, 5)
        layout.addWidget(self._bar, 1, 0, 1, 6)
        layout.setColumnStretch(1, 1)

    @property
    def _fullness(self) -> Fullness:
        return fullness(self._used, self._limit)

    def _tell(self) -> None:
        tone = self.tone
        word = self._say()
        self._name.set_whole(self._title)
        self._value.setText(self._amount())
        self._word.setText(word)
        self._word.set_role(str(tone))
        self._sign.set_icon("octagon-alert" if tone is Tone.DANGER else "triangle-alert", str(tone))
        self._word.setVisible(bool(word))
        self._sign.setVisible(bool(word))
        self._bar.set_tone(tone)
        self._bar.setRange(0, max(self._limit or 1, 1))
        self._bar.setValue(min(self._used or 0, self._bar.maximum()))
        said = f"{self._title}: {self._amount()}"
        self._bar.setAccessibleName(f"{said}, {word}" if word else said)

    def _amount(self) -> str:
        if self._used is None and self._limit is None:
            return self.tr("not told by the device")
        if self._used is None:
            return self.tr("room for {limit}").format(limit=number(self._limit or 0))
        if not self._limit:
            return number(self._used)
        return self.tr("{used} of {limit}").format(
            used=number(self._used), limit=number(self._limit)
        )

    def _say(self) -> str:
        match self._fullness:
            case Fullness.FILLING:
                return self.tr("Getting full")
            case Fullness.TIGHT:
                return self.tr("Almost full")
            case Fullness.FULL:
                return self.tr("Full")
        return ""
