"""The dialog "Remove everywhere": where people are, what is lost for good, and removing them."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum, auto
from typing import Final

import shiboken6
from PySide6.QtWidgets import QWidget

from rollcall.store.values import PendingRemoval, RememberedUser
from rollcall.ui import ask
from rollcall.ui.dialogs.choose_people import choose_people
from rollcall.ui.dialogs.pending_removals import PendingRemovalsDialog
from rollcall.ui.dialogs.receipts import ReceiptsView
from rollcall.ui.dialogs.removal_choice import RemovalChoice
from rollcall.ui.dialogs.user_results import Undoes, tell_done
from rollcall.ui.lifetime import listen, while_valid
from rollcall.ui.page import Page
from rollcall.ui.receipt_words import Deed
from rollcall.ui.removing_words import RemovingCounts
from rollcall.ui.tasks import Busy, TaskRunner, Work
from rollcall.ui.theme import Tone
from rollcall.ui.widgets.buttons import Button
from rollcall.ui.widgets.dialog import Dialog
from rollcall.ui.widgets.label import Label
from rollcall.ui.widgets.notice_bar import NoticeBar
from rollcall.ui.widgets.tab_order import end_with
from rollcall.ui.widgets.work_progress import WorkProgress
from rollcall.usecases.changing.receipt import Receipt
from rollcall.usecases.copying.finding import Findings, FindKey
from rollcall.usecases.copying.removing import Removing

__all__ = ["RemoveEverywhereDialog", "remove_everywhere"]

_WIDTH: Final = 900
_HEIGHT: Final = 600


async def remove_everywhere(
    page: Page, removing: Removing, users: Sequence[RememberedUser], *, undo: Undoes
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
    said = [dialog.results.rest_text]
    if dialog.has_erased:
        said.append(RemovingCounts().erased())
    elif dialog.waiting and dialog.results.receipts:
        said.append(RemovingCounts().goes_on_waiting())
    tone = Tone.WARNING if dialog.waiting and dialog.results.tone is Tone.GOOD else None
    tell_done(
        page,
        undo,
        device_name=removing.name_of,
        title=dialog.summary,
        text=" ".join(each for each in said if each),
        tone=tone or dialog.results.tone,
        part_of=dialog.part_of,
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
        self._work: Work[None] | None = None
        self.part_of = object()
        """What is removed here is one piece of work for Undo."""
        self.waiting: tuple[PendingRemoval, ...] = ()
        """What could not be removed now and waits for its device."""
        self.has_erased = False
        """Whether whoever was removed was erased too."""
        self._is_asked = False
        self._has_results = False
        self._words = RemovingCounts(self)
        self.busy = Busy(self._tell)
        self._build()
        self._connect()
        self.resize(_WIDTH, _HEIGHT)
        self._tell()

    @property
    def was_begun(self) -> bool:
        """Whether anybody was removed or erased, or waits for a device."""
        return bool(self.results.receipts or self.waiting or self.has_erased)

    @property
    def summary(self) -> str:
        """What came of it, in one line."""
        said = [self.results.headline_text] if self.results.receipts else []
        if self.waiting:
            said.append(self._words.waiting(len(self.waiting)))
        return " · ".join(said) or self.tr("They were on no device any more")

    def open(self) -> None:
        """Show it and look at every device."""
        super().open()
        self._look()
        self._tasks.start(self._ask_for_erasing(), owner=self, title=self.windowTitle(), quiet=True)

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
        self.choice = RemovalChoice(self._users, name_of=self._removing.name_of)
        self._progress = WorkProgress(self._tasks, self)
        self.results = ReceiptsView(
            tasks=self._tasks,
            device_name=self._removing.name_of,
            deed=Deed.REMOVE,
            can_retry=False,
        )
        self._wait_note = Label(wrap=True)
        self._waits = Button(icon_name="clock")
        self._waits.hide()
        self.buttons.insertWidget(0, self._waits)
        for each in (self.notice_bar, self._heading, self._text):
            self.body.addWidget(each)
        self.body.addWidget(self.choice, 1)
        self.body.addWidget(self.results, 1)
        self.body.addWidget(self._wait_note)
        self.body.addWidget(self._progress)
        self.body.addStretch(0)
        end_with(self, self._waits, self.cancel_button, self.verb_button)

    def _connect(self) -> None:
        self.choice.changed.connect(self._tell)
        self._waits.clicked.connect(self._on_waits_clicked)
        listen(self, self._removing.changed, self._on_waiting_changed)

    # --- what is shown

    def _tell(self) -> None:
        if not shiboken6.isValid(self):
            return
        step, is_busy = self._step, bool(self.busy)
        names, erases = self.choice.names, self.choice.erases
        heading = self._words.heading(
            names if erases and names else self._all_names(), erases=erases
        )
        self._heading.setText(heading)
        self._heading.setVisible(step is not _Step.RESULTS)
        self._text.setVisible(step is not _Step.RESULTS)
        self.choice.setVisible(step is _Step.ASKING)
        is_empty = self.has_erased and not is_busy and not self.results.receipts
        self.results.setVisible(step is _Step.RESULTS and not is_empty)
        self._progress.setVisible(is_busy)
        note = self._note_text()
        self._wait_note.setText(note)
        self._wait_note.setVisible(step is _Step.RESULTS and bool(note))
        self.verb_button.setVisible(step is not _Step.RESULTS)
        verb = self._words.verb(names or self._all_names(), erases=erases)
        self.verb_button.setText(verb.replace("&", "&&"))
        why_not = self.choice.why_not
        self.verb_button.setEnabled(step is _Step.ASKING and not is_busy and not why_not)
        self.say_why_not(why_not)
        is_over = step is _Step.RESULTS and not is_busy
        is_removing = step is _Step.RESULTS and is_busy
        self.cancel_button.setText(
            self.tr("Close") if is_over else self.tr("Stop") if is_removing else self.tr("Cancel")
        )

    def _all_names(self) -> list[str]:
        return [each.name or each.id for each in self._users]

    def _note_text(self) -> str:
        """Say what waits, and that who was erased does not come back; nothing is no news."""
        if not self.was_begun:
            return ""
        said = [] if self.results.receipts or self.waiting else [self.summary + "."]
        if self.has_erased:
            said.append(self._words.erased())
        if self.waiting:
            devices = dict.fromkeys(self._removing.name_of(each.device) for each in self.waiting)
            said.append(self._words.waiting_note(len(self.waiting), tuple(devices)))
        return " ".join(said)

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
            self._step = _Step.ASKING
            self.choice.show_findings(findings)
        self.choice.setFocus()

    async def _ask_for_erasing(self) -> None:
        is_possible = await self._removing.can_erase()
        self.choice.erasing.allow(is_possible=is_possible)

    def _begin(self) -> None:
        findings = self.choice.findings
        if findings is None:
            return
        self.notice_bar.dismiss()
        self._is_asked = True
        erase = self.choice.erases
        self._progress.begin(self.tr("Erasing") if erase else self.tr("Removing"))
        self._work = self._tasks.start(
            self._remove(findings, self.choice.chosen, erase=erase),
            owner=self,
            title=self.windowTitle(),
            quiet=True,
        )

    async def _remove(self, findings: Findings, chosen: frozenset[FindKey], *, erase: bool) -> None:
        with self.busy:
            try:
                self.waiting = await self._removing.remove(
                    findings,
                    chosen,
                    got=while_valid(self, self._got),
                    report=self._tasks.report,
                    part_of=self.part_of,
                    erase=erase,
                )
                self.has_erased = erase
                self._show_results()
            finally:
                self.has_erased = erase and bool(self.has_erased or self.results.receipts)
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
                each for each in waiting if (each.device, each.user_id) in self.choice.chosen
            )

    def _on_waits_clicked(self) -> None:
        self._tasks.start(
            self._show_waiting(), owner=self._waits, title=self._waits.text(), quiet=True
        )

    async def _show_waiting(self) -> None:
        await ask.show(PendingRemovalsDialog(self, self._removing, tasks=self._tasks))
