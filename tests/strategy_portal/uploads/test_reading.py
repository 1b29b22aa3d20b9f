"""What is read is what the person saw in the cell."""

import io
import subprocess
import sys
from datetime import date, datetime

import pytest
from openpyxl import Workbook

from strategy_portal.uploads.reading import ROOT, FileRefused, read_csv, read_file, read_workbook

from . import hostile


def read_cell(value, number_format: str = "") -> str:
    book = Workbook()
    book.active["A1"] = value
    if number_format:
        book.active["A1"].number_format = number_format
    out = io.BytesIO()
    book.save(out)
    return read_workbook(out)[0].rows[0][0]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (84, "84"), (84.5, "84.5"), (0.1 + 0.2, "0.3"), (-3, "-3"), (0, "0"),
        (1e21, "1000000000000000000000"), (True, "TRUE"), ("  two words ", "  two words "),
        (date(2026, 11, 21), "2026-11-21"),
        (datetime(2026, 11, 21, 9, 30), "2026-11-21 09:30:00"), ("#N/A", "#N/A"), ("one\r\ntwo", "one\ntwo"),
    ],
)  # fmt: skip
def test_a_cell_is_the_text_that_a_person_would_have_typed(value, text):
    assert read_cell(value) == text


@pytest.mark.parametrize(("stored", "text"), [(0.845, "84.5%"), (0.07, "7%"), (1, "100%"), (0, "0%")])
def test_a_cell_shown_as_a_percentage_is_read_as_shown(stored, text):
    assert read_cell(stored, "0.0%") == text


def test_an_empty_cell_is_not_zero():
    """Rules 1.4."""
    book = Workbook()
    book.active.append([0, None, 5])
    out = io.BytesIO()
    book.save(out)
    assert read_workbook(out)[0].rows == [["0", "", "5"]]


def test_rows_keep_their_numbers_where_one_between_them_is_empty():
    book = Workbook()
    book.active["A1"], book.active["A3"] = "first", "third"
    out = io.BytesIO()
    book.save(out)
    assert [row[:1] for row in read_workbook(out)[0].rows] == [["first"], [], ["third"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_a_csv_file_is_read_however_windows_saved_it(encoding):
    data = "Indicator,Value\r\n“Calls”,84\r\n".encode(encoding)
    assert read_csv(io.BytesIO(data), "values.csv").rows == [["Indicator", "Value"], ["“Calls”", "84"]]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"PK\0\0", "not a CSV file"),
        (b"x\r\n" * 10_001, "more than 10,000 rows"),
        (b"," * 60, "60 columns"),
        (b'"' + b"x" * 140_000 + b'"', "damaged"),
        (b"x" * (11 << 20), "larger than 10 MB"),
    ],
    ids=["zip", "rows", "columns", "long cell", "large"],
)
def test_a_csv_file_beyond_the_limits_is_refused(data, said):
    with pytest.raises(FileRefused, match=said):
        read_csv(io.BytesIO(data), "values.csv")


def test_a_workbook_with_macros_is_refused_by_its_name_already():
    with pytest.raises(FileRefused, match="without macros"):
        read_file(io.BytesIO(b""), "Values.XLSM")


def test_a_sheet_is_read_whatever_program_wrote_it():
    """Another name for the same words, cells without addresses, texts in the cell, rows that are left out or late."""
    text = "<x:is><x:r><x:t>Half </x:t></x:r><x:r><x:t>bold</x:t></x:r><x:rPh><x:t>haafu</x:t></x:rPh></x:is>"
    rows = (
        f'<x:row r="2"><x:c t="inlineStr">{text}</x:c>'
        '<x:c r="C2" t="str"><x:f>1&amp;"%"</x:f><x:v>1%</x:v></x:c></x:row>'
        '<x:row r="1"><x:c r="A1"><x:v>9</x:v></x:c></x:row><x:row><x:c><x:v>1.50</x:v></x:c></x:row>'
    )
    sheet = f'<x:worksheet xmlns:x="{hostile.MAIN}"><x:sheetData>{rows}</x:sheetData></x:worksheet>'
    book = hostile.book({"xl/worksheets/sheet1.xml": sheet})
    assert read_workbook(io.BytesIO(book))[0].rows == [[], ["Half bold", "", "1%"], ["1.5"]]


@pytest.mark.parametrize("child", ["child", "document_child"])
def test_the_process_that_reads_a_file_loads_no_django(child):
    """It knows no setting, and Django was a third of the time that a small file took."""
    asked = f"import sys, strategy_portal.uploads.{child}; print('django' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "False"
