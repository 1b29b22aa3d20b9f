"""Where an indicator stands, of histories that are put together here: no database is asked."""

import json
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from indicators.judging.figures import Aim, IndicatorFigures
from indicators.judging.readings import Entry
from indicators.models import Indicator, Value
from strategy_portal.domain.aggregation import Reading
from strategy_portal.domain.formats import Format
from strategy_portal.domain.periods import Frequency, Period
from strategy_portal.domain.status import Rule
from strategy_portal.domain.targets import Polarity, Target, Tolerance, ToleranceKind
from strategy_portal.domain.trend import Direction
from tests.domain.drawing import figures, positives, rules

QUARTER = Period(date(2026, 7, 1), Frequency.QUARTERLY)
LATER = date(2026, 11, 21)


def standing(number, target, rule, forecast: str):
    told = json.dumps({"statements": {"forecast": forecast}})
    return IndicatorFigures(
        indicator=Indicator(measure="percentage", factor=100, frequency="quarterly"),
        rules=[(date.min, rule)],
        aims={QUARTER.year.start: [Aim(Target(target), QUARTER.year.start)]},
        entries={QUARTER: Entry(reading=Reading(number), written=told)},
    ).judged_in(QUARTER, LATER)


@given(figures, positives, rules, st.sampled_from(Value.Forecast.values))
def test_no_forecast_ever_changes_a_status(number, target, rule, forecast):
    """rules 6.9: it stands beside the status and never in place of it."""
    silent, told = (standing(number, target, rule, said) for said in ("", forecast))
    assert told.judged == silent.judged
    assert (silent.entry.forecast_text, told.entry.forecast_text) == ("", Value.Forecast(forecast).label)


def summed_towards_a_range(*numbers: int) -> IndicatorFigures:
    """90 to 110 a year are 22.5 to 27.5 in each quarter; the last of `numbers` is that of QUARTER."""
    periods = [QUARTER.previous(back) for back in reversed(range(len(numbers)))]
    aims = [Aim(Target(low=Decimal(90), high=Decimal(110)), QUARTER.year.start)]
    return IndicatorFigures(
        indicator=Indicator(measure="count", frequency="quarterly", across_periods="sum"),
        rules=[(date.min, Rule(Polarity.RANGE, Tolerance(ToleranceKind.POINTS, Decimal(5)), Format(places=0)))],
        aims={QUARTER.year.start: aims},
        entries={
            period: Entry(reading=Reading(Decimal(number))) for period, number in zip(periods, numbers, strict=True)
        },
    )


def test_a_quarter_of_a_sum_is_nearer_to_its_own_share_of_a_range():
    """rules 7.2: 25 lies within 22.5 to 27.5 and 40 does not, though 40 is nearer to the year's 90."""
    assert summed_towards_a_range(25, 40).short_trend(QUARTER).direction is Direction.WORSENING


def test_so_it_is_against_the_mean_of_the_quarters_before():
    assert summed_towards_a_range(25, 25, 25, 25, 40).long_trend(QUARTER).direction is Direction.WORSENING
