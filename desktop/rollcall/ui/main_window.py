"""The window around the pages: sidebar, device picker, palette of actions, activity bar."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QEvent, QSize, Signal
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from rollcall.settings import SettingsFile
from rollcall.ui.navigation import PageKey, PageSpec, page_title
from rollcall.ui.page import Page
from rollcall.ui.tasks import TaskRunner
from rollcall.ui.theme import Theme, icon
from rollcall.ui.widgets.activity_bar import ActivityBar
from rollcall.ui.widgets.device_picker import DevicePicker
from rollcall.ui.widgets.frames import Banner
from rollcall.ui.widgets.notice_bar import NoticeBar
from rollcall.ui.widgets.sidebar import Sidebar
from rollcall.ui.widgets.top_bar import TopBar

if TYPE_CHECKING:
    from rollcall.ui.widgets.locked_banner import LockedBanner

__all__ = ["MainWindow"]

_SIZE = QSize(1280, 800)
_SIZE_MIN = QSize(960, 640)  # a screen of 1,024 x 700 less its task bar and frame


class MainWindow(QMainWindow):
    """Shows one page at a time; the device picked stays as the page changes."""

    closed = Signal()
    """The administrator closed it; `app.py` shuts the program down."""
    page_shown = Signal(str)
    """(page key) Another page is in sight."""
    unlock_asked = Signal(str)
    """(uid) Somebody wants a device unlocked that was left locked."""
    painted = Signal()
    """The window is on the screen for the first time; what is in it is painted right after."""

    def __init__(
        self,
        pages: Sequence[PageSpec],
        *,
        tasks: TaskRunner,
        theme: Theme,
        settings: SettingsFile,
        practice: bool = False,
    ) -> None:
        super().__init__()
        self._specs = {spec.key: spec for spec in pages}
        self._theme = theme
        self._settings = settings
        self._is_practice = practice
        self._built: dict[PageKey, Page] = {}
        self._devices_shown: dict[PageKey, str | None] = {}
        self._current: PageKey | None = None
        self._is_painted = False
        self._tasks = tasks
        self._locked_banner: LockedBanner | None = None
        self._build(tasks)
        self._page_actions = self._make_page_actions()
        self._find = self._new_action(self._on_find, "Ctrl+F", "search")
        self._refresh = self._new_action(self._on_refresh, "F5", "refresh-cw")
        self._palette = self._new_action(self.open_palette, "Ctrl+K", "command")
        self._light = self._new_action(partial(self._set_appearance, "light"), "", "sun")
        self._dark = self._new_action(partial(self._set_appearance, "dark"), "", "moon")
        self._follow_system = self._new_action(
            partial(self._set_appearance, "system"), "", "monitor"
        )
        self._connect()
        self._retranslate()
        self._restore_place()
        if pages:
            self._sidebar.set_current(pages[0].key)  # nothing jumps when the page comes

    # --- for app.py and the pages

    @property
    def device_picker(self) -> DevicePicker:
        """The list of devices; whoever knows the fleet fills it."""
        return self._top_bar.device_picker

    @property
    def current_page(self) -> Page | None:
        """The page in sight."""
        return None if self._current is None else self._built[self._current]

    def page(self, key: str) -> Page:
        """Give a page, built now if it was not yet."""
        known = PageKey(key)
        if known not in self._built:
            built = self._specs[known].build()
            built.page_asked.connect(self.go_to)
            built.device_asked.connect(self.device_picker.pick)
            self._built[known] = built
            self._stack.addWidget(built)
        return self._built[known]

    def go_to(self, key: str) -> None:
        """Show a page; does nothing when this program has none of that key."""
        known = PageKey(key)
        if known not in self._specs:
            return
        page = self.page(known)
        self._current = known
        self._tell_device(known)
        self._stack.setCurrentWidget(page)
        self._sidebar.set_current(known)
        self.device_picker.setVisible(page.follows_device)
        self._refresh.setEnabled(True)
        self._find.setEnabled(page.search_field is not None)
        page.page_shown()
        self.page_shown.emit(known)

    def open_first_page(self) -> None:
        """Show a page if none is shown; not done by itself, so that the window is there sooner."""
        if self._current is None and self._specs:
            self.go_to(next(iter(self._specs)))
            self._sidebar.take_focus()  # else the first thing there looks as if it was chosen

    @property
    def locked_banner(self) -> LockedBanner:
        """What says which devices are still locked; made when it is first needed."""
        if self._locked_banner is None:
            from rollcall.ui.widgets.locked_banner import LockedBanner  # hardly ever

            self._locked_banner = LockedBanner()
            self._locked_banner.unlock_asked.connect(self.unlock_asked)
            self.notice_bar.follow(self._tasks, self._locked_banner)
            self._layout.insertWidget(self._layout.indexOf(self.notice_bar), self._locked_banner)
        return self._locked_banner

    def show_locked(self, names: Mapping[str, str]) -> None:
        """Say which devices, by uid, are still locked; nothing where there are none."""
        if names or self._locked_banner is not None:
            self.locked_banner.set_devices(names)

    def open_palette(self) -> None:
        """Open the field that finds any action."""
        from rollcall.ui.widgets.action_palette import ActionPalette  # once somebody asks

        ActionPalette(self, self._findable_actions()).open()

    # --- Qt's side

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._is_painted:
            self._is_painted = True
            self.painted.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        place = bytes(self.saveGeometry().toBase64().data()).decode("ascii")
        self._settings.change(geometry=place, last_device=self.device_picker.uid)
        super().closeEvent(event)
        self.closed.emit()

    # --- inside

    def _build(self, tasks: TaskRunner) -> None:
        self._top_bar = TopBar()
        self._sidebar = Sidebar()
        for spec in self._specs.values():
            self._sidebar.add_page(spec.key, spec.icon, is_lower=spec.is_lower)
        self._banner = Banner(icon_name="graduation-cap") if self._is_practice else None
        self.notice_bar = NoticeBar(is_whole_width=True)
        """For what concerns no page in particular."""
        self._stack = QStackedWidget()
        self._activity = ActivityBar(tasks)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self._sidebar)
        middle.addWidget(self._stack, 1)
        whole = QWidget()
        self._layout = layout = QVBoxLayout(whole)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._top_bar)
        if self._banner is not None:
            layout.addWidget(self._banner)
        layout.addWidget(self.notice_bar)
        layout.addLayout(middle, 1)
        layout.addWidget(self._activity)
        self.setCentralWidget(whole)
        self.setMinimumSize(_SIZE_MIN)

    def _connect(self) -> None:
        self._sidebar.page_chosen.connect(self.go_to)
        self.device_picker.picked.connect(self._on_device_picked)
        self._top_bar.finder_pressed.connect(self.open_palette)
        self._top_bar.appearance_pressed.connect(self._on_appearance_pressed)
        self._theme.changed.connect(self._tell_appearance)

    def _retranslate(self) -> None:
        self.setWindowTitle(
            self.tr("Rollcall - practice mode") if self._is_practice else self.tr("Rollcall")
        )
        if self._banner is not None:
            self._banner.set_text(
                self.tr(
                    "Practice mode: these devices are made up and live on this PC. Try everything; "
                    "nothing can break."
                )
            )
        for at, (key, action) in enumerate(self._page_actions.items(), 1):
            title = page_title(key)
            action.setText(self.tr("Go to {page}").format(page=title))
            self._sidebar.set_text(key, title, f"{title} (Ctrl+{at})")
        self._find.setText(self.tr("Search on this page"))
        self._refresh.setText(self.tr("Refresh"))
        self._palette.setText(self.tr("Find an action"))
        self._light.setText(self.tr("Light appearance"))
        self._dark.setText(self.tr("Dark appearance"))
        self._follow_system.setText(self.tr("Appearance of the system"))
        self._top_bar.retranslate()
        self._tell_appearance()

    def _make_page_actions(self) -> dict[PageKey, QAction]:
        return {
            key: self._new_action(partial(self.go_to, key), f"Ctrl+{at}", spec.icon)
            for at, (key, spec) in enumerate(self._specs.items(), 1)
        }

    def _new_action(self, slot: Callable[[], object], shortcut: str, icon_name: str) -> QAction:
        action = QAction(icon(icon_name, "muted"), "", self)
        if shortcut:
            action.setShortcut(QKeySequence(shortcut))
        action.triggered.connect(slot)
        self.addAction(action)
        return action

    def _findable_actions(self) -> list[QAction]:
        page = self.current_page
        of_page = [] if page is None else page.actions()
        return [*of_page, *(each for each in self.actions() if each is not self._palette)]

    def _restore_place(self) -> None:
        self.resize(_SIZE)
        place = self._settings.value.geometry
        if place:
            self.restoreGeometry(QByteArray.fromBase64(place.encode("ascii")))

    def _tell_device(self, key: PageKey) -> None:
        uid = self.device_picker.uid
        if key not in self._devices_shown or self._devices_shown[key] != uid:
            self._devices_shown[key] = uid
            self._built[key].set_device(uid)

    def _tell_appearance(self) -> None:
        self._top_bar.show_appearance(is_dark=self._theme.is_dark)

    def _set_appearance(self, appearance: str) -> None:
        self._settings.change(appearance=appearance)
        self._theme.apply(self._settings.value.appearance)

    def _on_appearance_pressed(self) -> None:
        self._set_appearance("light" if self._theme.is_dark else "dark")

    def _on_device_picked(self) -> None:
        if self._current is not None:
            self._tell_device(self._current)

    def _on_find(self) -> None:
        page = self.current_page
        if page is not None and page.search_field is not None:
            page.search_field.setFocus()
            page.search_field.selectAll()

    def _on_refresh(self) -> None:
        if self.current_page is not None:
            self.current_page.refresh()
