"""Documented ranges: declared once on the types, checked where something is written, read by forms.

Replies are read without them: a number outside its range is shown, not refused. What msgspec
checks always (types, and integers no larger than 2^53) is on the types too.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from msgspec import UNSET, Meta, ValidationError, inspect

from rollcall.protocol.command import Wire

INTEGER_MAX = 2**53
"""Beyond it, not every JSON reader keeps an integer as it is (reliability M5)."""


class Range(NamedTuple):
    """The smallest and the largest value; for a text or a table, its lengths."""

    low: int
    high: int


def within(low: int, high: int) -> Meta:
    """Annotate a number by its smallest and largest value."""
    return Meta(ge=-INTEGER_MAX, le=INTEGER_MAX, extra={"range": Range(low, high)})


def sized(low: int, high: int) -> Meta:
    """Annotate a table by the number of its rows."""
    return Meta(extra={"size": Range(low, high)})


def shaped(pattern: str, *, secret: bool = False) -> Meta:
    """Annotate a text by the pattern it matches from end to end."""
    return Meta(extra={"shape": re.compile(pattern), **({"secret": True} if secret else {})})


def digits(high: int, *, secret: bool = False) -> Meta:
    """Annotate a text that is empty or a decimal number up to `high`."""
    return Meta(extra={"digits": Range(0, high), **({"secret": True} if secret else {})})


def range_of(kind: type[Wire], member: str) -> Range:
    """Give the documented range of a number, or the lengths of a table, for a form.

    Raises `LookupError` for a member that has none.
    """
    for each in _members(kind):
        if each.name == member:
            return _declared(each.type)
    raise LookupError(member)


def check(value: Wire) -> None:
    """Refuse what the specification has no room for, at any depth. Raises `ValidationError`.

    The error names the member, never its value.
    """
    checker = _checker_of(type(value))
    if checker:
        checker(value, "$")


Checker = Callable[[object, str], None]


@cache
def _members(kind: type[Wire]) -> tuple[inspect.Field, ...]:
    info = inspect.type_info(kind)
    return info.fields if isinstance(info, inspect.StructType) else ()


def _declared(info: inspect.Type) -> Range:
    match info:
        case inspect.Metadata(extra={"range": Range() as found}):
            return found
        case inspect.Metadata(extra={"size": Range() as found}):
            return found
        case inspect.Metadata(extra={"digits": Range() as found}):
            return found
        case inspect.Metadata(type=inner):
            return _declared(inner)
        case inspect.UnionType(types=types):
            return _declared(types[0])
        case _:
            raise LookupError("no range is documented")


@cache
def _checker_of(kind: type[Wire]) -> Checker | None:
    return _checker(inspect.type_info(kind))


def _checker(info: inspect.Type) -> Checker | None:
    match info:
        case inspect.Metadata(type=inner, extra=extra):
            return _both(_marked(extra or {}), _checker(inner))
        case inspect.UnionType(types=types):
            real = [each for each in types if not isinstance(each, inspect.NoneType)]
            return _checker(real[0])
        case inspect.StructType(fields=fields):
            return _struct(fields)
        case inspect.VarTupleType(item_type=item_type):
            return _table(_checker(item_type))
        case inspect.LiteralType(values=values):
            return _demand("Expected a documented choice", lambda value: value in values)
        case inspect.EnumType():
            return _demand("Expected a documented choice", _is_known)
        case inspect.DateTimeType():
            return _demand("Expected a local time of whole seconds", _is_whole_local_time)
        case _:
            return None


def _both(first: Checker | None, second: Checker | None) -> Checker | None:
    if first is None or second is None:
        return first or second

    def check_both(value: object, path: str) -> None:
        first(value, path)
        second(value, path)

    return check_both


def _marked(extra: dict[str, object]) -> Checker | None:
    match extra:
        case {"range": Range(low, high)}:
            return _demand(f"Expected {low} to {high}", lambda value: low <= value <= high)
        case {"size": Range(low, high)}:
            return _demand(
                f"Expected {low} to {high} rows", lambda value: low <= len(value) <= high
            )
        case {"digits": Range(_, high)}:
            return _demand(f"Expected digits up to {high}", lambda value: _is_number(value, high))
        case {"shape": re.Pattern() as shape}:
            return _demand("Expected another form of text", shape.fullmatch)
        case _:
            return None


def _demand(why: str, is_met: Callable[[Any], object]) -> Checker:
    def check_one(value: object, path: str) -> None:
        if not is_met(value):
            raise ValidationError(f"{why} - at `{path}`")

    return check_one


def _is_number(text: str, high: int) -> bool:
    if not text:
        return True
    is_short = text.isascii() and text.isdigit() and len(text) <= len(str(high))
    return is_short and int(text) <= high


def _struct(fields: tuple[inspect.Field, ...]) -> Checker | None:
    checkers = [(f.name, f.encode_name, found) for f in fields if (found := _checker(f.type))]

    def check_members(value: object, path: str) -> None:
        for name, wire_name, checker in checkers:
            member = getattr(value, name)
            if member is not UNSET and member is not None:
                checker(member, f"{path}.{wire_name}")

    return check_members if checkers else None


def _table(checker: Checker | None) -> Checker | None:
    if checker is None:
        return None

    def check_rows(value: Any, path: str) -> None:  # noqa: ANN401  # a tuple, says its type
        for row in value:
            checker(row, f"{path}[...]")

    return check_rows


def _is_known(value: object) -> bool:
    return getattr(value, "is_known", True)


def _is_whole_local_time(time: datetime) -> bool:
    return time.microsecond == 0 and time.tzinfo is None
