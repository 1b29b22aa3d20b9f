"""Any cell of any export: no text becomes a formula, and a negative number stays a number (trust S5)."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

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
