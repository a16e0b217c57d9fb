from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from rollcall.ui.widgets.dialog import Dialog
from rollcall.ui.widgets.label import Label
from rollcall.ui.widgets.scroll_area import ScrollArea


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


class OnALowScreen(Dialog):
    """Two fields far from one another, on a screen of 300 pixels."""

    def __init__(self, *, lines: int) -> None:
        super().__init__(None, title="Low", verb="Go", width=400)
        self.first, self.last = QLineEdit(), QLineEdit()
        self.gone = QLineEdit()
        self.gone.hide()
        self.body.addWidget(self.first)
        self.body.addWidget(Label("word " * 20 * lines, wrap=True))
        self.body.addWidget(self.gone)
        self.body.addWidget(self.last)

    @property
    def highest(self) -> int:
        return 300


def test_on_a_screen_too_low_the_body_scrolls_and_the_buttons_stay(qtbot: QtBot) -> None:
    dialog = OnALowScreen(lines=30)
    qtbot.addWidget(dialog)
    dialog.show()
    area = dialog.findChild(ScrollArea)
    assert isinstance(area, ScrollArea)
    QApplication.processEvents()
    assert dialog.height() <= 300
    assert dialog.verb_button.visibleRegion().boundingRect().height() > 20
    assert dialog.first.isVisible()
    assert dialog.last.isVisible()
    assert not dialog.gone.isVisible()  # what was hidden stays so
    assert dialog.last.visibleRegion().isEmpty()
    dialog.last.setFocus()
    QApplication.processEvents()
    assert not dialog.last.visibleRegion().isEmpty()
    dialog.hide()
    dialog.show()
    assert len(dialog.findChildren(ScrollArea)) == 1


def test_the_tab_key_goes_through_a_body_that_scrolls_as_through_any_other(qtbot: QtBot) -> None:
    dialog = OnALowScreen(lines=30)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    dialog.first.setFocus()
    met = []
    for _ in range(5):
        focus = QApplication.focusWidget()
        assert focus is not None
        met.append(focus)
        QTest.keyClick(focus, Qt.Key.Key_Tab)
    wanted = [dialog.first, dialog.last, dialog.cancel_button, dialog.verb_button]
    assert [each for each in met if each in wanted][:4] == wanted


def test_where_there_is_room_nothing_scrolls(qtbot: QtBot) -> None:
    dialog = OnALowScreen(lines=1)
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.findChild(ScrollArea) is None


class Wizard(Dialog):
    steps = 0

    def accept(self) -> None:
        self.steps += 1


@pytest.fixture
def wizard(qtbot: QtBot) -> Wizard:
    wizard = Wizard(None, verb="Next")
    qtbot.addWidget(wizard)
    wizard.show()
    return wizard


def test_double_click_is_one_click_for_the_verb_may_be_another_by_then(wizard: Wizard) -> None:
    QTest.mouseClick(wizard.verb_button, Qt.MouseButton.LeftButton)
    QTest.mouseDClick(wizard.verb_button, Qt.MouseButton.LeftButton)
    assert wizard.steps == 1


def test_held_enter_does_not_run_through_a_wizard(wizard: Wizard) -> None:
    enter, nothing = Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier
    for receiver in (wizard, wizard.verb_button):
        for is_held in (False, True):
            event = QKeyEvent(QEvent.Type.KeyPress, enter, nothing, "", is_held)
            QApplication.sendEvent(receiver, event)
    assert wizard.steps == 2


def test_a_dialog_that_asked_for_more_than_the_screen_has_is_kept_on_it(qtbot: QtBot) -> None:
    dialog = OnALowScreen(lines=1)
    qtbot.addWidget(dialog)
    dialog.resize(400, 600)
    dialog.show()
    QApplication.processEvents()
    assert dialog.height() == 300
