from __future__ import annotations

from pytestqt.qtbot import QtBot

from rollcall.ui.widgets.dialog import Dialog
from rollcall.ui.widgets.label import Label


def test_verb_is_what_enter_does(qtbot: QtBot) -> None:
    dialog = Dialog(None, title="Add device", verb="Add")
    qtbot.addWidget(dialog)
    assert dialog.windowTitle() == "Add device"
    assert dialog.verb_button.isDefault()
    with qtbot.waitSignal(dialog.accepted):
        dialog.verb_button.click()


def test_what_destroys_is_not_what_enter_does(qtbot: QtBot) -> None:
    dialog = Dialog(None, verb="Delete 3 users", danger=True)
    qtbot.addWidget(dialog)
    assert dialog.cancel_button.isDefault()
    assert dialog.verb_button.property("role") == "danger"


def test_dialog_without_a_verb_only_closes(qtbot: QtBot) -> None:
    dialog = Dialog(None, cancel="Close")
    qtbot.addWidget(dialog)
    assert dialog.verb_button.isHidden()
    with qtbot.waitSignal(dialog.rejected):
        dialog.cancel_button.click()


def test_long_words_make_it_higher_not_wider(qtbot: QtBot) -> None:
    dialog = Dialog(None, verb="Go", width=400)
    qtbot.addWidget(dialog)
    before = dialog.sizeHint()
    dialog.body.addWidget(Label("word " * 200, wrap=True))
    assert dialog.sizeHint().width() <= 480
    assert dialog.sizeHint().height() > before.height() + 60
