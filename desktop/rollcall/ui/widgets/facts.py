"""Facts of a thing as a list of words and values; a value can be copied where that helps."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from rollcall.ui.theme import Space
from rollcall.ui.widgets.buttons import Button
from rollcall.ui.widgets.label import IconLabel, Label

__all__ = ["Fact", "Facts"]

_WORD_WIDTH = 96
_COPIED_MS = 2000
_BESIDE_BUTTON = 4


class Fact(QWidget):
    """A value with an icon before it, a remark below it and a button that copies it, if wanted."""

    def __init__(self, *, copies: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._copied = ""
        self._word = ""
        self._sign = IconLabel("info", "muted", size=Space.L)
        self._sign.hide()
        self._value = Label(wrap=True, selectable=True)
        self._remark = Label(role="caption", wrap=True)
        self._remark.hide()
        self._copy = Button(role="small", icon_name="copy")
        self._copy.setVisible(copies)
        self._copy.clicked.connect(self._on_copy_clicked)
        if copies:
            _set_beside_button(self._value)
        line = QHBoxLayout()
        line.setSpacing(Space.XS + 2)
        top = Qt.AlignmentFlag.AlignTop
        line.addWidget(self._sign, 0, top)
        line.addWidget(self._value, 1)
        line.addWidget(self._copy, 0, top)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(line)
        layout.addWidget(self._remark)

    @property
    def text(self) -> str:
        """The value in sight."""
        return self._value.text()

    @property
    def copy_button(self) -> Button:
        """Copies the value."""
        return self._copy

    def set_word(self, word: str) -> None:
        """Name the value for screen readers."""
        self._word = word
        self._tell()

    def set_value(self, value: str, *, remark: str = "", copied: str = "") -> None:
        """Show a value; `copied` is what is copied where that is another text."""
        self._copied = copied or value
        self._value.setText(value)
        self._remark.setText(remark)
        self._remark.setVisible(bool(remark))
        self._tell()

    def set_sign(self, icon_name: str, role: str) -> None:
        """Put an icon before the value; the word says the same."""
        if icon_name:
            self._sign.set_icon(icon_name, role)
        self._sign.setVisible(bool(icon_name))

    def _tell(self) -> None:
        self._value.setAccessibleName(f"{self._word}: {self._value.text()}")
        self._value.setAccessibleDescription(self._remark.text())
        self._copy.set_name(self.tr("Copy {what}").format(what=self._word))

    def _on_copy_clicked(self) -> None:
        QGuiApplication.clipboard().setText(self._copied)
        self._copy.setToolTip(self.tr("Copied"))
        QTimer.singleShot(_COPIED_MS, self, self._tell)


class Facts(QWidget):
    """Rows of a word and its value."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words: dict[str, Label] = {}
        self._facts: dict[str, Fact] = {}
        self._layout = QGridLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setHorizontalSpacing(Space.S)
        self._layout.setVerticalSpacing(Space.S + 2)
        self._layout.setColumnMinimumWidth(0, _WORD_WIDTH)
        self._layout.setColumnStretch(1, 1)

    def add(self, key: str, *, copies: bool = False) -> Fact:
        """Add a row; `set_word` names it."""
        row = len(self._facts)
        word, fact = Label(role="muted", wrap=True), Fact(copies=copies)
        self._words[key], self._facts[key] = word, fact
        if copies:
            _set_beside_button(word)
        top = Qt.AlignmentFlag.AlignTop
        self._layout.addWidget(word, row, 0, top)
        self._layout.addWidget(fact, row, 1)
        return fact

    def set_word(self, key: str, word: str) -> None:
        """Name a row."""
        self._words[key].setText(word)
        self._facts[key].set_word(word)

    def show_row(self, key: str, *, shown: bool) -> None:
        """Show or hide a row."""
        self._words[key].setVisible(shown)
        self._facts[key].setVisible(shown)


def _set_beside_button(label: Label) -> None:
    """Let the first line of a text stand in the middle of the button beside it."""
    label.setContentsMargins(0, _BESIDE_BUTTON, 0, _BESIDE_BUTTON)
