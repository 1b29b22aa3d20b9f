"""Where an indicator stands, of figures that are put together here: no database is asked."""

import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.judging.figures import IndicatorFigures
from indicators.judging.loading import year_target
from indicators.judging.standing import Entry
from indicators.judging.trends import Trends
from indicators.models import Indicator, IndicatorRule, Target, Value
from indicators.models.rule import unset_tolerance
from strategy_portal.domain.aggregation import Reading
from strategy_portal.domain.numbers import Format, Measure
from strategy_portal.domain.periods import Frequency, Period
from strategy_portal.domain.status import Polarity, Rule, Tolerance, ToleranceKind
from strategy_portal.domain.timeline import Timeline
from strategy_portal.domain.trend import Direction
from tests.domain.drawing import figures, positives, rules

from .setting_up import aim_at, new_indicator

QUARTER = Period(date(2026, 7, 1), Frequency.QUARTERLY)
LATER = date(2026, 11, 21)


def put_together(indicator: Indicator, judged_by: Rule, target: Target, entries) -> IndicatorFigures:
    """Without a council: the rule states its own tolerance."""
    tolerance = judged_by.tolerance
    stated = IndicatorRule(
        indicator=indicator, polarity=judged_by.polarity, tolerance_kind=tolerance.kind, tolerance_size=tolerance.size,
        decimal_places=judged_by.format.places,
    )  # fmt: skip
    council = Timeline(unset_tolerance(Measure(indicator.measure)))
    targets = {QUARTER.year.start: Timeline(year_target(target))}
    return IndicatorFigures(indicator, Timeline(stated), council, targets, entries)


def standing(number, target, judged_by, forecast: str):
    told = json.dumps({"statements": {"forecast": forecast}})
    indicator = Indicator(measure="percentage", factor=100, frequency="quarterly")
    entries = {QUARTER: Entry(reading=Reading(number), written=told)}
    return put_together(indicator, judged_by, Target(value=target), entries).judged_in(QUARTER, LATER)


@given(figures, positives, rules, st.sampled_from(Value.Forecast.values))
def test_no_forecast_ever_changes_a_status(number, target, rule, forecast):
    """rules 6.9: it stands beside the status and never in place of it."""
    silent, told = (standing(number, target, rule, said) for said in ("", forecast))
    assert told.judged == silent.judged
    assert (silent.entry.forecast_text, told.entry.forecast_text) == ("", Value.Forecast(forecast).label)


def summed_towards_a_range(*numbers: int) -> IndicatorFigures:
    """90 to 110 a year are 22.5 to 27.5 in each quarter; the last of `numbers` is that of QUARTER."""
    periods = [QUARTER.previous(back) for back in reversed(range(len(numbers)))]
    return put_together(
        Indicator(measure="count", frequency="quarterly", across_periods="sum"),
        Rule(Polarity.RANGE, Tolerance(ToleranceKind.POINTS, Decimal(5)), Format(places=0)),
        Target(low=Decimal(90), high=Decimal(110)),
        {period: Entry(reading=Reading(Decimal(number))) for period, number in zip(periods, numbers, strict=True)},
    )


def test_a_quarter_of_a_sum_is_nearer_to_its_own_share_of_a_range():
    """rules 7.2: 25 lies within 22.5 to 27.5 and 40 does not, though 40 is nearer to the year's 90."""
    assert Trends(summed_towards_a_range(25, 40)).short(QUARTER).direction is Direction.WORSENING


def test_so_it_is_against_the_mean_of_the_quarters_before():
    assert Trends(summed_towards_a_range(25, 25, 25, 25, 40)).long(QUARTER).direction is Direction.WORSENING


@pytest.mark.parametrize(
    ("frequency", "shares", "introduced_on"),
    [
        ("half-yearly", [40, 60], None),
        ("annual", [100], None),
        ("quarterly", [10, 20, 30, 40], None),
        ("monthly", [5] * 6 + [15, 15, 10, 10, 10, 10], date(2026, 9, 1)),
    ],
)
def test_a_profile_is_no_obstacle_in_a_quarter_that_is_none_of_its_periods(
    wlc, people, signed_in, frequency, shares, introduced_on
):
    """rules 5.2: a half-yearly sum has no period that ends in Q1, and nothing of its target falls due then."""
    team = people["performance"]
    indicator = new_indicator(
        wlc, team, aim=40, measure="count", factor=1, frequency=frequency, introduced_on=introduced_on
    )
    for year in wlc.years:
        aim_at(indicator, 40, year=year.start.year, shares=shares, by=team)
    board = signed_in("board")
    for quarter in ("2026-27-Q1", "2026-27-Q2", "2025-26-Q3"):
        for page in (
            f"/strategies/{wlc.slug}/board/",
            f"/strategies/{wlc.slug}/outcomes/1/",
            f"/strategies/{wlc.slug}/indicators/1.9/",
        ):
            assert board.get(page, {"strategy": wlc.slug, "period": quarter}).status_code == 200
    assert board.get("/indicators/").status_code == 200
