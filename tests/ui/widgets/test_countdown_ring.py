from __future__ import annotations

import pytest
from PySide6.QtGui import QAccessible
from pytestqt.qtbot import QtBot

from rollcall.ui.theme import Theme, Tone
from rollcall.ui.widgets.countdown_ring import CountdownRing


@pytest.fixture
def ring(qtbot: QtBot) -> CountdownRing:
    ring = CountdownRing()
    qtbot.addWidget(ring)
    return ring


def test_the_time_left_is_read_out_as_a_progress(ring: CountdownRing) -> None:
    ring.show_left("scan-face", 67, 90, name="Time left")
    told = QAccessible.queryAccessibleInterface(ring)
    assert told is not None
    assert told.role() == QAccessible.Role.ProgressBar
    assert told.text(QAccessible.Text.Name) == "Time left"
    assert (ring.value(), ring.maximum(), ring.is_counting) == (67, 90, True)


@pytest.mark.parametrize(("left", "shown"), [(-1, 0), (0, 0), (90, 90), (120, 90)])
def test_no_more_and_no_less_than_the_whole_is_shown(
    ring: CountdownRing, left: int, shown: int
) -> None:
    ring.show_left("hand", left, 90, name="Time left")
    assert ring.value() == shown
    assert not ring.grab().isNull()


def test_a_sign_has_a_name_and_follows_the_appearance(ring: CountdownRing, theme: Theme) -> None:
    ring.show_sign("circle-check", Tone.GOOD, name="Face stored")
    assert (ring.accessibleName(), ring.is_counting) == ("Face stored", False)
    light = ring.grab().toImage()
    theme.apply("dark")
    assert ring.grab().toImage() != light


def test_less_time_is_a_shorter_ring(ring: CountdownRing) -> None:
    ring.show_left("hand", 80, 90, name="Time left")
    before = ring.grab().toImage()
    ring.show_left("hand", 20, 90, name="Time left")
    assert ring.grab().toImage() != before
