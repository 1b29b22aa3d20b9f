"""A figure beside its baseline (rules 7.2)."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from strategy_portal.domain.explanations import baseline_text
from strategy_portal.domain.numbers import PERCENT, Format, Measure, Missing
from strategy_portal.domain.status import Polarity, Rule, TargetValue, Tolerance, ToleranceKind
from strategy_portal.domain.trend import BaselineDifference, Direction, difference

from .drawing import plain

YES_NO = Format(Measure.YES_NO, 0)
FIGURES = st.decimals(-1000, 1000, places=4)


def rule(polarity: Polarity, format: Format) -> Rule:
    return Rule(polarity, Tolerance(ToleranceKind.POINTS, Decimal(5)), format)


def text_of(
    figure: str, baseline: str, polarity: Polarity, target: TargetValue | None = None, format: Format = PERCENT
) -> str:
    return baseline_text(difference(Decimal(figure), Decimal(baseline), rule(polarity, format), target), format)


def test_the_better_side_follows_from_the_polarity():
    """rules 7.2"""
    assert text_of("85", "80", Polarity.HIGHER) == "5 points above the baseline, which is better"
    assert text_of("85", "80", Polarity.LOWER) == "5 points above the baseline, which is worse"


def test_in_a_range_nearer_is_better():
    """rules 7.2"""
    between = TargetValue(low=Decimal(40), high=Decimal(60))
    assert text_of("38", "30", Polarity.RANGE, between) == "8 points above the baseline, which is better"
    assert text_of("45", "55", Polarity.RANGE, between) == "10 points below the baseline, which is as good"


def test_without_a_better_side_it_says_only_how_far():
    assert text_of("85", "80", Polarity.NONE) == "5 points above the baseline"
    assert text_of("85", "80", Polarity.RANGE) == "5 points above the baseline"


def test_what_prints_alike_is_the_same():
    """rules 1.3"""
    assert text_of("84.96", "85", Polarity.HIGHER) == "the same as the baseline"


def test_a_count_has_no_points():
    assert text_of("12", "11", Polarity.HIGHER, format=plain()) == "1 above the baseline, which is better"
    assert text_of("12", "11", Polarity.HIGHER) == "1 point above the baseline, which is better"


def test_an_answer_is_the_baselines_or_another():
    assert text_of("1", "0", Polarity.HIGHER, format=YES_NO) == "another answer than the baseline, which is better"
    assert text_of("0", "0", Polarity.HIGHER, format=YES_NO) == "the same as the baseline"


def test_without_a_figure_nothing_is_said():
    """rules 1.4"""
    found = difference(Missing.NOT_AVAILABLE, Decimal(80), rule(Polarity.HIGHER, PERCENT))
    assert found == BaselineDifference(Missing.NOT_AVAILABLE, Direction.NOT_ENOUGH_DATA)
    assert baseline_text(found, PERCENT) == ""


@given(FIGURES, FIGURES, st.integers(0, 4))
def test_swapping_the_two_turns_size_and_direction_round(one, other, places):
    """rules 7.2"""
    turned = {Direction.IMPROVING: Direction.WORSENING, Direction.WORSENING: Direction.IMPROVING}
    higher = rule(Polarity.HIGHER, plain(places))
    there, back = difference(one, other, higher), difference(other, one, higher)
    assert back == BaselineDifference(-there.size, turned.get(there.direction, there.direction))
