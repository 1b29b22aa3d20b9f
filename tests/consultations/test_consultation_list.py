"""The consultations of all strategies."""

import re
from datetime import date

import pytest

from consultations.models import Consultation, Reply, Submission

from .commenting import submit


@pytest.fixture
def page(signed_in):
    return lambda **query: " ".join(signed_in("board").get("/consultations/", query).content.decode().split())


@pytest.fixture
def listed(page):
    """The titles under that query, in order."""
    return lambda **query: [
        title.strip() for title in re.findall(r'<th scope="row"[^>]*><a [^>]*>([^<]+)<', page(**query))
    ]


def test_it_shows_the_latest_first(listed):
    assert listed() == ["How we answer you", "Draft Customer Strategy 2023-2028", "Customer focus groups"]


def test_responses_and_comments_are_counts_of_their_own(page):
    assert (
        '<td data-label="Responses" class="number">53</td> <td data-label="Comments" class="number">189</td>' in page()
    )


def test_where_the_portal_holds_the_responses_they_are_counted(page):
    """Rules 10.1."""
    assert '<td data-label="Responses" class="number">60</td> <td data-label="Comments" class="number">53</td>' in page(
        search="How we answer"
    )


def test_a_late_letter_leaves_what_was_reported(page, draft_strategy):
    """Rules 10.1."""
    submit(draft_strategy, "LATE", channel="letter")
    assert (
        '<td data-label="Responses" class="number">53</td> <td data-label="Comments" class="number">189</td>'
        in page(search="draft")
    )


def test_a_count_that_is_not_stated_says_so(page):
    """Whom East Lothian and the demonstration invited; the focus groups' responses and comments."""
    assert page().count("Not stated</span>") == 4


def test_attendance_names_the_events_it_is_of(page):
    assert '25<br><span class="muted">at 2 of 5 events</span>' in page()


def test_a_consultation_without_events_does_not_say_that_nobody_came(page):
    assert "None listed" in page(strategy="elc-customer-2023-28")


@pytest.mark.parametrize("column", ["title", "strategy", "opened_on", "closed_on", "submission_count", "comment_count"])
def test_each_column_sorts_both_ways(listed, column):
    assert listed(sort=column) == listed(sort=f"-{column}")[::-1]


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ({"strategy": "wlc-customer-services-2011-14"}, ["Customer focus groups"]),
        ({"search": "draft"}, ["Draft Customer Strategy 2023-2028"]),
        ({"search": "no such words"}, []),
    ],
)
def test_each_filter_narrows_the_list(listed, query, titles):
    assert listed(**query) == titles


def test_a_filter_that_nothing_matches_says_so(page):
    assert "No consultation matches" in page(search="no such words")


def test_a_portal_without_consultations_says_so(page):
    for model in (Reply, Submission, Consultation):
        model.objects.all().delete()
    assert "There are no consultations yet" in page()


def test_the_number_of_queries_does_not_grow(signed_in, django_assert_num_queries, elc):
    client = signed_in("board")
    with django_assert_num_queries(6):
        client.get("/consultations/")
    for number in range(10):
        Consultation.objects.create(
            strategy=elc, slug=f"more-{number}", title="More", opened_on=date(2026, 1, 1), closed_on=date(2026, 2, 1)
        )
    with django_assert_num_queries(6):
        client.get("/consultations/")
