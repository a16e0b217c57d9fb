"""Python's cyclic garbage collection, kept on the window's thread.

Left to itself, Python collects in whichever thread happens to allocate: the store's or the
keyring's would then delete widgets that were part of a cycle, and Qt ends the program for that.
"""

from __future__ import annotations

import gc
from typing import Final

from PySide6.QtCore import QObject, QTimer

__all__ = ["GarbageCollection"]

_EVERY_MS: Final = 1000


class GarbageCollection(QObject):
    """Collects what Python would have collected by its own thresholds, about once a second."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self.collect)

    def start(self) -> None:
        """Take over from Python; what is alive now is left out, it stays as long as the window."""
        gc.disable()
        gc.freeze()
        self._timer.start()

    def spare(self) -> None:
        """Leave out what is alive by now, after much was imported: it stays as well.

        To look through it all once would hold up the window for 45 ms.
        """
        gc.freeze()

    def stop(self) -> None:
        """Give it back to Python."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()

    def collect(self) -> None:
        """Collect the oldest generation that is due."""
        for generation in (2, 1, 0):
            if gc.get_count()[generation] > gc.get_threshold()[generation]:
                gc.collect(generation)
                return
