"""A field of a form: its label above, its help and what is wrong with it below."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from rollcall.ui.theme import Space, polish_again
from rollcall.ui.widgets.label import Label

__all__ = ["Field"]


class Field(QWidget):
    """Holds any editor, such as a `QLineEdit`, and names it for screen readers."""

    def __init__(
        self,
        editor: QWidget,
        label: str = "",
        help_text: str = "",
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.editor = editor
        self._label = Label()
        self._label.setBuddy(editor)
        self._help = Label(role="caption", wrap=True)
        self._problem = Label(role="field-error", wrap=True)
        self._problem.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.XS)
        for each in (self._label, editor, self._help, self._problem):
            layout.addWidget(each)
        self.set_texts(label, help_text)
        self.setMaximumWidth(Space.FORM_WIDTH)
        self.setFocusProxy(editor)

    @property
    def problem(self) -> str:
        """What is said to be wrong, or nothing."""
        return self._problem.text()

    def set_texts(self, label: str, help_text: str = "") -> None:
        """Change label and help."""
        self._label.setText(label)
        self._help.setText(help_text)
        self._help.setVisible(bool(help_text))
        self.editor.setAccessibleName(label.replace("&", ""))
        self.editor.setAccessibleDescription(self.problem or help_text)

    def set_problem(self, text: str | None) -> None:
        """Say what is wrong with what was entered; None when nothing is."""
        self._problem.setText(text or "")
        self._problem.setVisible(bool(text))
        self.editor.setAccessibleDescription(text or self._help.text())
        self.editor.setProperty("problem", bool(text))
        polish_again(self.editor)
