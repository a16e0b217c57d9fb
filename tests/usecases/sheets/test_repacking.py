"""Archives are unpacked within limits and packed anew."""

from __future__ import annotations

import warnings
import zipfile
from io import BytesIO

import pytest

from rollcall.protocol.errors import FileFault
from rollcall.usecases.sheets.repacking import Unusable, kind_of_archive, repacked
from rollcall.usecases.sheets.sheet import FileKind
from tests.usecases.sheets.hostile import GOOD, ods, zipped


def names(content: BytesIO) -> list[str]:
    with zipfile.ZipFile(content) as archive:
        return archive.namelist()


def test_archives_are_told_by_what_is_in_them() -> None:
    assert kind_of_archive(GOOD) is FileKind.XLSX
    assert kind_of_archive(ods("")) is FileKind.ODS
    with pytest.raises(Unusable) as caught:
        kind_of_archive(zipped({"a.txt": b""}))
    assert caught.value.fault is FileFault.NOT_A_SHEET


def test_only_what_is_needed_is_unpacked() -> None:
    parts = {
        "xl/workbook.xml": b"<a/>",
        "xl/media/image1.png": bytes(300 << 20),
        "xl/vbaProject.bin": b"x",
        "../../etc/passwd": b"x",
    }
    assert names(repacked(zipped(parts), FileKind.XLSX)) == ["xl/workbook.xml"]


@pytest.mark.parametrize("other", ["xl/workbook.xml", "xl/Workbook.XML"])
def test_two_members_of_one_name_are_refused(other: str) -> None:
    made = BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(made, "w") as archive:
        warnings.simplefilter("ignore")
        archive.writestr("xl/workbook.xml", "<a/>")
        archive.writestr(other, "<b/>")
    with pytest.raises(Unusable) as caught:
        repacked(made.getvalue(), FileKind.XLSX)
    assert caught.value.fault is FileFault.DAMAGED


def test_encrypted_member_is_protected() -> None:
    made = bytearray(zipped({"xl/workbook.xml": b"<a/>"}))
    made[made.rfind(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(Unusable) as caught:
        kind_of_archive(bytes(made))
    assert caught.value.fault is FileFault.PROTECTED
