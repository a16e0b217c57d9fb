"""The files that importing writes: the template, and the rows that were not imported."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLocale
from PySide6.QtWidgets import QWidget

from rollcall.protocol.info import DeviceUid
from rollcall.ui import ask
from rollcall.ui.dialogs.import_users_course import ImportCourse
from rollcall.ui.receipt_words import reason_text
from rollcall.ui.sheet_words import column_title, fault_text, template_words
from rollcall.usecases.sheets.importing import Importing
from rollcall.usecases.sheets.sheet import FileKind, column_letter

__all__ = ["ask_template", "ask_where_left", "list_separator", "save_left"]


async def ask_template(parent: QWidget, importing: Importing, uid: DeviceUid | None) -> Path | None:
    """Ask where, and save a workbook to start from; give where, or None when given up.

    Raises `FileProblem`.
    """
    path = await ask.save_file(
        parent,
        title=QCoreApplication.translate("Import", "Save a template"),
        filters=[QCoreApplication.translate("Import", "Excel (*.xlsx)")],
        name=QCoreApplication.translate("Import", "users") + ".xlsx",
    )
    if path is not None:
        await importing.save_template(path, uid, template_words())
    return path


async def ask_where_left(parent: QWidget, course: ImportCourse) -> Path | None:
    """Ask where the rows that were not imported go: a file of the kind they came in."""
    is_text = course.sheet is not None and course.sheet.kind is FileKind.CSV
    kinds = [
        QCoreApplication.translate("Import", "Excel (*.xlsx)"),
        QCoreApplication.translate("Import", "CSV (*.csv)"),
    ]
    return await ask.save_file(
        parent,
        title=QCoreApplication.translate("Import", "Save rows not imported"),
        filters=kinds[::-1] if is_text else kinds,
        name=QCoreApplication.translate("Import", "not imported")
        + (".csv" if is_text else ".xlsx"),
    )


async def save_left(path: Path, importing: Importing, course: ImportCourse) -> None:
    """Write the rows that were not imported, each with its reason. Raises `FileProblem`."""
    sheet = course.sheet
    if sheet is None:
        return
    reasons = {}
    for row, receipt in course.left:
        if row.fault is not None:
            reasons[row.number] = fault_text(row.fault)
        elif receipt is not None:
            reasons[row.number] = reason_text(receipt)
    by_place = {at: column for column, at in course.matching.items()}
    headings = [
        name or (column_title(by_place[at]) if at in by_place else column_letter(at))
        for at, name in enumerate(sheet.headings)
    ]
    await importing.save_failed(
        path,
        sheet,
        reasons,
        headings=[*headings, QCoreApplication.translate("Import", "Reason")],
        separator=sheet.separator or list_separator(),
    )


def list_separator() -> str:
    """Give what separates cells as Excel expects it here."""
    return ";" if QLocale().decimalPoint() == "," else ","
