"""The pages of the wizard "Restore users": the file, its passphrase, and what would be done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QDateTime, QLocale, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from rollcall.ui.backup_words import BackupCounts, left_alone_word, standing_word
from rollcall.ui.i18n import number
from rollcall.ui.models import restore_plan
from rollcall.ui.models.restore_plan import PlanRow
from rollcall.ui.models.table import TableModel
from rollcall.ui.rights_words import RightsCounts
from rollcall.ui.theme import Space
from rollcall.ui.widgets.buttons import Button
from rollcall.ui.widgets.field import Field
from rollcall.ui.widgets.filter_chip import ChoiceChip
from rollcall.ui.widgets.label import ElidedLabel, Label
from rollcall.ui.widgets.secret_line import SecretLine
from rollcall.ui.widgets.table import Table
from rollcall.usecases.backups.planning import Standing
from rollcall.usecases.backups.restore_steps import RestoreSteps
from rollcall.usecases.backups.saved import Manifest

__all__ = ["FilePage", "PassphrasePage", "PlanPage"]

_TABLE_HEIGHT: Final = 4 * Space.ROW_HEIGHT


class FilePage(QWidget):
    """Which file."""

    choose_asked = Signal()

    def __init__(self, *, device: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._path = ElidedLabel(self.tr("No file chosen"))
        self.choose_button = Button(self.tr("Choose a file"), icon_name="folder-open")
        self.choose_button.clicked.connect(self.choose_asked)
        text = self.tr(
            "Users of a backup are written to {device}: who is missing is added, who is different "
            "is put back. Nobody is deleted. You see what will be done before anything is written."
        ).format(device=device)
        line = QHBoxLayout()
        line.setSpacing(Space.M)
        line.addWidget(self.choose_button)
        line.addWidget(self._path, 1)
        layout = _column(self)
        layout.addWidget(Label(text, wrap=True))
        layout.addLayout(line)
        layout.addStretch(1)
        self.setFocusProxy(self.choose_button)

    def show_path(self, name: str) -> None:
        """Say which file was chosen."""
        self._path.set_whole(name)


class PassphrasePage(QWidget):
    """What opens the file."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = SecretLine()
        self.field = Field(
            self.line,
            self.tr("&Passphrase"),
            self.tr("The one that was chosen when the backup was made. Letter case counts."),
        )
        layout = _column(self)
        layout.addWidget(self.field)
        layout.addStretch(1)
        self.setFocusProxy(self.line)
        self.line.textEdited.connect(self._on_text_edited)

    def _on_text_edited(self) -> None:
        self.field.set_problem(None)


