"""The dialog "Rename": what people call a device."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from PySide6.QtWidgets import QLineEdit, QWidget

from rollcall.ui.dialogs.acting import ActingDialog
from rollcall.ui.tasks import TaskRunner
from rollcall.ui.widgets.field import Field
from rollcall.ui.widgets.label import Label

__all__ = ["RenameDialog"]


class RenameDialog(ActingDialog):
    """Asks for a name and gives it to `keep`."""

    def __init__(
        self,
        parent: QWidget | None,
        *,
        device: str,
        keep: Callable[[str], Awaitable[None]],
        tasks: TaskRunner,
    ) -> None:
        super().__init__(parent, tasks=tasks, title="", width=420)
        self._keep = keep
        self.setWindowTitle(self.tr("Rename device"))
        self.verb_button.setText(self.tr("Rename"))
        self._name = QLineEdit(device)
        self._name.selectAll()
        field = Field(
            self._name,
            self.tr("&Name"),
            self.tr("Only on this PC; nothing is changed on the device."),
        )
        heading = self.tr("New name for {device}").format(device=device)
        self.body.addWidget(Label(heading, role="section", wrap=True))
        self.body.addWidget(field)
        self.set_fields({"name": field})
        self._name.setFocus()

    async def _act(self) -> bool:
        await self._keep(self._name.text())
        return True
