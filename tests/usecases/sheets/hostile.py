"""Files that are not what they say, made by code: about two hundred of them."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable, Iterator
from typing import TypeAlias

from tests.usecases.sheets.xls_maker import compound, xls

Made: TypeAlias = bytes | Callable[[], bytes]
"""A file, or how to make a large one."""
RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def xlsx(sheet: str, **more: bytes) -> bytes:
    """Give a workbook whose only worksheet is this XML."""
    packages = "http://schemas.openxmlformats.org/package/2006"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{packages}/content-types"></Types>',
        "_rels/.rels": (
            f'<Relationships xmlns="{packages}/relationships"><Relationship Id="rId1" '
            f'Type="{RELS}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
        ),
        "xl/workbook.xml": (
            f'<workbook xmlns="{MAIN}" xmlns:r="{RELS}"><sheets>'
            '<sheet name="A" sheetId="1" r:id="rId1"/></sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": (
            f'<Relationships xmlns="{packages}/relationships"><Relationship Id="rId1" '
            f'Type="{RELS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
        ),
        "xl/worksheets/sheet1.xml": worksheet(sheet),
    }
    return zipped({name: text.encode() for name, text in parts.items()} | more)


def worksheet(rows: str) -> str:
    return f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'


def ods(table: str, *, manifest: bytes = b"<manifest/>") -> bytes:
    """Give a workbook of LibreOffice with these rows."""
    names = " ".join(
        f'xmlns:{each}="urn:oasis:names:tc:opendocument:xmlns:{each}:1.0"'
        for each in ("office", "table", "text")
    )
    content = (
        f"<office:document-content {names}><office:body><office:spreadsheet>"
        f'<table:table table:name="A">{table}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    return zipped(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": content.encode(),
            "META-INF/manifest.xml": manifest,
        }
    )


def ods_cell(text: str, times: int = 1) -> str:
    repeated = f' table:number-columns-repeated="{times}"' if times > 1 else ""
    return (
        f'<table:table-cell office:value-type="string"{repeated}>'
        f"<text:p>{text}</text:p></table:table-cell>"
    )


def cell(place: str, value: str = "1") -> str:
    where = f' r="{place}"' if place else ""
    return f"<c{where}><v>{value}</v></c>"


def zipped(parts: dict[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", how) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


GOOD = xlsx(
    f'<row r="1">{cell("A1")}{cell("B1", "2")}</row><row r="2">{cell("A2")}{cell("B2")}</row>'
)
FAR = {
    "last cell": f'<row r="1">{cell("A1")}</row><row r="1048576">{cell("XFD1048576")}</row>',
    "small letters": f'<row r="1">{cell("xfd1048576")}</row>',
    "no letters": f'<row r="4000000000">{cell("")}</row>',
    "row without places": f'<row r="1048576"><c t="n"><v>1</v></c>{cell("") * 1200}</row>',
    "many in a row": f"<row>{cell('') * 5000}</row>",
    "tab": '<row r="1"><c\tr="XFD1048576"><v>1</v></c></row>',
    "other order": '<row r="1"><c s="1" r="ZZZ99999"><v>1</v></c></row>',
    "zeros": f'<row r="1">{cell("A0001048576")}</row>',
    "single quotes": "<row r='1'><c r='XFD1048576'><v>1</v></c></row>",
    "prefix": '<x:row r="1"><x:c r="XFD1048576"><x:v>1</x:v></x:c></x:row>',
    "greater in attribute": '<row r="1"><c s=">" r="XFD1048576"><v>1</v></c></row>',
    "long number": f'<row r="1">{cell("A" + "9" * 40)}</row>',
    "wide": f'<row r="1">{cell("AMZ1")}</row><row r="2">{cell("A60000")}</row>',
}


SLIPS = (
    "../evil.xml",
    "../../evil.xml",
    "../in/evil.xml",
    "xl/worksheets/../../../evil.xml",
    "..\\evil.xml",
    "C:\\evil.xml",
    "C:evil.xml",
    "/evil.xml",
    "//host/share/evil.xml",
    "\\\\host\\share\\evil.xml",
    "~/evil.xml",
    "./evil.xml",
    "evil.xml/",
    "xl/",
    "CON.xml",
    "aux",
    "NUL.xml",
    "COM1.xml",
    "evil.xml.",
    "evil.xml:stream.xml",
    "evil\0.xml",
    "evil\n.xml",
    "\u202elmx.live.xml",
    "e" * 300 + ".xml",
    "e/" * 300 + "evil.xml",
    "-rf.xml",
    "%2e%2e/evil.xml",
    "XL/WORKBOOK.XML",
    "xl/worksheets/Sheet1.xml",
    "users.xlsx",
)
LINK = 0o120777 << 16  # how archives of Unix say that a member is a symbolic link


def slipping(name: str, *, kind: str, attributes: int = 0) -> bytes:
    """Give a good workbook with one more member, whose name is a path elsewhere."""
    good = GOOD if kind == "xlsx" else ods(f"<table:table-row>{ods_cell('1')}</table:table-row>")
    made = io.BytesIO(good)
    stand_in = name.replace("\0", "\1")  # the library that makes archives stops at a NUL
    with zipfile.ZipFile(made, "a", zipfile.ZIP_DEFLATED) as archive:
        member = zipfile.ZipInfo(stand_in)
        member.external_attr = attributes
        archive.writestr(member, b"../../../etc/passwd" if attributes else b"<evil/>")
    return made.getvalue().replace(stand_in.encode(), name.encode())


def hostile() -> Iterator[tuple[str, Made]]:
    """Give each file with a name for the test."""
    yield from _cut_short()
    yield from _flipped()
    yield from _bombs()
    yield from _others()
    for name, rows in FAR.items():
        yield f"far {name}", xlsx(rows)


def _cut_short() -> Iterator[tuple[str, bytes]]:
    old = xls([["ID", "Name"], ["1", "Ann"]])
    book = ods(f"<table:table-row>{ods_cell('ID')}</table:table-row>")
    for kind, whole in (("xlsx", GOOD), ("xls", old), ("ods", book)):
        for part in range(1, 20):
            yield f"{kind} cut at {part}", whole[: len(whole) * part // 20]


def _flipped() -> Iterator[tuple[str, bytes]]:
    chance = random.Random(1)
    old = xls([["ID", "Name"], ["1", "Ann"]])
    for kind, whole in (("xlsx", GOOD), ("xls", old)):
        for number in range(40):
            broken = bytearray(whole)
            for _ in range(1 + number // 4):
                at = chance.randrange(len(broken) // (1 + number % 2))
                broken[at] ^= 1 << chance.randrange(8)
            yield f"{kind} flipped {number}", bytes(broken)


def _bombs() -> Iterator[tuple[str, Made]]:
    book = {"xl/workbook.xml": b"<a/>"}
    yield "bomb in sheet", lambda: zipped({**book, "xl/worksheets/a.xml": bytes(200 << 20)})
    yield "bomb in content", lambda: zipped({"content.xml": bytes(200 << 20)})
    yield "bomb that says it is small", _lying
    yield "many members", lambda: zipped(book | {f"xl/{each}.xml": b"" for each in range(3000)})
    begin = "<table:table-row"
    row = f"{begin}>{ods_cell('x', 16_384)}</table:table-row>"
    repeated = row.replace(begin, f'{begin} table:number-rows-repeated="999999"')
    yield "ods repeated columns", ods(row)
    yield "ods repeated rows", ods(repeated)
    yield "ods endless", ods(repeated.replace("999999", "9" * 30))
    yield "ods hidden", ods(repeated.replace(begin, f'{begin} a=">"'))
    yield "xls cycle", compound(b"\x09\x08\x10\0" + bytes(16), cycle=True)
    yield "xls far", xls([["x"]], at=(60_000, 250))
    table = bytearray(xls([["x"]]))
    table[516:520] = (1).to_bytes(4, "little")
    yield "xls folder cycle", bytes(table)
    yield "entities", xlsx("").replace(b"<worksheet", b"<!DOCTYPE a><worksheet")


def _lying() -> bytes:
    made = bytearray(zipped({"xl/workbook.xml": bytes(32 << 20)}))
    at = made.rfind(b"PK\x01\x02")
    made[at + 24 : at + 28] = (10).to_bytes(4, "little")
    return bytes(made)


def _others() -> Iterator[tuple[str, Made]]:
    yield "nothing", b""
    yield "blanks", b" \r\n\t\r\n"
    yield "only separators", b",,,\n,,,\n"
    yield "nuls", bytes(5000)
    yield "mark only", b"\xef\xbb\xbf"
    yield "utf-16 mark only", b"\xff\xfe"
    yield "million rows", lambda: b"1,Ann\n" * 1_000_000
    yield "one huge cell", lambda: b"ID\n" + b"x" * 3_000_000
    yield "huge file", lambda: b"1,Ann\r\n" * 5_000_000
    yield "open quote", b'ID,Name\n1,"' + b"x\n" * 300_000
    yield "wide", b"a," * 5000
    for name, start in {
        "pdf": b"%PDF-1.7\n1 0 obj",
        "png": b"\x89PNG\r\n\x1a\n",
        "exe": b"MZ\x90\0\3",
        "elf": b"\x7fELF\2\1",
        "rtf": b"{\\rtf1\\ansi",
        "gzip": b"\x1f\x8b\x08\0",
        "html": b"<html><table><tr><td>1</td></tr></table></html>",
        "xml": b"<?xml version='1.0'?><Workbook/>",
    }.items():
        yield name, start + bytes(random.Random(2).randbytes(3000))
    yield "random", random.Random(3).randbytes(20_000)
    yield "word", zipped({"word/document.xml": b"<a/>"})
    yield "old word", compound(b"x", name="WordDocument")
    yield "protected xlsx", compound(b"x", name="EncryptedPackage")
    yield "protected xls", xls([["x"]], protected=True)
    yield "protected ods", ods("", manifest=b"<m:encryption-data/>")
    yield "empty zip", zipped({})
    yield "only the start of a zip", b"PK\x03\x04"
    yield "empty book", xlsx("")
    yield "no worksheet", zipped({"xl/workbook.xml": b"<workbook/>"})
    yield "broken xml", xlsx("<row><c r='A1'><v>1</row>")
