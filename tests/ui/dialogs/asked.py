"""The dialogs in sight, for tests that answer them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from PySide6.QtWidgets import QApplication, QDialog, QLabel

__all__ = ["said", "the_question", "until"]


async def the_question(besides: QDialog | None = None) -> QDialog:
    """Wait for the dialog that opens over another one."""
    while True:
        for each in QApplication.topLevelWidgets():
            if isinstance(each, QDialog) and each.isVisible() and each is not besides:
                return each
        await asyncio.sleep(0)


def said(dialog: QDialog) -> str:
    """Give all words in sight."""
    return "\n".join(each.text() for each in dialog.findChildren(QLabel) if each.isVisible())


async def until(is_so: Callable[[], bool]) -> None:
    """Give way until something is so; the test's own time-out ends what never comes."""
    while not is_so():  # noqa: ASYNC110  # nobody announces that a button can be pressed
        await asyncio.sleep(0)
