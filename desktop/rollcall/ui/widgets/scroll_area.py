"""A widget that scrolls up and down, safe to read for a screen reader."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QScrollBar, QWidget

from rollcall.ui.theme import Space

__all__ = ["ScrollArea"]


class ScrollArea(QWidget):
    """Scrolls `inner`, without a frame or ground of its own.

    The scroll bar is ours and stands beside the area. Qt's own bars are children of the area for a
    screen reader only while they are in sight, and asking for one that has just gone ends the
    program: Qt 6.11 looks it up in a list without checking the length.
    """

    def __init__(self, inner: QWidget, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = inner.layout()
        if layout is not None:
            layout.setContentsMargins(0, 0, 0, 0)
        self._area = QScrollArea()
        # A viewport of ours: it has no ground, and asking for Qt's (`viewport()`) makes PySide6
        # create every kind of widget there is, to find out which one that is: 15 ms at the start.
        self._area.setViewport(QWidget())
        self._area.setWidget(inner)
        inner.setAutoFillBackground(False)  # setWidget gave it the window's ground
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._bar = QScrollBar(Qt.Orientation.Vertical)
        self._bar.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.S)
        row.addWidget(self._area, 1)
        row.addWidget(self._bar)
        hidden = self._area.verticalScrollBar()
        hidden.rangeChanged.connect(self._on_range_changed)
        hidden.valueChanged.connect(self._bar.setValue)
        self._bar.valueChanged.connect(hidden.setValue)

    def set_name(self, name: str) -> None:
        """Give the accessible name: whatever is too high can have the focus, to scroll by keys."""
        self._area.setAccessibleName(name)

    @property
    def value(self) -> int:
        """How far down it is, in pixels."""
        return self._bar.value()

    def scroll_to(self, value: int) -> None:
        """Go so far down, in pixels."""
        self._area.verticalScrollBar().setValue(value)

    def show_widget(self, widget: QWidget) -> None:
        """Scroll until `widget` is in sight."""
        self._area.ensureWidgetVisible(widget)

    def _on_range_changed(self, least: int, most: int) -> None:
        hidden = self._area.verticalScrollBar()
        self._bar.setPageStep(hidden.pageStep())
        self._bar.setSingleStep(hidden.singleStep())
        self._bar.setRange(least, most)
        self._bar.setVisible(most > least)
        policy = Qt.FocusPolicy.StrongFocus if most > least else Qt.FocusPolicy.NoFocus
        self._area.setFocusPolicy(policy)
