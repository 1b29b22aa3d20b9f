"""Exports hold no formula, whatever people have typed (trust S5)."""

import csv
import io
import random
import subprocess
import sys
import zipfile
from datetime import date
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from strategy_portal.spreadsheets.cells import csv_text, workbook_text
from strategy_portal.spreadsheets.writing import Pen, new_book
from strategy_portal.uploads.reading import column_letter, read_csv, read_workbook
from tests.strategy_portal.uploads.hostile import MAIN

STARTS = [
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "\n",
    "|",
    "'",
    '"',
    ";",
    ",",
    " =",
    "\t=",
    "＝",
    "－",
    "#N/A",
    "",
    "{=",
    "_x003D_",
]
ENDS = [
    "1+1", "SUM(A1:A9)", "cmd|' /C calc'!A0", 'HYPERLINK("http://example.org","x")', "IMPORTXML(A1,B1)", "84", "-5",
    "1e9", "DDE(\"a\";\"b\")", "2+5+cmd|'x'!A", "WEBSERVICE(A1)", "TRUE", "", "A1\n=B1", 'a","=1+1', "\0=1",
]  # fmt: skip
CELL = f"{{{MAIN}}}c"


def generated_strings(count: int) -> list[str]:
    """Dangerous starts with dangerous ends, and any characters at all; the same at each run."""
    chance = random.Random(2026)
    known = [start + end for start in STARTS for end in ENDS]
    signs = [chr(code) for code in [*range(0, 0x250), 0x2212, 0xFF1D, 0xFEFF, 0xFFFE, 0xD800, 0x1F600]]
    wild = ["".join(chance.choices(signs, k=chance.randint(1, 12))) for _ in range(count - len(known) * 2)]
    return known + [f"{chance.choice(STARTS)}{text}" for text in known] + wild


STRINGS = generated_strings(10_000)


def workbook_of(rows: list[list]) -> io.BytesIO:
    out = io.BytesIO()
    book = new_book(out, title="Export", creator="The council")
    pen, look = Pen(book, "Export", [20] * len(rows[0])), book.add_format()
    for row in rows:
        pen.write(row, [look] * len(row))
    book.close()
    return out


def cells_of(workbook: io.BytesIO) -> list[ElementTree.Element]:
    with zipfile.ZipFile(workbook) as archive:
        return list(ElementTree.fromstring(archive.read("xl/worksheets/sheet1.xml")).iter(CELL))


def csv_fields(text: str) -> list[str]:
    return [field for row in csv.reader(io.StringIO(text, newline="")) for field in row]


def test_10_000_strings_make_no_formula_in_a_workbook():
    cells = cells_of(workbook_of([[text] for text in STRINGS]))
    assert len(cells) == len(STRINGS) == 10_000
    assert [cell for cell in cells if cell.get("t") != "s" or cell.find(f"{{{MAIN}}}f") is not None] == []


def test_10_000_strings_make_no_formula_in_a_csv_file():
    fields = csv_fields(csv_text([text] for text in STRINGS))
    assert len(fields) == 10_000
    assert [
        field for field in fields if field.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "|", "＝", "－"))
    ] == []


@pytest.mark.parametrize("number", [Decimal("-5"), Decimal("-0.5"), -7, 0, Decimal("84.25")])
def test_a_number_stays_a_number_a_negative_one_too(number):
    cell = cells_of(workbook_of([[number]]))[0]
    assert (cell.get("t", "n"), cell[0].text) == ("n", str(number))
    assert csv_text([[number]]) == f"{number}\r\n"


FIGURES = st.decimals(-(10**11) + 1, 10**11 - 1, places=4, allow_nan=False)


@settings(deadline=None, max_examples=10)  # each starts a process, and has fifty figures or more
@given(numbers=st.lists(FIGURES, min_size=50, max_size=100))
def test_every_figure_that_can_be_stored_comes_back_from_a_workbook(numbers):
    """rules 1.1: 11 digits before the point and 4 after it are as many as a workbook keeps."""
    rows = read_workbook(workbook_of([[number] for number in numbers]))[0].rows
    assert [Decimal(row[0]) for row in rows] == numbers


def test_a_date_is_written_the_same_way_everywhere():
    assert csv_text([[date(2026, 11, 21), "x", None]]) == '"2026-11-21","x",""\r\n'


def test_what_a_workbook_has_no_place_for_is_refused():
    with pytest.raises(TypeError, match="list has no place"):
        workbook_of([[[1, 2]]])


def test_texts_come_back_from_a_workbook_as_they_were():
    texts = [text for text in STRINGS if text.strip()][:2_000]
    rows = read_workbook(workbook_of([[text] for text in texts]))[0].rows
    assert [row[0] for row in rows] == [workbook_text(text) for text in texts]


def test_texts_come_back_from_a_csv_file_as_they_were():
    texts = [text for text in STRINGS if "\0" not in text and text.isprintable()]
    data = csv_text([text, "end"] for text in texts).encode("utf-8-sig")
    assert [row[0] for row in read_csv(io.BytesIO(data), "x.csv").rows] == texts


@given(place=st.integers(1, 16_384))
def test_columns_are_called_as_openpyxl_calls_them(place):
    assert column_letter(place) == get_column_letter(place)


def test_a_worker_loads_the_libraries_of_workbooks_only_for_a_workbook():
    """openpyxl would be a sixth of the 120 megabytes that a worker may take before its first page."""
    asked = (
        "import sys, django; django.setup(); import strategy_portal.urls; "
        "print({'openpyxl', 'xlsxwriter'} & set(sys.modules))"
    )
    said = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "set()"


def test_a_row_is_as_high_as_its_longest_text_needs():
    """Not every program works the height out for itself, and lines then cover each other."""
    texts = ("Short", "A title that is much longer than its column", "Two\nlines")
    heights = load_workbook(workbook_of([[text, Decimal(1)] for text in texts]))["Export"].row_dimensions
    assert [heights[row].height for row in (1, 2, 3)] == [None, 45, 30]
