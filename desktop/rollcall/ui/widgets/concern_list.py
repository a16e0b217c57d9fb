"""What is worth acting on: a sentence each, with the one button that helps."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from rollcall.ui.device_words import concern_text, remedy_word
from rollcall.ui.theme import Space
from rollcall.ui.widgets.buttons import Button
from rollcall.ui.widgets.frames import Card
from rollcall.ui.widgets.label import IconLabel, Label, SectionTitle
from rollcall.usecases.health import Concern

__all__ = ["ConcernList"]

_BUTTON_WIDTH = 124


class ConcernList(Card):
    """Hidden while there is nothing."""

    remedy_asked = Signal(object)
    """(Concern) Its button was pressed."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._concerns: tuple[Concern, ...] = ()
        self._lines: list[_Line] = []
        self._title = SectionTitle()
        self._column = QVBoxLayout()
        self._column.setSpacing(Space.S)
        self.body.addWidget(self._title)
        self.body.addLayout(self._column)
        self._retranslate()
        self.hide()

    @property
    def lines(self) -> list[_Line]:
        """What is in sight."""
        return list(self._lines)

    def show_concerns(self, concerns: Sequence[Concern]) -> None:
        """Show these, in this order."""
        if tuple(concerns) != self._concerns:
            self._concerns = tuple(concerns)
            self._fill()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
            self._fill()
        super().changeEvent(event)

    def _retranslate(self) -> None:
        self._title.setText(self.tr("Worth looking after"))
        self.setAccessibleName(self._title.text())

    def _fill(self) -> None:
        while len(self._lines) > len(self._concerns):
            line = self._lines.pop()
            self._column.removeWidget(line)
            line.hide()
            line.deleteLater()
        # Lines are used again, so that a button that has the keyboard keeps it.
        for at, concern in enumerate(self._concerns):
            if at == len(self._lines):
                line = _Line()
                line.asked.connect(self.remedy_asked)
                self._lines.append(line)
                self._column.addWidget(line)
            self._lines[at].show_concern(concern)
        self.setVisible(bool(self._concerns))


class _Line(QWidget):
    asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._concern: Concern | None = None
        self._sign = IconLabel("triangle-alert", "warning")
        self._text = Label(wrap=True)
        self._button = Button()
        self._button.setMinimumWidth(_BUTTON_WIDTH)
        self._button.clicked.connect(self._on_clicked)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.M)
        layout.addWidget(self._sign)
        layout.addWidget(self._text, 1)
        layout.addWidget(self._button)

    @property
    def text(self) -> str:
        """The sentence."""
        return self._text.text()

    @property
    def button(self) -> Button:
        """Does what helps."""
        return self._button

    def show_concern(self, concern: Concern) -> None:
        """Say what is the matter."""
        self._concern = concern
        self._sign.set_icon(
            "octagon-alert" if concern.is_urgent else "triangle-alert",
            "danger" if concern.is_urgent else "warning",
        )
        self._text.setText(concern_text(concern))
        self._button.setText(remedy_word(concern.remedy))
        self._button.setAccessibleDescription(self._text.text())

    def _on_clicked(self) -> None:
        if self._concern is not None:
            self.asked.emit(self._concern)
