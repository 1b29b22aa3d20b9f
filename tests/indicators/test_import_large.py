"""Large files, and what goes wrong while they are saved."""

import io
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from indicators.entering.checking import Entered
from indicators.entering.services import DraftValue
from indicators.entering.workbooks.checker import ValuesChecker
from strategy_portal.models import Upload
from strategy_portal.uploads.checker import Confirmation, RowChange
from strategy_portal.uploads.services import NotToApply, apply_upload, check_again, check_upload, receive_file

from .filling_in import RATIO, UPLOAD, book_of, column, confirm, filled, text, upload

# --- Large files -----------------------------------------------------------------------------------------------------


@pytest.fixture
def waiting(wlc, quarter, people, officer) -> Upload:
    """An upload that nobody has checked yet."""
    file = io.BytesIO(filled(book_of(officer), {"2.2": RATIO}))
    checker = ValuesChecker(people["officer"], {"strategy": wlc.slug, "period": quarter.slug})
    return receive_file(checker, file=file, name="values.xlsx", by=people["officer"], at=timezone.now())


@pytest.fixture
def url(waiting) -> str:
    return f"{UPLOAD}{waiting.pk}/"


@pytest.fixture
def apply(waiting, people, on):
    """Saves what the last check has found."""

    def applied(**more) -> int:
        seen = waiting.findings.get("seal", "")
        return apply_upload(waiting, seen=seen, by=people["officer"], on=on, at=timezone.now(), **more)

    return applied


def test_progress_is_shown_and_fetched_again_with_and_without_javascript(officer, url):
    page = text(officer.get(url))
    assert "Checking: 0 of 9 rows" in page
    assert '<noscript><meta http-equiv="refresh"' in page
    assert f'hx-get="{url}"' in page


def test_when_the_check_is_done_the_page_is_loaded_anew(officer, waiting, url):
    part = {"headers": {"HX-Request": "true"}}
    assert "HX-Refresh" not in officer.get(url, **part)
    call_command("check_upload", waiting.pk, verbosity=0)
    assert officer.get(url, **part)["HX-Refresh"] == "true"


ROWS, FINDINGS = '"strategy_portal_upload"."rows"', '"strategy_portal_upload"."findings"'


def test_the_page_does_not_read_what_the_file_says(officer, waiting, url, on):
    """Of 5,000 rows that is some megabytes, each time that the page asks how far the check is."""
    check_upload(waiting, on=on)
    with CaptureQueriesContext(connection) as asked:
        officer.get(url)
    queries = [each["sql"] for each in asked]
    assert any(FINDINGS in sql for sql in queries)
    assert not any(ROWS in sql for sql in queries)


def test_what_was_found_before_is_not_read_again_to_save_it(waiting, apply, on):
    check_upload(waiting, on=on)
    with CaptureQueriesContext(connection) as asked:
        apply()
    queries = [each["sql"] for each in asked if each["sql"].startswith("SELECT")]
    assert any(ROWS in sql for sql in queries)
    assert not any(FINDINGS in sql for sql in queries)


def test_a_check_that_was_ended_can_be_started_again(officer, url):
    Upload.objects.update(state=Upload.State.CHECKING, heard_at=timezone.now() - timezone.timedelta(minutes=1))
    assert "The check has stopped" in text(officer.get(url))
    page = officer.post(url, {"again": "yes"}, follow=True)
    assert "Nothing is saved yet" in text(page)


def test_a_file_is_checked_by_one_process_at_a_time(waiting, on):
    Upload.objects.update(state=Upload.State.CHECKING)
    assert check_upload(waiting, on=on) is False
    with pytest.raises(CommandError, match="not waiting"):
        call_command("check_upload", waiting.pk)


def test_what_is_not_checked_is_not_applied(apply):
    with pytest.raises(NotToApply):
        apply()


def test_what_is_applied_is_not_checked_again(waiting, apply, on):
    check_upload(waiting, on=on)
    apply()
    check_again(waiting)
    assert waiting.state == Upload.State.APPLIED


def commented(client, why_text: str) -> bytes:
    """The workbook, with a reason in every row that can be filled in: 94 rows here."""
    book = book_of(client)
    sheet, why = book["Values"], column(book, "Why")
    for row in range(2, sheet.max_row + 1):
        if not sheet.cell(row, why).protection.locked:
            sheet.cell(row, why).value = why_text
    return filled(book, {})


def test_a_large_file_is_saved_in_few_statements(signed_in, django_assert_max_num_queries):
    """As many statements for each 500 rows."""
    client = signed_in("performance")
    page = upload(client, commented(client, "As planned"))
    with django_assert_max_num_queries(42):
        after = confirm(client, page)
    assert "saved as draft" in text(after)


def test_what_stands_there_already_is_saved_over_in_as_few_statements(signed_in, django_assert_max_num_queries):
    client = signed_in("performance")
    confirm(client, upload(client, commented(client, "As planned")))
    page = upload(client, commented(client, "As agreed"))
    with django_assert_max_num_queries(42):
        after = confirm(client, page)
    assert "saved as draft" in text(after)


# --- What goes wrong while it is saved -------------------------------------------------------------------------------


def test_what_fails_in_the_middle_leaves_nothing_and_can_be_saved_later(waiting, apply, expected, on, monkeypatch):
    """Trust R2: the second value is one that the database refuses, which is nobody else's doing."""
    check_upload(waiting, on=on)
    other, save = expected("2.1"), ValuesChecker.apply
    wrong = Entered(number=Decimal(1), availability="not-available")
    refused = DraftValue(other.indicator, other.period, other.unit, wrong, other.value.version)

    def with_another(checker: ValuesChecker, changes: list[RowChange], how: Confirmation) -> int:
        return save(checker, [*changes, RowChange(other.key, "2.1", refused)], how)

    monkeypatch.setattr(ValuesChecker, "apply", with_another)
    with pytest.raises(IntegrityError, match="not_available_has_reason"):
        apply()
    assert expected("2.2").value is None
    waiting.refresh_from_db()
    assert waiting.state == Upload.State.CHECKED
    monkeypatch.undo()
    assert apply() == 1
