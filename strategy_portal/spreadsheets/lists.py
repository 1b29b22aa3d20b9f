"""A list as a file: what a page shows, filtered and sorted as there, all its pages."""

import io
from collections.abc import Callable, Sequence
from decimal import Decimal
from html import unescape
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.html import strip_tags
from django_tables2 import Table

from .cells import WORKBOOK_TYPE, Cell, attachment, csv_text

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
