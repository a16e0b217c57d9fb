"""Every object that lives as long as the window does: built, started, and ended in order."""

from __future__ import annotations

import asyncio
import logging
from contextlib import AsyncExitStack
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication

from rollcall import logs
from rollcall.network import Network
from rollcall.program.housekeeping import Housekeeping
from rollcall.program.page_builders import page_builders
from rollcall.protocol.errors import StoreError
from rollcall.protocol.info import DeviceUid
from rollcall.settings import SettingsFile
from rollcall.store.late import LateStore
from rollcall.ui import clipboard
from rollcall.ui.crash import CrashReporter
from rollcall.ui.garbage import GarbageCollection
from rollcall.ui.i18n import Languages
from rollcall.ui.main_window import MainWindow
from rollcall.ui.navigation import pages
from rollcall.ui.notices import describe
from rollcall.ui.tasks import TaskRunner
from rollcall.ui.theme import Theme, Tone
from rollcall.ui.widgets.device_picker import DeviceChoice
from rollcall.ui.words import ANSWERING, STATE_TONES, state_word
from rollcall.usecases.audit import Audit
from rollcall.usecases.changing.lease import Leases
from rollcall.usecases.changing.seal_key import SealKey, SealKeyOf, no_seal_key
from rollcall.usecases.details_cache import DetailsCache
from rollcall.usecases.fleet import Fleet
from rollcall.usecases.fleet_device import FleetDevice
from rollcall.vault import KeyringVault, SessionVault

if TYPE_CHECKING:
    from rollcall.program.user_objects import UserObjects
    from rollcall.protocol.errors import AppError
    from rollcall.ui.page import Page
    from rollcall.usecases.device_keys import Keys

__all__ = ["SETTINGS_FILE", "STORE_FILE", "Program"]

_log = logging.getLogger(__name__)

STORE_FILE = "rollcall.db"
SETTINGS_FILE = "settings.json"
PLACES_FILE = "practice-devices.json"


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
        self._is_practice = practice
        self.network = Network(practice=practice, places=folder / PLACES_FILE)
        self.store = LateStore(folder / STORE_FILE)
        self.audit = Audit(self.store.audit)
        vault = SessionVault() if practice else KeyringVault()
        self._seal_key: SealKeyOf = no_seal_key if keys else SealKey(vault)
        self.fleet = Fleet(
            self.store.devices,
            keys=keys or vault,
            connect=self.network.connect,
            sweep=self.network.sweep,
            targets=self.network.targets,
            audit=self.audit,
            hide=redactor.hide,
        )
        self.details = DetailsCache(self.fleet)
        self.journal = self.store.journal
        self.removals = self.store.removals
        self.leases = Leases(self.journal, open_session=self.fleet.session)
        self.window = MainWindow(
            pages(page_builders(self)),
            tasks=self.tasks,
            theme=self.theme,
            settings=self.settings,
            practice=practice,
        )
        self.fleet.changed.connect(self._offer_devices)
        self.housekeeping = Housekeeping(self)
        if isinstance(self._seal_key, SealKey):
            self._seal_key.opened.connect(self.housekeeping.settle_waiting)
        self.audit.lost.connect(self._tell_unwritten)
        self.tasks.bug_met.connect(self._crashes.tell)

    @cached_property
    def users(self) -> UserObjects:
        """All that works with users."""
        from rollcall.program.usages import Usages
        from rollcall.program.user_objects import UserObjects  # much, and not for the first picture

        key = self._seal_key
        users = UserObjects(
            self,
            device_name=self._label_of,
            seal_key=key,
            seal_key_anew=key.anew if isinstance(key, SealKey) else key,
        )
        users.write_settler.given_up.connect(self.housekeeping.tell_given_up)
        users.job_settler.offered.connect(self.housekeeping.offer)
        users.job_settler.uncertain.connect(self.housekeeping.tell_uncertain)
        users.removing.carried_out.connect(self.housekeeping.tell_removed)
        usages = Usages(self.details, tasks=self.tasks, owner=self.window)
        usages.follow(users.writer.stored, users.writer.removed)
        self.fleet.changed.connect(users.forget_lost)
        return users

    def start(self) -> None:
        """Begin what the window waits for: the first page, then the devices there are."""
        self.garbage.start()
        self.window.open_first_page()
        self._look_at_devices()

    async def stop(self) -> None:
        """Stop taking work, end what runs, close the devices, the store, and the practice ones.

        Each step is taken whatever came of those before. The window is out of sight by then: what
        was sent to a device that hangs is read back for half a minute at most.
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
            # And before that: who starts the program again meanwhile finds it as it was left.
            last_first.callback(self.settings.save)

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
                self._begin(page), owner=page, title=title, quiet=True, retry=self._look_at_devices
            )

    async def _begin(self, page: Page) -> None:
        await self.fleet.load()
        self._pick_last_device()
        title = QCoreApplication.translate("Program", "Getting ready")
        self.tasks.start(self._get_ready(), owner=self.window, title=title, quiet=True)
        await self.housekeeping.begin(page)
        if self._is_practice:
            await self._follow_practice_devices()

    async def _follow_practice_devices(self) -> None:
        """Look for those that had to take another port than last time."""
        ours = [each for each in self.fleet.devices if each.is_ours]
        if not all(each.state in ANSWERING for each in ours):
            await self.fleet.find(report=self.tasks.report)

    async def _get_ready(self) -> None:
        from rollcall.program.ahead import import_ahead

        await self.network.load()  # the devices come first
        await import_ahead(self.garbage.spare)

    def name_of(self, uid: DeviceUid) -> str | None:
        """Give what people call one of our devices; None for one that is not ours now."""
        try:
            return self.fleet.device(uid).name
        except KeyError:
            return None

    def _label_of(self, uid: DeviceUid) -> str:
        return self.name_of(uid) or uid

    async def end_loose_captures(self, uid: DeviceUid) -> None:
        """End captures that could not be ended when the network was gone."""
        if "users" in vars(self):  # else nobody captured anything in this run
            await self.users.enrolling.end_loose(uid)

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
