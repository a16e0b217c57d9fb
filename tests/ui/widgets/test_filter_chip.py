from __future__ import annotations

import pytest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from rollcall.ui.widgets.filter_chip import ChoiceChip, FilterChip


@pytest.fixture
def chip(qtbot: QtBot) -> ChoiceChip:
    chip = ChoiceChip("Department")
    qtbot.addWidget(chip)
    chip.set_choices([("s", "Sales & Co"), ("p", "Production")])
    return chip


def test_filter_chip_is_on_or_off(qtbot: QtBot) -> None:
    chip = FilterChip("Without a face", icon_name="scan-face")
    qtbot.addWidget(chip)
    with qtbot.waitSignal(chip.toggled):
        chip.click()
    assert chip.isChecked()


def test_choice_is_in_sight(chip: ChoiceChip, qtbot: QtBot) -> None:
    with qtbot.waitSignal(chip.chosen) as heard:
        chip.choose("s")
    assert heard.args == ["s"]
    assert chip.isChecked()
    assert chip.accessibleName() == "Department: Sales & Co"
    assert chip.text() == "Department: Sales && Co"


def test_menu_chooses(chip: ChoiceChip) -> None:
    chip.show()
    chip.click()
    menu = chip.findChild(QMenu)
    assert menu is not None
    assert [action.text() for action in menu.actions()] == ["Any", "Sales && Co", "Production"]
    assert menu.isVisible()
    menu.actions()[2].trigger()
    assert chip.choice == "p"
    menu.actions()[0].trigger()
    assert chip.choice is None
    assert not chip.isChecked()
    menu.close()


def test_screen_reader_that_toggles_a_choice_gets_its_menu(chip: ChoiceChip) -> None:
    chip.show()
    chip.toggle()
    menu = chip.findChild(QMenu)
    assert menu is not None
    assert menu.isVisible()
    assert not chip.isChecked()
    menu.close()


def test_choice_that_is_gone_becomes_any(chip: ChoiceChip, qtbot: QtBot) -> None:
    chip.choose("s")
    with qtbot.waitSignal(chip.chosen) as heard:
        chip.set_choices([("p", "Production")])
    assert heard.args == [None]


def test_title_changes_with_the_language(chip: ChoiceChip) -> None:
    chip.set_title("Abteilung")
    assert chip.text() == "Abteilung"
