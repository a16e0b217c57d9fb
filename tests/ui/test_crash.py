from __future__ import annotations

import asyncio
import logging
import sys
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QLoggingCategory, qCWarning, qWarning
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from rollcall.ui.crash import CrashReporter, report_text
from rollcall.ui.widgets.crash_dialog import CrashDialog
from tests.conftest import ExpectedLog


@pytest.fixture
def reporter(qtbot: QtBot) -> Iterator[CrashReporter]:
    reporter = CrashReporter(lambda: None)
    yield reporter
    for dialog in dialogs():
        dialog.close()


def dialogs() -> list[CrashDialog]:
    return [
        each
        for each in QApplication.topLevelWidgets()
        if isinstance(each, CrashDialog) and each.isVisible()
    ]


def broken(divisor: int) -> BaseException:
    try:
        _ = 1 / divisor
    except ZeroDivisionError as error:
        return error
    raise AssertionError


def test_same_traceback_is_told_once(reporter: CrashReporter, qtbot: QtBot) -> None:
    for _ in range(3):
        reporter.tell(broken(0))
    qtbot.waitUntil(lambda: len(dialogs()) > 0)
    assert len(dialogs()) == 1


def test_other_traceback_is_told_too(reporter: CrashReporter, qtbot: QtBot) -> None:
    reporter.tell(broken(0))
    reporter.tell(KeyError("other"))
    qtbot.waitUntil(lambda: len(dialogs()) == 2)


def test_exception_of_a_thread_reaches_the_window(
    reporter: CrashReporter, qtbot: QtBot, expected_log: ExpectedLog
) -> None:
    expected_log("unexpected exception")
    expected_log("This plugin does not support")  # the offscreen platform about the dialog
    reporter.install()
    try:
        thread = threading.Thread(target=broken_thread)
        thread.start()
        thread.join()
        qtbot.waitUntil(lambda: len(dialogs()) == 1)
    finally:
        reporter.uninstall()


def broken_thread() -> None:
    raise KeyError


def test_interrupt_is_no_bug(reporter: CrashReporter, capsys: pytest.CaptureFixture[str]) -> None:
    reporter.install()
    try:
        sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    finally:
        reporter.uninstall()
    assert "KeyboardInterrupt" in capsys.readouterr().err
    assert dialogs() == []


def test_uninstall_puts_back_who_listened_before(reporter: CrashReporter) -> None:
    before = (sys.excepthook, threading.excepthook, sys.unraisablehook)
    reporter.install()
    assert (sys.excepthook, threading.excepthook, sys.unraisablehook) != before
    reporter.uninstall()
    assert (sys.excepthook, threading.excepthook, sys.unraisablehook) == before


def test_failed_clean_up_is_logged_only(
    reporter: CrashReporter, expected_log: ExpectedLog, caplog: pytest.LogCaptureFixture
) -> None:
    expected_log("clean-up")

    class Careless:
        def __del__(self) -> None:
            raise KeyError

    reporter.install()
    try:
        careless = Careless()
        del careless
    finally:
        reporter.uninstall()
    assert "exception in clean-up" in caplog.text
    assert dialogs() == []


@pytest.mark.no_qt_log
def test_warnings_of_qt_go_to_the_log_and_alarm_nobody(
    reporter: CrashReporter, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "rollcall.qt")
    reporter.install()
    try:
        qWarning("trouble")
    finally:
        reporter.uninstall()
    assert ("rollcall.qt", logging.INFO, "trouble") in caplog.record_tuples


@pytest.mark.no_qt_log
def test_chatter_about_screen_readers_does_not_fill_the_log(
    reporter: CrashReporter, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "rollcall.qt")
    reporter.install()
    try:
        # PySide6 says bytes, and takes text only.
        category = QLoggingCategory("qt.accessibility.atspi")  # type: ignore[arg-type]
        qCWarning(category, "asked too late")  # type: ignore[arg-type]
    finally:
        reporter.uninstall()
    assert caplog.record_tuples == []


async def test_exception_in_the_loop_is_told(
    reporter: CrashReporter, expected_log: ExpectedLog
) -> None:
    expected_log("loop")
    loop = asyncio.get_running_loop()
    reporter.watch(loop)
    loop.call_exception_handler({"message": "x", "exception": broken(0)})
    loop.call_exception_handler({"message": "slow"})
    for _ in range(3):
        await asyncio.sleep(0)
    assert len(dialogs()) == 1


def test_report_names_versions_and_place() -> None:
    text = report_text(broken(0))
    assert text.startswith("Rollcall ")
    assert "PySide6 6." in text
    assert "ZeroDivisionError" in text
