"""The buttons below the wizard "Enroll": which are there at a step, what they say, what Enter does.

What a click does is in enroll.py.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject

from rollcall.ui.dialogs.enroll_words import person_name
from rollcall.ui.widgets.buttons import Button
from rollcall.ui.widgets.dialog import Dialog
from rollcall.usecases.enrolling.methods import Method
from rollcall.usecases.enrolling.steps import EnrollSteps
from rollcall.usecases.enrolling.wizard import Step

__all__ = ["EnrollFoot"]

_LONGEST_ON_BUTTON: Final = 20  # characters of a name


class EnrollFoot(QObject):
    """Adds its own buttons to the two that every dialog has."""

    def __init__(self, dialog: Dialog, steps: EnrollSteps) -> None:
        super().__init__(dialog)
        self._steps = steps
        self._verb_button = dialog.verb_button
        self._cancel_button = dialog.cancel_button
        self.back = Button(self.tr("Back"))
        self.skip = Button(self.tr("Skip this user"))
        self.other = Button()
        self.end = Button(self.tr("End all captures …"), role="danger")
        row = dialog.buttons
        row.insertWidget(0, self.back)
        row.insertWidget(1, self.skip)
        row.insertWidget(2, self.end)
        row.insertWidget(row.indexOf(self._verb_button), self.other)

    def show_step(self) -> None:
        """Be as the step wants it."""
        steps, step = self._steps, self._steps.step
        self._verb_button.setText(self._verb())
        self._verb_button.setVisible(not step.is_running)
        self._verb_button.setEnabled(steps.can_go_on)
        self.back.setVisible(steps.can_go_back)
        self.back.setText(self.tr("Another card") if step is Step.TAKEN else self.tr("Back"))
        self.skip.setVisible(steps.can_skip)
        self.end.setVisible(steps.may_end_others)
        self.other.setVisible(step in {Step.FAILED, Step.SAVED, Step.CHECKING})
        self.other.setText(self._other())
        self._cancel_button.setVisible(step is not Step.SUMMARY and not self._is_last_word())
        self._cancel_button.setText(
            self.tr("Close") if step in {Step.SAVED, Step.FAILED} else self.tr("Cancel")
        )
        self.default.setDefault(True)

    @property
    def default(self) -> Button:
        """What Enter does: never to give somebody's card to another one as well."""
        if self._steps.step is Step.TAKEN:
            return self.back
        return self._cancel_button if self._steps.step.is_running else self._verb_button

    def _is_last_word(self) -> bool:
        return self._steps.step is Step.SAVED and self._steps.queue.next_up is None

    def _other(self) -> str:
        if self._steps.step is Step.CHECKING:
            return self.tr("Save without looking")
        if self._steps.step is Step.SAVED and self._steps.method is Method.FINGER:
            return self.tr("Another finger or method")
        return self.tr("Another method")

    def _verb(self) -> str:
        steps, next_up = self._steps, self._steps.queue.next_up
        match steps.step:
            case Step.METHOD if steps.method is not Method.CARD_NUMBER:
                return self.tr("Start")
            case Step.PEOPLE | Step.METHOD:
                return self.tr("Next")
            case Step.TYPING:
                return self.tr("Save card")
            case Step.TAKEN:
                return self.tr("Save it all the same")
            case Step.FAILED:
                return self.tr("Save again") if steps.holds_capture else self.tr("Try again")
            case Step.SAVED if next_up is not None:
                return self.tr("Next user: {name}").format(
                    name=person_name(next_up, longest=_LONGEST_ON_BUTTON)
                )
            case Step.SAVED if len(steps.queue) > 1:
                return self.tr("Show the result")
        return self.tr("Done")
