"""The dialog "Copy users": where to, what that would do, doing it, and what came of it.

The plan itself is shown by copy_plan_view.py; the page is told by copy_users.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum, auto
from typing import Final

import shiboken6
from PySide6.QtWidgets import QWidget

from rollcall.protocol.info import DeviceUid
from rollcall.store.values import RememberedUser
from rollcall.ui.copy_words import CopyCounts, listed
from rollcall.ui.dialogs.copy_overwriting import may_overwrite
from rollcall.ui.dialogs.copy_plan_view import CopyPlanView
from rollcall.ui.dialogs.copy_targets import DeviceQuestion, room_left
from rollcall.ui.dialogs.raising import may_raise
from rollcall.ui.dialogs.receipts import ReceiptsView
from rollcall.ui.lifetime import while_valid
from rollcall.ui.notices import describe
from rollcall.ui.receipt_words import Deed
from rollcall.ui.tasks import Busy, TaskRunner, Work
from rollcall.ui.theme import Tone
from rollcall.ui.widgets.buttons import Button
from rollcall.ui.widgets.dialog import Dialog
from rollcall.ui.widgets.notice_bar import NoticeBar
from rollcall.ui.widgets.tab_order import end_with
from rollcall.ui.widgets.work_progress import WorkProgress
from rollcall.usecases.changing.receipt import Receipt
from rollcall.usecases.copying.copying import Copying
from rollcall.usecases.copying.plan import Decision, Plan, PlannedUser, Terms
from rollcall.usecases.fleet_device import FleetDevice

__all__ = ["CopyUsersDialog"]

_WIDTH: Final = 940
_HEIGHT: Final = 620


class _Step(Enum):
    TARGETS = auto()
    PLAN = auto()
    RESULTS = auto()


class CopyUsersDialog(Dialog):
    """Shows one step at a time; what was written stays written, whatever is closed."""

    def __init__(
        self,
        parent: QWidget | None,
        copying: Copying,
        source: FleetDevice,
        users: Sequence[RememberedUser],
        *,
        tasks: TaskRunner,
        targets: Sequence[DeviceUid] = (),
    ) -> None:
        super().__init__(parent, verb="…", width=_WIDTH)
        self._copying = copying
        self._source = source
        self._users = tuple(users)
        self._tasks = tasks
        self._targets = tuple(targets)
        self._is_chosen_here = not targets
        self._step = _Step.TARGETS
        self._plan: Plan | None = None
        self._work: Work[None] | None = None
        self.part_of = object()
        """What is written here, again and again too, is one piece of work for Undo."""
        self.was_written = False
        """Whether anything was begun to be written."""
        self._words = CopyCounts(self)
        self.busy = Busy(self._tell)
        self._build()
        self._connect()
        self.resize(_WIDTH, _HEIGHT)
        self._tell()

    def open(self) -> None:
        """Show it; with targets given, make the plan at once."""
        super().open()
        if self._targets:
            self._make_plan()
        else:
            self.targets.setFocus()
            self.targets.read_room(title=self.windowTitle())

    def accept(self) -> None:
        """Go on to the next step."""
        if self.busy or not self.verb_button.isEnabled():
            return
        if self._step is _Step.TARGETS:
            self._targets = self.targets.chosen
            self._view.forget_decisions()
            self._make_plan()
        elif self._step is _Step.PLAN and not self._view.raises:
            self._begin_copying()
        elif self._step is _Step.PLAN:
            self._tasks.start(
                self._ask_and_copy(), owner=self, title=self.windowTitle(), quiet=True
            )

    def reject(self) -> None:
        """Stop what is going on, or close."""
        if self.busy and self._work is not None and (self.was_written or self._is_chosen_here):
            self._work.cancel()
            return
        super().reject()

    def done(self, result: int) -> None:
        self._tasks.cancel_of(self)
        self._tasks.cancel_of(self.targets)
        super().done(result)

    # --- building

    def _build(self) -> None:
        self.setWindowTitle(self.tr("Copy users"))
        self.notice_bar = NoticeBar()
        self.notice_bar.follow(self._tasks, self)
        self.targets = DeviceQuestion(
            self._copying,
            tasks=self._tasks,
            question=self._words.question(len(self._users), source=self._source.name),
            hint=self.tr(
                "With face, fingers, palms, card and password, as far as a device can take them. "
                "First you see what would be written; nothing is written before you say so."
            ),
            name=self.tr("Devices to copy to"),
            note=room_left,
            but=self._source.known_uid,
        )
        self._view = CopyPlanView(name_of=self._copying.name_of)
        self.results = ReceiptsView(
            tasks=self._tasks, device_name=self._copying.name_of, deed=Deed.COPY
        )
        self._progress = WorkProgress(self._tasks, self)
        self._back = Button(self.tr("Back"))
        self.buttons.insertWidget(0, self._back)
        self.body.addWidget(self.notice_bar)
        for step in (self.targets, self._view, self.results):
            self.body.addWidget(step, 1)
        self.body.addWidget(self._progress)
        end_with(self, self._back, self.cancel_button, self.verb_button)

    def _connect(self) -> None:
        self.targets.changed.connect(self._tell)
        self._view.decided.connect(self._tell)
        self._view.terms_changed.connect(self._on_terms_changed)
        self._view.overwrite_asked.connect(self._on_overwrite_asked)
        self.results.retry_asked.connect(self._on_retry_asked)
        self._back.clicked.connect(self._on_back_clicked)

    # --- what is shown

    def _tell(self) -> None:
        if not shiboken6.isValid(self):
            return
        is_busy, step = bool(self.busy), self._step
        is_asking = step is _Step.TARGETS and self._is_chosen_here
        self.targets.setVisible(is_asking)
        self.targets.setEnabled(not is_busy)
        self._view.setVisible(step is _Step.PLAN)
        self._view.setEnabled(not is_busy)
        self.results.setVisible(step is _Step.RESULTS)
        self._progress.setVisible(is_busy)
        self._back.setVisible(step is _Step.PLAN and self._is_chosen_here)
        self._back.setEnabled(not is_busy)
        self.verb_button.setVisible(step is not _Step.RESULTS)
        if step is _Step.TARGETS:
            self.verb_button.setText(self.tr("Next"))
            self.verb_button.setEnabled(not is_busy and bool(self.targets.chosen))
        elif step is _Step.PLAN:
            count = self._view.users_count
            self.verb_button.setText(self._words.verb(count))
            self.verb_button.setEnabled(not is_busy and count > 0)
        self.say_why_not(self._view.why_none if step is _Step.PLAN else "")
        if step is _Step.RESULTS and not is_busy:
            self.cancel_button.setText(self.tr("Close"))
        elif is_busy and step is _Step.RESULTS:
            self.cancel_button.setText(self.tr("Stop"))
        else:
            self.cancel_button.setText(self.tr("Cancel"))
        self.verb_button.setDefault(True)

    # --- what is done

    def _make_plan(self) -> None:
        self.notice_bar.dismiss()
        self._progress.begin(self.tr("Looking what is there already"))
        self._work = self._tasks.start(
            self._plan_it(),
            owner=self,
            title=self.windowTitle(),
            quiet=True,
            retry=self._make_plan,
        )

    def _begin_copying(self) -> None:
        plan, rows = self._plan, self._view.chosen
        if plan is None or not rows:
            return
        self.notice_bar.dismiss()
        self.was_written = True
        self._progress.begin(self.tr("Copying and reading back"))
        self.results.begin(len(rows) + len(self._settled(rows)))
        self._step = _Step.RESULTS
        self._work = self._tasks.start(
            self._copy(plan, rows), owner=self, title=self.windowTitle(), quiet=True
        )

    def _settled(self, rows: Sequence[PlannedUser]) -> list[Receipt]:
        """Give the receipts of an earlier run that this one does not replace."""
        keys = {row.key for row in rows}
        return [each for each in self.results.receipts if (each.device, each.user_id) not in keys]

    async def _plan_it(self) -> None:
        with self.busy:
            plan = await self._copying.plan(
                self._source.known_uid, self._users, self._targets, report=self._tasks.report
            )
            await self._show(plan)
        self._view.table.setFocus()
        failed = plan.material.failed
        if not failed:
            return
        if plan.rows:
            self.notice_bar.show_message(
                Tone.WARNING,
                self.tr("Nothing is copied to {devices}").format(
                    devices=listed(map(self._copying.name_of, failed))
                ),
                " ".join(describe(each).text for each in failed.values()),
                verb=self.tr("Try again"),
                action=self._make_plan,
            )
        else:
            raise next(iter(failed.values()))

    async def _work_out_again(self, plan: Plan, terms: Terms) -> None:
        with self.busy:
            await self._show(await self._copying.on_terms(plan, terms))

    async def _show(self, plan: Plan) -> None:
        if plan.rows or not plan.material.failed:
            await self._view.show_plan(plan)
            self._plan = plan
            self._step = _Step.PLAN

    async def _copy(self, plan: Plan, rows: Sequence[PlannedUser]) -> None:
        try:
            with self.busy:
                await self._copying.copy(
                    plan,
                    rows,
                    got=while_valid(self.results, self.results.add),
                    report=self._tasks.report,
                    part_of=self.part_of,
                )
        finally:
            if shiboken6.isValid(self.results):
                self.results.end()

    async def _ask_and_copy(self) -> None:
        """Copy, but ask before anybody gets more rights."""
        verb, where = self.verb_button.text(), self._view.where_raised
        is_meant = await may_raise(self, self._view.raises, verb=verb, where=where)
        if is_meant and self._step is _Step.PLAN:
            self._begin_copying()

    async def _ask_overwriting(self, rows: Sequence[PlannedUser]) -> None:
        if await may_overwrite(self, rows, self._copying.name_of):
            self._view.decide(rows, Decision.OVERWRITE)

    # --- slots

    def _on_terms_changed(self, terms: Terms) -> None:
        if self._plan is not None and not self.busy:
            self._progress.begin(self.tr("Working the plan out again"))
            self._work = self._tasks.start(
                self._work_out_again(self._plan, terms),
                owner=self,
                title=self.windowTitle(),
                quiet=True,
            )

    def _on_overwrite_asked(self, rows: Sequence[PlannedUser]) -> None:
        self._tasks.start(
            self._ask_overwriting(rows), owner=self, title=self.windowTitle(), quiet=True
        )

    def _on_retry_asked(self, not_done: list[Receipt]) -> None:
        """Look again at whom it failed for: much may be there by now."""
        ids = {each.user_id for each in not_done}
        devices = {each.device for each in not_done}
        self._users = tuple(each for each in self._users if each.id in ids)
        self._targets = tuple(each for each in self._targets if each in devices)
        self._is_chosen_here = False
        self._make_plan()

    def _on_back_clicked(self) -> None:
        self.notice_bar.dismiss()
        self._step = _Step.TARGETS
        self._tell()
        self.targets.setFocus()
