"""The wizard "Enroll": real widgets, a made-up use case."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QPushButton, QRadioButton, QWidget
from pytestqt.qtbot import QtBot

from rollcall.protocol.errors import (
    CaptureFault,
    EnrollmentFailed,
    Refused,
    Unreachable,
)
from rollcall.store.values import RememberedUser
from rollcall.ui.dialogs.enroll import EnrollDialog, enroll
from rollcall.ui.page import Page
from rollcall.ui.tasks import TaskRunner
from rollcall.ui.widgets.question import Question
from rollcall.usecases.changing.receipt import Verdict
from rollcall.usecases.enrolling.methods import Method
from rollcall.usecases.enrolling.steps import EnrollSteps
from rollcall.usecases.enrolling.wizard import Step
from tests.usecases.enrolling.door import Door
from tests.usecases.enrolling.made_up import ANN, BOB, DEVICE, MadeUp

FAILED = EnrollmentFailed("Front door", fault=CaptureFault.FAILED_OR_CANCELLED)

Open = Callable[..., EnrollDialog]


@pytest.fixture
def office() -> MadeUp:
    return MadeUp()


@pytest.fixture
def opened(office: MadeUp, tasks: TaskRunner, qtbot: QtBot) -> Open:
    def make(*users: RememberedUser) -> EnrollDialog:
        dialog = EnrollDialog(None, EnrollSteps(office, DEVICE, users), tasks=tasks)
        qtbot.addWidget(dialog)
        dialog.open()
        return dialog

    return make


def buttons(dialog: QDialog) -> list[str]:
    """Give the buttons in sight, from left to right, those that cannot be pressed in brackets."""
    found = [each for each in dialog.findChildren(QPushButton) if each.isVisible() and each.text()]
    found = [each for each in found if each.window() is dialog]
    found.sort(key=lambda each: each.mapTo(dialog, each.rect().topLeft()).x())
    return [each.text() if each.isEnabled() else f"({each.text()})" for each in found]


async def until(dialog: EnrollDialog, step: Step) -> None:
    come = asyncio.Event()

    def look(now: Step) -> None:
        if now is step:
            come.set()

    look(dialog.steps.step)
    dialog.steps.changed.connect(look)
    await come.wait()
    dialog.steps.changed.disconnect(look)


async def question(dialog: QDialog) -> Question:
    while True:
        await asyncio.sleep(0)
        found = dialog.findChild(Question)
        if found is not None and found.isVisible():
            return found


async def test_one_person_is_enrolled_by_two_presses_of_enter(
    opened: Open, office: MadeUp, tasks: TaskRunner
) -> None:
    dialog = opened(ANN)
    assert dialog.windowTitle() == "Enroll"
    assert dialog.heading.text() == "How is Ann enrolled?"
    assert buttons(dialog) == ["Cancel", "Start"]
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    await tasks.idle()
    assert dialog.now.headline.text() == "Face stored on Front door and read back"
    assert buttons(dialog) == ["Another method", "Done"]
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    await tasks.idle()
    assert dialog.isHidden()
    assert dialog.result() == QDialog.DialogCode.Accepted


async def test_while_somebody_is_waited_for_the_ring_counts_and_cancel_has_the_focus(
    opened: Open, office: MadeUp, tasks: TaskRunner
) -> None:
    office.capture_gate = asyncio.Event()
    dialog = opened(ANN)
    dialog.verb_button.click()
    await until(dialog, Step.WAITING)
    assert dialog.now.ring.accessibleName() == "Time left"
    assert dialog.now.ring.value() > 80
    assert buttons(dialog) == ["Back", "Cancel"]
    assert dialog.focusWidget() is dialog.cancel_button
    assert dialog.accessibleDescription() == "Ask Ann to look at the camera of Front door"
    dialog.reject()
    await tasks.idle()


@pytest.mark.parametrize("how", ["esc", "cancel", "close"])
async def test_cancel_closes_at_once_and_the_capture_is_cancelled(
    opened: Open, office: MadeUp, tasks: TaskRunner, how: str
) -> None:
    office.capture_gate = asyncio.Event()
    dialog = opened(ANN)
    dialog.verb_button.click()
    await until(dialog, Step.WAITING)
    if how == "esc":
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
    elif how == "cancel":
        dialog.cancel_button.click()
    else:
        dialog.close()
    assert dialog.isHidden()
    await tasks.idle()
    assert office.was_cancelled


async def test_back_cancels_the_capture_and_shows_the_methods(
    opened: Open, office: MadeUp, tasks: TaskRunner
) -> None:
    office.capture_gate = asyncio.Event()
    dialog = opened(ANN)
    dialog.verb_button.click()
    await until(dialog, Step.WAITING)
    dialog.foot.back.click()
    await tasks.idle()
    assert office.was_cancelled
    assert dialog.steps.step is Step.METHOD
    dialog.reject()


async def test_the_program_closes_in_the_middle(
    opened: Open, office: MadeUp, tasks: TaskRunner
) -> None:
    office.capture_gate = asyncio.Event()
    dialog = opened(ANN)
    dialog.verb_button.click()
    await until(dialog, Step.WAITING)
    await tasks.shutdown()
    assert office.was_cancelled
    dialog.close()


async def test_people_are_chosen_in_the_wizard(
    opened: Open, office: MadeUp, tasks: TaskRunner
) -> None:
    dialog = opened()
    assert buttons(dialog) == ["Cancel", "(Next)"]
    dialog.people.table.selectAll()
    assert buttons(dialog) == ["Cancel", "Next"]
    dialog.verb_button.click()
    await tasks.idle()
    assert dialog.heading.text() == "How is Ann (1 of 2) enrolled?"
    assert buttons(dialog) == ["Back", "Skip this user", "Cancel", "Start"]
    dialog.foot.back.click()
    await tasks.idle()
    assert [each.id for each in dialog.people.table.selected_records()] == [ANN.id, BOB.id]
    dialog.reject()


async def test_a_method_is_chosen_and_one_that_is_greyed_is_not(
    opened: Open, office: MadeUp, tasks: TaskRunner
) -> None:
    office.learnt = {Method.FACE: False}
    dialog = opened(ANN)
    await tasks.idle()
    lines = {each.text(): each for each in dialog.findChildren(QRadioButton)}
    assert lines["Fingerprint"].isChecked()
    lines["Face"].click()
    assert dialog.steps.method is Method.FINGER
    lines["Palm"].click()
    assert lines["Palm"].isChecked()
    dialog.verb_button.click()
    await tasks.idle()
    assert dialog.now.headline.text() == "Palm stored on Front door and read back"
    dialog.reject()


async def test_a_card_number_is_typed(opened: Open, office: MadeUp, tasks: TaskRunner) -> None:
    dialog = opened(ANN)
    dialog.steps.choose_method(Method.CARD_NUMBER)
    dialog.verb_button.click()
    await tasks.idle()
    assert buttons(dialog) == ["Back", "Cancel", "(Save card)"]
    assert dialog.focusWidget() is dialog.card.focusProxy()
    QTest.keyClicks(dialog.focusWidget(), "0042")
    assert buttons(dialog) == ["Back", "Cancel", "Save card"]
    QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)
    await tasks.idle()
    assert office.saved[0].card == "42"
    assert dialog.now.headline.text() == "Card stored on Front door and read back"
    dialog.reject()


async def test_somebody_else_s_card_is_not_saved_by_a_quick_enter(
    opened: Open, office: MadeUp, tasks: TaskRunner
) -> None:
    office.owner = BOB
    dialog = opened(ANN)
    dialog.steps.choose_method(Method.CARD)
    dialog.verb_button.click()
    await tasks.idle()
    assert dialog.now.headline.text() == "This card belongs to Bob"
    assert buttons(dialog) == ["Another card", "Cancel", "Save it all the same"]
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    await tasks.idle()
    assert not office.saved
    assert dialog.steps.step is Step.METHOD
    dialog.reject()


async def test_looking_for_the_owner_of_a_card_can_be_cut_short(
    opened: Open, office: MadeUp, tasks: TaskRunner
) -> None:
    office.look_gate = asyncio.Event()
    dialog = opened(ANN)
    dialog.steps.choose_method(Method.CARD)
    dialog.verb_button.click()
    await until(dialog, Step.CHECKING)
    assert buttons(dialog) == ["Cancel", "Save without looking"]
    dialog.foot.other.click()
    office.look_gate.set()
    await tasks.idle()
    assert office.was_enough
    assert dialog.steps.step is Step.SAVED
    dialog.reject()


async def test_a_failure_offers_to_try_again_or_another_method(
    opened: Open, office: MadeUp, tasks: TaskRunner
) -> None:
    office.capture_error = FAILED
    dialog = opened(ANN)
    dialog.verb_button.click()
    await tasks.idle()
    assert dialog.now.headline.text() == "Nothing was captured on Front door"
    assert buttons(dialog) == ["Close", "Another method", "Try again"]
    dialog.foot.other.click()
    await tasks.idle()
    assert dialog.heading.text() == "How is Ann enrolled?"
    dialog.verb_button.click()
    await tasks.idle()
    office.capture_error = None
    dialog.verb_button.click()
    await tasks.idle()
    assert dialog.now.headline.text() == "Face stored on Front door and read back"
    dialog.reject()


async def test_every_capture_is_ended_only_after_a_question(
    opened: Open, office: MadeUp, tasks: TaskRunner
) -> None:
    office.capture_error = Refused("Front door", command="BeginEnrollFace", code="busy")
    dialog = opened(ANN)
    dialog.verb_button.click()
    await tasks.idle()
    assert "End all captures …" in buttons(dialog)
    dialog.foot.end.click()
    asked = await question(dialog)
    assert "somebody else" in asked.accessibleDescription()
    QTest.keyClick(asked, Qt.Key.Key_Return)  # Enter is not it
    await tasks.idle()
    assert office.ended_all == 0
    dialog.foot.end.click()
    (await question(dialog)).verb_button.click()
    await tasks.idle()
    assert office.ended_all == 1
    assert dialog.now.headline.text() == "Every capture on Front door was ended"
    dialog.reject()


async def test_that_captures_could_not_be_ended_is_told(
    opened: Open, office: MadeUp, tasks: TaskRunner
) -> None:
    office.capture_error = Refused("Front door", command="BeginEnrollFace", code="busy")
    office.end_error = Unreachable("Front door")
    dialog = opened(ANN)
    dialog.verb_button.click()
    await tasks.idle()
    dialog.foot.end.click()
    (await question(dialog)).verb_button.click()
    await tasks.idle()
    assert dialog.notice_bar.notice is not None
    assert dialog.notice_bar.notice.title == "Front door does not answer"
    dialog.reject()


@pytest.mark.parametrize("leave", ["esc", "other"])
async def test_what_was_captured_and_not_saved_is_not_dropped_without_a_question(
    opened: Open, office: MadeUp, tasks: TaskRunner, leave: str
) -> None:
    office.verdicts = [Verdict.DIFFERS]
    dialog = opened(ANN)
    dialog.verb_button.click()
    await tasks.idle()
    assert buttons(dialog)[-1] == "Save again"

    def go() -> None:
        if leave == "esc":
            QTest.keyClick(dialog, Qt.Key.Key_Escape)
        else:
            dialog.foot.other.click()

    go()
    (await question(dialog)).reject()
    await tasks.idle()
    assert dialog.isVisible()
    assert dialog.steps.holds_capture
    go()
    (await question(dialog)).verb_button.click()
    await tasks.idle()
    assert dialog.isVisible() == (leave == "other")
    dialog.done(0)


async def test_a_queue_ends_in_a_summary(opened: Open, office: MadeUp, tasks: TaskRunner) -> None:
    dialog = opened(ANN, BOB)
    dialog.verb_button.click()
    await tasks.idle()
    assert buttons(dialog) == ["Close", "Another method", "Next user: Bob"]
    dialog.verb_button.click()
    await tasks.idle()
    dialog.foot.skip.click()
    await tasks.idle()
    assert dialog.summary.headline.text().startswith("1 of ")
    assert buttons(dialog) == ["Done"]
    dialog.verb_button.click()
    await tasks.idle()
    assert dialog.isHidden()


async def test_the_last_of_a_queue_leads_to_the_result(
    opened: Open, office: MadeUp, tasks: TaskRunner
) -> None:
    dialog = opened(ANN, BOB)
    for _ in range(3):
        dialog.verb_button.click()
        await tasks.idle()
    assert buttons(dialog) == ["Another method", "Show the result"]
    dialog.reject()


async def test_a_name_of_200_characters_leaves_the_wizard_as_wide_as_it_is(
    opened: Open, office: MadeUp, tasks: TaskRunner
) -> None:
    long = replace(BOB, name="x" * 200)
    office.users = [ANN, long]
    dialog = opened(ANN, long)
    width = dialog.width()
    for _ in range(3):
        dialog.verb_button.click()
        await tasks.idle()
        assert dialog.minimumSizeHint().width() <= width
    dialog.reject()


async def test_whatever_can_have_the_focus_has_a_name(
    opened: Open, office: MadeUp, tasks: TaskRunner
) -> None:
    office.capture_gate = asyncio.Event()
    dialog = opened()
    met = nameless(dialog)
    dialog.people.table.selectAll()
    dialog.verb_button.click()
    await tasks.idle()
    met += nameless(dialog)
    dialog.verb_button.click()
    await until(dialog, Step.WAITING)
    met += nameless(dialog)
    office.capture_gate.set()
    await until(dialog, Step.SAVED)
    met += nameless(dialog)
    await dialog.steps.another_method()
    dialog.steps.choose_method(Method.CARD_NUMBER)
    dialog.verb_button.click()
    await until(dialog, Step.TYPING)
    met += nameless(dialog)
    assert met == []
    dialog.reject()


def nameless(dialog: EnrollDialog) -> list[str]:
    found = []
    for each in dialog.findChildren(QWidget):
        can_have = each.isVisible() and each.focusPolicy() != Qt.FocusPolicy.NoFocus
        told = QAccessible.queryAccessibleInterface(each) if can_have else None
        if told is not None and not told.text(QAccessible.Text.Name):
            found.append(type(each).__name__)
    return found


@pytest.mark.parametrize("step", [Step.STARTING, Step.WAITING, Step.SAVED])
async def test_each_step_is_announced(
    opened: Open, office: MadeUp, tasks: TaskRunner, step: Step
) -> None:
    told: dict[Step, str] = {}
    dialog = opened(ANN)
    dialog.steps.changed.connect(lambda now: told.__setitem__(now, dialog.accessibleDescription()))
    dialog.verb_button.click()
    await tasks.idle()
    assert told[step].startswith(dialog_words[step])
    dialog.reject()


dialog_words = {
    Step.STARTING: "Front door is asked to begin",
    Step.WAITING: "Ask Ann to look at the camera",
    Step.SAVED: "Face stored on Front door and read back",
}


# --- at a device


@pytest.mark.parametrize("step", [Step.STARTING, Step.WAITING, Step.SAVING])
async def test_closing_the_wizard_leaves_no_job_on_the_device(
    tasks: TaskRunner, qtbot: QtBot, step: Step
) -> None:
    async with Door() as door:
        person = door.remembered[0]
        steps = EnrollSteps(door.enrolling, door.fleet_device, [person])
        dialog = EnrollDialog(None, steps, tasks=tasks)
        qtbot.addWidget(dialog)
        dialog.open()
        dialog.verb_button.click()
        await until(dialog, step)
        dialog.done(QDialog.DialogCode.Rejected)
        await tasks.idle()
        await steps.close()
        assert door.running == 0
        assert not door.journal.entries
        assert door.leases.quiet_now == 0


async def test_a_face_is_enrolled_at_a_device(tasks: TaskRunner, qtbot: QtBot) -> None:
    async with Door() as door:
        person = door.remembered[0]
        steps = EnrollSteps(door.enrolling, door.fleet_device, [person])
        dialog = EnrollDialog(None, steps, tasks=tasks)
        qtbot.addWidget(dialog)
        dialog.open()
        dialog.verb_button.click()
        await tasks.idle()
        assert dialog.now.headline.text() == "Face stored on Front door and read back"
        assert door.info(person).face
        assert door.running == 0
        assert not door.journal.entries
        dialog.reject()


# --- on a page


async def wizard() -> EnrollDialog:
    while True:
        await asyncio.sleep(0)
        for each in QApplication.topLevelWidgets():
            if isinstance(each, EnrollDialog) and each.isVisible():
                return each


async def test_what_was_enrolled_is_told_on_the_page(
    page: Page, office: MadeUp, tasks: TaskRunner
) -> None:
    tasks.start(enroll(page, office, DEVICE, [ANN]), owner=page, title="Enroll")
    dialog = await wizard()
    dialog.verb_button.click()
    await until(dialog, Step.SAVED)
    dialog.verb_button.click()
    await tasks.idle()
    assert page.notice_bar.notice is not None
    assert page.notice_bar.notice.title == "Ann: Face stored on Front door and read back"
    page.close()


async def test_how_many_of_a_queue_were_enrolled_is_told_on_the_page(
    page: Page, office: MadeUp, tasks: TaskRunner
) -> None:
    tasks.start(enroll(page, office, DEVICE, [ANN, BOB]), owner=page, title="Enroll")
    dialog = await wizard()
    dialog.verb_button.click()
    await until(dialog, Step.SAVED)
    dialog.reject()
    await tasks.idle()
    assert page.notice_bar.notice is not None
    assert page.notice_bar.notice.title.startswith("1 of ")
    page.close()


async def test_nothing_is_told_when_nothing_was_done(
    page: Page, office: MadeUp, tasks: TaskRunner
) -> None:
    tasks.start(enroll(page, office, DEVICE, []), owner=page, title="Enroll")
    (await wizard()).reject()
    await tasks.idle()
    assert page.notice_bar.notice is None
    page.close()


async def test_when_the_program_closes_what_was_captured_is_let_go_of(
    page: Page, office: MadeUp, tasks: TaskRunner
) -> None:
    office.verdicts = [Verdict.DIFFERS]
    tasks.start(enroll(page, office, DEVICE, [ANN]), owner=page, title="Enroll")
    dialog = await wizard()
    dialog.verb_button.click()
    await until(dialog, Step.FAILED)
    assert office.let_go_of == 0
    await tasks.shutdown()
    assert office.let_go_of == 1
    page.close()
