"""The log file: no secret in any line, one line a record, small files, quiet libraries."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rollcall import logs
from rollcall.logs import FILE_NAME, Redactor, start
from tests.conftest import ExpectedLog

SECRET = "s3cret/Key+ü"
log = logging.getLogger("rollcall.tests")


@pytest.fixture
def redactor() -> Redactor:
    redactor = Redactor()
    redactor.hide(SECRET)
    return redactor


@pytest.fixture
def written(tmp_path: Path, redactor: Redactor) -> Iterator[Callable[[], str]]:
    root = logging.getLogger()
    level = root.level
    levels = {name: logging.getLogger(name).level for name in logs._CHATTY}
    end = start(tmp_path, "debug", redactor=redactor)
    yield lambda: (tmp_path / FILE_NAME).read_text(encoding="utf-8")
    end()
    root.setLevel(level)
    for name, before in levels.items():
        logging.getLogger(name).setLevel(before)


def test_secret_is_hidden_in_message_arguments_and_extras(written: Callable[[], str]) -> None:
    log.info("key is " + SECRET)  # noqa: G003
    log.info("key is %s", SECRET)
    log.info("asked", extra={"key": SECRET, "url": f"http://x/?api_key={quote(SECRET, safe='')}"})
    log.info("%r", {"key": SECRET})
    text = written()
    assert text.count("<hidden>") == 5
    assert "s3cret" not in text


def test_secret_is_hidden_in_tracebacks_and_stacks(
    written: Callable[[], str], expected_log: ExpectedLog, capsys: pytest.CaptureFixture[str]
) -> None:
    expected_log("failed")

    nothing: dict[str, str] = {}
    try:
        nothing[SECRET]
    except KeyError:
        log.exception("failed", stack_info=True)
    assert "Traceback" in written()
    for text in (written(), capsys.readouterr().err):
        assert "s3cret" not in text


def test_secret_is_hidden_on_the_error_stream(
    redactor: Redactor,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    expected_log: ExpectedLog,
) -> None:
    expected_log("key is")
    end = start(None, "info", redactor=redactor)
    log.warning("key is %s", SECRET)
    log.info("not for the stream")
    end()
    assert "<hidden>" in (err := capsys.readouterr().err)
    assert "s3cret" not in err
    assert "not for the stream" not in err


@pytest.mark.parametrize(
    ("secret", "text", "clean"),
    [
        ("k1", "api_key=k1&x", "api_key=<hidden>&x"),
        ("k1", "desk12 k1", "desk12 <hidden>"),
        ("7", "17 users, key 7", "17 users, key <hidden>"),
        ("long-one", "xlong-onex", "x<hidden>x"),
        ("", "nothing", "nothing"),
    ],
)
def test_short_secret_is_hidden_as_a_word_only(secret: str, text: str, clean: str) -> None:
    redactor = Redactor()
    redactor.hide(secret)
    assert redactor.clean(text) == clean


def test_longer_secret_is_hidden_whole_when_another_begins_it() -> None:
    redactor = Redactor()
    redactor.hide("abcdef")
    redactor.hide("abcdefghi")
    assert redactor.clean("key abcdefghi.") == "key <hidden>."


@given(
    secrets=st.lists(st.text(min_size=4, max_size=20).filter(str.isprintable), max_size=4),
    around=st.text(max_size=10),
)
def test_no_secret_is_left_in_any_text(secrets: list[str], around: str) -> None:
    redactor = Redactor()
    for secret in secrets:
        redactor.hide(secret)
    for secret in secrets:
        if secret not in "<hidden>":
            cleaned = redactor.clean(f"{around}{secret}{around}").replace("<hidden>", "\0")
            assert secret not in cleaned or secret in around


def test_line_breaks_of_others_make_no_new_line(written: Callable[[], str]) -> None:
    log.info("device says %s", "hello\n2025-01-01 ERROR root: forged\r")
    assert len(written().splitlines()) == 1


def test_extras_are_part_of_the_line(written: Callable[[], str]) -> None:
    log.info("users read", extra={"device": "d1", "count": 12})
    assert written().endswith("rollcall.tests: users read count=12 device=d1\n")


def test_strange_text_is_written(written: Callable[[], str]) -> None:
    log.info("name %s", "عائشة \ud800")
    assert "عائشة \\ud800" in written()


def test_libraries_are_quiet_when_everything_else_is_told(written: Callable[[], str]) -> None:
    log.debug("ours")
    for name in ("httpx", "httpcore.http11", "sqlalchemy.engine", "asyncio"):
        logging.getLogger(name).info("theirs")
    assert "theirs" not in written()
    assert "ours" in written()


def test_file_is_private_and_is_replaced_when_it_has_grown(
    written: Callable[[], str], tmp_path: Path
) -> None:
    for _ in range(6):
        log.info("x" * 400_000)
    files = sorted(tmp_path.glob(f"{FILE_NAME}*"))
    assert len(files) == 3
    assert all(each.stat().st_size <= logs.FILE_BYTES_MAX for each in files)
    if os.name == "posix":
        assert {each.stat().st_mode & 0o777 for each in files} == {0o600}
