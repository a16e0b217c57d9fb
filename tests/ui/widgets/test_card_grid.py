from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from rollcall.ui.widgets.card_grid import CardGrid


@pytest.mark.parametrize(("width", "columns"), [(250, 1), (616, 2), (760, 2), (1020, 3)])
def test_as_many_cards_stand_in_a_row_as_fit(qtbot: QtBot, width: int, columns: int) -> None:
    grid = CardGrid()
    qtbot.addWidget(grid)
    grid.set_cards([QWidget() for _ in range(4)])
    grid.resize(width, 400)
    grid.show()
    assert grid.columns == columns


def test_a_card_that_is_gone_is_not_shown(qtbot: QtBot) -> None:
    grid = CardGrid()
    qtbot.addWidget(grid)
    one, other = QWidget(), QWidget()
    grid.set_cards([one, other])
    grid.show()
    grid.set_cards([other])
    assert other.isVisible()
    assert not one.isVisible()
