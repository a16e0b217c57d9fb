"""Requests as devices read them: the documented form, and the few freedoms protocol-notes allow.

The freedoms: two command names in any case, `Action` and `Interval` in either case, blanks around
member names, words in any case, times with fraction and zone, settings of which a part is missing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import Any

import msgspec

from rollcall.protocol import spelling
from rollcall.protocol.access import SetAcUserInfo
from rollcall.protocol.attendance import ConfigAttendLogUploader
from rollcall.protocol.catalog import COMMANDS
from rollcall.protocol.clock import SetDeviceTime
from rollcall.protocol.command import Command
from rollcall.protocol.departments import SetDept
from rollcall.protocol.enrollment import BeginEnrollFinger, PhotoToFacedata
from rollcall.protocol.security import SetSecurityConfig
from rollcall.protocol.settings import DeviceControl
from rollcall.protocol.shifts import SetUserShift
from rollcall.simulator.codes import Code, Refusal
from rollcall.simulator.setup import Completing, Members

# The specification writes Attendace; the correct spelling is taken too (protocol-notes H2).
_KINDS: Mapping[str, type[Command[Any]]] = {
    **COMMANDS,
    **{name.replace("Attendace", "Attendance"): kind for name, kind in COMMANDS.items()},
}
# Those the specification itself spells in two ways (protocol-notes E1, E12).
_KINDS_IN_ANY_CASE: Mapping[str, type[Command[Any]]] = {
    kind.names[0].lower(): kind for kind in (BeginEnrollFinger, PhotoToFacedata)
}
_ECHO_LENGTH = 60
_PATH = re.compile(r"\.(\w+)|\[(\d+|\.\.\.)\]")
_MISSING = re.compile(r"missing required field `(\w+)`")


def kind_named(name: str) -> type[Command[Any]]:
    """Give the command of that name. Raises `Refusal`."""
    kind = _KINDS.get(name) or _KINDS_IN_ANY_CASE.get(name.lower())
    if kind is None:
        raise Refusal(Code.UNKNOWN_COMMAND, name[:_ECHO_LENGTH])
    return kind


def read(
    kind: type[Command[Any]], payload: Members, *, completing: Completing, zone: tzinfo | None
) -> Command[Any]:
    """Read a payload strictly, after the freedoms and after what is missing was put in.

    Raises `Refusal`.
    """
    if kind in _FREE:
        payload = _FREE[kind](dict(payload), zone)
    if kind in completing:
        payload = completing[kind](payload)
    try:
        return spelling.from_builtins(payload, kind)
    except msgspec.ValidationError as error:
        raise _refusal(str(error), payload) from None
    except (ValueError, OverflowError, RecursionError):
        raise Refusal(Code.INVALID_PARAMETER) from None


def echo(value: object) -> object:
    """Give a value short enough to be an argument of an Error reply."""
    match value:
        case str():
            return value[:_ECHO_LENGTH]
        case bool() | int() | float() | None:
            return value
        case _:
            return type(value).__name__


def _refusal(message: str, payload: Members) -> Refusal:
    if found := _MISSING.search(message):
        return Refusal(Code.MISSING_PARAMETER, found[1])
    _, _, path = message.rpartition("`$")
    values: list[object] = [payload]
    for name, place in _PATH.findall(path):
        values = [each for value in values for each in _inside(value, name, place)]
    if len({repr(each) for each in values}) == 1:
        return Refusal(Code.INVALID_PARAMETER, echo(values[0]))
    # In a list it is not said which one is wrong, so the member is named.
    return Refusal(Code.INVALID_PARAMETER, path.strip(".`"))


def _inside(value: object, name: str, place: str) -> list[object]:
    """Give the member of an object, or what is at a place of a list, or all of it."""
    match value:
        case dict() if name in value:
            return [value[name]]
        case list() if place.isdigit():
            return value[int(place) : int(place) + 1]
        case list() if place:
            return value
        case _:
            return []


def _either_case(payload: Members, wanted: str) -> Members:
    for name in list(payload):
        if name != wanted and name.lower() == wanted.lower() and wanted not in payload:
            payload[wanted] = payload.pop(name)
    return payload


def _action(payload: Members, _: tzinfo | None) -> Members:
    return _either_case(payload, "Action")


def _interval(payload: Members, _: tzinfo | None) -> Members:
    return _either_case(payload, "interval")


def _security(payload: Members, _: tzinfo | None) -> Members:
    payload = _trimmed(payload)
    if isinstance(payload.get("tls_conf"), dict):
        payload["tls_conf"] = _trimmed(payload["tls_conf"])
    return payload


def _trimmed(payload: Members) -> Members:
    """Take "device_key " for "device_key", as the specification's example has it (S1)."""
    return {name.strip(): value for name, value in payload.items()}


def _device_time(payload: Members, zone: tzinfo | None) -> Members:
    if "time" in payload:
        payload["time"] = _local(payload["time"], zone)
    return payload


def _start_day(payload: Members, zone: tzinfo | None) -> Members:
    if "shift_start_day" in payload:
        payload["shift_start_day"] = _local(payload["shift_start_day"], zone)
    return payload


def _valid_period(payload: Members, zone: tzinfo | None) -> Members:
    period = payload.get("valid_period")
    if isinstance(period, dict):
        payload["valid_period"] = {
            name: _local(value, zone) if name in {"start", "end"} else value
            for name, value in period.items()
        }
    return payload


def _local(value: object, zone: tzinfo | None) -> object:
    """Take fraction and zone away from a time, converting it (protocol-notes T1)."""
    if not isinstance(value, str):
        return value
    try:
        time = msgspec.convert(value, datetime)
        if time.tzinfo is not None:
            time = time.astimezone(zone).replace(tzinfo=None)
    except (msgspec.ValidationError, OverflowError, ValueError, OSError):
        return value
    return time.replace(microsecond=0).isoformat()


_FREE = {
    DeviceControl: _action,
    SetDept: _action,
    ConfigAttendLogUploader: _interval,
    SetSecurityConfig: _security,
    SetDeviceTime: _device_time,
    SetUserShift: _start_day,
    SetAcUserInfo: _valid_period,
}
