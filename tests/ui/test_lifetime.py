from __future__ import annotations

import gc
import weakref

import pytest
import shiboken6
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from rollcall.ui.lifetime import listen, while_valid
from rollcall.usecases.listening import Event


class Ear(QObject):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.heard: list[int] = []

    def hear(self, value: int) -> None:
        self.objectName()  # fails once Qt deleted it
        self.heard.append(value)


def test_callback_is_called_until_qt_deletes_its_owner(qtbot: QtBot) -> None:
    ear = Ear()
    told = while_valid(ear, ear.hear)
    told(1)
    shiboken6.delete(ear)
    told(2)
    assert ear.heard == [1]


def test_listener_hears_until_qt_deletes_its_owner(qtbot: QtBot) -> None:
    event: Event[int] = Event()
    page = QWidget()
    ear = Ear(page)
    listen(ear, event, ear.hear)
    event.emit(1)
    shiboken6.delete(page)
    event.emit(2)
    assert ear.heard == [1]


def test_listening_can_be_stopped_twice(qtbot: QtBot) -> None:
    event: Event[int] = Event()
    ear = Ear()
    stop = listen(ear, event, ear.hear)
    stop()
    stop()
    event.emit(1)
    assert ear.heard == []
    shiboken6.delete(ear)


def test_listening_keeps_nobody_alive(qtbot: QtBot) -> None:
    gc.disable()  # nothing may be left for the cyclic collector
    try:
        event: Event[int] = Event()
        ear = Ear()
        alive = weakref.ref(ear)
        listen(ear, event, ear.hear)
        del ear
        assert alive() is None
        event.emit(1)
    finally:
        gc.enable()


def test_what_is_no_method_is_refused(qtbot: QtBot) -> None:
    with pytest.raises(TypeError):
        listen(QObject(), Event[int](), lambda _value: None)
