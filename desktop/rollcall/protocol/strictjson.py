"""JSON as only an honest device writes it (reliability M5), with a few harmless slips allowed.

Allowed: a byte-order mark, blanks around member names, and stray closing braces after the object.
Refused: bytes that are not UTF-8, members given twice, NaN and infinities, integers beyond 2^53,
depth beyond 32, NUL and lone surrogates in texts.
"""

from __future__ import annotations

import json
import math
import re
from contextlib import suppress
from typing import NoReturn

from rollcall.protocol.ranges import INTEGER_MAX

DEPTH_MAX = 32
_DIGITS_MAX = 16
_SURROGATE = re.compile("[\ud800-\udfff]")


class NotAcceptable(ValueError):
    """The text is not JSON we take; `why` says so in English, for details and logs."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def parse(body: bytes) -> object:
    """Read one JSON value. Raises `NotAcceptable`."""
    text = _text(body)
    if text.startswith("<"):
        raise NotAcceptable("it is a web page")
    value, end = _first_value(text)
    if text[end:].strip("} \t\r\n"):
        raise NotAcceptable("more follows after its end")
    _check(value, DEPTH_MAX)
    return value


# The library's errors hold the body, so ours are raised after theirs are gone.


def _text(body: bytes) -> str:
    with suppress(UnicodeDecodeError):
        return body.decode("utf-8-sig").strip()
    raise NotAcceptable("it is not UTF-8 text")


def _first_value(text: str) -> tuple[object, int]:
    try:
        return _DECODER.raw_decode(text)
    except json.JSONDecodeError as error:
        is_cut = error.pos >= len(text) or error.msg.startswith("Unterminated")
        why = "it ends too early" if is_cut else "it is not JSON"
    except RecursionError:
        why = "it is nested too deeply"
    raise NotAcceptable(why)


def _check(value: object, depth: int) -> None:
    """Refuse what a text or a structure may not hold; `depth` levels are left."""
    match value:
        case str():
            if "\0" in value or not (value.isascii() or _SURROGATE.search(value) is None):
                raise NotAcceptable("it holds characters no text has")
        case dict() | list() if depth == 0:
            raise NotAcceptable("it is nested too deeply")
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
