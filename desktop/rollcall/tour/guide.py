"""A person at the window: looks for things by their names, presses, types, takes pictures."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final, TypeVar

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QItemSelectionModel, QModelIndex, Qt
from PySide6.QtGui import QAction, QColor, QKeyEvent, QPainter, QPixmap
from PySide6.QtWidgets import (
    QAbstractButton,
    QDialog,
    QFileDialog,
    QLineEdit,
    QTableView,
    QWidget,
)

from rollcall.app import Program
from rollcall.settings import Appearance
from rollcall.ui.navigation import PageKey

__all__ = ["Guide", "StepFailed"]

PATIENCE_S: Final = 60.0  # a hang guard, not a measure: the machine may be busy
PAUSE_S: Final = 0.05
_LAYOUTS: Final = 3  # a dialog that grows lays out what is in it once more
OTHER: Final[dict[Appearance, Appearance]] = {"light": "dark", "dark": "light"}

_SHADE = QColor(0, 0, 0, 70)

WidgetT = TypeVar("WidgetT", bound=QWidget)
SeenT = TypeVar("SeenT")


class StepFailed(Exception):
    """A step did not come about."""


class Guide:
    """Drives the window of a program; whatever it does not see in time ends the step."""

    def __init__(self, program: Program, folder: Path) -> None:
        self.program = program
        self.window = program.window
        self.count = 0
        self._folder = folder
        self._bugs: list[BaseException] = []
        self._saving: list[tuple[Path, asyncio.Future[bool]]] = []
        self._appearance: Appearance = "light"
        program.tasks.bug_met.connect(self._bugs.append)
        program.theme.apply(self._appearance)

    async def go_to(self, page: PageKey) -> None:
        """Show a page."""
        self.window.go_to(page)
        await asyncio.sleep(0)

    async def press(self, name: str, *, within: QWidget | None = None) -> None:
        """Press the button of that name once it can be pressed."""
        button = await self.see(QAbstractButton, name, within=within, enabled=True)
        button.click()
        await asyncio.sleep(0)

    async def act(self, name: str) -> None:
        """Do what an action of the page does, as the list of all actions would."""

        def find() -> QAction | None:
            page = self.window.current_page
            actions = [] if page is None else page.actions()
            return next(
                (each for each in actions if each.text() == name and each.isEnabled()), None
            )

        (await self.until(find, f"action {name!r}")).trigger()
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

    async def choose_file(self, path: Path) -> None:
        """Answer the question for a file, or for where to write one."""

        def find() -> QFileDialog | None:
            dialogs = self.window.findChildren(QFileDialog)
            return next((each for each in dialogs if each.isVisible()), None)

        dialog = await self.until(find, "a question for a file")
        dialog.setDirectory(str(path.parent))
        dialog.selectFile(path.name)
        dialog.accept()
        await self.closed(dialog)

    async def closed(self, dialog: QDialog) -> None:
        """Wait until a dialog is gone, so that the next one is not taken for it."""
        await self.until(
            lambda: not shiboken6.isValid(dialog) or not dialog.isVisible(), "a dialog to close"
        )

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
            if within is not None and not shiboken6.isValid(within):
                raise StepFailed(f"the dialog closed before {name!r} was seen")
            for each in (within or self.window).findChildren(kind):
                is_ready = each.isVisible() and (each.isEnabled() or not enabled)
                if is_ready and _name_of(each) == name:
                    return each
            return None

        return await self.until(find, f"{kind.__name__} {name!r}")

    async def rows(self, table: str, at_least: int, *, within: QWidget | None = None) -> QTableView:
        """Wait until a table shows so many rows."""
        view = await self.see(QTableView, table, within=within)
        await self.until(lambda: view.model().rowCount() >= at_least, f"{at_least} rows of {table}")
        return view

    async def row(self, table: str, text: str, *, within: QWidget | None = None) -> QModelIndex:
        """Wait for the first row in which a cell shows `text`."""
        view = await self.see(QTableView, table, within=within)

        def find() -> QModelIndex | None:
            model = view.model()
            for row in range(model.rowCount()):
                for column in range(model.columnCount()):
                    if text in str(model.index(row, column).data() or ""):
                        return model.index(row, 0)
            return None

        return await self.until(find, f"row {text!r} of {table}")

    async def select(self, table: str, text: str, *, within: QWidget | None = None) -> None:
        """Select the row in which a cell shows `text`."""
        index = await self.row(table, text, within=within)
        _select_row(await self.see(QTableView, table, within=within), index)
        await asyncio.sleep(0)

    async def activate(self, table: str, text: str) -> None:
        """Open the row in which a cell shows `text`, as Enter does."""
        view = await self.see(QTableView, table)
        _select_row(view, await self.row(table, text))
        view.setFocus()
        _press_key(view, Qt.Key.Key_Return)  # at once: rows change places while devices answer
        await asyncio.sleep(0)

    async def pick_device(self, name: str) -> None:
        """Pick a device for all pages."""
        picker = self.window.device_picker
        at = await self.until(lambda: 1 + picker.findText(name), f"device {name!r} to pick")
        picker.setCurrentIndex(at - 1)
        await asyncio.sleep(0)

    async def progress(self, at_least: int) -> None:
        """Wait until something that runs has come so far, and says so at the bottom."""

        def look() -> bool:
            works = self.program.tasks.works
            return any(work.progress and work.progress.done >= at_least for work in works)

        await self.until(look, f"a progress of {at_least}")

    async def told(self) -> None:
        """Wait until the page in sight tells something."""

        def look() -> bool:
            page = self.window.current_page
            return page is not None and page.notice_bar.notice is not None

        await self.until(look, "a notice on the page")

    def any_dialog(self) -> QDialog | None:
        """Give the dialog in sight, if there is one."""
        return next((each for each in self.window.findChildren(QDialog) if each.isVisible()), None)

    async def idle(self) -> None:
        """Wait until nothing runs any more that the page in sight began."""
        page = self.window.current_page
        await self.until(
            lambda: all(work.owner is not page for work in self.program.tasks.works),
            "an end of what the page does",
        )

    async def idle_but(self, dialog: QDialog) -> None:
        """Wait until a dialog that stays open has finished what it does."""
        await self.until(
            lambda: all(work.owner is not dialog for work in self.program.tasks.works),
            "an end of what the dialog does",
        )

    async def until(self, look: Callable[[], SeenT | None], what: str) -> SeenT:
        """Look again and again until there is something to see. Raises `StepFailed`."""
        seen: SeenT | None = None
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE_S):
                while not (seen := look()):
                    self._check_no_bug()
                    await asyncio.sleep(PAUSE_S)
        if not seen:
            raise StepFailed(f"waited in vain for {what}")
        return seen

    async def picture(self, name: str) -> None:
        """Picture the window and the dialogs over it, in each appearance."""
        self.count += 1
        await asyncio.sleep(PAUSE_S)  # what was done last is seen: focus, scroll bars
        self._save(f"{self.count:02}-{name}-{self._appearance}")
        await self._look_otherwise()  # and so it stays: each change costs much
        self._save(f"{self.count:02}-{name}-{self._appearance}")

    async def picture_for_readme(self, name: str) -> None:
        """Picture the window in the light appearance, under a name that stays as steps come."""
        if self._appearance != "light":
            await self._look_otherwise()
        self._save(f"readme-{name}")

    async def finish(self) -> None:
        """Wait until every picture is written. Raises `StepFailed` for one that cannot be."""
        for path, saving in self._saving:
            if not await saving:
                raise StepFailed(f"{path} cannot be written")

    async def _look_otherwise(self) -> None:
        self._appearance = OTHER[self._appearance]
        self.program.theme.apply(self._appearance)
        await asyncio.sleep(PAUSE_S)

    def _check_no_bug(self) -> None:
        if self._bugs:
            raise StepFailed(f"a bug was met ({type(self._bugs[0]).__name__}: {self._bugs[0]})")

    def _save(self, name: str) -> None:
        self._check_no_bug()
        for _ in range(_LAYOUTS):  # a picture between two of them is one that nobody ever sees
            QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        path = self._folder / f"{name}.png"
        image = self._shot().toImage()
        # Beside the window: to compress a picture takes as long as to make it.
        saving = asyncio.get_running_loop().run_in_executor(None, image.save, str(path))
        self._saving.append((path, saving))

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


def _select_row(view: QTableView, index: QModelIndex) -> None:
    """Select as a click does; `selectRow` does nothing where the table reads from the right."""
    how = QItemSelectionModel.SelectionFlag
    view.selectionModel().setCurrentIndex(index, how.ClearAndSelect | how.Rows)


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
