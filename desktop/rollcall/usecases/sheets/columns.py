"""Which column of a sheet is which: by its heading, as offices in several languages write it."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import cache
from typing import Final

from msgspec import Struct, field

from rollcall.protocol.users import Privilege
from rollcall.usecases.sheets.cells import shown
from rollcall.usecases.sheets.sheet import Cell, Sheet

__all__ = [
    "IGNORED",
    "Matching",
    "SheetColumn",
    "Spoken",
    "fold_heading",
    "header_row_of",
    "privilege_words",
    "proposed",
    "remembered",
]

IGNORED: Final = ""
"""What is remembered of a heading that means nothing to us."""
HEADINGS_REMEMBERED_MAX: Final = 200
_HEADER_WITHIN: Final = 20  # rows: a title, a date and an empty row may stand above


class SheetColumn(StrEnum):
    """What a column can hold; the words are kept in the settings, so they never change."""

    ID = "id"
    NAME = "name"
    DEPARTMENT = "department"
    PRIVILEGE = "privilege"
    CARD = "card"
    PASSWORD = "password"  # noqa: S105  # a word, not a secret


class Spoken(Struct, frozen=True, kw_only=True):
    """What our own words are in the language in use: an export of ours is read again by them."""

    columns: Mapping[str, SheetColumn] = field(default_factory=dict)
    privileges: Mapping[str, Privilege] = field(default_factory=dict)


Matching = dict[SheetColumn, int]
"""Where each of our columns is in the sheet, counted from 0; those not there are left out."""

_HEADINGS: Final[Mapping[SheetColumn, str]] = {
    SheetColumn.ID: """
        id, user id, userid, user no, user number, employee id, employee no, employee number,
        emp id, emp no, empno, personnel no, personnel number, staff id, staff no, badge,
        badge no, badge number, person id, person no, member id, enroll no, enrollment no,
        enroll number, pin code no, ac no, ac-no, no, number, nr,
        personalnummer, personal-nr, personalnr, pers-nr, pers.-nr, persnr, mitarbeiternummer,
        mitarbeiter-nr, benutzer-id, benutzernummer, ausweisnummer, nummer, kennung,
        identificador, id de usuario, id usuario, número, numero, número de empleado,
        numero de empleado, código, codigo, código de empleado, legajo, matrícula,
        identifiant, id utilisateur, matricule, numéro, n°, numéro d'employé, code employé,
        编号, 工号, 员工编号, 员工号, 用户编号, 用户id, 人员编号, 考勤号码, 工號, 編號,
        المعرف, معرف, معرف المستخدم, رقم, الرقم, رقم المستخدم, رقم الموظف, الرقم الوظيفي
    """,
    SheetColumn.NAME: """
        name, full name, fullname, user name, username, employee name, employee, display name,
        person, person name, staff name, person, mitarbeiter, mitarbeitername, vollständiger name,
        vor- und nachname, benutzername, benutzer, nombre, nombre completo, nombre y apellidos,
        nombre y apellido, empleado, usuario, nom, nom complet, nom et prénom, prénom et nom,
        utilisateur, employé, salarié, 姓名, 名字, 名称, 员工姓名, 用户名, 人员姓名, 名稱, 員工姓名,
        الاسم, اسم, الاسم الكامل, اسم المستخدم, اسم الموظف
    """,
    SheetColumn.DEPARTMENT: """
        department, dept, dept., department name, division, group, team, unit, section, depart,
        abteilung, abt, abt., bereich, gruppe, departamento, depto, dpto, área, area, sección,
        grupo, département, departement, service, équipe, groupe, 部门,
        部門, 所属部门, 部门名称, 组别,
        القسم, قسم, الإدارة, الادارة, ادارة
    """,
    SheetColumn.PRIVILEGE: """
        privilege, privileges, role, permission, permissions, rights, access level, level,
        user type, type, berechtigung, rolle, recht, rechte, privileg, privilegio, rol, permiso,
        permisos, nivel, privilège, privilege, rôle, droits, droit, niveau,
        权限, 角色, 用户权限, 權限,
        الصلاحية, صلاحية, الصلاحيات, الامتياز, الدور
    """,
    SheetColumn.CARD: """
        card, card no, card no., card number, cardno, cardnumber, rfid, card id, badge card,
        proximity card, chip, karte, kartennummer, karten-nr, karten-nr., kartennr, chipnummer,
        transponder, tarjeta, número de tarjeta, numero de tarjeta, nº de tarjeta, carte,
        numéro de carte, numero de carte, n° de carte, 卡号, 卡片号码, 卡片, ic卡号, 门禁卡号, 卡號,
        البطاقة, بطاقة, رقم البطاقة
    """,
    SheetColumn.PASSWORD: """
        password, pin, pin code, pincode, passcode, pwd, passwort, kennwort, geheimzahl,
        contraseña, contrasena, clave, mot de passe, code pin, code secret, 密码, 口令, 密碼,
        كلمة المرور, كلمة السر, الرقم السري, الرمز السري
    """,
}

_PRIVILEGES: Final[Mapping[Privilege, str]] = {
    Privilege.USER: """
        user, normal, normal user, employee, staff, none, no, 0, benutzer, nutzer, mitarbeiter,
        keine, usuario, empleado, ninguno, utilisateur, employé, aucun, 用户, 普通用户, 员工, 无,
        普通, 使用者, مستخدم, موظف, عادي
    """,
    Privilege.MANAGER: """
        manager, supervisor, enroller, registrar, verwalter, leiter, gerente, encargado, gestor,
        gestionnaire, responsable, 管理者, 经理, 登记员, 主管, 經理, مدير, مشرف
    """,
    Privilege.ADMINISTRATOR: """
        admin, administrator, super administrator, superadministrator, super admin, superadmin,
        superuser, administrador, superadministrador, administrateur, super administrateur,
        管理员, 超级管理员, 管理員, 超級管理員, مسؤول, مدير النظام, مسؤول النظام
    """,
}


def fold_heading(text: str) -> str:
    """Give a heading as it is compared: without case, accents, blanks and marks around it."""
    folded = unicodedata.normalize("NFKD", text).casefold()
    kept = "".join(each for each in folded if not unicodedata.combining(each))
    return " ".join(kept.replace("_", " ").split()).strip(" .:*#()")[:100]


@cache
def _known() -> dict[str, SheetColumn]:
    return {
        fold_heading(each): column for column, text in _HEADINGS.items() for each in text.split(",")
    }


@cache
def _words() -> dict[str, Privilege]:
    return {
        fold_heading(each): privilege
        for privilege, text in _PRIVILEGES.items()
        for each in text.split(",")
    }


def privilege_words(spoken: Spoken) -> dict[str, Privilege]:
    """Give every word for a privilege, folded."""
    ours = {fold_heading(word): privilege for word, privilege in spoken.privileges.items()}
    return {**_words(), **ours}


def proposed(sheet: Sheet, kept: Mapping[str, str], spoken: Spoken) -> Matching:
    """Give the columns that the headings tell; what was remembered of a heading comes first.

    Of two headings for the same column the first one counts.
    """
    ours = {fold_heading(word): column for word, column in spoken.columns.items()}
    found: Matching = {}
    for is_remembered in (True, False):
        for at, heading in enumerate(sheet.headings):
            folded = fold_heading(heading)
            if (folded in kept) is not is_remembered or not folded:
                continue
            column = _column(kept[folded]) if is_remembered else _meant(folded, ours)
            if column is not None:
                found.setdefault(column, at)
    return found


def remembered(
    sheet: Sheet, matching: Mapping[SheetColumn, int], kept: Mapping[str, str]
) -> dict[str, str]:
    """Give what is remembered from now on: this sheet's headings last, the oldest forgotten."""
    by_place = {at: column for column, at in matching.items()}
    now = {
        folded: str(by_place.get(at, IGNORED))
        for at, heading in enumerate(sheet.headings)
        if (folded := fold_heading(heading))
    }
    all_of_them = [*((each, kept[each]) for each in kept if each not in now), *now.items()]
    return dict(all_of_them[-HEADINGS_REMEMBERED_MAX:])


