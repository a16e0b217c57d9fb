"""Buttons: a plain one with a role, and one that follows an action."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QPushButton, QWidget

from rollcall.ui.theme import Space, icon, set_role

__all__ = ["ActionButton", "Button"]

# Wider than the icon: Qt leaves too little room between icon and text.
_ICON_SIZE = QSize(Space.ICON + 6, Space.ICON)
_ICON_ROLES = {"accent": "on_accent", "danger": "danger", "small": "accent"}


class Button(QPushButton):
    """A button with a role: "" (outlined), "accent", "danger", "quiet" or "small"."""

    def __init__(
        self,
        text: str = "",
        *,
        icon_name: str = "",
        role: str = "",
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        """Take `name`, the accessible name and tooltip, for a button that has an icon only."""
        super().__init__(text, parent)
        self.setAutoDefault(False)
        self.setIconSize(_ICON_SIZE)
        self._icon_name = icon_name
        self.set_role(role)
        if name:
            self.set_name(name)

    def set_role(self, role: str) -> None:
        """Take another role, and the colour of the icon that goes with it."""
        set_role(self, role)
        if self._icon_name:
            self.setIcon(icon(self._icon_name, _ICON_ROLES.get(role, "text")))

    def set_name(self, name: str) -> None:
        """Name an icon-only button for screen readers and by tooltip."""
        self.setAccessibleName(name)
        self.setToolTip(name)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press itself on Enter: else Enter on Cancel would do what the default button does."""
        if event.key() not in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            super().keyPressEvent(event)
        elif not event.isAutoRepeat():  # a held key must not run through a wizard
            self.click()


class ActionButton(Button):
    """Shows an action: its text, icon, tooltip and whether it can be done now.

    The reason why it cannot be done is the action's tooltip; it is read out as the description.
    """

    def __init__(
        self, action: QAction, *, role: str = "", icon_name: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(role=role, icon_name=icon_name, parent=parent)
        self._action = action
        action.changed.connect(self._follow)
        self.clicked.connect(action.trigger)
        self._follow()

    def _follow(self) -> None:
        action = self._action
        self.setText(action.text())
        self.setEnabled(action.isEnabled())
        self.setVisible(action.isVisible())
        if not self._icon_name and not action.icon().isNull():
            self.setIcon(action.icon())
        told = action.toolTip() if action.toolTip() != action.iconText() else ""
        self.setToolTip(told)
        self.setAccessibleDescription(told)
        self.setCheckable(action.isCheckable())
        self.setChecked(action.isChecked())
