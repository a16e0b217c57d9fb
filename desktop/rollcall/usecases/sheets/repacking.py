"""The guard before Excel's and LibreOffice's files: what is unpacked is counted, then packed anew.

These files are ZIP archives. The library that reads them trusts what they say of themselves; so it
gets an archive that was made here, of members that were unpacked within limits. Names inside are
never paths on this PC (reliability 4.12).
"""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import Final

from rollcall.protocol.errors import FileFault
from rollcall.usecases.sheets.extent import ExtentTooLarge, check_ods, check_xlsx
from rollcall.usecases.sheets.sheet import FileKind

__all__ = ["Unusable", "kind_of_archive", "repacked"]

MEMBERS_MAX: Final = 2_000  # a workbook has some ten, and one or two more for each worksheet
UNPACKED_MAX: Final = 128 << 20  # bytes; 50,000 rows of 20 columns need half of it
RATIO_MAX: Final = 200  # XML of cells that are all alike packs to a hundredth
RATIO_FREE: Final = 8 << 20  # bytes that may be packed as tightly as they like
_CHUNK: Final = 256 << 10
_KEPT: Final = (".xml", ".rels")
_BROKEN: Final = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)


class Unusable(Exception):
    """The file cannot be used; `fault` tells why."""

    def __init__(self, fault: FileFault) -> None:
        super().__init__(fault)
        self.fault = fault


def kind_of_archive(content: bytes) -> FileKind:
    """Tell what a ZIP archive is. Raises `Unusable`."""
    names = {each.filename for each in _members(content)}
    if "xl/workbook.xml" in {each.lower() for each in names}:
        return FileKind.XLSX
    if "content.xml" in names:
        return FileKind.ODS
    raise Unusable(FileFault.NOT_A_SHEET)


def repacked(content: bytes, kind: FileKind) -> io.BytesIO:
    """Give the same workbook in an archive of ours, without packing. Raises `Unusable`."""
    made = io.BytesIO()
    room = UNPACKED_MAX
    allowed = RATIO_FREE + len(content) * RATIO_MAX
    try:
        with (
            zipfile.ZipFile(io.BytesIO(content)) as archive,
            zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as clean,
        ):
            for member in _members(content):
                if not _is_needed(member.filename):
                    continue
                unpacked = _unpacked(archive, member, min(room, allowed))
                room -= len(unpacked)
                allowed -= len(unpacked)
                _check(member.filename, unpacked, kind)
                clean.writestr(zipfile.ZipInfo(member.filename), unpacked)
    except _BROKEN as error:
        raise Unusable(FileFault.DAMAGED) from error
    except ExtentTooLarge as error:
        raise Unusable(FileFault.TOO_LARGE) from error
    made.seek(0)
    return made


def _is_needed(name: str) -> bool:
    return name == "mimetype" or name.lower().endswith(_KEPT)


def _members(content: bytes) -> list[zipfile.ZipInfo]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
    except _BROKEN as error:
        raise Unusable(FileFault.DAMAGED) from error
    if len(members) > MEMBERS_MAX:
        raise Unusable(FileFault.TOO_LARGE)
    if any(each.flag_bits & 1 for each in members):
        raise Unusable(FileFault.PROTECTED)
    names = [each.filename.lower() for each in members]  # the library does not look at the case
    if len(set(names)) < len(names):
        raise Unusable(FileFault.DAMAGED)  # which of two would the library take?
    return members


def _unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo, room: int) -> bytes:
    if member.file_size > room:
        raise Unusable(FileFault.TOO_LARGE)
    chunks = []
    with archive.open(member) as file:
        for chunk in iter(lambda: file.read(_CHUNK), b""):
            room -= len(chunk)
            if room < 0:
                raise Unusable(FileFault.TOO_LARGE)
            chunks.append(chunk)
    return b"".join(chunks)


def _check(name: str, unpacked: bytes, kind: FileKind) -> None:
    lowered = name.lower()
    if kind is FileKind.XLSX and lowered.startswith("xl/worksheets/"):
        check_xlsx(unpacked)
    elif kind is FileKind.ODS and lowered == "content.xml":
        check_ods(unpacked)
    elif lowered == "meta-inf/manifest.xml" and b"encryption-data" in unpacked:
        raise Unusable(FileFault.PROTECTED)
