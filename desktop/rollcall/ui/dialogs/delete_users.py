"""The question before users are deleted: who, what is lost for good, and whether it is meant."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import shiboken6
from PySide6.QtWidgets import QDialog, QLineEdit, QWidget

from rollcall.protocol.errors import AnotherPerson, ListCutShort
from rollcall.protocol.users import UserId
from rollcall.store.values import RememberedUser
from rollcall.ui import ask
from rollcall.ui.dialogs.delete_users_words import DeleteCounts, columns
from rollcall.ui.dialogs.user_results import Batch
from rollcall.ui.models.table import TableModel
from rollcall.ui.models.user_counts import UserCounts
from rollcall.ui.page import Page
from rollcall.ui.receipt_words import Deed
from rollcall.ui.tasks import Busy, TaskRunner
from rollcall.ui.theme import Space, Tone
from rollcall.ui.widgets.field import Field
from rollcall.ui.widgets.fitting_dialog import FittingDialog
from rollcall.ui.widgets.label import Label
from rollcall.ui.widgets.notice_bar import NoticeBar
from rollcall.ui.widgets.table import Table
from rollcall.ui.widgets.work_progress import WorkProgress
from rollcall.usecases.changing.receipt import Receipt
from rollcall.usecases.copies import Loss
from rollcall.usecases.fleet_device import FleetDevice
from rollcall.usecases.people import People
from rollcall.usecases.user_summary import summary

__all__ = ["DeleteUsersDialog", "delete_users"]

TYPED_ABOVE: Final = 10  # users (reliability 4.6)
TYPED_ABOVE_PART: Final = 0.05  # of all users of the device (reliability 4.6)
_ROWS_SHOWN: Final = 6
_WIDTH_OF_ONE: Final = 480
_WIDTH: Final = 700


async def delete_users(
    page: Page, people: People, device: FleetDevice, users: Sequence[RememberedUser]
) -> None:
    """Ask, then delete users from a device; the page tells how it came out."""
    dialog = DeleteUsersDialog(page, people, device, users, tasks=page.tasks)
    if await ask.show(dialog) == QDialog.DialogCode.Accepted:
        _start(page, people, device, dialog.users)


def _start(
    page: Page, people: People, device: FleetDevice, users: Sequence[RememberedUser]
) -> None:
    by_id = {each.id: each for each in users}

    def retry(receipts: Sequence[Receipt]) -> None:
        _start(page, people, device, [by_id[each.user_id] for each in receipts])

    batch = Batch(
        page,
        people.undo,
        device_name=lambda _uid: device.name,
        total=len(users),
        run=lambda got, report: people.delete(device.known_uid, users, got=got, report=report),
        deed=Deed.DELETE,
        retry=retry,
    )
    batch.start(DeleteCounts().deleting(len(users), device=device.name))


class DeleteUsersDialog(FittingDialog):
    """Reads the list twice and looks for other copies first; only then it can be accepted."""

    def __init__(
        self,
        parent: QWidget | None,
        people: People,
        device: FleetDevice,
        users: Sequence[RememberedUser],
        *,
        tasks: TaskRunner,
    ) -> None:
        width = _WIDTH_OF_ONE if len(users) == 1 else _WIDTH
        super().__init__(parent, danger=True, verb="…", width=width)
        self._people = people
        self._device = device
        self._tasks = tasks
        self.users = list(users)
        """Whom to delete: those who are still on the device."""
        self._is_checked = False
        self._words = DeleteCounts(self)
        self.busy = Busy(self._tell)
        self._build()
        self._tell()
        self._check()

    def accept(self) -> None:
        if self.verb_button.isEnabled():
            super().accept()

    def done(self, result: int) -> None:
        self._tasks.cancel_of(self)
        super().done(result)

    # --- inside

    def _build(self) -> None:
        self.setWindowTitle(self.tr("Delete users"))
        self.notice_bar = NoticeBar()
        self.notice_bar.follow(self._tasks, self)
        self._heading = Label(role="section", wrap=True)
        self._text = Label(wrap=True)
        self._last = Label(role="danger", wrap=True)
        self._perhaps_last = Label(role="warning", wrap=True)
        self._gone = Label(role="muted", wrap=True)
        self._model = TableModel[Loss](columns(), key=lambda loss: loss.user.id, parent=self)
        self._model.set_records([Loss(user=each, is_known=False) for each in self.users])
        self.table = Table(self._model, name=self.tr("Users to delete"))
        rows = min(len(self.users), _ROWS_SHOWN) + 1
        self.table.setFixedHeight((rows + 1) * Space.ROW_HEIGHT)
        self.table.setVisible(len(self.users) > 1)
        self.typed = QLineEdit()
        self._field = Field(self.typed)
        self._field.hide()
        self._progress = WorkProgress(self._tasks, self)
        self._progress.begin(
            self.tr("Reading the list of users twice, so that nobody is mistaken …")
        )
        for each in (
            self.notice_bar,
            self._heading,
            self._text,
            self.table,
            self._last,
            self._perhaps_last,
            self._gone,
            self._field,
            self._progress,
        ):
            self.body.addWidget(each)
        for each in (self._last, self._perhaps_last, self._gone):
            each.hide()
        self.typed.textChanged.connect(self._tell)
        self.typed.returnPressed.connect(self.accept)
        self.cancel_button.setFocus()

    def _tell(self) -> None:
        if not shiboken6.isValid(self):
            return
        count, device = len(self.users), self._device.name
        if count == 1:
            name = self.users[0].name or self.users[0].id
            self._heading.setText(
                self.tr("Delete {name} from {device}?").format(name=name, device=device)
            )
            verb = self.tr("Delete {name}").format(name=_short(name))
        else:
            self._heading.setText(self._words.heading(count, device=device))
            verb = self._words.verb(count)
        self._text.setText(
            self.tr(
                "Everything enrolled on {device} is deleted too. Undo brings it back until "
                "Rollcall is closed."
            ).format(device=device)
        )
        self.setAccessibleDescription(f"{self._heading.text()} {self._text.text()}")
        self.verb_button.setText(verb.replace("&", "&&"))
        self._progress.setVisible(bool(self.busy))
        is_meant = self._field.isHidden() or self.typed.text().strip() == str(count)
        self.verb_button.setEnabled(
            self._is_checked and not self.busy and is_meant and bool(self.users)
        )

    def _check(self) -> None:
        self._tasks.start(
            self._look(), owner=self, title=self.windowTitle(), quiet=True, retry=self._check
        )

    async def _look(self) -> None:
        """Find out who is there, and who else has their templates."""
        uid = self._device.known_uid
        with self.busy:
            asked, short = len(self.users), None
            try:
                there = await self._people.stable_ids(uid)
            except ListCutShort as error:
                if asked > 1:
                    raise
                short, there = error, await self._there_alone(self.users[0])
            self.users = [each for each in self.users if each.id in there]
            losses = await self._people.losses(uid, self.users)
            self._is_checked = True
            self.setProperty("is_checked", True)  # for who looks on from outside
            self._show(losses, gone=asked - len(self.users), of=len(there))
            self._tell_shortfall(short)

    async def _there_alone(self, user: RememberedUser) -> frozenset[UserId]:
        """Ask for one user without any list. Raises `AnotherPerson`, `DeviceError`."""
        now = await self._people.read(self._device.known_uid, user.id)
        if now is None:
            return frozenset()
        if summary(now).name != user.name:
            raise AnotherPerson(
                self._device.name, user_id=user.id, name=now.name, expected=user.name
            )
        return frozenset({user.id})

    def _tell_shortfall(self, short: ListCutShort | None) -> None:
        if short is not None:
            self.notice_bar.show_message(
                Tone.WARNING,
                UserCounts().shortfall(
                    short.listed, counted=short.counted, device=self._device.name
                ),
                self.tr(
                    "This user was read alone and is read again right before deleting, so nobody "
                    "else is deleted."
                ),
            )

    def _show(self, losses: Sequence[Loss], *, gone: int, of: int) -> None:
        self._model.set_records(losses)
        count = len(self.users)
        last = self._words.last_copies(losses)
        perhaps = self._words.perhaps_last_copies(losses)
        if count == 1 and not (last or perhaps):
            self._gone.setText(self._words.copies_of(losses[0]))
        if gone:
            self._gone.setText(self._words.gone(gone, device=self._device.name))
        self._last.setText(last)
        self._last.setVisible(bool(last))
        self._perhaps_last.setText(perhaps)
        self._perhaps_last.setVisible(bool(perhaps))
        self._gone.setVisible(bool(self._gone.text()))
        is_many = count > TYPED_ABOVE or (count > 1 and count > of * TYPED_ABOVE_PART)
        if is_many:
            self._field.set_texts(
                self.tr("&Type {n} to confirm").format(n=count),
                self._words.part(count, of=of, device=self._device.name),
            )
            self._field.show()
            self.typed.setFocus()


def _short(name: str) -> str:
    return name if len(name) <= 30 else name[:29] + "…"
