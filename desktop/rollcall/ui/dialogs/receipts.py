"""The list of what became of many users: on its own, or as the last step of another dialog."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QLocale, QTimer, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from rollcall.settings import Columns
from rollcall.ui import ask
from rollcall.ui.dialogs.user_results import where_text
from rollcall.ui.models import receipts
from rollcall.ui.models.receipts import DeviceName, ReceiptRow
from rollcall.ui.models.table import TableModel
from rollcall.ui.receipt_tally import Tally
from rollcall.ui.receipt_words import Deed, ReceiptCounts
from rollcall.ui.tasks import TaskRunner
from rollcall.ui.theme import Space, Tone
from rollcall.ui.widgets.buttons import Button
from rollcall.ui.widgets.dialog import Dialog
from rollcall.ui.widgets.filter_chip import FilterChip
from rollcall.ui.widgets.label import IconLabel, Label
from rollcall.ui.widgets.notice_bar import NoticeBar
from rollcall.ui.widgets.state_badge import TONE_ICONS
from rollcall.ui.widgets.table import Table
from rollcall.usecases.changing.receipt import Receipt, Verdict
from rollcall.usecases.sheets.writing import write_rows

__all__ = ["ReceiptsDialog", "ReceiptsView"]

_SHOWN_EVERY_MS: Final = 50  # so that 5,000 receipts do not mean 5,000 repaints
_SHOWN_AT_ONCE: Final = 250  # rows; a few milliseconds
_TABLE_HEIGHT: Final = 7 * Space.ROW_HEIGHT
_WIDTH: Final = 900
_HEIGHT: Final = 560


class ReceiptsView(QWidget):
    """Counts and lists receipts, also while they come; a later one of the same user replaces it."""

    retry_asked = Signal(object)
    """(list[Receipt]) Try these again: all that are not as they were to be."""

    def __init__(
        self,
        *,
        tasks: TaskRunner,
        device_name: DeviceName,
        deed: Deed = Deed.WRITE,
        can_retry: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        """Take what a device is called, and whether the host can try again."""
        super().__init__(parent)
        self._tasks = tasks
        self._device_name = device_name
        self._deed = deed
        self._can_retry = can_retry
        self._tally = Tally()
        self._unshown: list[Receipt] = []
        self._expected = 0
        self._is_running = False
        self._words = ReceiptCounts(self)
        self._model = TableModel[ReceiptRow](
            receipts.columns(), key=lambda row: row.key, parent=self
        )
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_SHOWN_EVERY_MS)
        self._build()
        self._connect()
        self._retranslate()
        self._tell()

    # --- for the host

    @property
    def receipts(self) -> tuple[Receipt, ...]:
        """All receipts, the last one of each user."""
        return tuple(self._tally.receipts.values())

    @property
    def not_done(self) -> list[Receipt]:
        """Those that can be tried again."""
        return [each for each in self._tally.receipts.values() if not each.is_fine]

    @property
    def headline_text(self) -> str:
        """The count, for a notice on the page: "50 of 50 users read back on Front door"."""
        return self._words.sum_up(
            self._deed, self._tally, expected=self._expected, where=self._where()
        )

    @property
    def rest_text(self) -> str:
        """How many ended otherwise, or why one did; nothing when all were done."""
        return self._words.sum_up_rest(self._deed, self._tally)

    @property
    def tone(self) -> Tone:
        """How it stands altogether."""
        counts = self._tally.counts
        if counts[Verdict.FAILED]:
            return Tone.DANGER
        if any(counts[each] for each in (Verdict.DIFFERS, Verdict.UNKNOWN, Verdict.SKIPPED)):
            return Tone.WARNING
        return Tone.INFO if self._is_running or not self._tally.receipts else Tone.GOOD

    def begin(self, expected: int) -> None:
        """Say that work begins which gives so many receipts, besides those that are there."""
        self._expected = expected
        self._is_running = True
        self._tell()

    def add(self, receipt: Receipt) -> None:
        """Take one receipt; cheap, it is shown a moment later."""
        self._tally.add(receipt)
        self._unshown.append(receipt)
        if not self._pause.isActive():
            self._pause.start()

    def add_all(self, many: Iterable[Receipt]) -> None:
        """Take several."""
        for each in many:
            self.add(each)

    def end(self) -> None:
        """Say that no more come: now what is not done can be tried again."""
        self._is_running = False
        self._tell()

    def clear(self) -> None:
        """Forget all, for another run."""
        self._tally.clear()
        self._unshown.clear()
        self._expected = 0
        self._model.set_records(())
        self._chip.setChecked(False)
        self._tell()

    # --- inside

    def _build(self) -> None:
        self._sign = IconLabel("info", size=Space.XL)
        self.headline = Label(role="section", wrap=True)
        self.rest = Label(role="muted", wrap=True)
        self.notice_bar = NoticeBar()
        self.notice_bar.follow(self._tasks, self)
        self._chip = FilterChip()
        self.retry_button = Button(icon_name="rotate-cw")
        self.save_button = Button(icon_name="file-down")
        # What needs somebody stands first, and what was the same already last.
        as_left = Columns(hidden=("device",), sort=("result", "up"))
        self.table = Table(self._model, name="", columns=as_left)
        self.table.setMinimumHeight(_TABLE_HEIGHT)
        self.details = Label(role="muted", wrap=True, selectable=True)
        self.details.hide()
        words = QVBoxLayout()
        words.setSpacing(Space.XS)
        words.addWidget(self.headline)
        words.addWidget(self.rest)
        top = QHBoxLayout()
        top.setSpacing(Space.M)
        top.addWidget(self._sign)
        top.addLayout(words, 1)
        line = QHBoxLayout()
        line.setSpacing(Space.S)
        line.addWidget(self._chip)
        line.addStretch(1)
        line.addWidget(self.retry_button)
        line.addWidget(self.save_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.M)
        layout.addLayout(top)
        layout.addWidget(self.notice_bar)
        layout.addLayout(line)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.details)
        self.setFocusProxy(self.table)

    def _connect(self) -> None:
        self._pause.timeout.connect(self._on_pause_timeout)
        self._chip.toggled.connect(self._on_chip_toggled)
        self.retry_button.clicked.connect(self._on_retry_clicked)
        self.save_button.clicked.connect(self._on_save_clicked)
        self.table.selection_changed.connect(self._on_selection_changed)

    def _retranslate(self) -> None:
        self._chip.setText(self.tr("Only what is not done"))
        self.save_button.setText(self.tr("Save list"))
        self.table.setAccessibleName(self.tr("Results"))

    def _where(self) -> str:
        return where_text(self._tally.devices, self._device_name)

    def _tell(self) -> None:
        """Say how it stands, and offer what can be done about it."""
        is_empty = not self._tally.receipts
        self.headline.setText(self.tr("Nothing yet") if is_empty else self.headline_text)
        self.rest.setText(self.rest_text)
        self.rest.setVisible(bool(self.rest_text))
        tone = self.tone
        self._sign.set_icon(TONE_ICONS[tone], str(tone))
        self.setAccessibleName(self.headline.text())
        self.setAccessibleDescription(self.rest_text)
        is_left = self._tally.fine < len(self._tally.receipts)
        if not is_left:
            self._chip.setChecked(False)
        self._chip.setVisible(is_left)
        self.retry_button.setVisible(self._can_retry and is_left)
        self.retry_button.setEnabled(not self._is_running)
        self.retry_button.setText(self._words.retry(self._tally.counts))
        self.save_button.setEnabled(not is_empty)
        self.table.show_column("device", is_shown=len(self._tally.devices) > 1)
        # A column that says nothing takes the room of one that does.
        has_read_back = any(each.read_back for each in self._model.records)
        has_reason = any(each.reason for each in self._model.records)
        self.table.show_column("reason", is_shown=has_reason or not has_read_back)
        self.table.show_column("read back", is_shown=has_read_back)

    def _on_pause_timeout(self) -> None:
        now, self._unshown = self._unshown[:_SHOWN_AT_ONCE], self._unshown[_SHOWN_AT_ONCE:]
        self._model.update_records([receipts.row_of(each, self._device_name) for each in now])
        self._tell()
        if self._unshown:
            self._pause.start(0 if len(now) == _SHOWN_AT_ONCE else _SHOWN_EVERY_MS)

    def _on_chip_toggled(self, is_on: bool) -> None:
        self._model.filter((lambda row: not row.receipt.is_fine) if is_on else None)

    def _on_selection_changed(self) -> None:
        """Tell the whole reason below the table: the cell is rarely wide enough."""
        selected = self.table.selected_records()
        text = selected[0].details if len(selected) == 1 else ""
        self.details.setText(text)
        self.details.setVisible(bool(text))

    def _on_retry_clicked(self) -> None:
        self.retry_asked.emit(self.not_done)

    def _on_save_clicked(self) -> None:
        self._tasks.start(self._save(), owner=self, title=self.tr("Saving the list"), quiet=True)

    async def _save(self) -> None:
        path = await ask.save_file(
            self,
            title=self.tr("Save list"),
            filters=[self.tr("Excel (*.xlsx)"), self.tr("CSV (*.csv)")],
            name=self.tr("results") + ".xlsx",
        )
        if path is None:
            return
        titles = [column.title for column in self._model.columns]
        rows = self._model.visible_records()
        separator = ";" if QLocale().decimalPoint() == "," else ","  # as Excel expects it there
        await asyncio.to_thread(partial(_write, path, titles, rows, separator=separator))
        self.notice_bar.show_message(
            Tone.GOOD, self.tr("The list was saved as {file}").format(file=path.name)
        )


class ReceiptsDialog(Dialog):
    """Shows what became of many users; accepted when the rest shall be tried again."""

    def __init__(
        self,
        parent: QWidget | None,
        *,
        tasks: TaskRunner,
        title: str,
        device_name: DeviceName,
        many: Iterable[Receipt] = (),
        deed: Deed = Deed.WRITE,
        can_retry: bool = True,
    ) -> None:
        super().__init__(parent, title=title, width=_WIDTH)
        self.cancel_button.setText(self.tr("Close"))
        self.view = ReceiptsView(
            tasks=tasks, device_name=device_name, deed=deed, can_retry=can_retry
        )
        self.body.addWidget(self.view, 1)
        self.to_retry: list[Receipt] = []
        """What shall be tried again, once it was accepted."""
        self.view.retry_asked.connect(self._on_retry_asked)
        self.view.add_all(many)
        # Asked for outright: Qt's own guess is at most two thirds of the screen.
        self.resize(_WIDTH, _HEIGHT)

    def _on_retry_asked(self, not_done: list[Receipt]) -> None:
        self.to_retry = not_done
        self.done(QDialog.DialogCode.Accepted)


def _write(
    path: Path, titles: Sequence[str], rows: Sequence[ReceiptRow], *, separator: str
) -> None:
    """Write the heading and the rows; in a worker thread, so nothing of Qt is asked."""
    cells = (
        (
            row.device,
            row.receipt.user_id,
            row.receipt.name,
            row.result,
            row.read_back,
            row.details,
        )
        for row in rows
    )
    write_rows(path, titles, cells, separator=separator)
