"""The composition root: builds every object, runs the loop, and shuts down in order."""

from __future__ import annotations

import asyncio
import faulthandler
import logging
import os
import signal
import sys
import tempfile
from contextlib import AsyncExitStack, ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QCoreApplication,
    QMessageLogContext,
    QtMsgType,
    qInstallMessageHandler,
)
from PySide6.QtWidgets import QApplication
from qasync import QEventLoop  # type: ignore[import-untyped]

from rollcall import logs
from rollcall.network import Network
from rollcall.protocol.errors import StoreError
from rollcall.settings import SettingsFile
from rollcall.store.late import LateStore
from rollcall.ui import clipboard
from rollcall.ui.crash import CrashReporter
from rollcall.ui.garbage import GarbageCollection
from rollcall.ui.i18n import Languages
from rollcall.ui.main_window import MainWindow
from rollcall.ui.navigation import PageKey, pages
from rollcall.ui.notices import describe
from rollcall.ui.tasks import TaskRunner
from rollcall.ui.theme import APP_ARGUMENTS, Theme, Tone
from rollcall.ui.widgets.device_picker import DeviceChoice
from rollcall.ui.words import STATE_TONES, state_word
from rollcall.usecases.audit import Audit
from rollcall.usecases.details_cache import DetailsCache
from rollcall.usecases.fleet import Fleet
from rollcall.usecases.fleet_device import FleetDevice
from rollcall.usecases.roster import Roster
from rollcall.vault import KeyringVault, SessionVault

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from rollcall.protocol.errors import AppError
    from rollcall.protocol.info import DeviceUid
    from rollcall.ui.page import Page
    from rollcall.usecases.device_keys import Keys

__all__ = ["DataFolderUnusable", "Program", "application", "drive", "live", "prepare", "run"]

_log = logging.getLogger(__name__)

NAME = "Rollcall"
STORE_FILE = "rollcall.db"
SETTINGS_FILE = "settings.json"
FIRST_PICTURE_LIMIT_S = 1.0
PRACTICE_FOLDER = "practice"


class DataFolderUnusable(Exception):
    """Nothing can be kept in the data folder; the cause says why."""


def run(*, data: Path | None, log_level: str, practice: bool) -> int:
    """Open the window and give the exit code once it was closed.

    Without `data` everything is kept in the user's own folder; in practice mode, in one that is
    removed at the end. Made-up devices never get among the real ones: practice mode in `data` has
    a folder of its own in there. Raises `DataFolderUnusable`.
    """
    app = application()
    with ExitStack() as stack:
        if practice:
            folder = data / PRACTICE_FOLDER if data is not None else _passing_folder(stack)
        else:
            folder = data if data is not None else user_folder()
        prepare(folder)
        redactor = logs.Redactor()
        stack.callback(logs.start(folder, log_level, redactor=redactor))
        if sys.stderr is not None:  # a windowed program on Windows has none
            faulthandler.enable()
        return drive(app, _open(app, folder, practice=practice, redactor=redactor))


