"""The language of the window: translations of Qt and of Rollcall, direction, numbers and dates."""

from __future__ import annotations

import logging
from datetime import timedelta
from pathlib import Path
from unicodedata import bidirectional

from PySide6.QtCore import (
    QCoreApplication,
    QLibraryInfo,
    QLocale,
    QObject,
    Qt,
    QTranslator,
)
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from rollcall import assets

__all__ = ["Languages", "duration", "isolated", "number"]

_log = logging.getLogger(__name__)


class Languages(QObject):
    """Installs the translators of one language, and changes it while the window is open."""

    def __init__(self, app: QApplication, *, folder: Path | None = None) -> None:
        """Take the folder of `rollcall_<code>.qm`; by default the program's own."""
        super().__init__(app)
        self._app = app
        self._folder = folder or assets.root() / "translations"
        self._installed: list[QTranslator] = []

    @property
    def available(self) -> tuple[str, ...]:
        """The codes of the languages there are; English is in the program itself."""
        found = {path.stem.removeprefix("rollcall_") for path in self._folder.glob("rollcall_*.qm")}
        return tuple(sorted(found | {"en"}))

    def use(self, language: str) -> QLocale:
        """Speak a language, a code such as "de" or "system"; untranslated texts stay English."""
        locale = QLocale.system() if language == "system" else QLocale(language)
        for translator in self._installed:
            self._app.removeTranslator(translator)
            translator.deleteLater()
        self._installed.clear()
        if locale.language() == QLocale.Language.C:
            locale = QLocale(QLocale.Language.English)  # C writes 1240 for 1,240
        self._install(locale, "qtbase", Path(QLibraryInfo.path(_TRANSLATIONS)))
        self._install(locale, "rollcall", self._folder)
        QLocale.setDefault(locale)
        self._app.setLayoutDirection(locale.textDirection())
        return locale

    def _install(self, locale: QLocale, name: str, folder: Path) -> None:
        translator = QTranslator(self)
        if translator.load(locale, name, "_", str(folder)):
            self._app.installTranslator(translator)
            self._installed.append(translator)
        else:
            _log.debug("no translation", extra={"catalogue": name, "locale": locale.name()})
            translator.deleteLater()


_TRANSLATIONS = QLibraryInfo.LibraryPath.TranslationsPath


def number(value: int) -> str:
    """Write a count as the locale does: 1,240."""
    return QLocale().toString(value)


def isolated(text: str) -> str:
    """Give a text that keeps its own direction, whatever stands around it: a file name above all.

    Without it "0012.jpg" reads "jpg.0012" among Arabic. Where nothing could turn it round it stays
    as it is.
    """
    is_mirrored = QGuiApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft
    if text and (is_mirrored or any(bidirectional(each) in {"R", "AL"} for each in text)):
        return f"\N{FIRST STRONG ISOLATE}{text}\N{POP DIRECTIONAL ISOLATE}"
    return text


def duration(left: timedelta) -> str:
    """Tell what is left in a few calm words."""
    seconds = round(left.total_seconds())
    if seconds < 10:
        return QCoreApplication.translate("Duration", "a few seconds left")
    if seconds < 60:
        return QCoreApplication.translate("Duration", "{n} s left").format(n=seconds // 10 * 10)
    if seconds < 3600:
        minutes = round(seconds / 60)
        return QCoreApplication.translate("Duration", "about {n} min left").format(n=minutes)
    hours = round(seconds / 3600)
    return QCoreApplication.translate("Duration", "about {n} h left").format(n=hours)
