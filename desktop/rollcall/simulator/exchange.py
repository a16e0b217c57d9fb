"""One request and its answer: key, faults, command, text. The bytes are in connection.py."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from rollcall.protocol.envelope import NotARequest, encode_message, read_request
from rollcall.simulator.codes import Code, Refusal
from rollcall.simulator.device import Message, SimulatedDevice, refused
from rollcall.simulator.ledger import Connection, Request
from rollcall.simulator.mangling import (
    Response,
    instead,
    mangle_body,
    mangle_manner,
    mangle_message,
)
from rollcall.simulator.page import PAGE

BODY_MAX = 4 * 2**20  # protocol-notes G13: nothing smaller is refused
_TEXT = "text/plain"


@dataclass(frozen=True, slots=True)
class Incoming:
    """One HTTP request, read whole; `body` is None when it was too large to keep."""

    method: str
    target: str
    body: bytes | None
    connection: Connection


def respond(device: SimulatedDevice, incoming: Incoming) -> Response:
    """Give the answer to a request, and note both in the ledger."""
    path, _, query = incoming.target.partition("?")
    key = _api_key(query)
    name = ""
    if path == "/control" and incoming.method == "POST":
        name, response = _control(device, incoming.body, key)
    else:
        response = _elsewhere(device, incoming.method, path)
    device.ledger.noted(
        Request(
            connection=incoming.connection.number,
            https=incoming.connection.https,
            method=incoming.method,
            path=path,
            key=key,
            command=name,
            outcome=response.outcome,
        )
    )
    return response


def _api_key(query: str) -> str | None:
    """Give the value of the first `api_key`; a plus is a plus."""
    for part in query.split("&"):
        name, _, value = part.partition("=")
        if name == "api_key":
            return unquote(value)
    return None


def _elsewhere(device: SimulatedDevice, method: str, path: str) -> Response:
    fault = instead(device.faults.lasting())
    if fault is not None:
        return fault
    if path == "/control":
        allowed = "POST, OPTIONS"
    elif path in {"/", "/index.html"}:
        allowed = "GET, HEAD, OPTIONS"
    else:
        return Response(status=404, body=b"Not found", content_type=_TEXT, outcome="404")
    if method == "OPTIONS":
        return Response(status=204, headers=[("Allow", allowed)], outcome="options")
    if method in {"GET", "HEAD"} and path != "/control":
        response = Response(body=PAGE, content_type="text/html", outcome="page")
        mangle_manner(response, device.faults.lasting())
        return response
    return Response(
        status=405,
        body=b"Method not allowed",
        content_type=_TEXT,
        headers=[("Allow", allowed)],
        outcome="405",
    )


def _control(device: SimulatedDevice, body: bytes | None, key: str | None) -> tuple[str, Response]:
    name, mid, payload, problem = _message(body)
    active = device.faults.take(name)
    response = instead(active)
    if response is not None:
        return name, response
    if not device.accepts(key):
        return name, _wrong_key(device, mid)
    if problem is not None:
        message = refused(mid, problem)
    elif "refuse" in active:
        message = refused(mid, Refusal(active["refuse"]))
    else:
        message = device.perform(mid, name, payload, active)
    outcome = message.payload["code"] if message.result == "Error" else message.result
    mangle_message(message, active, payload)
    response = Response(
        body=mangle_body(encode_message(message.mid, message.result, message.payload), active),
        outcome=outcome,
        afterwards=device.taken_afterwards(),
        wait_s=device.profile.service_s,
    )
    if problem is not None and device.variants.is_on("bad-json-400"):
        response.status = 400
    mangle_manner(response, active)
    return name, response


def _message(body: bytes | None) -> tuple[str, object, dict[str, Any], Refusal | None]:
    if body is None:
        return "", "", {}, Refusal(Code.REQUEST_TOO_LARGE, BODY_MAX)
    try:
        request = read_request(body)
    except NotARequest as error:
        return "", error.mid, {}, Refusal(Code.INVALID_REQUEST, error.why)
    return request.name, request.mid, request.payload, None


def _wrong_key(device: SimulatedDevice, mid: object) -> Response:
    status = 401 if device.variants.is_on("key-401-json") else 200
    if status == 401 or device.variants.is_on("key-200-json"):
        message = Message(mid, "Error", {"code": Code.INVALID_API_KEY, "arguments": []})
        body = encode_message(message.mid, message.result, message.payload)
        return Response(status=status, body=body, outcome=Code.INVALID_API_KEY)
    return Response(
        status=403, body=b"Invalid API Key", content_type=_TEXT, outcome=Code.INVALID_API_KEY
    )
