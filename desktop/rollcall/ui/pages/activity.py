"""The page Activity: what was done, by whom, to which device, with what result."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Protocol

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget

from rollcall.protocol.errors import AppError
from rollcall.settings import Columns, SettingsFile
from rollcall.store.values import AuditEntry
from rollcall.ui.i18n import number
from rollcall.ui.models import activity
from rollcall.ui.models.activity import NumberedEntry
from rollcall.ui.models.table import TableModel
from rollcall.ui.page import Page
from rollcall.ui.tasks import TaskRunner
from rollcall.ui.widgets.empty_state import EmptyState
from rollcall.ui.widgets.label import Label
from rollcall.ui.widgets.search_field import SearchField
from rollcall.ui.widgets.table import Table
from rollcall.usecases.listening import Event

__all__ = ["ActivityPage", "Trail"]

_TABLE: Final = "activity"


class Trail(Protocol):
    """What the page asks of `usecases/audit.py`."""

    added: Event[AuditEntry]
    lost: Event[AppError]

    async def latest(self) -> tuple[AuditEntry, ...]:
        """Give the newest entries, newest first."""


class ActivityPage(Page):
    """Newest first; what is done meanwhile comes on top."""

    follows_device = False

    def __init__(self, audit: Trail, *, tasks: TaskRunner, settings: SettingsFile) -> None:
        super().__init__(tasks)
        self._audit = audit
        self._settings = settings
        self._is_read = False
        self._next_number = 0
        self._came_meanwhile: list[AuditEntry] = []
        self._model = TableModel[NumberedEntry](
            activity.columns(), key=lambda row: row.number, parent=self
        )
        self._build()
        self._connect()
        self._retranslate()
        self._tell_state()

    def page_shown(self) -> None:
        """Read the entries the first time; later ones come by themselves."""
        if not self._is_read:
            self.refresh()

    def refresh(self) -> None:
        """Read the entries again: other PCs may write to the same place."""
        self._came_meanwhile.clear()
        self.tasks.start(
            self._read(),
            owner=self,
            title=self.tr("Reading the activity"),
            quiet=True,
            retry=self.refresh,
        )

    def _build(self) -> None:
        self.search_field = SearchField("")
        self.table = Table(
            self._model,
            name="",
            columns=self._settings.value.columns.get(_TABLE),
            on_columns_changed=self._remember_columns,
        )
        self.status = Label(role="muted")
        self._nothing = EmptyState("history")
        self._no_match = EmptyState("search")
        self._stack = QStackedWidget()
        for each in (self.table, self._nothing, self._no_match):
            self._stack.addWidget(each)
        line = QHBoxLayout()
        line.addWidget(self.search_field, 1)
        line.addStretch(1)
        self.body.addLayout(line)
        self.body.addWidget(self._stack, 1)
        self.body.addWidget(self.status)
        self._copy_action = self.new_action(self.table.copy_selected, icon_name="copy")
        self.table.set_row_actions([self._copy_action])

    def _connect(self) -> None:
        self._audit.added.connect(self._on_added)
        self._audit.lost.connect(self.notice_bar.show_error)
        if self.search_field is not None:
            self.search_field.searched.connect(self._model.search)
            self.search_field.left_down.connect(self.table.enter)
            self._no_match.acted.connect(self.search_field.clear)
        self.table.selection_changed.connect(self._tell_state)
        self._model.visible_changed.connect(self._tell_state)

    def _retranslate(self) -> None:
        self.header.set_texts(
            self.tr("Activity"), self.tr("What was changed, by whom, and how it ended")
        )
        if self.search_field is not None:
            self.search_field.set_name(self.tr("Search activity"))
        self.table.setAccessibleName(self.tr("Activity"))
        self._copy_action.setText(self.tr("Copy rows"))
        self._nothing.set_texts(
            self.tr("Nothing was changed yet. What you add, rename or set is listed here.")
        )
        self._no_match.set_texts(self.tr("No entry matches the search."), self.tr("Clear search"))
        self._model.set_columns(activity.columns())
        self._tell_state()

    async def _read(self) -> None:
        latest = await self._audit.latest()
        missed = [each for each in self._came_meanwhile if each not in latest]
        self._is_read = True
        self._came_meanwhile.clear()
        self._show([*reversed(missed), *latest])

    def _show(self, newest_first: list[AuditEntry]) -> None:
        rows = [
            NumberedEntry(self._next_number + at, entry)
            for at, entry in enumerate(reversed(newest_first))
        ]
        self._next_number += len(rows)
        self._model.set_records(reversed(rows))
        self._tell_state()

    def _on_added(self, entry: AuditEntry) -> None:
        self._came_meanwhile.append(entry)
        if self._is_read:
            row = NumberedEntry(self._next_number, entry)
            self._next_number += 1
            self._set_rows([row, *self._model.records])

    def _set_rows(self, rows: Iterable[NumberedEntry]) -> None:
        self._model.set_records(rows)
        self._tell_state()

    def _remember_columns(self, left: Columns) -> None:
        self._settings.change(columns={**self._settings.value.columns, _TABLE: left})

    def _tell_state(self) -> None:
        has_rows = self._model.count > 0
        if self._model.visible_count:
            self._stack.setCurrentWidget(self.table)
        else:
            self._stack.setCurrentWidget(self._no_match if has_rows else self._nothing)
        if self.search_field is not None:
            self.search_field.setVisible(has_rows)
        self.status.setVisible(has_rows)
        self.status.setText(self._count_text())
        self._copy_action.setEnabled(self.table.selectionModel().hasSelection())

    def _count_text(self) -> str:
        count, visible = self._model.count, self._model.visible_count
        if visible != count:
            return self.tr("{shown} of %Ln entries", "", count).format(shown=number(visible))
        return self.tr("1 entry") if count == 1 else self.tr("%Ln entries", "", count)
