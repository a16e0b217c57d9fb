"""Brings the Tab key from the body of a dialog to its buttons, as a reader's eye goes."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

__all__ = ["end_with"]


def end_with(window: QWidget, *buttons: QWidget) -> None:
    """Let these be the last ones the Tab key comes to; a dialog has its buttons before its body."""
    last = window
    each = window.nextInFocusChain()
    while each is not None and each is not window:
        if each not in buttons:
            last = each
        each = each.nextInFocusChain()
    for button in buttons:
        QWidget.setTabOrder(last, button)
        last = button
