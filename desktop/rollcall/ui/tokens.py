"""The colours, distances and tones the window is made of; `theme.py` applies them."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from msgspec import Struct
from PySide6.QtGui import QGuiApplication, QPalette

__all__ = ["DARK", "LIGHT", "Space", "Tokens", "Tone", "tokens"]


class Tone(StrEnum):
    """How something is: the colour, always shown beside an icon and a word."""

    NEUTRAL = "neutral"
    INFO = "info"
    GOOD = "good"
    WARNING = "warning"
    DANGER = "danger"


class Space:
    """Distances in device-independent pixels; nothing between them is used."""

    XS: Final = 4
    S: Final = 8
    M: Final = 12
    L: Final = 16
    XL: Final = 24
    XXL: Final = 32
    PAGE: Final = 24
    CONTROL_HEIGHT: Final = 32
    ROW_HEIGHT: Final = 36
    FORM_WIDTH: Final = 640
    ICON: Final = 18
    RADIUS: Final = 6


class Tokens(Struct, frozen=True, kw_only=True):
    """One appearance; every text colour keeps 4.5:1 on every ground it is used on (tested)."""

    scheme: str
    window: str
    surface: str
    hover: str
    pressed: str
    line: str
    control: str
    text: str
    muted: str
    disabled: str
    accent: str
    accent_hover: str
    on_accent: str
    selection: str
    good: str
    good_soft: str
    warning: str
    warning_soft: str
    danger: str
    danger_soft: str
    info_soft: str
    neutral_soft: str

    @property
    def info(self) -> str:
        """The colour of mere information is the accent."""
        return self.accent

    @property
    def neutral(self) -> str:
        """The colour of what needs no attention."""
        return self.muted

    def ink(self, role: str) -> str:
        """Give the colour named `role`: a token's or a `Tone`'s name."""
        return str(getattr(self, role))

    def ground(self, tone: Tone) -> str:
        """Give the quiet background that goes with a tone."""
        return str(getattr(self, f"{tone}_soft"))


LIGHT: Final = Tokens(
    scheme="light",
    window="#F6F7F9",
    surface="#FFFFFF",
    hover="#F1F4F8",
    pressed="#E6EBF1",
    line="#E4E7EC",
    control="#8A929C",
    text="#1B1F24",
    muted="#59626E",
    disabled="#8A929C",
    accent="#0B5FCC",
    accent_hover="#0A52B0",
    on_accent="#FFFFFF",
    selection="#DCE9FA",
    good="#18743A",
    good_soft="#E8F5EC",
    warning="#855700",
    warning_soft="#FDF3DC",
    danger="#B3261E",
    danger_soft="#FCEBEA",
    info_soft="#E8F0FC",
    neutral_soft="#EEF1F4",
)

DARK: Final = Tokens(
    scheme="dark",
    window="#14171B",
    surface="#1C2025",
    hover="#252A31",
    pressed="#2D333B",
    line="#2E343C",
    control="#6B7580",
    text="#E7EAEE",
    muted="#A3ADB9",
    disabled="#6B7580",
    accent="#6FB1FF",
    accent_hover="#8CC1FF",
    on_accent="#0B1420",
    selection="#21406A",
    good="#57C98F",
    good_soft="#172B22",
    warning="#E5B84B",
    warning_soft="#2E2716",
    danger="#FF8F86",
    danger_soft="#371F1F",
    info_soft="#1A2A3E",
    neutral_soft="#272C33",
)

_HALF_LIGHTNESS: Final = 128


def tokens() -> Tokens:
    """Give the tokens in use, told from the application's palette: Qt is the one who remembers."""
    window = QGuiApplication.palette().color(QPalette.ColorRole.Window)
    return DARK if window.lightness() < _HALF_LIGHTNESS else LIGHT
