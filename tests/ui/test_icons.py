from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QIcon, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

import rollcall
from rollcall import assets
from rollcall.ui.icons import icon, pixmap
from rollcall.ui.theme import DARK, LIGHT, Theme

SIZE = QSize(18, 18)
NAMES = sorted(path.stem for path in (assets.root() / "icons").glob("*.svg"))


def inks(image: QImage) -> set[str]:
    """Give the colours of the pixels that are fully covered."""
    return {
        image.pixelColor(x, y).name()
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y).alpha() == 255
    }


@pytest.mark.parametrize("name", NAMES)
def test_every_icon_draws_something_in_its_ink(name: str) -> None:
    assert QColor(LIGHT.danger).name() in inks(pixmap(name, "danger", size=48).toImage())


def test_icons_named_in_the_code_are_there() -> None:
    folder = Path(rollcall.__file__).parent / "ui"
    source = "".join(path.read_text(encoding="utf-8") for path in folder.rglob("*.py"))
    named = set(re.findall(r"""icon(?:_name=|\(|Label\()"([a-z0-9-]+)""", source))
    assert named
    assert named <= set(NAMES)


def test_every_icon_is_named_somewhere() -> None:
    folder = Path(rollcall.__file__).parent / "ui"
    source = "".join(path.read_text(encoding="utf-8") for path in folder.rglob("*.py"))
    assert [name for name in NAMES if f'"{name}"' not in source] == []


def test_icon_follows_the_appearance(theme: Theme) -> None:
    shown = icon("users")
    assert inks(shown.pixmap(SIZE * 3).toImage()) == {QColor(LIGHT.text).name()}
    theme.apply("dark")
    assert inks(shown.pixmap(SIZE * 3).toImage()) == {QColor(DARK.text).name()}


def test_icon_is_drawn_anew_for_a_sharper_screen() -> None:
    drawn = icon("users").pixmap(SIZE, 2.0)
    assert (drawn.width(), drawn.devicePixelRatio()) == (36, 2.0)


def test_icon_shows_disabled_and_on() -> None:
    shown = icon("users", "muted", on="accent")
    off = shown.pixmap(SIZE * 3, QIcon.Mode.Disabled)
    on = shown.pixmap(SIZE * 3, QIcon.Mode.Normal, QIcon.State.On)
    assert inks(off.toImage()) == {QColor(LIGHT.disabled).name()}
    assert inks(on.toImage()) == {QColor(LIGHT.accent).name()}


def test_copy_of_an_icon_outlives_it() -> None:
    shown = QIcon(icon("users"))
    assert not shown.pixmap(SIZE).isNull()
    assert shown.name() == "users"


def test_directional_icon_is_mirrored_from_right_to_left(qapp: QApplication, qtbot: QtBot) -> None:
    straight = pixmap("chevron-right", size=24).toImage()
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        assert pixmap("chevron-right", size=24).toImage() != straight
        assert pixmap("users", size=24).toImage() == pixmap("users", size=24).toImage()
    finally:
        qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def test_licence_of_the_icons_is_with_them() -> None:
    assert "ISC License" in (assets.root() / "licences" / "lucide.txt").read_text(encoding="utf-8")
