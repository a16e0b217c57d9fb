"""The wizard "Restore users": a backup is opened, compared with a device, and written to it."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, Protocol

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QWidget

from rollcall.protocol.errors import FileFault, FileProblem
from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import UserId
from rollcall.ui import ask
from rollcall.ui.backup_words import BackupCounts, backup_filter
from rollcall.ui.dialogs.raising import may_raise
from rollcall.ui.dialogs.receipts import ReceiptsView
from rollcall.ui.dialogs.restore_pages import FilePage, PassphrasePage, PlanPage
from rollcall.ui.dialogs.user_results import Undoes, tell_done
from rollcall.ui.lifetime import while_valid
from rollcall.ui.models.restore_plan import PlanRow, row_of
from rollcall.ui.page import Page
from rollcall.ui.reasons import file_text
from rollcall.ui.receipt_words import Deed
from rollcall.ui.tasks import Busy, TaskRunner
from rollcall.ui.widgets.buttons import Button
from rollcall.ui.widgets.dialog import Dialog
from rollcall.ui.widgets.label import Label
from rollcall.ui.widgets.notice_bar import NoticeBar
from rollcall.ui.widgets.work_progress import WorkProgress
from rollcall.usecases.backups.planning import RestorePlan, Row
from rollcall.usecases.backups.restore_steps import RestoreSteps, Step
from rollcall.usecases.backups.saved import Backup
from rollcall.usecases.changing.receipt import Receipt
from rollcall.usecases.changing.writing_users import Got
from rollcall.usecases.fleet_device import FleetDevice
from rollcall.usecases.progress import Report
from rollcall.usecases.rights import Raise

__all__ = ["RestoreDialog", "RestoresBackups", "restore"]

_SMALL: Final = (560, 310)  # of the questions
_WIDE: Final = (900, 600)  # of the lists
_RESIZED: Final = Qt.WidgetAttribute.WA_Resized
_WORDS_AT_ONCE: Final = 100  # rows between two looks at the window; a few milliseconds


class RestoresBackups(Protocol):
    """What the wizard asks of `usecases/backups/backups.py`."""

    async def look(self, path: Path) -> None:
        """Tell whether a file can be a backup."""

    async def open(self, path: Path, passphrase: str, *, report: Report) -> Backup:
        """Open a backup."""

    async def plan(
        self,
        uid: DeviceUid,
        backup: Backup,
        *,
        report: Report,
        only: Collection[UserId] | None = None,
    ) -> RestorePlan:
        """Work out what restoring would do."""

    async def restore(
        self,
        plan: RestorePlan,
        *,
        name: str,
        got: Got,
        report: Report,
        part_of: object | None = None,
    ) -> None:
        """Do it."""


class RestoreDialog(Dialog):
    """Shows the step of `RestoreSteps` that is in sight."""

    def __init__(
        self,
        parent: QWidget | None,
        backups: RestoresBackups,
        device: FleetDevice,
        *,
        tasks: TaskRunner,
    ) -> None:
        super().__init__(parent, verb="…", width=_SMALL[0])
        self._backups = backups
        self._tasks = tasks
        self.part_of = object()
        """What is written here, again and again too, is one piece of work for Undo."""
        self.steps = RestoreSteps(device.known_uid, name=device.label)
        self._granted: set[Raise] = set()
        """Who may get more rights, as the administrator said."""
        self.busy = Busy(self._show_step)
        self._counts = BackupCounts(self)
        self._build()
        self._connect()
        self._show_step()
        self.file_page.setFocus()

    def _build(self) -> None:
        name = self.steps.name
        self.setWindowTitle(self.tr("Restore users"))
        self.notice_bar = NoticeBar()
        self.notice_bar.follow(self._tasks, self)
        self._heading = Label(role="section", wrap=True)
        self.file_page = FilePage(device=name)
        self.passphrase_page = PassphrasePage()
        self.plan_page = PlanPage(self.steps)
        self.results = ReceiptsView(
            tasks=self._tasks, device_name=lambda _uid: name, deed=Deed.RESTORE
        )
        self._pages = {
            Step.FILE: self.file_page,
            Step.PASSPHRASE: self.passphrase_page,
            Step.PLAN: self.plan_page,
            Step.RESULT: self.results,
        }
        self._stack = QStackedWidget()
        self._how_far = WorkProgress(self._tasks, self)
        self.back_button = Button(self.tr("Back"))
        self.buttons.insertWidget(0, self.back_button)
        self.body.addWidget(self._heading)
        self.body.addWidget(self.notice_bar)
        self.body.addWidget(self._stack, 1)
        for each in self._pages.values():
            self._stack.addWidget(each)
        self.body.addWidget(self._how_far)

    def _connect(self) -> None:
        self.file_page.choose_asked.connect(self._on_choose_asked)
        self.plan_page.changed.connect(self._show_step)
        self.back_button.clicked.connect(self._on_back_clicked)
        self.results.retry_asked.connect(self._on_retry_asked)

    # --- Qt's side

    def accept(self) -> None:
        """Do what the button of this step says."""
        if self.busy or not self.steps.can_go_on:
            return
        self.notice_bar.dismiss()
        match self.steps.step:
            case Step.FILE:
                self._start(self._look())
            case Step.PASSPHRASE:
                self._start(self._open())
            case Step.PLAN:
                self._start(self._restore())
            case Step.RESULT:
                pass

    def reject(self) -> None:
        """Stop what runs, or close; users who were written stay written, and that is shown."""
        if self.busy:
            self._tasks.cancel_of(self)
            return
        super().reject()

    def done(self, result: int) -> None:
        self._tasks.cancel_of(self)
        self.steps.drop()
        self.passphrase_page.line.clear()
        super().done(result)

    # --- steps

    def _start(self, coroutine: Coroutine[Any, Any, None]) -> None:
        self._tasks.start(coroutine, owner=self, title=self.windowTitle(), quiet=True)

    async def _look(self) -> None:
        path = self.steps.path
        if path is None:
            return
        with self._doing(self.tr("Looking at the file")):
            await self._backups.look(path)
        self.steps.looked()
        self._show_step()
        self.passphrase_page.setFocus()

    async def _open(self) -> None:
        path = self.steps.path
        if path is None:
            return
        report = self._tasks.report
        page = self.passphrase_page
        try:
            with self._doing(self.tr("Opening the backup")):
                backup = await self._backups.open(path, page.line.text(), report=report)
                comparing = self.tr("Comparing with {device}")
                self._how_far.begin(comparing.format(device=self.steps.name))
                plan = await self._backups.plan(self.steps.device, backup, report=report)
                rows = await _told(plan.rows)
        except FileProblem as error:
            if error.fault is not FileFault.WRONG_PASSPHRASE:
                raise
            page.field.set_problem(file_text(error))
            page.line.selectAll()
            page.setFocus()  # the button that was pressed gave it to Cancel while it was off
            return
        self.steps.planned(backup, plan)
        self.plan_page.show_plan(backup.manifest, rows)
        self._show_step()
        self.plan_page.setFocus()

    async def _restore(self, only: Collection[UserId] | None = None) -> None:
        backup, plan = self.steps.backup, self.steps.chosen
        if backup is None or plan is None:
            return
        is_first = only is None
        if is_first:
            if not await self._may_raise(plan) or self.steps.step is not Step.PLAN:
                return
            self.results.begin(len(plan.rows))
            self.steps.begun()
        with self._doing(self.tr("Restoring to {device}").format(device=self.steps.name)):
            try:
                if not is_first:
                    plan = await self._backups.plan(
                        self.steps.device, backup, report=self._tasks.report, only=only
                    )
                    if not await self._may_raise(plan):
                        return
                await self._backups.restore(
                    plan,
                    name=self.steps.name,
                    got=while_valid(self.results, self.results.add),
                    report=self._tasks.report,
                    part_of=self.part_of,
                )
            finally:
                if shiboken6.isValid(self):
                    self.results.end()

    async def _may_raise(self, plan: RestorePlan) -> bool:
        """Ask before anybody gets more rights, once."""
        raises = tuple(each for each in plan.raises if each not in self._granted)
        verb = self._counts.restore(sum(row.is_written for row in plan.rows))
        if not await may_raise(self, raises, verb=verb, where=self.steps.name):
            return False
        self._granted.update(raises)
        return True

    def _on_retry_asked(self, not_done: list[Receipt]) -> None:
        if not self.busy:
            self.notice_bar.dismiss()
            self.results.begin(0)
            self._start(self._restore({each.user_id for each in not_done}))

    def _on_choose_asked(self) -> None:
        self._start(self._choose())

    async def _choose(self) -> None:
        path = await ask.open_file(
            self, title=self.tr("Choose the backup"), filters=[backup_filter()]
        )
        if path is None:
            return
        self.notice_bar.dismiss()
        self.steps.choose(path)
        self.file_page.show_path(path.name)
        self._show_step()
        self.verb_button.setFocus()

    def _on_back_clicked(self) -> None:
        self.notice_bar.dismiss()
        self.steps.go_back()
        self._show_step()
        self._pages[self.steps.step].setFocus()

    # --- what is in sight

    @contextmanager
    def _doing(self, text: str) -> Iterator[None]:
        self._how_far.begin(text)
        with self.busy:
            yield

    def _show_step(self) -> None:
        if not shiboken6.isValid(self):
            return
        step, is_busy = self.steps.step, bool(self.busy)
        self._show_page(step)
        self._heading.setText(self._heading_text(step))
        self._heading.setVisible(step is not Step.RESULT)
        self._how_far.setVisible(is_busy)
        self._stack.setEnabled(not is_busy or step is Step.RESULT)
        self.back_button.setVisible(self.steps.can_go_back)
        self.back_button.setEnabled(not is_busy)
        self.verb_button.setVisible(step is not Step.RESULT)
        self.verb_button.setEnabled(self.steps.can_go_on and not is_busy)
        is_plan = step is Step.PLAN
        self.verb_button.setText(
            self._counts.restore(self.steps.count) if is_plan else self.tr("Next")
        )
        self.say_why_not(self.plan_page.why_not if is_plan else "")
        self.verb_button.setDefault(step in {Step.FILE, Step.PASSPHRASE})
        if step is Step.RESULT:
            self.cancel_button.setText(self.tr("Stop") if is_busy else self.tr("Close"))
        else:
            self.cancel_button.setText(self.tr("Cancel"))

    def _show_page(self, step: Step) -> None:
        """Show a page, in a dialog as large as that page needs."""
        shown = self._pages[step]
        if shown is self._stack.currentWidget() and self.testAttribute(_RESIZED):
            return
        policy = QSizePolicy.Policy
        for each in self._pages.values():
            kind = policy.Preferred if each is shown else policy.Ignored
            each.setSizePolicy(kind, kind)
        # Before the page: the columns of a table are spread over the width it is first shown in.
        place = self.geometry()
        self.resize(*(_WIDE if step in {Step.PLAN, Step.RESULT} else _SMALL))
        if self.isVisible():  # it grows to all sides, so that nothing leaves the screen below
            corner = place.center() - self.rect().center()
            self.move(corner.x(), max(corner.y(), self.screen().availableGeometry().top()))
        self._stack.setCurrentWidget(shown)

    def _heading_text(self, step: Step) -> str:
        match step:
            case Step.FILE:
                return self.tr("Step 1 of 3: Choose the backup")
            case Step.PASSPHRASE:
                file = "" if self.steps.path is None else self.steps.path.name
                return self.tr("Step 2 of 3: Open {file}").format(file=file)
            case Step.PLAN:
                return self.tr("Step 3 of 3: Restore to {device}").format(device=self.steps.name)
        return ""


async def restore(
    page: Page, backups: RestoresBackups, device: FleetDevice, *, undo: Undoes
) -> None:
    """Restore a backup to a device, and tell on the page what came of it."""
    dialog = RestoreDialog(page, backups, device, tasks=page.tasks)
    results = dialog.results
    await ask.show(dialog)
    if results.receipts:
        tell_done(
            page,
            undo,
            device_name=lambda _uid: device.label,
            title=results.headline_text,
            text=results.rest_text,
            tone=results.tone,
            part_of=dialog.part_of,
        )


async def _told(rows: Sequence[Row]) -> list[PlanRow]:
    """Tell rows in words, a few at a time."""
    told: list[PlanRow] = []
    for row in rows:
        told.append(row_of(row))
        if len(told) % _WORDS_AT_ONCE == 0:
            await asyncio.sleep(0)
    return told
