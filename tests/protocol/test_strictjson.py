"""JSON as only an honest device writes it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rollcall.protocol.strictjson import DEPTH_MAX, NotAcceptable, parse


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b"{}", {}),
        (b"\xef\xbb\xbf {} \r\n", {}),
        (b'{"a ":1," b":{"c\\t":2}}', {"a": 1, "b": {"c": 2}}),
        (b'{"a":1}}', {"a": 1}),
        (b'{"a":1} } }\n}', {"a": 1}),
        (b"9007199254740992", 2**53),
        (b"-9007199254740992", -(2**53)),
        (b"1e308", 1e308),
        (b'"\\ud83d\\ude00"', "😀"),
        ('"名"'.encode(), "名"),
        (b"[" * DEPTH_MAX + b"]" * DEPTH_MAX, json.loads("[" * DEPTH_MAX + "]" * DEPTH_MAX)),
    ],
)
def test_text_is_read(body: bytes, value: object) -> None:
    assert parse(body) == value


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "it ends too early"),
        (b'{"a":', "it ends too early"),
        (b'{"a":"b', "it ends too early"),
        (b"{'a':1}", "it is not JSON"),
        (b'{"a":01}', "it is not JSON"),
        (b'{"a":1,}', "it is not JSON"),
        (b'"a\nb"', "it is not JSON"),
        (b"{}{}", "more follows after its end"),
        (b"{}]", "more follows after its end"),
        (b"<html>", "it is a web page"),
        (b"\xff", "it is not UTF-8 text"),
        (b"\xc0\x80", "it is not UTF-8 text"),
        (b"\xed\xa0\x80", "it is not UTF-8 text"),
        (b'{"a":1,"a":1}', "it names a member twice"),
        (b'{"a":1,"a ":1}', "it names a member twice"),
        (b'[{"a":{"b":1,"b":2}}]', "it names a member twice"),
        (b"NaN", "it holds NaN"),
        (b"[-Infinity]", "it holds -Infinity"),
        (b"1e999", "it holds a number too large"),
        (b"-1e999", "it holds a number too large"),
        (b"9007199254740993", "it holds a number too large"),
        (b"1" * 10_000, "it holds a number too large"),
        (b'"\\u0000"', "it holds characters no text has"),
        (b'"\\udc00"', "it holds characters no text has"),
        (b'{"\\ud800":1}', "it holds characters no text has"),
        ('"名\\ud800"'.encode(), "it holds characters no text has"),
        (b"[" * (DEPTH_MAX + 1) + b"]" * (DEPTH_MAX + 1), "it is nested too deeply"),
        (b"[" * 500_000, "it is nested too deeply"),
    ],
)
def test_text_is_refused(body: bytes, why: str) -> None:
    with pytest.raises(NotAcceptable) as caught:
        parse(body)
    assert caught.value.why == why
    assert caught.value.__cause__ is caught.value.__context__ is None  # they would hold the body


@given(st.binary())
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    try:
        parse(body)
    except NotAcceptable:
        return


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(st.characters(
            exclude_characters="\0", exclude_categories=["Cs"])),
        lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from("abc"), inner),
        max_leaves=10,
    )
)  # fmt: skip
def test_honest_json_is_read_as_it_is(value: object) -> None:
    assert parse(json.dumps(value).encode()) == value
