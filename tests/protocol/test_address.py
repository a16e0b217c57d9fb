"""Addresses as people type them, and keys that do not show themselves."""

from __future__ import annotations

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rollcall.protocol.address import NO_KEY, Address, ApiKey
from rollcall.protocol.errors import InputProblem, InvalidInput


@pytest.mark.parametrize(
    ("text", "address", "shown"),
    [
        ("192.168.1.28", Address("192.168.1.28"), "192.168.1.28"),
        (" 192.168.1.28 ", Address("192.168.1.28"), "192.168.1.28"),
        ("192.168.1.28:8081", Address("192.168.1.28", 8081), "192.168.1.28:8081"),
        ("192.168.1.28:80", Address("192.168.1.28"), "192.168.1.28"),
        ("http://door.office/", Address("door.office"), "door.office"),
        ("HTTPS://Door", Address("door", 443, https=True), "https://door"),
        ("https://door:8443", Address("door", 8443, https=True), "https://door:8443"),
        ("[::1]:8081", Address("::1", 8081), "[::1]:8081"),
        ("::1", Address("::1"), "[::1]"),
    ],
)
def test_address_is_read_as_typed(text: str, address: Address, shown: str) -> None:
    assert Address.parse(text) == address
    assert str(address) == shown
    assert Address.parse(str(address)) == address
    assert Address.parse(address.origin) == address


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", InputProblem.EMPTY),
        ("   ", InputProblem.EMPTY),
        ("ftp://door", InputProblem.NOT_AN_ADDRESS),
        ("door/control", InputProblem.NOT_AN_ADDRESS),
        ("door?api_key=x", InputProblem.NOT_AN_ADDRESS),
        ("user@door", InputProblem.NOT_AN_ADDRESS),
        ("front door", InputProblem.NOT_AN_ADDRESS),
        ("300.1.1.1", InputProblem.NOT_AN_ADDRESS),
        ("192.168.1", InputProblem.NOT_AN_ADDRESS),
        ("-door", InputProblem.NOT_AN_ADDRESS),
        ("[::1", InputProblem.NOT_AN_ADDRESS),
        ("fe80::1%eth 0", InputProblem.NOT_AN_ADDRESS),
        ("[fe80::1%x\r\nHost: y]", InputProblem.NOT_AN_ADDRESS),
        ("a" * 300, InputProblem.NOT_AN_ADDRESS),
        ("door:", InputProblem.BAD_PORT),
        ("door:0", InputProblem.BAD_PORT),
        ("door:65536", InputProblem.BAD_PORT),
        ("door:٨٠", InputProblem.BAD_PORT),
        ("door:" + "1" * 5000, InputProblem.BAD_PORT),
    ],
)
def test_address_is_refused_with_its_problem(text: str, problem: InputProblem) -> None:
    with pytest.raises(InvalidInput) as caught:
        Address.parse(text)
    assert (caught.value.field, caught.value.problem) == ("address", problem)


@given(st.text())
def test_any_text_is_an_address_or_invalid_input(text: str) -> None:
    try:
        address = Address.parse(text)
    except InvalidInput:
        return
    assert Address.parse(str(address)) == address


def test_key_does_not_show_itself() -> None:
    key = ApiKey("CANARY")
    shown = f"{key!r} {key!s} {key} {[key]} {(key,)!r}"
    assert "CANARY" not in shown
    assert key.reveal() == "CANARY"
    assert copy.copy(key) == key == ApiKey("CANARY") != NO_KEY
    assert hash(key) == hash(ApiKey("CANARY"))


@pytest.mark.parametrize(
    ("text", "query"),
    [("", "api_key="), ("a b&c=d/%", "api_key=a%20b%26c%3Dd%2F%25"), ("é", "api_key=%C3%A9")],
)
def test_key_is_always_sent_percent_encoded(text: str, query: str) -> None:
    assert ApiKey(text).as_query() == query
    assert bool(ApiKey(text)) is bool(text)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a" * 1201, InputProblem.TOO_LONG),
        ("a\nb", InputProblem.BAD_CHARACTERS),
        ("\0", InputProblem.BAD_CHARACTERS),
    ],
)
def test_key_is_refused_when_nothing_could_take_it(text: str, problem: InputProblem) -> None:
    with pytest.raises(InvalidInput) as caught:
        ApiKey(text)
    assert (caught.value.field, caught.value.problem) == ("api_key", problem)
    assert text not in str(caught.value)
