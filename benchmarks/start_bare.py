"""The least a window can be: PySide6 with one small table. A program of its own, timed by start.py.

Says on standard output when it was painted, by the clock that all processes share.
"""

from __future__ import annotations

import os
import sys
import time
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QApplication, QMainWindow, QTableView

ROWS = [("1", "Ann"), ("2", "Bob"), ("3", "Cem")]
ANY_INDEX = QModelIndex()


class Model(QAbstractTableModel):
    def rowCount(self, _parent: QModelIndex | QPersistentModelIndex = ANY_INDEX) -> int:  # noqa: N802
        return len(ROWS)

    def columnCount(self, _parent: QModelIndex | QPersistentModelIndex = ANY_INDEX) -> int:  # noqa: N802
        return 2

    def data(
        self,
        index: QModelIndex | QPersistentModelIndex,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        return ROWS[index.row()][index.column()] if role == Qt.ItemDataRole.DisplayRole else None


class Window(QMainWindow):
    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:  # its children paint before the next posted event
            QApplication.postEvent(self, QEvent(QEvent.Type.User), 1)
        elif event.type() == QEvent.Type.User:
            sys.stdout.write(f"{time.monotonic()} {time.process_time()}")
            sys.stdout.flush()
            os._exit(0)
        return super().event(event)


def main() -> int:
    app = QApplication([])
    window = Window()
    model = Model()
    table = QTableView()
    table.setModel(model)
    window.setCentralWidget(table)
    window.resize(1280, 800)
    window.show()
    return app.exec()


if __name__ == "__main__":
    sys.exit(main())
