"""Rules 6.6 and 6.8: statuses and their proof in words."""

from decimal import Decimal

import pytest
from hypothesis import given

from strategy_portal.domain.aggregation import Reading
from strategy_portal.domain.explanations import edges_text
from strategy_portal.domain.numbers import PERCENT, Format, Measure, Missing
from strategy_portal.domain.status import (
    PRECEDENCE,
    Circumstances,
    Polarity,
    Rule,
    Status,
    TargetValue,
    Tolerance,
    ToleranceKind,
    judge,
    status_of,
)
from strategy_portal.domain.wording import (
    REASONS,
    coverage_text,
    general_key,
    key_lines,
    names_text,
    polarity_text,
    target_text,
    why,
    working,
)

from .drawing import near, percent, plain, positives, rules

HIGHER, LOWER, RANGE, NONE, NOT_SET = Polarity
YES_NO = Format(Measure.YES_NO, 0)


def rule(polarity: Polarity, kind: str, size: str, format: Format = PERCENT) -> Rule:
    return Rule(polarity, Tolerance(ToleranceKind(kind), Decimal(size)), format)


UP, DOWN = rule(HIGHER, "points", "5"), rule(LOWER, "percent", "5", plain())
BETWEEN = rule(RANGE, "points", "5", percent(0))
T85, T205, T4, T1 = (TargetValue(Decimal(value)) for value in ("85", "20.5000", "4", "1"))
T40_60 = TargetValue(low=Decimal(40), high=Decimal(60))


@pytest.mark.parametrize(
    ("given_rule", "target", "value", "sentence"),
    [
        (UP, T85, "85", "Green: 85.0% is at or above the target of 85%."),
        (UP, T85, "84.9", "Amber: 84.9% is below the target of 85%, but not below 80%."),
        (UP, T85, "79.9", "Red: 79.9% is below 80%, the lowest value that is still amber."),
        (DOWN, T205, "20.5", "Green: 20.5 is at or below the target of 20.5."),
        (DOWN, T205, "21.5", "Amber: 21.5 is above the target of 20.5, but not above 21.5."),
        (DOWN, T205, "21.6", "Red: 21.6 is above 21.5, the highest value that is still amber."),
        (BETWEEN, T40_60, "40", "Green: 40% is within the target range of 40 to 60%."),
        (BETWEEN, T40_60, "38", "Amber: 38% is outside the target range of 40 to 60%, but within 35% to 65%."),
        (BETWEEN, T40_60, "66", "Red: 66% is beyond 35% to 65%, the outermost values that are still amber."),
        (rule(HIGHER, "levels", "0", plain(0)), T1, "0", "Red: 0 is off the target of 1, and there is no tolerance."),
    ],
)
def test_why_this_colour_is_answered_in_a_sentence(given_rule, target, value, sentence):
    """Rules 6.8, for each polarity and colour."""
    assert why(judge(Decimal(value), target, given_rule)) == sentence


YES, NO = TargetValue(Decimal(1)), TargetValue(Decimal(0))


@pytest.mark.parametrize("polarity", [HIGHER, LOWER])
@pytest.mark.parametrize(
    ("target", "answer", "sentence"),
    [
        (YES, 1, "the answer is Yes, which is the target."),
        (YES, 0, "the answer is No; the target is Yes."),
        (NO, 0, "the answer is No, which is the target."),
        (NO, 1, "the answer is Yes; the target is No."),
    ],
)
def test_of_an_answer_nothing_is_above_or_below(polarity, target, answer, sentence):
    """Rules 6.8, whatever the polarity."""
    judged = judge(Decimal(answer), target, rule(polarity, "levels", "0", YES_NO))
    assert why(judged) == f"{judged.status.word}: {sentence}"


@pytest.mark.parametrize(
    ("given_rule", "target", "lines"),
    [
        (rule(HIGHER, "levels", "0", YES_NO), YES, [(Status.GREEN, "Yes"), (Status.RED, "No")]),
        (rule(LOWER, "levels", "0", YES_NO), NO, [(Status.GREEN, "No"), (Status.RED, "Yes")]),
        (rule(HIGHER, "levels", "1", YES_NO), YES, [(Status.GREEN, "Yes"), (Status.AMBER, "No")]),
        (rule(HIGHER, "levels", "0", YES_NO), NO, [(Status.GREEN, "Yes or No")]),
    ],
)
def test_the_key_of_a_yes_or_no_says_which_answer_has_which_colour(given_rule, target, lines):
    """Rules 6.6."""
    assert key_lines(given_rule, target) == lines


@pytest.mark.parametrize(("polarity", "text"), [(HIGHER, "Yes"), (LOWER, "No"), (NOT_SET, "Not set")])
def test_of_a_yes_or_no_the_better_answer_is_named(polarity, text):
    assert polarity_text(polarity, YES_NO) == text


@pytest.mark.parametrize(
    ("given_rule", "text"),
    [
        (rule(HIGHER, "levels", "0", YES_NO), ""),
        (rule(HIGHER, "levels", "1", YES_NO), "No"),
        (rule(HIGHER, "points", "0", plain()), ""),
        (rule(HIGHER, "points", "0.5", plain()), "0.5 or more"),
    ],
)
def test_amber_has_edges_only_where_something_is_amber(given_rule, text):
    """Rules 6.8."""
    assert edges_text(judge(Decimal(1), YES, given_rule)) == text


@pytest.mark.parametrize("reason", PRECEDENCE)
def test_every_reason_has_a_sentence(reason):
    """Rules 6.5 and 6.8."""
    assert REASONS[reason].endswith(".")


