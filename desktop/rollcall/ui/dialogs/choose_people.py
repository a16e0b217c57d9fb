"""Asks who is meant, where no device is picked: a search over the users of all devices."""

from __future__ import annotations

from typing import Final

from msgspec import Struct
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QDialog, QWidget

from rollcall.protocol.users import UserId
from rollcall.store.values import RememberedUser
from rollcall.ui import ask
from rollcall.ui.copy_words import listed
from rollcall.ui.models.columns import Column, natural
from rollcall.ui.models.table import TableModel
from rollcall.ui.page import Page
from rollcall.ui.removing_words import RemovingCounts
from rollcall.ui.tasks import Busy, TaskRunner
from rollcall.ui.widgets.dialog import Dialog
from rollcall.ui.widgets.empty_state import EmptyState
from rollcall.ui.widgets.label import Label
from rollcall.ui.widgets.notice_bar import NoticeBar
from rollcall.ui.widgets.search_field import SearchField
from rollcall.ui.widgets.tab_order import end_with
from rollcall.ui.widgets.table import Table
from rollcall.usecases.copying.persons import KnownPerson
from rollcall.usecases.copying.removing import Removing

__all__ = ["ChoosePeopleDialog", "choose_people"]

_WIDTH: Final = 680
_HEIGHT: Final = 520


async def choose_people(page: Page, removing: Removing) -> list[RememberedUser]:
    """Ask who is to be removed everywhere; nobody if that was cancelled."""
    dialog = ChoosePeopleDialog(page, removing, tasks=page.tasks)
    if await ask.show(dialog) != QDialog.DialogCode.Accepted:
        return []
    return dialog.people


class _Row(Struct, frozen=True, kw_only=True):
    person: KnownPerson
    devices: str

    @property
    def key(self) -> tuple[UserId, str]:
        return self.person.key


class ChoosePeopleDialog(Dialog):
    """Shows everybody who is remembered; one or several can be chosen."""

    def __init__(self, parent: QWidget | None, removing: Removing, *, tasks: TaskRunner) -> None:
        super().__init__(parent, verb="…", width=_WIDTH)
        self._removing = removing
        self._tasks = tasks
        self._is_loaded = False
        self._words = RemovingCounts(self)
        self._model = TableModel[_Row](
            _columns(), key=lambda row: row.key, search=_search_text, parent=self
        )
        self.people: list[RememberedUser] = []
        """Who is chosen."""
        self.busy = Busy(self._tell)
        self._build()
        self.search_field.searched.connect(self._model.search)
        self.search_field.left_down.connect(self.table.enter)
        self.search_field.returnPressed.connect(self.table.enter)
        self.table.selection_changed.connect(self._tell)
        self.table.record_activated.connect(self.accept)
        self.resize(_WIDTH, _HEIGHT)
        self._tell()

    def open(self) -> None:
        """Show it and who is remembered."""
        super().open()
        self._load()

    def accept(self) -> None:
        """Go on with whoever is chosen."""
        if self.people:
            super().accept()

    def done(self, result: int) -> None:
        self._tasks.cancel_of(self)
        super().done(result)

    # --- inside

    def _build(self) -> None:
        self.setWindowTitle(self.tr("Remove everywhere"))
        self.notice_bar = NoticeBar()
        self.notice_bar.follow(self._tasks, self)
        self._heading = Label(
            self.tr("Who is to be removed from every device?"), role="section", wrap=True
        )
        self._text = Label(
            self.tr(
                "These are the users as last read. Next, Rollcall looks on every device and tells "
                "what would be lost; nothing is removed yet."
            ),
            role="muted",
            wrap=True,
        )
        self.search_field = SearchField(self.tr("Search users"))
        self.table = Table(self._model, name=self.tr("Users"))
        self._empty = EmptyState(
            "users", self.tr("No users are known yet: open the users of a device first.")
        )
        self._count = Label(role="muted")
        for each in (self.notice_bar, self._heading, self._text, self.search_field):
            self.body.addWidget(each)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self._empty, 1)
        self.body.addWidget(self._count)
        self.verb_button.setText(self.tr("Next"))
        end_with(self, self.cancel_button, self.verb_button)
        self.search_field.setFocus()

    def _tell(self) -> None:
        self.people = [each.person.user for each in self.table.selected_records()]
        is_empty = self._is_loaded and not self._model.count
        for each in (self._text, self.search_field, self.table, self._count):
            each.setVisible(not is_empty)
        self._empty.setVisible(is_empty)
        self._count.setText(
            self.tr("Looking …") if self.busy else self._words.chosen(len(self.people))
        )
        self.verb_button.setEnabled(bool(self.people))

    def _load(self) -> None:
        self._tasks.start(
            self._read(), owner=self, title=self.windowTitle(), quiet=True, retry=self._load
        )

    async def _read(self) -> None:
        with self.busy:
            persons = await self._removing.persons()
            self._is_loaded = True
            name_of = self._removing.name_of
            rows = [
                _Row(person=each, devices=listed(map(name_of, each.devices))) for each in persons
            ]
            self._model.set_records(sorted(rows, key=lambda row: natural(row.person.user.id)))


def _columns() -> tuple[Column[_Row], ...]:
    return (
        Column(
            key="id",
            title=QCoreApplication.translate("Removing", "ID"),
            text=lambda row: row.person.user.id,
            sort=lambda row: natural(row.person.user.id),
            width=90,
        ),
        Column(
            key="name",
            title=QCoreApplication.translate("Removing", "Name"),
            text=lambda row: row.person.user.name,
            tooltip=lambda row: row.person.user.name,
            width=200,
        ),
        Column(
            key="devices",
            title=QCoreApplication.translate("Removing", "Devices"),
            text=lambda row: row.devices,
            tooltip=lambda row: row.devices,
            width=200,
            takes_rest=True,
        ),
    )


def _search_text(row: _Row) -> str:
    return f"{row.person.user.id} {row.person.user.name} {row.devices}"
