"""Messages around commands and replies: what is taken, what is refused, and nothing else raised."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rollcall.protocol import envelope
from rollcall.protocol.attendance import AttendanceRecord, GetAttendLog
from rollcall.protocol.catalog import COMMANDS
from rollcall.protocol.command import Success
from rollcall.protocol.enrollment import CancelAllJobs, QueryJobStatus
from rollcall.protocol.envelope import encode_request, read_request
from rollcall.protocol.errors import BadReply, DeviceError, KeyRejected, Refused, Unsupported
from rollcall.protocol.info import CapacityLimit, GetCapacityLimit, GetDeviceUid
from rollcall.protocol.settings import GetSoundVolume, SoundVolume
from rollcall.protocol.users import GetUserIdList, GetUserInfo, SetUserInfo, UserId
from tests.protocol.expected import TYPED
from tests.protocol.specification import EXAMPLES
from tests.protocol.wire import MID, encode_reply, message, read, read_body

if TYPE_CHECKING:
    from rollcall.protocol.command import Command

KINDS = pytest.mark.parametrize("kind", COMMANDS.values(), ids=COMMANDS)
ASK = GetSoundVolume()
GOOD = message(ASK, {"sound_volume": 5})
RECORD = b'{"mode":"face","time":"2026-01-02T03:04:05","user_id":"1"}'


def _body(payload: bytes, result: str = "SoundVolume") -> bytes:
    return b'{"mid":"%s","payload":%s,"result":"%s"}' % (MID.encode(), payload, result.encode())


def _log(*records: bytes, rest: bytes = b'"next_pos":2,"start_pos":0') -> bytes:
    return _body(b'{"logs":[%s],%s}' % (b",".join(records), rest), "AttendLog")


def _why(body: bytes, command: Command[Any]) -> str:
    with pytest.raises(BadReply) as caught:
        read_body(body, command)
    assert (caught.value.device, caught.value.command) == ("Front door", command.names[0])
    return caught.value.why


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "early"),
        (b"   ", "early"),
        (b"OK", "not JSON"),
        (b"<!DOCTYPE html><html>Attendance</html>", "web page"),
        (b"\xef\xbb\xbf\r\n<html>", "web page"),
        (b"[]", "not a JSON object"),
        (b"null", "not a JSON object"),
        (b'"text"', "not a JSON object"),
        (b"{}", "another message"),
        (GOOD[:-2], "early"),
        (GOOD[:20], "early"),
        (GOOD + GOOD, "more follows"),
        (GOOD + b"]", "more follows"),
        (GOOD + b"\0", "more follows"),
        (GOOD.replace(MID.encode(), b"other"), "another message"),
        (GOOD.replace(b'"' + MID.encode() + b'"', b"null"), "another message"),
        (GOOD.replace(b'"' + MID.encode() + b'"', b"true"), "another message"),
        (GOOD.replace(b'"SoundVolume"', b"5"), "names no result"),
        (GOOD.replace(b"SoundVolume", b"DeviceId"), "it is a 'DeviceId'"),
        (GOOD.decode().encode("utf-16"), "not UTF-8"),
        (GOOD.replace(b"SoundVolume", b"Sound\xff"), "not UTF-8"),
        (GOOD.replace(b"SoundVolume", b"\xed\xa0\x80"), "not UTF-8"),
        (_body(b'{"sound_volume":NaN}'), "NaN"),
        (_body(b'{"sound_volume":Infinity}'), "Infinity"),
        (_body(b'{"sound_volume":-Infinity}'), "Infinity"),
        (_body(b'{"sound_volume":1e999}'), "too large"),
        (_body(b'{"sound_volume":9007199254740993}'), "too large"),
        (_body(b'{"sound_volume":-9007199254740993}'), "too large"),
        (_body(b'{"sound_volume":%s}' % (b"9" * 5000)), "too large"),
        (_body(b'{"sound_volume":"%s"}' % (b"9" * 5000)), "Expected `int`"),
        (_body(b'{"sound_volume":5,"x":1e999}'), "too large"),
        (_body(b'{"sound_volume":5,"x":9007199254740993}'), "too large"),
        (_body(b'{"sound_volume":5,"sound_volume":5}'), "twice"),
        (_body(b'{"sound_volume":5,"x":1,"x ":1}'), "twice"),
        (_body(b'{"sound_volume":5},"payload":{"sound_volume":6}'), "twice"),
        (_body(b'{"sound_volume":5},"mid":"%s"' % MID.encode()), "twice"),
        (_body(b'{"sound_volume":5,"x":"\\ud800"}'), "characters"),
        (_body(b'{"sound_volume":5,"x":"\\u0000"}'), "characters"),
        (_body(b'{"sound_volume":5,"\\u0000":1}'), "characters"),
        (_body(b'{"sound_volume":5,"x":"a\0b"}'), "not JSON"),
        (_body(b'{"sound_volume":5,"x":%s}' % (b"[" * 31 + b"]" * 31)), "deeply"),
        (_body(b'{"sound_volume":5,"x":%s}' % (b"[" * 100_000 + b"]" * 100_000)), "deeply"),
        (_body(b'{"sound_volume":%s}' % (b'{"a":' * 100_000 + b"1" + b"}" * 100_000)), "deeply"),
        (_body(b"[5]"), "Expected `object`"),
        (_body(b'"5"'), "Expected `object`"),
        (_body(b"null"), "missing"),
        (_body(b"{}"), "missing"),
        (_body(b'{"sound_volume":null}'), "missing"),
        (_body(b'{"sound_volume":true}'), "Expected `int`"),
        (_body(b'{"sound_volume":5.5}'), "Expected `int`"),
        (_body(b'{"sound_volume":[5]}'), "Expected `int`"),
        (_body(b'{"sound_volume":"loud"}'), "Expected `int`"),
        (_body(b"{}", "Success"), "it is a 'Success'"),
    ],
)  # fmt: skip
def test_reply_is_bad_when_no_honest_device_sends_it(body: bytes, why: str) -> None:
    assert why in _why(body, ASK)


@pytest.mark.parametrize(
    "body",
    [
        GOOD,
        b"\xef\xbb\xbf" + GOOD + b"\r\n",
        GOOD + b"}",
        GOOD + b" } \n }",
        GOOD.replace(b"SoundVolume", b"soundvolume"),
        GOOD.replace(b"SoundVolume", b" SOUNDVOLUME "),
        GOOD.replace(b"SoundVolume", b"Success"),
        GOOD.replace(b"sound_volume", b"sound_volume "),
        GOOD.replace(b"payload", b" payload"),
        _body(b'{"sound_volume":"5"}'),
        _body(b'{"sound_volume":5,"new":{"a":[1,null,0.5]},"old":null}'),
        _body(b'{"sound_volume":5,"x":%s}' % (b"[" * 30 + b"]" * 30)),
        _body(b'{"sound_volume":5,"x":"\\ud83d\\ude00"}'),
        _body(b'{"sound_volume":5,"x":9007199254740992}'),
        b" " * 1000 + GOOD,
    ],
)
def test_reply_is_read_when_the_slip_is_harmless(body: bytes) -> None:
    assert read_body(body, ASK) == SoundVolume(volume=5)


def test_mid_is_compared_as_text_when_the_device_makes_it_a_number() -> None:
    body = b'{"mid":17,"result":"SoundVolume","payload":{"sound_volume":5}}'
    assert envelope.read_reply(body, ASK, "17", device="d") == SoundVolume(volume=5)
    with pytest.raises(BadReply):
        envelope.read_reply(body, ASK, "018", device="d")


@pytest.mark.parametrize(
    "twice",
    [
        _log(RECORD, RECORD.replace(b'"mode"', b'"mode":"fp","mode"')),
        _log(RECORD, RECORD.replace(b'"user_id"', b'"user_id":"2","user_id"')),
        _log(RECORD, rest=b'"start_pos":0,"start_pos":1'),
        _log(RECORD, rest=b'"start_pos":0,"next_pos":1,"next_pos":2'),
        # A member that is missing or null elsewhere must not make up for the one that came twice.
        _log(b'{"user_id":"1","time":null,"mode":"a"}', b'{"user_id":"1","time":null,"mode":"a"}',
             RECORD.replace(b'"mode"', b'"mode":"fp","mode"')),
        _log(b'{"user_id":"1","mode":"a"}', RECORD.replace(b'"mode"', b'"mode":"fp","mode"')),
        _log(RECORD, rest=b'"start_pos":0,"logs":[]'),
    ],
)  # fmt: skip
def test_page_is_bad_when_a_member_came_twice(twice: bytes) -> None:
    assert "twice" in _why(twice, GetAttendLog())


@pytest.mark.parametrize(
    "user",
    [
        b'{"id":"1","id":"2"}',
        b'{"id":"1","id":"2","id":"3","id":"4"}',
        b'{"id":"1","name":"a","depart":"b","privilege":"user","name":"c"}',
        b'{"id":"1","fp":["AAAA"],"fp":[]}',
    ],
)
def test_user_is_bad_when_a_member_came_twice(user: bytes) -> None:
    assert "twice" in _why(_body(user, "UserInfo"), GetUserInfo(id=UserId("1")))


@KINDS
def test_reply_is_bad_when_any_of_its_members_came_twice(kind: type[Command[Any]]) -> None:
    for example, (command, _) in zip(EXAMPLES, TYPED, strict=True):
        if type(command) is not kind or not isinstance(example.reply, dict):
            continue
        body = message(command, example.reply)
        for name in example.reply:
            doubled = body.replace(b'"payload": {', b'"payload": {"%s":1,' % name.encode(), 1)
            assert "twice" in _why(doubled, command)


@pytest.mark.parametrize(
    "body",
    [
        _log(RECORD.replace(b"face", b"a\\u0000b")),
        _log(RECORD.replace(b"face", b"\\ud800")),
        _log(RECORD.replace(b"face", b"\xff")),
        _log(RECORD, rest=b'"start_pos":9007199254740993'),
        _log(RECORD, rest=b'"start_pos":1e999'),
        _log(RECORD, rest=b'"start_pos":true'),
        _log(RECORD, rest=b'"next_pos":5'),
        _log(RECORD)[:-3],
    ],
)
def test_page_is_bad_when_the_quick_way_would_miss_it(body: bytes) -> None:
    _why(body, GetAttendLog())


def test_quick_way_reads_a_documented_page() -> None:
    found = envelope._read_documented(_log(RECORD, RECORD), GetAttendLog.reply, MID)
    assert found == read_body(_log(RECORD, RECORD), GetAttendLog())


def test_reply_is_read_when_it_is_huge() -> None:
    name = "名" * 1_000_000
    assert read(GetUserInfo(id=UserId("1")), {"id": "1", "name": name}).name == name
    ids = [str(each) for each in range(200_000)]
    assert len(read(GetUserIdList(), {"user_id": ids}).ids) == 200_000


def test_success_with_data_is_read_as_the_reply() -> None:
    body = _body(b'{"max_user":9}', "Success")
    assert read_body(body, GetCapacityLimit()) == CapacityLimit(users=9)


@pytest.mark.parametrize("payload", [b"{}", b"null", b'{"anything":1}'])
def test_success_is_read_whatever_it_carries(payload: bytes) -> None:
    assert read_body(_body(payload, "Success"), CancelAllJobs()) == Success()


@pytest.mark.parametrize(
    ("payload", "code", "arguments"),
    [
        ({"code": "user_id_not_exists", "arguments": [12]}, "user_id_not_exists", (12,)),
        ({"code": "user_id_not_exists"}, "user_id_not_exists", ()),
        ({"code": "x", "arguments": None}, "x", ()),
        ({"code": "x", "arguments": "12"}, "x", ("12",)),
        ({"code": "x", "arguments": {"id": 1}}, "x", ({"id": 1},)),
        ({"code": "x", "arguments": [[], {}, 1.5]}, "x", ([], {}, 1.5)),
        ({"code": 7}, "7", ()),
        ({"code": None}, "", ()),
        ({}, "", ()),
        (None, "", ()),
        ([], "[]", ()),
        ("no", "no", ()),
    ],
)
def test_error_is_refused_with_the_devices_own_words(
    payload: object, code: str, arguments: tuple[object, ...]
) -> None:
    with pytest.raises(Refused) as caught:
        read(ASK, payload, result="Error")
    assert (caught.value.code, caught.value.arguments) == (code, arguments)
    assert caught.value.command == "GetSoundVolume"


@pytest.mark.parametrize("code", ["invalid_api_key", "API_KEY_WRONG", "no_api_key"])
def test_key_is_rejected_when_the_code_speaks_of_it(code: str) -> None:
    with pytest.raises(KeyRejected):
        read(ASK, {"code": code}, result="error")


@pytest.mark.parametrize(
    "body", [b"Invalid API Key", b"<b>INVALID api key</b>", b"invalid api key\0"]
)
def test_key_is_rejected_when_the_text_says_so(body: bytes) -> None:
    with pytest.raises(KeyRejected):
        read_body(body, ASK)


def test_name_is_only_a_name_when_it_reads_like_a_rejected_key() -> None:
    assert read(GetUserInfo(id=UserId("1")), {"id": "1", "name": "Invalid API Key"}).id == "1"


@pytest.mark.parametrize("code", ["unknown_command", "Unknown_Command ", "unknown command"])
def test_command_is_unsupported_when_the_device_does_not_know_it(code: str) -> None:
    with pytest.raises(Unsupported) as caught:
        read(ASK, {"code": code}, result="ERROR")
    assert caught.value.command == "GetSoundVolume"


@given(body=st.binary(max_size=300))
def test_any_bytes_raise_device_errors_only(body: bytes) -> None:
    with pytest.raises(DeviceError):
        read_body(body, GetDeviceUid())


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["yes", "1", "2026-01-01", "0001-01-01T00:00:00+23:59", "9" * 5000, "AAAA"]),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(
        st.sampled_from(
            ["id", "logs", "name", "code", "arguments", "depts", "config", "wlan", "shift", "time",
             "user_id", "face_data", "state", "job_id", "start_pos", "mode", "bells", "fp"]
        ),
        inner,
        max_size=5,
    ),
)  # fmt: skip


@settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow])
@given(
    payload=JSON,
    kind=st.sampled_from(sorted(COMMANDS)),
    result=st.sampled_from(["", "Success", "Error"]),
)
def test_any_payload_raises_device_errors_only(payload: object, kind: str, result: str) -> None:
    command = next(typed for typed, _ in TYPED if type(typed) is COMMANDS[kind])
    body = json.dumps(
        {"mid": MID, "result": result or command.reply.result_names[0], "payload": payload}
    ).encode()
    try:
        read_body(body, command)
    except DeviceError:
        return


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_damaged_reply_raises_device_errors_only(data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(TYPED) - 1))
    command, reply = TYPED[place]
    body = bytearray(encode_reply(MID, reply)[:2000])
    for _ in range(data.draw(st.integers(1, 3))):
        body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    try:
        read_body(bytes(body), command)
    except DeviceError:
        return


def test_reply_is_written_with_sorted_members() -> None:
    body = encode_reply(5, SoundVolume(volume=3))
    assert body == b'{"mid":5,"payload":{"sound_volume":3},"result":"SoundVolume"}'


@pytest.mark.parametrize("mid", ["", "a" * 32, 5, None, 1.5])
def test_request_keeps_its_mid_for_the_echo(mid: object) -> None:
    body = json.dumps({"mid": mid, "cmd": "GetDeviceUid"}).encode()
    request = read_request(body)
    assert (request.mid, request.name, request.payload) == (mid, "GetDeviceUid", {})


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"5",
        b"\xff",
        b'{"mid":"a"}',
        b'{"cmd":5}',
        b'{"cmd":"GetDeviceUid","payload":[]}',
        b'{"cmd":"GetDeviceUid","payload":null}',
        b'{"cmd":"GetDeviceUid","mid":"%s"}' % (b"a" * 33),
        b'{"cmd":"GetDeviceUid","mid":NaN}',
        b'{"cmd":"GetDeviceUid","cmd":"GetDeviceId"}',
        b'{"cmd":"SetDeviceId","payload":{"device_id":1,"device_id":2}}',
        b"[" * 100_000,
    ],
)
def test_request_is_refused_when_it_is_none(body: bytes) -> None:
    with pytest.raises(envelope.NotARequest):
        read_request(body)


def test_second_name_is_sent_when_asked_for() -> None:
    body = encode_request(QueryJobStatus(job_id=1), MID, name="queryJobStatus")
    assert json.loads(body)["cmd"] == "queryJobStatus"


def test_member_that_is_not_set_is_not_sent() -> None:
    request = encode_request(SetUserInfo(id=UserId("1"), name=""), MID)
    assert json.loads(request)["payload"] == {"id": "1", "name": ""}


def test_record_is_kept_when_the_rest_of_the_page_is_good() -> None:
    page = read_body(_log(RECORD, b'{"user_id":5,"time":"nonsense"}'), GetAttendLog())
    assert page.records[1] == AttendanceRecord(
        user_id=UserId("5"), time=None, mode="", unreadable='{"user_id":5,"time":"nonsense"}'
    )


@pytest.mark.parametrize(
    ("result", "count"),
    [
        ("UserIdList", envelope.VALUES_MAX + 1),
        ("useridlist", envelope.VALUES_MAX_CAREFULLY + 1),
        ("UserIdList", 2_000_000),
    ],
)
def test_reply_is_bad_when_reading_its_values_would_take_long(result: str, count: int) -> None:
    body = _body(b'{"user_id":[' + b'"",' * count + b'""]}', result)
    with pytest.raises(BadReply) as caught:
        read_body(body, GetUserIdList())
    assert caught.value.why == "it holds too many values"


def test_refusal_is_short_when_the_device_says_much() -> None:
    payload = {"code": "x" * 1_000_000, "arguments": ["y" * 1_000_000, [0] * 500, 7] * 5}
    with pytest.raises(Refused) as caught:
        read(ASK, payload, result="Error")
    assert len(caught.value.code) == envelope.WORDS_MAX
    assert len(caught.value.arguments) == envelope.ARGUMENTS_MAX
    assert all(len(str(each)) <= envelope.WORDS_MAX for each in caught.value.arguments)
    assert caught.value.arguments[2] == 7
