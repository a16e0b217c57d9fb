"""The file of a backup: sealed chunks, refused as a whole when anything about it is not right.

::

    8 bytes  magic             2 bytes  version
    3 bytes  scrypt: log2 N, r, p      16 bytes  salt
    then chunks:  4 bytes length, 1 byte "is the last", sealed content

Numbers are big-endian. The key is derived from the passphrase and the salt, so it seals this file
alone. Each chunk is AES-256-GCM with its number and "is the last" as nonce and the first 29 bytes
bound to it: no chunk can be altered, cut off, moved or taken from another file. The first chunk is
the `Manifest`; the others are users, each led by its length in 4 bytes. Everything here blocks.
"""

from __future__ import annotations

import hashlib
import os
import struct
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, Final

import msgspec
from msgspec import Struct

from rollcall.protocol.errors import FileFault, FileProblem
from rollcall.protocol.users import UserId, UserInfo
from rollcall.sealing import (
    SALT_BYTES,
    SEAL_BYTES,
    ScryptCost,
    SealBroken,
    key_from,
    seal_chunk,
    unseal_chunk,
)
from rollcall.usecases.atomic_file import file_errors, written_whole
from rollcall.usecases.backups.saved import USERS_MAX, Backup, Counts, Manifest, packed, unpacked

__all__ = ["Stopped", "check_shape", "digest_of", "open_backup", "write_backup"]

VERSION: Final = 1
MAGIC: Final = b"\x8aRCUSERS"  # no text begins like this
CHUNK_BYTES: Final = 1 << 20  # about a millisecond to seal
CHUNK_BYTES_MAX: Final = 16 << 20  # one user is at most what a device may answer
FILE_BYTES_MAX: Final = 1 << 30
_HEAD: Final = struct.Struct(f">8sHBBB{SALT_BYTES}s")
_CHUNK_HEAD: Final = struct.Struct(">IB")
_LENGTH: Final = struct.Struct(">I")

Tick = Callable[[int], None]
"""Told how many users were written or read so far; raises `Stopped` to end the work."""


class Stopped(Exception):
    """The work was given up; nothing is left of it."""


class _Chunk(Struct, frozen=True):
    number: int
    is_last: bool
    sealed: bytes


def digest_of(users: Iterable[UserInfo]) -> bytes:
    """Give what `Manifest.digest` is for these users."""
    whole = hashlib.sha256()
    for each in users:
        whole.update(_framed(each))
    return whole.digest()


def write_backup(
    path: Path,
    passphrase: str,
    backup: Backup,
    *,
    cost: ScryptCost = ScryptCost(),  # noqa: B008  # frozen
    tick: Tick = lambda _done: None,
) -> None:
    """Write, read back, compare, and only then take the place of what `path` was.

    Raises `FileProblem`, `Stopped`.
    """
    salt = os.urandom(SALT_BYTES)
    head = _HEAD.pack(MAGIC, VERSION, cost.log_n, cost.r, cost.p, salt)
    key = key_from(_plain(passphrase), salt, cost)

    def check(beside: Path) -> None:
        try:
            kept = open_backup(beside, passphrase, tick=lambda _done: tick(len(backup.users)))
        except FileProblem as error:
            raise FileProblem(path.name, FileFault.NOT_WRITABLE) from error
        if kept.manifest != backup.manifest:
            raise FileProblem(path.name, FileFault.NOT_WRITABLE)

    with written_whole(path, private=True, check=check) as file:
        file.write(head)
        chunks = _contents(backup, tick)
        content = next(chunks)
        number = 0
        while content:
            following = next(chunks, b"")
            if file.tell() > FILE_BYTES_MAX - CHUNK_BYTES_MAX:
                raise FileProblem(path.name, FileFault.TOO_LARGE)
            is_last = not following
            sealed = seal_chunk(key, number, content, is_last=is_last, bound_to=head)
            file.write(_CHUNK_HEAD.pack(len(sealed), is_last))
            file.write(sealed)
            content, number = following, number + 1


def check_shape(path: Path) -> None:
    """Look whether a file can be a whole backup, without the passphrase. Raises `FileProblem`."""
    with file_errors(path, otherwise=FileFault.NOT_READABLE), path.open("rb") as file:
        _head(path, file)
        for _ in _chunks(path, file, is_read=False):
            pass


def open_backup(path: Path, passphrase: str, *, tick: Tick = lambda _done: None) -> Backup:
    """Read a backup; gives nothing of one that is not whole. Raises `FileProblem`, `Stopped`."""
    with file_errors(path, otherwise=FileFault.NOT_READABLE), path.open("rb") as file:
        head, cost, salt = _head(path, file)
        for _ in _chunks(path, file, is_read=False):
            pass  # what is cut short is told at once, and as that
        file.seek(_HEAD.size)
        key = key_from(_plain(passphrase), salt, cost)
        manifest: Manifest | None = None
        users: dict[UserId, UserInfo] = {}
        whole = hashlib.sha256()
        for chunk in _chunks(path, file, is_read=True):
            content = _unsealed(path, key, chunk, head)
            if manifest is None:
                manifest = _manifest(path, content)
                continue
            whole.update(content)
            _take_users(path, content, users)
            tick(len(users))
    kept = tuple(users.values())
    if manifest is None or manifest.digest != whole.digest() or manifest.counts != Counts.of(kept):
        raise FileProblem(path.name, FileFault.DAMAGED)
    return Backup(manifest=manifest, users=kept)


