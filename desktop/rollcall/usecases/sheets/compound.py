"""The guard before old Excel files: what is inside, and how far its cells reach.

They are compound files ([MS-CFB]): sectors chained by a table, with a stream of records ([MS-XLS])
in them. Chains that never end and cells that are far away are found before a library follows them.
"""

from __future__ import annotations

import struct
from typing import Final

from rollcall.protocol.errors import FileFault
from rollcall.usecases.sheets.repacking import Unusable

__all__ = ["MAGIC", "check_compound"]

MAGIC: Final = bytes.fromhex("d0cf11e0a1b11ae1")
CELLS_MAX: Final = 6_000_000
_LAST: Final = 0xFFFFFFFA  # numbers of sectors end before it; the rest are marks
_ENTRY: Final = 128
_HEAD: Final = struct.Struct("<30xHH6x9I")  # [MS-CFB] 2.2
_FILE_PASS: Final = 0x2F
_CELLS: Final = frozenset({0x0006, 0x00BD, 0x00D6, 0x00FD, 0x0203, 0x0204, 0x0205, 0x027E})
"""Formula, several numbers, rich text, shared text, number, text, truth or error, short number."""
_PLACE: Final = struct.Struct("<HH")
_RECORD: Final = struct.Struct("<HH")


def check_compound(content: bytes) -> None:
    """Raise `Unusable` unless it is a workbook of old Excel that can be read safely."""
    try:
        streams = _Streams(content)
        if streams.has("EncryptedPackage"):
            raise Unusable(FileFault.PROTECTED)
        book = streams.read("Workbook") or streams.read("Book")
    except (struct.error, IndexError) as error:
        raise Unusable(FileFault.DAMAGED) from error
    if not book:
        raise Unusable(FileFault.NOT_A_SHEET)
    _check_records(book)


class _Streams:
    """The streams of a compound file."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        (
            shift, mini_shift, _, tables, directory, _, cutoff, mini_table, _, more, _
        ) = _HEAD.unpack_from(content)  # fmt: skip
        if shift not in (9, 12) or mini_shift != 6:
            raise Unusable(FileFault.DAMAGED)
        self._size = 1 << shift
        self._cutoff = cutoff
        self._mini_size = 1 << mini_shift
        self._table = self._read_table(tables, more)
        self._folder = self._chain(directory)
        mini = self._chain(mini_table)
        self._mini_table = struct.unpack(f"<{len(mini) // 4}I", mini[: len(mini) // 4 * 4])
        self._check_ends(self._mini_table)

    def has(self, name: str) -> bool:
        """Tell whether there is a stream of that name."""
        return self._entry(name) is not None

    def read(self, name: str) -> bytes:
        """Give a stream; nothing where there is none."""
        entry = self._entry(name)
        if entry is None:
            return b""
        start, size = struct.unpack_from("<II", entry, 116)
        if size >= self._cutoff:
            return self._chain(start)[:size]
        root = struct.unpack_from("<I", self._folder, 116)[0]
        small, parts = self._chain(root), []
        while start < _LAST:
            parts.append(small[start * self._mini_size : (start + 1) * self._mini_size])
            start = self._mini_table[start]
        return b"".join(parts)[:size]

    def _entry(self, name: str) -> bytes | None:
        wanted = name.encode("utf-16-le")
        for at in range(0, len(self._folder) - _ENTRY + 1, _ENTRY):
            entry = self._folder[at : at + _ENTRY]
            length = struct.unpack_from("<H", entry, 64)[0]
            if entry[: max(length - 2, 0)] == wanted:
                return entry
        return None

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        if start >= len(self._content):
            raise Unusable(FileFault.DAMAGED)
        return self._content[start : start + self._size]

    def _read_table(self, count: int, more: int) -> tuple[int, ...]:
        if count * self._size > len(self._content):
            raise Unusable(FileFault.DAMAGED)
        places = [*struct.unpack_from("<109I", self._content, 76)]
        per = self._size // 4
        seen: set[int] = set()
        while more < _LAST and len(places) < count:
            if more in seen:
                raise Unusable(FileFault.DAMAGED)
            seen.add(more)
            *others, more = struct.unpack(f"<{per}I", self._sector(more))
            places += others
        sectors = b"".join(self._sector(each) for each in places[:count] if each < _LAST)
        table = struct.unpack(f"<{len(sectors) // 4}I", sectors[: len(sectors) // 4 * 4])
        self._check_ends(table)
        return table

    @staticmethod
    def _check_ends(table: tuple[int, ...]) -> None:
        """Refuse a table in which two sectors lead to the same one: so chains cross, or circle."""
        followed = [each for each in table if each < _LAST]
        if len(set(followed)) < len(followed):
            raise Unusable(FileFault.DAMAGED)

    def _chain(self, start: int) -> bytes:
        sectors, at, left = [], start, len(self._table)
        while at < _LAST:
            if left < 0:
                raise Unusable(FileFault.DAMAGED)
            left -= 1
            sectors.append(self._sector(at))
            at = self._table[at]
        return b"".join(sectors)


def _check_records(book: bytes) -> None:
    """Walk over the records once. Raises `Unusable`."""
    at, rows, columns, end = 0, 0, 0, len(book) - 4
    while at <= end:
        kind, length = _RECORD.unpack_from(book, at)
        if kind in _CELLS and length >= 4 and at + 8 <= len(book):
            row, column = _PLACE.unpack_from(book, at + 4)
            if kind == 0x00BD:
                column += length // 6
            rows, columns = max(rows, row), max(columns, column)
        elif kind == _FILE_PASS and length > 2:
            raise Unusable(FileFault.PROTECTED)
        at += 4 + length
    if (rows + 1) * (columns + 1) > CELLS_MAX:
        raise Unusable(FileFault.TOO_LARGE)
