"""The dialog "Add device": shows the step that `adding.py` has come to."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from rollcall.protocol.errors import KeyRejected
from rollcall.ui.dialogs.acting import ActingDialog
from rollcall.ui.dialogs.adding import Adding, Step
from rollcall.ui.tasks import TaskRunner
from rollcall.ui.theme import Space
from rollcall.ui.widgets.buttons import Button
from rollcall.ui.widgets.field import Field
from rollcall.ui.widgets.frames import Card
from rollcall.ui.widgets.label import IconLabel, Label
from rollcall.ui.widgets.secret_line import SecretLine
from rollcall.ui.words import fingerprint_text

__all__ = ["AddDeviceDialog"]


class AddDeviceDialog(ActingDialog):
    """Asks for what the device wants, one thing at a time; `adding` holds what came of it."""

    def __init__(self, parent: QWidget | None, adding: Adding, *, tasks: TaskRunner) -> None:
        super().__init__(parent, tasks=tasks, title="", width=480)
        self.adding = adding
        self.setWindowTitle(self.tr("Add device"))
        self._build()
        self._show_step()

    def open(self) -> None:
        """Show it; when the address is known, look there at once."""
        super().open()
        if self.adding.step is Step.ADDRESS and self._address.text():
            self.accept()

    async def _act(self) -> bool:
        match self.adding.step:
            case Step.ADDRESS:
                self.set_doing(self.tr("Looking who is there …"))
                await self.adding.look(self._address.text())
            case Step.CERTIFICATE:
                self.set_doing(self.tr("Looking who is there …"))
                await self.adding.trust()
            case Step.KEY:
                self.set_doing(self.tr("Trying the key …"))
                try:
                    await self.adding.try_key(self._key.text())
                except KeyRejected:
                    self._show_problem("api_key", self.tr("The device does not accept this key."))
                    return False
            case Step.NAME:
                self.set_doing(self.tr("Adding the device …"))
                await self.adding.add(self._name.text())
                return True
        self._show_step()
        return False

    # --- inside

    def _build(self) -> None:
        self._heading = Label(role="section", wrap=True)
        self._text = Label(wrap=True)
        self._warning = _Warning()
        self._address = QLineEdit(self.adding.typed)
        self._key = SecretLine()
        self._name = QLineEdit()
        self._certificate = _Certificate(self.tr("Fingerprint (SHA-256)"))
        address = Field(
            self._address,
            self.tr("&Address"),
            self.tr("For example 192.168.1.20, or https://192.168.1.20 for a private device."),
        )
        key = Field(
            self._key,
            self.tr("API &key"),
            self.tr("It is set on the device: in its menu, look for API key or SDK."),
        )
        name = Field(
            self._name, self.tr("&Name"), self.tr("What people call it, such as Front door.")
        )
        self._pages = {
            Step.ADDRESS: address,
            Step.CERTIFICATE: self._certificate,
            Step.KEY: key,
            Step.NAME: name,
        }
        for each in (self._heading, self._text, self._warning):
            self.body.addWidget(each)
        for page in self._pages.values():
            self.body.addWidget(page)
        self.set_fields({"address": address, "api_key": key, "name": name})
        self._back = Button(self.tr("Back"))
        self._back.clicked.connect(self._on_back_clicked)
        self.buttons.insertWidget(0, self._back)

    def _show_step(self) -> None:
        step = self.adding.step
        for each, page in self._pages.items():
            page.setVisible(each is step)
        self._warning.setVisible(False)
        match step:
            case Step.ADDRESS:
                self._show_address()
            case Step.CERTIFICATE:
                self._show_certificate()
            case Step.KEY:
                self._show_key()
            case Step.NAME:
                self._show_name()
        self._back.setVisible(self.adding.can_go_back)
        # Whom to trust is not for a quick Enter to decide.
        is_trusting = step is Step.CERTIFICATE
        (self.cancel_button if is_trusting else self.verb_button).setDefault(True)
        (self.cancel_button if is_trusting else self._pages[step]).setFocus()
        self.setAccessibleDescription(f"{self._heading.text()} {self._text.text()}")
        self._update_buttons()

    def _say(self, heading: str, text: str, verb: str) -> None:
        self._heading.setText(heading)
        self._text.setText(text)
        self.verb_button.setText(verb)

    def _show_address(self) -> None:
        self._say(
            self.tr("Where is the device?"),
            self.tr(
                "Enter the address shown in the device's network menu. Nothing is changed on it."
            ),
            self.tr("Look for it"),
        )

    def _show_certificate(self) -> None:
        self._say(
            self.tr("Is this your device?"),
            self.tr(
                "A private device proves itself by its certificate. Compare this with what the "
                "device or your IT colleague says. You are asked only this once: later, Rollcall "
                "speaks to the device only if it shows the same."
            ),
            self.tr("Trust this device"),
        )
        self._certificate.show_fingerprint(self.adding.fingerprint or "")

    def _show_key(self) -> None:
        self._say(
            self.tr("This device wants its API key"),
            self.tr(
                "{address} answers only to whoever has its key. Rollcall keeps it in the keyring "
                "of this PC."
            ).format(address=self.adding.address),
            self.tr("Try this key"),
        )

    def _show_name(self) -> None:
        known = self.adding.known
        self._name.setText(self.adding.proposed_name(self.tr("Device {n}")))
        self._name.selectAll()
        if known is None:
            self._say(
                self.tr("Found it. What shall it be called?"),
                self.tr("A device with the ID {uid} answers at {address}.").format(
                    uid=self.adding.uid, address=self.adding.address
                ),
                self.tr("Add device"),
            )
            return
        if known.address == self.adding.address:
            text = self.tr("It is in your list already, at this address.")
        else:
            text = self.tr(
                "It is in your list already. Until now it was at {before}; from now on Rollcall "
                "looks for it at {address}."
            ).format(before=known.address, address=self.adding.address)
        heading = self.tr("This is {device}").format(device=known.name)
        self._say(heading, text, self.tr("Keep"))
        if self.adding.loses_privacy:
            self._warning.show_text(
                self.tr(
                    "At this address what is said to {device} is not private any more: others on "
                    "your network could listen."
                ).format(device=known.name)
            )

    def _update_buttons(self) -> None:
        super()._update_buttons()
        self._back.setEnabled(not self.busy)

    def _on_back_clicked(self) -> None:
        self.notice_bar.dismiss()
        self.adding.back()
        self._show_step()


class _Certificate(Card):
    def __init__(self, title: str) -> None:
        super().__init__()
        self._fingerprint = Label(selectable=True)
        self._fingerprint.setAccessibleName(title)
        self.body.setSpacing(Space.S)
        self.body.addWidget(Label(title, role="caption"))
        self.body.addWidget(self._fingerprint)

    def show_fingerprint(self, fingerprint: str) -> None:
        """Show what is to be compared."""
        self._fingerprint.setText(fingerprint_text(fingerprint, groups_a_line=8))
        self._fingerprint.setAccessibleDescription(fingerprint)


class _Warning(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._text = Label(role="warning", wrap=True)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.S)
        layout.addWidget(IconLabel("triangle-alert", "warning"))
        layout.addWidget(self._text, 1)

    def show_text(self, text: str) -> None:
        """Warn."""
        self._text.setText(text)
        self.show()
