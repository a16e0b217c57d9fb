"""The wizard "Enroll": shows the step that `usecases/enrolling/steps.py` has come to."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from typing import Any, Final

from PySide6.QtCore import QCoreApplication, QSize
from PySide6.QtWidgets import QStackedWidget, QWidget

from rollcall.store.values import RememberedUser
from rollcall.ui import ask
from rollcall.ui.dialogs.end_captures import should_end_all
from rollcall.ui.dialogs.enroll_foot import EnrollFoot
from rollcall.ui.dialogs.enroll_method import CardNumberPage, MethodPage
from rollcall.ui.dialogs.enroll_now import NowPage
from rollcall.ui.dialogs.enroll_people import PeoplePage
from rollcall.ui.dialogs.enroll_said import said
from rollcall.ui.dialogs.enroll_summary import SummaryPage
from rollcall.ui.dialogs.enroll_words import (
    EnrollCounts,
    person_name,
    saved_text,
)
from rollcall.ui.lifetime import listen
from rollcall.ui.page import Page
from rollcall.ui.tasks import TaskRunner, Work
from rollcall.ui.theme import Tone
from rollcall.ui.widgets.dialog import Dialog
from rollcall.ui.widgets.label import Label
from rollcall.ui.widgets.notice_bar import NoticeBar
from rollcall.usecases.enrolling.methods import Method
from rollcall.usecases.enrolling.steps import EnrollSteps
from rollcall.usecases.enrolling.wizard import Enrolls, Step
from rollcall.usecases.fleet_device import FleetDevice

__all__ = ["EnrollDialog", "enroll"]

_WIDTH: Final = 660  # so that the widest row of buttons changes nothing
_HEIGHT: Final = 520


async def enroll(
    page: Page,
    enrolling: Enrolls,
    device: FleetDevice,
    users: Sequence[RememberedUser],
    method: Method | None = None,
) -> None:
    """Enroll one person, or several one after the other; without anybody the wizard asks who.

    It opens with `method` chosen, if that is possible. When it is closed, what was enrolled is told
    on the page. No job is left running.
    """
    steps = EnrollSteps(enrolling, device, users, method=method)
    try:
        await ask.show(EnrollDialog(page, steps, tasks=page.tasks))
    finally:
        await steps.close()
    _tell(page, steps)


def _tell(page: Page, steps: EnrollSteps) -> None:
    done = [each for each in steps.queue.outcomes if each.saved]
    if not done:
        return
    if len(steps.queue) == 1:
        words = QCoreApplication.translate("Enroll", "{name}: {proof}").format(
            name=person_name(done[0].person),
            proof=saved_text(done[0].saved[-1], device=steps.device.label),
        )
    else:
        words = EnrollCounts(page).enrolled(len(done), len(steps.queue))
    is_all = len(done) == len(steps.queue)
    page.notice_bar.show_message(Tone.GOOD if is_all else Tone.WARNING, words)


class EnrollDialog(Dialog):
    """Roomy, for somebody who stands between the PC and the device."""

    def __init__(self, parent: QWidget | None, steps: EnrollSteps, *, tasks: TaskRunner) -> None:
        super().__init__(parent, width=_WIDTH, verb="…")
        self.steps = steps
        self._tasks = tasks
        self._work: Work[None] | None = None
        self._shown: Step | None = None
        self._build()
        self._connect()
        self._show_step()

    # --- Qt's side

    def sizeHint(self) -> QSize:
        return QSize(_WIDTH, max(_HEIGHT, super().sizeHint().height()))

    def open(self) -> None:
        """Show it, and find out meanwhile what the device can."""
        self.resize(self.sizeHint())  # Qt's own choice would be two thirds of a small screen
        super().open()
        self._focus()
        self._start(self.steps.learn())

    def accept(self) -> None:
        """Go on, as the step's own button says."""
        if self.steps.can_go_on:
            self._act(self.steps.go_on())

    def reject(self) -> None:
        """Close; asks only where somebody would have to come to the device again."""
        if self.steps.would_lose and self.isVisible():
            self._start(self._close_if_wanted())
        else:
            super().reject()

    def done(self, result: int) -> None:
        self._tasks.cancel_of(self)
        self._hear_no_more()
        super().done(result)

    # --- building

    def _build(self) -> None:
        self.setWindowTitle(self.tr("Enroll"))
        self.heading = Label(role="section", wrap=True)
        self.notice_bar = NoticeBar()
        self.notice_bar.follow(self._tasks, self)
        self.people = PeoplePage()
        self.methods = MethodPage()
        self.card = CardNumberPage()
        self.now = NowPage()
        self.summary = SummaryPage()
        self._pages = QStackedWidget()
        self.body.addWidget(self.heading)
        self.body.addWidget(self.notice_bar)
        self.body.addWidget(self._pages, 1)
        for each in (self.people, self.methods, self.card, self.now, self.summary):
            self._pages.addWidget(each)
        self.foot = EnrollFoot(self, self.steps)

    def _connect(self) -> None:
        self._hear_no_more = listen(self, self.steps.changed, self._on_changed)
        self.people.chosen.connect(self.steps.choose_people)
        self.people.activated.connect(self.accept)
        self.methods.chosen.connect(self._on_method_chosen)
        self.card.edited.connect(self.steps.type_card)
        self.foot.back.clicked.connect(self._on_back_clicked)
        self.foot.skip.clicked.connect(self._on_skip_clicked)
        self.foot.other.clicked.connect(self._on_other_clicked)
        self.foot.end.clicked.connect(self._on_end_clicked)

    # --- showing

    def _on_changed(self, step: Step) -> None:
        if step is Step.ENDED:
            super().accept()
            return
        self._show_step()

    def _show_step(self) -> None:
        steps, step = self.steps, self.steps.step
        page = self._page(step)
        if page is self.people:
            self.people.show_people(steps.people)
        elif page is self.methods:
            self.methods.show_offers(
                steps.offers, steps.queue.person, device=steps.device.label, chosen=steps.method
            )
        elif page is self.card:
            self.card.show_number(steps.typed)
        elif page is self.summary:
            if self._shown is not step:
                self.summary.show_outcomes(steps.queue.outcomes)
        else:
            self.now.show_step(steps)
        self._pages.setCurrentWidget(page)
        self.heading.setText(self._heading())
        self.foot.show_step()
        if self._shown is not step:
            self._shown = step
            self._announce()
            self._focus()

    def _page(self, step: Step) -> QWidget:
        match step:
            case Step.PEOPLE:
                return self.people
            case Step.METHOD:
                return self.methods
            case Step.TYPING:
                return self.card
            case Step.SUMMARY | Step.ENDED:
                return self.summary
        return self.now

    def _heading(self) -> str:
        steps, queue = self.steps, self.steps.queue
        device = steps.device.label
        if steps.step is Step.PEOPLE:
            return self.tr("Who is to be enrolled on {device}?").format(device=device)
        if steps.step in {Step.SUMMARY, Step.ENDED}:
            return self.tr("Enrolling on {device}").format(device=device)
        name = person_name(queue.person)
        if len(queue) > 1:
            name = self.tr("{name} ({n} of {total})").format(
                name=name, n=queue.at + 1, total=len(queue)
            )
        if steps.step is Step.METHOD:
            return self.tr("How is {name} enrolled?").format(name=name)
        return name

    def _announce(self) -> None:
        """Tell a screen reader what the step is about."""
        # Named here only: the enumerations of QAccessible cost 6 ms where a page imports this.
        from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

        parts = [self.heading.text()]
        if self._page(self.steps.step) is self.now:
            words = said(self.steps)
            parts = [words.headline, words.text]
        elif self.steps.step is Step.SUMMARY:
            parts = [self.summary.headline.text()]
        text = ". ".join(each for each in parts if each)
        self.setAccessibleDescription(text)
        if self.isVisible():
            event = QAccessibleAnnouncementEvent(self, text)
            event.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
            QAccessible.updateAccessibility(event)

    def _focus(self) -> None:
        match self.steps.step:
            case Step.PEOPLE:
                self.people.setFocus()
            case Step.METHOD:
                self.methods.focus_chosen()
            case Step.TYPING:
                self.card.setFocus()
            case _:
                self.foot.default.setFocus()

    # --- acting

    def _act(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something else than what is being done; that is cancelled, and cleans up by itself."""
        self.notice_bar.dismiss()
        if self._work is not None:
            self._work.cancel()
        self._work = self._start(work)

    def _start(self, work: Coroutine[Any, Any, None]) -> Work[None]:
        return self._tasks.start(work, owner=self, title=self.windowTitle(), quiet=True)

    def _on_method_chosen(self, method: str) -> None:
        self.steps.choose_method(Method(method))

    def _on_back_clicked(self) -> None:
        self._act(self.steps.back())

    def _on_skip_clicked(self) -> None:
        self._act(self._unless_lost(self.steps.next_person))

    def _on_other_clicked(self) -> None:
        if self.steps.step is Step.CHECKING:
            self.steps.attempts.look_no_further()
        else:
            self._act(self._unless_lost(self.steps.another_method))

    def _on_end_clicked(self) -> None:
        self._act(self._end_all())

    async def _unless_lost(self, leave: Callable[[], Coroutine[Any, Any, None]]) -> None:
        if not self.steps.would_lose or await self._may_lose(self.tr("Drop it")):
            await leave()

    async def _close_if_wanted(self) -> None:
        if await self._may_lose(self.tr("Close without saving")):
            super().reject()

    async def _may_lose(self, verb: str) -> bool:
        return await ask.confirm(
            self,
            title=self.tr("Drop what was captured?"),
            text=self.tr(
                "It is not saved yet. {name} would have to come to {device} once more."
            ).format(name=person_name(self.steps.queue.person), device=self.steps.device.label),
            verb=verb,
            danger=True,
        )

    async def _end_all(self) -> None:
        if await should_end_all(self, self.steps.device.label):
            await self.steps.end_all_captures()
