"""What the dialog "Import users" says in counts, and the headings of its steps."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QObject

from rollcall.ui.dialogs.import_users_course import ImportCourse, Step
from rollcall.ui.i18n import isolated, number
from rollcall.usecases.sheets.rows import Preview, RowKind
from rollcall.usecases.sheets.sheet import Sheet

__all__ = ["ImportWords", "step_heading"]


def step_heading(step: Step, *, device: str) -> str:
    """Say where one is."""
    match step:
        case Step.FILE:
            return QCoreApplication.translate("Import", "Step 1 of 4: Choose a file")
        case Step.COLUMNS:
            return QCoreApplication.translate("Import", "Step 2 of 4: Match the columns")
        case Step.CHECK:
            said = QCoreApplication.translate("Import", "Step 3 of 4: See what changes on {device}")
            return said.format(device=device)
    return QCoreApplication.translate("Import", "Step 4 of 4: Result")


class ImportWords(QObject):
    """Says how many; an object, because `pyside6-lupdate` sees plural forms in `self.tr` alone."""

    def verb(self, course: ImportCourse) -> str:
        """Name what the button does."""
        if course.step is not Step.CHECK:
            return self.tr("Next")
        if not course.count:
            return self.tr("Import users")
        if course.count == 1:
            return self.tr("Import 1 user")
        return self.tr("Import %Ln users", "", course.count)

    def all_same(self, count: int) -> str:
        """Say that there is nothing to import."""
        if count == 1:
            return self.tr("The user in this row is on the device just like that already.")
        return self.tr("All %Ln rows are on the device just like that already.", "", count)

    def rows(self, sheet: Sheet) -> str:
        """Say how many rows a file has."""
        count = len(sheet.body)
        if sheet.header_row:
            said = (
                self.tr("{file} has 1 row below its headings. Which column is which?")
                if count == 1
                else self.tr(
                    "{file} has %Ln rows below its headings. Which column is which?", "", count
                )
            )
        else:
            said = (
                self.tr("{file} has 1 row and no headings. Which column is which?")
                if count == 1
                else self.tr(
                    "{file} has %Ln rows and no headings. Which column is which?", "", count
                )
            )
        return said.format(file=isolated(sheet.name))

    def left_out(self, count: int) -> str:
        """Say how many rows were left out."""
        if count == 1:
            return self.tr("1 row was left out because of a fault.")
        return self.tr("%Ln rows were left out because of a fault.", "", count)

    def zeros_lost(self, count: int) -> str:
        """Say how many IDs lost their zeros, above the choice what is done with them."""
        if count == 1:
            return self.tr("1 ID is on the device with zeros in front only, such as 007 for 7:")
        return self.tr(
            "%Ln IDs are on the device with zeros in front only, such as 007 for 7:", "", count
        )

    def room(self, preview: Preview) -> str:
        """Say that not all new users fit; nothing where they do."""
        new = len(preview.of(RowKind.NEW))
        if preview.room is None or new <= preview.room:
            return ""
        if new == 1:
            return self.tr("The device has no room for the new user, who will fail.")
        if not preview.room:
            return self.tr("The device has no room for the %Ln new users: they will fail.", "", new)
        return self.tr(
            "%Ln users are new, but the device has room for {room} more. The rest will fail.",
            "",
            new,
        ).format(room=number(preview.room))
