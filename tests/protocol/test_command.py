"""Values of the wire: frozen, and silent about PINs, cards, templates and keys wherever they go."""

from __future__ import annotations

import json
from base64 import b64decode
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from rollcall.protocol import spelling
from rollcall.protocol.catalog import COMMANDS
from rollcall.protocol.command import Success, Wire
from rollcall.protocol.envelope import encode_request
from rollcall.protocol.errors import DeviceError, Refused
from rollcall.protocol.info import CapacityLimit
from rollcall.protocol.users import SetUserInfo, UserId
from tests.protocol.expected import TYPED
from tests.protocol.specification import EXAMPLES
from tests.protocol.wire import MID, encode_reply, message, read, read_body

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rollcall.protocol.command import Command

# Wire names whose value nobody may see, and what stands there in these tests.
CANARIES: dict[str, Any] = {
    "password": "60486048",
    "card": "4060804060",
    "card_data": "4060804060",
    "fp": ["Q0FOQVJZLWZwLTE=", "Q0FOQVJZLWZwLTI="],
    "fp_data": "Q0FOQVJZLWZwLTM=",
    "face": "Q0FOQVJZLWZhY2U=",
    "face_data": "Q0FOQVJZLWZhY2Ux",
    "palm": ["Q0FOQVJZLXBhbG0="],
    "palm_data": "Q0FOQVJZLXBhbG0x",
    "photo": "Q0FOQVJZLXBob3Rv",
    "api_key": "CANARYapikey",
    "device_key": "-----BEGIN PRIVATE KEY----- CANARY",
    "key": "CANARY wifi",
    "target_uri": "http://10.80.0.1/upload?token=CANARY",
}


def _with_canaries(value: object, found: set[str]) -> object:
    match value:
        case dict():
            filled = {}
            for name, member in value.items():
                is_secret = name in CANARIES and not isinstance(member, bool)
                filled[name] = CANARIES[name] if is_secret else _with_canaries(member, found)
                if is_secret:
                    found |= _texts(CANARIES[name])
            return filled
        case list():
            return [_with_canaries(each, found) for each in value]
        case _:
            return value


def _texts(canary: str | list[str]) -> set[str]:
    every = canary if isinstance(canary, list) else [canary]
    decoded = {repr(b64decode(each))[2:-1] for each in every if each.startswith("Q0FO")}
    return {*every, *decoded}


def _cases() -> Iterator[tuple[Command[Any], bytes, set[str]]]:
    """Give each example's command and reply full of canaries, and the canaries in them."""
    for example, (typed, _) in zip(EXAMPLES, TYPED, strict=True):
        found: set[str] = set()
        kind = COMMANDS[example.command]
        payload = _with_canaries(json.loads(json.dumps(example.payload)), found)
        command = spelling.from_builtins(payload, kind)
        reply = _with_canaries(json.loads(json.dumps(example.reply)), found)
        yield command, message(typed, reply, result=example.result), found


CASES = [pytest.param(*case, id=str(place)) for place, case in enumerate(_cases())]
everywhere = pytest.mark.parametrize(("command", "body", "canaries"), CASES)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _shown(error: BaseException) -> str:
    """Give everything an error and those behind it could print."""
    return "\n".join(
        f"{each!s} {each!r} {each.args} {vars(each)} {getattr(each, 'doc', '')}"
        f"{getattr(each, 'object', '')!r}"
        for each in _chain(error)
    )


def _outcome(command: Command[Any], payload: object) -> str:
    try:
        return repr(read(command, payload))
    except DeviceError as error:
        return _shown(error)


def test_canaries_reach_every_secret() -> None:
    reached = set().union(*(canaries for _, _, canaries in _cases()))
    assert reached == set().union(*map(_texts, CANARIES.values()))


@everywhere
def test_value_shows_no_secret_when_printed(
    command: Command[Any], body: bytes, canaries: set[str]
) -> None:
    reply = read_body(body, command)
    shown = f"{command!r} {command!s} {reply!r} {reply!s} {(command, [reply])} {command}"
    assert [each for each in canaries if each in shown] == []


