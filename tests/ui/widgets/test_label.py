from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from rollcall.ui.theme import Theme
from rollcall.ui.widgets.label import ElidedLabel, IconLabel, Label, SectionTitle, Title


@pytest.mark.parametrize("kind", [Label, Title, SectionTitle, ElidedLabel])
def test_outside_text_is_never_markup(qtbot: QtBot, kind: type[Label]) -> None:
    label = kind("<b>Bobby</b> <img src=x>")
    qtbot.addWidget(label)
    assert label.textFormat() == Qt.TextFormat.PlainText


def test_elided_label_keeps_the_whole_text_for_readers(qtbot: QtBot) -> None:
    label = ElidedLabel("Reading users of the front door of the second building")
    qtbot.addWidget(label)
    label.resize(80, 20)
    label.show()
    assert label.text().endswith("…")
    assert label.toolTip() == label.whole == label.accessibleName()
    label.resize(2000, 20)
    assert label.text() == label.whole
    assert label.toolTip() == ""


def test_icon_label_follows_the_appearance(qtbot: QtBot, theme: Theme) -> None:
    label = IconLabel("users")
    qtbot.addWidget(label)
    label.show()
    before = label.pixmap().toImage()
    theme.apply("dark")
    assert label.pixmap().toImage() != before


def test_label_stands_at_the_reading_side_of_the_window(qtbot: QtBot) -> None:
    label = Label("Front door")
    qtbot.addWidget(label)
    assert label.alignment() & Qt.AlignmentFlag.AlignLeft
    label.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    assert label.alignment() & Qt.AlignmentFlag.AlignRight
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    label.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    assert label.alignment() & Qt.AlignmentFlag.AlignHCenter
