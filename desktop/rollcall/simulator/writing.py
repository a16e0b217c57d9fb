"""Replies as devices write them: every member of the specification, even an empty one."""

from __future__ import annotations

from base64 import b64encode
from datetime import datetime
from enum import Enum
from functools import cache
from typing import Any

from msgspec import UNSET, structs

from rollcall.protocol.command import Wire
from rollcall.protocol.spelling import truth_words, type_of

_AS_THEY_ARE = frozenset({str, int, bool})


def payload_of(value: Wire) -> Any:  # noqa: ANN401  # JSON's own types
    """Give a reply, or a part of one, as JSON's own types."""
    return _members(value)


def _plain(value: Any) -> Any:  # noqa: ANN401
    if type(value) in _AS_THEY_ARE:  # most members, so asked first
        return value
    match value:
        case Wire():
            return _members(value)
        case Enum():
            return value.value
        case bytes():
            return b64encode(value).decode("ascii")
        case datetime():
            return value.isoformat(timespec="seconds")
        case tuple() | list():
            return [_plain(each) for each in value]
        case _:
            return value


def _members(value: Wire) -> dict[str, Any]:
    written = {}
    for name, wire_name, words in _plan(type(value)):
        member = getattr(value, name)
        if member is UNSET:
            continue
        written[wire_name] = words[member] if words else _plain(member)
    return written


@cache
def _plan(kind: type[Wire]) -> tuple[tuple[str, str, tuple[str, str] | None], ...]:
    info = type_of(kind)
    words = {each.name: _words(each.type) for each in getattr(info, "fields", ())}
    return tuple((each.name, each.encode_name, words[each.name]) for each in structs.fields(kind))


def _words(info: Any) -> tuple[str, str] | None:  # noqa: ANN401
    found = truth_words(info)
    if found is None:
        for each in getattr(info, "types", ()):
            found = found or _words(each)
    return found
