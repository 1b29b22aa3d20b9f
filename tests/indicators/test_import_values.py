"""A filled workbook, uploaded, checked and confirmed, makes drafts."""

import csv
import io
from decimal import Decimal

from .filling_in import CSV, RATIO, WORKBOOK, book_of, confirm, filled, rows_by_reference, text, upload


def test_fill_upload_see_confirm_and_find_the_drafts(officer, expected):
    page = upload(officer, filled(book_of(officer), {"2.2": RATIO | {"What next": "More staff"}}))
    assert "Nothing is saved yet" in text(page)
    assert "New: 1. Changed: 0. Unchanged: 8." in text(page)
    assert "13300" in text(page)
    assert expected("2.2").value is None
    assert "1 saved as draft" in text(confirm(officer, page))
    value = expected("2.2").value
    assert (value.numerator, value.denominator, value.what_next, value.state) == (13_300, 17_500, "More staff", "draft")


def test_the_history_says_who_and_from_which_file(officer, expected, people):
    confirm(officer, upload(officer, filled(book_of(officer), {"2.2": RATIO}), "Q2 values.xlsx"))
    latest = expected("2.2").value.history.latest()
    found = latest.history_user, latest.history_event, latest.history_change_reason
    assert found == (people["officer"], "imported", "Q2 values.xlsx")


def test_a_changed_draft_gets_the_next_version_and_keeps_the_one_before(officer, expected):
    before = expected("2.1").value
    confirm(officer, upload(officer, filled(book_of(officer), {"2.1": {"Numerator": 1}})))
    after = expected("2.1").value
    assert (after.numerator, after.version) == (1, before.version + 1)
    assert after.denominator == before.denominator
    assert after.history.get(version=before.version).numerator == before.numerator


def test_the_same_file_twice_says_no_changes(officer):
    data = filled(book_of(officer), {"2.2": RATIO, "2.1": {"Why": "Two lines\nof reasons"}})
    confirm(officer, upload(officer, data))
    again = upload(officer, data)
    assert "No changes." in text(again)
    assert "Save as draft" not in text(again)


def test_a_reason_beside_a_figure_is_not_kept_and_is_no_change(officer, expected):
    """rules 3.2"""
    data = filled(book_of(officer), {"2.2": RATIO | {"Why is there no value?": "System down"}})
    confirm(officer, upload(officer, data))
    assert expected("2.2").value.reason == ""
    assert "No changes." in text(upload(officer, data))


def test_the_workbook_as_downloaded_changes_nothing(officer, signed_in):
    for client in (officer, signed_in("performance")):
        assert "No changes." in text(upload(client, client.get(WORKBOOK).content))


def test_the_csv_file_as_downloaded_changes_nothing(officer, signed_in):
    for client in (officer, signed_in("performance")):
        assert "No changes." in text(upload(client, client.get(CSV).content, "values.csv"))


def test_a_filled_csv_file_is_taken_too(officer, expected):
    rows = list(csv.reader(io.StringIO(officer.get(CSV).content.decode("utf-8-sig"))))
    row = next(row for row in rows if row[3] == "2.2")
    row[rows[0].index("Numerator")], row[rows[0].index("Denominator")] = "13,300", "17500"
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    confirm(officer, upload(officer, out.getvalue().encode(), "values.csv"))
    assert expected("2.2").value.numerator == 13_300


def test_rows_may_be_sorted_and_deleted(officer, expected):
    book = book_of(officer)
    row = rows_by_reference(book)["2.2"]
    cells = [cell.value for cell in book["Values"][row]]
    sheet = book["Values"]
    sheet.delete_rows(2, sheet.max_row)
    sheet.append(cells)
    assert "New: 1. Changed: 0. Unchanged: 0." in text(upload(officer, filled(book, {"2.2": RATIO})))


def test_a_figure_keeps_each_digit(officer, expected):
    """Rules 1.1."""
    confirm(
        officer, upload(officer, filled(book_of(officer), {"2.2": {"Numerator": 0.1234, "Denominator": "12,345.5"}}))
    )
    value = expected("2.2").value
    assert (value.numerator, value.denominator) == (Decimal("0.1234"), Decimal("12345.5"))


def test_not_available_comes_with_its_reason(officer, expected):
    fill = {"2.2": {"Is there a value?": "not available", "Why is there no value?": "System replaced"}}
    confirm(officer, upload(officer, filled(book_of(officer), fill)))
    value = expected("2.2").value
    assert (value.availability, value.reason) == ("not-available", "System replaced")
