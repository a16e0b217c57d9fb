"""The steps of the wizard "Enroll" in which a method is chosen, or a card number is typed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QRadioButton, QVBoxLayout, QWidget

from rollcall.protocol.errors import InputProblem, InvalidInput
from rollcall.store.values import RememberedUser
from rollcall.ui.dialogs.enroll_words import METHOD_ICONS, method_word, offer_text
from rollcall.ui.notices import field_text
from rollcall.ui.theme import Space
from rollcall.ui.widgets.field import Field
from rollcall.ui.widgets.label import IconLabel, Label
from rollcall.usecases.enrolling.methods import Method, card_number
from rollcall.usecases.enrolling.offers import Offer

__all__ = ["CardNumberPage", "MethodPage"]


class MethodPage(QWidget):
    """One line for each method; what cannot be chosen is greyed and says why."""

    chosen = Signal(str)
    """(method) Another one was chosen."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = {each: _Line(each) for each in Method}
        grid = QGridLayout()
        grid.setHorizontalSpacing(Space.L)
        grid.setVerticalSpacing(Space.XS)
        grid.setColumnStretch(1, 1)
        for at, (method, line) in enumerate(self._lines.items()):
            grid.addWidget(line.sign, 3 * at, 0)
            grid.addWidget(line.button, 3 * at, 1)
            grid.addWidget(line.note, 3 * at + 1, 1)
            grid.setRowMinimumHeight(3 * at + 2, Space.M)
            line.button.toggled.connect(partial(self._on_toggled, method))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(grid)
        layout.addStretch(1)

    def show_offers(
        self,
        offers: Sequence[Offer],
        person: RememberedUser,
        *,
        device: str,
        chosen: Method | None,
    ) -> None:
        """Show what can be chosen for a person, and what is."""
        for each in offers:
            line = self._lines[each.method]
            line.show_offer(each.is_open, offer_text(each, person, device=device))
            with QSignalBlocker(line.button):
                line.button.setAutoExclusive(False)  # else none could be unchecked
                line.button.setChecked(each.method is chosen)
                line.button.setAutoExclusive(True)

    def focus_chosen(self) -> None:
        """Give the focus to the method that is chosen."""
        for line in self._lines.values():
            if line.button.isChecked():
                line.button.setFocus()

    def _on_toggled(self, method: Method, is_checked: bool) -> None:
        if is_checked:
            self.chosen.emit(method.value)


class _Line:
    def __init__(self, method: Method) -> None:
        self.sign = IconLabel(METHOD_ICONS[method], "accent", size=Space.XL)
        self.button = QRadioButton(method_word(method))
        self.note = Label(role="caption", wrap=True)

    def show_offer(self, is_open: bool, text: str) -> None:
        self.sign.setEnabled(is_open)
        self.button.setEnabled(is_open)
        self.button.setAccessibleDescription(text)
        self.button.setToolTip("" if is_open else text)
        self.note.setText(text)
        self.note.setVisible(bool(text))


class CardNumberPage(QWidget):
    """One field; what is wrong with the number is said while it is typed."""

    edited = Signal(str)

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._line = QLineEdit()
        self._line.setMaxLength(40)
        self._field = Field(
            self._line,
            self.tr("Card &number"),
            self.tr("The digits printed on the card. Zeros in front of it do not matter."),
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._field)
        layout.addStretch(1)
        self._line.textEdited.connect(self._on_text_edited)
        self.setFocusProxy(self._line)

    def show_number(self, text: str) -> None:
        """Show what was typed before."""
        if self._line.text() != text:
            self._line.setText(text)
            self._judge(text)

    def _judge(self, text: str) -> None:
        problem = None
        try:
            card_number(text)
        except InvalidInput as error:
            is_begun = error.problem is not InputProblem.EMPTY and bool(text.strip("0 "))
            problem = field_text(error) if is_begun else None
        self._field.set_problem(problem)

    def _on_text_edited(self, text: str) -> None:
        self._judge(text)
        self.edited.emit(text)
