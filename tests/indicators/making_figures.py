"""Figures of an indicator that is in no database: `made(2, 3, None)` is a sum of 2025/26 of which Q3 is not entered."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from indicators.judging.figures import IndicatorFigures
from indicators.judging.standing import Entry
from indicators.models import CollectionUnit, Indicator, IndicatorRule, KeyOutput, Units, UnitSpan
from indicators.models.rule import unset_tolerance
from outcomes.models import Outcome, Strategy
from strategy_portal.domain.aggregation import Reading
from strategy_portal.domain.numbers import Measure, Missing
from strategy_portal.domain.periods import Frequency, financial_year, periods_ending_in
from strategy_portal.domain.status import TargetValue, YearTarget
from strategy_portal.domain.timeline import START, Timeline

YEAR = financial_year(date(2025, 4, 1))
Q1, Q2, Q3, Q4 = periods_ending_in(YEAR, Frequency.QUARTERLY)
AFTER = date(2026, 11, 20)
"""A day on which every period of the year is overdue."""


def approved(number: int | str | Missing, **more) -> Reading:
    """A figure that is approved and final, or why there is none."""
    if isinstance(number, Missing):
        return Reading(number, settled=True, reported=0, **more)
    return Reading(Decimal(number), settled=True, **more)


def made(
    *readings: Reading | int | Missing | None,
    aim: int | None = 10,
    order: int = 1,
    inputs: Sequence[IndicatorFigures] = (),
    units: Sequence[CollectionUnit] | None = None,
    polarity: str = "higher",
    places: int = 0,
    shares: Sequence[str] = (),
    **fields,
) -> IndicatorFigures:
    """`readings` are of the first periods of 2025/26, None for one that is not entered; `fields` the indicator's."""
    strategy = Strategy(title="Strategy", starts_on=date(2023, 4, 1), ends_on=date(2028, 3, 31))
    fields = {"measure": "count", "frequency": "quarterly", "across_periods": "sum"} | fields
    output = KeyOutput(outcome=Outcome(strategy=strategy, number=1))
    indicator = Indicator(key_output=output, order=order, title=f"Indicator {order}", **fields)
    rule = IndicatorRule(indicator=indicator, holds_from=START, polarity=polarity, decimal_places=places)
    target = None if aim is None else YearTarget(TargetValue(Decimal(aim)), tuple(map(Decimal, shares)))
    periods = periods_ending_in(YEAR, Frequency(indicator.frequency))
    known = {period: each for period, each in zip(periods, readings, strict=False) if each is not None}
    return IndicatorFigures(
        indicator=indicator,
        stated=Timeline(rule),
        council=Timeline(unset_tolerance(Measure(indicator.measure))),
        targets_by_year={YEAR.start: Timeline(target)},
        entries={
            period: Entry(reading=each if isinstance(each, Reading) else approved(each))
            for period, each in known.items()
        },
        inputs={each.indicator.reference: each for each in inputs},
        units=None if units is None else Units(UnitSpan(unit.name, unit.opened_on, unit.closed_on) for unit in units),
    )
