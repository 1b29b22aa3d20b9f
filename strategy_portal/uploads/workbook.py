"""A workbook's sheets as text, by openpyxl: called in the limited process alone (child.py)."""

import warnings
import zipfile
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, BinaryIO

import openpyxl

from .parts import MOST_ROWS, check_parts
from .safety import Refused

MOST_TEXT = 12_000_000
"""Characters in all cells together: one long text that a million cells share is counted a million times."""
LONGEST_TEXT = 32_767


def sheets_of(file: BinaryIO) -> list[dict[str, Any]]:
    """Each sheet's name and rows; each cell as the text that a person would have typed, empty as ""."""
    with zipfile.ZipFile(file) as archive:
        check_parts(archive)
    file.seek(0)
    warnings.simplefilter("ignore")  # about drop-downs and the like, which are not read
    book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
    room = MOST_TEXT
    sheets = []
    for sheet in book.worksheets:
        sheet.reset_dimensions()  # what the sheet claims to be
        rows = []
        for row in sheet.iter_rows(max_row=MOST_ROWS):
            texts = [cell_text(cell) for cell in row]
            room -= sum(map(len, texts))
            if room < 0:
                raise Refused("The workbook holds too much text. Upload the values in several workbooks.")
            rows.append(texts)
        sheets.append({"name": sheet.title, "rows": rows})
    return sheets


def cell_text(cell: Any) -> str:
    """What stands in the cell, as text. 0.845 in a cell of percentages is 84.5%, as it shows."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return _number(value, percent="%" in (cell.number_format or ""))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    return value.isoformat() if isinstance(value, date | time) else str(value)


def _text(value: str) -> str:
    if len(value) > LONGEST_TEXT:
        raise Refused(f"A cell holds more than {LONGEST_TEXT:,} characters. Shorten it and upload the workbook again.")
    return value.replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n")


def _number(value: int | float, *, percent: bool) -> str:
    """The decimal that the cell shows: a workbook stores binary numbers, and repr() gives back what was typed."""
    number = Decimal(repr(value))
    if not number.is_finite():
        return str(value)
    shown = number * 100 if percent else number
    text = f"{shown:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return f"{text}%" if percent else text
