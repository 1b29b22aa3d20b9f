"""Which rule holds from when (rules 6.2, 6.7)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategy_portal.domain.dated_rules import (
    Stated,
    council_timeline,
    held_on,
    held_within,
    measures_of,
    rules_in_force,
)
from strategy_portal.domain.targets import DEFAULT_SIZE, Measure, Polarity, Tolerance, ToleranceKind, default_tolerance

from .drawing import one_sided, places, plain, sizes

APRIL, JULY, OCTOBER = (date(2026, month, 1) for month in (4, 7, 10))
BEFORE = timedelta(days=1)
THREE, FOUR = (Tolerance(ToleranceKind.POINTS, Decimal(size)) for size in (3, 4))
FIVE = default_tolerance(Measure.PERCENTAGE)
SILENT = Stated(Polarity.HIGHER, None, 1)
OWN = Stated(Polarity.HIGHER, THREE, 1)


def sizes_of(stated, council) -> list[tuple[date, int]]:
    """From which day which size holds, for a percentage."""
    rules = rules_in_force(stated, council_timeline(Measure.PERCENTAGE, council), Measure.PERCENTAGE)
    return [(day, int(rule.tolerance.size)) for day, rule in rules]


def test_before_the_council_set_anything_the_default_holds():
    """Rules 6.2."""
    assert sizes_of([(date.min, SILENT)], [(JULY, FOUR)]) == [(date.min, 5), (JULY, 4)]


def test_what_the_council_sets_begins_no_rule_of_an_indicator_with_a_tolerance_of_its_own():
    assert sizes_of([(date.min, OWN)], [(JULY, FOUR)]) == [(date.min, 3)]


def test_an_indicator_that_states_none_any_more_follows_the_council_as_it_stands_then_and_later():
    council = [(APRIL, FOUR), (OCTOBER, THREE)]
    assert sizes_of([(date.min, OWN), (JULY, SILENT)], council) == [(date.min, 3), (JULY, 4), (OCTOBER, 3)]


def test_a_change_of_its_own_begins_a_rule_even_if_nothing_differs():
    assert [day for day, _ in sizes_of([(date.min, OWN), (JULY, OWN)], [])] == [date.min, JULY]


def test_two_changes_on_one_day_are_one_rule():
    assert sizes_of([(date.min, OWN), (JULY, SILENT)], [(JULY, FOUR)]) == [(date.min, 3), (JULY, 4)]


@pytest.mark.parametrize("kind", DEFAULT_SIZE)
def test_a_kind_is_for_the_measures_whose_default_is_of_that_kind(kind):
    """Rules 6.2."""
    assert {default_tolerance(measure).kind for measure in measures_of(kind)} == {kind}


def test_a_yes_or_no_follows_no_kind():
    """Rules 6.2: nothing is between yes and no, whatever the council sets."""
    assert not [kind for kind in ToleranceKind if Measure.YES_NO in measures_of(kind)]


def test_every_other_measure_follows_one_kind():
    followed = [measure for kind in DEFAULT_SIZE for measure in measures_of(kind)]
    assert sorted(followed) == sorted(set(Measure) - {Measure.YES_NO})


def test_what_holds_within_a_span_begins_with_what_holds_on_its_first_day():
    timeline = [(date.min, "a"), (APRIL, "b"), (JULY, "c"), (OCTOBER, "d")]
    assert held_within(timeline, APRIL, OCTOBER) == ["b", "c"]
    assert held_within(timeline, JULY - BEFORE) == ["b", "c", "d"]


# --- Whatever is set, in whatever order ------------------------------------------------------------------------------

days = st.dates(date(2020, 1, 1), date(2030, 12, 31))
points = st.builds(Tolerance, st.just(ToleranceKind.POINTS), sizes)
stated = st.builds(Stated, one_sided, st.none() | points, places)


def timelines(held, first):
    later = st.dictionaries(days, held, max_size=4).map(lambda rows: sorted(rows.items()))
    return st.builds(lambda start, rows: [(date.min, start), *rows], first, later)


owned, councils = timelines(stated, stated), timelines(points, st.just(FIVE))


@given(owned, councils, days, points, days)
def test_a_change_of_the_councils_alters_the_rule_of_no_day_before_it(own, council, changed_on, tolerance, day):
    """Rules 6.7."""
    kept = [held for held in council if held[0] != changed_on]
    after = rules_in_force(own, sorted([*kept, (changed_on, tolerance)], key=lambda held: held[0]), Measure.COUNT)
    if day < changed_on:
        assert held_on(after, day) == held_on(rules_in_force(own, council, Measure.COUNT), day)


@given(owned, councils, days)
def test_the_rule_of_a_day_is_what_is_stated_then_with_the_councils_tolerance_of_that_day(own, council, day):
    """Rules 6.2 and 6.7."""
    held = held_on(rules_in_force(own, council, Measure.COUNT), day)
    said = held_on(own, day)
    assert (held.polarity, held.format) == (said.polarity, plain(said.places))
    assert held.tolerance == (said.tolerance or held_on(council, day))


@given(owned, councils)
def test_rules_stand_in_the_order_in_which_they_hold_from_the_start_on(own, council):
    held_from = [day for day, _ in rules_in_force(own, council, Measure.COUNT)]
    assert held_from[0] == date.min
    assert held_from == sorted(set(held_from))
