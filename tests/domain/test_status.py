"""Rules 1.3 and 6: the colour, or the reason why there is none."""

from decimal import Decimal
from itertools import product
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from strategy_portal.domain.numbers import Missing, parse, printed
from strategy_portal.domain.periods import Window
from strategy_portal.domain.status import (
    PRECEDENCE,
    Circumstances,
    PercentToleranceNeedsPositiveTarget,
    Polarity,
    Rule,
    Status,
    TargetValue,
    Tolerance,
    ToleranceKind,
    judge,
    status_of,
)

from .drawing import RANK, figures, near, places, plain, positives, rules, sizes, step, tolerances

GREEN, AMBER, RED = Status.GREEN, Status.AMBER, Status.RED
HIGHER, LOWER, RANGE, NONE, NOT_SET = Polarity


def rule(polarity: Polarity, kind: str, size: str, decimals: int) -> Rule:
    return Rule(polarity, Tolerance(ToleranceKind(kind), Decimal(size)), plain(decimals))


SATISFACTION = rule(HIGHER, "points", "5", 1), TargetValue(Decimal(85))
COMPLAINTS = rule(LOWER, "percent", "5", 1), TargetValue(Decimal("20.5"))
BETWEEN = rule(RANGE, "points", "5", 0), TargetValue(low=Decimal(40), high=Decimal(60))
NEVER = rule(LOWER, "points", "1", 0), TargetValue(Decimal(0))
LEVEL = rule(HIGHER, "levels", "1", 0), TargetValue(Decimal(4))
TO_DATE = rule(HIGHER, "percent", "10", 0), TargetValue(Decimal(10)).share(Decimal("0.5"))
RED_BEYOND_90 = rule(LOWER, "red-edge", "90", 0), TargetValue(Decimal(60))
RED_BELOW_30 = rule(RANGE, "red-edge", "30", 0), TargetValue(low=Decimal(40), high=Decimal(60))
YES = rule(HIGHER, "levels", "0", 0), TargetValue(Decimal(1))


@pytest.mark.parametrize(
    ("setting", "value", "colour"),
    [
        (SATISFACTION, "85.0", GREEN), (SATISFACTION, "84.96", GREEN), (SATISFACTION, "84.95", GREEN),
        (SATISFACTION, "84.94", AMBER), (SATISFACTION, "84.9", AMBER), (SATISFACTION, "80.0", AMBER),
        (SATISFACTION, "79.95", AMBER), (SATISFACTION, "79.9", RED),
        (COMPLAINTS, "20.5", GREEN), (COMPLAINTS, "20.6", AMBER), (COMPLAINTS, "21.5", AMBER),
        (COMPLAINTS, "21.54", AMBER), (COMPLAINTS, "21.55", RED), (COMPLAINTS, "21.6", RED),
        (BETWEEN, "40", GREEN), (BETWEEN, "60", GREEN), (BETWEEN, "50", GREEN), (BETWEEN, "38", AMBER),
        (BETWEEN, "35", AMBER), (BETWEEN, "34", RED), (BETWEEN, "65", AMBER), (BETWEEN, "66", RED),
        (NEVER, "0", GREEN), (NEVER, "1", AMBER), (NEVER, "2", RED),
        (LEVEL, "4", GREEN), (LEVEL, "3", AMBER), (LEVEL, "2", RED), (LEVEL, "5", GREEN),
        (TO_DATE, "5", GREEN), (TO_DATE, "4", RED),
        (RED_BEYOND_90, "60", GREEN), (RED_BEYOND_90, "90", AMBER), (RED_BEYOND_90, "91", RED),
        (RED_BELOW_30, "39", AMBER), (RED_BELOW_30, "30", AMBER), (RED_BELOW_30, "29", RED), (RED_BELOW_30, "61", RED),
        (YES, "1", GREEN), (YES, "0", RED),
    ],
)  # fmt: skip
def test_the_examples_of_the_rules_have_their_colours(setting, value, colour):
    """Rules 6.3 and the table of examples."""
    assert judge(Decimal(value), setting[1], setting[0]).status is colour


def test_the_year_to_date_of_four_against_five_names_its_edge():
    """Rules 6, the last example: target 5, edge 4.5."""
    judged = judge(Decimal(4), TO_DATE[1], TO_DATE[0])
    assert (judged.target.value, judged.amber_low, judged.amber_high) == (5, Decimal("4.5"), None)