class PlanPage(QWidget):
    """What would be done, user by user, and what has to be decided or confirmed."""

    changed = Signal()
    """Something was decided or typed."""

    def __init__(self, steps: RestoreSteps, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._steps = steps
        self._counts = BackupCounts(self)
        self._rights = RightsCounts(self)
        self._model = TableModel[PlanRow](
            restore_plan.columns(lambda: steps.replaces), key=lambda row: row.id, parent=self
        )
        self._build()
        self._replaces.toggled.connect(self._on_replaces_toggled)
        self._typed.textEdited.connect(self._on_text_edited)
        self._chip.chosen.connect(self._on_chosen)

    @property
    def why_not(self) -> str:
        """Why nothing can be restored now; nothing where it can."""
        if not self._steps.count:
            return self._nothing_text()
        return "" if self._steps.can_go_on else self.tr("Type the name of the device first.")

    def show_plan(self, manifest: Manifest, rows: Sequence[PlanRow]) -> None:
        """Say what the backup is and what would be done."""
        device = self._steps.name
        self._about.setText(
            self.tr("Backup of {device}, made {when}: {counts}.").format(
                device=manifest.name,
                when=_when(manifest),
                counts=self._counts.credentials(manifest.counts),
            )
        )
        incomplete = self.tr("The backup is incomplete. {why}").format(
            why=self._counts.incomplete(manifest.missing, is_stable=manifest.is_stable)
        )
        _say(self._incomplete, "" if manifest.is_complete else incomplete)
        self._show_other_device(manifest, device)
        self._tell_erased()
        plan = self._steps.plan
        departments = () if plan is None else plan.departments
        _say(
            self._departments,
            self.tr("Departments that are added first: {names}").format(
                names=self.tr(", ").join(departments)
            )
            if departments
            else "",
        )
        standings = Counter(row.standing for row in rows)
        different = standings[Standing.DIFFERENT]
        self._replaces.setText(self._counts.replaces(different, device=device))
        self._replaces.setVisible(different > 0)
        self._replaces.setChecked(self._steps.replaces)
        _say(self._nothing, self._nothing_text())
        self._tell_raised()
        self._offer_standings()
        self._model.set_records(restore_plan.ordered(rows))
        self.setFocusProxy(self._typed if self._steps.is_other_device else self.table)

    def _build(self) -> None:
        self._about = Label(role="strong", wrap=True)
        self._incomplete = Label(role="warning", wrap=True)
        self._departments = Label(wrap=True)
        self._raised = Label(role="warning", wrap=True)
        self._erased = Label(wrap=True)
        self._untold = Label(role="warning", wrap=True)
        self._nothing = Label(wrap=True)
        self._other = Label(role="warning", wrap=True)
        self._typed = QLineEdit()
        self._typing = Field(self._typed)
        self._replaces = QCheckBox()
        self._chip = ChoiceChip(self.tr("Show"))
        self.table = Table(self._model, name=self.tr("What will be restored"))
        self.table.setMinimumHeight(_TABLE_HEIGHT)
        line = QHBoxLayout()
        line.addWidget(self._chip)
        line.addStretch(1)
        layout = _column(self)
        for each in (
            self._about,
            self._incomplete,
            self._erased,
            self._untold,
            self._nothing,
            self._other,
            self._typing,
            self._departments,
            self._replaces,
            self._raised,
        ):
            layout.addWidget(each)
        layout.addLayout(line)
        layout.addWidget(self.table, 1)

    def _show_other_device(self, manifest: Manifest, device: str) -> None:
        is_other = self._steps.is_other_device
        told = self.tr(
            "The backup is of another device: {name} ({uid}). It is written to {device} ({own})."
        ).format(name=manifest.name, uid=manifest.device, device=device, own=self._steps.device)
        _say(self._other, told if is_other else "")
        self._typing.setVisible(is_other)
        self._typing.set_texts(
            self.tr("Type the name of the device that is written to, {device}").format(
                device=device.replace("&", "&&")
            )
        )
        self._typed.setText(self._steps.typed_name)

    def _tell_erased(self) -> None:
        plan = self._steps.plan
        erased = 0 if plan is None else plan.counts[Standing.ERASED]
        untold = 0 if plan is None else plan.untold
        _say(self._erased, self._counts.erased(erased) if erased else "")
        _say(self._untold, self._counts.untold(untold) if untold else "")

    def _offer_standings(self) -> None:
        steps = self._steps
        counts = {} if steps.plan is None else steps.plan.counts
        left = {} if steps.replaces else {Standing.DIFFERENT: left_alone_word()}
        self._chip.set_choices(
            [
                (each.name, f"{left.get(each) or standing_word(each)} ({number(counts[each])})")
                for each in Standing
                if counts.get(each)
            ]
        )

    def _tell_raised(self) -> None:
        chosen = self._steps.chosen
        _say(self._raised, "" if chosen is None else self._rights.raised(chosen.raises))

    def _nothing_text(self) -> str:
        steps = self._steps
        if steps.count:
            return ""
        if steps.plan is not None and steps.plan.counts[Standing.DIFFERENT]:
            return self.tr("Nobody is new. Tick below to put back the users who differ.")
        nothing = self.tr("There is nothing to restore: {device} has all that can be put back.")
        return nothing.format(device=steps.name)

    def _on_replaces_toggled(self, is_on: bool) -> None:
        self._steps.replaces = is_on
        _say(self._nothing, self._nothing_text())
        self._tell_raised()
        self._offer_standings()
        self._model.redraw()
        self.changed.emit()

    def _on_text_edited(self, text: str) -> None:
        self._steps.typed_name = text
        self.changed.emit()

    def _on_chosen(self, name: object) -> None:
        wanted = None if name is None else Standing[str(name)]
        self._model.filter(None if wanted is None else lambda row: row.standing is wanted)


def _column(page: QWidget) -> QVBoxLayout:
    layout = QVBoxLayout(page)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(Space.M)
    return layout


def _say(label: Label, text: str) -> None:
    label.setText(text)
    label.setVisible(bool(text))


def _when(manifest: Manifest) -> str:
    at = QDateTime.fromSecsSinceEpoch(int(manifest.made_at.timestamp()))
    return QLocale().toString(at, QLocale.FormatType.ShortFormat)
