"""The dialog about one user of one device: reads, asks before rights rise, writes, reads back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeAlias

import shiboken6
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from rollcall.protocol.errors import (
    AnotherPerson,
    DeviceError,
    InputProblem,
    InvalidInput,
    UserChanged,
    UserExists,
    UserGone,
)
from rollcall.protocol.users import Privilege, SetUserInfo
from rollcall.store.values import RememberedUser
from rollcall.ui import ask
from rollcall.ui.dialogs.acting import ActingDialog
from rollcall.ui.dialogs.edit_user_credentials import CredentialsList
from rollcall.ui.dialogs.edit_user_draft import UserDraft, parts_changed
from rollcall.ui.dialogs.edit_user_form import UserForm
from rollcall.ui.dialogs.edit_user_words import (
    consequence_texts,
    differing_text,
    raise_text,
    removal_text,
    removed_text,
)
from rollcall.ui.dialogs.edit_user_work import UserEditing
from rollcall.ui.models.users import Credential, credential_name, privilege_name
from rollcall.ui.notices import describe
from rollcall.ui.tasks import TaskRunner
from rollcall.ui.theme import Space, Tone
from rollcall.ui.widgets.buttons import Button
from rollcall.ui.widgets.label import Label, SectionTitle
from rollcall.usecases.changing.receipt import Receipt
from rollcall.usecases.user_summary import summary

__all__ = ["EditUserDialog", "Enroll"]

Enroll: TypeAlias = Callable[[RememberedUser], Awaitable[None]]
"""Captures credentials of a user; comes back when that is over, whatever came of it."""

_WIDTH = 600


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

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()  # Qt's own first guess is two thirds of a screen

    def accept(self) -> None:
        if self._is_loaded:
            self.wants_enrolling, self._enrolls_next = self._enrolls_next, False
            super().accept()

    def reject(self) -> None:
        if self._is_loaded and not self.busy and self._has_typed():
            self._start(self._ask_to_discard())
        else:
            super().reject()

    # --- building

    def _build(self) -> None:
        self.form = UserForm(is_new=self._editing.is_new)
        self.credentials = CredentialsList(can_enroll=self._enroll is not None)
        self.consequences = Label(role="warning", wrap=True)
        self.enroll_button = Button(self.tr("Add and enroll"))
        self.buttons.insertWidget(self.buttons.indexOf(self.verb_button), self.enroll_button)
        QWidget.setTabOrder(self.cancel_button, self.enroll_button)
        QWidget.setTabOrder(self.enroll_button, self.verb_button)
        lines = QVBoxLayout()
        lines.setSpacing(Space.XS)
        lines.addWidget(SectionTitle(self.tr("Credentials")))
        lines.addWidget(self.credentials)
        self.heading = Label(role="section", wrap=True)
        self.body.addWidget(self.heading)
        self.body.addWidget(self.form)
        self.body.addLayout(lines)
        self.body.addWidget(self.consequences)
        self.set_fields(self.form.fields)
        known = self._editing.known
        if known is not None:
            self.form.set_draft(_known_draft(known))
        elif self._editing.user_id is not None:
            self.form.set_draft(UserDraft(id=self._editing.user_id))

    def _connect(self) -> None:
        self.form.edited.connect(self._tell_consequences)
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
        self.form.become(is_new=editing.is_new)
        self._tell_ready()

    def _tell_ready(self) -> None:
        editing = self._editing
        is_ready = self._is_loaded and not self.busy
        # Not while it is written: a field that is disabled could not take the keyboard.
        self.form.set_editable(self._is_loaded)
        self.form.set_stored(editing.opened, editing.capabilities)
        self.credentials.show_user(editing.opened, editing.capabilities, is_ready=is_ready)
        self._update_buttons()
        self._tell_consequences()

    def _tell_consequences(self) -> None:
        if not self._is_loaded:
            self.consequences.hide()
            return
        try:
            change = self._editing.change(self.form.draft)
        except InvalidInput:
            texts = []
        else:
            texts = consequence_texts(change, self._editing.opened)
        if self.form.is_adding_department and self.form.wanted_department:
            said = self.tr("The department {name} is added to {device}.")
            texts.append(
                said.format(name=self.form.wanted_department, device=self._editing.device.name)
            )
        self.consequences.setText("\n".join(texts))
        self.consequences.setVisible(bool(texts))

    def _update_buttons(self) -> None:
        is_ready = self._is_loaded and not self.busy
        self.verb_button.setEnabled(is_ready)
        self.enroll_button.setEnabled(is_ready)

    def _on_busy_changed(self) -> None:
        super()._on_busy_changed()
        if shiboken6.isValid(self):
            self._tell_ready()

    def _has_typed(self) -> bool:
        if self._editing.opened is None:
            return bool(self.form.name.text().strip())
        try:
            return bool(parts_changed(self._editing.change(self.form.draft)))
        except InvalidInput:
            return True

    # --- slots

    def _on_revealed(self) -> None:
        self._start(self._editing.note_shown())

    def _on_enroll_clicked(self) -> None:
        self._enrolls_next = True
        self.accept()

    def _on_add_asked(self, which: str) -> None:
        if Credential(which) is Credential.PASSWORD:
            self.form.password.setFocus()
        else:
            self._start(self._capture(), retry=self._reload)

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
            self.form.set_draft(draft)
            if editing.departments is not None:
                self.form.set_departments(editing.departments)
            self._tell()
        if is_first and shiboken6.isValid(self):
            self.form.name.setFocus()
            self.form.name.selectAll()

    async def _act(self) -> bool:
        editing, form = self._editing, self.form
        change = editing.change(form.draft)
        if form.is_adding_department and not form.wanted_department:
            raise InvalidInput("new_department", InputProblem.EMPTY)
        if not editing.is_new and not parts_changed(change):
            return True
        if editing.is_raising(change) and not await self._may_raise(change):
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

    async def _may_raise(self, change: SetUserInfo) -> bool:
        """Ask before somebody gets more rights."""
        privilege = self.form.draft.privilege
        word = privilege_name(privilege.value)
        name = self.form.draft.name.strip() or change.id
        self.set_doing(self.tr("Waiting for your answer …"))
        return await ask.confirm(
            self,
            title=self.tr("More rights for {name}?").format(name=name),
            text=raise_text(privilege, name=name, device=self._editing.device.name),
            verb=self.tr("Make {privilege}").format(privilege=word),
            danger=True,
        )

    async def _remove(self, credential: Credential) -> None:
        editing = self._editing
        text = removal_text(credential, name=editing.name, device=editing.device.name)
        if await editing.is_last_copy(credential):
            text += " " + self.tr("No other of your devices is known to have it.")
        text += " " + self.tr("Undo brings it back until Rollcall is closed.")
        thing = credential_name(credential)
        if not await ask.confirm(
            self,
            title=self.tr("Remove {thing} of {name}?").format(thing=thing, name=editing.name),
            text=text,
            verb=self.tr("Remove {thing}").format(thing=thing),
            danger=True,
        ):
            return
        self.set_doing(self.tr("Removing, and reading back …"))
        with self.busy:
            try:
                receipt = await editing.remove(credential)
            except (UserGone, UserChanged, AnotherPerson) as error:
                self._tell_meanwhile(error)
                return
        if receipt.is_fine:
            self.notice_bar.show_message(
                Tone.GOOD, removed_text(credential, device=editing.device.name)
            )
        else:
            self._tell_differing(receipt)

    async def _capture(self) -> None:
        """Let the wizard capture a credential, out of its way; then read the user again."""
        opened = self._editing.opened
        if self._enroll is None or opened is None:
            return
        self.hide()
        try:
            await self._enroll(summary(opened))
        finally:
            if shiboken6.isValid(self):
                self.open()
        await self._load()

    async def _take_free_id(self) -> None:
        with self.busy:
            self.form.id.setText(await self._editing.free_id())
        self.form.id.setFocus()

    async def _ask_to_discard(self) -> None:
        if await ask.confirm(
            self,
            title=self.tr("Close without saving?"),
            text=self.tr("What you typed is lost. The device is not changed."),
            verb=self.tr("Close without saving"),
            danger=True,
        ):
            super().reject()

    # --- what came otherwise

    def _tell_differing(self, receipt: Receipt) -> None:
        """Tell which parts the device stores otherwise; what was typed stays."""
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


def _known_draft(known: RememberedUser) -> UserDraft:
    return UserDraft(
        id=known.id,
        name=known.name,
        department=known.department,
        privilege=Privilege(known.privilege or Privilege.USER.value),
    )
