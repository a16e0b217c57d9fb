"""How a comparison of devices is said."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, assert_never

from PySide6.QtCore import QCoreApplication, QObject

from rollcall.protocol.info import DeviceUid
from rollcall.ui.copy_words import listed
from rollcall.ui.part_words import part_word
from rollcall.ui.theme import Tone
from rollcall.usecases.copying.compare import ComparedUser, Standing

__all__ = ["STANDING_SIGNS", "CompareCounts", "standing_word", "what_text"]

STANDING_SIGNS: Final = {
    Standing.MISSING: ("user-minus", Tone.WARNING),
    Standing.DIFFERENT: ("git-compare", Tone.INFO),
    Standing.ANOTHER_PERSON: ("user-x", Tone.WARNING),
    Standing.UNSURE: ("circle-question-mark", Tone.NEUTRAL),
    Standing.SAME: ("check", Tone.NEUTRAL),
}
"""Icon and tone of each standing, in the order the filters stand."""


def standing_word(standing: Standing) -> str:
    """Name a standing, in a word or two."""
    match standing:
        case Standing.SAME:
            return QCoreApplication.translate("Compare", "Same")
        case Standing.MISSING:
            return QCoreApplication.translate("Compare", "Missing")
        case Standing.DIFFERENT:
            return QCoreApplication.translate("Compare", "Different")
        case Standing.ANOTHER_PERSON:
            return QCoreApplication.translate("Compare", "Another person")
        case Standing.UNSURE:
            return QCoreApplication.translate("Compare", "Not certain")
    assert_never(standing)


def what_text(user: ComparedUser, name_of: Callable[[DeviceUid], str]) -> str:
    """Say where somebody is missing, or what is not the same."""
    said = []
    if user.standing is Standing.ANOTHER_PERSON:
        said.append(
            listed(
                QCoreApplication.translate("Compare", "{name} on {device}").format(
                    name=name or user.id, device=name_of(uid)
                )
                for uid, name in user.names.items()
            )
        )
    if user.missing:
        said.append(
            QCoreApplication.translate("Compare", "not on {devices}").format(
                devices=listed(map(name_of, user.missing))
            )
        )
    if user.differing and user.standing is not Standing.ANOTHER_PERSON:
        said.append(
            QCoreApplication.translate("Compare", "not the same: {parts}").format(
                parts=listed(map(part_word, user.differing))
            )
        )
    if user.unsure:
        said.append(
            QCoreApplication.translate("Compare", "could not be read on {devices}").format(
                devices=listed(map(name_of, user.unsure))
            )
        )
    text = " · ".join(said)
    return text[:1].upper() + text[1:] if user.standing is not Standing.ANOTHER_PERSON else text


class CompareCounts(QObject):
    """Says how many; an object, because `pyside6-lupdate` sees plural forms in `self.tr` alone."""

    def headline(self, standings: Mapping[Standing, int]) -> str:
        """Say how many are not the same everywhere."""
        count = sum(n for each, n in standings.items() if each is not Standing.SAME)
        if not count:
            return self.tr("All users are the same on these devices")
        if count == 1:
            return self.tr("1 user is not the same everywhere")
        return self.tr("%Ln users are not the same everywhere", "", count)

    def same(self, count: int) -> str:
        """Say how many are."""
        if count == 1:
            return self.tr("1 user is the same on all of them.")
        return self.tr("%Ln users are the same on all of them.", "", count)

    def verb(self, count: int) -> str:
        """Name the button that brings them in line."""
        if not count:
            return self.tr("Bring users in line")
        if count == 1:
            return self.tr("Bring 1 user in line")
        return self.tr("Bring %Ln users in line", "", count)

    def nothing(self, *, device: str) -> str:
        """Say that nobody would be written."""
        return self.tr("Nothing would be copied from {device}.").format(device=device)

    def others(self, count: int) -> str:
        """Say who is another person elsewhere."""
        if count == 1:
            return self.tr("1 of these IDs is another person elsewhere and is left alone.")
        return self.tr("%Ln of these IDs are other people elsewhere and are left alone.", "", count)

    def nothing_more(self, count: int, *, device: str) -> str:
        """Say of whom the device that is right has nothing to give."""
        said = (
            self.tr(
                "1 of these stays as it is: {device} has nothing to add to the others, or they "
                "cannot take it."
            )
            if count == 1
            else self.tr(
                "%Ln of these stay as they are: {device} has nothing to add to the others, or they "
                "cannot take it.",
                "",
                count,
            )
        )
        return said.format(device=device)

    def not_there(self, count: int, *, device: str) -> str:
        """Say who cannot come from the device that is right."""
        said = (
            self.tr(
                "1 of these is not on {device} and stays as it is. To take a user away, use "
                "“Remove everywhere”."
            )
            if count == 1
            else self.tr(
                "%Ln of these are not on {device} and stay as they are. To take users away, use "
                "“Remove everywhere”.",
                "",
                count,
            )
        )
        return said.format(device=device)
