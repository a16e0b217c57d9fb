"""The dialog that tells about a bug: what it means, and the report to copy."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from rollcall.ui.widgets.buttons import Button
from rollcall.ui.widgets.dialog import Dialog
from rollcall.ui.widgets.label import Label

__all__ = ["CrashDialog"]


class CrashDialog(Dialog):
    """Frees itself when it is closed."""

    def __init__(self, report: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent, width=620)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Unexpected problem"))
        self.cancel_button.setText(self.tr("Close"))
        self._report = QPlainTextEdit(report)
        self._report.setReadOnly(True)
        self._report.setMinimumHeight(220)
        self._report.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._report.setAccessibleName(self.tr("Report"))
        self._copy = Button(self.tr("Copy report"), icon_name="copy")
        self._copy.clicked.connect(self._on_copy_clicked)
        self.body.addWidget(
            Label(self.tr("Rollcall met a problem it did not expect"), role="section")
        )
        self.body.addWidget(
            Label(
                self.tr(
                    "What you were doing may not be complete; nothing else is affected. If it "
                    "happens again, send the report below to whoever supports Rollcall for you."
                ),
                wrap=True,
            )
        )
        self.body.addWidget(self._report, 1)
        self.buttons.insertWidget(0, self._copy)

    def _on_copy_clicked(self) -> None:
        QGuiApplication.clipboard().setText(self._report.toPlainText())
        self._copy.setText(self.tr("Copied"))
