from __future__ import annotations

from pytestqt.qtbot import QtBot

from rollcall.protocol.errors import Unreachable
from rollcall.ui.dialogs.enroll_summary import SummaryPage
from rollcall.usecases.enrolling.methods import Method
from rollcall.usecases.enrolling.queue import PersonOutcome
from tests.usecases.enrolling.made_up import ANN, BOB


def test_everybody_has_a_line_with_the_reason(qtbot: QtBot) -> None:
    page = SummaryPage()
    qtbot.addWidget(page)
    page.show_outcomes(
        [
            PersonOutcome(person=ANN, saved=(Method.FACE,)),
            PersonOutcome(person=BOB, error=Unreachable("Gate")),
        ]
    )
    model = page.table.model()
    cells = [[model.index(row, column).data() for column in range(2)] for row in range(2)]
    assert cells == [["Ann", "Face stored and read back"], ["Bob", "Gate does not answer"]]
    assert page.headline.text().startswith("1 of ")
