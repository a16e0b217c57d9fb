"""The two small questions: may this be done, and what shall it be called; asked by `ask.py`."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QLineEdit, QWidget

from rollcall.ui.widgets.dialog import Dialog
from rollcall.ui.widgets.field import Field
from rollcall.ui.widgets.label import Label

__all__ = ["Question", "TextQuestion"]


class Question(Dialog):
    """Says what will be done, before it is done."""

    def __init__(
        self, parent: QWidget | None, *, title: str, text: str, verb: str, danger: bool
    ) -> None:
        super().__init__(parent, title=title, verb=verb, danger=danger, width=440)
        heading = Label(title, role="section", wrap=True)
        words = Label(text, wrap=True)
        self.body.addWidget(heading)
        self.body.addWidget(words)
        self.setAccessibleDescription(text)
        (self.cancel_button if danger else self.verb_button).setFocus()


class TextQuestion(Dialog):
    """Asks for one line; what is wrong with it is said at the field once the button was pressed."""

    def __init__(
        self,
        parent: QWidget | None,
        *,
        title: str,
        label: str,
        verb: str,
        text: str,
        check: Callable[[str], str | None],
    ) -> None:
        super().__init__(parent, title=title, verb=verb, width=440)
        self._check = check
        self._line = QLineEdit(text)
        self._field = Field(self._line, label)
        self._label = label
        self.body.addWidget(self._field)
        self._line.selectAll()
        self._line.textChanged.connect(self._on_text_changed)
        self._line.setFocus()

    @property
    def entered(self) -> str:
        """The line as it was entered."""
        return self._line.text()

    def set_help(self, text: str) -> None:
        """Say below the field what is meant."""
        self._field.set_texts(self._label, text)

    def set_secret(self, is_secret: bool) -> None:
        """Show dots instead of what is typed."""
        mode = QLineEdit.EchoMode.Password if is_secret else QLineEdit.EchoMode.Normal
        self._line.setEchoMode(mode)

    def accept(self) -> None:
        problem = self._check(self._line.text())
        self._field.set_problem(problem)
        if problem is None:
            super().accept()
        else:
            self._line.setFocus()

    def _on_text_changed(self) -> None:
        if self._field.problem:
            self._field.set_problem(self._check(self._line.text()))
