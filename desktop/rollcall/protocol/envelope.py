"""Messages in and out: the members `mid`, `cmd`, `result` and `payload` around commands and replies.

A reply in the documented form is decoded straight into its type. Anything else goes the careful way:
checked for what no honest device sends (reliability M5), then read with the known sloppinesses allowed.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

import msgspec

from rollcall.protocol import lenient, spelling, strictjson
from rollcall.protocol.command import Command, Reply, Success
from rollcall.protocol.errors import BadReply, DeviceError, KeyRejected, Refused, Unsupported

MID_LENGTH_MAX = 32  # specification, Request message format

ReplyT = TypeVar("ReplyT", bound=Reply)

_HEAD_QUOTES = 10  # around mid, result and payload, and around the two texts


class _Head(msgspec.Struct):
    mid: str
    result: str
    payload: msgspec.Raw


_HEAD = msgspec.json.Decoder(_Head)


def encode_request(command: Command[Any], mid: str, *, name: str | None = None) -> bytes:
    """Write a command in the documented form; `name` is one of `command.names`, else the first."""
    return msgspec.json.encode(
        {
            "mid": mid,
            "cmd": name or command.names[0],
            "payload": spelling.to_builtins(command)
            if spelling.has_words(type(command))
            else command,
        }
    )


def read_reply(body: bytes, command: Command[ReplyT], mid: str, *, device: str) -> ReplyT:
    """Read what `device` answered to `command`.

    Raises `Refused`, `Unsupported`, `KeyRejected` as the device's Error says, and `BadReply`.
    """
    reply = _read_documented(body, command.reply, mid)
    if reply is None:
        reply = _read_carefully(body, command, mid, device)
    return reply  # type: ignore[return-value]  # command.reply is ReplyT, which ClassVar cannot say


def _read_documented(body: bytes, kind: type[Reply], mid: str) -> Reply | None:
    try:
        head = _HEAD.decode(body)
        if head.mid != mid or head.result != kind.result_names[0]:
            return None
        reply = _decoder(kind).decode(head.payload)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    if b"\\" in body and (b"\\u0000" in body or b"\\u0022" in body):
        return None
    # Written again, the reply has as many quotes as what came, unless a member came twice or is
    # not ours: a cheap proof that nothing was dropped.
    if body.count(b'"') != _HEAD_QUOTES + msgspec.json.encode(reply).count(b'"'):
        return None
    return reply


@cache
def _decoder(kind: type[Reply]) -> msgspec.json.Decoder[Reply]:
    return msgspec.json.Decoder(kind)


def _read_carefully(body: bytes, command: Command[Any], mid: str, device: str) -> Reply:
    name = command.names[0]

    def bad(why: str) -> BadReply:
        return BadReply(device, command=name, why=why)

    try:
        message = strictjson.parse(body)
    except strictjson.NotAcceptable as error:
        raise bad(error.why) from None  # the cause holds the body
    if not isinstance(message, dict):
        raise bad("not a JSON object")
    if str(message.get("mid", "")) != mid:
        raise bad("it answers another message")
    result = message.get("result")
    if not isinstance(result, str):
        raise bad("it names no result")
    payload = message.get("payload")
    if payload is None:
        payload = {}
    if result.strip().lower() == "error":
        raise _refusal(payload, command, device)
    accepted = {each.lower() for each in (*command.reply.result_names, *Success.result_names)}
    if result.strip().lower() not in accepted:
        raise bad(f"it is a {result[:40]!r}")
    try:
        return _typed(payload, command.reply)
    except msgspec.ValidationError as error:
        raise bad(str(error)) from None


def _typed(payload: object, kind: type[Reply]) -> Reply:
    try:
        return msgspec.convert(payload, kind)
    except msgspec.ValidationError:
        return msgspec.convert(lenient.repaired(payload, kind), kind)


def _refusal(payload: object, command: Command[Any], device: str) -> DeviceError:
    name = command.names[0]
    members = payload if isinstance(payload, dict) else {}
    code = str(members.get("code", ""))
    if "api_key" in code.lower():  # protocol-notes G2
        return KeyRejected(device)
    if code == "unknown_command":  # protocol-notes G6
        return Unsupported(device, command=name)
    arguments = members.get("arguments", [])
    given = arguments if isinstance(arguments, list) else [arguments]
    told = tuple("<hidden>" if str(each) in command.secrets() else each for each in given)
    return Refused(device, command=name, code=code, arguments=told)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A message as a device receives it; `mid` is echoed whatever its type (protocol-notes G3)."""

    mid: object
    name: str
    payload: dict[str, object]


class NotARequest(Exception):  # noqa: N818  # named for what the message is
    """A message a device cannot take; `mid` is what could be read of it."""

    def __init__(self, why: str, *, mid: object = "") -> None:
        super().__init__(why)
        self.why = why
        self.mid = mid


def read_request(body: bytes) -> Request:
    """Read a message as a device does, in the documented form only. Raises `NotARequest`."""
    try:
        message = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
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


def encode_reply(mid: object, reply: Reply) -> bytes:
    """Write a reply as devices do, members sorted (protocol-notes G10)."""
    return encode_message(mid, reply.result_names[0], spelling.to_builtins(reply))


def encode_error(mid: object, code: str, arguments: tuple[object, ...] = ()) -> bytes:
    """Write an Error reply (specification, Error Response)."""
    return encode_message(mid, "Error", {"arguments": arguments, "code": code})


def encode_message(mid: object, result: str, payload: object) -> bytes:
    """Write any answer, members sorted."""
    return msgspec.json.encode(
        {"mid": mid, "payload": payload, "result": result}, order="sorted"
    )
