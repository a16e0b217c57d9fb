"""Truth words: Python's True and False to "yes"/"no" or "on"/"off" and back, exactly as documented.

Which members are written in words is said by their types (fields.py). Reading what devices
spell otherwise is in lenient.py.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TypeVar

import msgspec
from msgspec import inspect

from rollcall.protocol.command import Wire
from rollcall.protocol.ranges import check

WireT = TypeVar("WireT", bound=Wire)
Leaf = Callable[[object, inspect.Type], object]


def to_builtins(value: Wire) -> object:
    """Give `value` as JSON's own types, truth words spelled."""
    plain = msgspec.to_builtins(value)
    kind = type(value)
    return walked(plain, type_of(kind), _spelled) if has_words(kind) else plain


def from_builtins(payload: object, kind: type[WireT]) -> WireT:
    """Read JSON's own types as `kind`, accepting the documented form and ranges only.

    Raises `msgspec.ValidationError`.
    """
    if has_words(kind):
        payload = walked(payload, type_of(kind), _unspelled)
    value = msgspec.convert(payload, kind)
    check(value)
    return value


def walked(value: object, info: inspect.Type, leaf: Leaf) -> object:
    """Apply `leaf` to every single value of a structure whose type is `info`."""
    match info.type if isinstance(info, inspect.Metadata) else info:
        case inspect.StructType(fields=fields) if isinstance(value, dict):
            kinds = {each.encode_name: each.type for each in fields}
            return {
                name: walked(member, kinds[name], leaf) if name in kinds else member
                for name, member in value.items()
            }
        case inspect.VarTupleType(item_type=item_type) if isinstance(value, list | tuple):
            return [walked(each, item_type, leaf) for each in value]
        case inspect.UnionType(types=types):
            real = [each for each in types if not isinstance(each, inspect.NoneType)]
            return walked(value, real[0], leaf)
        case _:
            return leaf(value, info)


@cache
def type_of(kind: type[Wire]) -> inspect.Type:
    """Give what msgspec knows of a type."""
    return inspect.type_info(kind)


@cache
def has_words(kind: type[Wire]) -> bool:
    """Whether any member, at any depth, is written in truth words."""
    return any_type(type_of(kind), lambda info: truth_words(info) is not None)


def truth_words(info: inspect.Type) -> tuple[str, str] | None:
    """Give the words for False and True, or None where the wire has JSON's own."""
    match info:
        case inspect.Metadata(type=inspect.BoolType(), extra={"false": no, "true": yes}):
            return no, yes
        case _:
            return None


def any_type(info: inspect.Type, test: Callable[[inspect.Type], bool]) -> bool:
    """Whether `test` holds for a type or, at any depth, for one it is made of."""
    if test(info):
        return True
    match info:
        case inspect.Metadata(type=inner):
            return any_type(inner, test)
        case inspect.StructType(fields=fields):
            return any(any_type(each.type, test) for each in fields)
        case inspect.VarTupleType(item_type=item_type):
            return any_type(item_type, test)
        case inspect.UnionType(types=types):
            return any(any_type(each, test) for each in types)
        case _:
            return False


def _spelled(value: object, info: inspect.Type) -> object:
    words = truth_words(info)
    return words[bool(value)] if words else value


def _unspelled(value: object, info: inspect.Type) -> object:
    words = truth_words(info)
    if words is None:
        return value
    if isinstance(value, str) and value in words:
        return words.index(value) == 1
    return str(value)  # not a documented word: a text where a bool belongs is refused
