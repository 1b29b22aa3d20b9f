"""What the tests of workbooks share: a quarter downloaded, filled in, uploaded and confirmed."""

import io
import re

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook

RETURN = "/strategies/wlc-customer-2023-28/returns/2026-27-Q2/"
WORKBOOK, CSV, UPLOAD = f"{RETURN}workbook.xlsx", f"{RETURN}workbook.csv", f"{RETURN}import/"
Fill = dict[str, dict[str, object]]


def text(response) -> str:
    return response.content.decode()


def book_of(client) -> Workbook:
    return load_workbook(io.BytesIO(client.get(WORKBOOK).content))


def rows_by_reference(book: Workbook) -> dict[str, int]:
    sheet = book["Values"]
    return {sheet.cell(row, 4).value: row for row in range(2, sheet.max_row + 1)}


def column(book: Workbook, title: str) -> int:
    return next(cell.column for cell in book["Values"][1] if cell.value == title)


def filled(book: Workbook, fill: Fill) -> bytes:
    """The workbook with `{"2.2": {"Numerator": 5}}` filled in."""
    places = rows_by_reference(book)
    for reference, cells in fill.items():
        for title, value in cells.items():
            book["Values"].cell(places[reference], column(book, title)).value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def upload(client, data: bytes, name: str = "values.xlsx"):
    return client.post(UPLOAD, {"file": SimpleUploadedFile(name, data)}, follow=True)


def confirm(client, page, **more):
    """Saves what the page shows."""
    seen = re.search(r'name="seen" value="(\w+)"', text(page))
    sent = {"save": "yes", "seen": seen[1] if seen else ""} | more
    return client.post(page.redirect_chain[-1][0], sent, follow=True)


RATIO = {"Numerator": 13_300, "Denominator": 17_500}
