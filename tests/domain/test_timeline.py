"""What holds on which day (rules 6.7)."""

from dataclasses import dataclass
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from strategy_portal.domain.timeline import START, Timeline, timeline

APRIL, JULY, OCTOBER = (date(2026, month, 1) for month in (4, 7, 10))
BEFORE = timedelta(days=1)
ABC = Timeline("a", ((APRIL, "b"), (JULY, "c")))


@dataclass(frozen=True)
class Row:
    holds_from: date
    name: str = ""


def test_a_change_holds_on_its_first_day_and_not_before():
    assert [ABC.on(day) for day in (APRIL - BEFORE, APRIL, JULY - BEFORE, JULY, OCTOBER)] == ["a", "b", "b", "c", "c"]


def test_what_holds_says_since_when():
    assert [ABC.since(day) for day in (APRIL - BEFORE, APRIL, OCTOBER)] == [START, APRIL, JULY]


def test_what_holds_within_a_span_begins_with_what_holds_on_its_first_day():
    assert ABC.within(APRIL - BEFORE, JULY) == ["a", "b"]
    assert ABC.within(APRIL) == ["b", "c"]


def test_rows_come_in_any_order():
    assert timeline([Row(JULY, "c"), Row(APRIL, "b")], start=None).on(APRIL) == Row(APRIL, "b")


def test_before_the_first_row_holds_what_is_given_as_the_start():
    assert timeline([Row(JULY)], start=None).on(APRIL) is None


def test_a_row_from_the_start_takes_the_place_of_what_is_given():
    found = timeline([Row(APRIL, "b"), Row(START, "a")], start=Row(START, "default"))
    assert found == Timeline(Row(START, "a"), ((APRIL, Row(APRIL, "b")),))


def test_a_change_of_the_other_begins_something_only_where_it_is_needed():
    other = Timeline(1, ((APRIL, 2), (JULY, 3), (OCTOBER, 4)))
    both = ABC.beside(other, where=lambda held: held == "c")
    assert both.steps == ((START, ("a", 1)), (APRIL, ("b", 2)), (JULY, ("c", 3)), (OCTOBER, ("c", 4)))


def test_two_changes_on_one_day_begin_one():
    both = ABC.beside(Timeline(1, ((APRIL, 2),)), where=lambda held: True)
    assert [day for day, _ in both.steps] == [START, APRIL, JULY]


# --- Whatever changes, in whatever order -----------------------------------------------------------------------------

days = st.dates(date(2020, 1, 1), date(2030, 12, 31))


def timelines(held):
    later = st.dictionaries(days, held, max_size=4).map(lambda rows: tuple(sorted(rows.items())))
    return st.builds(Timeline, held, later)


@given(timelines(st.integers()), days, st.integers(), days)
def test_a_change_alters_nothing_before_its_day(held, changed_on, value, day):
    kept = [step for step in held.changes if step[0] != changed_on]
    after = Timeline(held.start, tuple(sorted([*kept, (changed_on, value)])))
    assert after.on(day) == (held.on(day) if day < changed_on else after.on(day))


@given(timelines(st.booleans()), timelines(st.integers()), days)
def test_both_together_say_of_a_day_what_each_says_wherever_the_other_is_needed(own, other, day):
    held, beside = own.beside(other, where=lambda needed: needed).on(day)
    assert held == own.on(day)
    assert beside == other.on(day) or not held


@given(timelines(st.booleans()), timelines(st.integers()))
def test_steps_stand_in_the_order_in_which_they_hold_from_the_start_on(own, other):
    held_from = [day for day, _ in own.beside(other, where=lambda needed: needed).steps]
    assert held_from[0] == START
    assert held_from == sorted(set(held_from))
