"""The fields of the dialog about one user: id, name, department, privilege, password and card."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec import UNSET
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QVBoxLayout, QWidget

from rollcall.protocol.info import DeviceCapabilities
from rollcall.protocol.users import Privilege, UserInfo
from rollcall.ui.dialogs.edit_user_credentials import why_not
from rollcall.ui.dialogs.edit_user_draft import PASSWORD_DIGITS_USUAL, UserDraft, has_card
from rollcall.ui.dialogs.edit_user_words import rights_text
from rollcall.ui.models.users import Credential, privilege_name
from rollcall.ui.theme import Space
from rollcall.ui.widgets.choice import Choice
from rollcall.ui.widgets.field import Field
from rollcall.ui.widgets.stored_secret import StoredSecretLine

__all__ = ["NEW_DEPARTMENT", "UserForm"]

NEW_DEPARTMENT: Final = "\0new"  # no department is called so: no device can say it
_SHOWN_DIGITS: Final = 2  # of a card that is masked (reliability, section 3, 4)


class UserForm(QWidget):
    """Holds what was typed; judging it is the draft's business."""

    edited = Signal()
    """Something else was typed or chosen."""
    revealed = Signal()
    """A stored password or card number is on the screen."""

    def __init__(self, *, is_new: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_new = is_new
        self._departments: tuple[str, ...] = ()
        self._reasons = {"password": "", "card": ""}
        self._is_editable = True
        self.id = QLineEdit()
        self.name = QLineEdit()
        self.department = Choice()
        self.new_department = QLineEdit()
        self.privilege = Choice()
        self.password = StoredSecretLine()
        self.card = StoredSecretLine()
        self.fields = {
            "id": Field(self.id),
            "name": Field(self.name),
            "department": Field(self.department),
            "new_department": Field(self.new_department),
            "privilege": Field(self.privilege),
            "password": Field(self.password),
            "card": Field(self.card),
        }
        self._build()
        self._connect()
        self._retranslate()

    # --- what it says

    @property
    def draft(self) -> UserDraft:
        """What the fields say now."""
        return UserDraft(
            id=self.id.text(),
            name=self.name.text(),
            department=self.wanted_department,
            privilege=Privilege(self.privilege.choice or Privilege.USER.value),
            password=self.password.entered,
            card=self.card.entered,
        )

    @property
    def wanted_department(self) -> str:
        """The department chosen, or the one typed to be added."""
        if self.is_adding_department:
            return self.new_department.text().strip()
        return self.department.choice or ""

    @property
    def is_adding_department(self) -> bool:
        """Whether the department is to be made first."""
        return self.department.choice == NEW_DEPARTMENT

    def set_draft(self, draft: UserDraft) -> None:
        """Put a draft into the fields; a department is chosen once it is offered."""
        if self.id.text() != draft.id:
            self.id.setText(draft.id)
        if self.name.text() != draft.name:
            self.name.setText(draft.name)
        if not self.is_adding_department:
            self._offer_departments(self._departments, draft.department)
            self.department.choose(draft.department)
        self._offer_privileges(draft.privilege)
        self.privilege.choose(draft.privilege.value)

    def set_departments(self, names: Sequence[str]) -> None:
        """Offer the departments of the device; the one chosen stays on offer.

        A new user is in the first one until another is chosen, as on the device (U11).
        """
        self._departments = tuple(names)
        chosen = self.department.choice
        is_open = chosen == NEW_DEPARTMENT or (self._is_new and not chosen and bool(names))
        self._offer_departments(self._departments, None if is_open else chosen)
        if chosen is not None:
            self.department.choose(chosen)

    def set_stored(self, user: UserInfo | None, capabilities: DeviceCapabilities | None) -> None:
        """Take what the device stores, for the lines that do not show it."""
        none = self.tr("None")
        password = "" if user is None or user.password is UNSET else user.password
        card = str(user.card) if user is not None and has_card(user) else ""
        ends = self.tr("Set, ends in {digits}").format(digits=card[-_SHOWN_DIGITS:])
        for editor, name, credential, secret, hint in (
            (self.password, "password", Credential.PASSWORD, password, self.tr("Set")),
            (self.card, "card", Credential.CARD, card, ends),
        ):
            reason = why_not(credential, capabilities)
            nothing = none if self._is_editable else "…"
            editor.set_stored(secret, hint if secret else nothing)
            editor.setEnabled(not reason and self._is_editable)
            editor.setToolTip(reason)
            self._reasons[name] = reason
        self._tell_help()

    def set_editable(self, is_editable: bool) -> None:
        """Let the fields be filled in, or not while the user is read for the first time."""
        self._is_editable = is_editable
        self.id.setReadOnly(not self._is_new)
        self.id.setEnabled(is_editable or not self._is_new)
        for each in (self.name, self.department, self.new_department, self.privilege):
            each.setEnabled(is_editable)
        self.password.setEnabled(is_editable and not self._reasons["password"])
        self.card.setEnabled(is_editable and not self._reasons["card"])

    def become(self, *, is_new: bool) -> None:
        """Be about a user who is on the device now, or is not any more."""
        self._is_new = is_new
        self.set_editable(self._is_editable)
        self._tell_help()

    def take_department(self, name: str) -> None:
        """Choose a department that was added just now."""
        self._departments = (*self._departments, name)
        self._offer_departments(self._departments, None)
        self.department.choose(name)

    def forget_secrets(self) -> None:
        """Empty the lines of secrets that are stored now."""
        self.password.clear()
        self.card.clear()

    # --- inside

    def _build(self) -> None:
        self._offer_departments((), "")
        self._offer_privileges(Privilege.USER)
        self.privilege.choose(Privilege.USER.value)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(Space.L)
        grid.setVerticalSpacing(Space.M)
        places = (
            ("id", 0, 0),
            ("name", 0, 1),
            ("department", 1, 0),
            ("privilege", 1, 1),
            ("new_department", 2, 0),
            ("password", 3, 0),
            ("card", 3, 1),
        )
        for name, row, column in places:
            box = QVBoxLayout()  # else the lines of one row would not stand at one height
            box.addWidget(self.fields[name])
            box.addStretch(1)
            grid.addLayout(box, row, column)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        self.fields["new_department"].hide()

    def _connect(self) -> None:
        for line in (self.id, self.name, self.new_department, self.password, self.card):
            line.textEdited.connect(self.edited)
        self.password.textEdited.connect(self._tell_help)
        self.department.chosen.connect(self._on_department_chosen)
        self.privilege.chosen.connect(self._on_privilege_chosen)
        self.password.revealed.connect(self.revealed)
        self.card.revealed.connect(self.revealed)

    def _retranslate(self) -> None:
        self._tell_help()

    def _tell_help(self) -> None:
        fields = self.fields
        fields["id"].set_texts(
            self.tr("&ID"),
            self.tr("Cannot be changed any more.")
            if not self._is_new
            else self.tr("Zeros in front count."),
        )
        fields["name"].set_texts(self.tr("&Name"))
        fields["department"].set_texts(self.tr("&Department"))
        fields["new_department"].set_texts(
            self.tr("Name of the ne&w department"), self.tr("It is added to the device as well.")
        )
        chosen = Privilege(self.privilege.choice or Privilege.USER.value)
        fields["privilege"].set_texts(self.tr("Pri&vilege"), rights_text(chosen))
        is_long = len(self.password.entered) > PASSWORD_DIGITS_USUAL
        usual = self.tr("Up to 6 digits; zeros in front count.")
        rare = self.tr("More than 6 digits: some devices take only 6.")
        fields["password"].set_texts(
            self.tr("&Password"), self._reasons["password"] or (rare if is_long else usual)
        )
        fields["card"].set_texts(
            self.tr("Card n&umber"), self._reasons["card"] or self.tr("A number, as on the card.")
        )

    def _offer_departments(self, names: Sequence[str], chosen: str | None) -> None:
        offered = list(dict.fromkeys((*names, *([chosen] if chosen is not None else []))))
        none = self.tr("(none)")
        self.department.set_choices(
            [
                *((each, each or none) for each in offered),
                (NEW_DEPARTMENT, self.tr("New department …")),
            ]
        )

    def _offer_privileges(self, chosen: Privilege) -> None:
        known = [Privilege.USER, Privilege.MANAGER, Privilege.ADMINISTRATOR]
        offered = known if chosen in known else [*known, chosen]
        self.privilege.set_choices([(each.value, privilege_name(each.value)) for each in offered])

    def _on_department_chosen(self, choice: str) -> None:
        is_new = choice == NEW_DEPARTMENT
        self.fields["new_department"].setVisible(is_new)
        if is_new and self.new_department.isVisible():
            self.new_department.setFocus()
        self.edited.emit()

    def _on_privilege_chosen(self, _choice: str) -> None:
        self._tell_help()
        self.edited.emit()
