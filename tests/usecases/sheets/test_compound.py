"""Old Excel files, looked through before the library is."""

from __future__ import annotations

import struct

import pytest

from rollcall.protocol.errors import FileFault
from rollcall.usecases.sheets.compound import check_compound
from rollcall.usecases.sheets.repacking import Unusable
from tests.usecases.sheets.xls_maker import compound, xls

GOOD = xls([["ID", "Name"], ["1", 2.0]])


def fault_of(content: bytes) -> FileFault | None:
    try:
        check_compound(content)
    except Unusable as unusable:
        return unusable.fault
    return None


def changed(at: int, value: int) -> bytes:
    broken = bytearray(GOOD)
    struct.pack_into("<I", broken, at, value)
    return bytes(broken)


def test_workbook_is_fine() -> None:
    assert fault_of(GOOD) is None
    assert fault_of(compound(b"\x09\x08\0\0", name="Book")) is None


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (xls([["x"]], protected=True), FileFault.PROTECTED),
        (compound(b"x", name="EncryptedPackage"), FileFault.PROTECTED),
        (compound(b"x", name="WordDocument"), FileFault.NOT_A_SHEET),
        (xls([["x"]], at=(65_000, 255)), FileFault.TOO_LARGE),
        (compound(b"x", cycle=True), FileFault.DAMAGED),
        (GOOD[:40], FileFault.DAMAGED),
        (GOOD[:600], FileFault.DAMAGED),
        (changed(44, 0xFFFFFF), FileFault.DAMAGED),  # more tables than the file has room for
        (changed(48, 900), FileFault.DAMAGED),  # a folder that is nowhere
        (changed(30, 77), FileFault.DAMAGED),  # sectors of no size
        (changed(516, 1), FileFault.DAMAGED),  # a folder that leads to itself
    ],
)
def test_what_is_wrong_is_told(content: bytes, fault: FileFault) -> None:
    assert fault_of(content) is fault


def test_every_cut_is_told_or_harmless() -> None:
    for length in range(0, len(GOOD), 7):
        fault_of(GOOD[:length])
