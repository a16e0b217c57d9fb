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


async def until(look: Callable[[], object]) -> None:
    """Let the window work until something is so; a nested loop would lose wake-ups of qasync."""
    async with asyncio.timeout(60):  # a hang guard, not a measure
        while not look():  # noqa: ASYNC110  # what is looked for tells nobody
            await asyncio.sleep(0.005)
