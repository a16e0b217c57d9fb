"""The step of the wizard "Enroll" in which people are chosen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from rollcall.store.values import RememberedUser
from rollcall.ui.dialogs.enroll_words import EnrollCounts
from rollcall.ui.models.table import Column, TableModel
from rollcall.ui.theme import Space
from rollcall.ui.widgets.label import Label
from rollcall.ui.widgets.search_field import SearchField
from rollcall.ui.widgets.table import Table

__all__ = ["PeoplePage"]

_HEIGHT = 240


class PeoplePage(QWidget):
    """The users of a device; one or several can be selected."""

    chosen = Signal(object)
    """(list of RememberedUser) These are selected now."""
    activated = Signal()
    """Somebody was double-clicked, or Enter was pressed."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._counts = EnrollCounts(self)
        self._model = TableModel[RememberedUser](
            _columns(), key=lambda person: person.id, parent=self
        )
        self.search_field = SearchField(self.tr("Search users"))
        self.table = Table(self._model, name=self.tr("Users"))
        self.table.setMinimumHeight(_HEIGHT)
        self._count = Label(role="muted")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.M)
        layout.addWidget(
            Label(
                self.tr(
                    "Choose one user, or several with Ctrl or Shift: they are enrolled one "
                    "after the other."
                ),
                wrap=True,
            )
        )
        layout.addWidget(self.search_field)
        layout.addWidget(self.table, 1)
        layout.addWidget(self._count)
        self.search_field.searched.connect(self._on_searched)
        self.search_field.left_down.connect(self.table.enter)
        self.search_field.returnPressed.connect(self.table.enter)
        self.table.selection_changed.connect(self._on_selection_changed)
        self.table.record_activated.connect(self._on_record_activated)
        self.setFocusProxy(self.search_field)
        self._tell(0)

    def show_people(self, people: Sequence[RememberedUser]) -> None:
        """Offer these."""
        if list(people) != list(self._model.records):
            self._model.set_records(people)

    def _tell(self, count: int) -> None:
        self._count.setText(self._counts.chosen(count))

    def _on_searched(self, text: str) -> None:
        self._model.search(text)

    def _on_selection_changed(self) -> None:
        people = self.table.selected_records()
        self._tell(len(people))
        self.chosen.emit(people)

    def _on_record_activated(self, _person: RememberedUser) -> None:
        self.activated.emit()


def _columns() -> tuple[Column[RememberedUser], ...]:
    return (
        Column[RememberedUser](
            key="id",
            title=QCoreApplication.translate("Enroll", "ID"),
            text=lambda person: person.id,
            width=90,
        ),
        Column[RememberedUser](
            key="name",
            title=QCoreApplication.translate("Enroll", "Name"),
            text=lambda person: person.name,
            width=180,
            takes_rest=True,
        ),
        Column[RememberedUser](
            key="department",
            title=QCoreApplication.translate("Enroll", "Department"),
            text=lambda person: person.department,
            width=140,
        ),
    )
