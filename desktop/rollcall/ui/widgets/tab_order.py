"""Brings the Tab key from the body of a dialog to its buttons, as a reader's eye goes."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

__all__ = ["end_with"]


def end_with(window: QWidget, *buttons: QWidget) -> None:
    """Let the Tab key come to these after the body, and after them to the body again.

    They were made before the body, and Qt goes in the order in which widgets were made.
    """
    last = window
    each = window.nextInFocusChain()
    while each is not None and each is not window:
        if each not in buttons:
            last = each
        each = each.nextInFocusChain()
    for button in buttons:
        QWidget.setTabOrder(last, button)
        last = button
