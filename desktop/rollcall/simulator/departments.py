"""The departments of a simulated device (protocol-notes H13 to H18)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TypeVar

from msgspec import UNSET, UnsetType

from rollcall.protocol.command import Success
from rollcall.protocol.departments import (
    DEPARTMENTS_MAX,
    Department,
    DepartmentAction,
    DeptList,
    GetDeptList,
    SetDept,
)
from rollcall.simulator.codes import Code, Refusal
from rollcall.simulator.setup import Answers, Setup
from rollcall.simulator.users import Users

T = TypeVar("T")

DEFAULT_WEEK = (100, 0, 0, 0, 0, 0, 100)  # the example of the specification, GetDeptList


@dataclass(frozen=True, slots=True)
class _Kept:
    name: str
    week: tuple[int, ...] = DEFAULT_WEEK


class Departments:
    """Departments in the device's order; the first cannot be deleted, the name is the identity."""

    def __init__(self, setup: Setup, users: Users, names: Iterable[str]) -> None:
        self._setup = setup
        self._users = users
        self._kept = [_Kept(name) for name in names]
        self.answers: Answers = {GetDeptList: self.listing, SetDept: self.work}
        self._actions = {
            DepartmentAction.REARRANGE: self._rearrange,
            DepartmentAction.CHECK: self._check,
            DepartmentAction.ADD: self._add,
            DepartmentAction.DELETE: self._delete,
            DepartmentAction.RENAME: self._rename,
            DepartmentAction.SET_SHIFT: self._set_shift,
        }

    def __contains__(self, name: str) -> bool:
        return any(each.name == name for each in self._kept)

    @property
    def first(self) -> str:
        """The department of users who were given none (U11)."""
        return self._kept[0].name

    def create(self, name: str, week: tuple[int, ...] | UnsetType = UNSET) -> None:
        """Add a department at the end."""
        if not name:
            raise Refusal(Code.INVALID_PARAMETER, name)
        if name in self:
            raise Refusal(Code.DEPT_EXISTS, name[:60])
        if len(self._kept) >= DEPARTMENTS_MAX:
            raise Refusal(Code.DEVICE_FULL, name[:60])
        self._kept.append(_Kept(name, DEFAULT_WEEK if week is UNSET else week))

    def clear(self) -> None:
        """Forget all but the first, and its week (D12)."""
        self._kept = [_Kept(self.first)]

    # --- commands ---------------------------------------------------------------------------

    def listing(self, _: GetDeptList) -> DeptList:
        """Give every department."""
        return DeptList(
            departments=tuple(
                Department(
                    name=each.name, shift=each.week, user_count=self._users.of_department[each.name]
                )
                for each in self._kept
            )
        )

    def work(self, command: SetDept) -> Success:
        """Do what the member `Action` says."""
        self._actions[command.action](command)
        return Success()

    def _rearrange(self, _: SetDept) -> None:
        first, *others = self._kept
        self._kept = [first, *sorted(others, key=lambda each: each.name)]

    def _check(self, command: SetDept) -> None:
        self._place(command)

    def _add(self, command: SetDept) -> None:
        self.create(_given(command.new_name, "dept_new"), command.shift)

    def _delete(self, command: SetDept) -> None:
        place = self._place(command)
        name = self._kept[place].name
        moving = self._setup.variants.is_on("delete-department-moves-users")
        if place == 0 or (self._users.of_department[name] and not moving):
            raise Refusal(Code.DEPT_IN_USE, name[:60])
        self._users.move(name, self.first)
        del self._kept[place]

    def _rename(self, command: SetDept) -> None:
        place = self._place(command)
        old, new = self._kept[place], _given(command.new_name, "dept_new")
        if not new:
            raise Refusal(Code.INVALID_PARAMETER, new)
        if new != old.name and new in self:
            raise Refusal(Code.DEPT_EXISTS, new[:60])
        week = old.week if command.shift is UNSET else command.shift
        self._kept[place] = _Kept(new, week)
        self._users.move(old.name, new)

    def _set_shift(self, command: SetDept) -> None:
        place = self._place(command)
        week = _given(command.shift, "shift")
        self._kept[place] = replace(self._kept[place], week=week)

    def _place(self, command: SetDept) -> int:
        name = _given(command.name, "dept_org")
        for place, each in enumerate(self._kept):
            if each.name == name:
                return place
        raise Refusal(Code.DEPT_NOT_EXISTS, name[:60])


def _given(value: T | UnsetType, member: str) -> T:
    if isinstance(value, UnsetType):
        raise Refusal(Code.MISSING_PARAMETER, member)
    return value
