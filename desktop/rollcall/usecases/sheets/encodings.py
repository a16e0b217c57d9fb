"""In which encoding a text file is: told by its marks and its bytes, else by where this PC is."""

from __future__ import annotations

import codecs
import locale
import re
from typing import Final

__all__ = ["ENCODINGS", "decoded", "guess"]

ENCODINGS: Final = (
    "utf-8",
    "utf-16",
    "cp1252",
    "cp1250",
    "cp1251",
    "cp1253",
    "cp1254",
    "cp1255",
    "cp1256",
    "gb18030",
    "cp950",
    "cp932",
    "cp949",
)
"""What can be chosen, named as Python does; of Big5, Shift JIS and EUC-KR what Windows writes."""
_OF_EAST_ASIA: Final = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "big5": "cp950",
    "cp950": "cp950",
    "shift_jis": "cp932",
    "cp932": "cp932",
    "euc_kr": "cp949",
    "cp949": "cp949",
}
"""By what a PC calls its own encoding (Windows: cp936 is gbk)."""
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LOOKED_AT: Final = 1 << 20  # bytes; whoever has names in them has one there
_HIGH: Final = re.compile(rb"[\x80-\xff]+")
_CHINESE: Final = re.compile("[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
_ZEROS_MIN: Final = 0.3  # of every second byte: Latin text, digits and separators in UTF-16


def guess(content: bytes, *, here: str = "") -> str:
    """Give the encoding a file is most likely in, one of `ENCODINGS`.

    `here` is what this PC uses for files without Unicode; without it the PC is asked.
    """
    for mark, name in _MARKS:
        if content.startswith(mark):
            return name
    head = content[:_LOOKED_AT]
    if _is_utf16(head):
        return "utf-16"
    # Cut at a line, so that no character is cut in two.
    if len(content) > len(head):
        head = head[: head.rfind(b"\n") + 1] or head
    if _decodes(head, "utf-8"):
        return "utf-8"
    here = codecs.lookup(here or locale.getencoding()).name
    # Before the signs are looked at: what was written in Korea passes for Chinese.
    if here in _OF_EAST_ASIA and _decodes(head, _OF_EAST_ASIA[here]):
        return _OF_EAST_ASIA[here]
    if _is_chinese(head):
        return "gb18030"
    return here if here in ENCODINGS and here != "utf-8" else "cp1252"


def decoded(content: bytes, encoding: str) -> str:
    """Give the text without its mark; what does not fit the encoding becomes U+FFFD."""
    if encoding == "utf-8":
        return content.removeprefix(codecs.BOM_UTF8).decode("utf-8", "replace")
    if encoding == "utf-16" and not content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        is_big = content[:_LOOKED_AT:2].count(0) > content[1:_LOOKED_AT:2].count(0)
        encoding = "utf-16-be" if is_big else "utf-16-le"
    return content.decode(encoding, "replace")


def _is_utf16(head: bytes) -> bool:
    half = len(head) // 2
    if not half:
        return False
    even, odd = head[::2].count(0), head[1::2].count(0)
    return max(even, odd) > half * _ZEROS_MIN and min(even, odd) < max(even, odd) / 4


def _decodes(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _is_chinese(head: bytes) -> bool:
    """Tell whether all that is not ASCII is common Chinese in the encoding of China.

    In Western text a lone high byte stands before a Latin letter: "ü" and "l" would be one sign.
    """
    runs = _HIGH.findall(head)
    if any(len(run) % 2 for run in runs) or not _decodes(head, "gb18030"):
        return False
    letters = head.decode("gb18030")
    foreign = [each for each in letters if ord(each) > 0x7F]
    return len(_CHINESE.findall(letters)) >= 0.8 * max(len(foreign), 1)