def header_row_of(rows: Sequence[Sequence[Cell]], spoken: Spoken) -> int:
    """Tell in which row the headings are, counted from 1; 0 when there are none."""
    ours = {fold_heading(word): column for word, column in spoken.columns.items()}
    best, most = 0, 0
    for number, row in enumerate(rows[:_HEADER_WITHIN], 1):
        known = {
            column
            for cell in row
            if isinstance(cell, str) and (column := _meant(fold_heading(cell), ours))
        }
        weight = len(known) + (SheetColumn.ID in known)
        if weight > max(most, 1):
            best, most = number, weight
    return best or _first_of_words(rows)


def _first_of_words(rows: Sequence[Sequence[Cell]]) -> int:
    """Take a first row for headings of unknown words if it holds no number, but the next does."""
    filled = [(number, row) for number, row in enumerate(rows[:_HEADER_WITHIN], 1) if any(row)]
    if len(filled) < 2:
        return 0
    (number, first), (_, second) = filled[0], filled[1]
    has_number = any(_is_number(each) for each in second)
    is_all_words = all(isinstance(each, str) and not _is_number(each) for each in first)
    return number if is_all_words and has_number else 0


def _is_number(cell: Cell) -> bool:
    return not isinstance(cell, str) or shown(cell).strip().isdecimal()


def _meant(folded: str, ours: Mapping[str, SheetColumn]) -> SheetColumn | None:
    return ours.get(folded) or _known().get(folded)


def _column(word: str) -> SheetColumn | None:
    return SheetColumn(word) if word in set(SheetColumn) else None
