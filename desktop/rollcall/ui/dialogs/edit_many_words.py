"""What the dialog about many users says: who is changed how, and how many."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QObject

from rollcall.ui.dialogs.edit_many_work import UserEdit
from rollcall.ui.i18n import number
from rollcall.ui.models.columns import Column
from rollcall.ui.models.users import privilege_name
from rollcall.usecases.user_access import AccessZone

__all__ = ["ManyCounts", "columns", "zone_text"]

_NAMED_MAX = 5


def columns() -> tuple[Column[UserEdit], ...]:
    """Give the columns of the table of differences."""
    return (
        Column(
            key="id",
            title=QCoreApplication.translate("EditUsers", "ID"),
            text=lambda edit: edit.user.id,
            width=80,
        ),
        Column(
            key="name",
            title=QCoreApplication.translate("EditUsers", "Name"),
            text=lambda edit: edit.user.name,
            width=150,
        ),
        Column(
            key="changes",
            title=QCoreApplication.translate("EditUsers", "Changes"),
            text=changes_text,
            tooltip=changes_text,
            width=300,
            takes_rest=True,
        ),
    )


def changes_text(edit: UserEdit) -> str:
    """Tell what becomes another of one user: "Office → Sales, User → Manager"."""
    user, said = edit.user, []
    arrow = QCoreApplication.translate("EditUsers", "{before} → {after}")
    none = QCoreApplication.translate("EditUsers", "(none)")
    if edit.department is not None:
        said.append(arrow.format(before=user.department or none, after=edit.department or none))
    if edit.privilege is not None:
        said.append(
            arrow.format(
                before=privilege_name(user.privilege) or none,
                after=privilege_name(edit.privilege.value),
            )
        )
    if edit.zone is not None:
        said.append(
            QCoreApplication.translate("EditUsers", "access zone {n} every day").format(
                n=number(edit.zone)
            )
        )
    return QCoreApplication.translate("EditUsers", ", ").join(said)


def zone_text(zone: AccessZone) -> str:
    """Tell when one may enter in a zone: "Zone 3: 08:00-12:00, 13:00-17:00"."""
    comma = QCoreApplication.translate("EditUsers", ", ")
    ranges = comma.join(f"{each.start}-{each.end}" for each in zone.ranges)
    return QCoreApplication.translate("EditUsers", "Zone {n}: {times}").format(
        n=number(zone.number), times=ranges
    )


class ManyCounts(QObject):
    """Says how many; an object, because `pyside6-lupdate` sees plural forms in `self.tr` alone."""

    def heading(self, count: int, *, device: str) -> str:
        """Say whom it is about."""
        said = (
            self.tr("1 user on {device}")
            if count == 1
            else self.tr("%Ln users on {device}", "", count)
        )
        return said.format(device=device)

    def verb(self, count: int) -> str:
        """Name the button."""
        if not count:
            return self.tr("Change users")
        return self.tr("Change 1 user") if count == 1 else self.tr("Change %Ln users", "", count)

    def differences(self, count: int, *, of: int) -> str:
        """Say how many become others."""
        if not count:
            return self.tr("All of them already are. Nothing would be changed.")
        if count == of:
            return ""
        said = (
            self.tr("1 of {all} is changed; the others already are.")
            if count == 1
            else self.tr("%Ln of {all} are changed; the others already are.", "", count)
        )
        return said.format(all=number(of))

    def changing(self, count: int, *, device: str) -> str:
        """Say what is being done."""
        said = (
            self.tr("Changing 1 user on {device}")
            if count == 1
            else self.tr("Changing %Ln users on {device}", "", count)
        )
        return said.format(device=device)

    def raised(self, edits: Sequence[UserEdit], *, privilege: str) -> str:
        """Say who gets more rights; nothing where nobody does."""
        raised = [each.user.name or each.user.id for each in edits if each.is_raising]
        if not raised:
            return ""
        comma = self.tr(", ")
        named = comma.join(raised[:_NAMED_MAX])
        more = len(raised) - _NAMED_MAX
        if more > 0:
            named = f"{named}{comma}{self.tr('and %Ln more', '', more)}"
        return self.tr("More rights than now, {privilege}: {names}.").format(
            privilege=privilege, names=named
        )
