from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

import rollcall
from rollcall import assets
from rollcall.ui.theme import APP_ARGUMENTS, DARK, Theme, set_role
from rollcall.ui.tokens import LIGHT, Tokens, Tone
from tests.ui.contrast import TEXT_CONTRAST, contrast


def test_theme_brings_our_palette(theme: Theme) -> None:
    theme.apply("dark")
    assert QGuiApplication.palette().color(QPalette.ColorRole.Window).name().upper() == DARK.window
    assert theme.is_dark


def test_arguments_choose_fusion(theme: Theme, qapp: QApplication) -> None:
    sheet = qapp.styleSheet()
    qapp.setStyleSheet("")  # below one, a style does not tell its name
    try:
        assert APP_ARGUMENTS == ("-style", "fusion")
        assert qapp.style().name() == "fusion"
    finally:
        qapp.setStyleSheet(sheet)


def test_theme_tells_when_the_appearance_changes(theme: Theme, qtbot: QtBot) -> None:
    with qtbot.waitSignal(theme.changed):
        theme.apply("dark")
    with qtbot.assertNotEmitted(theme.changed):
        theme.apply("dark")


def test_theme_follows_the_system_when_asked(theme: Theme) -> None:
    theme.apply("system")
    is_dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
    assert theme.is_dark == is_dark
    assert theme.appearance == "system"


def test_style_sheet_has_no_token_left_and_no_colour_of_its_own(qapp: QApplication) -> None:
    template = (assets.root() / "styles" / "rollcall.qss").read_text(encoding="utf-8")
    assert not re.search(r"#[0-9A-Fa-f]{3,8}\b", template)
    assert "$surface" not in qapp.styleSheet()


def test_pictures_of_the_style_sheet_are_there() -> None:
    template = (assets.root() / "styles" / "rollcall.qss").read_text(encoding="utf-8")
    folder = assets.root() / "styles"
    named = re.findall(r"url\(styles:([\w$-]+\.svg)\)", template)
    assert named
    for name in named:
        for used in (LIGHT, DARK):
            assert (folder / name.replace("$scheme", used.scheme)).is_file()


@pytest.mark.parametrize("used", [LIGHT, DARK], ids=["light", "dark"])
def test_tick_has_the_colour_of_what_stands_on_the_accent(used: Tokens) -> None:
    tick = assets.root() / "styles" / f"check-{used.scheme}.svg"
    assert f'stroke="{used.on_accent}"' in tick.read_text(encoding="utf-8")


def test_role_decides_the_look(qtbot: QtBot) -> None:
    label = QLabel("x")
    qtbot.addWidget(label)
    set_role(label, "title")
    label.ensurePolished()
    assert label.font().pixelSize() == 20
    set_role(label, "")
    assert label.font().pixelSize() != 20


def test_controls_are_as_high_as_the_grid_of_the_design_says(qtbot: QtBot) -> None:
    button = QPushButton("x")
    qtbot.addWidget(button)
    button.ensurePolished()
    assert button.sizeHint().height() == 32


PLAIN = ("window", "surface", *(f"{tone}_soft" for tone in Tone))
"""What a text without a ground of its own may stand on: the page, a card, a notice."""


def inks_and_grounds() -> list[tuple[str, str, str]]:
    """Give (selector, ink, ground) of each rule that has an ink; WCAG excepts what is off."""
    sheet = (assets.root() / "styles" / "rollcall.qss").read_text(encoding="utf-8")
    found: list[tuple[str, str, str]] = []
    for selector, rule in re.findall(r"([^{}/]+)\{([^{}]*)\}", sheet.replace("${", "$(")):
        ink = re.search(r"(?:^|[; ])color: \$(\w+)", rule)
        ground = re.search(r"background: \$(\w+)", rule)
        if ink is not None and ":disabled" not in selector:
            grounds = PLAIN if ground is None else (ground[1],)
            found.extend((selector.strip(), ink[1], each) for each in grounds)
    return found


@pytest.mark.parametrize(("selector", "ink", "ground"), inks_and_grounds())
@pytest.mark.parametrize("used", [LIGHT, DARK], ids=["light", "dark"])
def test_every_rule_with_an_ink_is_readable(
    selector: str, ink: str, ground: str, used: Tokens
) -> None:
    assert contrast(used.ink(ink), used.ink(ground)) >= TEXT_CONTRAST, selector


def test_every_role_named_in_the_code_is_in_the_style_sheet() -> None:
    sheet = (assets.root() / "styles" / "rollcall.qss").read_text(encoding="utf-8")
    folder = Path(rollcall.__file__).parent / "ui"
    source = "".join(path.read_text(encoding="utf-8") for path in folder.rglob("*.py"))
    named = set(re.findall(r"""(?:role=|"role", )"([a-z-]+)""", source))
    assert named
    assert [role for role in sorted(named) if f'[role="{role}"]' not in sheet] == []
