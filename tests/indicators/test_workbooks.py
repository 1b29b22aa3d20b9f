"""A quarter as a workbook: downloaded, filled, uploaded, checked, confirmed."""

import csv
import io
import re
import zipfile
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import IntegrityError
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from indicators.imports import NotToApply, apply_import, check_again, check_import, receive_file
from indicators.models import Import, ReportingPeriod, Value
from indicators.services import Entered, save_value
from indicators.slots import slots_for
from indicators.workbooks.columns import REST
from tests.strategy_portal.spreadsheets import hostile

RETURN = "/strategies/wlc-customer-2023-28/returns/2026-27-Q2/"
WORKBOOK, CSV, UPLOAD = f"{RETURN}workbook.xlsx", f"{RETURN}workbook.csv", f"{RETURN}import/"
Fill = dict[str, dict[str, object]]


@pytest.fixture
def officer(signed_in):
    return signed_in("officer")


@pytest.fixture
def slot(wlc, quarter, people):
    """`slot("2.2")` is the officer's slot as it stands now."""

    def find(reference: str):
        return next(
            slot for slot in slots_for(people["officer"], wlc, quarter) if slot.indicator.reference == reference
        )

    return find


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
    return client.post(page.redirect_chain[-1][0], {"confirm": "yes"} | more, follow=True)


RATIO = {"Numerator": 13_300, "Denominator": 17_500}


# --- Download --------------------------------------------------------------------------------------------------------


def test_the_workbook_has_a_row_for_each_value_that_the_officer_owes(officer, wlc, quarter, people):
    assert len(rows_by_reference(book_of(officer))) == len(slots_for(people["officer"], wlc, quarter)) == 9


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
        with django_assert_max_num_queries(10):
            client.get(WORKBOOK)


def test_who_owes_nothing_finds_no_workbook(signed_in, people):
    people["officer-housing"].teams.clear()
    client = signed_in("officer-housing")
    assert [client.get(address).status_code for address in (WORKBOOK, CSV, UPLOAD)] == [404, 404, 404]


# --- From download to drafts -----------------------------------------------------------------------------------------


def test_fill_upload_see_confirm_and_find_the_drafts(officer, slot):
    page = upload(officer, filled(book_of(officer), {"2.2": RATIO | {"What next": "More staff"}}))
    assert "Nothing is saved yet" in text(page)
    assert "New: 1. Changed: 0. Unchanged: 8." in text(page)
    assert "13300" in text(page)
    assert slot("2.2").value is None
    assert "1 saved as draft" in text(confirm(officer, page))
    value = slot("2.2").value
    assert (value.numerator, value.denominator, value.what_next, value.state) == (13_300, 17_500, "More staff", "draft")


def test_the_history_says_who_and_from_which_file(officer, slot, people):
    confirm(officer, upload(officer, filled(book_of(officer), {"2.2": RATIO}), "Q2 values.xlsx"))
    latest = slot("2.2").value.history.latest()
    assert (latest.history_user, latest.history_change_reason) == (people["officer"], "Imported from Q2 values.xlsx")


def test_a_changed_draft_gets_the_next_version_and_keeps_the_one_before(officer, slot):
    before = slot("2.1").value
    confirm(officer, upload(officer, filled(book_of(officer), {"2.1": {"Numerator": 1}})))
    after = slot("2.1").value
    assert (after.numerator, after.version) == (1, before.version + 1)
    assert after.denominator == before.denominator
    assert after.history.get(version=before.version).numerator == before.numerator


def test_the_same_file_twice_says_no_changes(officer):
    data = filled(book_of(officer), {"2.2": RATIO, "2.1": {"Why": "Two lines\nof reasons"}})
    confirm(officer, upload(officer, data))
    again = upload(officer, data)
    assert "No changes." in text(again)
    assert "Save as draft" not in text(again)


def test_the_workbook_as_downloaded_changes_nothing(officer, signed_in):
    for client in (officer, signed_in("performance")):
        assert "No changes." in text(upload(client, client.get(WORKBOOK).content))


def test_the_csv_file_as_downloaded_changes_nothing(officer, signed_in):
    for client in (officer, signed_in("performance")):
        assert "No changes." in text(upload(client, client.get(CSV).content, "values.csv"))


def test_a_filled_csv_file_is_taken_too(officer, slot):
    rows = list(csv.reader(io.StringIO(officer.get(CSV).content.decode("utf-8-sig"))))
    row = next(row for row in rows if row[3] == "2.2")
    row[rows[0].index("Numerator")], row[rows[0].index("Denominator")] = "13,300", "17500"
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    confirm(officer, upload(officer, out.getvalue().encode(), "values.csv"))
    assert slot("2.2").value.numerator == 13_300


def test_rows_may_be_sorted_and_deleted(officer, slot):
    book = book_of(officer)
    row = rows_by_reference(book)["2.2"]
    cells = [cell.value for cell in book["Values"][row]]
    sheet = book["Values"]
    sheet.delete_rows(2, sheet.max_row)
    sheet.append(cells)
    assert "New: 1. Changed: 0. Unchanged: 0." in text(upload(officer, filled(book, {"2.2": RATIO})))


