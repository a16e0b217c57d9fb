"""Choose the user a photo is of, among all of a device."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QHBoxLayout, QWidget

from rollcall.protocol.users import UserId
from rollcall.store.values import RememberedUser
from rollcall.ui import ask
from rollcall.ui.i18n import isolated
from rollcall.ui.models.columns import Column
from rollcall.ui.models.table import TableModel
from rollcall.ui.theme import Space
from rollcall.ui.widgets.dialog import Dialog
from rollcall.ui.widgets.label import Label
from rollcall.ui.widgets.search_field import SearchField
from rollcall.ui.widgets.table import Table

__all__ = ["ChooseUserDialog", "choose_user"]

_WIDTH: Final = 560
_TABLE_HEIGHT: Final = 320


async def choose_user(
    parent: QWidget, users: Sequence[RememberedUser], *, file: str, picture: QPixmap | None
) -> UserId | None:
    """Ask whose photo it is; None if that was given up."""
    dialog = ChooseUserDialog(parent, users, file=file, picture=picture)
    is_chosen = await ask.show(dialog) == ChooseUserDialog.DialogCode.Accepted
    return dialog.chosen if is_chosen else None


class ChooseUserDialog(Dialog):
    """Searches the users; Enter or a double-click takes one."""

    def __init__(
        self,
        parent: QWidget | None,
        users: Sequence[RememberedUser],
        *,
        file: str,
        picture: QPixmap | None = None,
    ) -> None:
        super().__init__(parent, width=_WIDTH)
        self.setWindowTitle(self.tr("Choose user"))
        self.verb_button.setText(self.tr("Choose"))
        self.verb_button.show()
        self.verb_button.setDefault(True)
        self._model = TableModel(_columns(), key=lambda user: user.id)
        self._model.set_records(users)
        self.search_field = SearchField(self.tr("Search users"))
        self.table = Table(self._model, name=self.tr("Users"))
        self.table.setSelectionMode(Table.SelectionMode.SingleSelection)
        self.table.setMinimumHeight(_TABLE_HEIGHT)
        head = QHBoxLayout()
        head.setSpacing(Space.M)
        if picture is not None:
            shown = Label()
            shown.setPixmap(picture)
            shown.setAccessibleName(self.tr("Photo"))
            head.addWidget(shown)
        whose = self.tr("Whose photo is {file}?").format(file=isolated(file))
        head.addWidget(Label(whose, wrap=True), 1)
        self.body.addLayout(head)
        self.body.addWidget(self.search_field)
        self.body.addWidget(self.table, 1)
        self.search_field.searched.connect(self._on_searched)
        self.search_field.left_down.connect(self.table.enter)
        self.table.selection_changed.connect(self._update_actions)
        self.table.record_activated.connect(self.accept)
        self.search_field.setFocus()
        self._update_actions()

    @property
    def chosen(self) -> UserId | None:
        """The user selected."""
        selected = self.table.selected_records()
        return selected[0].id if selected else None

    def accept(self) -> None:
        """Take the user, if one is selected."""
        if self.chosen is not None:
            super().accept()

    def _on_searched(self, text: str) -> None:
        self._model.search(text)
        if self._model.visible_count == 1:  # found: Enter takes it
            self.table.select_key(self._model.record(0).id)
        self._update_actions()

    def _update_actions(self) -> None:
        self.verb_button.setEnabled(self.chosen is not None)


def _columns() -> tuple[Column[RememberedUser], ...]:
    return (
        Column(
            key="id",
            title=QCoreApplication.translate("Photos", "ID"),
            text=lambda user: user.id,
            width=90,
        ),
        Column(
            key="name",
            title=QCoreApplication.translate("Photos", "Name"),
            text=lambda user: user.name,
            width=180,
            takes_rest=True,
        ),
        Column(
            key="department",
            title=QCoreApplication.translate("Photos", "Department"),
            text=lambda user: user.department,
            width=140,
        ),
    )
