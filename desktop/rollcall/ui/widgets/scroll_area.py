"""A widget that scrolls up and down, safe to read for a screen reader."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QScrollBar, QWidget

from rollcall.ui.theme import Space

__all__ = ["ScrollArea"]

_LEAST_LINES: Final = 4


class ScrollArea(QWidget):
    """Scrolls `inner`, without a frame or ground of its own.

    The scroll bar is ours and stands beside the area. Qt's own bars are children of the area for a
    screen reader only while they are in sight, and asking for one that has just gone ends the
    program: Qt 6.11 looks it up in a list without checking the length.
    """

    def __init__(
        self, inner: QWidget, *, fits_at: int | None = None, parent: QWidget | None = None
    ) -> None:
        """Take `fits_at`, the least width in pixels, to be as high as `inner` where there is room.

        That is for dialogs; on a page it takes what room there is.
        """
        super().__init__(parent)
        layout = inner.layout()
        if layout is not None:
            layout.setContentsMargins(0, 0, 0, 0)
        self._area = _Area(inner) if fits_at is None else _FittingArea(inner, fits_at)
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


class _Area(QScrollArea):
    """Qt's area, which measures what is in it no sooner than it is needed.

    `setWidget` measures, and for that everything in it gets its style. Whoever is given a parent
    after that, and so do its parents while a dialog is built, gets a new one: 40 ms in all.
    """

    def __init__(self, inner: QWidget) -> None:
        super().__init__()
        # A viewport of ours: it has no ground, and asking for Qt's (`viewport()`) makes PySide6
        # create every kind of widget there is, to find out which one that is: 15 ms at the start.
        viewport = QWidget()
        self.setViewport(viewport)
        self.setWidgetResizable(True)
        inner.setParent(viewport)
        self._inner = inner

    def event(self, event: QEvent) -> bool:
        is_handled = super().event(event)
        if event.type() == QEvent.Type.Polish and self.widget() is None:
            self.setWidget(self._inner)
            self._inner.setAutoFillBackground(False)  # setWidget gave it the window's ground
        return is_handled


class _FittingArea(_Area):
    """Wishes for the height at which nothing has to be scrolled, and is content with less."""

    def __init__(self, inner: QWidget, width: int) -> None:
        super().__init__(inner)
        self._least_width = width

    def sizeHint(self) -> QSize:
        layout, hint = self._inner.layout(), self._inner.sizeHint()
        # Beside a bar it is narrower and wants more height, so that the bar can go again.
        width = self.width() if self.isVisible() else self._least_width
        height = -1 if layout is None else layout.totalHeightForWidth(width)
        return QSize(hint.width(), hint.height() if height < 0 else height)

    def minimumSizeHint(self) -> QSize:
        height = min(self.sizeHint().height(), _LEAST_LINES * Space.CONTROL_HEIGHT)
        return QSize(self._inner.minimumSizeHint().width(), height)

    def event(self, event: QEvent) -> bool:
        is_handled = super().event(event)
        if event.type() in {QEvent.Type.LayoutRequest, QEvent.Type.Resize}:
            self.updateGeometry()  # other things are in it, or it is as high at another width
        return is_handled
