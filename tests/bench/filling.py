"""Fills in a quarter's spreadsheet as an officer would, every row with the same mark."""

import csv
import io
from collections.abc import Iterator, Sequence

from openpyxl import load_workbook

RATIO = " ÷ "
"""What “How it is made” says of a figure that is made from a numerator and a denominator."""

DENOMINATOR = 100_000


def fill_csv(text: str, mark: int, rows: int) -> bytes:
    """The first rows that belong to a unit, filled in; `text` is the CSV that the portal gave."""
    head, *below = csv.reader(io.StringIO(text.removeprefix("\ufeff")))
    ours = [row for row in below if row[head.index("Unit")]][:rows]
    for row in ours:
        for title, figure in figures(row[head.index("How it is made")], mark):
            row[head.index(title)] = str(figure)
    out = io.StringIO()
    csv.writer(out).writerows([head, *ours])
    return out.getvalue().encode()


def fill_workbook(content: bytes, mark: int, rows: int) -> bytes:
    """The workbook that the portal gave, its first rows filled in."""
    book = load_workbook(io.BytesIO(content))
    sheet = book["Values"]
    top, head = _row_of_titles([[cell.value for cell in row] for row in sheet.iter_rows(max_row=20)])
    for row in sheet.iter_rows(min_row=top + 1, max_row=top + rows):
        for title, figure in figures(row[head.index("How it is made")].value or "", mark):
            row[head.index(title)].value = figure
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def figures(made_of: str, mark: int) -> Iterator[tuple[str, int]]:
    """What is typed into one row, by the title of the column. The mark is the first."""
    if RATIO in made_of:
        yield from (("Numerator", mark), ("Denominator", DENOMINATOR))
    else:
        yield "Value", mark


def _row_of_titles(rows: Sequence[Sequence]) -> tuple[int, list]:
    """The number of the row that names the columns, counted from 1, and the row."""
    return next((place, list(row)) for place, row in enumerate(rows, 1) if "Key" in row and "Version" in row)
