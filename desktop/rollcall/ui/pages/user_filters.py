"""The line above the user grid: search, filter chips, and the choice of columns."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from rollcall.ui.models.users import Credential, UserFilter, credential_name
from rollcall.ui.pages.flow import FlowLayout
from rollcall.ui.theme import Space
from rollcall.ui.widgets.buttons import Button
from rollcall.ui.widgets.filter_chip import ChoiceChip
from rollcall.ui.widgets.search_field import SearchField

__all__ = ["UserFilters"]

_SEARCH_WIDTH_MIN: Final = 200


class UserFilters(QWidget):
    """Tells what to search and whom to show."""

    changed = Signal()
    """A chip holds another choice: ask `filter`."""
    columns_asked = Signal()
    """The administrator wants to choose columns."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.search_field = SearchField("")
        self._department = ChoiceChip()
        self._privilege = ChoiceChip()
        self._has = ChoiceChip()
        self._lacks = ChoiceChip()
        self._clear = Button(role="small")
        self.columns_button = Button(role="quiet", icon_name="columns-3")
        self._is_clearing = False
        self._build()
        self._clear.clicked.connect(self.clear)
        self.columns_button.clicked.connect(self.columns_asked)
        for chip in self.chips:
            chip.chosen.connect(self._on_chosen)
        self.search_field.searched.connect(self._show_clear)
        self._show_clear()

    @property
    def filter(self) -> UserFilter:
        """What the chips say."""
        return UserFilter(
            department=self._department.choice,
            privilege=self._privilege.choice,
            has=_credential(self._has.choice),
            lacks=_credential(self._lacks.choice),
        )

    @property
    def is_empty(self) -> bool:
        """Whether everybody is shown."""
        return self.filter.is_empty and not self.search_field.text().strip()

    @property
    def chips(self) -> tuple[ChoiceChip, ...]:
        """The filters, from the reading side."""
        return self._department, self._privilege, self._has, self._lacks

    def set_departments(self, choices: list[tuple[str, str]]) -> None:
        """Offer the departments there are."""
        self._department.set_choices(self._with_chosen(self._department, choices))

    def set_privileges(self, choices: list[tuple[str, str]]) -> None:
        """Offer the privileges there are."""
        self._privilege.set_choices(self._with_chosen(self._privilege, choices))

    def clear(self) -> None:
        """Show everybody again."""
        self._is_clearing = True
        for chip in self.chips:
            chip.choose(None)
        self._is_clearing = False
        self.search_field.clear()
        self._on_chosen()

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self.search_field.set_name(self.tr("Search users"))
        self._department.set_title(self.tr("Department"))
        self._privilege.set_title(self.tr("Privilege"))
        self._has.set_title(self.tr("Has"))
        self._lacks.set_title(self.tr("Lacks"))
        self._has.setToolTip(self.tr("Only users who have this credential"))
        self._lacks.setToolTip(self.tr("Only users who do not have this credential"))
        self._clear.setText(self.tr("Clear filters"))
        self.columns_button.set_name(self.tr("Columns"))
        credentials = [(str(each), credential_name(each)) for each in Credential]
        self._has.set_choices(credentials)
        self._lacks.set_choices(credentials)

    def _build(self) -> None:
        self.search_field.setMinimumWidth(_SEARCH_WIDTH_MIN)
        chips = FlowLayout()
        for each in (*self.chips, self._clear):
            chips.addWidget(each)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.M)
        top = Qt.AlignmentFlag.AlignTop
        layout.addWidget(self.search_field, 1, top)
        layout.addLayout(chips)
        layout.addStretch()
        layout.addWidget(self.columns_button, 0, top)

    @staticmethod
    def _with_chosen(chip: ChoiceChip, choices: list[tuple[str, str]]) -> list[tuple[str, str]]:
        """Keep what is chosen on offer, though it may be nobody's while users are read."""
        chosen = chip.choice
        if chosen is None or chosen in dict(choices):
            return choices
        return [*choices, (chosen, chosen)]

    def _show_clear(self) -> None:
        self._clear.setVisible(not self.is_empty)

    def _on_chosen(self) -> None:
        if not self._is_clearing:
            self._show_clear()
            self.changed.emit()


def _credential(choice: str | None) -> Credential | None:
    return None if choice is None else Credential(choice)
