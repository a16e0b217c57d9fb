"""Makes old Excel files (BIFF8 in a compound file) byte by byte: no library of ours writes them."""

from __future__ import annotations

import struct
from collections.abc import Sequence

SECTOR = 512
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def xls(
    rows: Sequence[Sequence[str | float]],
    *,
    sheet: str = "Users",
    at: tuple[int, int] = (0, 0),
    protected: bool = False,
) -> bytes:
    """Give a workbook of one sheet whose first cell is at a row and column, both from 0."""
    return compound(_workbook(rows, sheet, at, protected=protected))


def compound(stream: bytes, *, name: str = "Workbook", cycle: bool = False) -> bytes:
    """Wrap a stream; with `cycle` its chain of sectors never ends."""
    stream = stream.ljust(max(4096, -(-len(stream) // SECTOR) * SECTOR), b"\0")
    sectors = len(stream) // SECTOR
    table = [FAT, END, *range(3, 2 + sectors), END]
    if cycle:
        table[-1] = 2
    per = SECTOR // 4
    assert len(table) <= per, "one sector of the table is enough here"
    table += [FREE] * (per - len(table))
    head = struct.pack(
        "<8s16sHHHHH6sIIIIIIIII",
        bytes.fromhex("d0cf11e0a1b11ae1"), b"", 0x3E, 3, 0xFFFE, 9, 6, b"",
        0, 1, 1, 0, 4096, END, 0, END, 0,
    )  # fmt: skip
    head += struct.pack("<I", 0) + struct.pack("<I", FREE) * 108
    folder = _entry("Root Entry", 5, 1, END, 0) + _entry(name, 2, FREE, 2, len(stream))
    folder = folder.ljust(SECTOR, b"\0")
    return head + struct.pack(f"<{per}I", *table) + folder + stream


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    return struct.pack(
        "<64sHBBIII16sIQQIQ",
        text, len(text), kind, 1, FREE, FREE, child, b"", 0, 0, 0, start, size,
    )  # fmt: skip


def _workbook(
    rows: Sequence[Sequence[str | float]], sheet: str, at: tuple[int, int], *, protected: bool
) -> bytes:
    begin = _record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0))
    if protected:
        begin += _record(0x2F, b"\1\0" + bytes(52))
    named = struct.pack("<BB", len(sheet), 0) + sheet.encode("latin-1")
    end = _record(0x0A, b"")
    start = len(begin) + 4 + 6 + len(named) + len(end)
    cells = [
        _cell(at[0] + y, at[1] + x, cell)
        for y, row in enumerate(rows)
        for x, cell in enumerate(row)
    ]
    body = _record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0)) + b"".join(cells) + end
    return begin + _record(0x85, struct.pack("<IBB", start, 0, 0) + named) + end + body


def _cell(row: int, column: int, value: str | float) -> bytes:
    if isinstance(value, str):
        text = struct.pack("<HB", len(value), 1) + value.encode("utf-16-le")
        return _record(0x204, struct.pack("<HHH", row, column, 0) + text)
    return _record(0x203, struct.pack("<HHHd", row, column, 0, value))


def _record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content