def prepare(folder: Path) -> None:
    """Make the data folder, for this person only, and see that it can be used.

    One that is there keeps its mode: it may be shared on purpose, and each file in it is private.
    Raises `DataFolderUnusable`.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise DataFolderUnusable(folder) from error


def drive(app: QApplication, work: Coroutine[Any, Any, int]) -> int:
    """Run a coroutine beside the window, in the one loop of this process."""
    with asyncio.Runner(loop_factory=lambda: QEventLoop(app)) as runner:
        return runner.run(work)


def _passing_folder(stack: ExitStack) -> Path:
    # On Windows a file may still be held by a virus scanner; that is no reason to fail.
    folder = tempfile.TemporaryDirectory(prefix="rollcall-", ignore_cleanup_errors=True)
    return Path(stack.enter_context(folder))


def application() -> QApplication:
    """Make the one application object, which never ends the program by itself.

    Where no window can be opened the process ends at once, with a sentence and exit code 1.
    """
    said: list[str] = []

    def on_message(kind: QtMsgType, _context: QMessageLogContext, text: str) -> None:
        said.append(text.strip())
        if kind is QtMsgType.QtFatalMsg:
            _tell_no_display(said[0])

    # Without a display Qt prints a page about its plug-ins and aborts, and nothing else tells so:
    # the display may be named and gone, or a library of the system may be missing.
    before = qInstallMessageHandler(on_message)
    app = QApplication([*sys.argv[:1], *APP_ARGUMENTS])
    qInstallMessageHandler(before)
    app.setApplicationName(NAME)
    app.setDesktopFileName("rollcall")
    app.setQuitOnLastWindowClosed(False)
    app.setQuitLockEnabled(False)  # a native file dialog could end the program (QTBUG-124386)
    return app


def _tell_no_display(why: str) -> None:
    if sys.stderr is not None:
        sys.stderr.write(
            f"rollcall: no window can be opened here ({why}). "
            "Start it on a desktop, or try `xvfb-run rollcall tour FOLDER` for pictures of it.\n"
        )
        sys.stderr.flush()
    os._exit(1)  # Qt would abort the moment this returns


def user_folder() -> Path:
    """Give the folder the operating system keeps for this program and this user."""
    from platformdirs import user_data_path

    return user_data_path(NAME, appauthor=False, roaming=False)


async def _open(app: QApplication, folder: Path, *, practice: bool, redactor: logs.Redactor) -> int:
    return await live(Program(app, folder, practice=practice, redactor=redactor))


async def live(program: Program) -> int:
    """Show the window until it is closed or a signal says so; give the exit code."""
    closed, painted = asyncio.Event(), asyncio.Event()
    program.window.closed.connect(closed.set)
    program.window.painted.connect(painted.set)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError, RuntimeError):  # Windows has no such handlers
            loop.add_signal_handler(number, program.window.close)
    try:
        program.window.show()
        # The window is on the screen before its first page is built, and before threads import
        # the slow libraries, which holds up this one. One that comes up minimised is not painted.
        with suppress(TimeoutError):
            await asyncio.wait_for(painted.wait(), FIRST_PICTURE_LIMIT_S)
        program.start()
        await closed.wait()
    finally:
        await program.stop()
    return 0


class Program:
    """Everything that lives as long as the window does."""

    def __init__(
        self,
        app: QApplication,
        folder: Path,
        *,
        practice: bool,
        redactor: logs.Redactor,
        keys: Keys | None = None,
    ) -> None:
        """Take `keys` to keep API keys elsewhere than in the keyring, or in memory to practise."""
        self._crashes = CrashReporter(lambda: self.window)
        self._crashes.install()
        self._crashes.watch(asyncio.get_running_loop())
        self.folder = folder
        self.settings = SettingsFile(folder / SETTINGS_FILE)
        self.languages = Languages(app)
        self.languages.use(self.settings.value.language)
        self.theme = Theme(app)
        self.theme.apply(self.settings.value.appearance)
        self.garbage = GarbageCollection()
        self.tasks = TaskRunner()
        self.network = Network(practice=practice)
        self.store = LateStore(folder / STORE_FILE)
        self.audit = Audit(self.store.audit)
        self.fleet = Fleet(
            self.store.devices,
            keys=keys or (SessionVault() if practice else KeyringVault()),
            connect=self.network.connect,
            sweep=self.network.sweep,
            targets=self.network.targets,
            audit=self.audit,
            hide=redactor.hide,
        )
        self.details = DetailsCache(self.fleet)
        self.window = MainWindow(
            pages(self._page_builders()),
            tasks=self.tasks,
            theme=self.theme,
            settings=self.settings,
            practice=practice,
        )
        self.fleet.changed.connect(self._offer_devices)
        self.audit.lost.connect(self._tell_unwritten)
        self.tasks.bug_met.connect(self._crashes.tell)

    def start(self) -> None:
        """Begin what the window waits for: the first page, then the devices there are."""
        self.garbage.start()
        self.window.open_first_page()
        self._look_at_devices()

    async def stop(self) -> None:
        """Stop taking work, end what runs, close the devices, the store, and the practice ones.

        Each step is taken whatever came of those before.
        """
        async with AsyncExitStack() as last_first:
            last_first.callback(self._crashes.uninstall)
            last_first.callback(self.garbage.stop)
            last_first.callback(clipboard.settle)
            last_first.push_async_callback(self.network.close)
            last_first.callback(self.settings.save)
            last_first.push_async_callback(self.store.close)
            last_first.push_async_callback(self._close_fleet)
            last_first.push_async_callback(self.tasks.shutdown)

    async def _close_fleet(self) -> None:
        try:
            await self.fleet.close()
        except StoreError as error:  # nobody is there to be told, and nothing typed is lost
            _log.info("when devices were last seen was not kept: %s", type(error).__name__)

    def _look_at_devices(self) -> None:
        page = self.window.current_page
        title = QCoreApplication.translate("Program", "Looking at the devices")
        if page is not None:
            self.tasks.start(
                self._begin(), owner=page, title=title, quiet=True, retry=self._look_at_devices
            )

    async def _begin(self) -> None:
        await self.fleet.load()
        self._pick_last_device()
        await self.fleet.check()

    def _tell_unwritten(self, error: AppError) -> None:
        self.window.notice_bar.show_message(
            Tone.WARNING,
            QCoreApplication.translate("Program", "What was done is not written down yet"),
            QCoreApplication.translate(
                "Program",
                "It was done, but the list of activities could not be kept on this PC: {why} "
                "Rollcall tries again with the next entry, until it is closed.",
            ).format(why=describe(error).text),
        )

    def _pick_last_device(self) -> None:
        self.window.device_picker.pick(self.settings.value.last_device)

    def _offer_devices(self, devices: tuple[FleetDevice, ...]) -> None:
        self.window.device_picker.set_devices(
            [
                DeviceChoice(
                    uid=each.uid,
                    name=each.name,
                    state=state_word(each.state),
                    tone=STATE_TONES[each.state],
                )
                for each in devices
                if each.is_ours and each.uid is not None
            ]
        )

    def _roster(self, uid: DeviceUid) -> Roster:
        return Roster(uid, open_session=self.fleet.session, remembered=self.store.users)

    def _page_builders(self) -> dict[PageKey, Callable[[], Page]]:
        return {
            PageKey.OVERVIEW: self._overview,
            PageKey.DEVICES: self._devices,
            PageKey.USERS: self._users,
            PageKey.ACTIVITY: self._activity,
            PageKey.SETTINGS: self._settings,
        }

    # Each page's module is imported when the page is first visited: the window is shown sooner.

    def _overview(self) -> Page:
        from rollcall.ui.pages.overview import OverviewPage

        page = OverviewPage(self.fleet, details=self.details, tasks=self.tasks)
        page.find_asked.connect(self._find_devices)
        return page

    def _devices(self) -> Page:
        from rollcall.ui.pages.devices import DevicesPage

        return DevicesPage(
            self.fleet,
            details=self.details,
            fingerprint_shown=self.network.fingerprint_shown,
            tasks=self.tasks,
            settings=self.settings,
        )

    def _users(self) -> Page:
        from rollcall.ui.pages.users import UsersPage

        return UsersPage(self._roster, fleet=self.fleet, tasks=self.tasks, settings=self.settings)

    def _activity(self) -> Page:
        from rollcall.ui.pages.activity import ActivityPage

        return ActivityPage(self.audit, tasks=self.tasks, settings=self.settings)

    def _settings(self) -> Page:
        from rollcall.ui.pages.settings import SettingsPage

        return SettingsPage(
            self.settings,
            tasks=self.tasks,
            theme=self.theme,
            languages=self.languages,
            data_folder=self.folder,
        )

    def _find_devices(self) -> None:
        from rollcall.ui.pages.devices import DevicesPage

        page = self.window.page(PageKey.DEVICES)
        if isinstance(page, DevicesPage):
            page.find_devices()
