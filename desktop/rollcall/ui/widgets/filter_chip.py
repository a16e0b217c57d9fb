"""Filters that are in sight: a chip is on or off, or holds one choice of a menu."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QPoint, QSize, Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from rollcall.ui.theme import Space, icon

__all__ = ["ChoiceChip", "FilterChip"]


class FilterChip(QPushButton):
    """A filter that is on or off; `toggled` tells."""

    def __init__(
        self, text: str = "", *, icon_name: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(text, parent)
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setProperty("role", "chip")
        self.setIconSize(QSize(Space.L + 4, Space.L))
        if icon_name:
            self.setIcon(icon(icon_name, "muted", on="accent"))


class ChoiceChip(QPushButton):
    """A filter with one choice of several: "Department" becomes "Department: Sales"."""

    chosen = Signal(object)
    """(str | None) The key of the choice, or None for any."""

    def __init__(self, title: str = "", *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = title
        self._choices: tuple[tuple[str, str], ...] = ()
        self._choice: str | None = None
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setProperty("role", "chip")
        self.setIconSize(QSize(Space.L + 4, Space.L))
        self.setIcon(icon("chevron-down", "muted", on="accent"))
        self._menu = QMenu(self)
        self.toggled.connect(self._on_toggled)  # a screen reader toggles, it does not click
        self._tell()

    @property
    def choice(self) -> str | None:
        """The key chosen, or None for any."""
        return self._choice

    def set_title(self, title: str) -> None:
        """Change what the choice is about."""
        self._title = title
        self._tell()

    def set_choices(self, choices: Sequence[tuple[str, str]]) -> None:
        """Take (key, text) pairs; a choice that is gone becomes "any"."""
        self._choices = tuple(choices)
        if self._choice is not None and self._choice not in dict(self._choices):
            self.choose(None)
        self._tell()

    def choose(self, choice: str | None) -> None:
        """Choose a key, or None for any."""
        if choice != self._choice:
            self._choice = choice
            self._tell()
            self.chosen.emit(choice)

    def _on_toggled(self, is_checked: bool) -> None:
        if is_checked == (self._choice is not None):
            return
        self.setChecked(self._choice is not None)  # the menu decides, not the click
        self._fill_menu()
        corner = QPoint(0, self.height() + Space.XS)
        self._menu.popup(self.mapToGlobal(corner))

    def _fill_menu(self) -> None:
        self._menu.clear()
        group = QActionGroup(self._menu)
        choices: list[tuple[str | None, str]] = [(None, self.tr("Any")), *self._choices]
        for key, text in choices:
            action = self._menu.addAction(text.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(key == self._choice)
            action.triggered.connect(partial(self.choose, key))
            group.addAction(action)

    def _tell(self) -> None:
        chosen = dict(self._choices).get(self._choice or "")
        text = self._title if chosen is None else f"{self._title}: {chosen}"
        self.setText(text.replace("&", "&&"))
        self.setAccessibleName(text)
        self.setChecked(self._choice is not None)
