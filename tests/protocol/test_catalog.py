"""All 58 commands, and every example of the specification, read and written."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rollcall.protocol import spelling
from rollcall.protocol.attendance import AttendLog, UploadAnswer
from rollcall.protocol.catalog import COMMANDS
from rollcall.protocol.command import Change, Command, Query, Reply, Success
from rollcall.protocol.envelope import encode_request, read_request
from tests.protocol import strategies
from tests.protocol.expected import TYPED
from tests.protocol.specification import (
    COMMAND_NAMES,
    EXAMPLES,
    RESULT_NAMES,
    UPLOAD_REPLIES,
    UPLOADS,
    Example,
)
from tests.protocol.wire import MID, encode_reply, message, read_body

CASES = [
    pytest.param(example, *typed, id=f"{example.command}-{place}")
    for place, (example, typed) in enumerate(zip(EXAMPLES, TYPED, strict=True))
]
KINDS = pytest.mark.parametrize("kind", COMMANDS.values(), ids=COMMANDS)
examples = pytest.mark.parametrize(("example", "command", "reply"), CASES)


def test_commands_are_those_of_the_specification() -> None:
    assert set(COMMANDS) == COMMAND_NAMES
    assert len(COMMANDS) == 58


def test_results_are_those_of_the_specification() -> None:
    results = {kind.reply.result_names[0] for kind in COMMANDS.values()}
    assert results | {"Error"} == RESULT_NAMES


def test_examples_reach_every_command_and_every_result() -> None:
    assert {example.command for example in EXAMPLES} == COMMAND_NAMES
    assert {example.result for example in EXAMPLES} | {"Error"} == RESULT_NAMES
    assert {type(command) for command, _ in TYPED} == set(COMMANDS.values())


@examples
def test_request_is_written_as_the_example(
    example: Example, command: Command[Any], reply: Reply
) -> None:
    assert json.loads(encode_request(command, "a123456")) == {
        "mid": "a123456",
        "cmd": example.command,
        "payload": example.payload,
    }


@examples
def test_request_is_read_back_by_a_device(
    example: Example, command: Command[Any], reply: Reply
) -> None:
    request = read_request(encode_request(command, MID))
    assert (request.mid, request.name) == (MID, example.command)
    assert spelling.from_builtins(request.payload, COMMANDS[request.name]) == command


@examples
def test_reply_is_read_as_the_example_means(
    example: Example, command: Command[Any], reply: Reply
) -> None:
    body = message(command, example.reply, result=example.result)
    found = read_body(body, command)
    assert found == reply
    assert type(found) is type(reply)


@examples
def test_reply_is_written_as_the_example(
    example: Example, command: Command[Any], reply: Reply
) -> None:
    assert json.loads(encode_reply("a123456", reply)) == {
        "mid": "a123456",
        "result": example.result,
        "payload": example.reply,
    }


@KINDS
def test_command_knows_its_reply_and_whether_it_may_be_repeated(kind: type[Command[Any]]) -> None:
    name = kind.names[0]
    asks = name.startswith("Get") or name in {"QueryJobStatus", "PhotoToFacedata"}
    assert kind.writes is not asks
    assert issubclass(kind, Query if asks else Change)
    assert (kind.reply is Success) == (not asks and not name.startswith("BeginEnroll"))


def test_second_spelling_is_known_where_heading_and_example_differ() -> None:
    second = {name: kind.names[1:] for name, kind in COMMANDS.items() if kind.names[1:]}
    assert second == {"BeginEnrollFp": ("BeginEnrollFP",)}


@pytest.mark.parametrize("upload", UPLOADS[1:])
def test_upload_is_read_as_a_page_of_records(upload: dict[str, Any]) -> None:
    page = spelling.from_builtins(upload, AttendLog)
    assert (page.start, page.next_position, len(page.records)) == (50, 100, 1)


@pytest.mark.parametrize("answer", UPLOAD_REPLIES)
def test_receivers_answer_is_read_and_written(answer: dict[str, Any]) -> None:
    assert spelling.to_builtins(spelling.from_builtins(answer, UploadAnswer)) == answer


@KINDS
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_command_is_the_same_when_a_device_has_read_it(
    kind: type[Command[Any]], data: st.DataObject
) -> None:
    command = data.draw(strategies.of(kind))
    request = read_request(encode_request(command, MID))
    assert spelling.from_builtins(request.payload, kind) == command


@KINDS
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_reply_is_the_same_when_it_was_written_and_read(
    kind: type[Command[Any]], data: st.DataObject
) -> None:
    reply = data.draw(strategies.of(kind.reply))
    command = next(typed for typed, _ in TYPED if type(typed) is kind)
    assert read_body(encode_reply(MID, reply), command) == reply
