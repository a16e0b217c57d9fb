"""The credentials of one user: what there is of each, and what can be done about it."""

from __future__ import annotations

from functools import partial
from typing import Final

from msgspec import UNSET
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from rollcall.protocol.info import DeviceCapabilities
from rollcall.protocol.users import UserInfo
from rollcall.ui.device_words import abilities
from rollcall.ui.models.user_counts import UserCounts
from rollcall.ui.models.users import CREDENTIAL_ICONS, Credential, credential_name, enrolled
from rollcall.ui.theme import Space
from rollcall.ui.widgets.buttons import Button
from rollcall.ui.widgets.label import IconLabel, Label
from rollcall.usecases.user_summary import summary

__all__ = ["CredentialLine", "CredentialsList", "why_not"]

# Where `device_words.abilities` has each.
_ABILITIES: Final = {
    Credential.FACE: 0,
    Credential.FINGERS: 2,
    Credential.PALM: 3,
    Credential.CARD: 4,
    Credential.PASSWORD: 5,
}
_SEVERAL: Final = {Credential.FINGERS, Credential.PALM}
_SHOWN_DIGITS: Final = 2  # of a card that is masked (reliability, section 3, 4)


def why_not(credential: Credential, of: DeviceCapabilities | None) -> str:
    """Tell why a device cannot have a credential; nothing where it can, or does not say."""
    ability = None if of is None else abilities(of)[_ABILITIES[credential]]
    return ability.reason if ability is not None and ability.can is False else ""


class CredentialsList(QWidget):
    """A line for each credential."""

    add_asked = Signal(str)
    """(credential) Another one, or one instead of that which is there."""
    remove_asked = Signal(str)
    """(credential) Take it from the user."""

    def __init__(self, *, can_enroll: bool, parent: QWidget | None = None) -> None:
        """Tell whether anybody can capture one; else only what is typed can be added."""
        super().__init__(parent)
        self.lines = {
            each: CredentialLine(
                each, can_add=can_enroll or each is Credential.PASSWORD, parent=self
            )
            for each in Credential
        }
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(Space.M)
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(2, 1)
        for row, (credential, line) in enumerate(self.lines.items()):
            line.put_into(grid, row)
            line.add.clicked.connect(partial(self.add_asked.emit, str(credential)))
            line.remove.clicked.connect(partial(self.remove_asked.emit, str(credential)))

    def show_user(
        self, user: UserInfo | None, capabilities: DeviceCapabilities | None, *, is_ready: bool
    ) -> None:
        """Show what a user has; None is one who is not on the device yet, or not read.

        `is_ready` tells whether anything can be done now.
        """
        known = None if user is None else summary(user)
        for credential, line in self.lines.items():
            reason = why_not(credential, capabilities)
            count = None if known is None else enrolled(known, credential)
            if reason:
                line.show_impossible(reason)
            elif known is None and is_ready:
                line.show_later()
            elif known is None:
                line.show_unread()
            else:
                line.show_count(None if count is None else int(count), is_ready=is_ready)
        if user is not None and user.card is not UNSET and user.card.strip("0"):
            self.lines[Credential.CARD].show_card(user.card[-_SHOWN_DIGITS:])


class CredentialLine(QObject):
    """The parts of one line; they stand in a grid, so that all lines have the same columns."""

    def __init__(self, credential: Credential, *, can_add: bool, parent: QObject) -> None:
        super().__init__(parent)
        self._credential = credential
        self._can_add = can_add
        self._word = credential_name(credential)
        self._icon = IconLabel(CREDENTIAL_ICONS[credential], "muted")
        self._name = Label(self._word)
        self.state = Label(role="muted", wrap=True)
        self.add = Button(role="small")
        self.remove = Button(self.tr("Remove"), role="small")
        self.remove.setAccessibleName(self.tr("Remove {thing}").format(thing=self._word))

    def put_into(self, grid: QGridLayout, row: int) -> None:
        """Stand in a row of a grid of five columns."""
        grid.setRowMinimumHeight(row, Space.CONTROL_HEIGHT)
        for column, each in enumerate((self._icon, self._name, self.state, self.add, self.remove)):
            grid.addWidget(each, row, column)
        self.add.setVisible(self._can_add)

    def show_count(self, count: int | None, *, is_ready: bool) -> None:
        """Tell how many there are; None where the device does not say."""
        self._name.set_role("")
        self.state.setText(self._count_text(count))
        is_replacing = bool(count) and self._credential not in _SEVERAL
        self._name_add(is_replacing=is_replacing)
        self._enable(self.add, "" if is_ready else self.tr("Wait until the user was read."))
        if count:
            reason = "" if is_ready else self.tr("Wait until the user was read.")
        else:
            reason = self.tr("There is nothing to remove.")
        self._enable(self.remove, reason)

    def show_card(self, digits: str) -> None:
        """Tell the last digits of the card there is."""
        self.state.setText(self.tr("Ends in {digits}").format(digits=digits))

    def show_impossible(self, reason: str) -> None:
        """Tell why the device cannot have one."""
        self._name.set_role("muted")
        self.state.setText(reason)
        self._name_add(is_replacing=False)
        self._enable(self.add, reason)
        self._enable(self.remove, reason)

    def show_later(self) -> None:
        """Tell that the user has to be on the device first."""
        self.state.setText(self.tr("None yet"))
        self._name_add(is_replacing=False)
        if self._credential is Credential.PASSWORD:
            self._enable(self.add, "")
        else:
            self._enable(self.add, self.tr("Add the user first, then enroll."))
        self._enable(self.remove, self.tr("There is nothing to remove."))

    def show_unread(self) -> None:
        """Tell nothing yet."""
        self.state.setText("…")
        self._name_add(is_replacing=False)
        for button in (self.add, self.remove):
            self._enable(button, self.tr("Wait until the user was read."))

    def _count_text(self, count: int | None) -> str:
        if count is None:
            return self.tr("Not told by the device")
        if not count:
            return self.tr("None")
        if self._credential is Credential.FINGERS:
            return UserCounts().fingers(count)
        if self._credential is Credential.PALM and count > 1:
            return self.tr("%Ln palms", "", count)
        return self.tr("Set") if self._credential is Credential.PASSWORD else self.tr("Enrolled")

    def _name_add(self, *, is_replacing: bool) -> None:
        if is_replacing:
            self.add.setText(self.tr("Replace"))
            name = self.tr("Replace {thing}").format(thing=self._word)
        else:
            self.add.setText(self.tr("Add"))
            name = self.tr("Add {thing}").format(thing=self._word)
        self.add.setAccessibleName(name)

    @staticmethod
    def _enable(button: Button, reason: str) -> None:
        button.setEnabled(not reason)
        button.setToolTip(reason)
        button.setAccessibleDescription(reason)
