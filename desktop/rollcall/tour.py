"""The tour: drives the real window in practice mode through every page and dialog, and pictures it.

Each step does something a person would do and waits until its effect is in sight; a step that does
not come about ends the tour with exit code 1. Later pages add their steps to `STEPS`.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, QModelIndex, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPixmap
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QLineEdit,
    QTableView,
    QWidget,
)

from rollcall import logs
from rollcall.app import Program, drive
from rollcall.settings import Appearance
from rollcall.ui.navigation import PageKey

PATIENCE_S = 60.0  # a hang guard, not a measure: the machine may be busy
PAUSE_S = 0.05
SIZE = QSize(1280, 800)
APPEARANCES: tuple[Appearance, ...] = ("light", "dark")
NAMES = ("Front door", "Main building", "Warehouse")

_SHADE = QColor(0, 0, 0, 70)

WidgetT = TypeVar("WidgetT", bound=QWidget)
SeenT = TypeVar("SeenT")


class StepFailed(Exception):  # named for what happened
    """A step did not come about."""


def run(folder: Path, *, data: Path | None, log_level: str) -> int:
    """Take the tour, put the pictures into `folder`, and give 0 if every step came about."""
    folder.mkdir(parents=True, exist_ok=True)
    redactor = logs.Redactor()
    with tempfile.TemporaryDirectory(prefix="rollcall-") as temporary:
        home = data if data is not None else Path(temporary)
        home.mkdir(parents=True, exist_ok=True)
        logs.start(home, log_level, redactor=redactor)
        return drive(lambda app: _take(app, home, folder, redactor))


async def _take(app: QApplication, home: Path, folder: Path, redactor: logs.Redactor) -> int:
    program = Program(app, home, practice=True, redactor=redactor)
    program.window.resize(SIZE)
    program.window.show()
    program.start()
    guide = Guide(program, folder)
    try:
        for step in STEPS:
            await step(guide)
    except StepFailed as failure:
        sys.stderr.write(f"rollcall tour: {failure}\n")
        return 1
    finally:
        program.window.close()
        await program.stop()
    sys.stdout.write(f"{guide.count} pictures in {folder}\n")
    return 0


class Guide:
    """A person at the window: looks for things by their names, presses, types, takes pictures."""

    def __init__(self, program: Program, folder: Path) -> None:
        self.program = program
        self.window = program.window
        self.count = 0
        self._folder = folder

    async def go_to(self, page: PageKey) -> None:
        """Show a page."""
        self.window.go_to(page)
        await asyncio.sleep(0)

    async def press(self, name: str, *, within: QWidget | None = None) -> None:
        """Press the button of that name once it can be pressed."""
        button = await self.see(QAbstractButton, name, within=within, enabled=True)
        button.click()
        await asyncio.sleep(0)

    async def enter(self, name: str, text: str, *, within: QWidget | None = None) -> None:
        """Type into the field of that name, over what is in it."""
        field = await self.see(QLineEdit, name, within=within, enabled=True)
        field.setFocus()
        field.selectAll()
        _type(field, text)
        await asyncio.sleep(0)

    async def dialog(self, title: str) -> QDialog:
        """Wait for the dialog with that title."""

        def find() -> QDialog | None:
            return next(
                (
                    each
                    for each in self.window.findChildren(QDialog)
                    if each.isVisible() and each.windowTitle() == title
                ),
                None,
            )

        return await self.until(find, f"dialog {title!r}")

    async def see(
        self,
        kind: type[WidgetT],
        name: str,
        *,
        within: QWidget | None = None,
        enabled: bool = False,
    ) -> WidgetT:
        """Wait for a widget in sight by its accessible name or its text."""

        def find() -> WidgetT | None:
            for each in (within or self.window).findChildren(kind):
                is_ready = each.isVisible() and (each.isEnabled() or not enabled)
                if is_ready and _name_of(each) == name:
                    return each
            return None

        return await self.until(find, f"{kind.__name__} {name!r}")

    async def rows(self, table: str, at_least: int) -> QTableView:
        """Wait until a table shows so many rows."""
        view = await self.see(QTableView, table)
        await self.until(lambda: view.model().rowCount() >= at_least, f"{at_least} rows of {table}")
        return view

    async def row(self, table: str, text: str) -> QModelIndex:
        """Wait for the first row in which a cell shows `text`."""
        view = await self.see(QTableView, table)

        def find() -> QModelIndex | None:
            model = view.model()
            for row in range(model.rowCount()):
                for column in range(model.columnCount()):
                    if text in str(model.index(row, column).data() or ""):
                        return model.index(row, 0)
            return None

        return await self.until(find, f"row {text!r} of {table}")

    async def select(self, table: str, text: str) -> None:
        """Select the row in which a cell shows `text`."""
        index = await self.row(table, text)
        (await self.see(QTableView, table)).selectRow(index.row())
        await asyncio.sleep(0)

    async def activate(self, table: str, text: str) -> None:
        """Open the row in which a cell shows `text`, as Enter does."""
        await self.select(table, text)
        view = await self.see(QTableView, table)
        view.setFocus()
        _press_key(view, Qt.Key.Key_Return)
        await asyncio.sleep(0)

    async def pick_device(self, name: str) -> None:
        """Pick a device for all pages."""
        picker = self.window.device_picker
        at = await self.until(lambda: 1 + picker.findText(name), f"device {name!r} to pick")
        picker.setCurrentIndex(at - 1)
        await asyncio.sleep(0)

    def any_dialog(self) -> QDialog | None:
        """Give the dialog in sight, if there is one."""
        return next((each for each in self.window.findChildren(QDialog) if each.isVisible()), None)

    async def idle(self) -> None:
        """Wait until nothing runs any more."""
        await self.until(lambda: not self.program.tasks.works, "an end of all work")

    async def until(self, look: Callable[[], SeenT | None], what: str) -> SeenT:
        """Look again and again until there is something to see. Raises `StepFailed`."""
        seen: SeenT | None = None
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE_S):
                while not (seen := look()):  # noqa: ASYNC110  # a person looks again, too
                    await asyncio.sleep(PAUSE_S)
        if not seen:
            message = f"waited in vain for {what}"
            raise StepFailed(message)
        return seen

    async def picture(self, name: str) -> None:
        """Picture the window and the dialogs over it, in each appearance."""
        self.count += 1
        before = self.program.theme.appearance
        for appearance in APPEARANCES:
            self.program.theme.apply(appearance)
            await asyncio.sleep(PAUSE_S)
            self._shot().save(str(self._folder / f"{self.count:02}-{name}-{appearance}.png"))
        self.program.theme.apply(before)

    def _shot(self) -> QPixmap:
        shot = self.window.grab()
        painter = QPainter(shot)
        for dialog in self.window.findChildren(QDialog):
            if dialog.isVisible():
                middle = self.window.rect().center() - dialog.rect().center()
                painter.fillRect(self.window.rect(), _SHADE)
                painter.drawPixmap(middle, dialog.grab())
        painter.end()
        return shot


def _type(widget: QWidget, text: str) -> None:
    for each in text:
        _press_key(widget, Qt.Key.Key_unknown, each)


def _press_key(widget: QWidget, key: Qt.Key, text: str = "") -> None:
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text)
        QCoreApplication.sendEvent(widget, event)


def _name_of(widget: QWidget) -> str:
    if widget.accessibleName():
        return widget.accessibleName()
    return widget.text().replace("&", "") if isinstance(widget, QAbstractButton) else ""


# --- the steps, in the order a new administrator would take them


async def first_start(guide: Guide) -> None:
    """See what there is before any device is known."""
    await guide.go_to(PageKey.OVERVIEW)
    await guide.see(QAbstractButton, "Find devices")
    await guide.picture("overview-first-start")
    await guide.go_to(PageKey.DEVICES)
    await guide.picture("devices-first-start")
    await guide.go_to(PageKey.USERS)
    await guide.picture("users-no-device")


async def find_devices(guide: Guide) -> None:
    """Look for the devices, and wait until all are there."""
    await guide.go_to(PageKey.DEVICES)
    await guide.press("Find devices")
    await guide.rows("Devices", 3)
    await guide.idle()
    await guide.picture("devices-found")


async def add_devices(guide: Guide) -> None:
    """Add each device that was found."""
    for at, name in enumerate(NAMES):
        await guide.activate("Devices", "New")
        dialog = await guide.dialog("Add device")
        await guide.see(QLineEdit, "Name", within=dialog, enabled=True)
        await guide.enter("Name", name, within=dialog)
        if at == 0:
            await guide.picture("add-device-found")
        await guide.press("Add device", within=dialog)
        await guide.row("Devices", name)
    await guide.idle()
    await guide.picture("devices-added")


async def add_by_address(guide: Guide) -> None:
    """Type an address that cannot be one."""
    await guide.press("Add by address")
    dialog = await guide.dialog("Add device")
    await guide.enter("Address", "front door", within=dialog)
    await guide.press("Look for it", within=dialog)
    await guide.see(QWidget, "Address", within=dialog)
    await guide.picture("add-device-mistyped")
    dialog.reject()


async def rename(guide: Guide) -> None:
    """Ask for another name, for a key, and to forget; and leave it all as it is."""
    await guide.select("Devices", NAMES[0])
    await guide.idle()
    await guide.picture("device-details")
    for button, title in (("Rename", "Rename device"), ("Set key", "Set key")):
        await guide.press(button)
        dialog = await guide.dialog(title)
        await guide.picture(title.lower().replace(" ", "-"))
        dialog.reject()
    await guide.press("Forget")
    dialog = await guide.until(guide.any_dialog, "a question before forgetting")
    await guide.picture("forget-device")
    dialog.reject()


async def users(guide: Guide) -> None:
    """Open the users of a device, read, search and filter them."""
    await guide.pick_device(NAMES[1])
    await guide.go_to(PageKey.USERS)
    await guide.rows("Users", 20)
    await guide.picture("users-reading")
    await guide.pick_device(NAMES[0])
    await guide.rows("Users", 20)
    await guide.idle()
    await guide.picture("users")
    await guide.enter("Search users", "a")
    await guide.picture("users-search")
    await guide.enter("Search users", "nobody is called this")
    await guide.picture("users-nothing-found")
    await guide.press("Clear filters")
    await guide.pick_device(NAMES[2])
    await guide.rows("Users", 20)
    await guide.picture("users-slow-device")


async def overview(guide: Guide) -> None:
    """Look at all devices at once."""
    await guide.go_to(PageKey.OVERVIEW)
    await guide.idle()
    await guide.picture("overview")


async def the_rest(guide: Guide) -> None:
    """Look at what was done, at the settings, and at the list of all actions."""
    await guide.go_to(PageKey.ACTIVITY)
    await guide.rows("Activity", len(NAMES))
    await guide.picture("activity")
    await guide.go_to(PageKey.SETTINGS)
    await guide.picture("settings")
    guide.window.open_palette()
    dialog = await guide.until(guide.any_dialog, "the list of all actions")
    await guide.picture("find-an-action")
    dialog.reject()


STEPS = (
    first_start,
    find_devices,
    add_devices,
    add_by_address,
    rename,
    users,
    overview,
    the_rest,
)
