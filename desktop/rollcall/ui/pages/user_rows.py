"""The rows of the user grid: as the roster tells them, in order, and what to filter them by."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from PySide6.QtCore import QObject, QTimer

from rollcall.protocol.users import UserId
from rollcall.ui.models import users
from rollcall.ui.models.table import TableModel
from rollcall.ui.pages.shown_users import as_people_count
from rollcall.ui.pages.user_filters import UserFilters
from rollcall.ui.pages.user_table import UserTable
from rollcall.usecases.roster import RosterEntry

__all__ = ["UserRows"]

_CHOICES_AFTER_MS: Final = 300  # departments need not appear one by one


class UserRows(QObject):
    """Keeps what is on screen where it is while rows come and go."""

    def __init__(
        self,
        model: TableModel[RosterEntry],
        *,
        table: UserTable,
        filters: UserFilters,
        is_reading: Callable[[], bool],
        parent: QObject | None = None,
    ) -> None:
        """Take whether the device is being read: until that ends, new rows stay at the end."""
        super().__init__(parent)
        self._model = model
        self._table = table
        self._filters = filters
        self._is_reading = is_reading
        self._choices = QTimer(self)
        self._choices.setSingleShot(True)
        self._choices.setInterval(_CHOICES_AFTER_MS)
        self._choices.timeout.connect(self._on_choices_timeout)
        filters.search_field.searched.connect(self._on_searched)
        filters.changed.connect(self._on_filter_changed)

    def fill(self, entries: Iterable[RosterEntry]) -> None:
        """Show the users of another device, from the top."""
        self._model.set_records(as_people_count(entries))
        self._table.scrollToTop()
        self._table.clearSelection()
        self.offer_choices()

    def take(self, entries: tuple[RosterEntry, ...]) -> None:
        """Show what is new and what changed."""
        if self._model.count:
            with self._table.kept_in_place():
                self._model.update_records(entries)
        else:
            self._model.set_records(as_people_count(entries))
        self._offer_choices_soon()

    def remove(self, ids: Iterable[UserId]) -> None:
        """Show these no more."""
        with self._table.kept_in_place():
            self._model.remove(ids)
        self._offer_choices_soon()

    def put_in_order(self) -> None:
        """Sort in what came at the end while the device was read."""
        ordered = as_people_count(self._model.records)
        if [each.id for each in ordered] != [each.id for each in self._model.records]:
            with self._table.kept_in_place():
                self._model.set_records(ordered)

    def offer_choices(self) -> None:
        """Offer the departments and privileges there are."""
        self._filters.set_departments(users.departments(self._model.records))
        self._filters.set_privileges(users.privileges(self._model.records))

    def go_to(self, user_id: UserId) -> bool:
        """Select a user, in sight and with the keyboard; tell whether they are shown at all."""
        self.put_in_order()
        if self._model.row_of(user_id) is None:
            return False
        self._table.select_key(user_id)
        self._table.setFocus()
        return True

    # --- inside

    def _offer_choices_soon(self) -> None:
        if not self._choices.isActive():
            self._choices.start()

    def _on_choices_timeout(self) -> None:
        self.offer_choices()
        if not self._is_reading():
            self.put_in_order()  # somebody was added

    def _on_searched(self, text: str) -> None:
        self._model.search(text)
        self._table.scrollToTop()

    def _on_filter_changed(self) -> None:
        wanted = self._filters.filter
        self._model.filter(None if wanted.is_empty else wanted.holds)
        self._table.scrollToTop()
