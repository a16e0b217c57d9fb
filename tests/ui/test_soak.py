"""The canary for PySide6 6.12 on Python 3.11, which loses references to None, True and False."""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject, QTimer, QTimerEvent, Signal
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

ROUNDS = 20_000  # 6.12.0 aborts after about 8,000
NOISE = 2_000  # references that come and go by themselves


class Ticker(QObject):
    done = Signal()
    flagged = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.ticks = 0

    def timerEvent(self, event: QTimerEvent) -> None:
        self.ticks += 1
        self.flagged.emit(self.ticks % 2 == 0)
        if self.ticks >= ROUNDS:
            self.killTimer(event.timerId())
            self.done.emit()


def counts() -> dict[object, int]:
    return {each: sys.getrefcount(each) for each in (None, True, False)}


def test_no_reference_is_lost_in_20_000_callbacks(qtbot: QtBot) -> None:
    ticker = Ticker()
    heard: list[int] = []
    ticker.flagged.connect(lambda is_even: heard.append(int(is_even)))
    before = counts()
    with qtbot.waitSignal(ticker.done, timeout=60_000):
        ticker.startTimer(0)
    assert len(heard) == ROUNDS
    assert all(now > before[each] - NOISE for each, now in counts().items())


def test_no_reference_is_lost_in_20_000_setter_calls(qtbot: QtBot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    timer = QTimer(widget)
    before = counts()
    for at in range(ROUNDS):
        widget.setEnabled(at % 2 == 0)
        timer.setSingleShot(at % 2 == 0)
    assert all(now > before[each] - NOISE for each, now in counts().items())
