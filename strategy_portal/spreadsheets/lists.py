"""A list as a file: what a page shows, filtered and sorted as there, all its pages."""

import io
from collections.abc import Callable, Sequence
from decimal import Decimal
from html import unescape
from html.parser import HTMLParser
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.html import strip_tags
from django_tables2 import Table

from .cells import Cell, csv_text
from .downloads import WORKBOOK_TYPE, attachment

ASKED = "download"
NARROWEST, WIDEST = 8, 60
"""Characters: of a column of a workbook."""

Row = Sequence[Cell]


class Downloadable:
    """For a page with one list: `?download=csv` or `?download=xlsx` gives it as a file.

    `file_name` is without its ending. The template shows the links with `components/download.html`.
    """

    request: HttpRequest
    file_name = "list"

    def render_to_response(self, context: dict[str, Any], **response_kwargs: Any) -> HttpResponse:
        asked = self.request.GET.get(ASKED, "")
        if asked not in FORMATS or not (rows := self.rows(context)):
            return super().render_to_response(context, **response_kwargs)  # type: ignore[misc, no-any-return]
        write, content_type = FORMATS[asked]
        return attachment(write(rows), f"{self.file_name}.{asked}", content_type)

    def rows(self, context: dict[str, Any]) -> Sequence[Row]:
        """Headings, then the rows; empty where the page has no list now. Without more: those of the page's table."""
        table: Table | None = context.get("table")
        return [[_cell(value) for value in row] for row in table.as_values()] if table is not None else []


class ShownTables(Downloadable):
    """The same for a page whose template writes its tables out, all rows of them: the file says what they say.

    `data-list` marks a table whose rows are the list; where there are several, the first has the headings.
    `data-apart` marks the heading of a column of links and buttons.
    """

    def rows(self, context: dict[str, Any]) -> Sequence[Row]:
        reader = _TableReader()
        reader.feed(render_to_string(self.get_template_names(), context, self.request))  # type: ignore[attr-defined]
        return reader.rows


class _TableReader(HTMLParser):
    """The texts of the cells of the marked tables, without what only a screen reader says."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[Cell]] = []
        self.is_list = self.is_number = False
        self.apart: set[int] = set()
        self.place, self.hidden, self.said = -1, 0, list[str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "table":
            self.is_list = "data-list" in given
            self.is_first = not self.rows
        elif tag == "tr":
            self.row: list[Cell] = []
            self.is_heading, self.place = True, -1
        elif tag in ("th", "td"):
            self.place, self.said, self.is_number = self.place + 1, [], "number" in (given.get("class") or "").split()
            self.is_heading = self.is_heading and tag == "th"
            if "data-apart" in given:
                self.apart.add(self.place)
        elif self.hidden or tag == "progress" or "visually-hidden" in (given.get("class") or "").split():
            self.hidden += tag not in VOID
        elif tag in LINES:
            self.said.append(NEW_LINE)

    def handle_endtag(self, tag: str) -> None:
        if self.hidden and tag not in VOID:
            self.hidden -= 1
        elif tag in ("th", "td") and self.is_list and self.place not in self.apart:
            text = _one_line("".join(self.said))
            self.row.append(_number(text) if self.is_number else text)
        elif tag == "tr" and self.is_list and (self.is_first or not self.is_heading):
            self.rows.append(self.row)
        elif tag == "table":
            self.is_list = False

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.said.append(data)


NEW_LINE = "\0"
VOID = {"br", "hr", "img", "input", "wbr"}
LINES = {"br", "div", "li", "p", "ul", "ol"}
"""Elements that begin a new line."""


def _one_line(said: str) -> str:
    """Lines below each other, one after the other."""
    lines = [line for each in said.split(NEW_LINE) if (line := " ".join(each.split()))]
    return " ".join(line if line.endswith((*".;:,?!",)) else f"{line};" for line in lines).removesuffix(";")


def _number(text: str) -> Cell:
    plain = text.replace(",", "")
    return int(plain) if plain.isdecimal() else text or None


def as_csv(rows: Sequence[Row]) -> bytes:
    """The mark in front tells spreadsheet programs the encoding."""
    return csv_text(rows).encode("utf-8-sig")


def as_workbook(rows: Sequence[Row]) -> bytes:
    """One sheet: headings that stay in view and filter, columns as wide as their texts."""
    from .writing import Pen, framed, heading, lay_out, new_book

    out = io.BytesIO()
    book = new_book(out, title="List", creator="Strategy Portal")
    pen = Pen(book, "List", [_width(column) for column in zip(*rows, strict=True)])
    head, body = book.add_format(heading()), book.add_format(framed())
    for place, row in enumerate(rows):
        pen.write(row, [body if place else head] * len(row))
    pen.sheet.autofilter(0, 0, len(rows) - 1, len(rows[0]) - 1)
    lay_out(pen.sheet, title="List", stays="A2")
    book.close()
    return out.getvalue()


FORMATS: dict[str, tuple[Callable[[Sequence[Row]], bytes], str]] = {
    "csv": (as_csv, "text/csv; charset=utf-8"),
    "xlsx": (as_workbook, WORKBOOK_TYPE),
}


def _width(column: Sequence[Cell]) -> int:
    return max(NARROWEST, min(WIDEST, 2 + max(len(str(cell or "")) for cell in column)))


def _cell(value: Any) -> Cell:
    """What a reader sees, without its mark-up; numbers stay numbers."""
    if isinstance(value, str):
        return " ".join(unescape(strip_tags(value.replace("<", " <"))).split())
    return value if value is None or (isinstance(value, int | Decimal) and not isinstance(value, bool)) else str(value)
