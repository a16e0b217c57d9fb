"""How importing is said: our columns, faults and doubts of rows, and what would change."""

from __future__ import annotations

from collections.abc import Callable
from typing import assert_never

from msgspec import UNSET
from PySide6.QtCore import QCoreApplication

from rollcall.protocol.users import Privilege
from rollcall.ui.models.users import privilege_name
from rollcall.usecases.sheets.columns import SheetColumn, Spoken
from rollcall.usecases.sheets.rows import Doubt, DoubtKind, Fault, FaultKind, RowKind, SheetRow
from rollcall.usecases.sheets.template import TemplateWords

__all__ = [
    "changes_text",
    "column_title",
    "doubt_text",
    "encoding_name",
    "fault_text",
    "kind_word",
    "separator_name",
    "spoken",
    "template_words",
]


def column_title(column: SheetColumn) -> str:
    """Name one of our columns, as the grid and our own files do."""
    match column:
        case SheetColumn.ID:
            return QCoreApplication.translate("Users", "ID")
        case SheetColumn.NAME:
            return QCoreApplication.translate("Users", "Name")
        case SheetColumn.DEPARTMENT:
            return QCoreApplication.translate("Users", "Department")
        case SheetColumn.PRIVILEGE:
            return QCoreApplication.translate("Users", "Privilege")
        case SheetColumn.CARD:
            return QCoreApplication.translate("Users", "Card")
        case SheetColumn.PASSWORD:
            return QCoreApplication.translate("Users", "Password")
    assert_never(column)


def spoken() -> Spoken:
    """Give our own words in the language in use."""
    return Spoken(
        columns={column_title(each): each for each in SheetColumn},
        privileges={privilege_name(each.value): each for each in Privilege},
    )


def template_words() -> TemplateWords:
    """Give what the template says."""
    user, _, administrator = privileges = [privilege_name(each.value) for each in Privilege]
    return TemplateWords(
        page=QCoreApplication.translate("Import", "Users"),
        examples_page=QCoreApplication.translate("Import", "Examples"),
        headings=[column_title(each) for each in SheetColumn],
        privileges=privileges,
        examples=[
            ["1001", "Ann Müller", QCoreApplication.translate("Import", "Office"), user, "", ""],
            ["0042", "李伟", "", user, "12345678", "4711"],
            ["1003", "محمد العلي", "", administrator, "", "007123"],
        ],
    )


def kind_word(kind: RowKind) -> str:
    """Tell in a word what a row means for the device."""
    match kind:
        case RowKind.NEW:
            return QCoreApplication.translate("Import", "New")
        case RowKind.CHANGED:
            return QCoreApplication.translate("Import", "Changed")
        case RowKind.SAME:
            return QCoreApplication.translate("Import", "Unchanged")
        case RowKind.LEFT_OUT:
            return QCoreApplication.translate("Import", "Left out")
    assert_never(kind)


def changes_text(row: SheetRow) -> str:
    """Tell what would be written: "Name: Ann → Anna; card will be set"."""
    change, before = row.change, row.before
    if change is None:
        return ""
    parts = [
        _changed(column, str(value), "" if before is None else old, is_new=before is None)
        for column, value, old in (
            (SheetColumn.NAME, change.name, before.name if before else ""),
            (SheetColumn.DEPARTMENT, change.department, before.department if before else ""),
            (
                SheetColumn.PRIVILEGE,
                UNSET if change.privilege is UNSET else privilege_name(change.privilege.value),
                privilege_name(before.privilege) if before else "",
            ),
        )
        if value is not UNSET and not (before is None and (column is SheetColumn.NAME or not value))
    ]
    if change.card is not UNSET:
        parts.append(QCoreApplication.translate("Import", "card will be set"))
    if change.password is not UNSET:
        parts.append(QCoreApplication.translate("Import", "password will be set"))
    return "; ".join(parts)


def _changed(column: SheetColumn, new: str, old: str, *, is_new: bool) -> str:
    if is_new or not old:
        return QCoreApplication.translate("Import", "{what}: {new}").format(
            what=column_title(column), new=new
        )
    return QCoreApplication.translate("Import", "{what}: {old} → {new}").format(
        what=column_title(column), old=old, new=new
    )


def fault_text(fault: Fault) -> str:
    """Tell why a row is left out, and what to do about it."""
    sentence = _FAULTS[fault.kind]()
    return sentence.format(
        column=column_title(fault.column),
        text=fault.text,
        row=fault.other,
        other=fault.other_text,
    )


