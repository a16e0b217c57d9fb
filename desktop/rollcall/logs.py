"""The log: one plain file that grows to a limit, in which no registered secret ever shows.

Lines hold command names, devices, outcomes and durations, never what was said (reliability 3).
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Callable
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Final
from urllib.parse import quote, quote_plus

__all__ = ["FILE_NAME", "LEVELS", "Redactor", "start"]

FILE_NAME: Final = "rollcall.log"
FILE_BYTES_MAX: Final = 1_000_000
FILES_KEPT: Final = 3
ANYWHERE_FROM: Final = 4  # characters: a shorter secret is part of many words, so only whole ones
LEVELS: Final = ("debug", "info", "warning", "error")
HIDDEN: Final = "<hidden>"

_FORMAT: Final = "%(asctime)s %(levelname)-7s %(name)s: %(message)s"
_CHATTY: Final = ("httpx", "httpcore", "qasync", "asyncio", "alembic", "sqlalchemy", "keyring")
_STANDARD: Final = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class Redactor:
    """Knows every secret it was told, and takes them out of any text."""

    def __init__(self) -> None:
        self._secrets: set[str] = set()
        self._pattern: re.Pattern[str] | None = None

    def hide(self, secret: str) -> None:
        """Never let `secret` show from now on, in plain or as URLs, JSON and `repr` spell it."""
        import json  # the first window needs none

        spellings = {
            secret,
            quote(secret, safe=""),
            quote(secret),
            quote_plus(secret),
            json.dumps(secret)[1:-1],
            repr(secret)[1:-1],
        } - {""}
        if spellings <= self._secrets:
            return
        self._secrets |= spellings
        longest_first = sorted(self._secrets, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(_anywhere_or_as_a_word, longest_first)))

    def clean(self, text: str) -> str:
        """Give `text` without any secret."""
        return text if self._pattern is None else self._pattern.sub(HIDDEN, text)


class _CleanFormatter(logging.Formatter):
    """One line a record with its extras; message, extras and traceback without secrets."""

    def __init__(self, redactor: Redactor) -> None:
        super().__init__(_FORMAT)
        self._redactor = redactor

    def format(self, record: logging.LogRecord) -> str:
        return self._redactor.clean(super().format(record))

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  # logging's name
        extras = (
            f" {name}={value}"
            for name, value in sorted(vars(record).items())
            if name not in _STANDARD and not name.startswith("_")
        )
        line = super().formatMessage(record) + "".join(extras)
        # What a device says could hold line breaks, and so pretend to be other lines of the log.
        return line.replace("\r", "\\r").replace("\n", "\\n")


class _PrivateFile(RotatingFileHandler):
    """A log file that only its owner may read; devices and errors are named in it."""

    def _open(self) -> TextIOWrapper:
        os.close(os.open(self.baseFilename, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600))
        return super()._open()


def start(folder: Path | None, level: str, *, redactor: Redactor) -> Callable[[], None]:
    """Log to a file in `folder`, and warnings to the standard error stream; gives what ends it."""
    stream = logging.StreamHandler()
    stream.setLevel(logging.WARNING)
    handlers: list[logging.Handler] = [stream]
    if folder is not None:
        handlers.append(
            _PrivateFile(
                folder / FILE_NAME,
                maxBytes=FILE_BYTES_MAX,
                backupCount=FILES_KEPT,
                encoding="utf-8",
                errors="backslashreplace",
                delay=True,
            )
        )
    formatter = _CleanFormatter(redactor)
    root = logging.getLogger()
    for handler in handlers:
        handler.setFormatter(formatter)
        root.addHandler(handler)
    root.setLevel(level.upper())
    for name in _CHATTY:  # they tell of every request, some of them with its URL
        logging.getLogger(name).setLevel(logging.WARNING)

    def end() -> None:
        for handler in handlers:
            root.removeHandler(handler)
            handler.close()

    return end


def _anywhere_or_as_a_word(secret: str) -> str:
    if len(secret) >= ANYWHERE_FROM:
        return re.escape(secret)
    return rf"(?<!\w){re.escape(secret)}(?!\w)"
