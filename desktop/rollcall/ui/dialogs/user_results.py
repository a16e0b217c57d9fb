"""What is told on a page after users were changed: how it came out, and the button that undoes it.

Work on many users runs here too: in the activity bar, whatever page is shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Protocol, TypeAlias

import shiboken6
from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtWidgets import QDialog

from rollcall.protocol.errors import AppError
from rollcall.ui import ask
from rollcall.ui.i18n import number
from rollcall.ui.notices import describe
from rollcall.ui.page import Page
from rollcall.ui.receipt_words import Deed, ReceiptCounts
from rollcall.ui.theme import Tone
from rollcall.usecases.changing.receipt import Receipt, Verdict
from rollcall.usecases.changing.writing_users import Got
from rollcall.usecases.progress import Report

if TYPE_CHECKING:
    from rollcall.usecases.changing.undo import Step

__all__ = ["Batch", "Undoes", "start_undo", "tell_done"]

RunBatch: TypeAlias = Callable[[Got, Report], Awaitable[None]]


class Undoes(Protocol):
    """What can be taken back; `changing/undo.py` is the real one."""

    @property
    def last(self) -> Step | None:
        """What would be undone, None if there is nothing."""

    async def undo(self, *, got: Got, report: Report) -> None:
        """Take back the last step."""


def tell_done(page: Page, undo: Undoes, *, device: str, title: str, text: str = "") -> None:
    """Tell on the page what was done, with a button that takes exactly that back."""
    step = undo.last
    page.notice_bar.show_message(
        Tone.GOOD,
        title,
        text,
        verb="" if step is None else QCoreApplication.translate("UserResults", "Undo"),
        action=None if step is None else partial(start_undo, page, undo, device=device, only=step),
    )


def start_undo(page: Page, undo: Undoes, *, device: str, only: Step | None = None) -> None:
    """Take back the last step; with `only`, nothing else than that one."""
    step = undo.last
    page.notice_bar.dismiss()
    if step is None or (only is not None and step is not only):
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
    batch = Batch(
        page,
        undo,
        device=device,
        total=step.count,
        run=lambda got, report: undo.undo(got=got, report=report),
        is_undo=True,
    )
    batch.start(
        QCoreApplication.translate("UserResults", "Undoing on {device}").format(device=device)
    )


class Batch(QObject):
    """One piece of work on many users of one device, started for a page, told on it at its end."""

    def __init__(
        self,
        page: Page,
        undo: Undoes,
        *,
        device: str,
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
        self._device = device
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
        counts = Counter(each.verdict for each in self._receipts)
        fine = counts[Verdict.DONE] + counts[Verdict.SAME]
        if counts[Verdict.SKIPPED] == len(self._receipts):
            return  # nothing was done, and the error is told
        title = self._words.headline(self._deed, fine=fine, total=self._total, where=self._device)
        text = self._words.rest(self._deed, counts)
        if fine == self._total:
            self._tell_all_done(before, title, text)
            return
        if failure is not None:
            text = f"{text} {describe(failure).title}.".strip()
        tone = Tone.DANGER if counts[Verdict.FAILED] or failure is not None else Tone.WARNING
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
            tell_done(self._page, self._undo, device=self._device, title=title, text=text)

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
            device_name=lambda _uid: self._device,
            many=self._receipts,
            deed=self._deed,
            can_retry=self._retry is not None,
        )
        if await ask.show(dialog) == QDialog.DialogCode.Accepted and self._retry is not None:
            self._retry(dialog.to_retry)


class _UndoCounts(ReceiptCounts):
    """The same for what was taken back."""

    def headline(self, deed: Deed, *, fine: int, total: int, where: str) -> str:  # noqa: ARG002  # one sentence for both deeds
        """Say how many are as they were: "3 of 3 users are as they were on Front door"."""
        said = (
            self.tr("Undone: {n} of 1 user is as before on {where}")
            if total == 1
            else self.tr("Undone: {n} of %Ln users are as before on {where}", "", total)
        )
        return said.format(n=number(fine), where=where)
