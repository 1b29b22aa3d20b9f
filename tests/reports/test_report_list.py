"""The library of reports."""

import pytest
from django.db.models import QuerySet

from reports.models import IssuedReport


@pytest.fixture
def page(signed_in):
    return lambda who, query="": signed_in(who).get(f"/reports/{query}").content.decode()


TITLE = "Customer Strategy 2023 to 2028: annual progress report 2025/26"


def test_everyone_finds_what_is_issued_for_the_public(page):
    shown = page("public")
    assert TITLE in shown
    assert "Drafts" not in shown


def test_what_is_not_public_is_listed_only_for_those_who_sign_in(page):
    QuerySet(IssuedReport).update(data_label="Exempt")
    assert TITLE not in page("public")
    assert "No report is published yet" in page("public")
    assert TITLE in page("clerk")


def test_who_signs_in_finds_what_can_be_drafted(page):
    shown = page("officer").split('id="drafts"')[1]
    assert shown.count("<tr") == 1 + 4, "one row for each strategy"
    assert shown.count("/reports/annual/") == 3 + 4 + 4 + 3
    assert shown.count("/reports/mid-year/") == 3 + 3 + 4 + 3
    assert shown.count("/reports/end-of-strategy/") == 4
    assert "Mid-term report, Customer Strategy 2023-2028 (ELC)" in shown
    assert "2026/27, still running" in shown
    assert shown.count(", version 1 issued") == 1


def test_filters_hold_for_issued_reports_and_drafts(page):
    shown = page("clerk", "?strategy=elc-customer-2023-28&kind=end-of-strategy")
    assert TITLE not in shown
    shown = shown.split('id="drafts"')[1]
    assert (shown.count("/reports/annual/"), shown.count("/reports/end-of-strategy/")) == (0, 1)


@pytest.mark.parametrize("sort", ["title", "-issued_at", "version", "organisation"])
def test_the_issued_reports_can_be_sorted(page, sort):
    assert TITLE in page("public", f"?sort={sort}")


def test_the_drafts_can_be_sorted_apart_from_the_issued_ones(page):
    up, down = (page("clerk", f"?draft-sort={sort}").split('id="drafts"')[1] for sort in ("strategy", "-strategy"))
    assert up.index("(Borough)") < up.index("2011-14")
    assert down.index("2011-14") < down.index("(Borough)")


def test_made_up_reports_are_labelled(page):
    assert 'class="demo-label"' in page("public")


def test_the_number_of_queries_does_not_grow(signed_in, django_assert_max_num_queries):
    client = signed_in("clerk")
    with django_assert_max_num_queries(12):
        client.get("/reports/")
