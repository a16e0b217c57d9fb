"""What is said before users are deleted: who, what is lost, and who else has it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from PySide6.QtCore import QCoreApplication, QObject

from rollcall.store.values import RememberedUser
from rollcall.ui.i18n import number
from rollcall.ui.models.columns import Column
from rollcall.ui.models.times import when
from rollcall.ui.models.user_counts import UserCounts
from rollcall.usecases.changing.receipt import Part
from rollcall.usecases.copies import Copy, Loss

__all__ = ["DeleteCounts", "columns", "templates_text"]

_NAMED_MAX: Final = 5  # users whose last copies are named one by one


def columns() -> tuple[Column[Loss], ...]:
    """Give the columns of the list of those to be deleted."""
    return (
        Column(
            key="id",
            title=QCoreApplication.translate("DeleteUsers", "ID"),
            text=lambda loss: loss.user.id,
            width=80,
        ),
        Column(
            key="name",
            title=QCoreApplication.translate("DeleteUsers", "Name"),
            text=lambda loss: loss.user.name,
            width=130,
            takes_rest=True,
        ),
        Column(
            key="lost",
            title=QCoreApplication.translate("DeleteUsers", "Templates"),
            text=lambda loss: templates_text(loss.user, tuple(Part)),
            width=120,
        ),
        Column(
            key="copies",
            title=QCoreApplication.translate("DeleteUsers", "Also on"),
            text=copies_text,
            tooltip=copies_text,
            ink=_copies_ink,
            width=270,
        ),
    )


def templates_text(user: RememberedUser, parts: Sequence[Part]) -> str:
    """List the templates of a user: "face, 2 fingers"."""
    said = []
    if Part.FACE in parts and user.face:
        said.append(QCoreApplication.translate("DeleteUsers", "face"))
    if Part.FINGERS in parts and user.fingers:
        said.append(UserCounts().fingers(user.fingers))
    if Part.PALMS in parts and user.palms:
        said.append(QCoreApplication.translate("DeleteUsers", "palm"))
    return QCoreApplication.translate("DeleteUsers", ", ").join(said)


def copies_text(loss: Loss) -> str:
    """Tell which other devices are known to have the user, and how old that knowledge is."""
    if not loss.is_known:
        return "…"
    if not (loss.user.face or loss.user.fingers or loss.user.palms):
        return ""
    comma = QCoreApplication.translate("DeleteUsers", ", ")
    known = comma.join(map(_copy_text, loss.copies))
    if loss.last and loss.unread:
        unread = DeleteCounts().unread(loss.unread)
        if known:
            return QCoreApplication.translate("DeleteUsers", "{known}; {unread}").format(
                known=known, unread=unread
            )
        return QCoreApplication.translate("DeleteUsers", "Not known: {unread}").format(
            unread=unread
        )
    return known or QCoreApplication.translate("DeleteUsers", "No other device known")


def _copies_ink(loss: Loss) -> str | None:
    if not loss.last:
        return None
    return "warning" if loss.unread else "danger"


def _copy_text(copy: Copy) -> str:
    if copy.is_fresh:
        said = QCoreApplication.translate("DeleteUsers", "{device} (read just now)")
        return said.format(device=copy.device)
    if copy.seen_at is None:
        said = QCoreApplication.translate("DeleteUsers", "{device} (as last known)")
        return said.format(device=copy.device)
    said = QCoreApplication.translate("DeleteUsers", "{device} (as last known, {time})")
    return said.format(device=copy.device, time=when(copy.seen_at, now=datetime.now(UTC)))


class DeleteCounts(QObject):
    """Says how many; an object, because `pyside6-lupdate` sees plural forms in `self.tr` alone."""

    def heading(self, count: int, *, device: str) -> str:
        """Ask whether so many are to be deleted."""
        return self.tr("Delete %Ln users from {device}?", "", count).format(device=device)

    def verb(self, count: int) -> str:
        """Name the button."""
        return self.tr("Delete %Ln users", "", count)

    def deleting(self, count: int, *, device: str) -> str:
        """Say what is being done."""
        said = (
            self.tr("Deleting 1 user from {device}")
            if count == 1
            else self.tr("Deleting %Ln users from {device}", "", count)
        )
        return said.format(device=device)

    def gone(self, count: int, *, device: str) -> str:
        """Say that some are not there any more."""
        said = (
            self.tr("1 user is not on {device} any more.")
            if count == 1
            else self.tr("%Ln users are not on {device} any more.", "", count)
        )
        return said.format(device=device)

    def part(self, count: int, *, of: int, device: str) -> str:
        """Say how many of all this is."""
        said = self.tr("These are {count} of the {all} users of {device}.")
        return said.format(count=number(count), all=number(of), device=device)

    def last_copies(self, losses: Sequence[Loss]) -> str:
        """Name the templates that no other device is known to have; nothing if there are none."""
        alone = [each for each in losses if each.last and not each.unread]
        if not alone:
            return ""
        said = self.tr("Last copy as far as known, on no other of your devices: {templates}.")
        return said.format(templates=self._named(alone))

    def perhaps_last_copies(self, losses: Sequence[Loss]) -> str:
        """Name the templates of which only devices that were never read could have a copy."""
        alone = [each for each in losses if each.last and each.unread]
        if not alone:
            return ""
        devices = tuple(dict.fromkeys(device for each in alone for device in each.unread))
        said = self.tr("Perhaps the last copy: {templates}. {unread}.")
        return said.format(unread=self.unread(devices), templates=self._named(alone))

    def unread(self, devices: Sequence[str]) -> str:
        """Say of which devices not all is known: "Warehouse was not read in full yet"."""
        said = (
            self.tr("{devices} was not read in full yet")
            if len(devices) == 1
            else self.tr("{devices} were not read in full yet")
        )
        return said.format(devices=self.tr(", ").join(devices))

    def _named(self, alone: Sequence[Loss]) -> str:
        comma = self.tr("; ")
        named = comma.join(
            self.tr("{name}: {templates}").format(
                name=each.user.name or each.user.id, templates=templates_text(each.user, each.last)
            )
            for each in alone[:_NAMED_MAX]
        )
        more = len(alone) - _NAMED_MAX
        if more > 0:
            named = f"{named}{comma}{self.tr('and %Ln more', '', more)}"
        return named

    def copies_of(self, loss: Loss) -> str:
        """Say who else has the templates of one user."""
        said = copies_text(loss)
        return self.tr("Also on {devices}.").format(devices=said) if said else ""
