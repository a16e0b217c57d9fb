"""The selected photo beside the list: its crop, its turn, its user, and what can be done."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSlider, QVBoxLayout, QWidget

from rollcall.ui.i18n import isolated
from rollcall.ui.models.photos import PhotoWords
from rollcall.ui.theme import Space
from rollcall.ui.widgets.buttons import Button
from rollcall.ui.widgets.choice import Choice
from rollcall.ui.widgets.crop_editor import CropEditor
from rollcall.ui.widgets.field import Field
from rollcall.ui.widgets.label import ElidedLabel, Label
from rollcall.usecases.photos.desk import PhotoRow, Stage
from rollcall.usecases.photos.photo import Crop, Preview

__all__ = ["PhotoPanel"]

_WIDTH: Final = 300
_NOBODY: Final = ""
_ANOTHER: Final = "?"  # no user id: those are digits, or at least no question
_ZOOM_STEPS: Final = 100


class PhotoPanel(QWidget):
    """Shows one photo; tells what a person wants of it."""

    cropped = Signal(int, object)
    """(key, Crop or None) Another part of the photo, or the proposed one."""
    turned = Signal(int)
    """(key) A quarter clockwise."""
    user_chosen = Signal(int, str)
    """(key, user id)"""
    other_asked = Signal(int)
    """(key) A user who is not among the candidates."""
    skipped = Signal(int)
    """(key) Leave it out."""
    retried = Signal(int)
    """(key) Take it up again."""

    def __init__(self, words: PhotoWords, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self._row: PhotoRow | None = None
        self._build()
        self._connect()
        self._retranslate()
        self.clear()

    @property
    def row(self) -> PhotoRow | None:
        """The photo shown."""
        return self._row

    @property
    def tab_order(self) -> tuple[QWidget, ...]:
        """The controls, as Tab goes through them."""
        return (
            self.editor,
            self.turn_button,
            self.zoom,
            self.reset_button,
            self.choice,
            self.retry_button,
            self.skip_button,
        )

    def clear(self) -> None:
        """Show no photo."""
        self._row = None
        self.editor.clear()
        self._file.set_whole("")
        self._state.setText("")
        self._update()

    def show_row(self, row: PhotoRow) -> None:
        """Show a photo, or how it stands now; its picture comes by `show_preview`."""
        is_other = self._row is None or (self._row.key, self._row.turns) != (row.key, row.turns)
        self._row = row
        if is_other:
            self.editor.clear()
        self._file.set_whole(isolated(row.path.name))
        text, tone = self._words.state(row)
        self._state.setText(text)
        self._state.set_role("muted" if tone.value in {"neutral", "info"} else tone.value)
        if row.prepared is not None and not is_other:
            self.editor.show_crop(row.prepared.crop)
        self._show_users(row)
        self._update()

    def show_preview(self, key: int, turns: int, preview: Preview, crop: Crop) -> None:
        """Show the picture of the photo, if it is still the one shown."""
        if self._row is not None and (self._row.key, self._row.turns) == (key, turns):
            self.editor.show_photo(preview, crop)
            self._update()

    def _build(self) -> None:
        self.setFixedWidth(_WIDTH)
        self.editor = CropEditor()
        self._file = ElidedLabel(role="strong")
        self._state = Label(wrap=True)
        self.turn_button = Button(icon_name="rotate-cw", role="quiet")
        self.reset_button = Button(icon_name="undo-2", role="quiet")
        self.zoom = QSlider(Qt.Orientation.Horizontal)
        self.zoom.setRange(0, _ZOOM_STEPS)
        self.zoom.setPageStep(_ZOOM_STEPS // 10)
        tools = QHBoxLayout()
        tools.setSpacing(Space.S)
        tools.addWidget(self.turn_button)
        tools.addWidget(self.zoom, 1)
        tools.addWidget(self.reset_button)
        self.choice = Choice()
        self._user = Field(self.choice)
        self.skip_button = Button(icon_name="skip-forward")
        self.retry_button = Button(icon_name="refresh-cw")
        deeds = QHBoxLayout()
        deeds.setSpacing(Space.S)
        deeds.addWidget(self.retry_button)
        deeds.addWidget(self.skip_button)
        deeds.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.S)
        layout.addWidget(self._file)
        layout.addWidget(self._state)
        layout.addWidget(self.editor, 1)
        layout.addLayout(tools)
        layout.addWidget(self._user)
        layout.addLayout(deeds)

    def _connect(self) -> None:
        self.editor.cropped.connect(self._on_cropped)
        self.editor.crop_changed.connect(self._on_crop_changed)
        self.editor.proposal_asked.connect(self._on_reset_clicked)
        self.turn_button.clicked.connect(self._on_turn_clicked)
        self.reset_button.clicked.connect(self._on_reset_clicked)
        self.zoom.valueChanged.connect(self._on_zoom_changed)
        self.choice.chosen.connect(self._on_user_chosen)
        self.skip_button.clicked.connect(self._on_skip_clicked)
        self.retry_button.clicked.connect(self._on_retry_clicked)

    def _retranslate(self) -> None:
        self.turn_button.set_name(self.tr("Turn by a quarter"))
        self.reset_button.set_name(self.tr("Back to the proposed part"))
        self.zoom.setAccessibleName(self.tr("Zoom"))
        self.zoom.setToolTip(self.tr("Zoom"))
        self._user.set_texts(self.tr("User"))
        self.skip_button.setText(self.tr("Skip"))
        self.retry_button.setText(self.tr("Retry"))

    def _show_users(self, row: PhotoRow) -> None:
        users = [(each, self._words.name_of(each)) for each in row.match.candidates]
        nobody = [] if row.user_id is not None else [(_NOBODY, self.tr("Not decided"))]
        with QSignalBlocker(self.choice):
            self.choice.set_choices([*nobody, *users, (_ANOTHER, self.tr("Another user …"))])
            self.choice.choose(row.user_id or _NOBODY)

    def _update(self) -> None:
        row = self._row
        stage = row.stage if row is not None else None
        can_change = stage not in {None, Stage.SENDING, Stage.DONE}
        for each in (self.turn_button, self.reset_button, self.zoom):
            each.setEnabled(can_change and self.editor.isEnabled())
        self.editor.setEnabled(self.editor.isEnabled() and can_change)
        self.choice.setEnabled(can_change)
        self.skip_button.setEnabled(stage in {Stage.WAITING, Stage.READY, Stage.FAILED})
        self.retry_button.setVisible(stage in {Stage.FAILED, Stage.SKIPPED})

    # --- slots

    def _on_cropped(self, crop: Crop) -> None:
        if self._row is not None:
            self.cropped.emit(self._row.key, crop)

    def _on_crop_changed(self, _crop: Crop) -> None:
        with QSignalBlocker(self.zoom):
            self.zoom.setValue(round(self.editor.zoom * _ZOOM_STEPS))

    def _on_zoom_changed(self, value: int) -> None:
        self.editor.zoom_to(value / _ZOOM_STEPS)

    def _on_turn_clicked(self) -> None:
        if self._row is not None:
            self.turned.emit(self._row.key)

    def _on_reset_clicked(self) -> None:
        if self._row is not None:
            self.cropped.emit(self._row.key, None)

    def _on_user_chosen(self, user_id: str) -> None:
        row = self._row
        if row is None or user_id == _NOBODY:
            return
        if user_id == _ANOTHER:
            self._show_users(row)  # until another one is really chosen
            self.other_asked.emit(row.key)
        else:
            self.user_chosen.emit(row.key, user_id)

    def _on_skip_clicked(self) -> None:
        if self._row is not None:
            self.skipped.emit(self._row.key)

    def _on_retry_clicked(self) -> None:
        if self._row is not None:
            self.retried.emit(self._row.key)
