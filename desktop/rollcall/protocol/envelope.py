"""Messages in and out: the members `mid`, `cmd`, `result` and `payload` around what is said.

A reply in the documented form is decoded straight into its type. Anything else goes the careful
way: checked for what no honest device sends (reliability M5), then read with the known
sloppinesses allowed.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

import msgspec
from msgspec import NODEFAULT, inspect

from rollcall.protocol import lenient, ranges, spelling, strictjson
from rollcall.protocol.command import Command, Reply
from rollcall.protocol.errors import BadReply, DeviceError, KeyRejected, Refused, Unsupported

MID_LENGTH_MAX = 32  # specification, Request message format

# Time goes with the number of values, not with the bytes, and all of it is the window's. The
# longest honest reply, GetAcTimeZone, has 3,060; beyond these limits reading takes 20 ms and more.
VALUES_MAX = 250_000
VALUES_MAX_CAREFULLY = 10_000

WORDS_MAX = 200  # of a refusal: what a person reads of a device's own words
ARGUMENTS_MAX = 10

ReplyT = TypeVar("ReplyT", bound=Reply)

_HEAD_QUOTES = 10  # around mid, result and payload, and around the two texts
_HIDDEN = "<hidden>"
_NO_DEFAULTS = (NODEFAULT, NODEFAULT)  # of members required, or absent at UNSET
_SECRET_INSIDE_MIN = 4  # a shorter secret is only hidden where it stands alone


class _Head(msgspec.Struct):
    mid: str
    result: str
    payload: msgspec.Raw


_HEAD = msgspec.json.Decoder(_Head)


def encode_request(command: Command[Any], mid: str, *, name: str | None = None) -> bytes:
    """Write a command in the documented form; `name` is one of `command.names`, else the first.

    Raises `msgspec.ValidationError` for a value beyond its documented range: forms check first.
    """
    ranges.check(command)
    return msgspec.json.encode(
        {"mid": mid, "cmd": name or command.names[0], "payload": spelling.to_builtins(command)}
    )


def read_reply(body: bytes, command: Command[ReplyT], mid: str, *, device: str) -> ReplyT:
    """Read what `device` answered to `command`.

    Raises `Refused`, `Unsupported`, `KeyRejected` as the device's Error says, and `BadReply`.
    """
    values = body.count(b",")
    reply = _read_documented(body, command.reply, mid) if values <= VALUES_MAX else None
    if reply is None:
        if values > VALUES_MAX_CAREFULLY:
            raise BadReply(device, command=command.names[0], why="it holds too many values")
        found = _read_carefully(body, command, mid, device)
        if isinstance(found, DeviceError):
            raise found  # here, where no other error is at hand: its context could hold the body
        reply = found
    return reply  # type: ignore[return-value]  # command.reply is ReplyT, which ClassVar cannot say


def _read_documented(body: bytes, kind: type[Reply], mid: str) -> Reply | None:
    form = _form(kind)
    if not form.is_provable or (form.has_times and b"." in body):  # a fraction of a second
        return None
    try:
        head = _HEAD.decode(body)
        if head.mid != mid or head.result != kind.result_names[0]:
            return None
        reply = form.decoder.decode(head.payload)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    if b"\\" in body and (b"\\u0000" in body or b"\\u0022" in body):
        return None
    # Written again, the reply has as many quotes as what came, unless a member came twice or is
    # not ours: a cheap proof that nothing was dropped.
    return reply if body.count(b'"') == _HEAD_QUOTES + reply.quotes() else None


@dataclass(frozen=True, slots=True)
class _Form:
    """How a reply is decoded; provable where written again it has no member that did not come."""

    decoder: msgspec.json.Decoder[Reply]
    is_provable: bool
    has_times: bool


@cache
def _form(kind: type[Reply]) -> _Form:
    info = spelling.type_of(kind)
    has_times = spelling.any_type(info, lambda each: isinstance(each, inspect.DateTimeType))
    return _Form(
        msgspec.json.Decoder(kind), not spelling.any_type(info, _invents_members), has_times
    )


def _invents_members(info: inspect.Type) -> bool:
    return (
        isinstance(info, inspect.StructType)
        and not info.cls.__struct_config__.omit_defaults
        and any((each.default, each.default_factory) != _NO_DEFAULTS for each in info.fields)
    )


def _read_carefully(
    body: bytes, command: Command[Any], mid: str, device: str
) -> Reply | DeviceError:
    def bad(why: str) -> BadReply:
        return BadReply(device, command=command.names[0], why=_masked(why, command.secrets()))

    try:
        message = strictjson.parse(body)
    except strictjson.NotAcceptable as error:
        if b"invalid api key" in body.lower():  # protocol-notes G2
            return KeyRejected(device)
        return bad(error.why)
    if not isinstance(message, dict):
        return bad("not a JSON object")
    if _text_of(message.get("mid")) != mid:
        return bad("it answers another message")
    result = message.get("result")
    if not isinstance(result, str):
        return bad("it names no result")
    payload = message.get("payload")
    word = result.strip().lower()
    if word == "error":
        return _refusal(payload, command, device)
    accepted = {each.lower() for each in command.reply.result_names}
    if word not in accepted and not (word == "success" and payload):  # protocol-notes G4
        return bad(f"it is a {result[:40]!r}")
    try:
        return _typed({} if payload is None else payload, command.reply)
    except msgspec.ValidationError as error:
        return bad(str(error))


def _text_of(mid: object) -> str | None:
    """Give `mid` as text: some devices may answer a text of digits by a number (G3)."""
    return str(mid) if isinstance(mid, str | int) and not isinstance(mid, bool) else None


def _typed(payload: object, kind: type[Reply]) -> Reply:
    form = _form(kind)
    if form.is_provable and not form.has_times:
        with suppress(msgspec.ValidationError):
            return msgspec.convert(payload, kind)
    return msgspec.convert(lenient.repaired(payload, kind), kind)


def _refusal(payload: object, command: Command[Any], device: str) -> DeviceError:
    name, secrets = command.names[0], command.secrets()
    members = payload if isinstance(payload, dict) else {"code": payload}
    code = members.get("code")
    code = "" if code is None else code.strip() if isinstance(code, str) else _json(code)
    arguments = members.get("arguments")
    given = arguments if isinstance(arguments, list) else [arguments]
    told = tuple(_short(_masked(each, secrets)) for each in given if each is not None)
    words = code.lower().replace(" ", "_")
    if "api_key" in words:  # protocol-notes G2
        return KeyRejected(device)
    if words == "unknown_command":  # protocol-notes G6
        return Unsupported(device, command=name)
    code = _masked(code, secrets)[:WORDS_MAX]
    return Refused(device, command=name, code=code, arguments=told[:ARGUMENTS_MAX])


MaskedT = TypeVar("MaskedT")


def _masked(told: MaskedT, secrets: frozenset[str]) -> MaskedT | str:
    """Hide what a device says if it repeats a secret of the command."""
    if str(told) in secrets:
        return _HIDDEN
    text = told if isinstance(told, str) else _json(told)
    sought = (each if len(each) >= _SECRET_INSIDE_MIN else _json(each) for each in secrets)
    return _HIDDEN if any(each in text for each in sought) else told


def _short(told: object) -> object:
    text = told if isinstance(told, str) else _json(told)
    return told if len(text) <= WORDS_MAX else text[:WORDS_MAX]


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A message as a device receives it; `mid` is echoed whatever its type (protocol-notes G3)."""

    mid: object
    name: str
    payload: dict[str, object]


