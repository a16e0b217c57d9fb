"""What is to be sent so that a user of a target becomes as the one of the source is."""

from __future__ import annotations

from typing import Any

from msgspec import UNSET

from rollcall.protocol.users import SetUserInfo, UserInfo
from rollcall.usecases.changing.receipt import Part
from rollcall.usecases.copying.likeness import CREDENTIALS, differences
from rollcall.usecases.copying.plan import Plan, PlannedUser, is_written

__all__ = ["overwriting", "user_as_new", "what_differs"]


def user_as_new(user: UserInfo, row: PlannedUser, plan: Plan) -> SetUserInfo:
    """Give a whole user, but for what does not fit; what the source does not have is not sent."""
    unfit = plan.unfit(row.target)
    members: dict[str, Any] = {"name": user.name}
    if _has_department(user.department, row, plan):
        members["department"] = user.department
    if user.privilege.is_known:
        members["privilege"] = user.privilege
    for part in CREDENTIALS:
        value = _value(user, part)
        if value and part not in unfit:
            members[part.value] = value
    return SetUserInfo(id=user.id, **members)


def what_differs(user: UserInfo, now: UserInfo, row: PlannedUser, plan: Plan) -> SetUserInfo | None:
    """Give what of a user is another on the target now, None where nothing is to be written."""
    marker, target = plan.material.marker, plan.target(row.target)
    here = marker.likeness(user, plan.material.source.capabilities)
    there = marker.likeness(now, target.capabilities)
    without = set(plan.unfit(row.target))
    if not _has_department(user.department, row, plan):
        without.add(Part.DEPARTMENT)
    members: dict[str, Any] = {}
    for each in differences(here, there, is_exact=plan.material.is_exact(target)):
        if each.part not in without and is_written(each, plan.terms):
            members |= _member(user, each.part)
    return SetUserInfo(id=user.id, **members) if members else None


def overwriting(user: UserInfo, now: UserInfo, row: PlannedUser, plan: Plan) -> SetUserInfo | None:
    """Give all of a user, and empty whatever the other person had: no template may stay theirs."""
    whole = user_as_new(user, row, plan)
    emptied: dict[str, Any] = {}
    for part in CREDENTIALS:
        if getattr(whole, part.value) is UNSET and _value(now, part):
            emptied[part.value] = () if part in {Part.FINGERS, Part.PALMS} else _nothing(part)
    members = {
        name: value
        for name in whole.__struct_fields__
        if name != "id" and (value := getattr(whole, name)) is not UNSET
    }
    return SetUserInfo(id=whole.id, **{**members, **emptied})


def _has_department(department: str, row: PlannedUser, plan: Plan) -> bool:
    """Tell whether the target has a user's department, or will have it by then."""
    known = plan.target(row.target).departments
    if not department or known is None or department in known:
        return bool(department)
    return plan.terms.with_departments and department == row.new_department


def _member(user: UserInfo, part: Part) -> dict[str, Any]:
    if part is Part.PRIVILEGE and not user.privilege.is_known:
        return {}
    value = _value(user, part)
    if value is UNSET:
        value = () if part in {Part.FINGERS, Part.PALMS} else _nothing(part)
    return {part.value: value}


def _value(user: UserInfo, part: Part) -> Any:  # noqa: ANN401  # each part has its own kind
    value = getattr(user, part.value)
    if part is Part.CARD and isinstance(value, str) and not value.lstrip("0"):
        return ""
    return value


def _nothing(part: Part) -> bytes | str:
    return b"" if part is Part.FACE else ""
