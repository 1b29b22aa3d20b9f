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
    assert shown.count("/reports/annual/") == 2 * (3 + 4 + 4 + 3)
    assert shown.count("/reports/mid-year/") == 2 * (3 + 3 + 4 + 3)
    assert shown.count("/reports/end-of-strategy/") == 2 * 4
    assert "Mid-term report<span" in shown
    assert "2026/27, still running" in shown


def test_filters_hold_for_issued_reports_and_drafts(page):
    shown = page("clerk", "?strategy=elc-customer-2023-28&kind=end-of-strategy")
    assert TITLE not in shown
    shown = shown.split('id="drafts"')[1]
    assert (shown.count("/reports/annual/"), shown.count("/reports/end-of-strategy/")) == (0, 2)


@pytest.mark.parametrize("sort", ["title", "-issued_at", "version", "organisation"])
def test_the_issued_reports_can_be_sorted(page, sort):
    assert TITLE in page("public", f"?sort={sort}")


def test_the_drafts_can_be_sorted_apart_from_the_issued_ones(page):
    assert page("clerk", "?draft-sort=span").index("2011/12") < page("clerk", "?draft-sort=-span").index("2011/12")


def test_made_up_reports_are_labelled(page):
    assert 'class="demo-label"' in page("public")


def test_the_number_of_queries_does_not_grow(signed_in, django_assert_max_num_queries):
    client = signed_in("clerk")
    with django_assert_max_num_queries(12):
        client.get("/reports/")