def test_an_edge_is_never_rounded():
    """Rules 6, the second example: edge 21.525."""
    assert judge(Decimal("21.5"), COMPLAINTS[1], COMPLAINTS[0]).amber_high == Decimal("21.525")


@pytest.mark.parametrize(("months", "value"), [(2, 3), (4, 6), (8, 12)])
def test_eighteen_a_year_are_on_target_at_three_after_two_months(months, value):
    """Rules 5.2 and 6.3: on a limit the better status, sixths or not."""
    target = TargetValue(Decimal(18)).share(Decimal(months) / 12)
    assert {judge(Decimal(value), target, rule(side, "points", "0", 0)).status for side in (HIGHER, LOWER)} == {GREEN}


@given(st.decimals(-2, 2, places=3), positives, rules)
def test_the_printed_figure_has_the_colour_of_the_raw_one(steps, target, given_rule):
    """Rules 1.3, where it matters: less than two printed steps from the target."""
    number = target + steps * step(given_rule.format.places)
    raw = judge(number, TargetValue(target), given_rule)
    assert judge(given_rule.format.rounded(number), TargetValue(target), given_rule).status is raw.status


@given(near, positives, rules)
def test_a_reader_of_the_print_finds_the_same_colour(off, target, given_rule):
    """Rules 1.3 and 6.3, done again from the printed text alone."""
    judged = judge(target + off, TargetValue(target), given_rule)
    read = parse(given_rule.format.text(judged.value))
    sign = 1 if given_rule.polarity is HIGHER else -1
    edge = judged.amber_low if given_rule.polarity is HIGHER else judged.amber_high
    assert judged.status is (GREEN if read * sign >= target * sign else AMBER if read * sign >= edge * sign else RED)


@given(near, near, positives, rules)
def test_a_better_value_never_has_a_worse_status(one, other, target, given_rule):
    """Rules 6.3."""
    worse, better = sorted([one, other], reverse=given_rule.polarity is LOWER)
    ranks = [RANK[judge(target + off, TargetValue(target), given_rule).status] for off in (worse, better)]
    assert ranks[0] <= ranks[1]


@given(near, near, figures, st.integers(0, 60), sizes, places)
def test_in_a_range_a_nearer_value_never_has_a_worse_status(one, other, low, width, size, decimals):
    """Rules 6.3."""
    target = TargetValue(low=low, high=low + width)
    given_rule = Rule(RANGE, Tolerance(ToleranceKind.POINTS, size), plain(decimals))
    judged = [judge(low + Decimal(width) / 2 + off, target, given_rule) for off in (one, other)]
    nearer, farther = sorted(judged, key=lambda each: max(low - each.value, each.value - target.high, Decimal(0)))
    assert RANK[nearer.status] >= RANK[farther.status]


@given(near, figures, sizes, places, st.sampled_from(["points", "levels", "red-edge"]))
def test_lower_is_higher_in_a_mirror(off, target, size, decimals, kind):
    """Rules 6.3."""
    edge = target - size if kind == "red-edge" else size
    tolerance = Tolerance(ToleranceKind(kind), edge)
    mirrored = Tolerance(tolerance.kind, -edge) if kind == "red-edge" else tolerance
    higher = judge(target + off, TargetValue(target), Rule(HIGHER, tolerance, plain(decimals)))
    lower = judge(-target - off, TargetValue(-target), Rule(LOWER, mirrored, plain(decimals)))
    assert higher.status is lower.status


@given(st.integers(1, 10_000), st.integers(1, 50), places, st.sampled_from([(HIGHER, -1), (LOWER, 1)]))
def test_a_value_on_a_limit_has_the_better_status(whole, size, decimals, side):
    """Rules 6.3."""
    polarity, off = side
    given_rule = Rule(polarity, Tolerance(ToleranceKind.POINTS, Decimal(size)), plain(decimals))
    target, beyond = TargetValue(Decimal(whole)), off * step(decimals)
    edge = whole + off * size
    values = [Decimal(whole), whole + beyond, Decimal(edge), edge + beyond]
    assert [judge(value, target, given_rule).status for value in values] == [GREEN, AMBER, AMBER, RED]


