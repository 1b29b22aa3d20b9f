"""Reads one document from its standard input and prints its blocks as JSON: a process of its own, within limits.

As child.py for workbooks: it knows no setting, no secret and no database. Which kind of document it is, its argument
says; the parent has looked at the first bytes (documents.py).
"""

import io
import json
import re
import sys
import zipfile
from collections.abc import Iterator
from typing import Any, BinaryIO

from .blocks import HEADING, ITEM, PARAGRAPH, TABLE, Block, one_line
from .child import PartCheck, limit
from .reading import FileRefused

MEMORY = 512 * 1024 * 1024
MOST_BLOCKS = 20_000
MOST_PAGES = 300
MOST_TEXT = 3_000_000
"""Characters in all blocks together: a strategy of 300 pages has fewer than a million."""
MOST_DEPTH = 200
LOCKED = "The document is protected by a password. Remove the password, save it and upload it again."
PICTURES = (
    "The document holds no text that can be read, only pictures of its pages. Upload the file that it was made from, "
    "or paste its text."
)
DAMAGED = "The document can’t be read. Save it anew and upload that, or paste its text."
TOO_MUCH = "The document holds too much to be a strategy. Upload the part that lists outcomes, indicators and actions."
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
NOTES = {"footnote": "footnotes", "endnote": "endnotes"}


def main() -> None:
    limit(MEMORY)
    try:
        blocks = list(_within_limits({"docx": word, "html": web_page, "pdf": pdf}[sys.argv[1]](sys.stdin.buffer)))
        if not any(block.text or block.rows for block in blocks):
            raise FileRefused(PICTURES)
        answer: dict[str, Any] = {"blocks": [block.kept() for block in blocks]}
    except FileRefused as refusal:
        answer = {"refused": str(refusal)}
    except MemoryError:
        answer = {"refused": TOO_MUCH}
    except Exception as error:  # whatever a hostile file makes a library stumble over
        locked = "assword" in type(error).__name__ or "assword" in repr(error)
        answer = {"refused": LOCKED if locked else DAMAGED, "why": repr(error)[:500]}
    json.dump(answer, sys.stdout)


def _within_limits(blocks: Iterator[Block]) -> Iterator[Block]:
    size = 0
    for number, block in enumerate(blocks):
        size += len(block.text) + sum(len(cell) for row in block.rows for cell in row)
        if number > MOST_BLOCKS or size > MOST_TEXT:
            raise FileRefused(TOO_MUCH)
        yield block


class _Numbered:
    """Says where a block stands, by counting."""

    def __init__(self) -> None:
        self.paragraphs = self.tables = 0

    def table(self) -> str:
        self.tables += 1
        return f"table {self.tables}"

    def paragraph(self) -> str:
        self.paragraphs += 1
        return f"paragraph {self.paragraphs}"


# --- Word ------------------------------------------------------------------------------------------------------------


class DocumentPartCheck(PartCheck):
    """As of a workbook; what is linked elsewhere stays unread here, so it is let in."""

    most_depth = MOST_DEPTH

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._count()

    def _end(self, tag: str) -> None:
        self.depth -= 1


def word(file: BinaryIO) -> Iterator[Block]:
    """Paragraphs with the levels of their headings, entries of lists, tables, then the notes."""
    _check_word(file)
    import docx
    from docx.table import Table

    file.seek(0)
    document = docx.Document(file)
    numbered = _Numbered()
    for each in document.iter_inner_content():
        if isinstance(each, Table):
            yield Block(TABLE, rows=tuple(_word_rows(each)), place=numbered.table())
        elif text := one_line(_word_text(each._p)):
            yield _word_paragraph(each, text, numbered.paragraph())
    yield from _word_notes(document)


def _check_word(file: BinaryIO) -> None:
    counted = 0
    try:
        with zipfile.ZipFile(file) as archive:
            for part in archive.infolist():
                if part.filename.lower().endswith((".xml", ".rels")):
                    counted = DocumentPartCheck(counted).read(archive, part)
    except FileRefused as refusal:  # in the words of a workbook
        raise FileRefused(DAMAGED) from refusal


def _word_paragraph(paragraph: Any, text: str, place: str) -> Block:
    style = (paragraph.style.name or "") if paragraph.style is not None else ""
    if match := re.match(r"(?i)heading (\d)", style):
        return Block(HEADING, text, int(match[1]), place=place)
    if style.lower() in ("title", "subtitle"):
        return Block(HEADING, text, 1, place=place)
    numbering = paragraph._p.find(f"{W}pPr/{W}numPr")
    if numbering is not None or style.lower().startswith("list"):
        depth = numbering.find(f"{W}ilvl") if numbering is not None else None
        deeper = re.search(r"(\d)$", style)
        level = int(depth.get(f"{W}val", 0)) + 1 if depth is not None else int(deeper[1]) if deeper else 1
        return Block(ITEM, text, level, place=place)
    runs = [run for run in paragraph.runs if run.text.strip()]
    if runs and len(text) <= 90 and all(run.bold for run in runs) and not text.endswith((".", ":")):
        return Block(HEADING, text, 6, place=place)
    return Block(PARAGRAPH, text, place=place)


