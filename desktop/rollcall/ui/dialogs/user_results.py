"""What is told on a page after users were changed: how it came out, and the button that undoes it.

Work on many users runs here too: in the activity bar, whatever page is shown.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Protocol, TypeAlias

import shiboken6
from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtWidgets import QDialog

from rollcall.protocol.errors import AppError
from rollcall.protocol.info import DeviceUid
from rollcall.ui import ask
from rollcall.ui.i18n import number
from rollcall.ui.notices import describe
from rollcall.ui.page import Page
from rollcall.ui.receipt_tally import Tally
from rollcall.ui.receipt_words import Deed, ReceiptCounts
from rollcall.ui.theme import Tone
from rollcall.usecases.changing.receipt import Receipt, Verdict
from rollcall.usecases.changing.writing_users import Got
from rollcall.usecases.progress import Report

if TYPE_CHECKING:
    from rollcall.ui.models.receipts import DeviceName
    from rollcall.usecases.changing.steps import Step

__all__ = ["Batch", "Undoes", "start_undo", "tell_done", "where_text"]

RunBatch: TypeAlias = Callable[[Got, Report], Awaitable[None]]


class Undoes(Protocol):
    """What can be taken back; `changing/undo.py` is the real one."""

    @property
    def last(self) -> Step | None:
        """The step done last, None if there is nothing to take back."""

    def of(self, part_of: object) -> tuple[Step, ...]:
        """Give the steps of a piece of work that can be undone."""

    async def undo(self, *, got: Got, report: Report) -> None:
        """Take back the last piece of work, on every device."""


def tell_done(
    page: Page,
    undo: Undoes,
    *,
    device_name: DeviceName,
    title: str,
    text: str = "",
    tone: Tone = Tone.GOOD,
    part_of: object | None = None,
) -> None:
    """Tell on the page what was done, with a button that takes exactly that back.

    That is what was written last, or what is `part_of` that piece of work (`WritesUsers.write`);
    where nothing was written, there is no button.
    """
    if part_of is None and undo.last is not None:
        part_of = undo.last.part_of
    can_undo = part_of is not None and bool(undo.of(part_of))
    back = partial(start_undo, page, undo, device_name=device_name, only=part_of)
    page.notice_bar.show_message(
        tone,
        title,
        text,
        verb=QCoreApplication.translate("UserResults", "Undo") if can_undo else "",
        action=back if can_undo else None,
    )


def start_undo(
    page: Page, undo: Undoes, *, device_name: DeviceName, only: object | None = None
) -> None:
    """Take back the last piece of work; with `only`, nothing else than that one."""
    step = undo.last
    page.notice_bar.dismiss()
    if step is None or (only is not None and step.part_of is not only):
        page.notice_bar.show_message(
            Tone.INFO,
            QCoreApplication.translate("UserResults", "This cannot be undone by itself any more"),
            QCoreApplication.translate(
                "UserResults",
                "Other users were changed since. Ctrl+Z takes back the last change first.",
            )
            if step is not None
            else "",
        )
        return
    steps = undo.of(step.part_of)
    batch = Batch(
        page,
        undo,
        device_name=device_name,
        total=len({(each.device, back.user_id) for each in steps for back in each.back}),
        run=lambda got, report: undo.undo(got=got, report=report),
        is_undo=True,
    )
    batch.start(
        QCoreApplication.translate("UserResults", "Undoing on {device}").format(
            device=where_text((each.device for each in steps), device_name)
        )
    )


def where_text(devices: Iterable[DeviceUid], device_name: DeviceName) -> str:
    """Say on which device something was done, or on how many."""
    uids = dict.fromkeys(devices)
    return device_name(next(iter(uids))) if len(uids) == 1 else ReceiptCounts().devices(len(uids))


class Batch(QObject):
    """One piece of work on many users, started for a page, told on it at its end."""

    def __init__(
        self,
        page: Page,
        undo: Undoes,
        *,
        device_name: DeviceName,
        total: int,
        run: RunBatch,
        deed: Deed = Deed.WRITE,
        is_undo: bool = False,
        retry: Callable[[Sequence[Receipt]], object] | None = None,
    ) -> None:
        """Take what does it, and what tries those again that are not done."""
        super().__init__()  # as long as it runs, or its list can be asked for
        self._page = page
        self._undo = undo
        self._device_name = device_name
        self._total = total
        self._run = run
        self._deed = deed
        self._is_undo = is_undo
        self._retry = retry
        self._receipts: list[Receipt] = []
        self._words = _UndoCounts(self) if is_undo else ReceiptCounts(self)

    def start(self, title: str) -> None:
        """Begin; `title` is what the activity bar says."""
        self._page.notice_bar.dismiss()
        self._page.tasks.start(self._work(), owner=self._page, title=title)

    async def _work(self) -> None:
        before = self._undo.last
        failure: AppError | None = None
        try:
            await self._run(self._receipts.append, self._page.tasks.report)
        except AppError as error:
            if all(each.verdict is Verdict.SKIPPED for each in self._receipts):
                raise
            failure = error
        finally:
            if shiboken6.isValid(self._page):
                self._tell(before, failure)

    def _tell(self, before: Step | None, failure: AppError | None) -> None:
        tally = Tally(self._receipts)
        if tally.counts[Verdict.SKIPPED] == len(tally.receipts):
            return  # nothing was done, and the error is told
        where = where_text(tally.devices, self._device_name)
        title = self._words.sum_up(self._deed, tally, expected=self._total, where=where)
        text = self._words.sum_up_rest(self._deed, tally)
        if tally.fine == self._total:
            self._tell_all_done(before, title, text)
            return
        if failure is not None and tally.only is None:  # else it is told as the reason
            text = f"{text} {describe(failure).title}.".strip()
        tone = Tone.DANGER if tally.counts[Verdict.FAILED] or failure is not None else Tone.WARNING
        self._page.notice_bar.show_message(
            tone, title, text, verb=self.tr("Show list"), action=self._on_list_asked
        )

    def _tell_all_done(self, before: Step | None, title: str, text: str) -> None:
        bar = self._page.notice_bar
        if self._is_undo:
            bar.show_message(Tone.GOOD, title, text)
        elif self._undo.last is before:
            bar.show_message(Tone.GOOD, title, text)  # all were so already
        else:
            tell_done(self._page, self._undo, device_name=self._device_name, title=title, text=text)

    def _on_list_asked(self) -> None:
        self._page.tasks.start(
            self._show_list(), owner=self._page, title=self.tr("Results"), quiet=True
        )

    async def _show_list(self) -> None:
        from rollcall.ui.dialogs.receipts import ReceiptsDialog  # only if something was not done

        dialog = ReceiptsDialog(
            self._page,
            tasks=self._page.tasks,
            title=self.tr("Results"),
            device_name=self._device_name,
            many=self._receipts,
            deed=self._deed,
            can_retry=self._retry is not None,
        )
        if await ask.show(dialog) == QDialog.DialogCode.Accepted and self._retry is not None:
            self._retry(dialog.to_retry)


class _UndoCounts(ReceiptCounts):
    """The same for what was taken back."""

    def sum_up(self, deed: Deed, tally: Tally, *, expected: int, where: str) -> str:
        """Say what came of it, of one user by name: "Undone: Ann is as before on Front door"."""
        if tally.users != 1 or expected > len(tally.receipts):
            return super().sum_up(deed, tally, expected=expected, where=where)
        devices = len(tally.devices)
        if not tally.fine:
            said = self.tr("Not undone: {name} on {where}")
        else:
            said = self.tr("Undone: {name} is as before on {where}")
            where = where if tally.fine == devices else self.some_devices(tally.fine, of=devices)
        return said.format(name=tally.name, where=where)

    def headline(self, deed: Deed, *, fine: int, total: int, where: str) -> str:  # noqa: ARG002  # one sentence for both deeds
        """Say how many are as they were: "3 of 3 users are as they were on Front door"."""
        said = (
            self.tr("Undone: {n} of 1 user is as before on {where}")
            if total == 1
            else self.tr("Undone: {n} of %Ln users are as before on {where}", "", total)
        )
        return said.format(n=number(fine), where=where)
