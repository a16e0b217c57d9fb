from __future__ import annotations

from pytestqt.qtbot import QtBot

from rollcall.ui.widgets.empty_state import EmptyState


def test_button_does_what_comes_next(qtbot: QtBot) -> None:
    state = EmptyState("radar", "There are no devices yet.", "Find devices")
    qtbot.addWidget(state)
    with qtbot.waitSignal(state.acted):
        state.button.click()
    assert state.accessibleName() == "There are no devices yet."


def test_without_a_verb_there_is_no_button(qtbot: QtBot) -> None:
    state = EmptyState("users", "Nothing here.")
    qtbot.addWidget(state)
    assert state.button.isHidden()
    state.set_texts("Nothing found.", "Clear filters")
    assert not state.button.isHidden()


def test_a_second_quieter_button_is_there_only_when_named(qtbot: QtBot) -> None:
    state = EmptyState("users", "Nobody.", "Add user")
    qtbot.addWidget(state)
    state.show()
    assert not state.other_button.isVisible()
    state.set_texts("Nobody.", "Add user", "Import")
    assert state.other_button.isVisible()
    with qtbot.waitSignal(state.other_acted):
        state.other_button.click()
