"""The licences of what the program is built on, read from the resources and shown as plain text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QPlainTextEdit, QWidget

from rollcall.ui.theme import Space
from rollcall.ui.widgets.dialog import Dialog

__all__ = ["Licence", "LicencesDialog", "read_licences"]

_ROW: Final = re.compile(r"^\| (?P<library>.+?) \| (?P<kind>.+?) \| \[.+?\]\((?P<file>.+?)\) \|$")
_LINK: Final = re.compile(r"\[(?P<text>[^\]]+)\]\([^)]+\)")
_LIST_WIDTH: Final = 240
_SIZE: Final = QSize(820, 520)


@dataclass(frozen=True, slots=True, kw_only=True)
class Licence:
    """One library, the name of its licence, and the text of it."""

    library: str
    kind: str
    text: str


def read_licences(folder: Path) -> tuple[Licence, ...]:
    """Read all of them; first what the program itself is under. Reads files: not on the loop."""
    lines = (folder / "README.md").read_text(encoding="utf-8").splitlines()
    found = [match for line in lines if (match := _ROW.match(line))]
    words = [line for line in lines if not line.startswith(("|", "#"))]
    own = Licence(
        library="Rollcall", kind="MIT", text=_LINK.sub(r"\g<text>", "\n".join(words)).strip()
    )
    others = [
        Licence(
            library=match["library"],
            kind=match["kind"],
            text=(folder / match["file"]).read_text(encoding="utf-8"),
        )
        for match in found
    ]
    return own, *others


class LicencesDialog(Dialog):
    """A list of libraries, and the licence of the one picked."""

    def __init__(self, licences: Sequence[Licence], *, parent: QWidget | None) -> None:
        super().__init__(parent)
        self._licences = tuple(licences)
        self.setWindowTitle(self.tr("Licences"))
        self.cancel_button.setText(self.tr("Close"))
        self.libraries = QListWidget()
        self.libraries.setProperty("role", "palette")
        self.libraries.setAccessibleName(self.tr("Libraries"))
        self.libraries.setFixedWidth(_LIST_WIDTH)
        self.libraries.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.libraries.setUniformItemSizes(True)
        self.libraries.ensurePolished()
        self.libraries.addItems([f"{each.library} ({each.kind})" for each in self._licences])
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.text.setAccessibleName(self.tr("Licence"))
        row = QHBoxLayout()
        row.setSpacing(Space.L)
        row.addWidget(self.libraries)
        row.addWidget(self.text, 1)
        self.body.addLayout(row)
        self.libraries.currentRowChanged.connect(self._on_library_changed)
        self.libraries.setCurrentRow(0)

    def sizeHint(self) -> QSize:
        return _SIZE

    def _on_library_changed(self, row: int) -> None:
        if row >= 0:
            self.text.setPlainText(self._licences[row].text)
