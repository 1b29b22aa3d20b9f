"""What is wrong in an uploaded file is named by sheet and cell, and nothing of the file is saved."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from openpyxl import Workbook

from indicators.models import ReportingPeriod, Value
from strategy_portal.models import Upload
from tests.strategy_portal.uploads import hostile

from .filling_in import RATIO, WORKBOOK, book_of, column, confirm, filled, rows_by_reference, text, upload


@pytest.mark.parametrize(
    ("fill", "cell", "said"),
    [
        ({"2.2": {"Numerator": "lots", "Denominator": 5}}, "Numerator", "“lots” is not a number"),
        ({"2.2": {"Numerator": 5}}, "Denominator", "as well"),
        ({"2.2": {"Numerator": 5, "Denominator": 0}}, "Denominator", "divided by zero"),
        ({"2.2": {"Numerator": "#DIV/0!", "Denominator": 5}}, "Numerator", "is not a number"),
        ({"2.2": {"Is there a value?": "Not available"}}, "Why is there no value?", "Say why"),
        ({"2.2": {"Is there a value?": "perhaps"}}, "Is there a value?", "perhaps"),
        ({"2.2": {"Value": 84}}, "Value", "not asked for here"),
        ({"1.4": {"Numerator": 1}}, "Numerator", "Approved: a workbook can’t change this value"),
    ],
    ids=["text", "half", "zero", "error value", "no reason", "no choice", "wrong cell", "approved"],
)  # fmt: skip
def test_an_error_names_its_sheet_and_cell_and_stops_the_whole_file(officer, fill, cell, said):
    book = book_of(officer)
    reference = next(iter(fill))
    address = f"Values, cell {book['Values'].cell(rows_by_reference(book)[reference], column(book, cell)).coordinate}"
    before = Value.history.count()
    page = upload(officer, filled(book, {"2.3": RATIO} | fill))
    assert f"{address}</th>" in text(page)
    assert said in text(page)
    confirm(officer, page)
    assert Value.history.count() == before


def test_a_locked_period_refuses_what_the_file_says(officer, expected, people):
    """Rules 3.5."""
    data = filled(book_of(officer), {"2.2": RATIO})
    ReportingPeriod.objects.filter(pk=expected("2.2").period.pk).update(locked_at=timezone.now())
    assert "Period locked: a workbook can’t change this value" in text(upload(officer, data))


def test_a_period_that_is_locked_before_the_file_is_confirmed_refuses_it(officer, expected):
    """Rules 3.5."""
    page = upload(officer, filled(book_of(officer), {"2.2": RATIO}))
    ReportingPeriod.objects.filter(pk=expected("2.2").period.pk).update(locked_at=timezone.now())
    after = text(confirm(officer, page))
    assert "The file was checked again" in after
    assert "Period locked: a workbook can’t change this value" in after
    assert expected("2.2").value is None


def test_a_submitted_value_is_not_changed_by_a_file(officer, expected):
    data = filled(book_of(officer), {"2.1": {"Numerator": 1}})
    Value.objects.filter(pk=expected("2.1").value.pk).update(state="submitted")
    assert "Submitted: a workbook can’t change this value" in text(upload(officer, data))


def test_a_row_of_somebody_else_is_refused(officer, signed_in):
    assert "is not yours to enter" in text(upload(officer, signed_in("performance").get(WORKBOOK).content))


def test_the_workbook_of_another_quarter_is_refused(officer):
    data = officer.get(WORKBOOK.replace("2026-27-Q2", "2026-27-Q1")).content
    assert "of another quarter" in text(upload(officer, data))


def test_a_value_that_stands_twice_is_refused(officer):
    book = book_of(officer)
    book["Values"].append([cell.value for cell in book["Values"][2]])
    assert "stands in the file more than once" in text(upload(officer, filled(book, {})))


def test_a_row_without_its_key_is_refused(officer):
    book = book_of(officer)
    book["Values"]["A2"] = None
    assert "does not say which value it is" in text(upload(officer, filled(book, {})))


def deleted_titles(book: Workbook) -> None:
    book["Values"].delete_rows(1)


def deleted_column(book: Workbook) -> None:
    book["Values"].delete_cols(column(book, "Numerator"))


def no_rows(book: Workbook) -> None:
    book["Values"].delete_rows(2, 100)


@pytest.mark.parametrize("spoil", [deleted_titles, deleted_column, no_rows], ids=lambda spoil: spoil.__name__)
def test_a_file_that_is_not_our_workbook_is_refused_at_once(officer, spoil: Callable):
    book = book_of(officer)
    spoil(book)
    page = upload(officer, filled(book, {}))
    assert page.status_code == 422
    assert "Download the workbook of this quarter" in text(page)
    assert Upload.objects.count() == 0


def test_hostile_files_are_refused_and_leave_no_row(officer):
    """Trust S5. One that is larger than any request may be is not even read."""
    pages = {make.__name__: upload(officer, make()) for make in hostile.HOSTILE}
    assert pages.pop("too_large").status_code == 413
    assert {name: page.status_code for name, page in pages.items()} == dict.fromkeys(pages, 422)
    assert {name for name, page in pages.items() if 'href="#id_file"' not in text(page)} == set()
    assert Upload.objects.count() == 0
    assert not Value.history.filter(history_event="imported").exists()
