"""What faults do to answers: instead of them, to members, to bytes, to how they are sent."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from rollcall.simulator.device import Message

ELSEWHERE = "http://elsewhere.invalid/control"  # a host that never exists (RFC 6761)
_WEB_PAGE = b"<!DOCTYPE html><html><head><title>Router login</title></head><body></body></html>"
_BEYOND = 2**40
_WITHOUT_BODY = frozenset({204, 304})


@dataclass(slots=True)
class Response:
    """One HTTP answer, and the manner in which it is sent."""

    status: int = 200
    body: bytes = b""
    content_type: str = "application/json"
    headers: list[tuple[str, str]] = field(default_factory=list)
    outcome: str = ""
    """For the ledger."""
    afterwards: list[Callable[[], None]] = field(default_factory=list)
    wait_s: float = 0.0
    drip_s: float = 0.0
    vanish: bool = False
    """Close without a byte."""
    hold: bool = False
    """Stay silent until the client goes."""
    cut: bool = False
    """Close half-way through the body."""
    chunked: bool = False
    announce_close: bool = False
    close: bool = False


def instead(active: Mapping[str, str]) -> Response | None:
    """Give what a fault answers without carrying anything out, if one does."""
    if "silent" in active:
        return Response(hold=True, outcome="silent")
    if "drop-before" in active:
        return Response(vanish=True, outcome="drop-before")
    if "html" in active:
        return Response(body=_WEB_PAGE, content_type="text/html", outcome="html")
    if "redirect" in active:
        return Response(status=307, headers=[("Location", ELSEWHERE)], outcome="redirect")
    if "status" in active:
        status = min(max(int(active["status"]), 200), 599)
        body = b"" if status in _WITHOUT_BODY else f"{status}".encode()
        return Response(status=status, body=body, content_type="text/plain", outcome="status")
    return None


def mangle_message(message: Message, active: Mapping[str, str], asked: dict[str, Any]) -> None:
    """Change the members of an answer as the faults say; `asked` is the request's payload."""
    if "wrong-mid" in active:
        message.mid = f"not {message.mid}"[:32]
    if "wrong-result" in active:
        message.result = "Weather"
    if isinstance(message.payload, dict) and message.result != "Error":
        for name, change in _PAYLOADS.items():
            if name in active:
                change(message.payload, active[name], asked)
    if "missing-members" in active:
        message.payload = {}
    if "wrong-types" in active:
        message.payload = _mistyped(message.payload) or [[]]
    if "unknown-words" in active:
        message.payload = _estranged(message.payload)


def mangle_body(body: bytes, active: Mapping[str, str]) -> bytes:
    """Change the text of an answer as the faults say."""
    for name, change in _BODIES.items():
        if name in active:
            body = change(body, active[name])
    return body


def mangle_manner(response: Response, active: Mapping[str, str]) -> None:
    """Change how an answer is sent as the faults say."""
    response.hold = "silent-after" in active
    response.vanish = "drop-after" in active
    response.cut = "cut-halfway" in active
    response.chunked = "chunked" in active
    response.announce_close = "close-each-time" in active
    response.close = "close-idle" in active
    response.wait_s += float(active.get("delay", 0))
    response.drip_s = float(active.get("slow-drip", 0))
    if "gzip" in active:
        response.headers.append(("Content-Encoding", "gzip"))


# --- members ------------------------------------------------------------------------------------

Payload = dict[str, Any]


def _next_position(payload: Payload) -> str:
    return "next_page_pos" if "user_id" in payload else "next_pos"


def _repeat(payload: Payload, _: str, asked: Payload) -> None:
    payload[_next_position(payload)] = asked.get("start_pos", 0)


def _back(payload: Payload, _: str, asked: Payload) -> None:
    payload[_next_position(payload)] = max(0, asked.get("start_pos", 0) - 1)


def _negative(payload: Payload, _: str, __: Payload) -> None:
    payload[_next_position(payload)] = -1


