"""The page Settings: language, appearance, where data is kept, and what this program is."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import cast

from PySide6.QtCore import QLocale, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from rollcall import __version__, assets
from rollcall.settings import Appearance, SettingsFile
from rollcall.ui import ask
from rollcall.ui.i18n import Languages
from rollcall.ui.page import Page
from rollcall.ui.pages.licences import LicencesDialog, read_licences
from rollcall.ui.tasks import TaskRunner
from rollcall.ui.theme import Space, Theme
from rollcall.ui.widgets.buttons import ActionButton, Button
from rollcall.ui.widgets.choice import Choice
from rollcall.ui.widgets.field import Field
from rollcall.ui.widgets.frames import Card
from rollcall.ui.widgets.label import Label, SectionTitle

__all__ = ["SettingsPage"]

_SYSTEM = "system"


def _open_folder(folder: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


class SettingsPage(Page):
    """Every choice takes effect at once; there is nothing to confirm."""

    follows_device = False

    def __init__(
        self,
        settings: SettingsFile,
        *,
        tasks: TaskRunner,
        theme: Theme,
        languages: Languages,
        data_folder: Path,
        open_folder: Callable[[Path], object] = _open_folder,
    ) -> None:
        super().__init__(tasks, scrolls=True)
        self._settings = settings
        self._theme = theme
        self._languages = languages
        self._data_folder = data_folder
        self._open_folder = open_folder
        self._build()
        self._connect()
        self._retranslate()
        self._show_choices()

    def page_shown(self) -> None:
        """Show what may have been chosen elsewhere."""
        self._show_choices()

    def _build(self) -> None:
        self.language = Choice()
        self.appearance = Choice()
        self.folder = QLineEdit(str(self._data_folder))
        self.folder.setReadOnly(True)
        self._language_field = Field(self.language)
        self._appearance_field = Field(self.appearance)
        self._folder_field = Field(self.folder)
        self._looks_title = SectionTitle()
        self._data_title = SectionTitle()
        self._about_title = SectionTitle()
        self._version = Label(selectable=True)
        self._licence = Label(role="muted", wrap=True)
        self.copy_button = Button(icon_name="copy")
        self.open_button = Button(icon_name="external-link")
        self._licences_action = self.new_action(self._on_licences_asked, icon_name="info")
        self.licences_button = ActionButton(self._licences_action)
        # The column is narrow, not each card in it: else Qt asks the cards how high they are in the
        # width of the page, where their texts need fewer lines, and they are cut short.
        column = QWidget()
        column.setMaximumWidth(Space.FORM_WIDTH + 2 * Space.L)
        self._cards = QVBoxLayout(column)
        self._cards.setContentsMargins(0, 0, 0, 0)
        self._cards.setSpacing(Space.L)
        place = QHBoxLayout()
        place.addWidget(column, 1)
        place.addStretch(0)
        self.body.addLayout(place)
        self._add_card(self._looks_title, self._language_field, self._appearance_field)
        data = self._add_card(self._data_title, self._folder_field)
        data.addLayout(_row(self.copy_button, self.open_button))
        about = self._add_card(self._about_title, self._version, self._licence)
        about.addLayout(_row(self.licences_button))
        self.body.addStretch(1)

    def _add_card(self, title: SectionTitle, *parts: Label | Field) -> QVBoxLayout:
        card = Card()
        for each in (title, *parts):
            card.body.addWidget(each)
        self._cards.addWidget(card)
        return card.body

    def _connect(self) -> None:
        self.language.chosen.connect(self._on_language_chosen)
        self.appearance.chosen.connect(self._on_appearance_chosen)
        self.copy_button.clicked.connect(self._on_copy_clicked)
        self.open_button.clicked.connect(self._on_open_clicked)
        self._theme.changed.connect(self._show_choices)

    def _retranslate(self) -> None:
        self.header.set_texts(self.tr("Settings"))
        self._looks_title.setText(self.tr("Language and appearance"))
        self._language_field.set_texts(
            self.tr("Language"), self.tr("Dates and numbers follow the language.")
        )
        self._appearance_field.set_texts(self.tr("Appearance"))
        self._data_title.setText(self.tr("Data"))
        self._folder_field.set_texts(
            self.tr("Folder on this PC"),
            self.tr(
                "Known devices and users, the activity and these settings are kept here. "
                "API keys are not: they are in the keyring of the operating system."
            ),
        )
        self.copy_button.setText(self.tr("Copy path"))
        self.open_button.setText(self.tr("Open folder"))
        self._about_title.setText(self.tr("About"))
        self._version.setText(self.tr("Rollcall {version}").format(version=__version__))
        self._licence.setText(
            self.tr("Free software under the MIT licence, built on free libraries.")
        )
        self._licences_action.setText(self.tr("Licences"))
        self._offer_choices()

    def _offer_choices(self) -> None:
        system = self.tr("As the system: {language}")
        own = _native_name(QLocale.system())
        languages = [(code, _native_name(QLocale(code))) for code in self._languages.available]
        self.language.set_choices([(_SYSTEM, system.format(language=own)), *languages])
        self.appearance.set_choices(
            [
                (_SYSTEM, self.tr("As the system")),
                ("light", self.tr("Light")),
                ("dark", self.tr("Dark")),
            ]
        )

    def _show_choices(self) -> None:
        self.language.choose(self._settings.value.language)
        self.appearance.choose(self._settings.value.appearance)

    def _on_language_chosen(self, language: str) -> None:
        if language != self._settings.value.language:
            self._settings.change(language=language)
            self._languages.use(language)

    def _on_appearance_chosen(self, appearance: str) -> None:
        if appearance != self._settings.value.appearance:
            self._settings.change(appearance=appearance)
            self._theme.apply(cast("Appearance", appearance))

    def _on_copy_clicked(self) -> None:
        QGuiApplication.clipboard().setText(str(self._data_folder))

    def _on_open_clicked(self) -> None:
        self._open_folder(self._data_folder)

    def _on_licences_asked(self) -> None:
        self.tasks.start(
            self._show_licences(), owner=self, title=self.tr("Showing the licences"), quiet=True
        )

    async def _show_licences(self) -> None:
        licences = await asyncio.to_thread(read_licences, assets.root() / "licences")
        await ask.show(LicencesDialog(licences, parent=self))


def _row(*buttons: Button) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(Space.S)
    for each in buttons:
        row.addWidget(each)
    row.addStretch(1)
    return row


def _native_name(locale: QLocale) -> str:
    if locale.language() == QLocale.Language.C:
        locale = QLocale(QLocale.Language.English)
    name = locale.nativeLanguageName()
    return name[:1].upper() + name[1:]
