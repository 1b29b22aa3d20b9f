"""Large files, and what goes wrong while they are saved."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError
from django.utils import timezone

from indicators.entering.imports import NotToApply, apply_import, check_again, check_import, receive_file
from indicators.models import Import

from .filling_in import RATIO, book_of, column, confirm, filled, text, upload

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
    with django_assert_max_num_queries(40):
        after = confirm(client, page)
    assert "saved as draft" in text(after)


def test_what_stands_there_already_is_saved_over_in_as_few_statements(signed_in, django_assert_max_num_queries):
    client = signed_in("performance")
    confirm(client, upload(client, commented(client, "As planned")))
    page = upload(client, commented(client, "As agreed"))
    with django_assert_max_num_queries(40):
        after = confirm(client, page)
    assert "saved as draft" in text(after)


# --- What goes wrong while it is saved -------------------------------------------------------------------------------


def test_what_fails_in_the_middle_leaves_nothing_and_can_be_saved_later(waiting, people, expected):
    """Trust R2: the second value is one that the database refuses, which is nobody else's doing."""
    check_import(waiting)
    first = waiting.findings["changes"][0]
    entered = first["entered"] | {
        "number": "1",
        "numerator": None,
        "denominator": None,
        "availability": "not-available",
    }
    Import.objects.update(findings=waiting.findings | {"changes": [first, {"entered": entered} | _another(expected)]})
    with pytest.raises(IntegrityError, match="not_available_has_reason"):
        apply_import(waiting, taking=[], by=people["officer"], at=timezone.now())
    assert expected("2.2").value is None
    waiting.refresh_from_db()
    assert waiting.state == Import.State.CHECKED


def _another(expected) -> dict:
    other = expected("2.1")
    return {"key": other.key, "version": other.value.version}
