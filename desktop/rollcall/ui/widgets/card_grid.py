"""Cards side by side, as many as fit, all of one width."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from rollcall.ui.theme import Space

__all__ = ["CardGrid"]

_CARD_WIDTH_MIN = 300


class CardGrid(QWidget):
    """Arranges widgets in rows again whenever its width allows more or fewer in one."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cards: tuple[QWidget, ...] = ()
        self._columns = 1
        self._layout = QGridLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(Space.L)
        # Else the cards in one row would ask for a window wide enough for all of them.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)

    @property
    def columns(self) -> int:
        """How many stand in a row."""
        return self._columns

    def set_cards(self, cards: Sequence[QWidget]) -> None:
        """Show these, in this order; what is not among them any more is freed."""
        if tuple(cards) == self._cards:
            return
        for card in self._cards:
            self._layout.removeWidget(card)
            if card not in cards:
                card.hide()
                card.deleteLater()
        self._cards = tuple(cards)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        fitting = max((self.width() + Space.L) // (_CARD_WIDTH_MIN + Space.L), 1)
        if fitting != self._columns:
            self._columns = fitting
            self._arrange()

    def _arrange(self) -> None:
        for column in range(self._layout.columnCount()):
            self._layout.setColumnStretch(column, 0)
        for column in range(self._columns):
            self._layout.setColumnStretch(column, 1)
        for at, card in enumerate(self._cards):
            self._layout.addWidget(card, at // self._columns, at % self._columns)
            card.show()
