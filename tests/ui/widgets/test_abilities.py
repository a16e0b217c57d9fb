from __future__ import annotations

from pytestqt.qtbot import QtBot

from rollcall.ui.device_words import Ability
from rollcall.ui.widgets.abilities import Abilities
from rollcall.ui.widgets.label import Label


def said(abilities: Abilities) -> dict[str, str]:
    abilities.show()
    labels = [each for each in abilities.findChildren(Label) if each.isVisible()]
    abilities.close()
    return {each.accessibleName(): each.accessibleDescription() for each in labels}


def test_what_a_device_cannot_do_says_why(qtbot: QtBot) -> None:
    abilities = Abilities()
    qtbot.addWidget(abilities)
    abilities.show_abilities(
        [
            Ability(word="Faces", can=True, reason="No camera."),
            Ability(word="Palms", can=False, reason="No palm reader."),
            Ability(word="Wi-Fi", can=None, reason="No Wi-Fi."),
        ]
    )
    assert said(abilities) == {
        "Faces: yes": "",
        "Palms: no": "No palm reader.",
        "Wi-Fi: not told by the device": "Not told by the device.",
    }


def test_another_device_replaces_what_was_shown(qtbot: QtBot) -> None:
    abilities = Abilities()
    qtbot.addWidget(abilities)
    abilities.show_abilities([Ability(word="Faces", can=True, reason="")])
    abilities.show_abilities([Ability(word="Cards", can=True, reason="")])
    assert list(said(abilities)) == ["Cards: yes"]
