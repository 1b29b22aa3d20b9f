"""Any cell of any export: no text becomes a formula, and a negative number stays a number (trust S5)."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

Cell = str | int | Decimal | date | None
GUARD = "'"
STARTS_A_FORMULA = tuple("=+-@\t\r\n|＝＋－＠")
"""What spreadsheet programs take for the start of a formula or a command, in CSV files."""
FORBIDDEN_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
LONGEST_TEXT = 32_767


def workbook_text(value: str) -> str:
    """A text as a workbook can hold it: what XML forbids is replaced, and it ends where a cell ends."""
    return (
        FORBIDDEN_IN_XML.sub("\N{REPLACEMENT CHARACTER}", value)
        .replace("\r\n", "\n")
        .replace("\r", "\n")[:LONGEST_TEXT]
    )


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


def plain_text(value: str) -> str:
    """A text for CSV: an apostrophe keeps a spreadsheet program from taking it for a formula."""
    return f"{GUARD}{value}" if value.startswith((*STARTS_A_FORMULA, GUARD)) else value


def csv_text(rows: Iterable[Sequence[Cell]]) -> str:
    """Rows as CSV: texts in quotation marks, numbers bare, dates as 2026-11-21, empty cells empty."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerows([_csv_cell(value) for value in row] for row in rows)
    return out.getvalue()


def _csv_cell(value: Cell) -> Any:
    if isinstance(value, str):
        return plain_text(value.replace("\0", ""))
    return value.isoformat() if isinstance(value, date) else "" if value is None else value
