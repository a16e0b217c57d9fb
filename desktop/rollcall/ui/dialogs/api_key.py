"""The dialog "Set key": the API key of one of our devices, tried before it is kept."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from PySide6.QtWidgets import QWidget

from rollcall.protocol.address import ApiKey
from rollcall.protocol.errors import KeyRejected, VaultError
from rollcall.ui.dialogs.acting import ActingDialog
from rollcall.ui.tasks import TaskRunner
from rollcall.ui.widgets.field import Field
from rollcall.ui.widgets.label import Label
from rollcall.ui.widgets.secret_line import SecretLine

__all__ = ["ApiKeyDialog"]


class ApiKeyDialog(ActingDialog):
    """Asks for a key and gives it to `keep`; `trouble` is what the keyring then said."""

    def __init__(
        self,
        parent: QWidget | None,
        *,
        device: str,
        keep: Callable[[ApiKey], Awaitable[VaultError | None]],
        tasks: TaskRunner,
    ) -> None:
        super().__init__(parent, tasks=tasks, title="", width=440)
        self._keep = keep
        self.trouble: VaultError | None = None
        self.setWindowTitle(self.tr("Set key"))
        self.verb_button.setText(self.tr("Set key"))
        self._key = SecretLine()
        field = Field(
            self._key,
            self.tr("API &key"),
            self.tr("The key that is set on the device; leave it empty if there is none."),
        )
        heading = self.tr("API key of {device}").format(device=device)
        text = self.tr(
            "Rollcall tries the key on the device, then keeps it in the keyring of this PC. The "
            "device itself is not changed."
        )
        self.body.addWidget(Label(heading, role="section", wrap=True))
        self.body.addWidget(Label(text, wrap=True))
        self.body.addWidget(field)
        self.set_fields({"api_key": field})
        self.set_doing(self.tr("Trying the key …"))
        self.setAccessibleDescription(f"{heading}. {text}")
        self._key.setFocus()

    async def _act(self) -> bool:
        try:
            self.trouble = await self._keep(ApiKey(self._key.text().strip()))
        except KeyRejected:
            self._show_problem("api_key", self.tr("The device does not accept this key."))
            return False
        return True