class NotARequest(Exception):
    """A message a device cannot take; `mid` is what could be read of it."""

    def __init__(self, why: str, *, mid: object = "") -> None:
        super().__init__(why)
        self.why = why
        self.mid = mid


class _MemberTwice(Exception):
    """An object of a request names a member twice."""


def _each_once(pairs: list[tuple[str, object]]) -> None:
    if len({name for name, _ in pairs}) != len(pairs):
        raise _MemberTwice


def read_request(body: bytes) -> Request:
    """Read a message as a device does, in the documented form only. Raises `NotARequest`."""
    try:
        message = msgspec.json.decode(body)
        json.loads(body, object_pairs_hook=_each_once)  # msgspec takes the last of two
    except _MemberTwice as error:
        raise NotARequest("a member twice") from error
    except (ValueError, RecursionError) as error:
        raise NotARequest("not JSON") from error
    if not isinstance(message, dict):
        raise NotARequest("not an object")
    mid = message.get("mid", "")
    if len(str(mid)) > MID_LENGTH_MAX:
        raise NotARequest("mid too long", mid=mid)
    name, payload = message.get("cmd"), message.get("payload", {})
    if not isinstance(name, str):
        raise NotARequest("no command", mid=mid)
    if not isinstance(payload, dict):
        raise NotARequest("payload is not an object", mid=mid)
    return Request(mid=mid, name=name, payload=payload)


def encode_message(mid: object, result: str, payload: object) -> bytes:
    """Write an answer as devices do, members sorted (protocol-notes G10)."""
    return msgspec.json.encode({"mid": mid, "payload": payload, "result": result}, order="sorted")
