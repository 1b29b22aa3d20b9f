"""A quarter as a workbook: what is downloaded."""

import csv
import io
import zipfile

from indicators.approving.services import revise_value
from indicators.entering.workbooks.quarter import REST
from indicators.expecting.expected import expected_in
from indicators.models import Value
from tests.conftest import ON

from .filling_in import CSV, UPLOAD, WORKBOOK, book_of, column, rows_by_reference, text


def test_the_workbook_has_a_row_for_each_value_that_the_officer_owes(officer, wlc, quarter, people):
    assert len(rows_by_reference(book_of(officer))) == len(expected_in(people["officer"], wlc, quarter, ON)) == 9


def test_it_is_filled_with_what_is_known(officer):
    book = book_of(officer)
    row = rows_by_reference(book)["2.1"]
    shown = {cell.value: book["Values"].cell(row, cell.column).value for cell in book["Values"][1]}
    assert shown["Before"] == "90.7%"
    assert shown["Target"] == "90%"
    assert shown["State"].startswith("Returned: The figure leaves out")
    assert (shown["Numerator"], shown["Denominator"]) != (None, None)


def test_only_what_is_asked_for_can_be_filled_in(officer):
    """The figure of a ratio is its two parts; an approved value is closed."""
    book, places = book_of(officer), rows_by_reference(book_of(officer))
    sheet = book["Values"]
    assert sheet.protection.sheet
    locked = {
        (reference, title): sheet.cell(places[reference], column(book, title)).protection.locked
        for reference in ("2.2", "1.4")
        for title in ("Title", "Value", "Numerator", "What happened")
    }
    assert {place for place, is_locked in locked.items() if not is_locked} == {
        ("2.2", "Numerator"),
        ("2.2", "What happened"),
    }


def test_choices_are_drop_downs(officer):
    lists = [
        rule.formula1 for rule in book_of(officer)["Values"].data_validations.dataValidation if rule.type == "list"
    ]
    assert any('"Available,Not available' in choices for choices in lists)
    assert len(lists) == len([each for each in REST if each.choices])


def test_the_columns_that_name_the_slot_are_hidden(officer):
    dimensions = book_of(officer)["Values"].column_dimensions
    assert [letter for letter in dimensions if dimensions[letter].hidden] == ["A", "B"]


def test_titles_stay_in_view_and_on_each_printed_page(officer):
    sheet = book_of(officer)["Values"]
    assert sheet.freeze_panes == "G2"
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.page_setup.orientation == "landscape"


def test_it_says_how_to_fill_it_and_what_each_indicator_means(officer):
    assert book_of(officer).sheetnames == ["Values", "How to fill", "Definitions"]


def test_demonstration_data_is_marked(officer):
    assert book_of(officer)["How to fill"]["A2"].value == "Demonstration data"


def test_hostile_text_makes_no_formula_in_workbook_or_csv(officer, wlc, people):
    """Trust S4 and S5."""
    wlc.outcomes.update(title='=HYPERLINK("http://example.org")')
    Value.objects.filter(period__locked_at=None).update(what_happened="@SUM(A1)", why="+1", what_next="-1")
    with zipfile.ZipFile(io.BytesIO(officer.get(WORKBOOK).content)) as archive:
        assert not any(b"<f>" in archive.read(name) for name in archive.namelist() if "/sheet" in name)
    cells = [cell for row in csv.reader(io.StringIO(text(officer.get(CSV)))) for cell in row]
    assert "'@SUM(A1)" in cells
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))] == []


def test_the_number_of_queries_does_not_grow_with_the_values(signed_in, django_assert_max_num_queries):
    """9 rows for the officer, 94 for the performance team."""
    for username in ("officer", "performance"):
        client = signed_in(username)
        with django_assert_max_num_queries(12):
            client.get(WORKBOOK)


def test_who_owes_nothing_finds_no_workbook(signed_in, people):
    people["officer-housing"].teams.clear()
    client = signed_in("officer-housing")
    assert [client.get(address).status_code for address in (WORKBOOK, CSV, UPLOAD)] == [404, 404, 404]


def test_before_and_a_year_ago_are_approved_figures(officer, people, wlc):
    """Rules 3.4: what is being revised, or waits for approval, is no figure of the council yet."""
    revised = Value.objects.approved().get(
        indicator__key_output__outcome__strategy=wlc, indicator__key_output__outcome__number=2, indicator__order=1,
        period__slug="2026-27-Q1",
    )  # fmt: skip
    figure = revised.numerator
    revise_value(value=revised, reason="Recount", by=people["officer"])
    Value.objects.filter(pk=revised.pk).update(numerator=figure / 2)
    book = book_of(officer)
    assert book["Values"].cell(rows_by_reference(book)["2.1"], column(book, "Before")).value == "90.7%"
