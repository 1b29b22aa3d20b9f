"""Rules 7.4: process behaviour charts."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategy_portal.domain.explanations import SIGNALS, chart_text, rebased_text
from strategy_portal.domain.numbers import PERCENT, Missing
from strategy_portal.domain.process import Signal, chart, limits, stretches

from .drawing import figures, plain

ABOVE, BELOW, RUN_ABOVE, RUN_BELOW, RISING, FALLING, NEAR_UPPER, NEAR_LOWER = Signal
series = st.lists(figures, min_size=10, max_size=24)


def chart_of(*numbers):
    return chart([each if isinstance(each, Missing) else Decimal(str(each)) for each in numbers])


def marked(signal: Signal, *numbers) -> list[int]:
    """The places, from 0, of the points that have the signal."""
    return [place for place, point in enumerate(chart_of(*numbers).points) if signal in point.signals]


WAVE = (-1, 1) * 20
"""Centre 0, mean moving range 2: limits at 5.32 either way."""


@pytest.mark.parametrize("count", range(10))
def test_with_fewer_than_ten_points_there_is_no_chart(count):
    """Rules 7.4: a missing one is no point."""
    assert chart_of(*[5] * count, *[Missing.NOT_AVAILABLE] * 5) is None


def test_centre_and_limits():
    """Rules 7.4: mean 21.7, and 2.66 times a mean moving range of 28/9."""
    found = chart_of(20, 22, 19, 21, 20, 23, 21, 19, 20, 32).limits
    assert found.centre == Decimal("21.7")
    assert (round(found.low, 6), round(found.high, 6)) == (Decimal("13.424444"), Decimal("29.975556"))


def test_limits_need_a_moving_range():
    with pytest.raises(ValueError, match="two figures"):
        limits([Decimal(5)])


@given(series)
def test_the_limits_lie_as_far_below_the_centre_as_above(numbers):
    """Rules 7.4 and 1.1."""
    found = chart(numbers).limits
    assert {type(end) for end in (found.centre, found.low, found.high)} == {Decimal}
    assert abs((found.high - found.centre) - (found.centre - found.low)) < Decimal("1E-12")
    assert found.low <= found.centre <= found.high


@given(series)
def test_each_point_carries_its_moving_range(numbers):
    """Rules 7.4."""
    points = chart(numbers).points
    assert points[0].moving_range is Missing.NOT_APPLICABLE
    assert [point.moving_range for point in points[1:]] == [abs(after - before) for before, after in pairwise(numbers)]


@given(figures, st.integers(10, 20))
def test_figures_that_never_change_give_no_signal(number, count):
    """Rules 7.4: however long the row."""
    assert not any(point.signals for point in chart([number / 3] * count).points)


@given(series)
def test_a_point_is_outside_exactly_beyond_its_limit(numbers):
    """Rules 7.4: on the limit is inside."""
    found = chart(numbers)
    for point in found.points:
        assert (ABOVE in point.signals) == (point.number > found.limits.high)
        assert (BELOW in point.signals) == (point.number < found.limits.low)


@pytest.mark.parametrize(
    ("numbers", "places"),
    [
        ((1, 1, 1, 1, 1, 1, 1, -7, -7, 7), [0, 1, 2, 3, 4, 5, 6]),
        ((1, 1, 1, 1, 1, 1, -6, 1, 1, -2), []),
        ((1, 1, 1, 0, 1, 1, 1, -6, 1, -1), []),
        ((-9, 1, 1, 1, 1, 1, 1, 1, 1, 1), [1, 2, 3, 4, 5, 6, 7, 8, 9]),
    ],
)
def test_seven_in_a_row_on_one_side_of_the_centre(numbers, places):
    """Rules 7.4: six are none, one on the centre ends the row, and all of a longer one are marked."""
    assert sum(numbers) == 0
    assert marked(RUN_ABOVE, *numbers) == places
    assert marked(RUN_BELOW, *(-each for each in numbers)) == places


@pytest.mark.parametrize(
    ("numbers", "places"),
    [
        ((5, 1, 2, 3, 4, 5, 6, 7, 3, 3), [1, 2, 3, 4, 5, 6, 7]),
        ((5, 1, 2, 3, 4, 5, 6, 6, 3, 3), []),
        ((5, 1, 2, 3, 3, 4, 5, 6, 7, 3), []),
        ((1, 2, 3, 4, 5, 6, 7, 8, 9, 10), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]),
    ],
)
def test_seven_in_a_row_rising_or_falling(numbers, places):
    """Rules 7.4: seven points, so six steps; two equal figures end the row."""
    assert marked(RISING, *numbers) == places
    assert marked(FALLING, *(-each for each in numbers)) == places


@pytest.mark.parametrize(
    ("end", "near", "outside"),
    [
        ((5, 0, 5), [40, 42], []),
        ((5, 5, 0), [40, 41], []),
        ((5, -5, 5), [40, 42], []),
        ((5, 0, 0), [], []),
        ((5, 0, 0, 5), [], []),
        ((20, 0, 7), [], [40]),
    ],
)
def test_two_of_three_in_the_outer_third(end, near, outside):
    """Rules 7.4: on the same side, and not counting those outside the limit."""
    numbers = (*WAVE, *end)
    assert (marked(NEAR_UPPER, *numbers), marked(ABOVE, *numbers)) == (near, outside)
    mirrored = [-each for each in numbers]
    assert (marked(NEAR_LOWER, *mirrored), marked(BELOW, *mirrored)) == (near, outside)


@given(series)
def test_upside_down_each_signal_is_its_opposite(numbers):
    """Rules 7.4."""
    opposite = dict(
        zip(Signal, (BELOW, ABOVE, RUN_BELOW, RUN_ABOVE, FALLING, RISING, NEAR_LOWER, NEAR_UPPER), strict=True)
    )
    there = [{opposite[signal] for signal in point.signals} for point in chart(numbers).points]
    assert [set(point.signals) for point in chart([-number for number in numbers]).points] == there


@given(series, st.integers(-1000, 1000), st.integers(1, 50))
def test_another_unit_of_measure_changes_no_signal(numbers, shift, scale):
    """Rules 7.4: degrees or pounds, the movements are the same."""
    signals = [point.signals for point in chart(numbers).points]
    assert [point.signals for point in chart([number * scale + shift for number in numbers]).points] == signals


@given(series, st.integers(0, 9), st.sampled_from(Missing))
def test_a_gap_is_shown_and_changes_nothing_else(numbers, place, reason):
    """Rules 7.4 and 1.4: the figures around it are neighbours."""
    with_gap = chart([*numbers[:place], reason, *numbers[place:]])
    whole = chart(numbers)
    assert with_gap.limits == whole.limits
    assert with_gap.points[place].number is reason
    assert with_gap.points[:place] + with_gap.points[place + 1 :] == whole.points


def test_every_signal_has_its_words():
    """Rules 7.4."""
    assert list(SIGNALS) == list(Signal)
    assert len(set(SIGNALS.values())) == len(Signal)


@pytest.mark.parametrize(
    ("numbers", "text"),
    [
        (WAVE, "Usual is -5.3% to 5.3%, around 0.0%; none of 40 figures shows a signal."),
        (
            [*(2, 8) * 8, Missing.NOT_ENTERED, 30],
            "Usual is -12.1% to 25.1%, around 6.5%; 1 of 17 figures shows a signal.",
        ),
        (
            range(10),
            "Usual is 1.8% to 7.2%, around 4.5%; 10 of 10 figures show a signal. "
            "These are trial limits, made of fewer than 12 figures.",
        ),
    ],
)
def test_a_chart_has_a_sentence(numbers, text):
    """Rules 7.4."""
    assert chart_text(chart_of(*numbers), PERCENT) == text


@given(st.lists(st.integers(0, 9), min_size=10, max_size=14))
def test_no_limit_is_drawn_where_no_figure_can_be(numbers):
    """Rules 7.4: below zero of a count; and below 12 points limits are trial limits."""
    found = chart([Decimal(number) for number in numbers])
    low, high = found.drawn(Decimal(0), None)
    assert (low is None) is (found.limits.low < 0)
    assert high == found.limits.high
    assert found.has_trial_limits is (len(numbers) < 12)
    assert ("or less" in chart_text(found, plain(1), possible=(Decimal(0), None))) is (low is None)


# --- Re-based from a period on ---


@given(st.lists(figures, min_size=10, max_size=40), st.sets(st.integers(-1, 41), max_size=4))
def test_each_stretch_is_the_chart_of_its_own_figures_alone(numbers, bases):
    """Rules 7.4: limits are worked out apart, and nothing is lost or counted twice."""
    found = stretches(numbers, bases)
    assert [point.number for each in found for point in each.points] == numbers
    assert {each.first for each in found} == {0} | {place for place in bases if 0 <= place < len(numbers)}
    assert [each.chart for each in found] == [chart(numbers[each.first : each.end]) for each in found]


@given(series)
def test_without_a_base_there_is_one_stretch(numbers):
    """Rules 7.4."""
    (whole,) = stretches(numbers)
    assert (whole.chart, whole.points) == (chart(numbers), chart(numbers).points)


def test_a_rebased_chart_has_two_sets_of_limits():
    """Rules 7.4: ten figures around 5, then twelve around 45, in which no figure is a signal."""
    before, after = stretches([Decimal(each) for each in (*(4, 6) * 5, *(44, 46) * 6)], [10])
    assert (before.chart.limits.centre, after.chart.limits.centre) == (5, 45)
    assert (before.chart.has_trial_limits, after.chart.has_trial_limits) == (True, False)
    assert not any(point.signals for point in after.points)


def test_below_ten_figures_after_a_base_there_are_no_limits_and_no_signals():
    """Rules 7.4."""
    _, after = stretches([Decimal(each) for each in (*(4, 6) * 5, *range(9))], [10])
    assert after.chart is None
    assert [point.signals for point in after.points] == [()] * 9
    assert [point.moving_range for point in after.points[1:]] == [1] * 8
    assert rebased_text([("From Q3", after)], PERCENT) == "From Q3: No limits yet, 9 of the 10 figures that they need."


def test_below_ten_figures_in_all_a_base_makes_no_chart():
    """Rules 7.4."""
    assert stretches([Decimal(1)] * 9, [4]) == ()
