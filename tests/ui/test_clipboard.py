"""The clipboard at the end of the program."""

from __future__ import annotations

import subprocess
import sys

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from rollcall.ui.clipboard import mark_as_rows, settle

COPIED_AT_THE_END = """
from PySide6.QtCore import QMimeData
from PySide6.QtWidgets import QApplication
from rollcall.ui.clipboard import mark_as_rows, settle
app = QApplication(["rollcall", "-platform", "offscreen"])
rows = QMimeData()
rows.setText("1\\tKwame")
mark_as_rows(rows)
app.clipboard().setMimeData(rows)
settle()
"""


def test_text_stays_when_the_program_ends(qapp: QApplication) -> None:
    rows = QMimeData()
    rows.setText("1\tKwame")
    rows.setHtml("<table></table>")
    mark_as_rows(rows)
    qapp.clipboard().setMimeData(rows)
    settle()
    assert QGuiApplication.clipboard().text() == "1\tKwame"
    assert not QGuiApplication.clipboard().mimeData().hasHtml()


def test_process_ends_well_when_rows_were_copied() -> None:
    assert subprocess.run([sys.executable, "-c", COPIED_AT_THE_END], check=False).returncode == 0


def test_what_others_copied_is_left_alone(qapp: QApplication) -> None:
    theirs = QMimeData()
    theirs.setText("theirs")
    theirs.setHtml("<b>theirs</b>")
    qapp.clipboard().setMimeData(theirs)
    settle()
    assert qapp.clipboard().mimeData().hasHtml()
    qapp.clipboard().clear()