@given(figures, positives, sizes, places)
def test_a_range_is_green_from_end_to_end(low, width, size, decimals):
    """Rules 6.3: both ends included."""
    low, high = printed(low, decimals), printed(low + width, decimals)
    given_rule = Rule(RANGE, Tolerance(ToleranceKind.POINTS, size), plain(decimals))
    statuses = [judge(end, TargetValue(low=low, high=high), given_rule).status for end in (low, high)]
    assert statuses == [GREEN, GREEN]


def test_a_percent_tolerance_of_a_zero_target_judges_nothing():
    """Rules 6.4."""
    with pytest.raises(PercentToleranceNeedsPositiveTarget):
        judge(Decimal(1), TargetValue(Decimal(0)), rule(LOWER, "percent", "5", 0))


@pytest.mark.parametrize("polarity", [NONE, NOT_SET])
def test_nothing_is_judged_without_a_polarity(polarity):
    """Rules 6.1."""
    with pytest.raises(ValueError, match="polarity"):
        judge(Decimal(1), TargetValue(Decimal(1)), rule(polarity, "points", "5", 0))


ORDER = [
    (Status.NOT_YET_MEASURED, Missing.NOT_APPLICABLE, NONE, Circumstances(True, False, Window.OVERDUE)),
    (Status.CONTEXT_ONLY, Missing.NOT_APPLICABLE, NONE, Circumstances(False, False, Window.OVERDUE)),
    (Status.NOT_APPLICABLE, Missing.NOT_APPLICABLE, NOT_SET, Circumstances(False, False, Window.OVERDUE)),
    (Status.SUSPENDED, Missing.SUSPENDED, NOT_SET, Circumstances(False, False, Window.OVERDUE)),
    (Status.NOT_DUE, Missing.NOT_ENTERED, NOT_SET, Circumstances(False, False, Window.OVERDUE)),
    (Status.OVERDUE, Missing.NOT_ENTERED, NOT_SET, Circumstances(window=Window.OVERDUE)),
    (Status.DUE, Missing.NOT_ENTERED, NOT_SET, Circumstances(window=Window.DUE)),
    (Status.NOT_AVAILABLE, Missing.NOT_AVAILABLE, NOT_SET, Circumstances(window=Window.OVERDUE)),
    (Status.CANNOT_BE_COMPUTED, Missing.CANNOT_BE_COMPUTED, NOT_SET, Circumstances(window=Window.OVERDUE)),
    (Status.POLARITY_NOT_SET, Missing.INCOMPLETE, NOT_SET, Circumstances(window=Window.OVERDUE)),
    (Status.NO_TARGET, Missing.INCOMPLETE, HIGHER, Circumstances(window=Window.OVERDUE)),
]


@pytest.mark.parametrize(("status", "number", "polarity", "circumstances"), ORDER, ids=lambda each: str(each))
def test_of_several_reasons_the_first_in_the_order_is_given(status, number, polarity, circumstances):
    """Rules 6.5: each case has every later reason as well that can go with it, the missing target among them."""
    assert status_of(number, None, rule(polarity, "points", "5", 0), circumstances).status is status


def test_incomplete_is_the_last_reason():
    """Rules 6.5 and 5.3."""
    judged = status_of(Missing.INCOMPLETE, *reversed(SATISFACTION), Circumstances(window=Window.OVERDUE))
    assert judged.status is Status.INCOMPLETE


def test_the_order_of_the_reasons_is_that_of_the_rules():
    """Rules 6.5, with the three additions before the missing target."""
    order = [status for status, *_ in ORDER]
    assert [*order, Status.INCOMPLETE] == list(PRECEDENCE)


@pytest.mark.parametrize("window", [Window.FUTURE, Window.OPEN])
def test_a_value_not_entered_before_the_end_of_its_period_is_not_due(window):
    """Rules 2.3 and 2.4."""
    judged = status_of(Missing.NOT_ENTERED, *reversed(SATISFACTION), Circumstances(window=window))
    assert judged.status is Status.NOT_DUE


def test_a_value_not_entered_in_a_locked_period_is_overdue():
    """Rules 2.4."""
    judged = status_of(Missing.NOT_ENTERED, *reversed(SATISFACTION), Circumstances(window=Window.LOCKED))
    assert judged.status is Status.OVERDUE


