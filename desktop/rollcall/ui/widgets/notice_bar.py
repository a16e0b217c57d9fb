"""The one place of a page that tells what went wrong or well; inline, never a pop-up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from rollcall.protocol.errors import AppError
from rollcall.ui.notices import Notice, describe
from rollcall.ui.tasks import TaskRunner, Work
from rollcall.ui.theme import Space, Tone, set_role
from rollcall.ui.widgets.buttons import Button
from rollcall.ui.widgets.label import IconLabel, Label
from rollcall.ui.widgets.state_badge import TONE_ICONS

__all__ = ["NoticeBar"]


class NoticeBar(QFrame):
    """Shows one notice at a time; the same one again only updates it."""

    dismissed = Signal()

    def __init__(self, *, is_whole_width: bool = False, parent: QWidget | None = None) -> None:
        """Take whether it reaches from edge to edge of a window, as a banner does."""
        super().__init__(parent)
        self._is_whole_width = is_whole_width
        self._notice: Notice | None = None
        self._action: Callable[[], object] | None = None
        self._owner: QObject | None = None
        self._build()
        self.hide()

    @property
    def notice(self) -> Notice | None:
        """What is shown now."""
        return self._notice

    def follow(self, tasks: TaskRunner, owner: QObject) -> None:
        """Show the errors of all work that is started for `owner`."""
        self._owner = owner
        tasks.failed.connect(self._on_work_failed)

    def show_error(self, error: AppError, *, retry: Callable[[], object] | None = None) -> None:
        """Tell an error; with `retry` there is a button that tries again."""
        self._show(describe(error), Tone.DANGER, self.tr("Try again"), retry)

    def show_message(
        self,
        tone: Tone,
        title: str,
        text: str = "",
        *,
        verb: str = "",
        action: Callable[[], object] | None = None,
    ) -> None:
        """Tell something else, with a button of its own if there is something to do about it."""
        self._show(Notice(title=title, text=text, advice="", details=""), tone, verb, action)

    def dismiss(self) -> None:
        """Take away what is shown."""
        if self._notice is not None:
            self._notice = None
            self._action = None
            self.hide()
            self.dismissed.emit()

    def _build(self) -> None:
        self._sign = IconLabel("info", size=20)
        self._title = Label(role="strong", wrap=True)
        self._text = Label(wrap=True)
        self._advice = Label(wrap=True)
        self._details = Label(role="caption", wrap=True, selectable=True)
        self._action_button = Button(role="small")
        self._details_button = Button(role="small")
        self._copy_button = Button(role="small", icon_name="copy")
        self._close_button = Button(role="quiet", icon_name="x")
        self._action_button.clicked.connect(self._on_action_clicked)
        self._details_button.clicked.connect(self._on_details_clicked)
        self._copy_button.clicked.connect(self._on_copy_clicked)
        self._close_button.clicked.connect(self.dismiss)
        buttons = QHBoxLayout()
        buttons.setSpacing(Space.XS)
        buttons.addSpacing(-Space.S)  # their words stand below the others; a margin cannot be < 0
        for each in (self._action_button, self._details_button, self._copy_button):
            buttons.addWidget(each)
        buttons.addStretch(1)
        words = QVBoxLayout()
        words.setSpacing(Space.XS)
        for label in (self._title, self._text, self._advice, self._details):
            words.addWidget(label)
        words.addLayout(buttons)
        self._layout = QHBoxLayout(self)
        before = Space.XL if self._is_whole_width else Space.L  # in line with the banner
        after = Space.L if self._is_whole_width else Space.S
        self._layout.setContentsMargins(before, Space.M, after, Space.S)
        self._layout.setSpacing(Space.M)
        top = Qt.AlignmentFlag.AlignTop
        self._layout.addWidget(self._sign, 0, top)
        self._layout.addLayout(words, 1)
        self._layout.addWidget(self._close_button, 0, top)

    def _show(
        self, notice: Notice, tone: Tone, verb: str, action: Callable[[], object] | None
    ) -> None:
        before = self._notice
        is_same = (
            before is not None
            and not self.isHidden()
            and (before.title, before.text) == (notice.title, notice.text)
        )
        self._notice = notice
        self._action = action
        self._details.setText(notice.details)
        self._action_button.setText(verb)
        self._action_button.setVisible(action is not None)
        if is_same:
            return
        self._title.setText(notice.title)
        self._text.setText(notice.text)
        self._advice.setText(notice.advice)
        self._text.setVisible(bool(notice.text))
        self._advice.setVisible(bool(notice.advice))
        self._sign.set_icon(TONE_ICONS[tone], str(tone))
        set_role(self, f"{'banner' if self._is_whole_width else 'notice'}-{tone}")
        self._details_button.setVisible(bool(notice.details))
        is_one_line = action is None and not (notice.text or notice.advice or notice.details)
        sides = Qt.AlignmentFlag
        self._layout.setAlignment(self._sign, sides.AlignVCenter if is_one_line else sides.AlignTop)
        self._close_button.set_name(self.tr("Dismiss"))
        self._copy_button.setText(self.tr("Copy details"))
        self._unfold(unfolded=False)
        self.setAccessibleName(f"{self._word(tone)}: {notice.title}")
        self.setAccessibleDescription(f"{notice.text} {notice.advice}".strip())
        self.show()
        self._announce(tone)

    def _announce(self, tone: Tone) -> None:
        # Named here only: the enumerations of QAccessible cost 6 ms at the start.
        from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

        said = f"{self.accessibleName()}. {self.accessibleDescription()}"
        event = QAccessibleAnnouncementEvent(self, said)
        is_urgent = tone is Tone.DANGER
        politeness = QAccessible.AnnouncementPoliteness
        event.setPoliteness(politeness.Assertive if is_urgent else politeness.Polite)
        QAccessible.updateAccessibility(event)

    def _word(self, tone: Tone) -> str:
        match tone:
            case Tone.DANGER:
                return self.tr("Problem")
            case Tone.WARNING:
                return self.tr("Warning")
            case Tone.GOOD:
                return self.tr("Done")
        return self.tr("Information")

    def _unfold(self, *, unfolded: bool) -> None:
        self._details.setVisible(unfolded)
        self._copy_button.setVisible(unfolded)
        self._details_button.setText(self.tr("Hide details") if unfolded else self.tr("Details"))

    def _on_work_failed(self, work: Work[Any]) -> None:
        if work.owner is self._owner and isinstance(work.error, AppError):
            self.show_error(work.error, retry=work.retry)

    def _on_action_clicked(self) -> None:
        action = self._action
        self.dismiss()
        if action is not None:
            action()

    def _on_details_clicked(self) -> None:
        self._unfold(unfolded=self._details.isHidden())

    def _on_copy_clicked(self) -> None:
        if self._notice is not None:
            lines = (self._notice.title, self._notice.text, self._notice.details)
            QGuiApplication.clipboard().setText("\n".join(lines))
            self._copy_button.setText(self.tr("Copied"))
