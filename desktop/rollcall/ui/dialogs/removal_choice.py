"""From which devices people are removed: where they are, what is lost, and that it is meant."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from rollcall.protocol.info import DeviceUid
from rollcall.store.values import RememberedUser
from rollcall.ui.dialogs.erase_choice import EraseChoice
from rollcall.ui.models.removal import FindRow, find_columns
from rollcall.ui.models.table import TableModel
from rollcall.ui.removing_words import RemovingCounts
from rollcall.ui.theme import Space
from rollcall.ui.widgets.buttons import Button
from rollcall.ui.widgets.field import Field
from rollcall.ui.widgets.label import Label
from rollcall.ui.widgets.table import Table
from rollcall.usecases.copying.finding import Findings, FindKey
from rollcall.usecases.copying.names import are_same

__all__ = ["RemovalChoice"]


class RemovalChoice(QWidget):
    """Shows findings, and lets each be removed or left out."""

    changed = Signal()
    """Something else is chosen, or typed."""

    def __init__(
        self, users: Sequence[RememberedUser], *, name_of: Callable[[DeviceUid], str]
    ) -> None:
        super().__init__()
        self._users = tuple(users)
        self._name_of = name_of
        self._findings: Findings | None = None
        self._chosen: frozenset[FindKey] = frozenset()
        self._words = RemovingCounts(self)
        self._model = TableModel[FindRow](find_columns(), key=lambda row: row.key, parent=self)
        self._build()
        self.table.selection_changed.connect(self._tell_selection)
        self.remove_button.clicked.connect(self._on_remove_clicked)
        self.stay_button.clicked.connect(self._on_stay_clicked)
        self.erasing.changed.connect(self._fill)
        self.typed.textChanged.connect(self.changed)
        self._tell_selection()

    @property
    def findings(self) -> Findings | None:
        """What is shown, None before anything is."""
        return self._findings

    @property
    def chosen(self) -> frozenset[FindKey]:
        """What is to be removed."""
        return self._chosen

    @property
    def names(self) -> list[str]:
        """The people of whom something is removed, or who are erased though they are gone."""
        ids = {user_id for _, user_id in self._chosen}
        if self.erases and self._findings is not None:
            ids |= {each.user_id for each in self._findings.gone}
        return [each.name or each.id for each in self._users if each.id in ids]

    @property
    def erases(self) -> bool:
        """Whether those who are removed are erased too."""
        return self.erasing.is_on

    @property
    def is_meant(self) -> bool:
        """Whether who goes was typed, where it has to be."""
        return self._field.isHidden() or are_same(self.typed.text(), self._to_type)

    @property
    def why_not(self) -> str:
        """Why nobody can be removed now; nothing where somebody can."""
        if self._findings is None:
            return ""
        if not self.names and not any(each.is_removable for each in self._findings.finds):
            return self.tr("Nobody of them is on any device.")
        if not self.names:
            return self.tr("Nobody is chosen. Select rows in the list and press “Remove”.")
        if self.erases and self._stays_somewhere:
            return self.tr(
                "Who is erased is removed from every device. Choose all rows of these people, or "
                "untick “Also erase”."
            )
        return "" if self.is_meant else self._typing_text

    def show_findings(self, findings: Findings) -> None:
        """Show where people are; what is usual is chosen."""
        self._findings = findings
        self._chosen = frozenset(findings.usual)
        self._fill()

    # --- inside

    @property
    def _stays_somewhere(self) -> bool:
        """Whether somebody of whom something goes is to stay on another device."""
        if self._findings is None:
            return False
        ids = {user_id for _, user_id in self._chosen}
        return any(user_id in ids for _, user_id in self._findings.usual - self._chosen)

    @property
    def _to_type(self) -> str:
        names = self.names
        return names[0] if self.erases and len(names) == 1 else str(len(names))

    @property
    def _typing_text(self) -> str:
        names = self.names
        if self.erases and len(names) == 1:
            return self._words.typed_name(names[0])
        return self._words.typed(len(names))

    def _build(self) -> None:
        self.table = Table(self._model, name=self.tr("Where they are"))
        self.remove_button = Button(self.tr("Remove"), icon_name="user-minus")
        self.stay_button = Button(self.tr("Leave out"), icon_name="circle-slash")
        self._last = Label(role="danger", wrap=True)
        self.erasing = EraseChoice()
        self.typed = QLineEdit()
        self._field = Field(self.typed)
        self._field.hide()
        self._last.hide()
        choice = QHBoxLayout()
        choice.setSpacing(Space.S)
        choice.addStretch(1)
        choice.addWidget(self.remove_button)
        choice.addWidget(self.stay_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.M)
        layout.addLayout(choice)
        layout.addWidget(self.table, 1)
        layout.addWidget(self._last)
        layout.addWidget(self.erasing)
        layout.addWidget(self._field)
        self.setFocusProxy(self.table)

    def _fill(self) -> None:
        findings = self._findings
        if findings is None:
            return
        self._model.set_records(
            FindRow(
                found=each,
                device=self._name_of(each.device),
                is_chosen=each.key in self._chosen,
                is_erased=self.erases,
            )
            for each in findings.finds
        )
        last = findings.last_copies(self._chosen)
        self._last.setText(self._words.last_copies(last))
        self._last.setVisible(bool(last))
        is_typed = bool(self.names) and (self.erases or findings.is_many(self._chosen))
        self._field.setVisible(is_typed)
        if is_typed:
            self._field.set_texts(self._typing_text.replace("&", "&&"))
        self._tell_selection()
        self.changed.emit()

    def _tell_selection(self) -> None:
        rows = [each for each in self.table.selected_records() if each.found.is_removable]
        self.remove_button.setEnabled(any(not each.is_chosen for each in rows))
        self.stay_button.setEnabled(any(each.is_chosen for each in rows))

    def _on_remove_clicked(self) -> None:
        self._decide(is_chosen=True)

    def _on_stay_clicked(self) -> None:
        self._decide(is_chosen=False)

    def _decide(self, *, is_chosen: bool) -> None:
        keys = {row.key for row in self.table.selected_records() if row.found.is_removable}
        self._chosen = self._chosen | keys if is_chosen else self._chosen - keys
        self._fill()
