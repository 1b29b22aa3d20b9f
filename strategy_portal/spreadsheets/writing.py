"""Cells of workbooks: a text is stored as text, whatever it looks like (trust S5).

Whoever imports this loads openpyxl, 20 megabytes of it: pages do so only once a workbook is asked for.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from .cells import Cell, column_letter, workbook_text

LINE, HIGHEST = 15, 405
"""Points: of a line, and of the highest row that a workbook can have."""
USED = 0.9
"""The part of a cell's width that lines of words fill."""


def fill(cell: WriteOnlyCell, value: Cell) -> WriteOnlyCell:
    """Put a value into a cell of a workbook: a text is stored as text whatever it looks like, a number as number."""
    if isinstance(value, str):
        cell._value, cell.data_type = workbook_text(value), "s"
    elif isinstance(value, date) and not isinstance(value, datetime):
        cell._value, cell.data_type = value, "d"
    elif value is None or isinstance(value, int | Decimal):
        cell._value, cell.data_type = value, "n"
    else:
        raise TypeError(f"{type(value).__name__} has no place in a workbook")
    return cell


class CellSheet(WriteOnlyWorksheet):
    """A sheet whose rows are cells: openpyxl tries each as a bare value first, which takes a third of the time."""

    def _values_to_row(self, values: Iterable[WriteOnlyCell], row_idx: int) -> Iterator[WriteOnlyCell]:
        for column, cell in enumerate(values, start=1):
            cell.column, cell.row = column, row_idx
            yield cell


class Pen:
    """Writes rows into a new sheet of a write-only workbook, with the same cells again and again.

    `widths` are those of the columns, in characters. A row is as high as its longest text needs: not every program
    works that out for itself.
    """

    def __init__(self, book: Workbook, title: str, widths: Sequence[int]):
        self.sheet = CellSheet(book, title)
        book._add_sheet(self.sheet)
        self.cells = [WriteOnlyCell(self.sheet) for _ in widths]
        self.widths, self.rows = widths, 0
        for place, width in enumerate(widths, start=1):
            self.sheet.column_dimensions[column_letter(place)].width = width

    def write(self, values: Sequence[Cell], looks: Iterable[Any]) -> None:
        """One row; `looks` has a style for each cell, as `style_of` gives it."""
        self.rows += 1
        lines = max(map(_lines, values, self.widths))
        if lines > 1:
            self.sheet.row_dimensions[self.rows].height = min(lines * LINE, HIGHEST)
        for cell, value, look in zip(self.cells, values, looks, strict=True):
            fill(cell, value)._style = look
        self.sheet.append(self.cells)


def _lines(value: Cell, width: int) -> int:
    """How many lines a cell of that width needs: words break early, so that not quite all of it is used."""
    if not isinstance(value, str) or (len(value) < width and "\n" not in value):
        return 1
    return sum(1 + int(len(line) // (width * USED)) for line in value.split("\n"))


def style_of(sheet: Any, **parts: Any) -> Any:
    """A look for any number of cells: font, fill, border, alignment, protection, number_format."""
    cell = WriteOnlyCell(sheet)
    for name, part in parts.items():
        setattr(cell, name, part)
    return cell._style
