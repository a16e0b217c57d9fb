"""Departments and their weekly shift plans (specification, Department Management)."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from msgspec import UNSET, UnsetType, field

from rollcall.protocol.command import Change, Query, Reply, Success, Wire
from rollcall.protocol.fields import Count, Number
from rollcall.protocol.ranges import sized
from rollcall.protocol.shifts import ShiftCode

DEPARTMENTS_MAX = 100  # specification, GetDeptList
WEEK_DAYS = 7
Week = Annotated[tuple[ShiftCode, ...], sized(WEEK_DAYS, WEEK_DAYS)]
"""The plan of a week, Sunday first (protocol-notes H8)."""


class Department(Wire):
    """A department; its name is its identity (protocol-notes H14). `shift` starts with Sunday."""

    name: str
    shift: tuple[Number, ...] = ()
    user_count: Count = 0


class DeptList(Reply):
    """Every department, in the device's order."""

    departments: tuple[Department, ...] = field(name="depts")

    @classmethod
    def tidied(cls, payload: object) -> object:
        """Find the list in every shape the broken example can mean (protocol-notes H13)."""
        if isinstance(payload, list):
            return {"depts": payload}
        if not isinstance(payload, dict):
            return payload
        if "name" in payload:
            return {"depts": [payload]}
        for value in payload.values():
            if _is_departments(value):
                return {"depts": value}
        rows = [value for _, value in sorted(payload.items(), key=_place)]
        return {"depts": rows} if _is_departments(rows) else payload


class GetDeptList(Query[DeptList]):
    """Ask for the departments (specification, GetDeptList)."""


class DepartmentAction(StrEnum):
    """What `SetDept` does, and which members it needs."""

    REARRANGE = "Rearrange"
    CHECK = "Check"
    ADD = "Add"
    DELETE = "Delete"
    RENAME = "Rename"
    SET_SHIFT = "SetShift"


class SetDept(Change[Success]):
    """Work on one department (specification, SetDept).

    `name` is the department as it is called now, for check, delete, rename and set shift;
    `new_name` is for add and rename; `shift` is needed by set shift, optional with add and rename.
    """

    action: DepartmentAction = field(name="Action")
    name: str | UnsetType = field(name="dept_org", default=UNSET)
    new_name: str | UnsetType = field(name="dept_new", default=UNSET)
    shift: Week | UnsetType = UNSET


def _is_departments(value: object) -> bool:
    return isinstance(value, list) and all(
        isinstance(each, dict) and "name" in each for each in value
    )


def _place(member: tuple[str, object]) -> int:
    """Give the place of a row keyed by its index; "10" comes after "9"."""
    name = member[0]
    return int(name) if name.isascii() and name.isdigit() and len(name) < 9 else 0
