"""The line below the user grid: how many there are and are selected, and what can be done then."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QWidget

from rollcall.ui.theme import Space
from rollcall.ui.widgets.buttons import ActionButton
from rollcall.ui.widgets.label import Label

__all__ = ["SelectionBar"]


class SelectionBar(QWidget):
    """Keeps its height, so that nothing jumps when a row is selected."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.status = Label(role="muted")
        self._buttons = QWidget()
        self._line = QHBoxLayout(self._buttons)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(Space.S)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.L)
        layout.addWidget(self.status, 1)
        layout.addWidget(self._buttons)
        self._buttons.hide()

    def set_actions(self, actions: Sequence[QAction], *, danger: QAction) -> None:
        """Offer actions on the selected rows; the one that destroys stands last and apart."""
        for action in actions:
            self._line.addWidget(ActionButton(action))
        self._line.addSpacing(Space.S)
        self._line.addWidget(ActionButton(danger, role="danger", icon_name="trash-2"))
        self.setMinimumHeight(Space.CONTROL_HEIGHT)

    def show_selected(self, count: int) -> None:
        """Offer the actions while somebody is selected."""
        self._buttons.setVisible(count > 0 and self._line.count() > 0)
