"""A line whose text is hidden until one wants to see it."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit, QWidget

from rollcall.ui.theme import icon

__all__ = ["SecretLine"]


class SecretLine(QLineEdit):
    """Shows dots; the eye at its end shows what was typed."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._eye = QAction(self)
        self._eye.setCheckable(True)
        self._eye.toggled.connect(self._show)
        self.addAction(self._eye, QLineEdit.ActionPosition.TrailingPosition)
        self._show(False)

    @property
    def eye(self) -> QAction:
        """Shows and hides the text."""
        return self._eye

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._show(self._eye.isChecked())
        super().changeEvent(event)

    def _show(self, is_shown: bool) -> None:
        self.setEchoMode(QLineEdit.EchoMode.Normal if is_shown else QLineEdit.EchoMode.Password)
        self._eye.setIcon(icon("eye-off" if is_shown else "eye", "muted"))
        self._eye.setText(self.tr("Hide") if is_shown else self.tr("Show"))
        self._eye.setToolTip(self.tr("Hide") if is_shown else self.tr("Show"))
