"""Workbooks as they are written: a text is stored as text, whatever it looks like (trust S5).

Whoever imports this loads the library that writes workbooks: pages do so only once one is asked for.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, BinaryIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from .cells import Cell, workbook_text

LINE, HIGHEST = 15, 405
"""Points: of a line, and of the highest row that a workbook can have."""
USED = 0.9
"""The part of a cell's width that lines of words fill."""
A4 = 9
DATE = "dd/mm/yyyy"


def new_book(out: BinaryIO, *, title: str, creator: str) -> Workbook:
    """A workbook that is written to `out` when it is closed, and to no other file before."""
    book = Workbook(out, {"in_memory": True})
    book.set_properties({"title": title, "author": creator})
    return book


class Pen:
    """Writes rows into a new sheet.

    `widths` are those of the columns, in characters. A row is as high as its longest text needs: not every program
    works that out for itself.
    """

    def __init__(self, book: Workbook, title: str, widths: Sequence[int], hidden: Collection[int] = ()):
        self.sheet: Worksheet = book.add_worksheet(title)
        self.widths, self.rows = widths, 0
        for place, width in enumerate(widths):
            self.sheet.set_column(place, place, width, None, {"hidden": place in hidden})

    def write(self, values: Sequence[Cell], looks: Iterable[Format]) -> None:
        """One row, with a look for each cell."""
        lines = max(map(_lines, values, self.widths))
        if lines > 1:
            self.sheet.set_row(self.rows, min(lines * LINE, HIGHEST))
        for place, (value, look) in enumerate(zip(values, looks, strict=True)):
            _write(self.sheet, self.rows, place, value, look)
        self.rows += 1


def _write(sheet: Worksheet, row: int, place: int, value: Cell, look: Format) -> None:
    """Each kind by its own name: the library's `write` guesses, and takes some texts for formulas."""
    if value is None:
        sheet.write_blank(row, place, None, look)
    elif isinstance(value, str):
        sheet.write_string(row, place, workbook_text(value), look)
    elif isinstance(value, int | Decimal):
        sheet.write_number(row, place, value, look)
    elif isinstance(value, date) and not isinstance(value, datetime):
        sheet.write_datetime(row, place, value, look)
    else:
        raise TypeError(f"{type(value).__name__} has no place in a workbook")


def _lines(value: Cell, width: int) -> int:
    """How many lines a cell of that width needs: words break early, so that not quite all of it is used."""
    if not isinstance(value, str) or (len(value) < width and "\n" not in value):
        return 1
    return sum(1 + int(len(line) // (width * USED)) for line in value.split("\n"))


def framed(**more: Any) -> dict[str, Any]:
    """The look of a cell in a table: its lines, and words that wrap."""
    return {"border": 1, "border_color": "#BFBFBF", "text_wrap": True, "valign": "top"} | more


def heading(**more: Any) -> dict[str, Any]:
    """The look of a table's first row."""
    return framed(bold=True, font_color="#FFFFFF", bg_color="#0B4F6C") | more


def lay_out(sheet: Worksheet, *, title: str, stays: str, pages_wide: int = 1) -> None:
    """A row of titles that stays in view and on each page of paper, which has a header and its number."""
    sheet.freeze_panes(stays)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(pages_wide, 0)
    sheet.repeat_rows(0)
    sheet.set_header(f"&L{title.replace('&', '&&')}")
    sheet.set_footer("&L&A&RPage &P of &N")
