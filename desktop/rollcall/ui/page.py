"""What every page is: header, notice bar and body, and the few questions the window asks it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QVBoxLayout, QWidget

from rollcall.ui.tasks import TaskRunner
from rollcall.ui.theme import Space, icon
from rollcall.ui.widgets.frames import PageHeader
from rollcall.ui.widgets.notice_bar import NoticeBar
from rollcall.ui.widgets.scroll_area import ScrollArea
from rollcall.ui.widgets.search_field import SearchField

__all__ = ["Page"]


class Page(QWidget):
    """Base of all pages; put things into `body`.

    A subclass builds in `__init__`, sets its texts in `_retranslate` and calls that once itself.
    Its actions (`new_action`) are what Ctrl+K finds. Errors of work it starts with itself as owner
    show up in `notice_bar` by themselves.
    """

    page_asked = Signal(str)
    """(page key) Show another page."""
    device_asked = Signal(str)
    """(device uid) Pick a device, for all pages."""

    search_field: SearchField | None = None
    """What Ctrl+F goes to."""
    follows_device = True
    """Whether the device picked matters here; where it does not, the picker is out of sight."""

    def __init__(
        self, tasks: TaskRunner, *, scrolls: bool = False, parent: QWidget | None = None
    ) -> None:
        """Take `scrolls` for a page that may be higher than the window; a table scrolls itself."""
        super().__init__(parent)
        self.tasks = tasks
        self.header = PageHeader()
        self.notice_bar = NoticeBar()
        self.notice_bar.follow(tasks, self)
        self.body = QVBoxLayout()
        self.body.setSpacing(Space.L)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.PAGE, Space.PAGE, Space.PAGE, Space.PAGE)
        layout.setSpacing(Space.L)
        layout.addWidget(self.header)
        layout.addWidget(self.notice_bar)
        if scrolls:
            inner = QWidget()
            inner.setLayout(self.body)
            area = ScrollArea(inner)
            self.header.titled.connect(area.set_name)
            layout.addWidget(area, 1)
        else:
            layout.addLayout(self.body, 1)

    def refresh(self) -> None:
        """Read again what is shown (F5)."""

    def set_device(self, uid: str | None) -> None:
        """Show a device, or all of them; called before the page is shown and when it changes."""

    def page_shown(self) -> None:
        """Called each time the page comes into sight."""

    def new_action(
        self, slot: Callable[[], object], *, icon_name: str = "", shortcut: str = ""
    ) -> QAction:
        """Make an action of this page; its text is set in `_retranslate`."""
        action = QAction(self)
        if icon_name:
            action.setIcon(icon(icon_name))
        if shortcut:
            action.setShortcut(QKeySequence(shortcut))
            # Ctrl+N is for the page in sight, Delete for what is selected where the focus is.
            is_bare = "+" not in shortcut
            contexts = Qt.ShortcutContext
            action.setShortcutContext(
                contexts.WidgetWithChildrenShortcut if is_bare else contexts.WindowShortcut
            )
        action.triggered.connect(slot)
        self.addAction(action)
        return action

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _retranslate(self) -> None:
        """Set every text, in the language in use."""
