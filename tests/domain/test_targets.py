"""Rules 5.2, 6.2 and 6.4: targets, tolerances and the target of a part of the year."""

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategy_portal.domain.numbers import Measure
from strategy_portal.domain.status import (
    DEFAULT_SIZE,
    NoRange,
    NotOneValue,
    PercentToleranceNeedsPositiveTarget,
    Polarity,
    TargetValue,
    Tolerance,
    ToleranceKind,
    WrongProfile,
    default_tolerance,
    equal_shares,
    measures_of,
    seasonal_shares,
)

from .drawing import figures, positives, tolerances

POINTS, PERCENT, RED_EDGE, LEVELS = ToleranceKind


def tolerance(kind: ToleranceKind, size: str) -> Tolerance:
    return Tolerance(kind, Decimal(size))


@pytest.mark.parametrize(
    ("kind", "size", "target", "below", "above"),
    [
        (POINTS, "5", "85", "80", "90"),
        (POINTS, "0", "85", "85", "85"),
        (PERCENT, "5", "20.5", "19.475", "21.525"),
        (PERCENT, "10", "5", "4.5", "5.5"),
        (LEVELS, "1", "4", "3", "5"),
    ],
)
def test_the_amber_edge_is_the_target_and_the_tolerance_unrounded(kind, size, target, below, above):
    """Rules 6.2."""
    given_tolerance, end = tolerance(kind, size), Decimal(target)
    assert (given_tolerance.below(end), given_tolerance.above(end)) == (Decimal(below), Decimal(above))


@pytest.mark.parametrize(("edge", "below", "above"), [("80", 80, 85), ("90", 85, 90), ("85", 85, 85), ("-3", -3, 85)])
def test_a_red_edge_leaves_amber_only_on_its_own_side_of_the_target(edge, below, above):
    """Rules 6.2."""
    red_edge, target = tolerance(RED_EDGE, edge), Decimal(85)
    assert (red_edge.below(target), red_edge.above(target)) == (below, above)


@given(tolerances, positives)
def test_the_edges_never_lie_on_the_wrong_side_of_the_target(given_tolerance, target):
    assert given_tolerance.below(target) <= target <= given_tolerance.above(target)


@pytest.mark.parametrize(
    ("measure", "kind", "size"),
    [
        (Measure.PERCENTAGE, POINTS, 5),
        (Measure.COUNT, PERCENT, 5),
        (Measure.RATE, PERCENT, 5),
        (Measure.MONEY, PERCENT, 5),
        (Measure.DURATION, PERCENT, 5),
        (Measure.LEVEL, LEVELS, 1),
        (Measure.YES_NO, LEVELS, 0),
    ],
)
def test_each_measure_has_a_default_tolerance(measure, kind, size):
    """Rules 6.2."""
    assert default_tolerance(measure) == Tolerance(kind, Decimal(size))


def test_every_measure_has_a_default_tolerance():
    assert all(default_tolerance(measure) for measure in Measure)


@pytest.mark.parametrize(
    "target",
    [
        TargetValue(Decimal(0)),
        TargetValue(Decimal(-3)),
        TargetValue(low=Decimal(0), high=Decimal(9)),
        TargetValue(low=Decimal(-1), high=Decimal(9)),
    ],
)
def test_a_percent_tolerance_is_refused_for_a_target_of_zero_or_less(target):
    """Rules 6.4."""
    with pytest.raises(PercentToleranceNeedsPositiveTarget, match="above zero"):
        tolerance(PERCENT, "5").check(target)


@given(positives)
def test_a_percent_tolerance_is_accepted_for_every_target_above_zero(value):
    """Rules 6.4."""
    tolerance(PERCENT, "5").check(TargetValue(value))


@pytest.mark.parametrize("kind", [POINTS, LEVELS, RED_EDGE])
@pytest.mark.parametrize("value", [0, -3])
def test_any_other_tolerance_is_accepted_for_a_target_of_zero_or_less(kind, value):
    """Rules 6.4."""
    tolerance(kind, "5").check(TargetValue(Decimal(value)))


@pytest.mark.parametrize("kind", [POINTS, PERCENT, LEVELS])
def test_a_tolerance_is_never_negative(kind):
    with pytest.raises(ValueError, match="negative"):
        tolerance(kind, "-1")


@pytest.mark.parametrize(
    "ends",
    [{}, {"low": 1}, {"high": 1}, {"value": 1, "low": 1, "high": 2}, {"low": 2, "high": 1}],
    ids=str,
)
def test_a_target_is_one_value_or_a_range(ends):
    with pytest.raises(ValueError, match=r"target|range"):
        TargetValue(**{name: Decimal(end) for name, end in ends.items()})


def test_ten_a_year_in_equal_shares_is_judged_against_two_and_a_half_five_seven_and_a_half_and_ten():
    """Rules 5.2."""
    year = TargetValue(Decimal(10))
    assert [year.share(share).value for share in equal_shares(4)] == [
        Decimal(step) for step in ("2.5", "5", "7.5", "10")
    ]


@pytest.mark.parametrize("year", [3, 9, 18, 27, 30])
def test_a_target_by_months_is_met_exactly(year):
    """Rules 5.2: 2/12 of 18 is 3, and not a little more."""
    shares = [TargetValue(Decimal(year)).share(share).value for share in equal_shares(12)]
    assert shares == [Decimal(year) * month / 12 for month in range(1, 13)]


def test_a_range_by_months_is_met_exactly():
    """Rules 5.2."""
    assert TargetValue(low=Decimal(18), high=Decimal(30)).share(equal_shares(12)[1]) == TargetValue(
        low=Decimal(3), high=Decimal(5)
    )


