from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QLocale, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from rollcall.ui.i18n import Languages, duration, isolated, number


@pytest.fixture
def languages(qapp: QApplication, tmp_path: Path, qtbot: QtBot) -> Iterator[Languages]:
    languages = Languages(qapp, folder=tmp_path)
    languages.use("en")
    yield languages
    languages.use("en")


def test_arabic_runs_from_right_to_left(languages: Languages, qapp: QApplication) -> None:
    languages.use("ar")
    assert qapp.layoutDirection() == Qt.LayoutDirection.RightToLeft
    languages.use("en")
    assert qapp.layoutDirection() == Qt.LayoutDirection.LeftToRight


def test_own_texts_of_qt_are_translated(languages: Languages) -> None:
    languages.use("de")
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Abbrechen"
    languages.use("en")
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Cancel"


def test_numbers_are_written_as_the_locale_does(languages: Languages) -> None:
    assert number(1240) == "1,240"
    languages.use("de")
    assert number(1240) == "1.240"


def test_system_language_is_never_the_one_without_rules(languages: Languages) -> None:
    assert languages.use("system").language() != QLocale.Language.C


def test_available_are_english_and_what_is_there(languages: Languages, tmp_path: Path) -> None:
    (tmp_path / "rollcall_zh_CN.qm").touch()
    assert languages.available == ("en", "zh_CN")


@pytest.mark.parametrize(
    ("left", "text"),
    [
        (timedelta(seconds=3), "a few seconds left"),
        (timedelta(seconds=47), "40 s left"),
        (timedelta(seconds=100), "about 2 min left"),
        (timedelta(hours=2), "about 2 h left"),
    ],
)
def test_duration_is_told_calmly(left: timedelta, text: str) -> None:
    assert duration(left) == text


def test_file_name_keeps_its_own_direction_in_a_mirrored_window(languages: Languages) -> None:
    languages.use("ar")
    assert isolated("0012.jpg") == "\u20680012.jpg\u2069"
    assert isolated("") == ""


def test_arabic_and_hebrew_names_are_kept_together_in_any_window(languages: Languages) -> None:
    languages.use("en")
    for name in ("ألف.jpg", "12 דנה.png"):
        assert isolated(name) == f"\u2068{name}\u2069"
    assert isolated("Müller 李.jpg") == "Müller 李.jpg"
