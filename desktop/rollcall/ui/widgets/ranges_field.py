"""Where else to look for devices: folded away until somebody needs it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from rollcall.ui.theme import Space
from rollcall.ui.widgets.buttons import Button
from rollcall.ui.widgets.field import Field

__all__ = ["RangesField"]


class RangesField(QWidget):
    """A field for address ranges; `toggle`, which the page puts where it wants, unfolds it."""

    entered = Signal()
    """Enter was pressed in the field."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.toggle = Button(role="small", icon_name="network")
        self._line = QLineEdit()
        self._field = Field(self._line)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._field)
        self.toggle.clicked.connect(self._on_toggle_clicked)
        self._line.returnPressed.connect(self.entered)
        self._line.textEdited.connect(self._on_text_edited)
        self.setMaximumWidth(Space.FORM_WIDTH)
        self.hide()
        self.retranslate()

    @property
    def text(self) -> str:
        """The ranges as they were typed; nothing while it is folded."""
        return "" if self.isHidden() else self._line.text()

    @property
    def problem(self) -> str:
        """What is said to be wrong, or nothing."""
        return self._field.problem

    @property
    def line(self) -> QLineEdit:
        """The editor."""
        return self._line

    def set_problem(self, text: str | None) -> None:
        """Say what is wrong with what was typed."""
        self._field.set_problem(text)
        if text:
            self._line.setFocus()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self._field.set_texts(
            self.tr("Also look in"),
            self.tr(
                "Rollcall looks through the networks of this PC by itself. Add others here, such "
                "as 192.168.2.0/24 or 10.0.0.1-10.0.0.50, separated by commas."
            ),
        )
        self._line.setPlaceholderText(self.tr("192.168.2.0/24"))
        self._tell()

    def _tell(self) -> None:
        self.toggle.setText(
            self.tr("Look in other networks")
            if self.isHidden()
            else self.tr("Only this PC's networks")
        )

    def _on_toggle_clicked(self) -> None:
        self.setVisible(self.isHidden())
        self._field.set_problem(None)
        self._tell()
        if self.isVisible():
            self._line.setFocus()

    def _on_text_edited(self) -> None:
        self._field.set_problem(None)