def test_a_figure_keeps_each_digit(officer, slot):
    """Rules 1.1."""
    confirm(
        officer, upload(officer, filled(book_of(officer), {"2.2": {"Numerator": 0.1234, "Denominator": "12,345.5"}}))
    )
    value = slot("2.2").value
    assert (value.numerator, value.denominator) == (Decimal("0.1234"), Decimal("12345.5"))


def test_not_available_comes_with_its_reason(officer, slot):
    fill = {"2.2": {"Is there a value?": "not available", "Why is there no value?": "System replaced"}}
    confirm(officer, upload(officer, filled(book_of(officer), fill)))
    value = slot("2.2").value
    assert (value.availability, value.reason) == ("not-available", "System replaced")


# --- Errors ----------------------------------------------------------------------------------------------------------


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


def test_a_locked_period_refuses_what_the_file_says(officer, slot, people):
    """Rules 3.5."""
    data = filled(book_of(officer), {"2.2": RATIO})
    ReportingPeriod.objects.filter(pk=slot("2.2").period.pk).update(locked_at=timezone.now())
    assert "Period locked: a workbook can’t change this value" in text(upload(officer, data))


def test_a_period_that_is_locked_before_the_file_is_confirmed_refuses_it(officer, slot):
    """Rules 3.5."""
    page = upload(officer, filled(book_of(officer), {"2.2": RATIO}))
    ReportingPeriod.objects.filter(pk=slot("2.2").period.pk).update(locked_at=timezone.now())
    assert "is locked" in text(confirm(officer, page))
    assert slot("2.2").value is None


def test_a_submitted_value_is_not_changed_by_a_file(officer, slot):
    data = filled(book_of(officer), {"2.1": {"Numerator": 1}})
    Value.objects.filter(pk=slot("2.1").value.pk).update(state="submitted")
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
    assert Import.objects.count() == 0


def test_hostile_files_are_refused_and_leave_no_row(officer):
    """Trust S5."""
    pages = {make.__name__: upload(officer, make()) for make in hostile.HOSTILE}
    assert {name: page.status_code for name, page in pages.items()} == dict.fromkeys(pages, 422)
    assert {name for name, page in pages.items() if 'href="#id_file"' not in text(page)} == set()
    assert Import.objects.count() == 0
    assert not Value.history.filter(history_change_reason__startswith="Imported").exists()


# --- Two people, twice, at once --------------------------------------------------------------------------------------


@pytest.fixture
def changed_meanwhile(officer, slot, people):
    """The page of a file in which 2.1 is changed, after the performance team changed it in the portal."""
    data = filled(book_of(officer), {"2.1": {"Numerator": 1}, "2.2": RATIO})
    mine = slot("2.1")
    theirs = Entered(numerator=Decimal(2), denominator=Decimal(4))
    save_value(
        indicator=mine.indicator, period=mine.period, unit=None, entered=theirs, version=mine.value.version,
        by=people["performance"],
    )  # fmt: skip
    return upload(officer, data)


def test_a_conflict_shows_both_values_who_and_when(changed_meanwhile):
    shown = text(changed_meanwhile)
    assert "Changed by somebody else meanwhile" in shown
    assert re.search(r"Performance team, \d+ \w+ 20\d\d, \d\d:\d\d", shown)
    assert re.search(r"<td>Numerator</td>\s*<td>2</td>\s*<td>1</td>", shown)


def test_what_is_stored_stays_unless_the_files_value_is_chosen(officer, slot, changed_meanwhile):
    confirm(officer, changed_meanwhile)
    assert (slot("2.1").value.numerator, slot("2.2").value.numerator) == (2, 13_300)


def test_the_files_value_can_be_chosen(officer, slot, changed_meanwhile):
    confirm(officer, changed_meanwhile, take=slot("2.1").key)
    assert slot("2.1").value.numerator == 1


def test_what_the_file_did_not_touch_is_not_in_conflict(officer, slot, people):
    data = filled(book_of(officer), {"2.2": RATIO})
    mine = slot("2.1")
    save_value(
        indicator=mine.indicator, period=mine.period, unit=None, version=mine.value.version, by=people["performance"],
        entered=Entered(numerator=Decimal(2), denominator=Decimal(4)),
    )  # fmt: skip
    page = upload(officer, data)
    assert "meanwhile" not in text(page)
    confirm(officer, page)
    assert slot("2.1").value.numerator == 2


def test_a_value_changed_between_check_and_confirmation_stops_the_whole_file(officer, signed_in, slot, people):
    page = upload(officer, filled(book_of(officer), {"2.1": {"Numerator": 1}, "2.2": RATIO}))
    mine = slot("2.1")
    save_value(
        indicator=mine.indicator, period=mine.period, unit=None, version=mine.value.version, by=people["performance"],
        entered=Entered(numerator=Decimal(2), denominator=Decimal(4)),
    )  # fmt: skip
    after = confirm(officer, page)
    assert "The file was checked again" in text(after)
    assert "Changed by somebody else meanwhile" in text(after)
    assert (slot("2.1").value.numerator, slot("2.2").value) == (2, None)