@pytest.mark.parametrize("window", Window)
def test_a_value_that_is_there_is_judged_whatever_the_day(window):
    """Rules 2.4: an early value is not hidden, a late one not punished."""
    assert status_of(Decimal(85), *reversed(SATISFACTION), Circumstances(window=window)).status is GREEN


EVERY_CASE = list(
    product(
        [Decimal(0), Decimal(85), *Missing],
        [None, TargetValue(Decimal(85))],
        Polarity,
        [Circumstances(*each) for each in product([True, False], [True, False], Window)],
    )
)


def test_there_is_a_colour_exactly_where_there_is_something_to_judge():
    """Rules 6.1 and 6.5: a number, a target, a polarity; expected, and not merely proposed."""
    for number, target, polarity, circumstances in EVERY_CASE:
        judged = status_of(number, target, rule(polarity, "points", "5", 1), circumstances)
        complete = isinstance(number, Decimal) and target is not None and polarity in (HIGHER, LOWER, RANGE)
        assert judged.status.is_colour == (complete and circumstances.expected and not circumstances.proposed)


def test_zero_is_judged_like_any_number():
    """Rules 1.4."""
    assert status_of(Decimal(0), *reversed(SATISFACTION), Circumstances()).status is RED
    assert status_of(Decimal(0), *reversed(NEVER), Circumstances()).status is GREEN


@pytest.mark.parametrize("reason", PRECEDENCE)
def test_no_reason_counts_as_a_colour(reason):
    """Rules 6.5."""
    assert not reason.is_colour


def test_a_figure_without_a_target_is_still_printed():
    """Rules 6.8."""
    judged = status_of(Decimal("84.96"), None, SATISFACTION[0], Circumstances())
    assert (judged.status, str(judged.value)) == (Status.NO_TARGET, "85.0")


@given(figures, positives, rules)
def test_a_judgement_holds_decimals_and_the_rule_it_was_made_by(number, target, given_rule):
    """Rules 1.1 and 6.8."""
    assume(given_rule.polarity in (HIGHER, LOWER))
    judged = judge(number, TargetValue(target), given_rule)
    edge = judged.amber_low if given_rule.polarity is HIGHER else judged.amber_high
    assert {type(judged.value), type(edge)} == {Decimal}
    assert (judged.rule, judged.target, judged.rule_version) == (given_rule, TargetValue(target), "1")


@pytest.mark.parametrize(
    ("status", "word"), [(GREEN, "Green"), (Status.NOT_DUE, "Not due"), (Status.NOT_YET_MEASURED, "Not yet measured")]
)
def test_a_status_has_a_word(status, word):
    """Rules 6.6."""
    assert status.word == word


@pytest.mark.parametrize("status", Status)
def test_a_status_has_a_shape_of_its_own_on_the_page(status):
    """Rules 6.6: what the style sheet does not know would be shown as a plain ring."""
    css = Path("strategy_portal/static/strategy_portal/portal.css").read_text(encoding="utf-8")
    rule_of_status = css.partition(f".status--{status} {{")[2].partition("}")[0]
    assert "--shape: var(" in rule_of_status


@given(figures, positives, tolerances, places, st.sampled_from([NONE, NOT_SET]))
def test_without_a_better_side_nothing_is_ever_coloured(value, aimed_at, tolerance, decimals, side):
    """Rules 6.1: it is never guessed, whatever the figure and its target."""
    unsided = Rule(side, tolerance, plain(decimals))
    assert not status_of(value, TargetValue(aimed_at), unsided, Circumstances()).status.is_colour
    with pytest.raises(ValueError, match="polarity"):
        judge(value, TargetValue(aimed_at), unsided)


@given(near, positives, rules, sizes)
def test_a_wider_tolerance_makes_no_colour_worse_and_no_green(off, aimed_at, narrow, more):
    """Rules 6.2: it only moves the edge between amber and red."""
    target = TargetValue(aimed_at)
    tolerance = Tolerance(narrow.tolerance.kind, narrow.tolerance.size + more)
    was, now = (judge(aimed_at + off, target, Rule(narrow.polarity, each, narrow.format)).status
                for each in (narrow.tolerance, tolerance))  # fmt: skip
    assert RANK[now] >= RANK[was]
    assert (now is GREEN) is (was is GREEN)
