"""How the tests write what a device answers, and read it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TypeVar

from rollcall.protocol import spelling
from rollcall.protocol.command import Reply
from rollcall.protocol.envelope import encode_message, encode_request, read_reply

if TYPE_CHECKING:
    from rollcall.protocol.command import Command

ReplyT = TypeVar("ReplyT", bound=Reply)

MID = "0123456789abcdef0123456789abcdef"


def message(command: Command[Any], payload: object, **head: object) -> bytes:
    """Write a reply in the documented form, members sorted as devices do."""
    result = type(command).reply.result_names[0]
    return json.dumps(
        {"mid": MID, "result": result, "payload": payload, **head},
        sort_keys=True,
        ensure_ascii=False,
    ).encode()


def read(command: Command[ReplyT], payload: object, **head: object) -> ReplyT:
    """Read a reply that carries `payload`."""
    return read_body(message(command, payload, **head), command)


def read_body(body: bytes, command: Command[ReplyT]) -> ReplyT:
    return read_reply(body, command, MID, device="Front door")


def written(command: Command[Any]) -> dict[str, Any]:
    """Give the payload that is sent."""
    payload: dict[str, Any] = json.loads(encode_request(command, MID))["payload"]
    return payload


def encode_reply(mid: object, reply: Reply) -> bytes:
    """Write a reply in the documented form, without the simulator."""
    return encode_message(mid, reply.result_names[0], spelling.to_builtins(reply))
