"""A line for the digits of a password or a card, and for looking at the ones that are stored.

It stays empty as long as nothing new is typed; the stored digits are in it only while they are
shown, which somebody is told of, and which ends by itself.
"""

from __future__ import annotations

import unicodedata
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QHideEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

from rollcall.ui.widgets.secret_line import SecretLine

__all__ = ["StoredSecretLine"]

SHOWN_S: Final = 15  # reliability, section 3, 4
_COPYING: Final = (QKeySequence.StandardKey.Copy, QKeySequence.StandardKey.Cut)


class StoredSecretLine(SecretLine):
    """Tells what was typed; the eye shows that, or what is stored if nothing was typed."""

    revealed = Signal()
    """What is stored is on the screen now."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._stored = ""
        self._is_revealed = False
        self._showing = QTimer(self)
        self._showing.setSingleShot(True)
        self._showing.setInterval(SHOWN_S * 1000)
        self._showing.timeout.connect(self.conceal)
        self.eye.toggled.connect(self._on_eye_toggled)
        self.textEdited.connect(self._on_text_edited)

    @property
    def entered(self) -> str:
        """What was typed; nothing while what is there is only what is stored."""
        return "" if self._is_revealed else self.text()

    @property
    def is_revealed(self) -> bool:
        """Whether what is stored is on the screen."""
        return self._is_revealed

    def set_stored(self, secret: str, hint: str) -> None:
        """Take what the device stores, and what is said of it while nobody looks."""
        self.conceal()
        self._stored = secret
        self.setPlaceholderText(hint)

    def conceal(self) -> None:
        """Show nothing any more."""
        self.eye.setChecked(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # What is stored never comes to the clipboard (reliability, section 3, 5).
        if self._is_revealed and any(event.matches(each) for each in _COPYING):
            event.accept()
            return
        super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if not self._is_revealed:
            super().contextMenuEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() is Qt.FocusReason.ActiveWindowFocusReason:
            self.conceal()  # somebody else may look at the screen now

    def hideEvent(self, event: QHideEvent) -> None:
        self.conceal()
        super().hideEvent(event)

    def _on_eye_toggled(self, is_shown: bool) -> None:
        if is_shown:
            self._showing.start()
            if self._stored and not self.text():
                self._is_revealed = True
                self.setText(self._stored)
                self.revealed.emit()
            return
        self._showing.stop()
        if self._is_revealed:
            self._is_revealed = False
            self.clear()

    def _on_text_edited(self, text: str) -> None:
        self._is_revealed = False
        latin = "".join(str(unicodedata.digit(each)) if each.isdecimal() else each for each in text)
        if latin != text:  # typed with a keyboard that has digits of its own
            at = self.cursorPosition()
            self.setText(latin)
            self.setCursorPosition(at)
