from __future__ import annotations

from PySide6.QtGui import QAction
from pytestqt.qtbot import QtBot

from rollcall.ui.pages.selection_bar import SelectionBar
from rollcall.ui.widgets.buttons import ActionButton


def test_actions_are_offered_only_while_somebody_is_selected_and_nothing_jumps(
    qtbot: QtBot,
) -> None:
    bar = SelectionBar()
    qtbot.addWidget(bar)
    actions = [QAction(name, bar) for name in ("Edit", "Delete")]
    bar.set_actions(actions[:1], danger=actions[1])
    bar.show()
    edit, delete = bar.findChildren(ActionButton)
    height = bar.height()
    assert not edit.isVisible()
    bar.show_selected(2)
    assert edit.isVisible()
    assert delete.isVisible()
    assert delete.property("role") == "danger"
    assert bar.height() == height
    bar.show_selected(0)
    assert not edit.isVisible()
