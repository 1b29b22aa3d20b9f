"""Rules 8: a count always carries its base; one colour may stand for all."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategy_portal.domain.counting import Rollup, Tally, derived_colour
from strategy_portal.domain.explanations import rollup_text
from strategy_portal.domain.numbers import Missing
from strategy_portal.domain.status import COLOURS, PRECEDENCE, Status
from strategy_portal.domain.wording import tally_text

statuses = st.lists(st.sampled_from(Status), max_size=40)
SIXTEEN = [Status.GREEN] * 14 + [Status.AMBER] + [Status.RED] + [Status.DUE, Status.NO_TARGET]


def test_a_share_is_of_those_that_could_be_judged():
    """Rules 8.1: 14 of 16, not of 18."""
    tally = Tally.of(SIXTEEN)
    assert (tally.total, tally.assessable, tally.without_colour) == (18, 16, 2)
    assert tally.share(Status.GREEN) == Decimal("87.5")


@given(statuses)
def test_the_parts_sum_to_the_whole(found):
    """Rules 8.1."""
    tally = Tally.of(found)
    assert tally.total == len(found)
    assert tally.assessable + tally.without_colour == tally.total
    assert sum(count for _, count in tally.colours()) == tally.assessable
    assert sum(count for _, count in tally.reasons()) == tally.without_colour


@given(statuses.filter(lambda found: any(status.is_colour for status in found)))
def test_the_shares_of_the_colours_sum_to_a_hundred(found):
    """Rules 8.1."""
    tally = Tally.of(found)
    assert round(sum(tally.share(colour) for colour in COLOURS), 20) == 100


@given(statuses)
def test_each_status_is_counted_as_itself(found):
    """Rules 6.5: each reason is counted, and none of them as red."""
    tally = Tally.of(found)
    assert tally.counts == {status: found.count(status) for status in Status}


@pytest.mark.parametrize("colour", COLOURS)
def test_a_share_of_nothing_cannot_be_computed(colour):
    """Rules 8.1 and 3.2: never 0%."""
    assert Tally.of([Status.DUE]).share(colour) is Missing.CANNOT_BE_COMPUTED


@pytest.mark.parametrize("reason", PRECEDENCE)
def test_a_reason_has_no_share_of_the_colours(reason):
    """Rules 8.1."""
    assert Tally.of([reason, Status.GREEN]).share(reason) is Missing.NOT_APPLICABLE


def test_a_colour_that_does_not_occur_is_listed_with_nought():
    """Rules 1.4."""
    assert Tally.of([Status.GREEN]).colours() == [(Status.RED, 0), (Status.AMBER, 0), (Status.GREEN, 1)]


def test_reasons_are_listed_in_the_order_of_precedence_if_they_occur():
    """Rules 6.5."""
    tally = Tally.of([Status.INCOMPLETE, Status.DUE, Status.NOT_DUE, Status.DUE])
    assert tally.reasons() == [(Status.NOT_DUE, 1), (Status.DUE, 2), (Status.INCOMPLETE, 1)]


@pytest.mark.parametrize(
    ("found", "text"),
    [
        (SIXTEEN, "14 green, 1 amber, 1 red of 16 with a target and a value; 2 without a colour"),
        ([Status.GREEN, Status.GREEN], "2 green of 2 with a target and a value"),
        ([Status.RED, Status.NO_TARGET], "1 red of 1 with a target and a value; 1 without a colour"),
        (
            [Status.DUE, Status.NO_TARGET],
            "Nothing can be judged, as none of 2 has a target and a value (1 due, 1 no target)",
        ),
        (
            [Status.POLARITY_NOT_SET] * 3,
            "Nothing can be judged, as none of 3 has a stated better side, a target and a value (3 polarity not set)",
        ),
        (
            [Status.CONTEXT_ONLY, Status.DUE],
            "Nothing can be judged, as none of 2 has a stated better side, a target and a value "
            "(1 context only, 1 due)",
        ),
        ([], "Nothing can be judged, as there is no indicator"),
    ],
)
def test_a_count_is_written_with_its_base(found, text):
    """Rules 8.1."""
    assert tally_text(Tally.of(found)) == text


GREEN, AMBER, RED = Status.GREEN, Status.AMBER, Status.RED
NONE, WORST, MAJORITY = Rollup


@pytest.mark.parametrize(
    ("found", "worst", "majority"),
    [
        ([GREEN, GREEN, RED], RED, GREEN),
        ([GREEN, AMBER, AMBER], AMBER, AMBER),
        ([GREEN, GREEN], GREEN, GREEN),
        ([RED, RED, GREEN], RED, RED),
        ([GREEN, RED], RED, AMBER),
        ([GREEN, GREEN, RED, RED, AMBER], RED, AMBER),
        ([GREEN, AMBER, RED], RED, AMBER),
        ([GREEN, AMBER], AMBER, AMBER),
        ([RED, AMBER], RED, AMBER),
        ([GREEN, Status.OVERDUE, Status.OVERDUE], GREEN, GREEN),
        ([Status.OVERDUE, Status.NO_TARGET], None, None),
        ([], None, None),
    ],
)
def test_one_colour_is_the_worst_or_that_of_most(found, worst, majority):
    """Rules 8.2: ties are amber, and what has no colour has no voice."""
    tally = Tally.of(found)
    assert (derived_colour(tally, WORST), derived_colour(tally, MAJORITY)) == (worst, majority)


@given(statuses)
def test_no_colour_is_derived_unless_the_council_asks_for_it(found):
    """Rules 8.2."""
    assert derived_colour(Tally.of(found)) is derived_colour(Tally.of(found), NONE) is None


@given(statuses, st.sampled_from([WORST, MAJORITY]), st.sampled_from(PRECEDENCE))
def test_a_reason_more_changes_no_derived_colour(found, how, reason):
    """Rules 8.2 and 6.5."""
    assert derived_colour(Tally.of([*found, reason]), how) is derived_colour(Tally.of(found), how)


@given(statuses, st.sampled_from([WORST, MAJORITY]), st.integers(2, 5))
def test_the_same_distribution_has_the_same_colour_whatever_its_size(found, how, times):
    """Rules 8.2."""
    assert derived_colour(Tally.of(found * times), how) is derived_colour(Tally.of(found), how)


@given(statuses.filter(lambda found: any(status.is_colour for status in found)))
def test_no_indicator_is_worse_than_the_worst(found):
    """Rules 8.2."""
    worst = derived_colour(Tally.of(found), WORST)
    assert worst in found
    assert not [status for status in found if status in COLOURS[: COLOURS.index(worst)]]


@pytest.mark.parametrize(
    ("found", "how", "text"),
    [
        ([GREEN, RED], WORST, "Red: the worst of its colours (1 green, 1 red of 2 with a target and a value)."),
        (
            [GREEN, RED, Status.DUE],
            MAJORITY,
            "Amber: the colour that occurs most often, amber in a tie "
            "(1 green, 1 red of 2 with a target and a value; 1 without a colour).",
        ),
        (
            [Status.DUE],
            WORST,
            "No single colour. Nothing can be judged, as none of 1 has a target and a value (1 due).",
        ),
        ([GREEN], NONE, "No single colour is derived: the distribution says it."),
    ],
)
def test_a_derived_colour_says_where_it_comes_from(found, how, text):
    """Rules 8.2 and 8.1: with the distribution and its base."""
    assert rollup_text(Tally.of(found), how) == text
