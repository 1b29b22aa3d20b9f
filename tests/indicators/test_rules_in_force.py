"""What indicators are judged by: what each states, with the council's tolerance where it states none (rules 6.2)."""

from datetime import date
from decimal import Decimal
from operator import attrgetter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.models import CouncilTolerance, Indicator, IndicatorRule
from indicators.models.rule import rules_in_force, unset_tolerance
from strategy_portal.domain.numbers import Measure
from strategy_portal.domain.timeline import START, timeline
from tests.domain.drawing import sizes

APRIL, JULY, OCTOBER = (date(2026, month, 1) for month in (4, 7, 10))
PERCENTAGE = Indicator(measure=Measure.PERCENTAGE)


def stating(size=None, holds_from: date = START, polarity: str = "higher", places: int = 1) -> IndicatorRule:
    """What a percentage states: points of that size, or no tolerance of its own."""
    own = {"tolerance_kind": "points", "tolerance_size": Decimal(size)} if size is not None else {}
    return IndicatorRule(indicator=PERCENTAGE, holds_from=holds_from, polarity=polarity, decimal_places=places, **own)


def council(size, holds_from: date) -> CouncilTolerance:
    return CouncilTolerance(kind="points", size=Decimal(size), holds_from=holds_from)


def in_force(own, councils):
    stated = timeline(own, start=stating())
    return rules_in_force(stated, timeline(councils, start=unset_tolerance(Measure.PERCENTAGE)))


def sizes_of(own, councils) -> list[tuple[date, int]]:
    """From which day which size holds."""
    return [(day, int(rule.tolerance.size)) for day, rule in in_force(own, councils).steps]


def test_before_the_council_set_anything_the_default_holds():
    """rules 6.2"""
    assert sizes_of([stating()], [council(4, JULY)]) == [(START, 5), (JULY, 4)]


def test_what_the_council_sets_begins_no_rule_of_an_indicator_with_a_tolerance_of_its_own():
    assert sizes_of([stating(3)], [council(4, JULY)]) == [(START, 3)]


def test_an_indicator_that_states_none_any_more_follows_the_council_as_it_stands_then_and_later():
    own = [stating(3), stating(holds_from=JULY)]
    councils = [council(4, APRIL), council(2, OCTOBER)]
    assert sizes_of(own, councils) == [(START, 3), (JULY, 4), (OCTOBER, 2)]


def test_a_change_of_its_own_begins_a_rule_even_if_nothing_differs():
    assert [day for day, _ in sizes_of([stating(3), stating(3, JULY)], [])] == [START, JULY]


def test_two_changes_on_one_day_are_one_rule():
    assert sizes_of([stating(3), stating(holds_from=JULY)], [council(4, JULY)]) == [(START, 3), (JULY, 4)]


def test_an_indicator_of_which_nothing_is_stated_has_no_polarity_and_the_councils_tolerance():
    """rules 6.1: it is never guessed."""
    rule = rules_in_force(
        timeline([], start=IndicatorRule(indicator=PERCENTAGE)), timeline([], start=council(5, START))
    )
    assert (rule.start.polarity, rule.start.tolerance.size) == ("not-set", 5)


@pytest.mark.parametrize("size", [None, 0])
def test_a_yes_or_no_never_follows_the_council(size):
    """rules 6.2: nothing is between yes and no, whatever the council sets."""
    own = stating(size)
    own.indicator = Indicator(measure=Measure.YES_NO)
    assert not own.follows_council


# --- Whatever is set, in whatever order ------------------------------------------------------------------------------

holds_from = attrgetter("holds_from")
days = st.dates(date(2020, 1, 1), date(2030, 12, 31))
polarities = st.sampled_from(["higher", "lower"])
own_rules = st.lists(
    st.builds(stating, st.none() | sizes, days, polarities, st.integers(0, 3)),
    max_size=4,
    unique_by=lambda row: row.holds_from,
)
councils = st.lists(st.builds(council, sizes, days), max_size=4, unique_by=holds_from)


@given(own_rules, councils, st.builds(council, sizes, days), days)
def test_a_change_of_the_councils_alters_the_rule_of_no_day_before_it(own, before, changed, day):
    """rules 6.7"""
    after = [*(row for row in before if row.holds_from != changed.holds_from), changed]
    if day < changed.holds_from:
        assert in_force(own, after).on(day) == in_force(own, before).on(day)


@given(own_rules, councils, days)
def test_the_rule_of_a_day_is_what_is_stated_then_with_the_councils_tolerance_of_that_day(own, rows, day):
    """rules 6.2 and 6.7"""
    held, said = in_force(own, rows).on(day), timeline(own, start=stating()).on(day)
    theirs = timeline(rows, start=unset_tolerance(Measure.PERCENTAGE)).on(day)
    assert (held.polarity, held.format.places) == (said.polarity, said.decimal_places)
    assert held.tolerance == (said.tolerance or theirs.as_domain())
