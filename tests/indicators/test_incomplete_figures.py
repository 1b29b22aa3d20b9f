"""Rules 4.3 and 5: what is said of a year, a quarter, a formula or a survey of which something is missing."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.judging.spans import year_span
from indicators.judging.standing import Basis, Entry
from indicators.judging.trends import Trends
from indicators.models import CollectionUnit
from strategy_portal.domain.aggregation import AcrossUnits, Reading, across_units
from strategy_portal.domain.numbers import Missing
from strategy_portal.domain.periods import Frequency, periods_ending_in
from strategy_portal.domain.status import Status
from strategy_portal.domain.trend import Direction

from .making_figures import AFTER, Q1, Q2, Q3, Q4, YEAR, approved, made

AWAY = Missing.NOT_APPLICABLE


# --- Years (rules 5.3, 5.4) ---


def test_a_year_to_date_without_an_earlier_value_is_incomplete_and_says_which():
    """Rules 5.3."""
    standing = made(None, 3, 4).in_period(Q3, AFTER)
    assert (standing.status, standing.shown_text) == (Status.INCOMPLETE, "7 so far")
    assert standing.why.endswith("Missing: Q1 2025/26 (overdue).")


def test_a_year_to_date_without_its_latest_value_shows_what_there_is_so_far():
    """Rules 5.3 and 6.5: overdue is said, because it comes first."""
    standing = made(3, 4, None).in_period(Q3, AFTER)
    assert (standing.status, standing.shown_text) == (Status.OVERDUE, "7 so far")
    assert standing.missing_text == "Missing: Q3 2025/26 (overdue)."


def test_an_incomplete_figure_is_provisional():
    """Rules 5.4."""
    assert made(None, 3).in_period(Q2, AFTER).is_provisional
    assert made(3, None).in_period(Q2, AFTER).is_provisional
    assert not made(3, 3).in_period(Q2, AFTER).is_provisional


@pytest.mark.parametrize(("day", "status"), [(date(2025, 10, 10), Status.OVERDUE), (date(2025, 7, 10), Status.DUE)])
@pytest.mark.parametrize("how", ["sum", "mean"])
def test_a_year_to_date_without_any_value_is_overdue_as_soon_as_one_of_its_periods_is(how, day, status):
    """Rules 6.5: on 10 October the first quarter is overdue and the second due, and overdue is said first."""
    assert made(across_periods=how).in_year(YEAR, day).status is status


def test_a_year_of_which_nothing_more_is_expected_is_overdue_while_it_still_runs():
    """Rules 6.5: retired at the end of June, without a value for the one quarter that was expected."""
    standing = made(across_periods="mean", retired_on=date(2025, 6, 30)).in_year(YEAR, date(2025, 12, 1))
    assert (standing.status, standing.why.split(",")[0]) == (Status.OVERDUE, "A value was expected")


def test_a_quarter_of_months_without_any_value_is_overdue_as_soon_as_one_of_them_is():
    """Rules 6.5."""
    months = made(frequency="monthly", across_periods="mean")
    assert months.in_period(Q1, date(2025, 7, 10)).status is Status.OVERDUE


@pytest.mark.parametrize("how", ["mean", "latest", "none"])
def test_a_sealed_period_that_is_no_part_of_a_sum_lacks_nothing_of_the_periods_before_it(how):
    """Rules 5.3: its figure is its own."""
    figures = made(None, Missing.NOT_AVAILABLE, across_periods=how)
    sealed = replace(figures.entry(Q2), written=json.dumps(figures.judged_in(Q2, AFTER).as_proof()))
    figures = replace(figures, entries={Q2: sealed})
    assert figures.in_period(Q2, AFTER).why == figures.judged_in(Q2, AFTER).why == "The value is not available."


@pytest.mark.parametrize("away", [0, 1, 2])
def test_the_share_of_a_period_that_is_not_applicable_is_left_out_of_the_target(away):
    """Rules 5.3: of 10 a year in equal shares three quarters have to bring 7.5."""
    numbers = [AWAY if place == away else 3 for place in range(4)]
    standing = made(*numbers).in_year(YEAR, AFTER)
    assert (standing.judged.target.value, standing.judged.value, standing.status) == (Decimal("7.5"), 9, Status.GREEN)


def test_the_year_of_an_indicator_introduced_within_it_is_judged_by_the_share_of_what_was_expected():
    """Rules 5.3: from October on, 5 of 10."""
    standing = made(None, None, 3, 2, introduced_on=date(2025, 10, 1)).in_year(YEAR, AFTER)
    assert (standing.judged.target.value, standing.status) == (5, Status.GREEN)


def test_the_year_of_an_indicator_retired_within_it_is_judged_by_the_share_of_what_was_expected():
    """Rules 5.3: until the end of September, by its own profile 30%."""
    retired = made(2, 1, retired_on=date(2025, 9, 30), shares=["10", "20", "30", "40"])
    assert retired.in_year(YEAR, AFTER).judged.target.value == 3


@given(st.lists(st.sampled_from([AWAY, 3]), min_size=4, max_size=4).filter(lambda found: 3 in found))
def test_what_is_left_out_of_a_target_are_the_shares_of_what_does_not_apply(numbers):
    """Rules 5.3."""
    standing = made(*numbers, shares=["10", "20", "30", "40"]).in_year(YEAR, AFTER)
    due = sum(share for share, number in zip((1, 2, 3, 4), numbers, strict=True) if number == 3)
    assert (standing.judged.target.value, standing.judged.value) == (due, 3 * numbers.count(3))


# --- Quarters of months (rules 5.1) ---


@pytest.mark.parametrize(("how", "value"), [("mean", "4"), ("latest", "6"), ("none", "6")])
def test_a_quarter_of_months_is_made_as_the_year_is(how, value):
    """Rules 5.1: judged only in its own month where it has no longer period."""
    months = made(1, 5, 6, frequency="monthly", across_periods=how)
    assert months.in_period(Q1, AFTER).judged.value == Decimal(value)
    assert months.status_in(Q1, AFTER) is months.in_period(Q1, AFTER).status


def test_a_quarter_of_which_a_month_is_missing_is_incomplete():
    """Rules 5.1 and 5.3."""
    standing = made(1, None, 6, frequency="monthly", across_periods="mean").in_period(Q1, AFTER)
    assert (standing.status, standing.shown_text) == (Status.INCOMPLETE, "4 so far")
    assert standing.missing_text == "Missing: May 2025 (overdue)."


@given(st.lists(st.integers(0, 99), min_size=3, max_size=3))
def test_a_quarter_of_months_lies_between_its_lowest_and_its_highest_month(numbers):
    """Rules 5.1."""
    quarter = made(*numbers, frequency="monthly", across_periods="mean", places=2).in_period(Q1, AFTER)
    assert min(numbers) <= quarter.judged.value <= max(numbers)


# --- Judged at the year's end only (rules 5.5) ---


def test_a_sum_may_be_judged_at_the_years_end_only():
    """Rules 5.5: until then it stands beside what is due, without a colour."""
    figures = made(0, 1, 1, 1, aim=3, judged_at_year_end=True)
    standing = figures.in_period(Q2, AFTER)
    assert (standing.status, standing.value_text) == (Status.NOT_DUE, "1")
    assert standing.why == "Not due: judged at the year’s end. 1.5 of it is due by now."
    assert figures.in_year(YEAR, AFTER).status is figures.in_period(Q4, AFTER).status is Status.GREEN


@given(st.lists(st.integers(0, 9), min_size=4, max_size=4))
def test_no_quarter_but_the_last_of_such_a_sum_has_a_colour(numbers):
    """Rules 5.5."""
    figures = made(*numbers, judged_at_year_end=True)
    assert [figures.status_in(each, AFTER).is_colour for each in (Q1, Q2, Q3, Q4)] == [False, False, False, True]


# --- Surveys (rules 2.3, 4.3) ---

CLOSED = CollectionUnit(name="Leisure", opened_on=date(2026, 1, 1))


def test_a_survey_of_which_no_unit_is_open_is_not_due():
    """Rules 2.3."""
    survey = made(units=[CLOSED], level="units")
    assert survey.in_period(Q3, AFTER).status is Status.NOT_DUE
    assert survey.in_period(Q4, AFTER).status is Status.OVERDUE


@given(st.dates(date(2025, 1, 1), date(2026, 12, 31)))
def test_something_is_due_of_a_survey_exactly_while_a_unit_is_open(opened):
    """Rules 2.3."""
    survey = made(units=[CollectionUnit(name="Leisure", opened_on=opened)], level="units")
    for quarter in (Q1, Q2, Q3, Q4):
        assert (survey.in_period(quarter, AFTER).status is Status.NOT_DUE) is (quarter.last_day < opened)


def of_units(*numbers: int, expected: int) -> Reading:
    return across_units([approved(each) for each in numbers], AcrossUnits.SUM, expected=expected, factor=Decimal(1))


def test_a_sum_over_units_of_which_one_is_missing_has_no_colour():
    """Rules 4.3 and 5.3: 80 of one unit of fourteen is not green."""
    units = [CollectionUnit(name=f"Unit {number}") for number in range(14)]
    survey = made(of_units(*[5] * 14, expected=14), of_units(80, expected=14), aim=100, units=units, level="units")
    standing = survey.in_period(Q2, AFTER)
    assert (standing.status, standing.shown_text) == (Status.INCOMPLETE, "150 so far")
    assert standing.missing_text == "Missing: Q2 2025/26 (1 of 14 units)."
    assert standing.coverage_text == "1 of 2 periods, 15 of 28 units’ values"


# --- Formulas (rules 5.6) ---

A_HUNDRED = [Reading(Decimal(number), settled=True) for number in (10, 20, 30, 40)]
FOURTHS = [Reading(Decimal(number), settled=True) for number in (1, 1, 1, 1)]


def quotient(first=A_HUNDRED, second=FOURTHS, *, more=None, **fields):
    """1.3 is 1.1 over 1.2."""
    parts = [made(*first, order=1), made(*second, order=2, **(more or {}))]
    return made(order=3, inputs=parts, formula="[1.1] / [1.2]", aim=20, **{"across_periods": "mean", **fields})


def test_a_formulas_year_is_proved_by_its_inputs_figures_of_the_year():
    """Rules 5.6: 100 / 4 = 25, and so says the proof."""
    figures = quotient()
    line = year_span(figures, YEAR, figures.in_year(YEAR, AFTER))
    assert (line.standing.value_text, line.sum_text) == ("25", "[1.1] ÷ [1.2] = 100 ÷ 4 = 25")


@pytest.mark.parametrize("how", ["sum", "mean"])
def test_a_formulas_year_to_date_is_proved_by_its_inputs_figures_up_to_then(how):
    """Rules 5.6."""
    figures = quotient(across_periods=how)
    standing = figures.in_year(YEAR, Q2.end)
    assert (standing.value_text, standing.basis) == ("15", Basis.YEAR_TO_DATE)
    assert standing.sum_text == "[1.1] ÷ [1.2] = 30 ÷ 2 = 15"


def test_a_formula_without_one_of_its_inputs_is_incomplete_and_names_it():
    """Rules 5.6 and 6.5: not overdue, for nobody enters a formula."""
    standing = quotient(second=[*FOURTHS[:1], None]).in_period(Q2, AFTER)
    assert (standing.status, standing.coverage_text) == (Status.INCOMPLETE, "1 of 2 inputs")
    assert standing.why.endswith("Missing: 1.2 Indicator 2.")


def test_a_formula_without_one_of_its_inputs_is_incomplete_in_its_history_too():
    """Rules 5.6: page, chart and list of figures say the same."""
    assert quotient(second=[*FOURTHS[:1], None]).own_number(Q2) is Missing.INCOMPLETE
    assert quotient(introduced_on=date(2025, 10, 1)).own_number(Q1) is Missing.NOT_ENTERED


def test_an_input_is_not_expected_before_it_was_introduced():
    """Rules 5.6: its year begins when it does, and a quarter before is not due."""
    figures = quotient(second=[None, None, *FOURTHS[2:]], more={"introduced_on": date(2025, 10, 1)})
    assert figures.in_year(YEAR, AFTER).sum_text == "[1.1] ÷ [1.2] = 100 ÷ 2 = 50"
    assert figures.in_period(Q1, AFTER).status is Status.NOT_DUE


@given(st.lists(st.integers(1, 99), min_size=4, max_size=4), st.lists(st.integers(1, 99), min_size=4, max_size=4))
def test_a_formulas_year_is_the_formula_of_its_inputs_years(first, second):
    """Rules 5.6."""
    figures = quotient([approved(each) for each in first], [approved(each) for each in second])
    year = figures.across([Q1, Q2, Q3, Q4])
    assert year.number * sum(second) == pytest.approx(Decimal(sum(first)))


def test_a_result_that_is_too_large_to_print_cannot_be_computed():
    """Rules 1.2 and 6.5: no page or report fails by it."""
    huge = made(approved("99999999999"), order=1)
    product = made(order=2, inputs=[huge], formula="[1.1] * [1.1]", across_periods="none")
    standing = product.in_period(Q1, AFTER)
    assert standing.status is Status.CANNOT_BE_COMPUTED
    assert "too large to print" in standing.why


# --- Trends (rules 7.2, 7.3) ---


def answers(good: int, asked: int) -> Reading:
    return Reading(Decimal(good * 100) / asked, Decimal(good), Decimal(asked), asked, settled=True)


def test_the_long_trend_of_a_survey_is_tested_against_the_figures_before_pooled():
    """Rules 7.3: 80 of 100 against 300 of 400 may be chance."""
    four = [answers(75, 100)] * 3 + [answers(80, 100)]
    survey = made(*four, measure="percentage", factor=100, across_periods="none", places=1)
    survey = replace(survey, entries=survey.entries | {Q1.previous(): survey.entry(Q1)})
    assert Trends(survey).long(Q4).direction is Direction.NO_SIGNIFICANT_CHANGE
    certain = replace(survey, entries=survey.entries | {Q4: Entry(reading=answers(9_000, 10_000))})
    assert Trends(certain).long(Q4).direction is Direction.IMPROVING


@pytest.mark.parametrize(
    ("measure", "places", "band"),
    [
        ("percentage", 1, "0.5"), ("rate", 1, "0.1"), ("rate", 0, "1"), ("level", 0, "0"), ("yes-no", 0, "0"),
        ("count", 0, "2"), ("money", 2, "2"), ("duration", 1, "2"),
    ],
)  # fmt: skip
def test_each_measure_has_a_no_change_band_of_its_own(measure, places, band):
    """Rules 7.2: of counts, money and durations one percent of the figure compared with, here 200."""
    figures = made(200, 202, measure=measure, places=places, across_periods="none")
    assert Trends(figures).band(Q2, Decimal(200)) == Decimal(band)


def test_the_band_that_an_indicator_states_comes_first():
    """Rules 7.2."""
    figures = made(200, 202, no_change_band=Decimal(1))
    assert Trends(figures).short(Q2).direction.value == "improving"
    assert Trends(made(200, 202)).short(Q2).direction.value == "no-change"


def test_a_month_is_named_where_it_is_missing():
    """Rules 5.3: as its label has it."""
    _, may, *_ = periods_ending_in(YEAR, Frequency.MONTHLY)
    standing = made(None, 2, frequency="monthly").in_period(may, AFTER)
    assert standing.missing_text == "Missing: April 2025 (overdue)."


# --- What the year comes to (rules 7.6) ---


def outlook(figures, last=(4, 4, 4, 4), quarter=Q2):
    """With what the same quarters of last year brought."""
    before = {
        each.same_last_year(): Entry(reading=approved(n)) for each, n in zip((Q1, Q2, Q3, Q4), last, strict=False)
    }
    known = replace(figures, entries={**figures.entries, **before})
    return Trends(known).outlook(known.in_period(quarter, AFTER))


def test_a_sums_year_is_worked_out_with_what_its_rest_brought_last_year():
    """Rules 7.6: 5 of 5 now, and 5 + 1 + 2 of 10 is red."""
    found = outlook(made(3, 2), last=(1, 1, 1, 2))
    assert (found.so_far, found.remaining, found.total, found.status) == (5, (1, 2), 8, Status.RED)


def test_where_last_year_has_no_such_figures_nothing_is_said():
    """Rules 7.6."""
    assert outlook(made(3, 2), last=(1, 1, 1)) is None
    assert outlook(made(3, 2, 2, 2), quarter=Q4) is None
    assert outlook(made(3, 2, across_periods="mean")) is None


@given(st.lists(st.integers(0, 9), min_size=4, max_size=4), st.lists(st.integers(0, 9), min_size=2, max_size=2))
def test_what_the_year_comes_to_is_the_sum_of_both(last, numbers):
    """Rules 7.6."""
    assert outlook(made(*numbers), last=last).total == sum(numbers) + sum(last[2:])
