"""The dialog "Pending removals": who is to be removed from devices that are off, and a way back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtWidgets import QWidget

from rollcall.store.values import PendingRemoval
from rollcall.ui import ask
from rollcall.ui.lifetime import listen
from rollcall.ui.models.removal import PendingRow, pending_columns
from rollcall.ui.models.table import TableModel
from rollcall.ui.page import Page
from rollcall.ui.removing_words import RemovingCounts
from rollcall.ui.tasks import TaskRunner
from rollcall.ui.widgets.dialog import Dialog
from rollcall.ui.widgets.empty_state import EmptyState
from rollcall.ui.widgets.label import Label
from rollcall.ui.widgets.notice_bar import NoticeBar
from rollcall.ui.widgets.tab_order import end_with
from rollcall.ui.widgets.table import Table
from rollcall.usecases.copying.removing import Removing

__all__ = ["PendingRemovalsDialog", "pending_removals"]

_WIDTH: Final = 760
_HEIGHT: Final = 460


async def pending_removals(page: Page, removing: Removing) -> None:
    """Show what waits; removals can be withdrawn."""
    await ask.show(PendingRemovalsDialog(page, removing, tasks=page.tasks))


class PendingRemovalsDialog(Dialog):
    """Follows what waits while it is open."""

    def __init__(self, parent: QWidget | None, removing: Removing, *, tasks: TaskRunner) -> None:
        super().__init__(parent, verb="…", width=_WIDTH)
        self._removing = removing
        self._tasks = tasks
        self._words = RemovingCounts(self)
        self._model = TableModel[PendingRow](
            pending_columns(), key=lambda row: row.key, parent=self
        )
        self._build()
        self.table.selection_changed.connect(self._tell)
        listen(self, removing.changed, self._on_changed)
        self.resize(_WIDTH, _HEIGHT)
        self._tell()

    def open(self) -> None:
        """Show it and what waits."""
        super().open()
        self._start_reading()

    def accept(self) -> None:
        """Withdraw what is selected."""
        rows = self.table.selected_records()
        if rows:
            self._tasks.start(
                self._removing.withdraw([each.waiting for each in rows]),
                owner=self,
                title=self.windowTitle(),
                quiet=True,
            )

    def done(self, result: int) -> None:
        self._tasks.cancel_of(self)
        super().done(result)

    # --- inside

    def _build(self) -> None:
        self.setWindowTitle(self.tr("Pending removals"))
        self.notice_bar = NoticeBar()
        self.notice_bar.follow(self._tasks, self)
        self._headline = Label(role="section", wrap=True)
        self._text = Label(
            self.tr(
                "As soon as a device answers again, these users are removed from it, if the ID "
                "still has the same name there."
            ),
            role="muted",
            wrap=True,
        )
        self.table = Table(self._model, name=self.tr("Pending removals"))
        self._empty = EmptyState("circle-check", self.tr("Nothing waits to be removed."))
        for each in (self.notice_bar, self._headline, self._text):
            self.body.addWidget(each)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self._empty, 1)
        self.cancel_button.setText(self.tr("Close"))
        end_with(self, self.cancel_button, self.verb_button)

    def _tell(self) -> None:
        count, selected = self._model.count, len(self.table.selected_records())
        self._headline.setText(self._words.waiting(count))
        for each in (self._headline, self._text, self.table, self.verb_button):
            each.setVisible(count > 0)
        self._empty.setVisible(not count)
        self.verb_button.setText(self._words.withdraw(selected))
        self.verb_button.setEnabled(selected > 0)
        self.verb_button.setDefault(False)
        self.cancel_button.setDefault(True)

    def _start_reading(self) -> None:
        self._tasks.start(
            self._read(),
            owner=self,
            title=self.windowTitle(),
            quiet=True,
            retry=self._start_reading,
        )

    async def _read(self) -> None:
        self._on_changed(await self._removing.pending())

    def _on_changed(self, waiting: Sequence[PendingRemoval]) -> None:
        self._model.set_records(
            PendingRow(waiting=each, device=self._removing.name_of(each.device)) for each in waiting
        )
        self._tell()
