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

from .cells import Cell, workbook_text


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
    """Writes rows into a new sheet of a write-only workbook, with the same cells again and again."""

    def __init__(self, book: Workbook, title: str, width: int):
        self.sheet = CellSheet(book, title)
        book._add_sheet(self.sheet)
        self.cells = [WriteOnlyCell(self.sheet) for _ in range(width)]

    def write(self, values: Sequence[Cell], looks: Iterable[Any]) -> None:
        """One row; `looks` has a style for each cell, as `style_of` gives it."""
        for cell, value, look in zip(self.cells, values, looks, strict=True):
            fill(cell, value)._style = look
        self.sheet.append(self.cells)


def style_of(sheet: Any, **parts: Any) -> Any:
    """A look for any number of cells: font, fill, border, alignment, protection, number_format."""
    cell = WriteOnlyCell(sheet)
    for name, part in parts.items():
        setattr(cell, name, part)
    return cell._style
