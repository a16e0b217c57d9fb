"""How a plan to copy users is said: kinds, what is written, what stays behind and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, assert_never

from PySide6.QtCore import QCoreApplication, QObject

from rollcall.protocol.errors import Room
from rollcall.ui.notices import describe
from rollcall.ui.part_words import part_word
from rollcall.ui.rights_words import RightsCounts, raise_text
from rollcall.ui.theme import Tone
from rollcall.usecases.changing.receipt import Part
from rollcall.usecases.copying.fitting import LeftOut, Why
from rollcall.usecases.copying.likeness import Difference, Way
from rollcall.usecases.copying.plan import Decision, Kind, PlannedUser, Terms, is_written
from rollcall.usecases.rights import Raise

__all__ = [
    "KIND_SIGNS",
    "CopyCounts",
    "amount",
    "decision_word",
    "details_text",
    "kind_word",
    "listed",
    "outcome_text",
]

KIND_SIGNS: Final = {
    Kind.NEW: ("user-plus", Tone.INFO),
    Kind.DIFFERENT: ("git-compare", Tone.INFO),
    Kind.ANOTHER_PERSON: ("user-x", Tone.WARNING),
    Kind.DOES_NOT_FIT: ("circle-slash", Tone.WARNING),
    Kind.SAME: ("check", Tone.NEUTRAL),
}
"""Icon and tone of each kind, in the order the filters stand."""


def kind_word(kind: Kind) -> str:
    """Name a kind, in a word or two."""
    match kind:
        case Kind.NEW:
            return QCoreApplication.translate("Copy", "New")
        case Kind.DIFFERENT:
            return QCoreApplication.translate("Copy", "Different")
        case Kind.ANOTHER_PERSON:
            return QCoreApplication.translate("Copy", "Another person")
        case Kind.DOES_NOT_FIT:
            return QCoreApplication.translate("Copy", "Does not fit")
        case Kind.SAME:
            return QCoreApplication.translate("Copy", "Same")
    assert_never(kind)


def decision_word(row: PlannedUser) -> str:
    """Say what will be done with a row."""
    if row.decision is Decision.OVERWRITE:
        return QCoreApplication.translate("Copy", "Overwrite")
    if row.decision is Decision.COPY:
        return (
            QCoreApplication.translate("Copy", "Add")
            if row.kind is Kind.NEW
            else QCoreApplication.translate("Copy", "Change")
        )
    return QCoreApplication.translate("Copy", "Left out")


def outcome_text(row: PlannedUser, terms: Terms, *, target: str) -> str:
    """Say in one line what a row means: what is written, and what stays behind."""
    said = _main_text(row, terms, target=target)
    if row.raised_to is not None and row.can_be_written:
        said += " · " if said else ""
        said += raise_text(row.raised_to)
    if row.kind is not Kind.DOES_NOT_FIT and row.left_out:
        said += " · " if said else ""
        said += QCoreApplication.translate("Copy", "without {parts}").format(
            parts=listed(part_word(each.part) for each in row.left_out)
        )
    return said[:1].upper() + said[1:]


def details_text(row: PlannedUser, terms: Terms, *, source: str, target: str) -> str:
    """Say all of it in sentences, for the line below the table."""
    said = [_main_sentence(row, terms, source=source, target=target)]
    if row.raised_to is not None and row.can_be_written:
        raised = Raise(user_id=row.user_id, name=row.name, privilege=row.raised_to)
        said.append(RightsCounts().raised([raised], where=target))
    said += [_left_out_sentence(each, row, source=source, target=target) for each in row.left_out]
    if row.new_department and terms.with_departments and row.is_chosen:
        said.append(
            QCoreApplication.translate(
                "Copy", "The department {name} is added to {target}."
            ).format(name=row.new_department, target=target)
        )
    return " ".join(each for each in said if each)


def amount(part: Part, count: int) -> str:
    """Say how many: "face", "2 fingers"."""
    if part is Part.FINGERS:
        return CopyCounts().fingers(count)
    if part is Part.PALMS and count != 1:
        return CopyCounts().palms(count)
    return part_word(part)


def listed(words: Iterable[str]) -> str:
    """Put words side by side."""
    return QCoreApplication.translate("Copy", ", ").join(words)


class CopyCounts(QObject):
    """Says how many; an object, because `pyside6-lupdate` sees plural forms in `self.tr` alone."""

    def fingers(self, count: int) -> str:
        """Count fingers."""
        return self.tr("1 finger") if count == 1 else self.tr("%Ln fingers", "", count)

    def palms(self, count: int) -> str:
        """Count palms."""
        return self.tr("%Ln palms", "", count)

    def users(self, count: int) -> str:
        """Count users."""
        return self.tr("1 user") if count == 1 else self.tr("%Ln users", "", count)

    def devices(self, count: int) -> str:
        """Count devices."""
        return self.tr("1 device") if count == 1 else self.tr("%Ln devices", "", count)

    def question(self, count: int, *, source: str) -> str:
        """Ask where to copy so many users."""
        said = (
            self.tr("Copy 1 user of {source} to which devices?")
            if count == 1
            else self.tr("Copy %Ln users of {source} to which devices?", "", count)
        )
        return said.format(source=source)

    def verb(self, count: int) -> str:
        """Name the button that writes."""
        if not count:
            return self.tr("Copy users")
        return self.tr("Copy 1 user") if count == 1 else self.tr("Copy %Ln users", "", count)

    def none_chosen(self) -> str:
        """Say how somebody comes to be copied."""
        return self.tr("Nobody is chosen. Select users in the list and press “Copy”.")

    def headline(self, count: int, *, where: str) -> str:
        """Say how many will be written."""
        if not count:
            return self.tr("Nothing will be copied to {where}").format(where=where)
        said = (
            self.tr("1 user will be copied to {where}")
            if count == 1
            else self.tr("%Ln users will be copied to {where}", "", count)
        )
        return said.format(where=where)

    def rest(self, kinds: Mapping[Kind, int], replacing: int) -> str:
        """Say what else there is to know before."""
        said = []
        if count := kinds.get(Kind.SAME, 0):
            said.append(self._same(count))
        if count := kinds.get(Kind.ANOTHER_PERSON, 0):
            said.append(self._others(count))
        if count := kinds.get(Kind.DOES_NOT_FIT, 0):
            said.append(self._unfit(count))
        if replacing:
            said.append(self._replacing(replacing))
        return " ".join(said)

    def free(self, count: int) -> str:
        """Say how many users a device has room for."""
        if not count:
            return self.tr("full")
        return (
            self.tr("room for 1 user") if count == 1 else self.tr("room for %Ln users", "", count)
        )

    def held(self, count: int) -> str:
        """Say how many users a device has."""
        return self.users(count) if count else self.tr("no users")

    def removing(self, count: int) -> str:
        """Name the button that overwrites other people."""
        if count == 1:
            return self.tr("Overwrite 1 user")
        return self.tr("Overwrite %Ln users", "", count)

    def _same(self, count: int) -> str:
        if count == 1:
            return self.tr("1 is there already and the same.")
        return self.tr("%Ln are there already and the same.", "", count)

    def _others(self, count: int) -> str:
        if count == 1:
            return self.tr("1 ID is another person there and is left alone.")
        return self.tr("%Ln IDs are other people there and are left alone.", "", count)

    def _unfit(self, count: int) -> str:
        return self.tr("1 does not fit.") if count == 1 else self.tr("%Ln do not fit.", "", count)

    def _replacing(self, count: int) -> str:
        if count == 1:
            return self.tr("Of 1 user, something that is stored there is replaced.")
        return self.tr("Of %Ln users, something that is stored there is replaced.", "", count)


def _main_text(row: PlannedUser, terms: Terms, *, target: str) -> str:
    match row.kind:
        case Kind.NEW:
            if not row.parts:
                return QCoreApplication.translate("Copy", "name only")
            return listed(amount(part, count) for part, count in row.parts.items())
        case Kind.SAME:
            if row.is_in_other_bytes:
                return QCoreApplication.translate("Copy", "as many templates, in another form")
            return ""
        case Kind.ANOTHER_PERSON:
            return QCoreApplication.translate("Copy", "{other} on {target}").format(
                other=row.other_name or row.user_id, target=target
            )
        case Kind.DOES_NOT_FIT:
            return _unfit_text(row)
        case Kind.DIFFERENT:
            return listed(
                _difference_text(each, terms, row)
                for each in row.differences
                if each.part is not Part.PRIVILEGE or row.raised_to is None
            )
    assert_never(row.kind)


def _main_sentence(row: PlannedUser, terms: Terms, *, source: str, target: str) -> str:
    match row.kind:
        case Kind.ANOTHER_PERSON:
            text = QCoreApplication.translate(
                "Copy",
                "On {target} the ID {id} belongs to {other}, on {source} to {name}. "
                "Nothing is overwritten unless you choose to.",
            )
        case Kind.SAME if row.is_in_other_bytes:
            text = QCoreApplication.translate(
                "Copy",
                "{name} has as many templates on {target}, in other bytes. As the two devices "
                "keep templates in their own form, they count as the same.",
            )
        case Kind.SAME:
            text = QCoreApplication.translate("Copy", "{name} is the same on {target}.")
        case Kind.DOES_NOT_FIT if row.error is not None:
            return describe(row.error).text
        case Kind.DOES_NOT_FIT:
            text = QCoreApplication.translate(
                "Copy", "{name} cannot be written to {target}: {why}."
            )
        case Kind.NEW:
            text = QCoreApplication.translate("Copy", "{name} is not on {target} yet.")
        case Kind.DIFFERENT:
            text = QCoreApplication.translate("Copy", "{name} on {target}: {what}.")
    return text.format(
        name=row.name or row.user_id,
        other=row.other_name or row.user_id,
        id=row.user_id,
        source=source,
        target=target,
        why=_unfit_text(row),
        what=_main_text(row, terms, target=target),
    )


def _difference_text(each: Difference, terms: Terms, row: PlannedUser) -> str:
    """Say one difference as what becomes of the target."""
    if not is_written(each, terms):
        said = QCoreApplication.translate("Copy", "keeps {part}")
        return said.format(part=amount(each.part, each.there))
    if each.part is Part.NAME and row.other_name:
        return QCoreApplication.translate("Copy", "name: {old} → {new}").format(
            old=row.other_name, new=row.name
        )
    match each.way:
        case Way.MISSING:
            said = QCoreApplication.translate("Copy", "adds {part}")
            return said.format(part=amount(each.part, each.here))
        case Way.MORE:
            said = QCoreApplication.translate("Copy", "adds {part}")
            return said.format(part=amount(each.part, each.here - each.there))
        case Way.OTHER:
            said = QCoreApplication.translate("Copy", "replaces {part}")
            return said.format(part=amount(each.part, each.there))
        case Way.LESS:
            said = QCoreApplication.translate("Copy", "takes away {part}")
            return said.format(part=amount(each.part, max(1, each.there - each.here)))
    assert_never(each.way)


def _unfit_text(row: PlannedUser) -> str:
    if row.error is not None:
        return describe(row.error).title
    match row.room:
        case Room.USERS:
            return QCoreApplication.translate("Copy", "no room for more users")
        case Room.FACES:
            return QCoreApplication.translate("Copy", "no room for more faces")
        case Room.FINGERS:
            return QCoreApplication.translate("Copy", "no room for more fingerprints")
        case Room.PALMS:
            return QCoreApplication.translate("Copy", "no room for more palms")
    return ""


def _left_out_sentence(each: LeftOut, row: PlannedUser, *, source: str, target: str) -> str:
    match each.why:
        case Why.NO_READER:
            text = QCoreApplication.translate(
                "Copy", "Not copied: {part}, as {target} has no reader for it."
            )
        case Why.OTHER_ALGORITHM:
            text = QCoreApplication.translate(
                "Copy",
                "Not copied: {part}, as {source} and {target} use different versions of it.",
            )
        case Why.NOT_PROVEN:
            text = QCoreApplication.translate(
                "Copy",
                "Not copied: {part}, as nobody knows whether that of {source} works on {target}.",
            )
        case Why.NO_DEPARTMENT:
            text = QCoreApplication.translate(
                "Copy", "{target} has no department {name}, so the user comes without it."
            )
    return text.format(
        part=part_word(each.part), source=source, target=target, name=row.new_department
    )