def test_confirming_twice_has_one_effect(officer, slot):
    page = upload(officer, filled(book_of(officer), {"2.1": {"Numerator": 1}}))
    confirm(officer, page)
    once = slot("2.1").value.version
    assert "was saved already" in text(confirm(officer, page))
    assert slot("2.1").value.version == once


def test_one_file_uploaded_twice_before_it_is_confirmed_has_one_effect(officer, slot):
    data = filled(book_of(officer), {"2.1": {"Numerator": 1}})
    pages = [upload(officer, data), upload(officer, data)]
    confirm(officer, pages[0])
    once = slot("2.1").value.version
    assert "No changes." in text(confirm(officer, pages[1]))
    assert slot("2.1").value.version == once


def test_somebody_elses_upload_is_not_found(officer, signed_in):
    page = upload(officer, officer.get(WORKBOOK).content)
    assert signed_in("performance").get(page.redirect_chain[-1][0]).status_code == 404


# --- Large files -----------------------------------------------------------------------------------------------------


@pytest.fixture
def waiting(wlc, quarter, people, officer) -> Import:
    """An upload that nobody has checked yet."""
    file = io.BytesIO(filled(book_of(officer), {"2.2": RATIO}))
    return receive_file(file=file, name="values.xlsx", strategy=wlc, quarter=quarter, by=people["officer"])


def test_progress_is_shown_and_fetched_again_with_and_without_javascript(officer, waiting):
    page = text(officer.get(waiting.get_absolute_url()))
    assert "Checking: 0 of 9 rows" in page
    assert '<noscript><meta http-equiv="refresh"' in page
    assert f'hx-get="{waiting.get_absolute_url()}"' in page


def test_when_the_check_is_done_the_page_is_loaded_anew(officer, waiting):
    part = {"headers": {"HX-Request": "true"}}
    assert "HX-Refresh" not in officer.get(waiting.get_absolute_url(), **part)
    call_command("check_import", waiting.pk, verbosity=0)
    assert officer.get(waiting.get_absolute_url(), **part)["HX-Refresh"] == "true"


def test_a_check_that_was_ended_can_be_started_again(officer, waiting):
    Import.objects.update(state=Import.State.CHECKING, heard_at=timezone.now() - timezone.timedelta(minutes=1))
    assert "The check has stopped" in text(officer.get(waiting.get_absolute_url()))
    page = officer.post(waiting.get_absolute_url(), {"again": "yes"}, follow=True)
    assert "Nothing is saved yet" in text(page)


def test_a_file_is_checked_by_one_process_at_a_time(waiting):
    Import.objects.update(state=Import.State.CHECKING)
    assert check_import(waiting) is False
    with pytest.raises(CommandError, match="not waiting"):
        call_command("check_import", waiting.pk)


def test_what_is_not_checked_is_not_applied(waiting, people):
    with pytest.raises(NotToApply):
        apply_import(waiting, taking=[], by=people["officer"], at=timezone.now())


def test_what_is_applied_is_not_checked_again(officer, waiting, people):
    check_import(waiting)
    apply_import(waiting, taking=[], by=people["officer"], at=timezone.now())
    check_again(waiting)
    assert waiting.state == Import.State.APPLIED


def test_a_large_file_is_saved_in_few_statements(signed_in, wlc, quarter, people, django_assert_max_num_queries):
    """94 rows here, as many statements for each 500."""
    client = signed_in("performance")
    book = book_of(client)
    sheet, why = book["Values"], column(book, "Why")
    for row in range(2, sheet.max_row + 1):
        if not sheet.cell(row, why).protection.locked:
            sheet.cell(row, why).value = "As planned"
    page = upload(client, filled(book, {}))
    with django_assert_max_num_queries(40):
        after = confirm(client, page)
    assert "saved as draft" in text(after)


# --- What goes wrong while it is saved -------------------------------------------------------------------------------


def test_what_fails_in_the_middle_leaves_nothing_and_can_be_saved_later(waiting, people, slot):
    """Trust R2: the second value is one that the database refuses, which is nobody else's doing."""
    check_import(waiting)
    first = waiting.findings["changes"][0]
    entered = first["entered"] | {
        "number": "1",
        "numerator": None,
        "denominator": None,
        "availability": "not-available",
    }
    Import.objects.update(findings=waiting.findings | {"changes": [first, {"entered": entered} | _another(slot)]})
    with pytest.raises(IntegrityError, match="not_available_has_no_number"):
        apply_import(waiting, taking=[], by=people["officer"], at=timezone.now())
    assert slot("2.2").value is None
    waiting.refresh_from_db()
    assert waiting.state == Import.State.CHECKED


def _another(slot) -> dict:
    other = slot("2.1")
    return {"key": other.key, "version": other.value.version}
