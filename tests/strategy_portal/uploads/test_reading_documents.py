"""A document is read within limits, whatever it is; what can't be read is refused in plain words (trust S5)."""

import io
import zipfile

import pytest
from docx import Document
from pypdf import PdfWriter
from weasyprint import HTML

from strategy_portal.uploads.blocks import HEADING, ITEM, PARAGRAPH, TABLE, text_blocks
from strategy_portal.uploads.documents import read_document
from strategy_portal.uploads.reading import FileRefused

BODY = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{}</w:body></w:document>'


def word(*texts: str) -> bytes:
    document = Document()
    for text in texts:
        document.add_paragraph(text)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def changed(document: bytes, **parts: bytes) -> bytes:
    """The document with other contents of some parts; `__` stands for the slash in a name."""
    named = {name.replace("__", "/") + ".xml": data for name, data in parts.items()}
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for part in before.namelist():
            after.writestr(part, named.pop(part, None) or before.read(part))
        for part, data in named.items():
            after.writestr(part, data)
    return out.getvalue()


def locked() -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.encrypt("secret")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


ENTITIES = b"""<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><w>&b;</w>"""
DEEP = BODY.format("<w:p>" * 300 + "</w:p>" * 300).encode()
PICTURE = b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><rect width='9' height='9'/></svg>"


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (lambda: changed(word("x"), word__document=b"0" * 60_000_000), "bomb.docx", "too much"),
        (lambda: changed(word("x"), word__document=ENTITIES), "entities.docx", "can’t be read"),
        (lambda: changed(word("x"), word__document=DEEP), "deep.docx", "can’t be read"),
        (lambda: changed(word("x"), word__vbaProject=b"x"), "macros.docx", "macros"),
        (lambda: word(), "empty.docx", "only pictures"),
        (lambda: word("x")[:2000], "half.docx", "can’t be read"),
        (lambda: b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "locked.docx", "password"),
        (lambda: b"\xd0\xcf\x11\xe0", "old.doc", "old kind"),
        (locked, "locked.pdf", "password"),
        (lambda: HTML(string="<style>body { background: red }</style>").write_pdf(), "scan.pdf", "only pictures"),
        (lambda: b"%PDF-1.7\n" + b"9" * 5000, "broken.pdf", "can’t be read"),
        (lambda: b"<html><body><img src='x'><script>Outcome 1: x</script></body></html>", "a.html", "only pictures"),
        (lambda: b"<html><body>" + b"<div>" * 100_000 + b"Outcome 1: x", "deep.html", "no text that can be read"),
        (lambda: b"x" * (11 << 20), "large.txt", "larger than 10 MB"),
        (lambda: b"a\0b", "binary.txt", "no document"),
        (lambda: b"GIF89a", "picture.gif", "no document"),
        (lambda: b" \n ", "empty.txt", "only pictures"),
    ],
    ids=lambda each: each if isinstance(each, str) and "." in each else "",
)
def test_what_can_not_be_read_is_refused_in_plain_words(data, name, said):
    with pytest.raises(FileRefused, match=said):
        read_document(io.BytesIO(data()), name)


def test_word_says_headings_lists_tables_and_merged_cells():
    document = Document()
    document.add_heading("Plan", 1)
    document.add_paragraph("Text.")
    document.add_paragraph("Entry", style="List Bullet 2")
    table = document.add_table(2, 2)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "Across"
    table.cell(1, 0).text, table.cell(1, 1).text = "one\ntwo", "x"
    out = io.BytesIO()
    document.save(out)
    blocks = read_document(out, "plan.docx")
    assert [(block.kind, block.text, block.level) for block in blocks[:3]] == [
        (HEADING, "Plan", 1), (PARAGRAPH, "Text.", 0), (ITEM, "Entry", 2),
    ]  # fmt: skip
    assert (blocks[3].kind, blocks[3].rows, blocks[3].place) == (TABLE, (("Across", ""), ("one\ntwo", "x")), "table 1")


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("a\tb\nc\td", [("a", "b"), ("c", "d")]),
        ("| a | b |\n|---|---|\n| c | d |", [("a", "b"), ("c", "d")]),
        ("Key    Aim    Due\none    two    now\n       more", [("Key", "Aim", "Due"), ("one", "two more", "now")]),
        ("Key    Aim    Due\n\none    two    now\ntwo\n\nsix    ten    then", [
            ("Key", "Aim", "Due"), ("one two", "two", "now"), ("six", "ten", "then"),
        ]),
    ],
)  # fmt: skip
def test_plain_text_has_tables_by_tabs_strokes_and_columns(text, rows):
    (block,) = text_blocks(text)
    assert list(block.rows) == rows


def test_prose_with_two_spaces_is_no_table():
    blocks = text_blocks("We do a lot.  And more.  And well.\nThis goes on here, and it is no table at all.")
    assert [block.kind for block in blocks] == [PARAGRAPH]
