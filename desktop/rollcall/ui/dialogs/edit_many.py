"""The dialog "Edit users": department, privilege and access zone of many, each only if ticked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import shiboken6
from PySide6.QtWidgets import QCheckBox, QDialog, QGridLayout, QWidget

from rollcall.protocol.errors import BadReply, Refused, Unsupported
from rollcall.protocol.users import Privilege
from rollcall.store.values import RememberedUser
from rollcall.ui import ask
from rollcall.ui.dialogs.edit_many_words import ManyCounts, columns, zone_text
from rollcall.ui.dialogs.edit_many_work import ManyEdits, ManyWork, UserEdit
from rollcall.ui.dialogs.edit_user_words import rights_text
from rollcall.ui.dialogs.user_results import Batch
from rollcall.ui.models.table import TableModel
from rollcall.ui.models.users import privilege_name
from rollcall.ui.page import Page
from rollcall.ui.tasks import Busy, TaskRunner
from rollcall.ui.theme import Space
from rollcall.ui.widgets.choice import Choice
from rollcall.ui.widgets.fitting_dialog import FittingDialog
from rollcall.ui.widgets.label import Label
from rollcall.ui.widgets.notice_bar import NoticeBar
from rollcall.ui.widgets.progress_line import ProgressLine
from rollcall.ui.widgets.table import Table
from rollcall.usecases.changing.receipt import Receipt
from rollcall.usecases.fleet_device import FleetDevice
from rollcall.usecases.people import People

__all__ = ["EditManyDialog", "edit_users"]

_WIDTH: Final = 680
_ROWS_SHOWN: Final = 6


async def edit_users(
    page: Page, people: People, device: FleetDevice, users: Sequence[RememberedUser]
) -> None:
    """Ask what is to become another of many users, and change it; the page tells what came."""
    dialog = EditManyDialog(page, people, device, users, tasks=page.tasks)
    if await ask.show(dialog) == QDialog.DialogCode.Accepted:
        _start(page, people, device, dialog.edits)


def _start(page: Page, people: People, device: FleetDevice, edits: Sequence[UserEdit]) -> None:
    by_id = {each.user.id: each for each in edits}
    work = ManyWork(people, device, edits)

    def retry(receipts: Sequence[Receipt]) -> None:
        _start(page, people, device, [by_id[each.user_id] for each in receipts])

    batch = Batch(
        page,
        people.undo,
        device_name=lambda _uid: device.name,
        total=len(edits),
        run=work.run,
        retry=retry,
    )
    batch.start(ManyCounts().changing(len(edits), device=device.name))


class EditManyDialog(FittingDialog):
    """Shows what would be another for whom; accepted when that is meant."""

    def __init__(
        self,
        parent: QWidget | None,
        people: People,
        device: FleetDevice,
        users: Sequence[RememberedUser],
        *,
        tasks: TaskRunner,
    ) -> None:
        super().__init__(parent, verb="…", width=_WIDTH)
        self._people = people
        self._device = device
        self._users = list(users)
        self._tasks = tasks
        self._words = ManyCounts(self)
        self._is_loaded = False
        self.edits: list[UserEdit] = []
        """What is to be done, for each user of whom anything becomes another."""
        self.busy = Busy(self._tell)
        self._build()
        self._connect()
        self._tell()
        self._load()

    def accept(self) -> None:
        if not self.verb_button.isEnabled():
            return
        if any(each.is_raising for each in self.edits):
            self._tasks.start(
                self._ask_to_raise(), owner=self, title=self.windowTitle(), quiet=True
            )
        else:
            super().accept()

    def done(self, result: int) -> None:
        self._tasks.cancel_of(self)
        super().done(result)

    # --- building

    def _build(self) -> None:
        self.setWindowTitle(self.tr("Edit users"))
        self.notice_bar = NoticeBar()
        self.notice_bar.follow(self._tasks, self)
        self._heading = Label(role="section", wrap=True)
        self._help = Label(
            self.tr("Only what you tick is changed; all else stays as it is."), role="muted"
        )
        self.department = Choice(name=self.tr("Department"))
        self.privilege = Choice(name=self.tr("Privilege"))
        self.zone = Choice(name=self.tr("Access zone"))
        self.department_tick = QCheckBox(self.tr("&Department"))
        self.privilege_tick = QCheckBox(self.tr("Pri&vilege"))
        self.zone_tick = QCheckBox(self.tr("&Access zone, every day"))
        self._rights = Label(role="caption", wrap=True)
        grid = QGridLayout()
        grid.setHorizontalSpacing(Space.L)
        grid.setVerticalSpacing(Space.S)
        grid.setColumnStretch(1, 1)
        rows = (
            (self.department_tick, self.department),
            (self.privilege_tick, self.privilege),
            (self.zone_tick, self.zone),
        )
        for row, (tick, choice) in enumerate(rows):
            grid.addWidget(tick, row, 0)
            grid.addWidget(choice, row, 1)
        self._model = TableModel[UserEdit](columns(), key=lambda edit: edit.user.id, parent=self)
        self.table = Table(self._model, name=self.tr("Differences"))
        shown = min(len(self._users), _ROWS_SHOWN) + 2
        self.table.setFixedHeight(shown * Space.ROW_HEIGHT)
        self._count = Label(role="muted", wrap=True)
        self._warning = Label(role="warning", wrap=True)
        self._line = ProgressLine()
        self._line.set_part(0, None)
        self._line.setAccessibleName(
            self.tr("Looking at {device} …").format(device=self._device.name)
        )
        above: list[QWidget] = [self.notice_bar, self._heading, self._help]
        below: list[QWidget] = [self._rights, self.table, self._count, self._warning, self._line]
        for each in above:
            self.body.addWidget(each)
        self.body.addLayout(grid)
        for each in below:
            self.body.addWidget(each)
        self.privilege.set_choices(
            [
                (each.value, privilege_name(each.value))
                for each in (Privilege.USER, Privilege.MANAGER, Privilege.ADMINISTRATOR)
            ]
        )

    def _connect(self) -> None:
        for tick in (self.department_tick, self.privilege_tick, self.zone_tick):
            tick.toggled.connect(self._tell)
        for choice in (self.department, self.privilege, self.zone):
            choice.chosen.connect(self._tell)

    # --- what is shown

    def _tell(self) -> None:
        if not shiboken6.isValid(self):
            return
        ticked = self._ticked()
        self.edits = [] if ticked.is_empty else ticked.of(self._users)
        self._model.set_records(self.edits)
        count = len(self.edits)
        self._heading.setText(self._words.heading(len(self._users), device=self._device.name))
        self.verb_button.setText(self._words.verb(count))
        for tick, choice in (
            (self.department_tick, self.department),
            (self.privilege_tick, self.privilege),
            (self.zone_tick, self.zone),
        ):
            choice.setEnabled(tick.isEnabled() and tick.isChecked())
        self._rights.setVisible(ticked.privilege is not None)
        word = ""
        if ticked.privilege is not None:
            self._rights.setText(rights_text(ticked.privilege))
            word = privilege_name(ticked.privilege.value)
        said = "" if ticked.is_empty else self._words.differences(count, of=len(self._users))
        self._say(self._count, said)
        self._say(self._warning, self._words.raised(self.edits, privilege=word))
        self._line.setVisible(bool(self.busy))
        self.verb_button.setEnabled(count > 0 and not self.busy)

    @staticmethod
    def _say(label: Label, text: str) -> None:
        label.setText(text)
        label.setVisible(bool(text))

    def _ticked(self) -> ManyEdits:
        zone = self.zone.choice if self.zone_tick.isChecked() else None
        privilege = self.privilege.choice if self.privilege_tick.isChecked() else None
        return ManyEdits(
            department=self.department.choice if self.department_tick.isChecked() else None,
            privilege=None if privilege is None else Privilege(privilege),
            zone=None if zone is None else int(zone),
        )

    def _forbid(self, tick: QCheckBox, reason: str) -> None:
        tick.setEnabled(not reason)
        tick.setToolTip(reason)
        tick.setAccessibleDescription(reason)

    # --- reading and asking

    def _load(self) -> None:
        self._tasks.start(
            self._read(), owner=self, title=self.windowTitle(), quiet=True, retry=self._load
        )

    async def _read(self) -> None:
        """Read what there is to choose from; what the device does not tell is greyed."""
        uid = self._device.known_uid
        reason = self.tr("This device does not tell its departments.")
        with self.busy:
            try:
                names = await self._people.departments.names(uid)
            except (Refused, Unsupported, BadReply):
                names = ()
            self.department.set_choices([(each, each) for each in names])
            self._forbid(self.department_tick, "" if names else reason)
            await self._read_zones()

    async def _read_zones(self) -> None:
        uid = self._device.known_uid
        able = await self._people.capabilities(uid)
        if able is not None and able.access_control is False:
            self._forbid(self.zone_tick, self.tr("This device does not control a door."))
            return
        try:
            zones = await self._people.access.zones(uid)
        except (Refused, Unsupported, BadReply):
            zones = ()
        self.zone.set_choices([(str(each.number), zone_text(each)) for each in zones])
        reason = self.tr("This device does not tell its access zones.")
        self._forbid(self.zone_tick, "" if zones else reason)

    async def _ask_to_raise(self) -> None:
        privilege = self._ticked().privilege or Privilege.USER
        word = privilege_name(privilege.value)
        names = self._words.raised(self.edits, privilege=word)
        if await ask.confirm(
            self,
            title=self.tr("Give more rights?"),
            text=f"{names}\n\n{rights_text(privilege)}",
            verb=self.tr("Make them {privilege}").format(privilege=word),
            danger=True,
        ):
            super().accept()
