"""How late something is, in words (rules 9.3, 9.4, 9.6)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategy_portal.domain.lateness import late_text, stretch_text, whole_months
from strategy_portal.domain.periods import add_months

DAYS = st.dates(date(2001, 1, 1), date(2090, 1, 1))


@pytest.mark.parametrize(
    ("last_day", "words"),
    [
        (date(2024, 4, 30), "2 years 6 months late"),
        (date(2024, 11, 29), "2 years late"),
        (date(2025, 10, 29), "1 year 1 month late"),
        (date(2026, 6, 29), "5 months late"),
        (date(2026, 10, 29), "1 month late"),
        (date(2026, 10, 30), "30 days late"),
        (date(2026, 11, 17), "12 days late"),
        (date(2026, 11, 28), "1 day late"),
        (date(2026, 11, 29), ""),
        (date(2027, 1, 1), ""),
    ],
)
def test_lateness_is_said_in_years_and_months_and_below_a_month_in_days(last_day, words):
    assert late_text(last_day, date(2026, 11, 29)) == words


@given(DAYS, st.integers(0, 400), st.integers(0, 27))
def test_no_part_of_a_month_is_rounded_up(first, months, days):
    """rules 9.4: words never say more than the colour, which goes by whole months."""
    last = add_months(first, months) + timedelta(days=days)
    assert add_months(first, whole_months(first, last)) <= last
    assert last < add_months(first, whole_months(first, last) + 1)


@given(DAYS, DAYS)
def test_a_stretch_is_the_same_both_ways(first, last):
    assert stretch_text(first, last) == stretch_text(last, first)
