"""What the dialog about one user shows: fields and credentials that scroll, and what is lost."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from rollcall.protocol.errors import InvalidInput
from rollcall.ui.dialogs.edit_user_credentials import CredentialsList
from rollcall.ui.dialogs.edit_user_draft import UserDraft, parts_changed
from rollcall.ui.dialogs.edit_user_form import UserForm
from rollcall.ui.dialogs.edit_user_words import consequence_texts
from rollcall.ui.dialogs.edit_user_work import UserEditing
from rollcall.ui.theme import Space
from rollcall.ui.widgets.label import Label, SectionTitle
from rollcall.ui.widgets.scroll_area import ScrollArea

__all__ = ["UserBody"]


class UserBody(QWidget):
    """Follows the user as it is edited; on a small screen all but the warnings scrolls."""

    def __init__(
        self, editing: UserEditing, *, can_enroll: bool, width: int, parent: QWidget
    ) -> None:
        """Take the width in pixels that it has at least."""
        super().__init__(parent)
        self._editing = editing
        self._is_loaded = False
        self.form = UserForm(is_new=editing.is_new)
        self.credentials = CredentialsList(can_enroll=can_enroll)
        self.consequences = Label(role="warning", wrap=True)
        # Parents first: each one that comes later is a new style for all that is below it.
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setSpacing(Space.L)
        self._area = ScrollArea(inner, fits_at=width, parent=self)
        self._area.set_name(self.tr("User"))
        lines = QVBoxLayout()
        lines.setSpacing(Space.XS)
        lines.addWidget(SectionTitle(self.tr("Credentials")))
        lines.addWidget(self.credentials)
        column.addWidget(self.form)
        column.addLayout(lines)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.L)
        layout.addWidget(self._area, 1)
        layout.addWidget(self.consequences)
        self.form.edited.connect(self._tell_consequences)
        if editing.known is not None:
            self.form.set_draft(UserDraft.remembered(editing.known))
        elif editing.user_id is not None:
            self.form.set_draft(UserDraft(id=editing.user_id))

    @property
    def has_typed(self) -> bool:
        """Whether something was typed that closing would lose."""
        if self._editing.opened is None:
            return bool(self.form.name.text().strip())
        try:
            return bool(parts_changed(self._editing.change(self.form.draft)))
        except InvalidInput:
            return True

    def take(self, draft: UserDraft) -> None:
        """Show the user as read, with what was typed."""
        self.form.set_draft(draft)
        if self._editing.departments is not None:
            self.form.set_departments(self._editing.departments)

    def tell(self, *, is_loaded: bool, is_busy: bool) -> None:
        """Show the user as far as he or she was read, and what can be done now."""
        editing, self._is_loaded = self._editing, is_loaded
        self.form.become(is_new=editing.is_new)
        # Not while it is written: a field that is disabled could not take the keyboard.
        self.form.set_editable(is_loaded)
        self.form.set_stored(editing.opened, editing.capabilities)
        self.credentials.show_user(
            editing.opened, editing.capabilities, is_ready=is_loaded and not is_busy
        )
        self._tell_consequences()

    def show_field(self, widget: QWidget) -> None:
        """Give a field the focus, in sight."""
        widget.setFocus()
        self._area.show_widget(widget)

    def _tell_consequences(self) -> None:
        texts: list[str] = []
        if self._is_loaded:
            try:
                change = self._editing.change(self.form.draft)
            except InvalidInput:
                pass  # said at its field, when it is to be sent
            else:
                texts = consequence_texts(change, self._editing.opened)
            if self.form.is_adding_department and self.form.wanted_department:
                said = self.tr("The department {name} is added to {device}.")
                device = self._editing.device.name
                texts.append(said.format(name=self.form.wanted_department, device=device))
        self.consequences.setText("\n".join(texts))
        self.consequences.setVisible(bool(texts))