def _word_rows(table: Any) -> Iterator[tuple[str, ...]]:
    for row in table.rows:
        cells, before = [], None
        for cell in row.cells:
            cells.append("" if cell._tc is before else "\n".join(_lines_of(cell)))
            before = cell._tc
        yield tuple(cells)


def _lines_of(cell: Any) -> Iterator[str]:
    for paragraph in cell.paragraphs:
        yield from filter(None, map(one_line, _word_text(paragraph._p).split("\n")))


def _word_text(paragraph: Any) -> str:
    """The text with a mark for each note: `[1]`."""
    found = []
    for each in paragraph.iter():
        if each.tag == f"{W}t":
            found.append(each.text or "")
        elif each.tag in (f"{W}tab", f"{W}br", f"{W}cr"):
            found.append(" " if each.tag == f"{W}tab" else "\n")
        elif each.tag in (f"{W}footnoteReference", f"{W}endnoteReference"):
            found.append(f"[{each.get(f'{W}id')}]")
    return "".join(found)


def _word_notes(document: Any) -> Iterator[Block]:
    from lxml import etree

    for relation in document.part.rels.values():
        kind = relation.reltype.rpartition("/")[2]
        if relation.is_external or kind not in NOTES.values():
            continue
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        for note in etree.fromstring(relation.target_part.blob, parser):
            text = one_line(" ".join(_word_text(each) for each in note.iter(f"{W}p")))
            if text:
                yield Block(PARAGRAPH, f"[{note.get(f'{W}id')}] {text}", place=f"note {note.get(f'{W}id')}")


# --- Web pages -------------------------------------------------------------------------------------------------------

UNSEEN = {"script", "style", "template", "noscript", "head", "nav", "svg", "object", "iframe", "form", "button"}
TEXTS = {"p", "div", "section", "article", "main", "blockquote", "dd", "dt", "figcaption", "caption", "pre", "address"}


def web_page(file: BinaryIO) -> Iterator[Block]:
    """Headings, paragraphs, entries of lists and tables of a web page, in the order in which they stand."""
    from lxml import html

    data = file.read()
    parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, encoding=_encoding(data))
    root = html.document_fromstring(data, parser=parser)
    yield from _web_blocks(root, _Numbered())


