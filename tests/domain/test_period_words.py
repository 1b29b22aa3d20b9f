"""Periods as councils write them in their own sheets (rules 2.1)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategy_portal.domain.period_words import read_period, said_of_period
from strategy_portal.domain.periods import APRIL, JANUARY, Frequency, period_of


@pytest.mark.parametrize(
    ("text", "frequency", "slug"),
    [
        ("2023/24", "annual", "2023-24"),
        ("2023-24", "annual", "2023-24"),
        ("FY 2023/24", "annual", "2023-24"),
        ("23/24", "annual", "2023-24"),
        ("2023–2024", "annual", "2023-24"),
        ("Q1 2023/24", "quarterly", "2023-24-Q1"),
        ("2023/24 Q4", "quarterly", "2023-24-Q4"),
        ("quarter 2 of 23/24", "quarterly", "2023-24-Q2"),
        ("H2 2023/24", "half-yearly", "2023-24-H2"),
        ("Apr-Jun 2023", "quarterly", "2023-24-Q1"),
        ("January to March 2024", "quarterly", "2023-24-Q4"),
        ("April 2023", "monthly", "2023-M04"),
        ("Apr-23", "monthly", "2023-M04"),
        ("2023-04", "monthly", "2023-M04"),
        ("30/06/2023", "quarterly", "2023-24-Q1"),
        ("2024-03-31", "annual", "2023-24"),
        ("2023-04-01 00:00:00", "monthly", "2023-M04"),
    ],
)
def test_the_usual_spellings_are_read(text, frequency, slug):
    assert read_period(text, frequency).slug == slug


@pytest.mark.parametrize(
    "text",
    ["2023", "2023/25", "Q5 2023/24", "H3 2023/24", "Feb-Apr 2023", "May 45678", "15/05/2023", "31/02/2023", "", "x"],
)
def test_what_names_no_period_or_several_is_not_guessed(text):
    assert read_period(text, "quarterly") is None


def test_a_year_of_twelve_calendar_months_has_one_number():
    assert read_period("2023", "annual", JANUARY).slug == "2023"


@given(
    day=st.dates(date(2005, 1, 1), date(2080, 1, 1)),
    frequency=st.sampled_from([Frequency.MONTHLY, Frequency.QUARTERLY, Frequency.HALF_YEARLY, Frequency.ANNUAL]),
    year_start=st.sampled_from([APRIL, JANUARY]),
)
def test_each_period_is_read_from_its_label_and_from_its_last_day(day, frequency, year_start):
    period = period_of(day, frequency, year_start)
    if frequency != Frequency.ANNUAL or year_start == APRIL:
        assert read_period(period.label, frequency, year_start) == period
    assert read_period(period.last_day.isoformat(), frequency, year_start) == period


@pytest.mark.parametrize(
    ("text", "said", "rest"),
    [
        ("2.2 Q1", ("q1",), "2.2"),
        ("2.2 quarter 3 2025/26", ("q3", "2025/26"), "2.2"),
        ("H2 24-25 calls", ("h2", "2024/25"), "calls"),
        ("calls Sept 2025", ("september", "2025"), "calls"),
        ("12.5 calls", (), "12.5 calls"),
        ("maybe 2.2 q12 marching", (), "maybe 2.2 q12 marching"),
    ],
)
def test_a_search_says_which_period_it_means(text, said, rest):
    found, left = said_of_period(text)
    assert (found, " ".join(left.split())) == (said, rest)
