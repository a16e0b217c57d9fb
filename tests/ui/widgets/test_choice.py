from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from rollcall.ui.widgets.choice import Choice


@pytest.fixture
def choice(qtbot: QtBot) -> Choice:
    choice = Choice(name="Language")
    qtbot.addWidget(choice)
    choice.set_choices([("en", "English"), ("de", "Deutsch")])
    return choice


def test_choice_tells_keys(choice: Choice, qtbot: QtBot) -> None:
    assert (choice.accessibleName(), choice.choice) == ("Language", "en")
    with qtbot.waitSignal(choice.chosen) as heard:
        choice.choose("de")
    assert heard.args == ["de"]
    choice.choose("xx")
    assert choice.choice == "de"


def test_choice_stays_when_the_texts_change(choice: Choice, qtbot: QtBot) -> None:
    choice.choose("de")
    with qtbot.assertNotEmitted(choice.chosen):
        choice.set_choices([("en", "Englisch"), ("de", "Deutsch")])
    assert choice.choice == "de"
    choice.set_choices([])
    assert choice.choice is None