def _encoding(data: bytes) -> str | None:
    """UTF-8 where it is that; else what the page says of itself."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return "utf-8"


def _web_blocks(root: Any, numbered: _Numbered) -> Iterator[Block]:
    """Without recursion: a hostile page is nested as deeply as it likes."""
    waiting = [(root, 0)]
    while waiting:
        each, depth = waiting.pop()
        tag = each.tag if isinstance(each.tag, str) else ""
        if tag in UNSEEN or not tag:
            continue
        if tag == "table":
            rows = tuple(_web_rows(each))
            caption = each.find("caption")
            if caption is not None and (text := one_line(caption.text_content())):
                yield Block(PARAGRAPH, text, place=numbered.paragraph())
            if rows:
                yield Block(TABLE, rows=rows, place=numbered.table())
            continue
        if match := re.fullmatch(r"h([1-6])", tag):
            if text := one_line(each.text_content()):
                yield Block(HEADING, text, int(match[1]), place=numbered.paragraph())
            continue
        deeper = depth + (tag in ("ul", "ol"))
        own = _own_text(each) if tag in TEXTS or tag == "li" else ""
        if own:
            kind, level = (ITEM, max(depth, 1)) if tag == "li" else (PARAGRAPH, 0)
            yield Block(kind, own, level, place=numbered.paragraph())
        waiting += [(child, deeper) for child in reversed(each) if _is_block(child)]


def _is_block(element: Any) -> bool:
    return isinstance(element.tag, str) and (
        element.tag in TEXTS or element.tag in {"body", "ul", "ol", "li", "table", "dl", "header", "footer"}
        or re.fullmatch(r"h[1-6]", element.tag) is not None or element.tag in {"figure", "details", "summary", "center"}
    )  # fmt: skip


def _own_text(element: Any) -> str:
    """Its text without that of the blocks in it."""
    found = [element.text or ""]
    for child in element:
        if not _is_block(child) and child.tag not in UNSEEN and isinstance(child.tag, str):
            found.append(" " if child.tag == "br" else child.text_content())
        found.append(child.tail or "")
    return one_line("".join(found))


def _web_rows(table: Any) -> Iterator[tuple[str, ...]]:
    """A cell that spans rows stands in each of them; one that spans columns in the first alone."""
    waiting: dict[int, tuple[int, str]] = {}
    for row in table.iter("tr"):
        if next(row.iterancestors("table")) is not table:
            continue
        cells: list[str] = []
        for cell in row.iterchildren("td", "th"):
            _take_spanning(cells, waiting)
            text = "\n".join(filter(None, map(one_line, _cell_lines(cell))))
            if (down := _number(cell.get("rowspan"))) > 1:
                waiting[len(cells)] = (down - 1, text)
            cells += [text, *[""] * (_number(cell.get("colspan")) - 1)]
        _take_spanning(cells, waiting)
        yield tuple(cells)


def _take_spanning(cells: list[str], waiting: dict[int, tuple[int, str]]) -> None:
    while (place := len(cells)) in waiting:
        left, text = waiting.pop(place)
        cells.append(text)
        if left > 1:
            waiting[place] = (left - 1, text)


def _cell_lines(cell: Any) -> list[str]:
    entries = cell.findall(".//li") or cell.findall(".//p")
    return [each.text_content() for each in entries] or [cell.text_content()]


def _number(text: str | None) -> int:
    return min(int(text), 60) if text and text.isascii() and text.isdigit() and int(text[:4]) else 1


# --- PDF -------------------------------------------------------------------------------------------------------------


def pdf(file: BinaryIO) -> Iterator[Block]:
    """Tables as they are drawn, and the lines of text beside them: a larger line is a heading."""
    import pdfplumber

    with pdfplumber.open(io.BytesIO(file.read())) as document:
        if len(document.pages) > MOST_PAGES:
            raise FileRefused(TOO_MUCH)
        before: Block | None = None
        for number, page in enumerate(document.pages, 1):
            for block in _page_blocks(page, number):
                before, done = _carried(before, block)
                if done is not None:
                    yield done
            page.close()
        if before is not None:
            yield before


def _carried(before: Block | None, block: Block) -> tuple[Block, Block | None]:
    """A table that goes on on the next page without titles of its own is one table."""
    same = before is not None and before.kind == block.kind == TABLE
    if before is not None and same and len(before.rows[0]) == len(block.rows[0]):
        rows = block.rows[1:] if block.rows[0] == before.rows[0] else block.rows
        return Block(TABLE, rows=(*before.rows, *rows), place=before.place), None
    return block, before


def _page_blocks(page: Any, number: int) -> Iterator[Block]:
    tables = [table for table in page.find_tables() if len(table.rows) > 1]
    usual = _usual_size(page)
    found: list[tuple[float, Block]] = []
    for count, table in enumerate(tables, 1):
        rows = tuple(
            tuple("\n".join(map(one_line, (cell or "").split("\n"))) for cell in row) for row in table.extract()
        )
        found.append((table.bbox[1], Block(TABLE, rows=_rows_in_lines(rows), place=f"page {number}, table {count}")))
    for line in page.extract_text_lines(return_chars=True):
        middle = (line["top"] + line["bottom"]) / 2
        if not any(table.bbox[1] <= middle <= table.bbox[3] for table in tables):
            found.append((line["top"], _line_block(line, usual, f"page {number}")))
    yield from _paragraphs([block for _, block in sorted(found, key=lambda placed: placed[0])])


def _rows_in_lines(rows: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(one_line(cell) for cell in row) for row in rows)


def _usual_size(page: Any) -> float:
    sizes = sorted(char["size"] for char in page.chars)
    return float(sizes[len(sizes) // 2]) if sizes else 10.0


def _line_block(line: Any, usual: float, place: str) -> Block:
    text = one_line(line["text"])
    size = max(char["size"] for char in line["chars"])
    bold = all("bold" in char["fontname"].lower() for char in line["chars"] if char["text"].strip())
    if match := re.match(r"([-•▪◦–*])\s+(\S.*)", text):
        return Block(ITEM, match[2], 1, match[1], place=place)
    if size > usual * 1.15 or (bold and len(text) <= 90):
        return Block(HEADING, text, 1 if size > usual * 1.6 else 2 if size > usual * 1.15 else 3, place=place)
    return Block(PARAGRAPH, text, place=place)


def _paragraphs(blocks: list[Block]) -> Iterator[Block]:
    """Lines that follow each other are one paragraph, until one ends with a full stop; headings of one size as well."""
    before: Block | None = None
    for block in blocks:
        goes_on = before is not None and before.kind in (PARAGRAPH, ITEM) and not before.text.endswith((".", ":"))
        wraps = before is not None and before.kind == block.kind == HEADING and before.level == block.level
        if before is not None and (wraps or (goes_on and block.kind == PARAGRAPH and block.text[:1].islower())):
            text = f"{before.text} {block.text}"
            before = Block(before.kind, text, before.level, before.sign, place=before.place)
            continue
        if before is not None:
            yield before
        before = block
    if before is not None:
        yield before


if __name__ == "__main__":
    main()
