"""How it is said that somebody gets more rights: in a table, above it, and before it is done."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from PySide6.QtCore import QCoreApplication, QObject

from rollcall.protocol.users import Privilege
from rollcall.ui.models.users import privilege_name
from rollcall.usecases.rights import Raise, per_person

__all__ = ["RightsCounts", "raise_text"]

_NAMED_MAX: Final = 5  # people in a question


def raise_text(privilege: Privilege) -> str:
    """Say what somebody becomes, among other things that are written."""
    said = QCoreApplication.translate("Rights", "more rights: {privilege}")
    return said.format(privilege=privilege_name(privilege.value))


class RightsCounts(QObject):
    """Says how many; an object, because `pyside6-lupdate` sees plural forms in `self.tr` alone."""

    def raised(self, raises: Iterable[Raise], *, where: str = "") -> str:
        """Say who gets more rights; nothing where nobody does. `where` names the devices."""
        people = per_person(raises)
        if not people:
            return ""
        if len(people) == 1:
            one = people[0]
            said = (
                self.tr("{name} gets more rights on {where}: {privilege}.")
                if where
                else self.tr("{name} gets more rights: {privilege}.")
            )
            privilege = privilege_name(one.privilege.value)
            return said.format(name=one.name or one.user_id, where=where, privilege=privilege)
        admins = sum(each.privilege is Privilege.ADMINISTRATOR for each in people)
        said = (
            self.tr("%Ln users get more rights on {where}: {privileges}.", "", len(people))
            if where
            else self.tr("%Ln users get more rights: {privileges}.", "", len(people))
        )
        return said.format(where=where, privileges=self._privileges(admins, len(people) - admins))

    def question(self, raises: Iterable[Raise], *, where: str = "") -> str:
        """Name the first few, and say what it means."""
        people = per_person(raises)
        said = [self.raised(people, where=where)]
        if len(people) > 1:
            said.append(self._named(people))
        said.append(self.tr("Whoever is manager or administrator can change the device itself."))
        return "\n\n".join(said)

    def _named(self, people: Sequence[Raise]) -> str:
        named = [
            self.tr("{name} ({privilege})").format(
                name=each.name or each.user_id, privilege=privilege_name(each.privilege.value)
            )
            for each in people[:_NAMED_MAX]
        ]
        more = len(people) - _NAMED_MAX
        if more > 0:
            named.append(self.tr("and %Ln more", "", more))
        return self.tr(", ").join(named)

    def _privileges(self, admins: int, managers: int) -> str:
        parts = []
        if admins:
            parts.append(self.tr("%Ln as administrator", "", admins))
        if managers:
            parts.append(self.tr("%Ln as manager", "", managers))
        return self.tr(", ").join(parts)
