"""The least a window can be: PySide6 with one small table. A program of its own, timed by start.py.

Says when it was painted, by the clock that all processes share, and what processor time it took.
"""

from __future__ import annotations

import os
import sys
import time

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QTableView

CELLS = [("1", "Ann"), ("2", "Bob"), ("3", "Cem")]
NO_INDEX = QModelIndex()


class Model(QAbstractTableModel):
    def rowCount(self, _parent: QModelIndex | QPersistentModelIndex = NO_INDEX) -> int:  # noqa: N802
        return len(CELLS)

    def columnCount(self, _parent: QModelIndex | QPersistentModelIndex = NO_INDEX) -> int:  # noqa: N802
        return len(CELLS[0])

    def data(
        self,
        index: QModelIndex | QPersistentModelIndex,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> str | None:
        return CELLS[index.row()][index.column()] if role == Qt.ItemDataRole.DisplayRole else None


class Window(QMainWindow):
    painted = Signal()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        super().paintEvent(event)
        self.painted.emit()


def on_painted() -> None:
    sys.stdout.write(f"{time.monotonic()} {time.process_time()}")
    sys.stdout.flush()
    os._exit(0)


def main() -> int:
    app = QApplication([])
    window = Window()
    window.painted.connect(on_painted, Qt.ConnectionType.QueuedConnection)  # after its children
    model = Model()
    table = QTableView()
    table.setModel(model)
    window.setCentralWidget(table)
    window.resize(1280, 800)
    window.show()
    return app.exec()


if __name__ == "__main__":
    sys.exit(main())
