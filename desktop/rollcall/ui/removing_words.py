"""How removing people everywhere is said."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, assert_never

from PySide6.QtCore import QCoreApplication, QObject

from rollcall.protocol.info import DeviceUid
from rollcall.store.values import PendingRemoval
from rollcall.ui.copy_words import amount, listed
from rollcall.ui.notices import describe
from rollcall.ui.theme import Tone
from rollcall.usecases.copying.finding import Find, LastCopy, Where
from rollcall.usecases.copying.likeness import CREDENTIALS
from rollcall.usecases.copying.removing import CarriedOut

__all__ = [
    "WHERE_SIGNS",
    "RemovingCounts",
    "holds_text",
    "waiting_word",
    "what_becomes",
    "where_text",
]

_NAMED_MAX: Final = 3  # people named in a sentence

WHERE_SIGNS: Final = {
    Where.THERE: ("user-check", Tone.INFO),
    Where.OTHER_NAME: ("user-x", Tone.WARNING),
    Where.NOT_READ: ("unplug", Tone.WARNING),
    Where.ABSENT: ("minus", Tone.NEUTRAL),
}
"""Icon and tone for where a person is."""


def where_text(found: Find) -> str:
    """Say whether a person is on a device."""
    match found.where:
        case Where.THERE:
            return QCoreApplication.translate("Removing", "There")
        case Where.OTHER_NAME:
            return QCoreApplication.translate("Removing", "{name} has this ID").format(
                name=found.name or found.person.user_id
            )
        case Where.NOT_READ:
            return QCoreApplication.translate("Removing", "Not known")
        case Where.ABSENT:
            return QCoreApplication.translate("Removing", "Not there")
    assert_never(found.where)


def holds_text(found: Find) -> str:
    """Say what the device holds of the person, or why that is not known."""
    if found.error is not None:
        return describe(found.error).title
    if found.likeness is None:
        return ""
    counts = found.likeness.counts
    return listed(amount(part, counts[part]) for part in CREDENTIALS if counts.get(part))


def waiting_word(waiting: PendingRemoval) -> str:
    """Say what will be done with somebody when the device is back."""
    if waiting.is_erasure:
        return QCoreApplication.translate("Removing", "Erase")
    return QCoreApplication.translate("Removing", "Remove")


def what_becomes(found: Find, *, is_chosen: bool, is_erased: bool = False) -> str:
    """Say what will be done with a row."""
    if found.where is Where.ABSENT:
        return ""
    if not is_chosen:
        return QCoreApplication.translate("Removing", "Stays")
    if found.where is Where.NOT_READ:
        if is_erased:
            return QCoreApplication.translate("Removing", "Erase when it is back")
        return QCoreApplication.translate("Removing", "Remove when it is back")
    if is_erased:
        return QCoreApplication.translate("Removing", "Erase")
    return QCoreApplication.translate("Removing", "Remove")


class RemovingCounts(QObject):
    """Says how many; an object, because `pyside6-lupdate` sees plural forms in `self.tr` alone."""

    def heading(self, names: Sequence[str], *, erases: bool = False) -> str:
        """Ask whether these shall be removed, or erased."""
        if erases:
            if len(names) == 1:
                return self.tr("Erase {name} everywhere?").format(name=names[0])
            return self.tr("Erase %Ln users everywhere?", "", len(names))
        if len(names) == 1:
            return self.tr("Remove {name} from every device?").format(name=names[0])
        return self.tr("Remove %Ln users from every device?", "", len(names))

    def verb(self, names: Sequence[str], *, erases: bool = False) -> str:
        """Name the button."""
        if erases:
            if len(names) == 1:
                return self.tr("Erase {name} everywhere").format(name=names[0])
            return self.tr("Erase %Ln users everywhere", "", len(names))
        if len(names) == 1:
            return self.tr("Remove {name}").format(name=names[0])
        return self.tr("Remove %Ln users", "", len(names))

    def last_copies(self, last: Sequence[LastCopy]) -> str:
        """Name whose templates exist nowhere else."""
        said = [
            self.tr("{name}: {what}").format(
                name=each.person.name or each.person.user_id,
                what=listed(amount(part, count) for part, count in each.counts.items()),
            )
            for each in last[:_NAMED_MAX]
        ]
        if not said:
            return ""
        if len(last) > _NAMED_MAX:
            said.append(self.tr("and %Ln more", "", len(last) - _NAMED_MAX))
        text = self.tr("Afterwards these exist on no device that answers: {list}.")
        return text.format(list="; ".join(said))

    def typed(self, count: int) -> str:
        """Ask for the number to be typed."""
        return self.tr("To go on, type the number of users: %Ln", "", count)

    def typed_name(self, name: str) -> str:
        """Ask for the name to be typed."""
        return self.tr("To go on, type the name of who is erased: {name}").format(name=name)

    def erased(self) -> str:
        """Say what came of erasing, on this PC."""
        return self.tr("Erased: neither Undo nor a backup brings back who was deleted.")

    def goes_on_waiting(self) -> str:
        """Say what Undo does not take back."""
        return self.tr(
            "Undo brings back who was deleted. What waits is ended in “Pending removals”."
        )

    def waiting(self, count: int) -> str:
        """Say how many wait."""
        if count == 1:
            return self.tr("1 removal waits for its device")
        return self.tr("%Ln removals wait for their devices", "", count)

    def waiting_note(self, count: int, devices: Sequence[str]) -> str:
        """Say on which devices so many wait, and for what."""
        where = listed(devices)
        if count == 1:
            said = self.tr(
                "1 removal waits for its device: {devices}. It is carried out when the device is "
                "back."
            )
        elif len(devices) == 1:
            said = self.tr(
                "%Ln removals wait for {devices}. They are carried out when it is back.", "", count
            )
        else:
            said = self.tr(
                "%Ln removals wait for their devices: {devices}. They are carried out when these "
                "are back.",
                "",
                count,
            )
        return said.format(devices=where)

    def chosen(self, count: int) -> str:
        """Say how many are chosen."""
        if not count:
            return self.tr("Nobody is chosen yet.")
        return self.tr("1 is chosen.") if count == 1 else self.tr("%Ln are chosen.", "", count)

    def withdraw(self, count: int) -> str:
        """Name the button that withdraws."""
        if not count:
            return self.tr("Withdraw")
        if count == 1:
            return self.tr("Withdraw 1 removal")
        return self.tr("Withdraw %Ln removals", "", count)

    def carried_out(
        self, done: CarriedOut, name_of: Callable[[DeviceUid], str]
    ) -> tuple[Tone, str, str]:
        """Tell what became of removals that had waited: tone, title and text of a notice."""
        device = name_of(done.device)
        said = [
            self.tr(
                "{expected} was not removed from {device}: the ID {id} belongs to {name} there "
                "now. The removal was dropped."
            ).format(expected=each.expected, device=device, id=each.user_id, name=each.name)
            for each in done.others
        ]
        said += [describe(each.error).text for each in done.failed if each.error is not None]
        names = listed(each.name or each.user_id for each in done.removed[:_NAMED_MAX])
        if not done.removed:
            title = self.tr("A removal was not carried out on {device}").format(device=device)
        elif len(done.removed) > _NAMED_MAX:
            title = self.tr("%Ln users were removed from {device}", "", len(done.removed))
            title = title.format(device=device)
        else:
            title = self.tr("{device} is back: {names} removed").format(device=device, names=names)
        return (Tone.WARNING if said else Tone.GOOD), title, " ".join(said)
