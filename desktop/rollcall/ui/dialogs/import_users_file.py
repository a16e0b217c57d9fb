"""The first step of "Import users": choosing a file, or getting one to fill in."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from rollcall.ui.i18n import isolated
from rollcall.ui.theme import Space
from rollcall.ui.widgets.buttons import Button
from rollcall.ui.widgets.frames import Card
from rollcall.ui.widgets.label import Label

__all__ = ["FileStep"]


class FileStep(QWidget):
    """Two cards: a file that is there, and the template."""

    file_asked = Signal()
    template_asked = Signal()

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.choose = Button(self.tr("Choose a file"), icon_name="folder-open", role="accent")
        self.template = Button(self.tr("Save a template"), icon_name="file-down")
        self.chosen = Label(role="muted", wrap=True)
        self.choose.clicked.connect(self.file_asked)
        self.template.clicked.connect(self.template_asked)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.L)
        layout.addWidget(
            self._card(
                self.tr("From an Excel or CSV file"),
                self.tr(
                    "One row for each user, with at least an ID. You see what would change before "
                    "anything is written."
                ),
                self.choose,
                self.chosen,
            )
        )
        layout.addWidget(
            self._card(
                self.tr("No file yet?"),
                self.tr(
                    "The template is an Excel file with the right columns, to fill in or to paste "
                    "into. Come back with it afterwards."
                ),
                self.template,
            )
        )
        layout.addStretch(1)

    def show_chosen(self, name: str) -> None:
        """Say which file is chosen."""
        self.chosen.setText(self.tr("Chosen: {file}").format(file=isolated(name)) if name else "")
        self.chosen.setVisible(bool(name))

    @staticmethod
    def _card(title: str, text: str, button: Button, more: QWidget | None = None) -> Card:
        card = Card()
        card.body.addWidget(Label(title, role="section"))
        card.body.addWidget(Label(text, wrap=True))
        card.body.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        if more is not None:
            card.body.addWidget(more)
        return card
