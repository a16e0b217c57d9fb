"""What is in a backup, and what restoring it does to a user, in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, assert_never

from PySide6.QtCore import QCoreApplication, QObject

from rollcall.ui.i18n import number
from rollcall.ui.notices import describe
from rollcall.ui.part_words import part_word
from rollcall.ui.rights_words import raise_text
from rollcall.usecases.backups.planning import Row, Standing
from rollcall.usecases.backups.saved import Counts
from rollcall.usecases.changing.receipt import Part
from rollcall.usecases.copying.fitting import LeftOut, Why
from rollcall.usecases.copying.likeness import Difference, Way

__all__ = [
    "BACKUP_SUFFIX",
    "BackupCounts",
    "backup_filter",
    "left_alone_word",
    "row_details",
    "standing_word",
]

BACKUP_SUFFIX: Final = ".rollcall"
_NAMED_MAX: Final = 10  # ids in a sentence


def backup_filter() -> str:
    """Give the kind of file, as file dialogs want it."""
    kind = QCoreApplication.translate("Backups", "Backups of users")
    return f"{kind} (*{BACKUP_SUFFIX})"


def standing_word(standing: Standing) -> str:
    """Tell what restoring does to a user, in a word or two."""
    match standing:
        case Standing.NEW:
            return QCoreApplication.translate("Backups", "Will be added")
        case Standing.DIFFERENT:
            return QCoreApplication.translate("Backups", "Will be put back")
        case Standing.SAME:
            return QCoreApplication.translate("Backups", "Is so already")
        case Standing.ANOTHER:
            return QCoreApplication.translate("Backups", "Another person")
        case Standing.NO_ROOM:
            return QCoreApplication.translate("Backups", "No room")
        case Standing.UNREADABLE:
            return QCoreApplication.translate("Backups", "Not readable")
        case Standing.ERASED:
            return QCoreApplication.translate("Backups", "Was erased")
    assert_never(standing)


def left_alone_word() -> str:
    """Tell that a user who differs is not put back."""
    return QCoreApplication.translate("Backups", "Left as it is")


def row_details(row: Row) -> str:
    """Tell what changes with a user, or why nothing will."""
    raised = [] if row.raised_to is None else [raise_text(row.raised_to)]
    said = [*raised, *_changes(row), *(_left_out(each) for each in row.left_out)]
    if row.standing is Standing.ANOTHER:
        other = "" if row.there is None else row.there.name
        said = [
            QCoreApplication.translate(
                "Backups", "The ID belongs to {name} there; nothing is changed"
            ).format(name=other)
        ]
    elif row.standing is Standing.ERASED:
        said = [
            QCoreApplication.translate(
                "Backups", "Erased on purpose, so not restored; if they are back, add them by hand"
            )
        ]
    elif row.standing is Standing.NO_ROOM:
        said = [QCoreApplication.translate("Backups", "The device is full; it is left out")]
    elif row.error is not None:
        said = [describe(row.error).title]
    return "; ".join(said)


class BackupCounts(QObject):
    """Says how many; an object, because `pyside6-lupdate` sees plural forms in `self.tr` alone."""

    def users(self, count: int) -> str:
        """Say how many users."""
        return self.tr("1 user") if count == 1 else self.tr("%Ln users", "", count)

    def backed_up(self, count: int, *, device: str) -> str:
        """Say how many users were backed up."""
        said = (
            self.tr("1 user of {device} is backed up")
            if count == 1
            else self.tr("%Ln users of {device} are backed up", "", count)
        )
        return said.format(device=device)

    def restore(self, count: int) -> str:
        """Name the button that begins."""
        if not count:
            return self.tr("Restore users")
        return self.tr("Restore 1 user") if count == 1 else self.tr("Restore %Ln users", "", count)

    def replaces(self, count: int, *, device: str) -> str:
        """Name the choice to write users who are different."""
        said = (
            self.tr("Put back the user who differs; what {device} has now is replaced")
            if count == 1
            else self.tr(
                "Put back the %Ln users who differ; what {device} has now is replaced", "", count
            )
        )
        return said.format(device=device)

    def erased(self, count: int) -> str:
        """Say how many people of a backup are not restored because they were erased."""
        if count == 1:
            return self.tr("1 person in this file was erased on purpose and is not restored.")
        return self.tr(
            "%Ln people in this file were erased on purpose and are not restored.", "", count
        )

    def untold(self, count: int) -> str:
        """Say that nobody can tell whether erased people are in a backup."""
        said = (
            self.tr("1 person was erased of whom this PC cannot tell any more who it is.")
            if count == 1
            else self.tr(
                "%Ln people were erased of whom this PC cannot tell any more who they are.",
                "",
                count,
            )
        )
        return self.tr("{said} Make sure that nobody in the list was erased.").format(said=said)

    def credentials(self, counts: Counts) -> str:
        """Say what is in a backup: "412 users, 380 faces, 800 fingerprints"."""
        said = [
            self.users(counts.users),
            self.tr("1 face") if counts.faces == 1 else self.tr("%Ln faces", "", counts.faces),
            self.tr("1 fingerprint")
            if counts.fingers == 1
            else self.tr("%Ln fingerprints", "", counts.fingers),
        ]
        if counts.palms:
            said.append(
                self.tr("1 palm") if counts.palms == 1 else self.tr("%Ln palms", "", counts.palms)
            )
        said.append(
            self.tr("1 card") if counts.cards == 1 else self.tr("%Ln cards", "", counts.cards)
        )
        return self.tr(", ").join(said)

    def incomplete(self, missing: Sequence[str], *, is_stable: bool) -> str:
        """Say what is not in a backup."""
        said = []
        if missing:
            count = len(missing)
            ids = self.tr(", ").join(missing[:_NAMED_MAX]) + (" …" if count > _NAMED_MAX else "")
            said.append(
                (
                    self.tr("1 user could not be read: ID {ids}.")
                    if count == 1
                    else self.tr("%Ln users could not be read: IDs {ids}.", "", count)
                ).format(ids=ids)
            )
        if not is_stable:
            said.append(
                self.tr(
                    "The list of users kept changing while it was read, so somebody may be missing."
                )
            )
        return " ".join(said)


def _changes(row: Row) -> list[str]:
    if row.standing is not Standing.DIFFERENT:
        return []
    return [
        _change(each, row)
        for each in row.differences
        if each.part is not Part.PRIVILEGE or row.raised_to is None
    ]


def _change(difference: Difference, row: Row) -> str:
    """Tell one change: "fingers: 2 instead of 1"."""
    word = part_word(difference.part)
    if difference.part in {Part.NAME, Part.DEPARTMENT} and row.there is not None:
        is_name = difference.part is Part.NAME
        now = row.there.name if is_name else row.there.department
        then = row.user.name if is_name else row.user.department
        return QCoreApplication.translate("Backups", "{part}: {new} instead of {old}").format(
            part=word, new=then, old=now or "—"
        )
    if difference.way is Way.MISSING:
        return QCoreApplication.translate("Backups", "{part} added").format(part=word)
    if difference.here != difference.there:
        return QCoreApplication.translate("Backups", "{part}: {new} instead of {old}").format(
            part=word, new=number(difference.here), old=number(difference.there)
        )
    return QCoreApplication.translate("Backups", "{part} replaced").format(part=word)


def _left_out(left: LeftOut) -> str:
    word = part_word(left.part)
    if left.why is Why.NO_READER:
        return QCoreApplication.translate("Backups", "without {part}: no such reader").format(
            part=word
        )
    return QCoreApplication.translate(
        "Backups", "without {part}: made for another version of the device"
    ).format(part=word)
