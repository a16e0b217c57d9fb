"""The dialog Photos. How files become photos and photos faces is in `usecases/photos`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QSize, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QStackedWidget,
    QWidget,
)

from rollcall.protocol.users import UserId
from rollcall.store.values import RememberedUser
from rollcall.ui.dialogs.photos_asking import may_close
from rollcall.ui.dialogs.photos_files import ask_folder, ask_photos, save_results
from rollcall.ui.dialogs.photos_foot import PhotosFoot
from rollcall.ui.dialogs.photos_loading import PhotoLoading
from rollcall.ui.dialogs.photos_panel import PhotoPanel
from rollcall.ui.dialogs.photos_saving import PhotoSaving, SavesPhotos
from rollcall.ui.dialogs.photos_table import PhotoTable
from rollcall.ui.dialogs.photos_user import choose_user
from rollcall.ui.dialogs.photos_words import PhotoCounts
from rollcall.ui.i18n import isolated
from rollcall.ui.lifetime import listen
from rollcall.ui.models.photos import PhotoWords
from rollcall.ui.tasks import TaskRunner, Work
from rollcall.ui.theme import Space, Tone
from rollcall.ui.widgets.buttons import Button
from rollcall.ui.widgets.dialog import Dialog
from rollcall.ui.widgets.empty_state import EmptyState
from rollcall.ui.widgets.label import Label
from rollcall.ui.widgets.notice_bar import NoticeBar
from rollcall.usecases.fleet_device import FleetDevice
from rollcall.usecases.photos.desk import PhotoDesk, PhotoRow, Stage
from rollcall.usecases.photos.photo import Crop

__all__ = ["PhotosDialog"]

_WIDTH: Final = 980
_HEIGHT: Final = 640  # fits a window of 700 pixels
_PICTURE: Final = QSize(72, 96)
_UPDATED_AFTER_MS: Final = 100  # a person reads no more than ten numbers a second


class PhotosDialog(Dialog):
    """A list of photos, the one selected beside it, and the button that saves their faces."""

    def __init__(
        self,
        parent: QWidget | None,
        photos: SavesPhotos,
        *,
        tasks: TaskRunner,
        device: FleetDevice,
        users: Sequence[RememberedUser],
    ) -> None:
        super().__init__(parent, width=_WIDTH)
        self._tasks = tasks
        self._device = device
        self.desk = PhotoDesk(users)
        self.loading = PhotoLoading(self.desk, tasks=tasks, parent=self)
        self.saving = PhotoSaving(self.desk, photos, device, tasks=tasks, owner=self)
        self._counts = PhotoCounts(self)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_UPDATED_AFTER_MS)
        self._pause.timeout.connect(self._update_actions)
        self._build()
        self._connect()
        self._retranslate()
        self._order_tabs()
        self.files_button.setFocus()
        self._update_actions()
        self.resize(self.sizeHint())  # else Qt takes two thirds of the screen at most

    # --- building

    def _build(self) -> None:
        self.setAcceptDrops(True)
        self.notice_bar = NoticeBar()
        self.notice_bar.follow(self._tasks, self)
        self.foot = PhotosFoot(self.desk)
        self.words = PhotoWords(self.desk, leaves_faces=lambda: self.foot.leaves_faces)
        self.table = PhotoTable(self.words)
        self.panel = PhotoPanel(self.words)
        self._intro = Label(wrap=True)
        self.files_button = Button(icon_name="images")
        self.folder_button = Button(icon_name="folder-open")
        head = QHBoxLayout()
        head.setSpacing(Space.S)
        head.addWidget(self._intro, 1)
        head.addWidget(self.files_button)
        head.addWidget(self.folder_button)
        self._empty = EmptyState("images")
        self._stack = QStackedWidget()
        self.body.setSpacing(Space.M)
        self.body.addWidget(self.notice_bar)
        self.body.addLayout(head)
        self.body.addWidget(self._stack, 1)
        self._stack.addWidget(self._empty)
        content = QWidget()
        self._stack.addWidget(content)
        both = QHBoxLayout(content)
        both.setContentsMargins(0, 0, 0, 0)
        both.setSpacing(Space.L)
        both.addWidget(self.table, 1)
        both.addWidget(self.panel)
        self.body.addWidget(self.foot)
        self.retry_button = Button(icon_name="refresh-cw")
        self.results_button = Button(icon_name="file-down")
        self.buttons.insertWidget(0, self.retry_button)
        self.buttons.insertWidget(1, self.results_button)
        self.verb_button.show()
        self.verb_button.setDefault(True)

    def _connect(self) -> None:
        listen(self, self.desk.changed, self._on_desk_changed)
        self.loading.previewed.connect(self.panel.show_preview)
        self.loading.overflowed.connect(self._on_overflowed)
        self.saving.progressed.connect(self._update_soon)
        self.saving.began.connect(self._on_saving_began)
        self.saving.ended.connect(self._update_actions)
        self.saving.read_back.connect(self._on_read_back)
        self.files_button.clicked.connect(self._on_files_clicked)
        self.folder_button.clicked.connect(self._on_folder_clicked)
        self.table.selection_changed.connect(self._on_selection_changed)
        self.foot.leaving_changed.connect(self._on_leaving_changed)
        self.foot.stopped.connect(self.saving.stop)
        self.retry_button.clicked.connect(self._on_retry_all_clicked)
        self.results_button.clicked.connect(self._on_results_clicked)
        for each in (self.table, self.panel):
            each.user_chosen.connect(self._on_user_chosen)
            each.other_asked.connect(self._on_other_asked)
            each.skipped.connect(self._on_skipped)
        self.panel.cropped.connect(self._on_cropped)
        self.panel.turned.connect(self._on_turned)
        self.panel.retried.connect(self._on_retried)

    def _order_tabs(self) -> None:
        """Let Tab go as one reads: the frame has made the closing buttons first."""
        order = (
            self.files_button,
            self.folder_button,
            self.table,
            *self.panel.tab_order,
            self.foot.leave_box,
            self.foot.stop_button,
            self.retry_button,
            self.results_button,
            self.cancel_button,
            self.verb_button,
        )
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)

    def _retranslate(self) -> None:
        self.setWindowTitle(self.tr("Photos"))
        self._intro.setText(
            self.tr(
                "Photos become faces on {device}. A file named by the ID or the name of a user "
                "finds its user, such as 007.jpg or Anna Meyer.jpg."
            ).format(device=self._device.name)
        )
        self._empty.set_texts(self.tr("Drop photos or a folder here, or choose them above."))
        self.files_button.setText(self.tr("Choose photos"))
        self.folder_button.setText(self.tr("Choose folder"))
        self.retry_button.setText(self.tr("Retry all failed"))
        self.results_button.setText(self.tr("Save results …"))
        self.cancel_button.setText(self.tr("Close"))

    # --- Qt's side

    def sizeHint(self) -> QSize:
        return QSize(_WIDTH, _HEIGHT)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() and not self.saving.is_running:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        urls = [each for each in event.mimeData().urls() if each.isLocalFile()]
        if urls:
            event.acceptProposedAction()
            self.loading.add([Path(each.toLocalFile()) for each in urls])

    def accept(self) -> None:
        """Save what is ready; the dialog stays and shows what came of it."""
        self.saving.start(leaves_faces=self.foot.leaves_faces)

    def reject(self) -> None:
        """Close, having asked if something would be lost."""
        if not self.saving.is_running and not self.desk.would_lose:
            super().reject()
        else:
            self._start(self._close_after_question())

    def done(self, result: int) -> None:
        self.loading.stop()
        self._tasks.cancel_of(self)
        super().done(result)

    # --- what the desk tells

    def _on_desk_changed(self, rows: tuple[PhotoRow, ...]) -> None:
        had = self.table.photos.count
        self.table.photos.update_records(rows)
        if not had and rows:
            self._stack.setCurrentIndex(1)
            self.table.setFocus()
            self.table.select_key(rows[0].key)
        shown = self.panel.row
        for row in rows:
            if shown is not None and row.key == shown.key:
                self._show(row)
        self._update_soon()

    def _show(self, row: PhotoRow) -> None:
        shown = self.panel.row
        is_other = shown is None or (shown.key, shown.turns) != (row.key, row.turns)
        self.panel.show_row(row)
        if is_other:
            self.loading.look_at(row)

    def _update_soon(self) -> None:
        if not self._pause.isActive():
            self._pause.start()

    def _update_actions(self) -> None:
        is_saving = self.saving.is_running
        count = self.foot.show_desk(self.saving.progress)
        self.verb_button.setText(self._counts.save_verb(count))
        self.verb_button.setEnabled(count > 0 and not is_saving)
        self.retry_button.setVisible(self.desk.counts[Stage.FAILED] > 0)
        self.retry_button.setEnabled(not is_saving)
        self.results_button.setVisible(bool(self.desk.rows))
        for button in (self.files_button, self.folder_button):
            button.setEnabled(not is_saving)

    # --- slots

    def _on_selection_changed(self) -> None:
        selected = self.table.selected_records()
        if not selected:
            self.panel.clear()
        elif self.panel.row is None or self.panel.row.key != selected[0].key:
            self._show(selected[0])

    def _on_overflowed(self, count: int) -> None:
        self.notice_bar.show_message(Tone.WARNING, self._counts.too_many(count))

    def _on_leaving_changed(self) -> None:
        self.table.photos.redraw()
        self._update_actions()

    def _on_files_clicked(self) -> None:
        self._start(self._choose(ask_photos))

    def _on_folder_clicked(self) -> None:
        self._start(self._choose(ask_folder))

    def _on_user_chosen(self, key: int, user_id: str) -> None:
        self.desk.choose(key, UserId(user_id))

    def _on_other_asked(self, key: int) -> None:
        self._start(self._choose_other(key))

    def _on_skipped(self, key: int) -> None:
        self.desk.skip([key])

    def _on_cropped(self, key: int, crop: Crop | None) -> None:
        self.desk.crop(key, crop)
        self.loading.wake()

    def _on_turned(self, key: int) -> None:
        self.desk.turn(key)
        self.loading.wake()

    def _on_retried(self, key: int) -> None:
        self._retry([key])

    def _on_retry_all_clicked(self) -> None:
        self._retry([each.key for each in self.desk.rows if each.stage is Stage.FAILED])

    def _on_results_clicked(self) -> None:
        self._start(self._keep_results())

    def _on_saving_began(self) -> None:
        self.notice_bar.dismiss()
        self._update_actions()

    def _on_read_back(self, done: int, total: int) -> None:
        tone = Tone.GOOD if done == total else Tone.WARNING
        self.notice_bar.show_message(tone, self._counts.read_back(done, total, self._device.name))

    # --- work

    def _start(self, work: Any) -> Work[None]:  # noqa: ANN401  # a coroutine
        return self._tasks.start(work, owner=self, title=self.windowTitle(), quiet=True)

    def _retry(self, keys: Sequence[int]) -> None:
        """Take photos up again; those that failed at the device are saved at once."""
        failed = [key for key in keys if self.desk.row(key).was_sent]
        self.desk.retry(keys)
        self.loading.wake()
        if failed:
            self.saving.start(failed, leaves_faces=self.foot.leaves_faces)

    async def _choose(self, asked: Callable[[QWidget], Awaitable[list[Path]]]) -> None:
        files = await asked(self)
        if files:
            self.loading.add(files)

    async def _choose_other(self, key: int) -> None:
        row = self.desk.row(key)
        picture = self.words.picture(row)
        chosen = await choose_user(
            self,
            tuple(self.desk.users.values()),
            file=row.path.name,
            picture=picture.pixmap(_PICTURE) if picture and row.prepared else None,
        )
        if chosen is not None:
            self.desk.choose(key, chosen)

    async def _keep_results(self) -> None:
        path = await save_results(self, self.desk, self.words)
        if path is not None:
            said = self.tr("Results saved to {file}").format(file=isolated(path.name))
            self.notice_bar.show_message(Tone.GOOD, said)

    async def _close_after_question(self) -> None:
        if await may_close(self, device=self._device.name, is_saving=self.saving.is_running):
            super().reject()
