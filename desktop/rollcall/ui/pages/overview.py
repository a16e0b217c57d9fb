"""The page Overview: are all devices well, and if not, what helps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from rollcall.protocol.info import DeviceUid
from rollcall.ui.navigation import PageKey
from rollcall.ui.page import Page
from rollcall.ui.tasks import Busy, TaskRunner, Work
from rollcall.ui.widgets.buttons import ActionButton
from rollcall.ui.widgets.card_grid import CardGrid
from rollcall.ui.widgets.concern_list import ConcernList
from rollcall.ui.widgets.device_card import DeviceCard
from rollcall.ui.widgets.empty_state import EmptyState
from rollcall.ui.words import ANSWERING
from rollcall.usecases.details_cache import DetailsCache
from rollcall.usecases.fleet_device import DeviceState, FleetDevice
from rollcall.usecases.health import Concern, ConcernKind, Remedy, concerns

if TYPE_CHECKING:
    from rollcall.ui.models.devices import Fleet

__all__ = ["OverviewPage"]


class OverviewPage(Page):
    """A card for each of our devices, below what is worth acting on."""

    follows_device = False  # a warning about another device must not be out of sight

    find_asked = Signal()
    """Look for devices; comes after `page_asked` has shown the page that does it."""

    def __init__(self, fleet: Fleet, *, details: DetailsCache, tasks: TaskRunner) -> None:
        super().__init__(tasks, scrolls=True)
        self._fleet = fleet
        self._details = details
        self._checking = Busy(self._update)
        self._check: Work[None] | None = None
        self._asked: set[DeviceUid] = set()
        self._is_shown = False
        self._cards: dict[DeviceUid, DeviceCard] = {}
        self._build()
        self._connect()
        self._retranslate()

    def refresh(self) -> None:
        """Ask every device again how it is."""
        self.notice_bar.dismiss()
        if not self._is_checking:
            self._check = self.tasks.start(
                self._look_again(), owner=self, title=self.tr("Checking the devices")
            )

    def page_shown(self) -> None:
        self._is_shown = True
        self._update()
        is_new = any(each.state is DeviceState.UNCHECKED for each in self._ours())
        if is_new and not self._is_checking:
            self._check = self.tasks.start(
                self._look(), owner=self, title=self.tr("Checking the devices"), quiet=True
            )
        self._read_new()

    # --- slots

    def _on_fleet_changed(self, _devices: tuple[FleetDevice, ...]) -> None:
        self._asked -= {each.known_uid for each in self._ours() if each.state not in ANSWERING}
        self._update()
        if self._is_shown and self.isVisible():
            self._read_new()

    def _on_details_changed(self, _uid: DeviceUid) -> None:
        self._update()

    def _on_find_asked(self) -> None:
        self.page_asked.emit(PageKey.DEVICES)
        self.find_asked.emit()

    def _on_details_asked(self, uid: str) -> None:
        self.device_asked.emit(uid)
        self.page_asked.emit(PageKey.DEVICES)

    def _on_users_asked(self, uid: str) -> None:
        self.device_asked.emit(uid)
        self.page_asked.emit(PageKey.USERS)

    def _on_remedy_asked(self, concern: Concern) -> None:
        device = concern.device
        match concern.remedy:
            case Remedy.TRY_AGAIN:
                self.tasks.start(
                    self._fleet.check([device.known_uid]),
                    owner=self,
                    title=self.tr("Asking {device}").format(device=device.name),
                )
            case Remedy.SET_KEY:
                from rollcall.ui.dialogs.device_dialogs import set_key  # once somebody asks

                self.tasks.start(
                    set_key(self, self._fleet, device),
                    owner=self,
                    title=self.tr("Set key"),
                    quiet=True,
                )
            case Remedy.FIND:
                self._on_find_asked()
            case Remedy.OPEN_USERS:
                self._on_users_asked(device.known_uid)
            case _:
                self._on_details_asked(device.known_uid)

    # --- coroutines

    async def _look(self) -> None:
        with self._checking:
            await self._fleet.check()

    async def _look_again(self) -> None:
        with self._checking:
            await self._fleet.check()
            uids = [each.known_uid for each in self._ours() if each.state in ANSWERING]
            self._asked.update(uids)
            await self._details.read_all(uids, again=True)

    # --- inside

    def _build(self) -> None:
        self._refresh_action = self.new_action(self.refresh, icon_name="refresh-cw")
        self.removeAction(self._refresh_action)  # Ctrl+K finds the window's own, with F5
        self._refresh_button = ActionButton(self._refresh_action)
        self.header.add_widget(self._refresh_button)
        self._concerns = ConcernList()
        self._grid = CardGrid()
        self._empty = EmptyState("tablet")
        self.body.addWidget(self._concerns)
        self.body.addWidget(self._grid)
        self.body.addWidget(self._empty, 100)  # all of the page, when there is nothing else
        self.body.addStretch(1)

    def _connect(self) -> None:
        self._fleet.changed.connect(self._on_fleet_changed)
        self._details.changed.connect(self._on_details_changed)
        self._concerns.remedy_asked.connect(self._on_remedy_asked)
        self._empty.acted.connect(self._on_find_asked)

    def _retranslate(self) -> None:
        self._refresh_action.setText(self.tr("Refresh"))
        self._refresh_action.setToolTip(self.tr("Ask the devices again (F5)"))
        self._empty.set_texts(
            self.tr(
                "No devices yet. Rollcall looks through your network for attendance and door "
                "devices; then you see here whether all of them are well."
            ),
            self.tr("Find devices"),
        )
        self._update()

    @property
    def _is_checking(self) -> bool:
        return self._check is not None and self._check.is_running

    def _ours(self) -> list[FleetDevice]:
        return [each for each in self._fleet.devices if each.is_ours]

    def _read_new(self) -> None:
        """Read each device as soon as it is known to answer."""
        uids = [
            each.known_uid
            for each in self._ours()
            if each.state in ANSWERING
            and each.known_uid not in self._asked
            and self._details.get(each.uid) is None
        ]
        if uids:
            self._asked.update(uids)
            self.tasks.start(
                self._details.read_all(uids),
                owner=self,
                title=self.tr("Reading the devices"),
                quiet=True,
            )

    def _update(self) -> None:
        ours = self._ours()
        self._empty.setVisible(not ours)
        self._grid.setVisible(bool(ours))
        self._refresh_button.setVisible(bool(ours))
        self._refresh_action.setEnabled(not self._checking)
        self._show_cards(ours)
        found = [
            concern
            for device in ours
            for concern in concerns(device, self._details.get(device.uid))
        ]
        found.sort(key=lambda each: (not each.is_urgent, each.kind is ConcernKind.ROOM))
        self._concerns.show_concerns(found)
        self.header.set_texts(self.tr("Overview"), self._summary(ours, found))

    def _show_cards(self, ours: list[FleetDevice]) -> None:
        cards: dict[DeviceUid, DeviceCard] = {}
        for device in ours:
            uid = device.known_uid
            card = self._cards.get(uid)
            if card is None:
                card = DeviceCard(device)
                card.details_asked.connect(self._on_details_asked)
                card.users_asked.connect(self._on_users_asked)
            card.show_device(device, self._details.get(uid), is_reading=uid in self._asked)
            cards[uid] = card
        self._cards = cards
        self._grid.set_cards(tuple(cards.values()))

    def _summary(self, ours: list[FleetDevice], found: list[Concern]) -> str:
        if not ours:
            return ""
        if any(each.state is DeviceState.UNCHECKED for each in ours):
            return self.tr("Asking the devices how they are …")
        troubled = len({concern.device.key for concern in found})
        if troubled == 1:
            return self.tr("1 of your devices needs looking after.")
        if troubled:
            return self.tr("%n of your devices need looking after.", "", troubled)
        if len(ours) == 1:
            return self.tr("Your device is well.")
        return self.tr("All %n devices are well.", "", len(ours))