def _huge_position(payload: Payload, _: str, __: Payload) -> None:
    payload[_next_position(payload)] = _BEYOND


def _other_uid(payload: Payload, value: str, _: Payload) -> None:
    payload["device_uid"] = value


def _other_user(payload: Payload, value: str, _: Payload) -> None:
    payload["id"] = value


def _odd_record(payload: Payload, _: str, __: Payload) -> None:
    if payload.get("logs"):
        payload["logs"][0] = {**payload["logs"][0], "time": "2025-02-31 24:61"}


def _data_member(payload: Payload) -> str | None:
    return next((name for name in payload if name.endswith("_data")), None)


def _without_data(payload: Payload, _: str, __: Payload) -> None:
    payload.pop(_data_member(payload) or "", None)


def _wrong_member(payload: Payload, _: str, __: Payload) -> None:
    if member := _data_member(payload):
        other = "fp_data" if member == "face_data" else "face_data"
        payload[other] = payload.pop(member)


def _bad_base64(payload: Payload, _: str, __: Payload) -> None:
    if member := _data_member(payload):
        payload[member] = "not base64!"


def _unknown_state(payload: Payload, _: str, __: Payload) -> None:
    payload["state"] = "thinking"


_PAYLOADS: Mapping[str, Callable[[Payload, str, Payload], None]] = {
    "next-page-repeats": _repeat,
    "next-page-back": _back,
    "next-page-negative": _negative,
    "next-page-huge": _huge_position,
    "other-uid": _other_uid,
    "other-user": _other_user,
    "odd-record": _odd_record,
    "job-without-data": _without_data,
    "job-wrong-member": _wrong_member,
    "job-bad-base64": _bad_base64,
    "job-unknown-state": _unknown_state,
}

_STRANGE_WORDS: Mapping[str, object] = {
    "privilege": "chief",
    "state": "thinking",
    "status": "sleepy",
    "mode": "iris",
    "shift_mode": "Team",
    "verify_mode": 77,
}


def _mistyped(value: object) -> Any:  # noqa: ANN401
    match value:
        case dict():
            return {name: _mistyped(each) for name, each in value.items()}
        case list():
            return {"list": len(value)}
        case _:
            return {"value": [value]}


def _estranged(value: object) -> Any:  # noqa: ANN401
    match value:
        case dict():
            return {
                name: _STRANGE_WORDS.get(name) or _estranged(each) for name, each in value.items()
            }
        case list():
            return [_estranged(each) for each in value]
        case _:
            return value


# --- bytes --------------------------------------------------------------------------------------

_PAYLOAD = b'"payload":'


def _with_member(body: bytes, member: bytes) -> bytes:
    """Put one more member at the beginning of the payload."""
    place = body.find(_PAYLOAD + b"{")
    if place < 0:
        return body
    inside = place + len(_PAYLOAD) + 1
    comma = b"" if body[inside : inside + 1] == b"}" else b","
    return body[:inside] + member + comma + body[inside:]


def _huge(body: bytes, value: str) -> bytes:
    return _with_member(body, b'"padding":"' + b"x" * (int(value) * 2**20) + b'"')


_BODIES: Mapping[str, Callable[[bytes, str], bytes]] = {
    "nan": lambda body, _: _with_member(body, b'"nan":NaN'),
    "non-utf8": lambda body, _: _with_member(body, b'"bytes":"\xff\xfe\xc3("'),
    "duplicate-keys": lambda body, _: body.replace(_PAYLOAD, b'"payload":{},' + _PAYLOAD, 1),
    "huge": _huge,
    "truncated-json": lambda body, _: body[: len(body) // 2],
    "stray-brace": lambda body, _: body + b"\n}",
    "bom": lambda body, _: b"\xef\xbb\xbf" + body,
    "gzip": lambda body, _: gzip.compress(body, mtime=0),
}
