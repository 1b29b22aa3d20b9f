"""Hostile workbooks, made here: each a function that returns the bytes of one."""

import io
import struct
import zipfile
from collections.abc import Callable

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
TYPES = (
    f'<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{SHEET_TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{SHEET_TYPE}.worksheet+xml"/>'
    f'<Override PartName="/xl/sharedStrings.xml" ContentType="{SHEET_TYPE}.sharedStrings+xml"/></Types>'
)
ROOT_LINKS = (
    f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)
BOOK = (
    f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
    '<sheet name="Values" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
LINKS = (
    f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>{{more}}</Relationships>'
)
STRINGS = f'<sst xmlns="{MAIN}"><si><t>Key</t></si></sst>'
SHEET = f'<worksheet xmlns="{MAIN}">{{before}}<sheetData>{{rows}}</sheetData></worksheet>'
ROW = '<row r="1"><c r="A1" t="s"><v>0</v></c></row>'


def sheet(rows: str = ROW, before: str = "") -> str:
    return SHEET.format(rows=rows, before=before)


def book(changed: dict[str, str | bytes] | None = None, level: int = 6) -> bytes:
    """A small workbook that is in order, but for the parts that are changed or added."""
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": ROOT_LINKS,
        "xl/workbook.xml": BOOK,
        "xl/_rels/workbook.xml.rels": LINKS.format(more=""),
        "xl/worksheets/sheet1.xml": sheet(),
        "xl/sharedStrings.xml": STRINGS,
    } | (changed or {})
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def bomb_of_300_to_1() -> bytes:
    """96 KiB that unpack to some 30 MiB."""
    noise = "".join(f'<row r="{row}"><c r="A{row}"><v>{row % 7}</v></c></row>' for row in range(1, 500))
    return book({"xl/worksheets/sheet1.xml": sheet(noise + " " * (30 << 20))}, level=9)


def bomb_in_many_parts() -> bytes:
    return book({f"xl/worksheets/sheet{n}.xml": sheet(" " * (255 << 10)) for n in range(2, 190)})


def bomb_that_lies_about_its_size() -> bytes:
    """The directory says 100 bytes where 30 MiB come out."""
    data = bytearray(bomb_of_300_to_1())
    at = data.rfind(b"xl/worksheets/sheet1.xml") - 46
    data[at + 24 : at + 28] = struct.pack("<I", 100)
    return bytes(data)


def entity_bomb() -> bytes:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    text = (
        f'<?xml version="1.0"?><!DOCTYPE sst [<!ENTITY l0 "ha">{laughs}]><sst xmlns="{MAIN}"><si><t>&l9;</t></si></sst>'
    )
    return book({"xl/sharedStrings.xml": text})


def entity_bomb_in_utf_16() -> bytes:
    text = f'<?xml version="1.0" encoding="utf-16"?><!DOCTYPE sst [<!ENTITY a "b">]><sst xmlns="{MAIN}"/>'
    return book({"xl/sharedStrings.xml": text.encode("utf-16")})


def external_entity() -> bytes:
    text = f'<!DOCTYPE sst [<!ENTITY f SYSTEM "file:///etc/passwd">]><sst xmlns="{MAIN}"><si><t>&f;</t></si></sst>'
    return book({"xl/sharedStrings.xml": text})


def xml_under_another_name() -> bytes:
    """A sheet with a document type that hides behind the ending of a picture."""
    links = LINKS.format(more="").replace("sheet1.xml", "sheet1.png")
    return book({"xl/_rels/workbook.xml.rels": links, "xl/worksheets/sheet1.png": f"<!DOCTYPE x>{sheet()}"})


def huge_dimensions() -> bytes:
    return book({"xl/worksheets/sheet1.xml": sheet(before='<dimension ref="A1:XFD1048576"/>')})


def a_cell_far_away() -> bytes:
    return book({"xl/worksheets/sheet1.xml": sheet('<row r="1"><c r="XFD1"><v>1</v></c></row>')})


def a_row_far_away() -> bytes:
    return book({"xl/worksheets/sheet1.xml": sheet('<row r="1048576"><c><v>1</v></c></row>')})


def million_empty_rows() -> bytes:
    return book({"xl/worksheets/sheet1.xml": sheet("".join(f'<row r="{n}"/>' for n in range(1, 1_000_001)))})


def rows_without_numbers() -> bytes:
    """Few enough bytes to be unpacked, more rows than a sheet may have."""
    return book({"xl/worksheets/sheet1.xml": sheet("<row/>" * 20_000)})


def shared_string_bomb() -> bytes:
    """One long text in each of 30,000 cells: a gigabyte once it is read."""
    cells = "".join(
        f'<row r="{n}">' + "".join(f'<c r="{column}{n}" t="s"><v>0</v></c>' for column in "ABC") + "</row>"
        for n in range(1, 9_001)
    )
    text = f'<sst xmlns="{MAIN}"><si><t>{"x" * 32_000}</t></si></sst>'
    return book({"xl/worksheets/sheet1.xml": sheet(cells), "xl/sharedStrings.xml": text})


