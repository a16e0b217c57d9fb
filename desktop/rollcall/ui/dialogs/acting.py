"""A dialog that does its work itself and closes only when it is done.

While it works it says so and can be cancelled; what was entered wrong is said at the field.
"""

from __future__ import annotations

from collections.abc import Mapping

import shiboken6
from PySide6.QtWidgets import QLineEdit, QWidget

from rollcall.protocol.errors import InvalidInput
from rollcall.ui.notices import field_text
from rollcall.ui.tasks import Busy, TaskRunner
from rollcall.ui.widgets.field import Field
from rollcall.ui.widgets.fitting_dialog import FittingDialog
from rollcall.ui.widgets.notice_bar import NoticeBar
from rollcall.ui.widgets.work_progress import WorkProgress

__all__ = ["ActingDialog"]


class ActingDialog(FittingDialog):
    """Base: override `_act`; the button starts it, and closes the dialog when it gives True.

    Errors that belong to no field are told by `notice_bar`.
    """

    def __init__(
        self,
        parent: QWidget | None,
        *,
        tasks: TaskRunner,
        title: str,
        verb: str = "",
        width: int = 460,
    ) -> None:
        super().__init__(parent, title=title, verb=verb, width=width)
        self.verb_button.setVisible(True)
        self.verb_button.setDefault(True)
        self.tasks = tasks
        self.busy = Busy(self._on_busy_changed)
        self.is_closed = False
        self.is_cut_short = False
        """Whether it was closed while it worked, so that its page has to tell what came of it."""
        self._fields: Mapping[str, Field] = {}
        self.notice_bar = NoticeBar()
        self.notice_bar.follow(tasks, self)
        self._progress = WorkProgress(tasks, self)
        self._progress.hide()
        self.body.addWidget(self.notice_bar)

    def set_fields(self, fields: Mapping[str, Field]) -> None:
        """Take the fields by the names `InvalidInput` has for them, and finish the body."""
        self._fields = fields
        self.body.addWidget(self._progress)
        for field in fields.values():
            editor = field.editor
            if isinstance(editor, QLineEdit):
                editor.textEdited.connect(self._on_text_edited)

    def set_doing(self, text: str) -> None:
        """Say what is being done, while it is."""
        self._progress.begin(text)

    def accept(self) -> None:
        """Begin, unless it is being done already."""
        if not self.busy:
            self.notice_bar.dismiss()
            self.tasks.start(
                self._act_and_close(),
                owner=self,
                title=self.windowTitle(),
                quiet=True,
                retry=self.accept,
            )

    def done(self, result: int) -> None:
        self.is_closed = True
        self.is_cut_short = self.is_cut_short or bool(self.busy)
        self.tasks.cancel_of(self)
        super().done(result)

    async def _act(self) -> bool:
        """Do it, and tell whether the dialog is finished with."""
        raise NotImplementedError

    async def _act_and_close(self) -> None:
        is_done = False
        with self.busy:
            for field in self._fields.values():
                field.set_problem(None)
            try:
                is_done = await self._act()
            except InvalidInput as error:
                if error.field not in self._fields:
                    raise
                self._show_problem(error.field, field_text(error))
        if is_done and shiboken6.isValid(self):  # what was sent is read back all the same
            super().accept()

    def _show_problem(self, name: str, text: str) -> None:
        field = self._fields[name]
        field.set_problem(text)
        field.editor.setFocus()

    def _on_busy_changed(self) -> None:
        if not shiboken6.isValid(self):  # closed; what was cancelled ends a moment later
            return
        is_busy = bool(self.busy)
        self._progress.setVisible(is_busy)
        for field in self._fields.values():
            if isinstance(field.editor, QLineEdit):
                field.editor.setReadOnly(is_busy)
        self._update_buttons()

    def _update_buttons(self) -> None:
        self.verb_button.setEnabled(not self.busy)

    def _on_text_edited(self) -> None:
        for field in self._fields.values():
            if field.editor is self.sender() and field.problem:
                field.set_problem(None)
