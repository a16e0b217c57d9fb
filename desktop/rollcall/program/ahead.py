"""What the window will want next, imported beside it before anybody asks.

Dialogs and pages are imported when they are first opened, so that the window is there sooner. That
takes 5 to 100 ms each, which is felt; done in a thread, a few milliseconds now and then, which is
not.
"""

from __future__ import annotations

import asyncio
import importlib
import pkgutil
from collections.abc import Callable, Iterator
from typing import Final

from rollcall import ui

__all__ = ["import_ahead"]

_FIRST: Final = ("rollcall.program.user_objects", "rollcall.ui.pages.users")
"""What the page Users takes, which most people go to: so this comes before all dialogs."""


async def import_ahead(
    imported: Callable[[], object], *, load: Callable[[str], object] = importlib.import_module
) -> None:
    """Import all of the window that is not yet, in threads; tell after each module."""
    for name in _names():
        await asyncio.to_thread(load, name)
        imported()


def _names() -> Iterator[str]:
    yield from _FIRST
    for each in pkgutil.walk_packages(ui.__path__, f"{ui.__name__}."):
        yield each.name
