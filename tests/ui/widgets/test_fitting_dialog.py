from __future__ import annotations

from pytestqt.qtbot import QtBot

from rollcall.ui.widgets.fitting_dialog import FittingDialog
from rollcall.ui.widgets.label import Label


def test_it_grows_and_shrinks_with_what_it_shows(qtbot: QtBot) -> None:
    dialog = FittingDialog(None, verb="Go", width=400)
    qtbot.addWidget(dialog)
    more = Label("word " * 200, wrap=True)
    dialog.body.addWidget(more)
    more.hide()
    dialog.show()
    small = dialog.height()
    more.show()
    qtbot.waitUntil(lambda: dialog.height() > small)
    more.hide()
    qtbot.waitUntil(lambda: dialog.height() == small)


def test_it_is_never_higher_than_the_screen(qtbot: QtBot) -> None:
    dialog = FittingDialog(None, verb="Go", width=400)
    qtbot.addWidget(dialog)
    dialog.body.addWidget(Label("word " * 9000, wrap=True))
    assert dialog.sizeHint().height() < dialog.screen().availableGeometry().height()
