"""How a figure prints (rules 1.2 and 1.3): the same text on every page, in every report and in the API."""

import doctest
from decimal import Decimal

import pytest
from hypothesis import given

from strategy_portal.domain import numbers
from strategy_portal.domain.numbers import IN_FULL, PERCENT, WORDS, Format, Measure, Missing, parse
from strategy_portal.domain.status import Polarity, Rule, Status, TargetValue, Tolerance, ToleranceKind, judge

from .drawing import figures, numeric, positives, rules

YES_NO = Format(Measure.YES_NO, 0)


def test_the_examples_in_its_documentation_hold():
    assert doctest.testmod(numbers).failed == 0


@pytest.mark.parametrize(
    ("format", "number", "text"),
    [
        (Format(Measure.PERCENTAGE, 1), "1234.5", "1,234.5%"),
        (Format(Measure.PERCENTAGE, 0), "0", "0%"),
        (Format(Measure.RATE, 1), "-1234.56", "-1,234.6"),
        (Format(Measure.COUNT, 0), "1234.5", "1,235"),
        (Format(Measure.MONEY, 2), "1200", "1,200.00"),
        (Format(Measure.DURATION, 1), "20.55", "20.6"),
        (Format(Measure.LEVEL, 0), "4.0000", "4"),
        (Format(Measure.YES_NO, 0), "1.0000", "Yes"),
        (Format(Measure.YES_NO, 0), "0", "No"),
        (Format(Measure.YES_NO, 1), "0.5", "0.5"),
    ],
)
def test_a_figure_prints_with_the_unit_and_the_decimals_of_its_format(format, number, text):
    """Rules 1.2; the mean of several answers is no answer, so it stays a number."""
    assert format.text(Decimal(number)) == text


@pytest.mark.parametrize("reason", Missing)
def test_a_missing_figure_prints_as_its_reason_whatever_the_format(reason):
    """Rules 1.4."""
    assert {PERCENT.text(reason), YES_NO.text(reason), IN_FULL.text(reason)} == {WORDS[reason]}


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("85.0000", "85"),
        ("21.5250", "21.525"),
        ("1000", "1,000"),
        ("1E+2", "100"),
        ("0.0000", "0"),
        ("-3.50", "-3.5"),
        ("21.51234567", "21.51234567"),
        ("21.512345678", "21.5123…"),
        ("3.333333333333333333333333333", "3.3333…"),
        ("1.666666666666666666666666667", "1.6666…"),
    ],
)
def test_a_limit_prints_in_full_and_says_where_it_is_cut(number, text):
    """Rules 6.8 and 6.10: an edge is never rounded, so 1.6666… is not written as 1.6667."""
    assert IN_FULL.text(Decimal(number)) == text
    assert PERCENT.in_full.text(Decimal(number)) == f"{text}%"


@pytest.mark.parametrize(
    ("format", "low", "high", "text"),
    [
        (PERCENT, "40", "60", "40.0 to 60.0%"),
        (PERCENT.in_full, "40.0000", "60", "40 to 60%"),
        (PERCENT.in_full, "60", "60", "60%"),
        (IN_FULL, "1.5", "2", "1.5 to 2"),
    ],
)
def test_a_range_names_its_unit_once(format, low, high, text):
    assert format.range_text(Decimal(low), Decimal(high)) == text


@pytest.mark.parametrize(
    ("format", "size", "text"),
    [
        (PERCENT, "4.2", "4.2 points"),
        (PERCENT, "-4.2", "4.2 points"),
        (PERCENT, "1.0", "1 point"),
        (Format(Measure.COUNT, 0), "-12", "12"),
    ],
)
def test_percentages_differ_by_points_and_other_figures_by_a_number(format, size, text):
    assert format.difference_text(Decimal(size)) == text


@pytest.mark.parametrize(
    ("places", "text"), [(0, "a whole number"), (1, "1 decimal"), (2, "2 decimals"), (None, "all its decimals")]
)
def test_the_precision_of_a_format_is_named(places, text):
    assert Format(places=places).precision_text == text


@given(figures, numeric)
def test_a_printed_figure_is_rounded_once(number, format):
    """Rules 1.2: printed again it is the same figure and the same text."""
    rounded = format.rounded(number)
    assert format.rounded(rounded) == rounded
    assert format.text(rounded) == format.text(number)


@given(figures)
def test_a_limit_can_be_typed_in_again(number):
    assert parse(PERCENT.in_full.text(number)) == number


@given(figures, positives, rules)
def test_two_figures_that_print_alike_have_the_same_colour(number, target, rule):
    """Rules 1.3: whatever is rounded away can't be seen, so it can't be judged."""
    alike = rule.format.rounded(number)
    assert judge(number, TargetValue(target), rule).status is judge(alike, TargetValue(target), rule).status


@given(figures, numeric)
def test_a_figure_that_prints_as_its_target_is_green(number, format):
    """Rules 1.3, for either polarity."""
    target = TargetValue(parse(format.text(number)))
    for polarity in (Polarity.HIGHER, Polarity.LOWER):
        rule = Rule(polarity, Tolerance(ToleranceKind.POINTS, Decimal(0)), format)
        assert judge(number, target, rule).status is Status.GREEN
