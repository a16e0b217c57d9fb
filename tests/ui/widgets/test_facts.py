from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from rollcall.ui.widgets.facts import Fact, Facts
from rollcall.ui.widgets.label import Label


def test_fact_names_its_value_for_screen_readers(qtbot: QtBot) -> None:
    fact = Fact()
    qtbot.addWidget(fact)
    fact.set_word("Clock")
    fact.set_value("2 minutes ahead", remark="14:30 on the device")
    value = fact.findChildren(Label)[0]
    assert value.accessibleName() == "Clock: 2 minutes ahead"
    assert value.accessibleDescription() == "14:30 on the device"
    assert fact.copy_button.isHidden()


def test_fact_copies_the_whole_value(qtbot: QtBot) -> None:
    fact = Fact(copies=True)
    qtbot.addWidget(fact)
    fact.set_word("Device ID")
    fact.set_value("AB 12", copied="ab12")
    assert fact.copy_button.accessibleName() == "Copy Device ID"
    fact.copy_button.click()
    assert QGuiApplication.clipboard().text() == "ab12"
    assert fact.copy_button.toolTip() == "Copied"


def test_fact_shows_outside_text_as_it_is(qtbot: QtBot) -> None:
    fact = Fact()
    qtbot.addWidget(fact)
    fact.set_value("<b>v1</b>")
    assert fact.text == "<b>v1</b>"


def test_facts_show_and_hide_rows_with_their_words(qtbot: QtBot) -> None:
    facts = Facts()
    qtbot.addWidget(facts)
    fact = facts.add("uid")
    facts.set_word("uid", "Device ID")
    facts.show_row("uid", shown=False)
    assert fact.isHidden()
    assert all(each.isHidden() for each in facts.findChildren(Label) if each.text() == "Device ID")
