"""Rules 2: financial years, reporting periods and their windows."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from strategy_portal.domain.periods import (
    APRIL,
    MONTHS,
    Frequency,
    Period,
    UnknownPeriod,
    Window,
    add_months,
    financial_year,
    period_from_label,
    period_from_slug,
    period_of,
    periods_between,
    periods_ending_in,
)

SEPTEMBER = (9, 1)
TAX_YEAR = (4, 6)
WINDOWS = [Window.FUTURE, Window.OPEN, Window.DUE, Window.OVERDUE]

days = st.dates(date(1999, 1, 1), date(2100, 12, 31))
year_starts = st.sampled_from([APRIL, SEPTEMBER, TAX_YEAR, (1, 1), (12, 28)])
frequencies = st.sampled_from(list(MONTHS))
periods = st.builds(period_of, days, frequencies, year_starts)


@pytest.mark.parametrize(
    ("day", "frequency", "year_start", "label", "slug"),
    [
        (date(2025, 4, 1), "annual", APRIL, "2025/26", "2025-26"),
        (date(2026, 3, 31), "annual", APRIL, "2025/26", "2025-26"),
        (date(2026, 4, 1), "annual", APRIL, "2026/27", "2026-27"),
        (date(1999, 12, 31), "annual", APRIL, "1999/00", "1999-00"),
        (date(2025, 6, 30), "quarterly", APRIL, "Q1 2025/26", "2025-26-Q1"),
        (date(2025, 7, 1), "quarterly", APRIL, "Q2 2025/26", "2025-26-Q2"),
        (date(2026, 1, 1), "quarterly", APRIL, "Q4 2025/26", "2025-26-Q4"),
        (date(2025, 10, 1), "half-yearly", APRIL, "H2 2025/26", "2025-26-H2"),
        (date(2025, 4, 30), "monthly", APRIL, "April 2025", "2025-M04"),
        (date(2024, 4, 1), "biennial", APRIL, "2024/25 to 2025/26", "2024-25-to-2025-26"),
        (date(2024, 9, 1), "annual", SEPTEMBER, "2024/25", "2024-25"),
        (date(2025, 8, 31), "annual", SEPTEMBER, "2024/25", "2024-25"),
        (date(2024, 11, 30), "quarterly", SEPTEMBER, "Q1 2024/25", "2024-25-Q1"),
        (date(2024, 12, 1), "quarterly", SEPTEMBER, "Q2 2024/25", "2024-25-Q2"),
        (date(2025, 8, 31), "quarterly", SEPTEMBER, "Q4 2024/25", "2024-25-Q4"),
        (date(2025, 4, 5), "quarterly", TAX_YEAR, "Q4 2024/25", "2024-25-Q4"),
        (date(2025, 4, 6), "quarterly", TAX_YEAR, "Q1 2025/26", "2025-26-Q1"),
    ],
)
def test_a_period_is_named_by_its_financial_year(day, frequency, year_start, label, slug):
    """Rules 2.1."""
    period = period_of(day, Frequency(frequency), year_start)
    assert (period.label, period.slug) == (label, slug)


def test_the_first_quarter_is_april_to_june():
    """Rules 2.1 and 2.2."""
    quarter = period_from_slug("2025-26-Q1")
    assert (quarter.start, quarter.last_day, quarter.end) == (date(2025, 4, 1), date(2025, 6, 30), date(2025, 7, 1))


def test_a_period_has_its_first_day_but_not_its_end():
    """Rules 2.2."""
    quarter = period_from_slug("2025-26-Q1")
    assert quarter.contains(quarter.start)
    assert quarter.contains(quarter.last_day)
    assert not quarter.contains(quarter.end)


@given(periods)
def test_the_next_period_starts_where_this_one_ends(period):
    """Rules 2.2."""
    assert period.previous(-1).start == period.end
    assert period.previous().end == period.start


@given(days, frequencies, year_starts)
def test_every_day_is_in_exactly_one_period(day, frequency, year_start):
    """Rules 2.2."""
    around = periods_between(day - timedelta(days=1500), day + timedelta(days=1500), frequency, year_start)
    assert [period for period in around if period.contains(day)] == [period_of(day, frequency, year_start)]


@given(days, st.integers(1, 3000), frequencies, year_starts)
def test_the_periods_of_a_span_follow_each_other_without_gap(start, length, frequency, year_start):
    """Rules 2.2."""
    end = start + timedelta(days=length)
    found = list(periods_between(start, end, frequency, year_start))
    assert found[0].contains(start)
    assert found[-1].contains(end - timedelta(days=1))
    assert all(earlier.end == later.start for earlier, later in pairwise(found))


@given(periods, st.integers(-30, 30))
def test_going_back_and_forth_leads_home(period, count):
    assert period.previous(count).previous(-count) == period


@given(periods)
def test_the_same_period_last_year_has_the_same_place_in_its_year(period):
    """Rules 7.1."""
    before = period.same_last_year()
    assert (before.frequency, before.index) == (period.frequency, period.index)
    assert before.start.year == period.start.year - (2 if period.frequency is Frequency.BIENNIAL else 1)


@given(periods)
def test_a_period_lies_in_the_year_that_it_ends_in(period):
    assert period.year.contains(period.last_day)
    assert 1 <= period.index <= 12


def test_the_quarters_of_a_year_are_numbered_one_to_four():
    year = period_from_slug("2025-26")
    quarters = list(periods_between(year.start, year.end, Frequency.QUARTERLY))
    assert [(quarter.index, quarter.year) for quarter in quarters] == [(number, year) for number in (1, 2, 3, 4)]


@given(periods)
def test_slug_and_printed_label_lead_back_to_their_period(period):
    """Rules 2.1: of each frequency, whatever day the year starts on."""
    assert period_from_slug(period.slug, period.year_start) == period
    assert period_from_label(period.label, period.year_start) == period


@given(year_starts)
def test_no_two_periods_share_a_slug_or_a_label(year_start):
    """December 2011 and the financial year 2011/12 among them."""
    found = [
        period
        for frequency in MONTHS
        for period in periods_between(date(1999, 1, 1), date(2031, 1, 1), frequency, year_start)
    ]
    assert len({period.slug for period in found}) == len({period.label for period in found}) == len(found)


@pytest.mark.parametrize(
    "slug",
    [
        "", "2025", "2025-27", "2025-26-Q0", "2025-26-Q5", "2025-26-H3", "2025-26-H4", "2025-26-q1", "2025/26",
        "2025-26-", "0000-01", "9999-00", " 2025-26", "2025-26-Q1\n", "٢٠٢٥-26", "2025-M00", "2025-M13",
        "2026-02-30", "2026-13-01", "2026-5-1", "2025-26-to-2026-27", "2024-25-to-2026-27", "2024-25-to-2025-26-Q1",
        "2024-to-2025",
    ],
)  # fmt: skip
def test_a_slug_that_names_no_period_is_refused(slug):
    with pytest.raises(UnknownPeriod):
        period_from_slug(slug)


def test_biennial_periods_start_in_even_years():
    period = period_of(date(2026, 3, 31), Frequency.BIENNIAL)
    assert (period.start, period.end) == (date(2024, 4, 1), date(2026, 4, 1))


def test_a_day_that_people_choose_is_a_period():
    """Rules 2.3."""
    day = period_from_slug("2026-05-12")
    assert (day.start, day.last_day, day.end) == (date(2026, 5, 12), date(2026, 5, 12), date(2026, 5, 13))
    assert (day.label, day.slug, day.when, day.index) == ("12 May 2026", "2026-05-12", "on 12 May 2026", 1)
    assert (day.year.label, day.frequency) == ("2026/27", Frequency.IRREGULAR)


def test_no_days_are_expected_before_people_choose_them():
    """Rules 2.3."""
    assert list(periods_between(date(2025, 4, 1), date(2026, 4, 1), Frequency.IRREGULAR)) == []


def test_days_that_people_choose_do_not_follow_on_one_another():
    """Rules 2.3: only the figures of an indicator know which of its days was before."""
    day = Period(date(2026, 5, 12), Frequency.IRREGULAR)
    for make in (day.previous, day.same_last_year):
        with pytest.raises(ValueError, match="as they were chosen"):
            make()


@given(days, year_starts)
def test_a_chosen_day_lies_in_its_quarter_and_its_year(day, year_start):
    """Rules 2.3."""
    chosen = period_of(day, Frequency.IRREGULAR, year_start)
    assert chosen.year == financial_year(day, year_start)
    assert period_of(day, Frequency.QUARTERLY, year_start).contains(chosen.last_day)
    assert period_from_slug(chosen.slug, year_start) == period_from_label(chosen.label, year_start) == chosen


@given(days, st.integers(0, 4000))
def test_nothing_is_ever_due_on_a_chosen_day(day, later):
    """Rules 2.3, 2.4."""
    chosen = period_of(day, Frequency.IRREGULAR)
    assert chosen.window(day + timedelta(days=later)) is Window.OPEN
    assert chosen.window(day - timedelta(days=1)) is Window.FUTURE
    assert chosen.window(day, locked=True) is Window.LOCKED


@pytest.mark.parametrize(
    ("quarter", "frequency", "expected"),
    [
        ("2025-26-Q1", "monthly", ["2025-M04", "2025-M05", "2025-M06"]),
        ("2025-26-Q1", "quarterly", ["2025-26-Q1"]),
        ("2025-26-Q1", "half-yearly", []),
        ("2025-26-Q2", "half-yearly", ["2025-26-H1"]),
        ("2025-26-Q1", "annual", []),
        ("2025-26-Q4", "annual", ["2025-26"]),
        ("2024-25-Q4", "biennial", []),
        ("2025-26-Q4", "biennial", ["2024-25-to-2025-26"]),
        ("2025-26-Q4", "irregular", []),
    ],
)
def test_expected_is_what_ends_in_the_quarter(quarter, frequency, expected):
    """Rules 2.3."""
    found = periods_ending_in(period_from_slug(quarter), Frequency(frequency))
    assert [period.slug for period in found] == expected


@given(periods)
def test_every_period_is_expected_at_the_end_of_exactly_one_quarter(period):
    """Rules 2.3."""
    assume(period.frequency is not Frequency.MONTHLY or period.year_start[1] == 1)
    quarters = periods_between(period.start, period.end, Frequency.QUARTERLY, period.year_start)
    expecting = [quarter for quarter in quarters if period in periods_ending_in(quarter, period.frequency)]
    assert expecting == [period_of(period.last_day, Frequency.QUARTERLY, period.year_start)]


@pytest.mark.parametrize(
    ("day", "window"),
    [
        (date(2025, 3, 31), Window.FUTURE),
        (date(2025, 4, 1), Window.OPEN),
        (date(2025, 6, 30), Window.OPEN),
        (date(2025, 7, 1), Window.DUE),
        (date(2025, 7, 28), Window.DUE),
        (date(2025, 7, 29), Window.OVERDUE),
    ],
)
def test_a_quarter_is_due_for_28_days_and_then_overdue(day, window):
    """Rules 2.4."""
    assert period_from_slug("2025-26-Q1").window(day) is window


@given(periods, st.integers(0, 90))
def test_the_windows_of_a_period_follow_each_other_without_gap(period, grace):
    """Rules 2.4: each day has one window, and no window comes back."""
    first, last = period.start - timedelta(days=3), period.end + timedelta(days=grace + 3)
    seen = [period.window(first + timedelta(days=n), grace_days=grace) for n in range((last - first).days)]
    assert seen == sorted(seen, key=WINDOWS.index)
    assert seen.count(Window.FUTURE) == 3
    assert seen.count(Window.OPEN) == (period.end - period.start).days
    assert seen.count(Window.DUE) == grace


@given(periods, days)
def test_a_locked_period_is_locked_on_every_day(period, day):
    """Rules 2.4."""
    assert period.window(day, locked=True) is Window.LOCKED


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2025, 1, 31), 1, date(2025, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2025, 12, 1), 1, date(2026, 1, 1)),
        (date(2025, 1, 15), -1, date(2024, 12, 15)),
        (date(2025, 5, 31), -3, date(2025, 2, 28)),
    ],
)
def test_a_month_that_lacks_the_day_gives_its_last(day, months, later):
    assert add_months(day, months) == later


@given(days, year_starts)
def test_a_financial_year_starts_on_the_day_of_the_strategy(day, year_start):
    """Rules 2.1."""
    year = financial_year(day, year_start)
    assert (year.start.month, year.start.day) == year_start
    assert year.contains(day)


@pytest.mark.parametrize(
    ("frequency", "label", "slug"),
    [
        (Frequency.ANNUAL, "2026", "2026"),
        (Frequency.QUARTERLY, "Q2 2026", "2026-Q2"),
        (Frequency.HALF_YEARLY, "H1 2026", "2026-H1"),
        (Frequency.BIENNIAL, "2026 to 2027", "2026-to-2027"),
    ],
)
def test_a_year_that_starts_on_1_january_has_one_number(frequency, label, slug):
    """Rules 2.1."""
    period = period_of(date(2026, 5, 1), frequency, (1, 1))
    assert (period.label, period.slug) == (label, slug)


def test_one_number_is_no_year_that_lies_in_two():
    """Rules 2.1."""
    with pytest.raises(UnknownPeriod):
        period_from_slug("2026")


@pytest.mark.parametrize(
    "label", ["", "Q1", "Q5 2025/26", "2025-26", "Smarch 2025", "2025/27", "2025/26 to 2026/27", "2025"]
)
def test_a_label_that_names_no_period_is_refused(label):
    """Rules 2.1."""
    with pytest.raises(UnknownPeriod):
        period_from_label(label)