def _head(path: Path, file: BinaryIO) -> tuple[bytes, ScryptCost, bytes]:
    size = os.fstat(file.fileno()).st_size
    head = file.read(_HEAD.size)
    if not head:
        raise FileProblem(path.name, FileFault.EMPTY)
    if head[: len(MAGIC)] != MAGIC[: len(head)]:
        raise FileProblem(path.name, FileFault.NOT_A_BACKUP)
    if len(head) < _HEAD.size:
        raise FileProblem(path.name, FileFault.DAMAGED)
    _magic, version, log_n, r, p, salt = _HEAD.unpack(head)
    if version > VERSION:
        raise FileProblem(path.name, FileFault.TOO_NEW)
    if size > FILE_BYTES_MAX:
        raise FileProblem(path.name, FileFault.TOO_LARGE)
    cost = ScryptCost(log_n=log_n, r=r, p=p)
    if version < VERSION or not cost.is_bearable:
        raise FileProblem(path.name, FileFault.DAMAGED)
    return head, cost, salt


def _chunks(path: Path, file: BinaryIO, *, is_read: bool) -> Iterator[_Chunk]:
    """Give the chunks from here on; raises `FileProblem` unless they are exactly the file."""
    left = os.fstat(file.fileno()).st_size - file.tell()
    for number in range(USERS_MAX + 2):  # each has a user, but the first
        length, mark = _chunk_head(path, file)
        left -= _CHUNK_HEAD.size + length
        if mark > 1 or not SEAL_BYTES < length <= CHUNK_BYTES_MAX or left < 0:
            break
        if not is_read:
            file.seek(length, os.SEEK_CUR)
        sealed = file.read(length) if is_read else b""
        if is_read and len(sealed) < length:
            break
        yield _Chunk(number, bool(mark), sealed)
        if mark:
            if left:
                break
            return
    raise FileProblem(path.name, FileFault.DAMAGED)


def _chunk_head(path: Path, file: BinaryIO) -> tuple[int, int]:
    head = file.read(_CHUNK_HEAD.size)
    if len(head) < _CHUNK_HEAD.size:
        raise FileProblem(path.name, FileFault.DAMAGED)
    length, mark = _CHUNK_HEAD.unpack(head)
    return length, mark


def _unsealed(path: Path, key: bytes, chunk: _Chunk, head: bytes) -> bytes:
    try:
        return unseal_chunk(key, chunk.number, chunk.sealed, is_last=chunk.is_last, bound_to=head)
    except SealBroken as error:
        is_first = chunk.number == 0
        fault = FileFault.WRONG_PASSPHRASE if is_first else FileFault.DAMAGED
        raise FileProblem(path.name, fault) from error


def _contents(backup: Backup, tick: Tick) -> Iterator[bytes]:
    """Give what is in the chunks: the manifest, then users until a chunk is full."""
    yield msgspec.msgpack.encode(backup.manifest)
    held: list[bytes] = []
    size = 0
    for done, user in enumerate(backup.users):
        framed = _framed(user)
        if held and size + len(framed) > CHUNK_BYTES:
            yield b"".join(held)
            tick(done)
            held, size = [], 0
        held.append(framed)
        size += len(framed)
    if held:
        yield b"".join(held)
        tick(len(backup.users))


def _framed(user: UserInfo) -> bytes:
    data = packed(user)
    return _LENGTH.pack(len(data)) + data


def _manifest(path: Path, content: bytes) -> Manifest:
    try:
        return msgspec.msgpack.decode(content, type=Manifest)
    except (msgspec.MsgspecError, ValueError) as error:
        raise FileProblem(path.name, FileFault.DAMAGED) from error


def _take_users(path: Path, content: bytes, users: dict[UserId, UserInfo]) -> None:
    """Read the users of a chunk, and stop at the first that is too many or twice."""
    try:
        for user in _users_in(memoryview(content)):
            if user.id in users or len(users) >= USERS_MAX:
                raise FileProblem(path.name, FileFault.DAMAGED)
            users[user.id] = user
    except (msgspec.MsgspecError, ValueError, struct.error) as error:
        raise FileProblem(path.name, FileFault.DAMAGED) from error


def _users_in(view: memoryview) -> Iterator[UserInfo]:
    at = 0
    while at < len(view):
        (length,) = _LENGTH.unpack_from(view, at)
        at += _LENGTH.size
        yield unpacked(view[at : at + length])
        at += length


def _plain(passphrase: str) -> str:
    """Give the same text whichever way the keyboard of another PC composes accents."""
    return unicodedata.normalize("NFC", passphrase)
