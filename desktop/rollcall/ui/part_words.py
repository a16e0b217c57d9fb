"""The parts of a user in words: what they are called, and what a device stores of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, assert_never

from PySide6.QtCore import QCoreApplication, QObject

from rollcall.ui.i18n import number
from rollcall.usecases.changing.receipt import Part, PartReceipt

__all__ = ["lost_text", "part_text", "part_word", "parts_text"]

_TEXTS: Final = {Part.NAME, Part.DEPARTMENT, Part.PRIVILEGE}


def part_word(part: Part) -> str:
    """Name a part of a user, as it stands within a line."""
    match part:
        case Part.NAME:
            return QCoreApplication.translate("Receipts", "name")
        case Part.DEPARTMENT:
            return QCoreApplication.translate("Receipts", "department")
        case Part.PRIVILEGE:
            return QCoreApplication.translate("Receipts", "privilege")
        case Part.FACE:
            return QCoreApplication.translate("Receipts", "face")
        case Part.FINGERS:
            return QCoreApplication.translate("Receipts", "fingers")
        case Part.PALMS:
            return QCoreApplication.translate("Receipts", "palms")
        case Part.CARD:
            return QCoreApplication.translate("Receipts", "card")
        case Part.PASSWORD:
            return QCoreApplication.translate("Receipts", "password")
    assert_never(part)


def part_text(receipt: PartReceipt) -> str:
    """Tell what the device stores of one part: "face", "1 of 2 fingers", "card removed"."""
    word = part_word(receipt.part)
    is_several = receipt.part in {Part.FINGERS, Part.PALMS}
    if receipt.lost:
        if is_several:
            return _PartCounts().with_lost(receipt)
        return QCoreApplication.translate("Receipts", "{part} lost").format(part=word)
    if not receipt.asked:
        if receipt.is_as_asked:
            return QCoreApplication.translate("Receipts", "{part} removed").format(part=word)
        return QCoreApplication.translate("Receipts", "{part} still there").format(part=word)
    if receipt.is_unsupported:
        return QCoreApplication.translate("Receipts", "{part} not stored by this device").format(
            part=word
        )
    if is_several:
        said = _PartCounts().templates(receipt)
        if receipt.is_as_asked or receipt.stored != receipt.asked:
            return said
        return QCoreApplication.translate("Receipts", "{part}, but others").format(part=said)
    if receipt.is_as_asked:
        return word
    if not receipt.stored:
        return QCoreApplication.translate("Receipts", "{part} not stored").format(part=word)
    return QCoreApplication.translate("Receipts", "{part} not as sent").format(part=word)


def parts_text(parts: Iterable[PartReceipt]) -> str:
    """Tell what is stored of a user, credentials first: "face, 2 of 2 fingers, name"."""
    in_order = sorted(parts, key=lambda each: each.part in _TEXTS)
    return QCoreApplication.translate("Receipts", ", ").join(map(part_text, in_order))


def lost_text(parts: Sequence[PartReceipt]) -> str:
    """Tell what the device lost, where it is now, and how it comes back; nothing where none is."""
    lost = sum(each.lost for each in parts)
    if not lost:
        return ""
    said = _PartCounts().lost(lost)
    if any(each.is_kept for each in parts):
        where = QCoreApplication.translate(
            "Receipts",
            "Rollcall keeps what is lost encrypted on this PC: Undo tries to bring it back, and so "
            "does the next start of Rollcall.",
        )
    else:
        where = QCoreApplication.translate(
            "Receipts",
            "Rollcall holds what is lost until it is closed: Undo tries to bring it back.",
        )
    return f"{said} {where}"


class _PartCounts(QObject):
    """Says how many; an object, because `pyside6-lupdate` sees plural forms in `self.tr` alone."""

    def templates(self, receipt: PartReceipt) -> str:
        """Say how many of the fingers or palms that were sent are stored."""
        asked = receipt.asked
        if receipt.part is Part.PALMS:
            said = (
                self.tr("{n} of 1 palm") if asked == 1 else self.tr("{n} of %Ln palms", "", asked)
            )
        else:
            said = (
                self.tr("{n} of 1 finger")
                if asked == 1
                else self.tr("{n} of %Ln fingers", "", asked)
            )
        return said.format(n=number(receipt.stored))

    def with_lost(self, receipt: PartReceipt) -> str:
        """Say how many are stored, and how many that were there before are not any more."""
        return self.tr("{stored}, %Ln lost", "", receipt.lost).format(
            stored=self.templates(receipt)
        )

    def lost(self, count: int) -> str:
        """Say how many the device lost."""
        if count == 1:
            return self.tr("The device lost a face, finger or palm that was to stay.")
        return self.tr("The device lost %Ln faces, fingers or palms that were to stay.", "", count)
