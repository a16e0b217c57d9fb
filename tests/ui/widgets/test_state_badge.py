from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from rollcall.ui.theme import Tone
from rollcall.ui.widgets.state_badge import TONE_ICONS, StateBadge


@pytest.mark.parametrize("tone", Tone)
def test_badge_says_its_state_in_a_word(qtbot: QtBot, tone: Tone) -> None:
    badge = StateBadge("Online", tone)
    qtbot.addWidget(badge)
    assert (badge.word, badge.tone, badge.accessibleName()) == ("Online", tone, "Online")
    assert not badge.grab().isNull()


def test_tones_differ_in_their_icons_too() -> None:
    assert len(set(TONE_ICONS.values())) == len(Tone)


def test_badge_shows_another_state(qtbot: QtBot) -> None:
    badge = StateBadge("Online", Tone.GOOD)
    qtbot.addWidget(badge)
    badge.set_state("Moved", Tone.INFO, icon_name="arrow-right-left")
    assert badge.accessibleName() == "Moved"
