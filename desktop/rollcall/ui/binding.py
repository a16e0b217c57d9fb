"""How Qt's Python binding is loaded: without the import hook it brings along."""

from __future__ import annotations

import builtins

__all__ = ["load"]


def load() -> None:
    """Import Qt, and leave `import` as Python has it.

    PySide6 replaces `__import__` to find `from __feature__ import ...`, which nobody here writes;
    to do so it reads the source text of every module imported after it, the slow ones of the
    worker threads included. That was a tenth of the time until the window is shown.
    """
    plain = builtins.__import__
    import PySide6.QtCore  # noqa: F401

    builtins.__import__ = plain
