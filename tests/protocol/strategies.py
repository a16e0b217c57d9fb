"""Any value of a type of the protocol, for Hypothesis, made from what msgspec knows of the type."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st
from msgspec import NODEFAULT, UNSET, inspect

from rollcall.protocol.ranges import INTEGER_MAX, Range

if TYPE_CHECKING:
    from rollcall.protocol.command import Wire

TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12)
TIMES = st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31)).map(
    lambda time: time.replace(microsecond=0)
)


def of(kind: type[Wire]) -> st.SearchStrategy[Any]:
    """Give any value of `kind` that may be written."""
    return _of(inspect.type_info(kind), {})


def _of(info: inspect.Type, extra: dict[str, Any]) -> st.SearchStrategy[Any]:
    match info:
        case inspect.Metadata(type=inner, extra=own):
            return _of(inner, own or {})
        case inspect.UnionType(types=types):
            return _of(types[0], {})
        case inspect.StructType(cls=cls, fields=fields):
            return st.builds(lambda members: cls(**members), _members(fields))
        case inspect.VarTupleType(item_type=item):
            return _rows(_of(item, {}), extra.get("size", Range(0, 3)))
        case inspect.LiteralType(values=values):
            return st.sampled_from(values)
        case inspect.EnumType(cls=cls):
            return st.sampled_from(cls)
        case _:
            return _single(info, extra)


def _single(info: inspect.Type, extra: dict[str, Any]) -> st.SearchStrategy[Any]:
    match info:
        case inspect.IntType():
            low, high = extra.get("range", (-INTEGER_MAX, INTEGER_MAX))
            return st.integers(low, high)
        case inspect.StrType():
            return _text(extra)
        case inspect.BoolType():
            return st.booleans()
        case inspect.BytesType():
            return st.binary(min_size=1, max_size=20)  # an empty row of a list is no template
        case inspect.DateTimeType():
            return TIMES
        case _:
            raise NotImplementedError(info)


def _members(fields: tuple[inspect.Field, ...]) -> st.SearchStrategy[dict[str, Any]]:
    def member(field: inspect.Field) -> st.SearchStrategy[Any]:
        if field.name == "unreadable":  # never on the wire
            return st.just("")
        if field.required or (field.default, field.default_factory) != (NODEFAULT, NODEFAULT):
            return _of(field.type, {})
        return st.just(UNSET) | _of(field.type, {})

    return st.fixed_dictionaries({field.name: member(field) for field in fields})


def _rows(row: st.SearchStrategy[Any], size: Range) -> st.SearchStrategy[Any]:
    if size.high <= 10:
        return st.lists(row, min_size=size.low, max_size=size.high).map(tuple)
    # A whole table of 255 zones would be slow to draw: a few rows, over and over.
    few = st.lists(row, min_size=1, max_size=3)
    return few.map(lambda rows: tuple(rows[place % len(rows)] for place in range(size.high)))


def _text(extra: dict[str, Any]) -> st.SearchStrategy[str]:
    if shape := extra.get("shape"):
        return st.from_regex(shape, fullmatch=True)
    if "digits" in extra:
        return st.integers(0, extra["digits"].high).map(str)
    return TEXTS