_FAULTS: dict[FaultKind, Callable[[], str]] = {
    FaultKind.NO_ID: lambda: QCoreApplication.translate("Import", "There is no ID in this row."),
    FaultKind.TWICE: lambda: QCoreApplication.translate(
        "Import", "The ID {text} is in row {row} too. Leave it in one of them."
    ),
    FaultKind.TOO_LONG: lambda: QCoreApplication.translate("Import", "{column}: this is too long."),
    FaultKind.BAD_CHARACTERS: lambda: QCoreApplication.translate(
        "Import", "{column}: there is a line break or another sign in it that cannot be used."
    ),
    FaultKind.INEXACT_NUMBER: lambda: QCoreApplication.translate(
        "Import",
        "{column}: the spreadsheet has rounded this number. Format the column as text and type it "
        "again.",
    ),
    FaultKind.NOT_TEXT: lambda: QCoreApplication.translate(
        "Import", "{column}: this is a date or a fraction. Format the column as text."
    ),
    FaultKind.LOST_ZEROS: lambda: QCoreApplication.translate(
        "Import",
        "The device has {other}, the sheet says {text}. It may have lost its zeros; decide above.",
    ),
    FaultKind.UNKNOWN_DEPARTMENT: lambda: QCoreApplication.translate(
        "Import", "The device has no department called {text}."
    ),
    FaultKind.UNKNOWN_PRIVILEGE: lambda: QCoreApplication.translate(
        "Import", "{text} is not a privilege. There are User, Manager and Administrator."
    ),
    FaultKind.BAD_PASSWORD: lambda: QCoreApplication.translate(
        "Import", "A password has up to 8 digits and nothing else."
    ),
    FaultKind.BAD_CARD: lambda: QCoreApplication.translate(
        "Import", "A card number has digits only and is at most 4294967295."
    ),
}


def doubt_text(doubt: Doubt) -> str:
    """Tell what is odd about a row that is written all the same."""
    match doubt.kind:
        case DoubtKind.LONG_NAME:
            return QCoreApplication.translate(
                "Import", "Some devices cut names of more than 24 characters."
            )
        case DoubtKind.LONG_PASSWORD:
            return QCoreApplication.translate(
                "Import", "Some devices take no password of more than 6 digits."
            )
        case DoubtKind.NUMBER_AS_PASSWORD:
            return QCoreApplication.translate(
                "Import", "The password is a number in the sheet, so zeros in front would be lost."
            )
        case DoubtKind.UNUSUAL_ID:
            return QCoreApplication.translate(
                "Import", "IDs usually are 1 to 20 digits; the device may refuse this one."
            )
    assert_never(doubt.kind)


def encoding_name(encoding: str) -> str:
    """Name an encoding by who uses it."""
    names = {
        "utf-8": QCoreApplication.translate("Import", "Unicode (UTF-8)"),
        "utf-16": QCoreApplication.translate("Import", "Unicode (UTF-16)"),
        "cp1252": QCoreApplication.translate("Import", "Western Europe (Windows-1252)"),
        "cp1250": QCoreApplication.translate("Import", "Central Europe (Windows-1250)"),
        "cp1251": QCoreApplication.translate("Import", "Cyrillic (Windows-1251)"),
        "cp1253": QCoreApplication.translate("Import", "Greek (Windows-1253)"),
        "cp1254": QCoreApplication.translate("Import", "Turkish (Windows-1254)"),
        "cp1255": QCoreApplication.translate("Import", "Hebrew (Windows-1255)"),
        "cp1256": QCoreApplication.translate("Import", "Arabic (Windows-1256)"),
        "gb18030": QCoreApplication.translate("Import", "Simplified Chinese (GB18030)"),
        "cp950": QCoreApplication.translate("Import", "Traditional Chinese (Big5)"),
        "cp932": QCoreApplication.translate("Import", "Japanese (Shift JIS)"),
        "cp949": QCoreApplication.translate("Import", "Korean (EUC-KR)"),
    }
    return names.get(encoding, encoding)


def separator_name(separator: str) -> str:
    """Name what stands between the cells."""
    match separator:
        case ",":
            return QCoreApplication.translate("Import", "Comma ,")
        case ";":
            return QCoreApplication.translate("Import", "Semicolon ;")
        case "\t":
            return QCoreApplication.translate("Import", "Tab")
    return QCoreApplication.translate("Import", "Vertical bar |")