def endless_shared_strings() -> bytes:
    strings = "".join(f"<si><t>{n}</t></si>" for n in range(700_000))
    return book({"xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{strings}</sst>'})


def deep_xml() -> bytes:
    return book({"xl/worksheets/sheet1.xml": sheet("<a>" * 30_000 + "</a>" * 30_000)})


def way_up() -> bytes:
    return book({"../../portal.sqlite3": "x"})


def absolute_name() -> bytes:
    return book({"/etc/cron.d/x.xml": "<x/>"})


def duplicate_entries() -> bytes:
    return book({"xl/Worksheets/Sheet1.xml": sheet()})


def too_many_parts() -> bytes:
    return book({f"xl/media/image{n}.png": b"" for n in range(100_000 // 50)})


def encrypted() -> bytes:
    """As spreadsheet programs do it: not a zip file any more."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600)


def encrypted_as_zip() -> bytes:
    data = bytearray(book())
    at = data.rfind(b"xl/sharedStrings.xml") - 46
    data[at + 8] |= 1
    return bytes(data)


def old_workbook() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1200)


def with_macros() -> bytes:
    return book({"xl/vbaProject.bin": b"macros"})


def macro_type_without_macros() -> bytes:
    types = TYPES.replace("spreadsheetml.sheet.main", "ms-excel.sheet.macroEnabled.main")
    return book({"[Content_Types].xml": types})


def truncated() -> bytes:
    return book()[:-400]


def damaged_in_the_middle() -> bytes:
    data = bytearray(book({"xl/worksheets/sheet1.xml": sheet(ROW * 1)}))
    at = data.find(b"xl/worksheets/sheet1.xml") + 30
    data[at : at + 40] = bytes(40)
    return bytes(data)


def not_a_zip() -> bytes:
    return b"Indicator,Value\n2.1,84\n" * 50


def empty_file() -> bytes:
    return b""


def zip_of_something_else() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("letter.txt", "Dear council")
    return out.getvalue()


def nested_zip() -> bytes:
    return book({"xl/embeddings/inner.zip": bomb_of_300_to_1()})


def external_link() -> bytes:
    return book({"xl/externalLinks/externalLink1.xml": f'<externalLink xmlns="{MAIN}"/>'})


def external_template() -> bytes:
    kind = f"{OFFICE}/attachedTemplate"
    link = f'<Relationship Id="rId9" Type="{kind}" Target="https://example.org/x" TargetMode="External"/>'
    return book({"xl/_rels/workbook.xml.rels": LINKS.format(more=link)})


def open_document() -> bytes:
    return book({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"})


def formula_without_result() -> bytes:
    return book({"xl/worksheets/sheet1.xml": sheet('<row r="1"><c r="B1"><f>1+1</f></c></row>')})


def too_large() -> bytes:
    return book() + bytes(11 << 20)


HOSTILE: dict[Callable[[], bytes], str] = {
    bomb_of_300_to_1: "Delete empty rows and columns",
    bomb_in_many_parts: "Delete empty rows and columns",
    bomb_that_lies_about_its_size: "Download the workbook again",
    entity_bomb: "Download the workbook again",
    entity_bomb_in_utf_16: "Download the workbook again",
    external_entity: "Download the workbook again",
    xml_under_another_name: "Remove the links",
    huge_dimensions: "Delete empty rows and columns",
    a_cell_far_away: "Delete empty rows and columns",
    a_row_far_away: "Delete empty rows and columns",
    million_empty_rows: "Delete empty rows and columns",
    rows_without_numbers: "Delete empty rows and columns",
    shared_string_bomb: "Upload the values in several workbooks",
    endless_shared_strings: "Download the workbook again",
    deep_xml: "Download the workbook again",
    way_up: "Download the workbook again",
    absolute_name: "Download the workbook again",
    duplicate_entries: "Download the workbook again",
    too_many_parts: "Download the workbook again",
    encrypted: "Remove the password",
    encrypted_as_zip: "Remove the password",
    old_workbook: "Save it as .xlsx",
    with_macros: "without macros (.xlsx)",
    macro_type_without_macros: "without macros (.xlsx)",
    truncated: "Download the workbook again",
    damaged_in_the_middle: "Download the workbook again",
    not_a_zip: "Download the workbook again",
    empty_file: "Download the workbook again",
    zip_of_something_else: "Download the workbook again",
    nested_zip: "Download the workbook again",
    external_link: "Replace those links by their values",
    external_template: "Remove the links",
    open_document: "Save it as an Excel workbook",
    formula_without_result: "Open the workbook in a spreadsheet program",
    too_large: "Upload the values in several workbooks",
}
"""Each with what its refusal tells the person to do."""
