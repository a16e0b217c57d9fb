"""What a device can do, in words; what it cannot is greyed and says why."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from rollcall.ui.device_words import Ability
from rollcall.ui.theme import Space
from rollcall.ui.widgets.label import IconLabel, Label

__all__ = ["Abilities"]

_COLUMNS = 2


class Abilities(QWidget):
    """A sign and a word for each ability, in two columns."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[Ability, ...] = ()
        self._layout = QGridLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setHorizontalSpacing(Space.L)
        self._layout.setVerticalSpacing(Space.S)
        for column in range(_COLUMNS):
            self._layout.setColumnStretch(column, 1)

    def show_abilities(self, abilities: Sequence[Ability]) -> None:
        """Show these."""
        if tuple(abilities) == self._shown:
            return
        self._shown = tuple(abilities)
        while (item := self._layout.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for at, ability in enumerate(self._shown):
            line = _Line(ability)
            self._layout.addWidget(line, at // _COLUMNS, at % _COLUMNS)
            line.show()


class _Line(QWidget):
    def __init__(self, ability: Ability) -> None:
        super().__init__()
        word = Label(ability.word)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.XS + 2)
        layout.addWidget(IconLabel(*_sign(ability.can), size=Space.L))
        layout.addWidget(word, 1)
        if ability.can:
            said = self.tr("{ability}: yes")
        elif ability.can is False:
            said = self.tr("{ability}: no")
        else:
            said = self.tr("{ability}: not told by the device")
        word.setAccessibleName(said.format(ability=ability.word))
        if not ability.can:
            reason = ability.reason if ability.can is False else self.tr("Not told by the device.")
            word.set_role("muted")
            word.setAccessibleDescription(reason)
            self.setToolTip(reason)


def _sign(can: bool | None) -> tuple[str, str]:  # three-valued
    if can is None:
        return "circle-question-mark", "muted"
    return ("check", "good") if can else ("minus", "muted")
