"""Rules 2.4: due dates counted in working days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategy_portal.domain.periods import add_working_days, is_working_day, working_days_between

CHRISTMAS = {date(2026, 12, 25), date(2026, 12, 28), date(2027, 1, 1)}
off = CHRISTMAS.__contains__
days = st.dates(date(2026, 12, 1), date(2027, 1, 31))
counts = st.integers(-30, 30)


def december(day: int) -> date:
    return date(2026, 12, day)


@pytest.mark.parametrize(
    ("day", "works"), [(23, True), (24, True), (25, False), (26, False), (27, False), (28, False), (29, True)]
)
def test_weekends_and_holidays_are_no_working_days(day, works):
    """Rules 2.4."""
    assert is_working_day(december(day), off) is works


@pytest.mark.parametrize(
    ("start", "count", "found"),
    [
        (23, 1, 24),
        (23, 2, 29),
        (24, 1, 29),
        (25, 1, 29),
        (27, 1, 29),
        (29, -1, 24),
        (29, -2, 23),
        (27, -1, 24),
        (23, 0, 23),
        (25, 0, 29),
    ],
)
def test_so_many_working_days_after_or_before(start, count, found):
    """Rules 2.4: the first day is not counted."""
    assert add_working_days(december(start), count, off) == december(found)


@pytest.mark.parametrize(
    ("start", "end", "count"),
    [(23, 23, 0), (23, 24, 1), (23, 28, 1), (23, 29, 2), (26, 27, 0), (26, 29, 1), (29, 23, -2), (28, 25, 0)],
)
def test_working_days_are_counted_after_the_first_day_up_to_the_last(start, end, count):
    """Rules 2.4."""
    assert working_days_between(december(start), december(end), off) == count


@given(days, counts.filter(bool))
def test_adding_and_counting_agree(day, count):
    """Rules 2.4."""
    found = add_working_days(day, count, off)
    assert is_working_day(found, off)
    assert working_days_between(day, found, off) == count


@given(days, st.integers(1, 30))
def test_the_way_there_and_back_ends_where_it_began(day, count):
    """Rules 2.4: from a working day."""
    first = add_working_days(day, 0, off)
    assert add_working_days(add_working_days(first, count, off), -count, off) == first


@given(days, st.integers(0, 30))
def test_without_holidays_five_working_days_are_a_week(day, weeks):
    first = add_working_days(day, 0, set().__contains__)
    assert add_working_days(first, 5 * weeks, set().__contains__) == first + timedelta(weeks=weeks)


def test_a_calendar_of_holidays_alone_is_refused():
    with pytest.raises(ValueError, match="No working day"):
        add_working_days(december(1), 1, lambda day: True)
