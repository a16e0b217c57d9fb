"""Files that are either written whole or not at all."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final

from rollcall.protocol.errors import FileFault, FileProblem

__all__ = ["file_errors", "written_whole"]

_NO_ROOM: Final = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@contextmanager
def written_whole(
    path: Path, *, private: bool = False, check: Callable[[Path], object] | None = None
) -> Iterator[BinaryIO]:
    """Give a file beside `path` that takes its place when the block is done, else vanishes.

    Blocking. Raises `FileProblem`. `private` lets nobody else on this PC read it. `check` looks at
    what was written before it takes the place, and raises when it is not right.
    """
    beside = path.with_name(f".{path.name[:40]}.{secrets.token_hex(4)}.new")
    with file_errors(path, otherwise=FileFault.NOT_WRITABLE):
        try:
            with _opened(beside, private=private) as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            if check is not None:
                check(beside)
            beside.replace(path)
            _settle(path.parent)
        except BaseException:
            with suppress(OSError):
                beside.unlink()
            raise


@contextmanager
def file_errors(path: Path, *, otherwise: FileFault) -> Iterator[None]:
    """Raise a `FileProblem` that names `path` for what the file system said."""
    try:
        yield
    except FileNotFoundError as error:
        is_reading = otherwise is FileFault.NOT_READABLE
        fault = FileFault.NOT_FOUND if is_reading else otherwise
        raise FileProblem(path.name, fault) from error
    except OSError as error:
        fault = FileFault.NO_ROOM if error.errno in _NO_ROOM else otherwise
        raise FileProblem(path.name, fault) from error


def _opened(path: Path, *, private: bool) -> BinaryIO:
    mode = 0o600 if private else 0o666
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    return os.fdopen(os.open(path, flags, mode), "wb")


def _settle(folder: Path) -> None:
    """Let the new name survive a power cut, where the system can."""
    with suppress(OSError):  # Windows opens no folders
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
