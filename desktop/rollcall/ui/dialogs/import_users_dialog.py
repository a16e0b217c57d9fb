"""The dialog "Import users": file, columns, check, result; each step is in a module beside this.

What the steps do and when the next one can be taken is in import_users_course.py.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from pathlib import Path
from typing import Any, Final

import shiboken6
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from rollcall.ui import ask
from rollcall.ui.dialogs.import_users_check import CheckStep
from rollcall.ui.dialogs.import_users_columns import ColumnsStep
from rollcall.ui.dialogs.import_users_course import ImportCourse, Step
from rollcall.ui.dialogs.import_users_file import FileStep
from rollcall.ui.dialogs.import_users_saving import ask_template, ask_where_left, save_left
from rollcall.ui.dialogs.import_users_words import ImportWords, step_heading
from rollcall.ui.dialogs.raising import may_raise
from rollcall.ui.dialogs.receipts import ReceiptsView
from rollcall.ui.i18n import isolated
from rollcall.ui.lifetime import while_valid
from rollcall.ui.models.sheet_rows import ShownRow, shown_row
from rollcall.ui.sheet_words import spoken
from rollcall.ui.tasks import Busy, TaskRunner, Work
from rollcall.ui.theme import Space, Tone
from rollcall.ui.widgets.buttons import Button
from rollcall.ui.widgets.dialog import Dialog
from rollcall.ui.widgets.label import Label
from rollcall.ui.widgets.notice_bar import NoticeBar
from rollcall.ui.widgets.work_progress import WorkProgress
from rollcall.usecases.changing.receipt import Receipt
from rollcall.usecases.fleet_device import FleetDevice
from rollcall.usecases.sheets.columns import SheetColumn
from rollcall.usecases.sheets.importing import Importing
from rollcall.usecases.sheets.rows import ZeroRule
from rollcall.usecases.sheets.sheet import Read

__all__ = ["ImportDialog"]

_WIDTH: Final = 900
_HEIGHT: Final = 640
_SAID_AT_ONCE: Final = 200  # rows; a few milliseconds


class ImportDialog(Dialog):
    """Shows the step that the course has come to; `outcome` is what to say when it is closed."""

    def __init__(
        self,
        parent: QWidget | None,
        importing: Importing,
        device: FleetDevice,
        *,
        tasks: TaskRunner,
    ) -> None:
        super().__init__(parent, verb=" ", width=_WIDTH)
        self.setWindowTitle(self.tr("Import users"))
        self.tasks = tasks
        self.outcome: tuple[Tone, str, str] | None = None
        self.course = ImportCourse(importing, device.known_uid, spoken())
        self._importing = importing
        self._device = device
        self._writing: Work[None] | None = None
        self._words = ImportWords(self)
        self._busy = Busy(self._on_busy_changed)
        self._build()
        self._connect()
        self._show_step()
        self.resize(_WIDTH, _HEIGHT)

    # --- Qt's side

    def accept(self) -> None:
        """Take the next step, unless something is going on."""
        if self._busy or not self.course.can_go_on:
            return
        self.notice_bar.dismiss()
        match self.course.step:
            case Step.FILE:
                self.course.forward()
                self._show_step()
            case Step.COLUMNS:
                self._start(self._check(), self.tr("Reading users of {device}"))
            case Step.CHECK:
                self._start(self._confirm_and_apply(), self.tr("Importing users into {device}"))

    def reject(self) -> None:
        """Close; while users are written, stop that instead: what was written is said."""
        if self._busy and self._writing is not None and self._writing.is_running:
            self._writing.cancel()
        else:
            super().reject()

    def done(self, result: int) -> None:
        self.tasks.cancel_of(self)
        super().done(result)

    # --- building

    def _build(self) -> None:
        self._heading = Label(role="section")
        self.notice_bar = NoticeBar()
        self.notice_bar.follow(self.tasks, self)
        self.file_step = FileStep()
        self.columns_step = ColumnsStep()
        self.check_step = CheckStep()
        self.results = ReceiptsView(tasks=self.tasks, device_name=lambda _uid: self._device.label)
        self._left = Label(role="muted", wrap=True)
        result = QWidget()
        layout = QVBoxLayout(result)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.M)
        layout.addWidget(self.results, 1)
        layout.addWidget(self._left)
        self._steps = QStackedWidget()
        self._progress = WorkProgress(self.tasks, self)
        self._progress.hide()
        for widget in (self._heading, self.notice_bar):
            self.body.addWidget(widget)
        self.body.addWidget(self._steps, 1)
        for each in (self.file_step, self.columns_step, self.check_step, result):
            self._steps.addWidget(each)
        self.body.addWidget(self._progress)
        self.back = Button(self.tr("Back"))
        self.save_left = Button(self.tr("Save rows not imported"), icon_name="file-down")
        self.buttons.insertWidget(0, self.back)
        self.buttons.insertWidget(1, self.save_left)

    def _connect(self) -> None:
        self.back.clicked.connect(self._on_back_clicked)
        self.save_left.clicked.connect(self._on_save_left_clicked)
        self.file_step.file_asked.connect(self._on_file_asked)
        self.file_step.template_asked.connect(self._on_template_asked)
        self.columns_step.read_asked.connect(self._on_read_asked)
        self.columns_step.matched.connect(self._on_matched)
        self.check_step.zeros_chosen.connect(self._on_zeros_chosen)
        self.check_step.adding_chosen.connect(self._on_adding_chosen)
        self.results.retry_asked.connect(self._on_retry_asked)

    # --- what is shown

    def _show_step(self) -> None:
        course = self.course
        self._steps.setCurrentIndex(course.step)
        self._heading.setText(step_heading(course.step, device=self._device.label))
        self.setAccessibleDescription(self._heading.text())
        sheet = course.sheet
        if course.step is Step.FILE:
            self.file_step.show_chosen("" if sheet is None else sheet.name)
            self.file_step.choose.set_role("accent" if sheet is None else "")
        elif course.step is Step.COLUMNS and sheet is not None:
            self.columns_step.show_sheet(sheet, course.matching)
        self._update_buttons()
        self._focus()

    def _focus(self) -> None:
        match self.course.step:
            case Step.FILE if self.course.sheet is None:
                self.file_step.choose.setFocus()
            case Step.RESULT:
                self.results.setFocus()
            case _:
                self.verb_button.setFocus()

    def _update_buttons(self) -> None:
        course, is_busy = self.course, bool(self._busy)
        is_over = course.step is Step.RESULT
        is_writing = is_over and is_busy
        self.back.setVisible(Step.FILE < course.step < Step.RESULT)
        self.back.setEnabled(not is_busy)
        self.verb_button.setVisible(not is_over and (course.step > 0 or course.sheet is not None))
        self.verb_button.setEnabled(course.can_go_on and not is_busy)
        self.verb_button.setDefault(not is_over)
        self.verb_button.setText(self._words.verb(course))
        self.save_left.setVisible(course.step >= Step.CHECK and bool(course.left))
        self.save_left.setEnabled(not is_busy)
        if is_writing:
            self.cancel_button.setText(self.tr("Stop"))
        else:
            self.cancel_button.setText(self.tr("Close") if is_over else self.tr("Cancel"))
        self._steps.setEnabled(not is_busy or is_over)

    def _on_busy_changed(self) -> None:
        if shiboken6.isValid(self):  # closed; what was cancelled ends a moment later
            self._progress.setVisible(bool(self._busy))
            self._update_buttons()

    # --- what is asked

    def _start(self, work: Coroutine[Any, Any, None], title: str) -> Work[None]:
        title = title.format(device=self._device.label)
        self._progress.begin(title)
        return self.tasks.start(work, owner=self, title=title, quiet=True)

    def _on_back_clicked(self) -> None:
        self.notice_bar.dismiss()
        self.course.back()
        self._show_step()

    def _on_file_asked(self) -> None:
        self.notice_bar.dismiss()
        self._start(self._choose(), self.tr("Reading the file"))

    def _on_template_asked(self) -> None:
        self._start(self._template(), self.tr("Saving the template"))

    def _on_read_asked(self, read: Read) -> None:
        self.notice_bar.dismiss()
        self._start(self._read(read), self.tr("Reading the file"))

    def _on_matched(self, column: SheetColumn, at: int | None) -> None:
        self.course.match(column, at)
        if self.course.sheet is not None:
            self.columns_step.show_sheet(self.course.sheet, self.course.matching)
        self._update_buttons()

    def _on_zeros_chosen(self, rule: ZeroRule) -> None:
        self._start(self._choose_rules(zeros=rule), self.tr("Checking the rows"))

    def _on_adding_chosen(self, is_on: bool) -> None:
        self._start(self._choose_rules(adds=is_on), self.tr("Checking the rows"))

    def _on_retry_asked(self, not_done: list[Receipt]) -> None:
        self._begin_writing(not_done)

    def _on_save_left_clicked(self) -> None:
        self._start(self._save_left(), self.tr("Saving the rows"))

    # --- what is done

    async def _choose(self) -> None:
        path = await ask.open_file(
            self,
            title=self.tr("Import users"),
            filters=[
                self.tr("Spreadsheets (*.xlsx *.xls *.ods *.csv *.txt)"),
                self.tr("All files (*)"),
            ],
        )
        if path is not None:
            await self.open_path(path)

    async def open_path(self, path: Path) -> None:
        """Take this file and show its columns."""
        with self._busy:
            await self.course.open(path)
        self._show_step()

    async def _read(self, read: Read) -> None:
        try:
            with self._busy:
                await self.course.read_otherwise(read)
        finally:
            if shiboken6.isValid(self):
                self._show_step()

    async def _check(self) -> None:
        with self._busy:
            await self.course.learn(self.tasks.report)
            self.check_step.begin(self.course)
            await self._show_preview()
        self._show_step()

    async def _choose_rules(
        self, *, zeros: ZeroRule | None = None, adds: bool | None = None
    ) -> None:
        with self._busy:
            await self.course.choose(zeros=zeros, adds=adds)
            await self._show_preview()

    async def _show_preview(self) -> None:
        """Say all rows, a few at once, so that the window stays awake."""
        preview = self.course.preview
        if preview is None:
            return
        said: list[ShownRow] = []
        for at in range(0, len(preview.rows), _SAID_AT_ONCE):
            said += map(shown_row, preview.rows[at : at + _SAID_AT_ONCE])
            await asyncio.sleep(0)
        self.check_step.show_counts(self.course, preview)
        self.check_step.show_rows(said)

    async def _confirm_and_apply(self) -> None:
        """Write, but ask before anybody gets more rights."""
        raises = () if self.course.preview is None else self.course.preview.raises
        if await may_raise(self, raises, verb=self._words.verb(self.course)):
            self._begin_writing(())

    def _begin_writing(self, only: Sequence[Receipt]) -> None:
        self.notice_bar.dismiss()
        self._writing = self._start(self._apply(only), self.tr("Importing users into {device}"))

    async def _apply(self, only: Sequence[Receipt]) -> None:
        before = self.course.step
        self.results.begin(len(self.course.receipts) if only else self.course.count)
        try:
            with self._busy:
                self.course.step = Step.RESULT
                self._show_step()
                got = while_valid(self.results, self.results.add)
                await self.course.apply(got, self.tasks.report, only=only)
        finally:
            if shiboken6.isValid(self):
                self._end_writing(before)

    def _end_writing(self, before: Step) -> None:
        self.results.end()
        if not self.course.receipts:  # it did not come so far: nothing was written
            self.course.step = before
        else:
            self.outcome = self.results.tone, self.results.headline_text, self.results.rest_text
        faults = sum(row.fault is not None for row, _ in self.course.left)
        self._left.setText(self._words.left_out(faults))
        self._left.setVisible(faults > 0)
        self._show_step()

    async def _save_left(self) -> None:
        path = await ask_where_left(self, self.course)
        if path is not None:
            await self.save_left_to(path)

    async def save_left_to(self, path: Path) -> None:
        """Write the rows that were not imported, each with its reason."""
        await save_left(path, self._importing, self.course)
        self.notice_bar.show_message(
            Tone.GOOD,
            self.tr("Saved as {file}").format(file=isolated(path.name)),
            self.tr("Correct the rows there, then import that file."),
        )

    async def _template(self) -> None:
        path = await ask_template(self, self._importing, self._device.uid)
        if path is not None:
            self.notice_bar.show_message(
                Tone.GOOD,
                self.tr("The template was saved as {file}").format(file=isolated(path.name)),
                self.tr("Fill it in with Excel, save it, then choose it here."),
            )
