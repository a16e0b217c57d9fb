"""Encodings told by their bytes."""

from __future__ import annotations

import codecs

import pytest

from rollcall.usecases.sheets.encodings import ENCODINGS, decoded, guess

WEST = "ID;Name\r\n007;Ann Müller\r\n8;Chloé Lefèvre\r\n"
CHINESE = "工号,姓名,部门\n1,李伟,财务部\n2,王芳,销售部\n"


@pytest.mark.parametrize(
    ("content", "encoding", "text"),
    [
        (WEST.encode("utf-8"), "utf-8", WEST),
        (codecs.BOM_UTF8 + WEST.encode(), "utf-8", WEST),
        (WEST.encode("utf-16"), "utf-16", WEST),
        (codecs.BOM_UTF16_BE + WEST.encode("utf-16-be"), "utf-16", WEST),
        (WEST.encode("utf-16-le"), "utf-16", WEST),
        (WEST.encode("utf-16-be"), "utf-16", WEST),
        (WEST.encode("cp1252"), "cp1252", WEST),
        (CHINESE.encode("gb18030"), "gb18030", CHINESE),
        (CHINESE.encode(), "utf-8", CHINESE),
        (b"ID\n1\n", "utf-8", "ID\n1\n"),
        (b"", "utf-8", ""),
    ],
)
def test_encoding_is_told_by_the_bytes(content: bytes, encoding: str, text: str) -> None:
    assert guess(content) == encoding
    assert decoded(content, encoding) == text


@pytest.mark.parametrize(
    ("here", "encoding", "text"),
    [
        ("cp949", "cp949", "번호,이름\n1,김민수\n2,똠방\n"),
        ("cp932", "cp932", "番号,氏名\n1,佐藤花子\n2,髙橋\n"),
        ("cp950", "cp950", "編號,姓名\n1,王小明\n"),
        ("cp936", "gb18030", CHINESE),
        ("cp936", "gb18030", "工号,姓名\n1,朱镕基\n"),  # a sign whose second byte is a letter
        ("cp1251", "cp1251", "ID;Имя\n1;Ольга\n"),
        ("cp949", "cp949", "ID,Name\n1,김\n"),
    ],
)
def test_office_file_is_in_the_encoding_of_its_pc(here: str, encoding: str, text: str) -> None:
    content = text.encode(encoding)
    assert guess(content, here=here) == encoding
    assert decoded(content, encoding) == text


def test_character_at_the_end_of_what_is_looked_at_does_not_mislead() -> None:
    line = "12;Ünal Müller;Büro\n"
    assert guess((line * 70_000).encode()) == "utf-8"


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_any_bytes_give_some_text(encoding: str) -> None:
    assert isinstance(decoded(bytes(range(256)) * 3 + b"\xff", encoding), str)