@everywhere
def test_error_shows_no_secret_when_the_reply_is_bad(
    command: Command[Any], body: bytes, canaries: set[str]
) -> None:
    text = body.decode()
    bad = [
        body[:-2],
        body[: len(body) // 2],
        body + b"x",
        body + b"\xff",
        text.replace(MID, "another").encode(),
        text.replace('"result": "', '"result": "x').encode(),
        text.replace('"payload": {', '"payload": {"a": 1, "a": 1,').encode(),
        text.replace('"payload": {', '"payload": {"a": NaN,').encode(),
        text.replace('"payload": {', '"payload": {"a": "\\u0000",').encode(),
        text.replace("{", "[").replace("}", "]").encode(),
    ]
    for each in bad:
        with pytest.raises(DeviceError) as caught:
            read_body(each, command)
        assert [each for each in canaries if each in _shown(caught.value)] == []


@everywhere
def test_error_shows_no_secret_when_the_device_repeats_it(
    command: Command[Any], body: bytes, canaries: set[str]
) -> None:
    sent = encode_request(command, MID).decode()
    echoed = [each for each in canaries if each in sent]
    payload = {
        "code": f"bad value {echoed}",
        "arguments": [*echoed, [echoed], {"members": echoed}, f"not {echoed}", sent],
    }
    with pytest.raises(Refused) as caught:
        read(command, payload, result="Error")
    assert [each for each in echoed if each in _shown(caught.value)] == []
    for each in echoed:
        with pytest.raises(DeviceError) as caught_too:
            read(command, {}, result=each)
        assert each not in _shown(caught_too.value)


@everywhere
def test_error_shows_no_secret_when_a_member_has_the_wrong_type(
    command: Command[Any], body: bytes, canaries: set[str]
) -> None:
    payload = json.loads(body)["payload"]
    for name in payload:
        for wrong in ({"x": payload}, [payload, payload], -1.5):
            shown = _outcome(command, {**payload, name: wrong})
            assert [each for each in canaries if each in shown] == []


@pytest.mark.parametrize("pin", ["1", "12"])
def test_short_pin_is_hidden_where_it_stands_alone(pin: str) -> None:
    command = SetUserInfo(id=UserId("7"), password=pin)
    with pytest.raises(Refused) as caught:
        read(command, {"code": "bad", "arguments": [pin, int(pin), [pin], "id 7"]}, result="Error")
    assert caught.value.arguments == ("<hidden>", "<hidden>", "<hidden>", "id 7")


def test_value_shows_what_is_not_secret() -> None:
    command = SetUserInfo(id=UserId("7"), name="Anna", password="1", face=b"")
    assert repr(command) == "SetUserInfo(id='7', name='Anna', password=<hidden>, face=<hidden>)"
    assert repr(CapacityLimit()) == "CapacityLimit()"


def test_value_is_frozen_and_built_by_names_only() -> None:
    limit = CapacityLimit(users=5)
    with pytest.raises(AttributeError):
        limit.users = 6
    with pytest.raises(TypeError):
        CapacityLimit(5)  # type: ignore[call-arg]  # that it fails is the point
    assert limit == CapacityLimit(users=5)
    assert hash(limit) == hash(CapacityLimit(users=5))


def test_secrets_are_found_at_any_depth() -> None:
    for command, _, canaries in _cases():
        sent = {each for each in canaries if each in json.dumps(spelling.to_builtins(command))}
        assert command.secrets() == sent


@pytest.mark.parametrize("kind", COMMANDS.values(), ids=COMMANDS)
def test_template_is_marked_secret_wherever_bytes_travel(kind: type[Command[Any]]) -> None:
    for wire in (kind, kind.reply):
        for field in msgspec.structs.fields(wire):
            assert "bytes" not in str(field.type) or "secret" in str(field.type)


def test_reply_without_members_says_nothing() -> None:
    assert encode_reply("a", Success()) == b'{"mid":"a","payload":{},"result":"Success"}'
    assert Success().secrets() == frozenset()
    assert isinstance(Success(), Wire)
