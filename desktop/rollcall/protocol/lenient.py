"""What real devices write otherwise than documented, brought into the documented form.

Each rule is a known sloppiness (protocol-notes G7, E6, E7, L5, T1, U6), not a general guess.
"""

from __future__ import annotations

import re
from datetime import datetime

from msgspec import inspect

from rollcall.protocol.command import Reply
from rollcall.protocol.spelling import type_of, walked

_INTEGER = re.compile(r"\s*-?[0-9]{1,16}\s*", re.ASCII)
_TRUTHS = {
    "yes": True, "on": True, "true": True, "1": True,
    "no": False, "off": False, "false": False, "0": False,
}  # fmt: skip


def repaired(payload: object, kind: type[Reply]) -> object:
    """Give `payload` as the documented form of `kind` would have it; what is strange stays."""
    tidied = kind.tidied(payload)
    return kind.rescued(walked(_without_nulls(tidied), type_of(kind), _repaired), tidied)


def _without_nulls(value: object) -> object:
    match value:
        case dict():
            return {name: _without_nulls(each) for name, each in value.items() if each is not None}
        case list():
            return [_without_nulls(each) for each in value]
        case _:
            return value


def _repaired(value: object, info: inspect.Type) -> object:
    inner = info.type if isinstance(info, inspect.Metadata) else info
    match inner, value:
        case inspect.BoolType(), bool():
            return value
        case inspect.BoolType(), str() | int():
            return _TRUTHS.get(str(value).strip().lower(), value)
        case inspect.StrType(), int() if not isinstance(value, bool):
            return str(value)
        case inspect.IntType(), str() if _INTEGER.fullmatch(value):
            return int(value)
        case inspect.EnumType(cls=kind), str() if issubclass(kind, int) and _INTEGER.fullmatch(
            value
        ):
            return int(value)
        case inspect.EnumType(cls=kind), int() if issubclass(kind, str):
            return str(value)
        case inspect.DateTimeType(), str():
            return _wall_clock(value)
        case inspect.BytesType(), str():
            return "".join(value.split())
        case _:
            return value


def _wall_clock(text: str) -> object:
    try:
        time = datetime.fromisoformat(text.strip())
        if time.tzinfo is not None:  # T1: read zones, convert to local
            time = time.astimezone().replace(tzinfo=None)
    except (ValueError, OverflowError):  # the year 1 in another zone is before the year 1
        return text
    return time.replace(microsecond=0)
