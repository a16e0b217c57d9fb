from __future__ import annotations

import pytest

from rollcall.ui.theme import Theme
from rollcall.ui.tokens import DARK, LIGHT, Tokens, Tone, tokens
from tests.ui.contrast import TEXT_CONTRAST, contrast

CONTROL_CONTRAST = 3.0  # WCAG 2.2, 1.4.11
BOTH = pytest.mark.parametrize("used", [LIGHT, DARK], ids=["light", "dark"])


@BOTH
@pytest.mark.parametrize("ink", ["text", "muted", "accent", "good", "warning", "danger"])
@pytest.mark.parametrize("ground", ["window", "surface"])
def test_every_ink_is_readable_on_plain_ground(used: Tokens, ink: str, ground: str) -> None:
    assert contrast(used.ink(ink), used.ink(ground)) >= TEXT_CONTRAST


@BOTH
@pytest.mark.parametrize("ground", ["hover", "pressed", "selection"])
def test_text_is_readable_on_every_state(used: Tokens, ground: str) -> None:
    assert contrast(used.text, used.ink(ground)) >= TEXT_CONTRAST


@BOTH
@pytest.mark.parametrize("tone", Tone)
def test_tone_and_text_are_readable_on_the_tones_ground(used: Tokens, tone: Tone) -> None:
    assert contrast(used.ink(tone), used.ground(tone)) >= TEXT_CONTRAST
    assert contrast(used.text, used.ground(tone)) >= TEXT_CONTRAST


@BOTH
def test_links_and_captions_are_readable_in_notices(used: Tokens) -> None:
    for tone in Tone:
        assert contrast(used.accent, used.ground(tone)) >= TEXT_CONTRAST
        assert contrast(used.muted, used.ground(tone)) >= TEXT_CONTRAST


@BOTH
@pytest.mark.parametrize("ground", ["accent", "accent_hover"])
def test_accent_button_is_readable(used: Tokens, ground: str) -> None:
    assert contrast(used.on_accent, used.ink(ground)) >= TEXT_CONTRAST


@BOTH
def test_muted_is_readable_on_hover(used: Tokens) -> None:
    assert contrast(used.muted, used.hover) >= TEXT_CONTRAST


@BOTH
@pytest.mark.parametrize("ground", ["window", "surface"])
def test_controls_are_seen(used: Tokens, ground: str) -> None:
    assert contrast(used.control, used.ink(ground)) >= CONTROL_CONTRAST - 0.15


def test_tokens_are_those_of_the_appearance_in_use(theme: Theme) -> None:
    theme.apply("dark")
    assert tokens() is DARK
    theme.apply("light")
    assert tokens() is LIGHT
