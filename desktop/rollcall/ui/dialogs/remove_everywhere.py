"""The dialog "Remove everywhere": where people are, what is lost for good, and removing them."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum, auto
from typing import Final

import shiboken6
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from rollcall.store.values import PendingRemoval, RememberedUser
from rollcall.ui import ask
from rollcall.ui.copy_words import listed
from rollcall.ui.dialogs.choose_people import choose_people
from rollcall.ui.dialogs.pending_removals import PendingRemovalsDialog
from rollcall.ui.dialogs.receipts import ReceiptsView
from rollcall.ui.lifetime import listen, while_valid
from rollcall.ui.models.removal import FindRow, find_columns
from rollcall.ui.models.table import TableModel
from rollcall.ui.page import Page
from rollcall.ui.receipt_words import Deed
from rollcall.ui.removing_words import RemovingCounts
from rollcall.ui.tasks import Busy, TaskRunner, Work
from rollcall.ui.theme import Space, Tone
from rollcall.ui.widgets.buttons import Button
from rollcall.ui.widgets.dialog import Dialog
from rollcall.ui.widgets.field import Field
from rollcall.ui.widgets.label import Label
from rollcall.ui.widgets.notice_bar import NoticeBar
from rollcall.ui.widgets.tab_order import end_with
from rollcall.ui.widgets.table import Table
from rollcall.ui.widgets.work_progress import WorkProgress
from rollcall.usecases.changing.receipt import Receipt
from rollcall.usecases.copying.finding import Findings, FindKey
from rollcall.usecases.copying.removing import Removing

__all__ = ["RemoveEverywhereDialog", "remove_everywhere"]

_WIDTH: Final = 900
_HEIGHT: Final = 600


async def remove_everywhere(
    page: Page, removing: Removing, users: Sequence[RememberedUser]
) -> None:
    """Remove people from every device; the page tells how it came out and what waits.

    Without users it asks first who is meant.
    """
    users = users or await choose_people(page, removing)
    if not users:
        return
    dialog = RemoveEverywhereDialog(page, removing, users, tasks=page.tasks)
    await ask.show(dialog)
    if not dialog.was_begun:
        return
    tone = Tone.WARNING if dialog.waiting and dialog.results.tone is Tone.GOOD else None
    page.notice_bar.show_message(
        tone or dialog.results.tone, dialog.summary, dialog.results.rest_text
    )


class _Step(Enum):
    LOOKING = auto()
    ASKING = auto()
    RESULTS = auto()


class RemoveEverywhereDialog(Dialog):
    """Looks first, then asks, then removes; closing it in the middle stops it."""

    def __init__(
        self,
        parent: QWidget | None,
        removing: Removing,
        users: Sequence[RememberedUser],
        *,
        tasks: TaskRunner,
    ) -> None:
        super().__init__(parent, verb="…", danger=True, width=_WIDTH)
        self._removing = removing
        self._users = tuple(users)
        self._tasks = tasks
        self._step = _Step.LOOKING
        self._findings: Findings | None = None
        self._chosen: set[FindKey] = set()
        self._work: Work[None] | None = None
        self.waiting: tuple[PendingRemoval, ...] = ()
        """What could not be removed now and waits for its device."""
        self._is_asked = False
        self._has_results = False
        self._words = RemovingCounts(self)
        self._model = TableModel[FindRow](find_columns(), key=lambda row: row.key, parent=self)
        self.busy = Busy(self._tell)
        self._build()
        self._connect()
        self.resize(_WIDTH, _HEIGHT)
        self._tell()

    @property
    def was_begun(self) -> bool:
        """Whether anything was removed, or waits for its device."""
        return bool(self.results.receipts or self.waiting)

    @property
    def summary(self) -> str:
        """What came of it, in one line."""
        said = [self.results.headline_text] if self.results.receipts else []
        if self.waiting:
            said.append(self._words.waiting(len(self.waiting)))
        return " · ".join(said)

    def open(self) -> None:
        """Show it and look at every device."""
        super().open()
        self._look()

    def accept(self) -> None:
        """Remove, once it is sure that it is meant."""
        if self._step is _Step.ASKING and self.verb_button.isEnabled() and not self.busy:
            self._begin()

    def reject(self) -> None:
        """Stop removing, or close."""
        if self.busy and self._step is _Step.RESULTS and self._work is not None:
            self._work.cancel()
        else:
            super().reject()

    def done(self, result: int) -> None:
        self._tasks.cancel_of(self)
        super().done(result)

    # --- building

    def _build(self) -> None:
        self.setWindowTitle(self.tr("Remove everywhere"))
        self.notice_bar = NoticeBar()
        self.notice_bar.follow(self._tasks, self)
        self._heading = Label(role="section", wrap=True)
        self._text = Label(
            self.tr(
                "Everything enrolled of them is deleted. From a device that is off, they are "
                "removed when it is back. Attendance records stay."
            ),
            role="muted",
            wrap=True,
        )
        self.table = Table(self._model, name=self.tr("Where they are"))
        self.remove_button = Button(self.tr("Remove"), icon_name="user-minus")
        self.stay_button = Button(self.tr("Leave out"), icon_name="circle-slash")
        self._last = Label(role="danger", wrap=True)
        self.typed = QLineEdit()
        self._field = Field(self.typed)
        self._field.hide()
        self._last.hide()
        self._progress = WorkProgress(self._tasks, self)
        self.results = ReceiptsView(
            tasks=self._tasks,
            device_name=self._removing.name_of,
            deed=Deed.DELETE,
            can_retry=False,
        )
        self._wait_note = Label(wrap=True)
        self._waits = Button(icon_name="clock")
        self._waits.hide()
        self.buttons.insertWidget(0, self._waits)
        self._asking = QWidget()
        choice = QHBoxLayout()
        choice.setSpacing(Space.S)
        choice.addStretch(1)
        choice.addWidget(self.remove_button)
        choice.addWidget(self.stay_button)
        asking = QVBoxLayout(self._asking)
        asking.setContentsMargins(0, 0, 0, 0)
        asking.setSpacing(Space.M)
        asking.addLayout(choice)
        asking.addWidget(self.table, 1)
        asking.addWidget(self._last)
        asking.addWidget(self._field)
        for each in (self.notice_bar, self._heading, self._text):
            self.body.addWidget(each)
        self.body.addWidget(self._asking, 1)
        self.body.addWidget(self.results, 1)
        self.body.addWidget(self._wait_note)
        self.body.addWidget(self._progress)
        self.body.addStretch(0)
        end_with(self, self._waits, self.cancel_button, self.verb_button)

    def _connect(self) -> None:
        self.table.selection_changed.connect(self._tell_selection)
        self.remove_button.clicked.connect(self._on_remove_clicked)
        self.stay_button.clicked.connect(self._on_stay_clicked)
        self.typed.textChanged.connect(self._tell)
        self._waits.clicked.connect(self._on_waits_clicked)
        listen(self, self._removing.changed, self._on_waiting_changed)

    # --- what is shown

    def _tell(self) -> None:
        if not shiboken6.isValid(self):
            return
        step, is_busy = self._step, bool(self.busy)
        names = self._names()
        self._heading.setText(self._words.heading(self._all_names()))
        self._heading.setVisible(step is not _Step.RESULTS)
        self._text.setVisible(step is not _Step.RESULTS)
        self._asking.setVisible(step is _Step.ASKING)
        self.results.setVisible(step is _Step.RESULTS)
        self._progress.setVisible(is_busy)
        self._wait_note.setText(self._waiting_text())
        self._wait_note.setVisible(step is _Step.RESULTS and bool(self.waiting))
        self.verb_button.setVisible(step is not _Step.RESULTS)
        self.verb_button.setText(self._words.verb(names or self._all_names()).replace("&", "&&"))
        is_meant = self._field.isHidden() or self.typed.text().strip() == str(len(names))
        self.verb_button.setEnabled(
            step is _Step.ASKING and not is_busy and bool(names) and is_meant
        )
        is_over = step is _Step.RESULTS and not is_busy
        is_removing = step is _Step.RESULTS and is_busy
        self.cancel_button.setText(
            self.tr("Close") if is_over else self.tr("Stop") if is_removing else self.tr("Cancel")
        )
        self._tell_selection()

    def _tell_loss(self) -> None:
        findings = self._findings
        last = () if findings is None else findings.last_copies(self._chosen)
        self._last.setText(self._words.last_copies(last))
        self._last.setVisible(bool(last))
        is_many = findings is not None and findings.is_many(self._chosen)
        self._field.setVisible(is_many)
        if is_many:
            self._field.set_texts(self._words.typed(len(self._names())))

    def _tell_selection(self) -> None:
        rows = [each for each in self.table.selected_records() if each.found.is_removable]
        self.remove_button.setEnabled(any(not each.is_chosen for each in rows))
        self.stay_button.setEnabled(any(each.is_chosen for each in rows))

    def _all_names(self) -> list[str]:
        return [each.name or each.id for each in self._users]

    def _names(self) -> list[str]:
        """Give the people of whom something is removed."""
        ids = {user_id for _, user_id in self._chosen}
        return [each.name or each.id for each in self._users if each.id in ids]

    def _waiting_text(self) -> str:
        devices = dict.fromkeys(self._removing.name_of(each.device) for each in self.waiting)
        return self.tr("{count}: {devices}. They are removed when the device is back.").format(
            count=self._words.waiting(len(self.waiting)), devices=listed(devices)
        )

    # --- what is done

    def _look(self) -> None:
        self._progress.begin(self.tr("Looking on every device"))
        self._work = self._tasks.start(
            self._find(), owner=self, title=self.windowTitle(), quiet=True, retry=self._look
        )

    async def _find(self) -> None:
        with self.busy:
            self._on_waiting_changed(await self._removing.pending())
            findings = await self._removing.find(self._users, report=self._tasks.report)
            self._findings = findings
            self._chosen = set(findings.usual)
            self._step = _Step.ASKING
            self._fill()
        self.table.setFocus()

    def _fill(self) -> None:
        findings = self._findings
        if findings is not None:
            self._model.set_records(
                FindRow(
                    found=each,
                    device=self._removing.name_of(each.device),
                    is_chosen=each.key in self._chosen,
                )
                for each in findings.finds
            )
            self._tell_loss()

    def _begin(self) -> None:
        findings = self._findings
        if findings is None:
            return
        self.notice_bar.dismiss()
        self._is_asked = True
        self._progress.begin(self.tr("Removing"))
        self._work = self._tasks.start(
            self._remove(findings, frozenset(self._chosen)),
            owner=self,
            title=self.windowTitle(),
            quiet=True,
        )

    async def _remove(self, findings: Findings, chosen: frozenset[FindKey]) -> None:
        with self.busy:
            try:
                self.waiting = await self._removing.remove(
                    findings, chosen, got=while_valid(self, self._got), report=self._tasks.report
                )
                self._show_results()
            finally:
                if shiboken6.isValid(self.results):
                    self.results.end()

    def _got(self, receipt: Receipt) -> None:
        if not self._has_results:
            self._show_results()
        self.results.add(receipt)

    def _show_results(self) -> None:
        if not self._has_results:
            self._has_results = True
            self.results.begin(0)
        self._step = _Step.RESULTS
        self._tell()

    def _on_waiting_changed(self, waiting: Sequence[PendingRemoval]) -> None:
        self._waits.setText(self._words.waiting(len(waiting)))
        self._waits.setVisible(bool(waiting))
        if self._is_asked:  # known here also where the work is cut short
            self.waiting = tuple(
                each for each in waiting if (each.device, each.user_id) in self._chosen
            )

    def _on_waits_clicked(self) -> None:
        self._tasks.start(
            self._show_waiting(), owner=self._waits, title=self._waits.text(), quiet=True
        )

    async def _show_waiting(self) -> None:
        await ask.show(PendingRemovalsDialog(self, self._removing, tasks=self._tasks))

    def _on_remove_clicked(self) -> None:
        self._decide(is_chosen=True)

    def _on_stay_clicked(self) -> None:
        self._decide(is_chosen=False)

    def _decide(self, *, is_chosen: bool) -> None:
        keys = {row.key for row in self.table.selected_records() if row.found.is_removable}
        self._chosen = self._chosen | keys if is_chosen else self._chosen - keys
        self._fill()
        self._tell()
