from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from rollcall import assets
from rollcall.protocol.errors import KeyRejected, Unreachable
from rollcall.ui.tasks import TaskRunner
from rollcall.ui.theme import Tone
from rollcall.ui.widgets.notice_bar import NoticeBar


@pytest.fixture
def bar(qtbot: QtBot) -> Iterator[NoticeBar]:
    bar = NoticeBar()
    qtbot.addWidget(bar)
    yield bar
    bar.hide()


def button(bar: NoticeBar, name: str) -> QPushButton:
    return next(
        each
        for each in bar.findChildren(QPushButton)
        if name in {each.text(), each.accessibleName()} and not each.isHidden()
    )


def texts(bar: NoticeBar) -> list[str]:
    return [each.text() for each in bar.findChildren(QLabel) if each.text() and each.isVisible()]


def test_error_is_told_in_sentences(bar: NoticeBar) -> None:
    assert bar.isHidden()
    bar.show_error(Unreachable("Front door"))
    assert bar.isVisible()
    assert texts(bar)[0] == "Front door does not answer"
    assert bar.accessibleName() == "Problem: Front door does not answer"
    assert "Check that" in bar.accessibleDescription()


@pytest.mark.parametrize("tone", [Tone.GOOD, Tone.INFO, Tone.WARNING, Tone.DANGER])
def test_it_looks_like_a_banner_where_it_reaches_edge_to_edge(qtbot: QtBot, tone: Tone) -> None:
    bar = NoticeBar(is_whole_width=True)
    qtbot.addWidget(bar)
    bar.show_message(tone, "Side door is back")
    style = (assets.root() / "styles" / "rollcall.qss").read_text()
    assert f'QFrame[role="{bar.property("role")}"] {{' in style
    assert bar.property("role") == f"banner-{tone}"
    bar.hide()


def test_everything_in_it_is_plain_text(bar: NoticeBar) -> None:
    bar.show_error(Unreachable("<b>x</b>"))
    labels = [each for each in bar.findChildren(QLabel) if each.text()]
    assert all(each.textFormat() == Qt.TextFormat.PlainText for each in labels)


def test_details_unfold_and_are_copied(bar: NoticeBar) -> None:
    bar.show_error(Unreachable("Front door"))
    assert not any("device: Front door" in text for text in texts(bar))
    button(bar, "Details").click()
    assert any("device: Front door" in text for text in texts(bar))
    button(bar, "Copy details").click()
    assert "Unreachable" in QGuiApplication.clipboard().text()
    button(bar, "Hide details").click()
    assert not any("device: Front door" in text for text in texts(bar))


def test_try_again_starts_the_same_again(bar: NoticeBar) -> None:
    tried: list[bool] = []
    bar.show_error(Unreachable("Front door"), retry=lambda: tried.append(True))
    button(bar, "Try again").click()
    assert tried == [True]
    assert bar.isHidden()


def test_same_error_again_only_updates(bar: NoticeBar) -> None:
    bar.show_error(Unreachable("Front door"))
    button(bar, "Details").click()
    bar.show_error(Unreachable("Front door"), retry=lambda: None)
    assert any("device: Front door" in text for text in texts(bar))  # still unfolded
    assert button(bar, "Try again").isVisible()


def test_other_error_takes_the_place(bar: NoticeBar) -> None:
    bar.show_error(Unreachable("Front door"))
    bar.show_error(KeyRejected("Front door"))
    assert texts(bar)[0] == "Front door wants another API key"


def test_dismissed_notice_is_gone(bar: NoticeBar, qtbot: QtBot) -> None:
    bar.show_error(Unreachable("Front door"))
    with qtbot.waitSignal(bar.dismissed):
        button(bar, "Dismiss").click()
    assert bar.isHidden()
    assert bar.notice is None
    with qtbot.assertNotEmitted(bar.dismissed):
        bar.dismiss()


@pytest.mark.parametrize(
    ("tone", "word"),
    [(Tone.GOOD, "Done"), (Tone.WARNING, "Warning"), (Tone.INFO, "Information")],
)
def test_message_has_a_word_for_its_tone(bar: NoticeBar, tone: Tone, word: str) -> None:
    done: list[bool] = []
    bar.show_message(tone, "3 users copied", verb="Show", action=lambda: done.append(True))
    assert bar.accessibleName() == f"{word}: 3 users copied"
    button(bar, "Show").click()
    assert done == [True]


async def test_bar_shows_the_errors_of_its_owner_only(
    tasks: TaskRunner, bar: NoticeBar, qtbot: QtBot
) -> None:
    async def fail(name: str) -> None:
        raise Unreachable(name)

    other = QWidget()
    qtbot.addWidget(other)
    bar.follow(tasks, bar)
    tasks.start(fail("Back door"), owner=other, title="")
    await tasks.idle()
    assert bar.notice is None
    tasks.start(fail("Front door"), owner=bar, title="", retry=lambda: None)
    await tasks.idle()
    assert bar.notice is not None
    assert bar.notice.title == "Front door does not answer"
    assert button(bar, "Try again").isVisible()
