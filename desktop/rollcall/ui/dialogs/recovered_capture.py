"""A capture that a crash left behind: saved only if a person says so."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from rollcall.protocol.users import UserInfo
from rollcall.ui import ask
from rollcall.ui.dialogs.acting import ActingDialog
from rollcall.ui.dialogs.enroll_words import person_name, saved_text
from rollcall.ui.page import Page
from rollcall.ui.receipt_words import details_text
from rollcall.ui.tasks import TaskRunner
from rollcall.ui.theme import Tone
from rollcall.ui.widgets.buttons import Button
from rollcall.ui.widgets.label import Label
from rollcall.usecases.changing.receipt import Receipt
from rollcall.usecases.enrolling.methods import Captured, Method
from rollcall.usecases.enrolling.settling_jobs import RecoveredCapture
from rollcall.usecases.fleet_device import FleetDevice
from rollcall.usecases.user_summary import summary

__all__ = ["RecoveredCaptureDialog", "Saves", "decide"]


class Saves(Protocol):
    """What is needed of `Enrolling`."""

    async def save(self, device: FleetDevice, info: UserInfo, captured: Captured) -> Receipt:
        """Save a credential and prove it. Raises `AppError`."""

    async def let_go(self, captured: Captured) -> None:
        """Strike out what was noted of a capture. Raises nothing."""


async def decide(
    page: Page, enrolling: Saves, device: FleetDevice, capture: RecoveredCapture
) -> None:
    """Ask what becomes of a capture; who closes the question is asked again at the next start."""
    dialog = RecoveredCaptureDialog(page, enrolling, device, capture, tasks=page.tasks)
    await ask.show(dialog)
    if dialog.is_saved:
        page.notice_bar.show_message(
            Tone.GOOD, saved_text(capture.captured.method, device=device.label)
        )


class RecoveredCaptureDialog(ActingDialog):
    """Save it, discard it, or decide later."""

    def __init__(
        self,
        parent: QWidget | None,
        enrolling: Saves,
        device: FleetDevice,
        capture: RecoveredCapture,
        *,
        tasks: TaskRunner,
    ) -> None:
        super().__init__(parent, tasks=tasks, title="", verb="…")
        self._enrolling = enrolling
        self._device = device
        self._capture = capture
        self._is_discarding = False
        self.is_saved = False
        self._build()

    async def _act(self) -> bool:
        captured = self._capture.captured
        if self._is_discarding:
            await self._enrolling.let_go(captured)
            return True
        self.set_doing(self.tr("Saving and reading back …"))
        receipt = await self._enrolling.save(self._device, self._capture.info, captured)
        if not receipt.is_fine:
            self.notice_bar.show_message(
                Tone.DANGER, self.tr("It was not saved"), details_text(receipt)
            )
            return False
        await self._enrolling.let_go(captured)
        self.is_saved = True
        return True

    def _build(self) -> None:
        name = person_name(summary(self._capture.info))
        text = _captured_text(self._capture.captured.method).format(
            name=name, device=self._device.label
        )
        self.setWindowTitle(self.tr("Capture left over"))
        self.body.addWidget(Label(text, role="section", wrap=True))
        advice = Label(
            self.tr(
                "Save it only if nobody else has been enrolled at the device since. If in doubt, "
                "discard it and enroll {name} again."
            ).format(name=name),
            wrap=True,
        )
        self.body.addWidget(advice)
        self.set_fields({})
        self.setAccessibleDescription(f"{text} {advice.text()}")
        self.verb_button.setText(self.tr("Save it to {name}").format(name=name))
        self.cancel_button.setText(self.tr("Decide later"))
        self.discard_button = Button(self.tr("Discard"), role="danger")
        self.discard_button.clicked.connect(self._on_discard_clicked)
        self.buttons.insertWidget(0, self.discard_button)
        # Whose face it is is not for a quick Enter to decide.
        self.verb_button.setDefault(False)
        self.cancel_button.setDefault(True)
        self.cancel_button.setFocus()

    def _update_buttons(self) -> None:
        super()._update_buttons()
        self.discard_button.setEnabled(not self.busy)

    def _on_discard_clicked(self) -> None:
        self._is_discarding = True
        self.accept()


def _captured_text(method: Method) -> str:
    match method:
        case Method.FACE:
            return QCoreApplication.translate(
                "Enroll",
                "A face was captured for {name} on {device} before Rollcall was closed.",
            )
        case Method.FINGER:
            return QCoreApplication.translate(
                "Enroll",
                "A fingerprint was captured for {name} on {device} before Rollcall was closed.",
            )
        case Method.PALM:
            return QCoreApplication.translate(
                "Enroll",
                "A palm was captured for {name} on {device} before Rollcall was closed.",
            )
        case Method.CARD | Method.CARD_NUMBER:
            return QCoreApplication.translate(
                "Enroll",
                "A card was read for {name} on {device} before Rollcall was closed.",
            )
