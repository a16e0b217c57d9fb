from __future__ import annotations

import asyncio

from pytestqt.qtbot import QtBot

from rollcall.ui.dialogs.enroll_now import NowPage
from rollcall.ui.widgets.progress_line import ProgressLine
from rollcall.usecases.enrolling.methods import Method
from rollcall.usecases.enrolling.steps import EnrollSteps
from rollcall.usecases.enrolling.wizard import Step
from tests.usecases.enrolling.made_up import ANN, DEVICE, MadeUp


async def test_the_ring_counts_only_while_somebody_is_waited_for(qtbot: QtBot) -> None:
    office = MadeUp()
    office.look_gate = asyncio.Event()
    office.look_gate.set()
    steps = EnrollSteps(office, DEVICE, (ANN,))
    steps.choose_method(Method.CARD)
    page = NowPage()
    qtbot.addWidget(page)
    line = page.findChild(ProgressLine)
    assert line is not None
    counting: dict[Step, tuple[bool, bool]] = {}
    values: list[int] = []

    def show(step: Step) -> None:
        page.show_step(steps)
        counting[step] = (page.ring.is_counting, not line.isHidden())
        if step is Step.WAITING:
            values.append(page.ring.value())

    steps.changed.connect(show)
    await steps.go_on()
    assert counting == {
        Step.STARTING: (False, True),
        Step.WAITING: (True, False),
        Step.CHECKING: (False, True),
        Step.SAVING: (False, True),
        Step.SAVED: (False, False),
    }
    assert values == [90, 89]
    assert page.ring.accessibleName() == page.headline.text()
