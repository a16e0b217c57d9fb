"""The dialog "Compare devices": which ones, what differs, and which of them is right."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

import shiboken6
from PySide6.QtWidgets import QDialog, QWidget

from rollcall.protocol.info import DeviceUid
from rollcall.store.values import RememberedUser
from rollcall.ui import ask
from rollcall.ui.compare_words import CompareCounts
from rollcall.ui.copy_words import listed
from rollcall.ui.dialogs.compare_view import CompareView
from rollcall.ui.dialogs.copy_targets import DeviceQuestion, users_held
from rollcall.ui.dialogs.copy_users import copy_users
from rollcall.ui.dialogs.user_results import Undoes
from rollcall.ui.models.comparison import ComparisonRow, comparison_row
from rollcall.ui.notices import describe
from rollcall.ui.page import Page
from rollcall.ui.tasks import Busy, TaskRunner, Work
from rollcall.ui.theme import Tone
from rollcall.ui.widgets.buttons import Button
from rollcall.ui.widgets.dialog import Dialog
from rollcall.ui.widgets.notice_bar import NoticeBar
from rollcall.ui.widgets.tab_order import end_with
from rollcall.ui.widgets.work_progress import WorkProgress
from rollcall.usecases.copying.compare import Compared
from rollcall.usecases.copying.copying import Copying
from rollcall.usecases.fleet_device import FleetDevice

__all__ = ["CompareDialog", "compare_devices"]

_WIDTH: Final = 900
_HEIGHT: Final = 620
_TOLD_AT_ONCE: Final = 150  # rows put into words between two looks at the window


async def compare_devices(
    page: Page, copying: Copying, devices: Sequence[FleetDevice], *, undo: Undoes
) -> None:
    """Compare devices, and bring users in line with the one that is right."""
    uids = [each.known_uid for each in devices]
    dialog = CompareDialog(page, copying, uids, tasks=page.tasks)
    if await ask.show(dialog) != QDialog.DialogCode.Accepted or dialog.right is None:
        return
    right, users, others = dialog.right, dialog.users, dialog.others
    by_uid = {each.known_uid: each for each in copying.devices}
    if right in by_uid:  # not forgotten meanwhile
        await copy_users(page, copying, by_uid[right], users, targets=others, undo=undo)


class CompareDialog(Dialog):
    """Accepted when users are to be brought in line; then `right`, `users` and `others` say how."""

    def __init__(
        self,
        parent: QWidget | None,
        copying: Copying,
        devices: Sequence[DeviceUid],
        *,
        tasks: TaskRunner,
    ) -> None:
        super().__init__(parent, verb="…", width=_WIDTH)
        self._copying = copying
        self._tasks = tasks
        self._compared: Compared | None = None
        self._compared_of: frozenset[DeviceUid] = frozenset()
        self._is_asking = True
        self._work: Work[None] | None = None
        self._words = CompareCounts(self)
        self.busy = Busy(self._tell)
        self._build(devices)
        self._connect()
        self.resize(_WIDTH, _HEIGHT)
        self._tell()

    @property
    def right(self) -> DeviceUid | None:
        """The device that the others are brought in line with."""
        return self.view.right

    @property
    def users(self) -> tuple[RememberedUser, ...]:
        """Whom to bring in line."""
        return self.view.users

    @property
    def others(self) -> tuple[DeviceUid, ...]:
        """The devices to write to."""
        devices = () if self._compared is None else self._compared.devices
        return tuple(each for each in devices if each != self.right)

    def open(self) -> None:
        """Show it."""
        super().open()
        self.devices.setFocus()
        self.devices.read_room(title=self.windowTitle())

    def accept(self) -> None:
        """Compare; or, when that was done, bring in line."""
        if self.busy or not self.verb_button.isEnabled():
            return
        if not self._is_asking:
            super().accept()
        elif self._has_result:
            self._show_result()
        else:
            self._begin()

    def reject(self) -> None:
        """Stop comparing, or close."""
        if self.busy and self._work is not None:
            self._work.cancel()
        else:
            super().reject()

    def done(self, result: int) -> None:
        self._tasks.cancel_of(self)
        super().done(result)

    # --- inside

    def _build(self, devices: Sequence[DeviceUid]) -> None:
        self.setWindowTitle(self.tr("Compare devices"))
        self.notice_bar = NoticeBar()
        self.notice_bar.follow(self._tasks, self)
        self.devices = DeviceQuestion(
            self._copying,
            tasks=self._tasks,
            question=self.tr("Which devices shall be compared?"),
            hint=self.tr(
                "Every user of these devices is read; with thousands of users that takes minutes. "
                "Nothing is changed."
            ),
            name=self.tr("Devices to compare"),
            note=users_held,
        )
        self.devices.choose(frozenset(devices))
        self.view = CompareView(name_of=self._copying.name_of)
        self._progress = WorkProgress(self._tasks, self)
        self._back = Button(self.tr("Back"))
        self._again = Button(self.tr("Compare again"), icon_name="rotate-cw")
        self.buttons.insertWidget(0, self._back)
        self.buttons.insertWidget(1, self._again)
        self.body.addWidget(self.notice_bar)
        self.body.addWidget(self.devices, 1)
        self.body.addWidget(self.view, 1)
        self.body.addWidget(self._progress)
        end_with(self, self._back, self._again, self.cancel_button, self.verb_button)

    def _connect(self) -> None:
        self.devices.changed.connect(self._tell)
        self.view.chosen_changed.connect(self._tell)
        self.view.right_chosen.connect(self._on_right_chosen)
        self._back.clicked.connect(self._on_back_clicked)
        self._again.clicked.connect(self._begin)

    def _tell(self) -> None:
        if not shiboken6.isValid(self):
            return
        is_busy, is_asking = bool(self.busy), self._is_asking
        self.devices.setVisible(is_asking)
        self.devices.setEnabled(not is_busy)
        self.view.setVisible(not is_asking)
        self.view.setEnabled(not is_busy)
        for button in (self._back, self._again):
            button.setVisible(not is_asking)
            button.setEnabled(not is_busy)
        self._progress.setVisible(is_busy)
        count, why = self.view.count, "" if is_asking else self.view.why_none
        if is_asking:
            self.verb_button.setText(
                self.tr("Show result") if self._has_result else self.tr("Compare")
            )
            self.verb_button.setEnabled(not is_busy and len(self.devices.chosen) > 1)
        else:
            self.verb_button.setText(self._words.verb(count))
            self.verb_button.setEnabled(not is_busy and count > 0)
        self.verb_button.setVisible(is_asking or self.view.has_differences)
        self.say_why_not(why)
        is_stopping = is_asking or is_busy
        self.cancel_button.setText(self.tr("Cancel") if is_stopping else self.tr("Close"))
        self.verb_button.setDefault(True)

    @property
    def _has_result(self) -> bool:
        """Whether the devices that are chosen were compared already."""
        return self._compared is not None and self._compared_of == frozenset(self.devices.chosen)

    def _begin(self) -> None:
        self.notice_bar.dismiss()
        self._progress.begin(self.tr("Reading and comparing the users of each device"))
        self._work = self._tasks.start(
            self._compare(self.devices.chosen),
            owner=self,
            title=self.windowTitle(),
            quiet=True,
            retry=self._begin,
        )

    async def _compare(self, uids: Sequence[DeviceUid]) -> None:
        with self.busy:
            compared = await self._copying.compare(uids, report=self._tasks.report)
            if len(compared.devices) < 2:
                raise next(iter(compared.failed.values()))
            rows: list[ComparisonRow] = []
            for user in compared.users:
                rows.append(comparison_row(user, self._copying.name_of))
                if len(rows) % _TOLD_AT_ONCE == 0:
                    await asyncio.sleep(0)
            self._compared, self._compared_of = compared, frozenset(uids)
            self.view.show_compared(compared, rows, at=datetime.now(UTC))
            self._is_asking = False
            await self._work_out(compared, self.view.right)
        self._show_result()

    async def _work_out(self, compared: Compared, right: DeviceUid | None) -> None:
        if right is not None and right in compared.devices:
            written = await self._copying.brought_in_line(compared, right)
            if compared is self._compared:
                self.view.show_written(right, written)

    def _show_result(self) -> None:
        compared = self._compared
        if compared is None:
            return
        self._is_asking = False
        self._tell()
        self.view.table.setFocus()
        if compared.failed:
            self.notice_bar.show_message(
                Tone.WARNING,
                self.tr("Nothing is said of {devices}").format(
                    devices=listed(map(self._copying.name_of, compared.failed))
                ),
                " ".join(describe(each).text for each in compared.failed.values()),
            )

    def _on_back_clicked(self) -> None:
        self.notice_bar.dismiss()
        self._is_asking = True
        self._tell()
        self.devices.setFocus()

    def _on_right_chosen(self, right: str) -> None:
        if self._compared is not None:
            self._tasks.start(
                self._work_out(self._compared, DeviceUid(right)),
                owner=self,
                title=self.windowTitle(),
                quiet=True,
            )
