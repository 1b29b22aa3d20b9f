"""Rules 1.5: checks that ask rather than forbid."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategy_portal.domain.aggregation import Reading
from strategy_portal.domain.checks import Check, questions, usual_range
from strategy_portal.domain.numbers import PERCENT, Format, Measure, Missing, printed, ratio

from .drawing import figures, percent

ABOVE, SAME, JUMP, FEW = Check


def number(text: str, respondents: int | None = None) -> Reading:
    return Reading(Decimal(text), respondents=respondents)


def share(numerator: int, denominator: int) -> Reading:
    parts = Decimal(numerator), Decimal(denominator)
    return Reading(ratio(*parts, Decimal(100)), *parts)


def asked(typed: Reading, *earlier: Reading, format: Format = PERCENT, **more) -> list[Check]:
    return [question.key for question in questions(typed, earlier, format, **more)]


STEADY = [number(text) for text in ("84", "86", "84", "86")]
"""Centre 85, mean moving range 2: usual is 79.68 to 90.32."""


@pytest.mark.parametrize(
    ("typed", "factor", "keys"),
    [
        (share(120, 100), 100, [ABOVE]),
        (share(100, 100), 100, []),
        (share(99, 100), 100, []),
        (share(1200, 1000), 1000, [ABOVE]),
        (share(120, 100), 1, []),
        (number("120"), 100, []),
    ],
)
def test_a_numerator_above_its_denominator_is_asked_about_and_not_refused(typed, factor, keys):
    """Rules 1.5: of a share; a cost per case, with factor 1, is above its denominator as a rule."""
    assert asked(typed, factor=factor) == keys


@pytest.mark.parametrize(
    ("typed", "last", "keys"),
    [
        (number("84.5"), number("84.5"), [SAME]),
        (number("84.54"), number("84.5"), [SAME]),
        (number("84.6"), number("84.5"), []),
        (number("0"), number("0"), [SAME]),
        (share(845, 1000), share(845, 1000), [SAME]),
        (share(845, 1000), share(169, 200), []),
        (share(845, 1000), number("84.5"), [SAME]),
        (number("84.5"), Reading(), []),
        (number("84.5"), Reading(Missing.NOT_AVAILABLE), []),
    ],
)
def test_the_figure_of_the_last_period_typed_again_is_asked_about(typed, last, keys):
    """Rules 1.5: as printed; the same share of other counts is no repetition."""
    assert asked(typed, last) == keys


def test_only_the_period_just_before_counts_as_the_last():
    """Rules 1.5."""
    assert asked(number("84.5"), number("84.5"), number("80")) == []
    assert asked(number("84.5"), number("84.5"), Reading()) == []


@pytest.mark.parametrize(
    ("text", "keys"), [("79.6", [JUMP]), ("79.7", []), ("85", []), ("90.3", []), ("90.32", []), ("90.4", [JUMP])]
)
def test_a_figure_beyond_the_usual_range_is_asked_about(text, keys):
    """Rules 1.5 and 7.4: mean 85, plus or minus 2.66 times 2, as printed."""
    assert asked(number(text), *STEADY) == keys


@pytest.mark.parametrize("count", range(4))
def test_what_is_usual_needs_four_earlier_figures(count):
    """Rules 1.5: a missing one is no figure."""
    assert asked(number("5"), *STEADY[:count], Reading(), Reading(Missing.NOT_AVAILABLE)) == []


def test_figures_that_were_never_negative_are_not_expected_to_be():
    """Rules 1.5: zero is usual here, and nothing below it."""
    assert usual_range([Decimal(each) for each in (0, 2, 0, 2)])[0] == 0
    assert usual_range([Decimal(each) for each in (-1, 2, 0, 2)])[0] < -1


@pytest.mark.parametrize("measure", [Measure.LEVEL, Measure.YES_NO])
def test_on_a_scale_of_few_steps_neither_the_same_nor_another_step_is_odd(measure):
    """Rules 1.5."""
    fours = [number("4")] * 4
    assert asked(number("4"), *fours, format=Format(measure, 1)) == []
    assert asked(number("1"), *fours, format=Format(measure, 1)) == []


@pytest.mark.parametrize(
    ("respondents", "earlier", "keys"),
    [
        (69, (100, 180), [FEW]),
        (70, (100, 180), []),
        (0, (100, None), [FEW]),
        (49, (None, 100), [FEW]),
        (3, (), []),
        (3, (None, None), []),
        (None, (100, 180), []),
    ],
)
def test_fewer_than_half_of_the_usual_respondents_are_asked_about(respondents, earlier, keys):
    """Rules 1.5: half of the mean of the counts that are known."""
    before = [number(str(80 + place), count) for place, count in enumerate(earlier)]
    assert asked(number("70", respondents), *before) == keys


@pytest.mark.parametrize("reason", Missing)
def test_nothing_is_asked_about_a_figure_that_is_not_there(reason):
    """Rules 1.4 and 1.5."""
    assert asked(Reading(reason, Decimal(5), Decimal(0), 1), *STEADY, factor=100) == []


def test_several_questions_come_in_a_fixed_order():
    """Rules 1.5."""
    typed = Reading(Decimal(300), Decimal(30), Decimal(10), respondents=10)
    earlier = [Reading(Decimal(80), respondents=100)] * 3 + [Reading(Decimal(300), respondents=100)] * 1
    assert asked(typed, *earlier, factor=100) == [ABOVE, SAME, FEW]


@pytest.mark.parametrize(
    ("typed", "earlier", "text"),
    [
        (share(1200, 1000), [], "The numerator, 1,200, is above the denominator, 1,000. Is that so?"),
        (number("84.5"), [number("84.5")], "84.5% is also the figure of the period before. Was it measured anew?"),
        (number("70"), STEADY, "70.0% is outside the usual range of 79.7% to 90.3%. Is it right?"),
        (
            number("70", 12),
            [number("71", 140)],
            "12 responses are fewer than half of the usual 140. Are all of them in?",
        ),
    ],
)
def test_a_question_says_what_is_odd(typed, earlier, text):
    """Rules 1.5."""
    assert [each.text for each in questions(typed, earlier, PERCENT, factor=100)] == [text]


@given(st.lists(figures, min_size=4, max_size=12))
def test_the_usual_range_lies_around_the_mean_and_is_made_of_decimals(earlier):
    """Rules 1.1 and 1.5."""
    low, high = usual_range(earlier)
    assert {type(low), type(high)} == {Decimal}
    assert low <= sum(earlier) / len(earlier) + Decimal("1E-12")
    assert high >= sum(earlier) / len(earlier) - Decimal("1E-12")


@given(st.lists(figures, min_size=4, max_size=12), figures)
def test_a_jump_is_asked_about_exactly_outside_the_usual_range_as_printed(earlier, typed):
    """Rules 1.3 and 1.5."""
    keys = asked(Reading(typed), *map(Reading, earlier), format=percent(4))
    low, high = usual_range(earlier)
    assert (JUMP in keys) == (not printed(low, 4) <= typed <= printed(high, 4))
