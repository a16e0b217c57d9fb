"""The dialog about one user of one device: reads, asks before rights rise, writes, reads back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Final, TypeAlias

import shiboken6
from PySide6.QtWidgets import QWidget

from rollcall.protocol.errors import (
    AnotherPerson,
    DeviceError,
    InputProblem,
    InvalidInput,
    UserChanged,
    UserExists,
    UserGone,
)
from rollcall.store.values import RememberedUser
from rollcall.ui.dialogs.acting import ActingDialog
from rollcall.ui.dialogs.edit_user_asking import may_discard, may_raise, may_remove
from rollcall.ui.dialogs.edit_user_body import UserBody
from rollcall.ui.dialogs.edit_user_draft import parts_changed
from rollcall.ui.dialogs.edit_user_words import differing_text, removed_text
from rollcall.ui.dialogs.edit_user_work import UserEditing
from rollcall.ui.models.users import Credential
from rollcall.ui.notices import describe
from rollcall.ui.tasks import TaskRunner
from rollcall.ui.theme import Space, Tone
from rollcall.ui.widgets.buttons import Button
from rollcall.ui.widgets.label import Label
from rollcall.usecases.changing.receipt import Receipt
from rollcall.usecases.enrolling.methods import Method
from rollcall.usecases.user_summary import summary

__all__ = ["EditUserDialog", "Enroll"]

Enroll: TypeAlias = Callable[[RememberedUser, Method | None], Awaitable[None]]
"""Captures credentials of a user, by that method first; comes back when that is over."""

_WIDTH: Final = 600
_METHODS: Final = {
    Credential.FACE: Method.FACE,
    Credential.FINGERS: Method.FINGER,
    Credential.PALM: Method.PALM,
    Credential.CARD: Method.CARD,
}


class EditUserDialog(ActingDialog):
    """Shows one user, and writes what was changed."""

    def __init__(
        self,
        parent: QWidget | None,
        editing: UserEditing,
        *,
        tasks: TaskRunner,
        enroll: Enroll | None = None,
    ) -> None:
        super().__init__(parent, tasks=tasks, title="", width=_WIDTH)
        self._editing = editing
        self._enroll = enroll
        self._is_loaded = False
        self._enrolls_next = False
        self.wants_enrolling = False
        """Whether the user who was added is to be enrolled now."""
        self._build()
        self._connect()
        self._tell()
        self._start(self._load(), retry=self._reload)

    # --- Qt's side

    def accept(self) -> None:
        if self._is_loaded:
            self.wants_enrolling, self._enrolls_next = self._enrolls_next, False
            super().accept()

    def reject(self) -> None:
        if self._is_loaded and not self.busy and self.user.has_typed:
            self._start(self._close_if_wanted())
        else:
            super().reject()

    def _show_problem(self, name: str, text: str) -> None:
        super()._show_problem(name, text)
        self.user.show_field(self.form.fields[name].editor)

    # --- building

    def _build(self) -> None:
        self.user = UserBody(
            self._editing,
            can_enroll=self._enroll is not None,
            width=_WIDTH - 2 * Space.XL,
            parent=self,
        )
        self.form, self.credentials = self.user.form, self.user.credentials
        self.consequences = self.user.consequences
        self.enroll_button = Button(self.tr("Add and enroll"))
        self.buttons.insertWidget(self.buttons.indexOf(self.verb_button), self.enroll_button)
        QWidget.setTabOrder(self.cancel_button, self.enroll_button)
        QWidget.setTabOrder(self.enroll_button, self.verb_button)
        self.heading = Label(role="section", wrap=True)
        self.body.addWidget(self.heading)
        self.body.addWidget(self.user, 1)
        self.set_fields(self.form.fields)

    def _connect(self) -> None:
        self.form.revealed.connect(self._on_revealed)
        self.credentials.add_asked.connect(self._on_add_asked)
        self.credentials.remove_asked.connect(self._on_remove_asked)
        self.enroll_button.clicked.connect(self._on_enroll_clicked)

    # --- what is shown

    def _tell(self) -> None:
        editing = self._editing
        device = editing.device.name
        if editing.is_new:
            title, verb = self.tr("Add user"), self.tr("Add user")
            heading = self.tr("New user on {device}").format(device=device)
        else:
            title, verb = self.tr("Edit user"), self.tr("Save")
            heading = self.tr("{name} on {device}").format(name=editing.name, device=device)
        self.setWindowTitle(title)
        self.verb_button.setText(verb)
        self.heading.setText(heading)
        self.enroll_button.setVisible(editing.is_new and self._enroll is not None)
        self._tell_ready()

    def _tell_ready(self) -> None:
        self.user.tell(is_loaded=self._is_loaded, is_busy=bool(self.busy))
        self._update_buttons()

    def _update_buttons(self) -> None:
        is_ready = self._is_loaded and not self.busy
        self.verb_button.setEnabled(is_ready)
        self.enroll_button.setEnabled(is_ready)

    def _on_busy_changed(self) -> None:
        super()._on_busy_changed()
        if shiboken6.isValid(self):
            self._tell_ready()

    # --- slots

    def _on_revealed(self) -> None:
        self._start(self._editing.note_shown())

    def _on_enroll_clicked(self) -> None:
        self._enrolls_next = True
        self.accept()

    def _on_add_asked(self, which: str) -> None:
        method = _METHODS.get(Credential(which))
        if method is None:
            self.user.show_field(self.form.password)
        else:
            self._start(self._capture(method), retry=self._reload)

    def _on_remove_asked(self, which: str) -> None:
        self._start(self._remove(Credential(which)), retry=self._reload)

    def _reload(self) -> None:
        self._start(self._load(), retry=self._reload)

    def _on_again_asked(self) -> None:
        self._editing.add_again()
        self._tell()

    def _on_free_id_asked(self) -> None:
        self._start(self._take_free_id())

    # --- coroutines

    async def _load(self) -> None:
        """Read the user; what was typed before stays."""
        editing = self._editing
        self.set_doing(
            self.tr("Looking at {device} …").format(device=editing.device.name)
            if editing.is_new
            else self.tr("Reading {name} from {device} …").format(
                name=editing.name, device=editing.device.name
            )
        )
        with self.busy:
            draft = (
                await editing.reload(self.form.draft) if self._is_loaded else await editing.load()
            )
            is_first = not self._is_loaded
            self._is_loaded = True
            self.user.take(draft)
            self._tell()
        if is_first and shiboken6.isValid(self):
            self.user.show_field(self.form.name)
            self.form.name.selectAll()

    async def _act(self) -> bool:
        editing, form = self._editing, self.form
        change = editing.change(form.draft)
        if form.is_adding_department and not form.wanted_department:
            raise InvalidInput("new_department", InputProblem.EMPTY)
        if not editing.is_new and not parts_changed(change):
            return True
        if editing.is_raising(change):
            self.set_doing(self.tr("Waiting for your answer …"))
            if not await may_raise(self, editing, form.draft):
                return False
        doing = self.tr("Writing to {device} and reading back …")
        self.set_doing(doing.format(device=editing.device.name))
        if form.is_adding_department:
            await editing.add_department(form.wanted_department)
            form.take_department(form.wanted_department)
        try:
            receipt = await editing.save(change)
        except (UserGone, UserExists, UserChanged, AnotherPerson) as error:
            self._tell_meanwhile(error)
            return False
        if not receipt.is_fine:
            self._tell_differing(receipt)
            return False
        return True

    async def _remove(self, credential: Credential) -> None:
        editing = self._editing
        if not await may_remove(self, editing, credential):
            return
        self.set_doing(self.tr("Removing, and reading back …"))
        with self.busy:
            try:
                receipt = await editing.remove(credential)
            except (UserGone, UserChanged, AnotherPerson) as error:
                self._tell_meanwhile(error)
                return
        if not shiboken6.isValid(self):
            return
        if receipt.is_fine:
            self.notice_bar.show_message(
                Tone.GOOD, removed_text(credential, device=editing.device.name)
            )
        else:
            self._tell_differing(receipt)

    async def _capture(self, method: Method) -> None:
        """Let the wizard capture a credential, out of its way; then read the user again."""
        opened = self._editing.opened
        if self._enroll is None or opened is None:
            return
        self.hide()
        try:
            await self._enroll(summary(opened), method)
        finally:
            if shiboken6.isValid(self) and not self.is_closed:
                self.open()
        await self._load()

    async def _take_free_id(self) -> None:
        with self.busy:
            self.form.id.setText(await self._editing.free_id())
        self.user.show_field(self.form.id)

    async def _close_if_wanted(self) -> None:
        if await may_discard(self):
            super().reject()

    # --- what came otherwise

    def _tell_differing(self, receipt: Receipt) -> None:
        """Tell which parts the device stores otherwise; what was typed stays."""
        if not shiboken6.isValid(self):
            return
        device = self._editing.device.name
        self._tell()
        self.cancel_button.setText(self.tr("Close"))
        self.notice_bar.show_message(
            Tone.WARNING,
            self.tr("{device} stores something else").format(device=device),
            differing_text(receipt.parts, self._editing.opened),
        )

    def _tell_meanwhile(self, error: DeviceError) -> None:
        """Tell what happened to the user meanwhile, and offer the way on."""
        if not shiboken6.isValid(self):
            return
        notice = describe(error)
        match error:
            case UserGone():
                text = self.tr("You can add the user again, with everything as you opened it.")
                verb, action = self.tr("Add again"), self._on_again_asked
            case UserExists():
                text = self.tr("Take an ID that is free, or type another one.")
                verb, action = self.tr("Take a free ID"), self._on_free_id_asked
            case _:
                text = self.tr("Reload shows how it is now; what you typed stays.")
                verb, action = self.tr("Reload"), self._reload
        self.notice_bar.show_message(
            Tone.WARNING, notice.title, f"{notice.text} {text}", verb=verb, action=action
        )

    def _start(
        self, work: Coroutine[Any, Any, object], *, retry: Callable[[], object] | None = None
    ) -> None:
        self.tasks.start(work, owner=self, title=self.windowTitle(), quiet=True, retry=retry)
