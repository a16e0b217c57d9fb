"""JSON as only an honest device writes it (reliability M5); two harmless slips of real ones are allowed.

Allowed: a byte-order mark, blanks around member names, and stray closing braces after the object.
Refused: bytes that are not UTF-8, members given twice, NaN and infinities, integers beyond 2^53,
depth beyond 32, NUL and lone surrogates in texts.
"""

from __future__ import annotations

import json
import math
from typing import NoReturn

DEPTH_MAX = 32
INTEGER_MAX = 2**53
_DIGITS_MAX = 16


class NotAcceptable(ValueError):  # noqa: N818  # named for what the text is
    """The text is not JSON we take; `why` says so in English, for details and logs."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def parse(body: bytes) -> object:
    """Read one JSON value. Raises `NotAcceptable`."""
    try:
        text = body.decode("utf-8-sig").strip()
    except UnicodeDecodeError as error:
        raise NotAcceptable("it is not UTF-8 text") from error
    if text.startswith("<"):
        raise NotAcceptable("it is a web page")
    try:
        value, end = _DECODER.raw_decode(text)
    except json.JSONDecodeError as error:
        why = "it ends too early" if error.pos >= len(text) else "it is not JSON"
        raise NotAcceptable(why) from error
    except RecursionError as error:
        raise NotAcceptable("it is nested too deeply") from error
    if text[end:].strip("} \t\r\n"):
        raise NotAcceptable("more follows after its end")
    _check(value, DEPTH_MAX)
    return value


def _check(value: object, depth: int) -> None:
    if depth < 0:
        raise NotAcceptable("it is nested too deeply")
    match value:
        case str():
            if "\0" in value or any("\ud800" <= each <= "\udfff" for each in value):
                raise NotAcceptable("it holds characters no text has")
        case dict():
            for name, member in value.items():
                _check(name, depth)
                _check(member, depth - 1)
        case list():
            for member in value:
                _check(member, depth - 1)


def _members(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = {name.strip(): value for name, value in pairs}
    if len(members) != len(pairs):
        raise NotAcceptable("it names a member twice")
    return members


def _integer(digits: str) -> int:
    if len(digits.lstrip("-")) > _DIGITS_MAX or abs(number := int(digits)) > INTEGER_MAX:
        raise NotAcceptable("it holds a number too large")
    return number


def _decimal(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise NotAcceptable("it holds a number too large")
    return number


def _no_constant(word: str) -> NoReturn:
    raise NotAcceptable(f"it holds {word}")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_members,
    parse_int=_integer,
    parse_float=_decimal,
    parse_constant=_no_constant,
)
