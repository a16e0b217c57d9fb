"""Whether people who are removed are erased too: a tick, what it means, or why it cannot be."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from rollcall.ui.theme import Space
from rollcall.ui.widgets.label import Label

__all__ = ["EraseChoice"]


class EraseChoice(QWidget):
    """Off, and not to be ticked before it is known to be possible."""

    changed = Signal()
    """It was ticked or unticked."""

    def __init__(self) -> None:
        super().__init__()
        self.tick = QCheckBox(self.tr("Also &erase: never bring them back from a backup"))
        self.tick.setEnabled(False)
        self._means = Label(role="muted", wrap=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.XS)
        layout.addWidget(self.tick)
        layout.addWidget(self._means)
        self.setFocusProxy(self.tick)
        self.tick.toggled.connect(self.changed)
        self._tell(
            self.tr(
                "Undo is not possible then. Backups stay as they are, but restoring one leaves "
                "these people out. The list of activities keeps their names."
            )
        )

    @property
    def is_on(self) -> bool:
        """Whether they are erased."""
        return self.tick.isChecked()

    def allow(self, *, is_possible: bool) -> None:
        """Let it be ticked, or say why it cannot be."""
        self.tick.setEnabled(is_possible)
        if not is_possible:
            self.tick.setChecked(False)
            self._tell(
                self.tr(
                    "Not possible now: it needs the keyring of this PC, which is locked or "
                    "missing. Unlock the keyring, then open this window again."
                )
            )

    def _tell(self, text: str) -> None:
        self._means.setText(text)
        self.tick.setToolTip("" if self.tick.isEnabled() else text)
        self.tick.setAccessibleDescription(text)