@pytest.mark.parametrize(
    ("number", "target", "start"),
    [(Missing.NOT_ENTERED, T85, "A value was expected"), (Decimal(85), None, "No target is stated")],
)
def test_without_a_colour_the_answer_is_the_reason(number, target, start):
    """Rules 6.8."""
    circumstances = Circumstances(window="overdue")
    assert why(status_of(number, target, UP, circumstances)).startswith(start)


@given(near, positives, rules)
def test_the_sentence_names_the_printed_value_and_its_colour(off, target, given_rule):
    """Rules 1.3 and 6.8."""
    judged = judge(target + off, TargetValue(target), given_rule)
    assert why(judged).startswith(f"{judged.status.word}: {given_rule.format.text(target + off)} is ")


@pytest.mark.parametrize(
    ("given_rule", "target", "lines"),
    [
        (UP, T85, ["85% or more", "80% or more, but less than 85%", "less than 80%"]),
        (DOWN, T205, ["20.5 or less", "21.5 or less, but more than 20.5", "more than 21.5"]),
        (BETWEEN, T40_60, ["40 to 60%, both ends included", "outside that, but within 35 to 65%", "beyond 35 to 65%"]),
        (rule(HIGHER, "points", "0"), T85, ["85% or more", None, "less than 85%"]),
        (rule(RANGE, "points", "0"), T40_60, ["40 to 60%, both ends included", None, "beyond 40 to 60%"]),
        (rule(LOWER, "red-edge", "80"), T85, ["85% or less", None, "more than 85%"]),
        (UP, None, []),
        (rule(NONE, "points", "5"), T85, []),
        (rule(NOT_SET, "points", "5"), T85, []),
    ],
)
def test_the_key_is_made_from_the_rule_in_force(given_rule, target, lines):
    """Rules 6.6: without tolerance there is no amber to explain."""
    found = [(status, text.split(", judged")[0]) for status, text in key_lines(given_rule, target)]
    colours = [Status.GREEN, Status.AMBER, Status.RED]
    assert found == [(colour, text) for colour, text in zip(colours, lines, strict=False) if text]


@pytest.mark.parametrize(("decimals", "words"), [(0, "a whole number"), (1, "1 decimal"), (2, "2 decimals")])
def test_the_key_says_that_the_printed_figure_is_judged(decimals, words):
    """Rules 1.3."""
    green, *others = key_lines(rule(HIGHER, "points", "5", percent(decimals)), T85)
    assert green[1].endswith(f", judged as printed to {words}")
    assert not [text for _, text in others if "printed" in text]


@given(positives, rules)
def test_no_two_colours_of_a_key_have_the_same_text(target, given_rule):
    """Rules 6.6."""
    texts = [text for _, text in key_lines(given_rule, TargetValue(target))]
    assert len(set(texts)) == len(texts)


def test_the_key_of_a_page_with_many_rules_names_all_colours_and_the_rounding():
    """Rules 1.3 and 6.6."""
    assert [status for status, _ in general_key()] == [Status.GREEN, Status.AMBER, Status.RED]
    assert "as printed" in general_key()[0][1]


@pytest.mark.parametrize(
    ("target", "text"),
    [(None, "Not stated"), (T85, "85%"), (T40_60, "40 to 60%"), (TargetValue(low=Decimal(3), high=Decimal(3)), "3%")],
)
def test_a_target_is_written_out(target, text):
    assert target_text(target, PERCENT) == text


@pytest.mark.parametrize(
    ("kind", "size", "text"),
    [
        ("points", "5", "5 points"),
        ("points", "1", "1 point"),
        ("points", "0.5000", "0.5 points"),
        ("percent", "5", "5% of the target"),
        ("levels", "1", "1 level"),
        ("levels", "0", "no tolerance"),
        ("red-edge", "0", "red beyond 0"),
        ("red-edge", "90", "red beyond 90"),
    ],
)
def test_a_tolerance_is_written_out(kind, size, text):
    """Rules 6.8."""
    assert Tolerance(ToleranceKind(kind), Decimal(size)).text == text


@pytest.mark.parametrize(
    ("reading", "factor", "text"),
    [
        (Reading(Decimal("85.9010600"), Decimal("2431.0000"), Decimal("2830")), 100, "2,431 ÷ 2,830 × 100 = 85.9%"),
        (Reading(Decimal("20.5"), Decimal("3800"), Decimal("185366")), 1000, "3,800 ÷ 185,366 × 1,000 = 20.5%"),
        (Reading(Decimal("0.5"), Decimal("1"), Decimal("2")), 1, "1 ÷ 2 = 0.5%"),
        (Reading(Decimal("7")), 1, "7.0%"),
        (Reading(Decimal("7"), numerator=Decimal("7")), 1, "7.0%"),
        (Reading(Missing.CANNOT_BE_COMPUTED, Decimal(5), Decimal(0)), 100, "5 ÷ 0 × 100 = Can’t be computed"),
    ],
)
def test_the_sum_behind_a_figure_is_shown(reading, factor, text):
    """Rules 6.8."""
    assert working(reading, factor, PERCENT) == text


@pytest.mark.parametrize(
    ("reading", "text"),
    [
        (Reading(reported=12, expected=14, respondents=3410), "12 of 14 units, 3,410 responses"),
        (Reading(reported=0, expected=14), "0 of 14 units"),
        (Reading(reported=1, expected=14, respondents=0), "1 of 14 units, 0 responses"),
    ],
)
def test_coverage_is_written_out(reading, text):
    """Rules 4.3."""
    assert coverage_text(reading, "units") == text


@pytest.mark.parametrize(
    ("count", "text"), [(1, "A"), (2, "A, B"), (4, "A, B, C, D"), (5, "A, B, C and 2 more"), (0, "")]
)
def test_many_names_are_counted_after_the_first_ones(count, text):
    assert names_text(list("ABCDE"[:count])) == text
