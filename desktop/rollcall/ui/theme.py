"""The look of the whole window: Fusion, one palette and one small style sheet, light or dark.

Pages name roles (`set_role`), tones and distances; colours and pixels are in `tokens.py`.
"""

from __future__ import annotations

import logging
from string import Template
from typing import TYPE_CHECKING, Final

from msgspec.structs import asdict
from PySide6.QtCore import QDir, QObject, Qt, Signal
from PySide6.QtGui import QColor, QPalette

from rollcall import assets
from rollcall.settings import Appearance
from rollcall.ui.icons import icon, pixmap
from rollcall.ui.tokens import DARK, LIGHT, Space, Tokens, Tone, tokens

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication, QWidget

__all__ = [
    "APP_ARGUMENTS",
    "DARK",
    "LIGHT",
    "Appearance",
    "Space",
    "Theme",
    "Tokens",
    "Tone",
    "icon",
    "pixmap",
    "polish_again",
    "set_role",
    "tokens",
]


APP_ARGUMENTS: Final = ("-style", "fusion")
"""For the constructor of `QApplication`: asking for the style later costs 8 ms at every start."""

_log = logging.getLogger(__name__)

_SCHEMES: Final = {
    "system": Qt.ColorScheme.Unknown,
    "light": Qt.ColorScheme.Light,
    "dark": Qt.ColorScheme.Dark,
}


def set_role(widget: QWidget, role: str) -> None:
    """Give a widget its role in the style sheet, such as "title", "muted", "accent" or "danger"."""
    if widget.property("role") == role:
        return
    widget.setProperty("role", role)
    polish_again(widget)


def polish_again(widget: QWidget) -> None:
    """Look up the style sheet again, after a property it asks for changed."""
    if not widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        return  # it will, when it is first shown; and naming `QStyle` costs 8 ms at the start
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)


class Theme(QObject):
    """Applies an appearance to the application and follows the system when asked to."""

    changed = Signal()
    """Palette and style sheet are new; widgets that paint themselves are told by Qt anyway."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._appearance: Appearance = "system"
        self._applied: Tokens | None = None
        QDir.setSearchPaths("icons", [str(assets.root() / "icons")])
        QDir.setSearchPaths("styles", [str(assets.root() / "styles")])
        app.styleHints().colorSchemeChanged.connect(self._on_system_scheme_changed)

    @property
    def appearance(self) -> Appearance:
        """What was asked for, "system" included."""
        return self._appearance

    @property
    def is_dark(self) -> bool:
        """Whether the window is dark now."""
        return self._applied is DARK

    def apply(self, appearance: Appearance) -> None:
        """Show the appearance now, in every open window."""
        self._appearance = appearance
        # Colours the title bar on Windows and macOS; does nothing on bare X11, hence our palettes.
        hints = self._app.styleHints()
        if appearance == "system":
            hints.unsetColorScheme()
        else:
            hints.setColorScheme(_SCHEMES[appearance])
        self._show(self._wanted())

    def _on_system_scheme_changed(self) -> None:
        self._show(self._wanted())

    def _wanted(self) -> Tokens:
        if self._appearance == "system":
            is_dark = self._app.styleHints().colorScheme() == Qt.ColorScheme.Dark
        else:
            is_dark = self._appearance == "dark"
        return DARK if is_dark else LIGHT

    def _show(self, wanted: Tokens) -> None:
        if wanted is self._applied:
            return
        self._applied = wanted
        _log.debug("appearance applied", extra={"scheme": wanted.scheme})
        self._app.setPalette(_palette(wanted))
        self._app.setStyleSheet(_style_sheet(wanted, self._app))
        self.changed.emit()


def _style_sheet(wanted: Tokens, app: QApplication) -> str:
    template = Template((assets.root() / "styles" / "rollcall.qss").read_text(encoding="utf-8"))
    caption = max(app.font().pointSizeF() - 1, 1) if app.font().pointSizeF() > 0 else 8
    return template.substitute(asdict(wanted), caption=f"{caption:g}pt", radius=Space.RADIUS)


def _palette(wanted: Tokens) -> QPalette:
    role = QPalette.ColorRole
    palette = QPalette()
    colours = {
        role.Window: wanted.window,
        role.WindowText: wanted.text,
        role.Base: wanted.surface,
        role.AlternateBase: wanted.hover,
        role.Text: wanted.text,
        role.Button: wanted.surface,
        role.ButtonText: wanted.text,
        role.BrightText: wanted.danger,
        role.ToolTipBase: wanted.surface,
        role.ToolTipText: wanted.text,
        role.PlaceholderText: wanted.muted,
        role.Link: wanted.accent,
        role.LinkVisited: wanted.accent,
        role.Highlight: wanted.selection,
        role.HighlightedText: wanted.text,
        role.Accent: wanted.accent,
        role.Light: wanted.surface,
        role.Midlight: wanted.hover,
        role.Mid: wanted.line,
        role.Dark: wanted.control,
        role.Shadow: wanted.control,
    }
    for each, colour in colours.items():
        palette.setColor(each, QColor(colour))
    for each in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        palette.setColor(QPalette.ColorGroup.Disabled, each, QColor(wanted.disabled))
    palette.setColor(QPalette.ColorGroup.Disabled, role.Highlight, QColor(wanted.hover))
    palette.setColor(QPalette.ColorGroup.Inactive, role.Highlight, QColor(wanted.selection))
    return palette