def test_an_edge_by_months_is_met_exactly():
    """Rules 5.2 and 6.3: 2/12 of 2 is a third; 10% less is 0.3, 20% more is 0.4."""
    third = TargetValue(Decimal(2)).share(equal_shares(12)[1]).value
    assert tolerance(PERCENT, "10").below(third) == Decimal("0.3")
    assert tolerance(PERCENT, "20").above(third) == Decimal("0.4")


@given(st.integers(1, 12))
def test_equal_shares_are_steps_of_one_size_and_end_with_the_whole(periods):
    """Rules 5.2."""
    shares = equal_shares(periods)
    assert [round(Fraction(share) * periods, 20) for share in shares] == list(range(1, periods + 1))
    assert shares[-1] == 1


@given(figures, st.sampled_from([1, 2, 4, 12]))
def test_the_last_share_of_a_target_is_the_target(value, periods):
    """Rules 5.2."""
    assert TargetValue(value).share(equal_shares(periods)[-1]) == TargetValue(value)


def seasons(*percentages: str) -> list[Decimal]:
    return seasonal_shares([Decimal(each) for each in percentages], len(percentages))


def test_stated_shares_are_due_one_after_the_other():
    """Rules 5.2: of 200 a year, 20, 60, 120 and 200."""
    shares = seasons("10", "20", "30", "40")
    assert [TargetValue(Decimal(200)).share(share).value for share in shares] == [20, 60, 120, 200]


@pytest.mark.parametrize("periods", [1, 2, 4, 5, 10])
def test_equal_shares_stated_are_the_equal_shares_of_the_default(periods):
    """Rules 5.2."""
    assert seasonal_shares([Decimal(100) / periods] * periods, periods) == equal_shares(periods)


def test_a_season_may_have_nothing():
    """Rules 5.2 and 1.4: nought is a share."""
    assert seasons("0", "100", "0", "0") == [0, 1, 1, 1]


@pytest.mark.parametrize(
    ("percentages", "periods", "said"),
    [
        (["33.33", "33.33", "33.33"], 3, "They add up to 99.99%: 0.01 too few."),
        (["30", "30", "30", "30"], 4, "They add up to 120%: 20 too many."),
        (["0", "0"], 2, "They add up to 0%: 100 too few."),
        (["50", "50"], 4, "2 given, 4 needed."),
        ([], 1, "0 given, 1 needed."),
        (["120", "-20"], 2, "A share can’t be negative."),
    ],
)
def test_shares_that_make_no_year_are_refused_with_what_to_do(percentages, periods, said):
    """Rules 5.2: exactly 100, and one for each period."""
    with pytest.raises(WrongProfile, match=said):
        seasonal_shares([Decimal(each) for each in percentages], periods)


@given(st.lists(st.integers(0, 10_000), max_size=11))
def test_a_profile_never_falls_and_ends_with_the_whole(cuts):
    """Rules 5.2: whatever parts a hundred is cut into."""
    ends = [0, *sorted(cuts), 10_000]
    percentages = [Decimal(after - before) / 100 for before, after in pairwise(ends)]
    shares = seasonal_shares(percentages, len(percentages))
    assert shares == sorted(shares)
    assert shares[-1] == 1


def test_a_range_is_shared_at_both_ends():
    """Rules 5.2."""
    assert TargetValue(low=Decimal(4), high=Decimal(8)).share(Decimal("0.25")) == TargetValue(
        low=Decimal(1), high=Decimal(2)
    )


def test_a_percentage_of_a_share_of_nothing_is_no_points():
    """Rules 5.2, 6.4: as long as nothing is due."""
    share = Tolerance(ToleranceKind.PERCENT, Decimal(5)).for_share(Decimal(0))
    assert share == Tolerance(ToleranceKind.POINTS, Decimal(0))


@pytest.mark.parametrize(
    ("polarity", "target", "error"),
    [
        (Polarity.RANGE, TargetValue(Decimal(50)), NoRange),
        (Polarity.HIGHER, TargetValue(low=Decimal(40), high=Decimal(60)), NotOneValue),
        (Polarity.LOWER, TargetValue(low=Decimal(40), high=Decimal(60)), NotOneValue),
    ],
)
def test_a_target_has_the_shape_that_its_polarity_judges(polarity, target, error):
    """Rules 6.3"""
    with pytest.raises(error):
        target.check(polarity)


@pytest.mark.parametrize(
    ("kind", "size", "shared"), [(POINTS, 4, 1), (LEVELS, 4, 1), (RED_EDGE, 8, 2), (PERCENT, 10, 10)]
)
def test_a_part_of_the_year_has_its_part_of_the_tolerance(kind, size, shared):
    """Rules 5.2: a percentage of a smaller target is smaller already."""
    assert Tolerance(kind, Decimal(size)).for_share(Decimal("0.25")) == Tolerance(kind, Decimal(shared))


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


@pytest.mark.parametrize("kind", [ToleranceKind.RED_EDGE, ToleranceKind.POINTS, ToleranceKind.LEVELS])
@pytest.mark.parametrize("periods", [2, 4, 12])
@given(st.integers(1, 10**6), st.data())
def test_a_share_of_a_tolerance_is_exact(kind, periods, each, data):
    """rules 6.10: a twelfth of 36 is 3, so that 3 is on the edge and not below 3.000...001."""
    index = data.draw(st.integers(1, periods))
    share = equal_shares(periods)[index - 1]
    assert Tolerance(kind, Decimal(each * periods)).for_share(share).size == each * index
