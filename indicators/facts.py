"""Loads key outputs, indicators, their notes and targets from a facts file."""

from decimal import Decimal

from outcomes.models import Outcome, Strategy
from strategy_portal.domain.numbers import Measure
from strategy_portal.domain.timeline import START
from strategy_portal.facts import Facts

from .expecting.periods import make_periods
from .models import Indicator, IndicatorNote, IndicatorRule, KeyOutput, Target

UNITS = {
    "percent": (Measure.PERCENTAGE, 100, 1),
    "per 1000 population": (Measure.RATE, 1000, 1),
    "count per year": (Measure.COUNT, 1, 0),
    "maturity level": (Measure.LEVEL, 1, 0),
}
"""For each unit of the sources: measure, factor and printed precision."""

LEVELS = {"wlam": Indicator.Level.UNITS, "council": Indicator.Level.ORGANISATION, None: Indicator.Level.UNKNOWN}
STAR = "*"


def load_indicators(strategy: Strategy, facts: Facts) -> None:
    make_periods(strategy)
    outcomes = {outcome.number: outcome for outcome in strategy.outcomes.all()}
    for entry in facts.parts("indicators"):
        indicator = _indicator(outcomes[entry.take("outcome")], entry)
        _notes(indicator, is_new=bool(entry.take("new_indicator")))
        target = entry.take("target")
        if target is not None:  # the source states one for the whole strategy: it holds in each of its years
            for year in strategy.years:
                row = Target(
                    indicator=indicator, year_starts_on=year.start, holds_from=year.start,
                    value=Decimal(str(target)), basis=Target.HowSet.STRATEGY,
                )  # fmt: skip
                row.full_clean()
                row.save()
        entry.finish()


def _indicator(outcome: Outcome, entry: Facts) -> Indicator:
    key_output, _ = KeyOutput.objects.get_or_create(outcome=outcome, title=entry.text("key_output"))
    unit = entry.text("unit")
    measure, factor, places = UNITS[unit]
    indicator = Indicator.objects.create(
        key_output=key_output,
        order=entry.take("order"),
        title=entry.text("title"),
        measure=measure,
        unit_text=unit,
        factor=factor,
        level=LEVELS[entry.take("level")],
        target_text=entry.text("target_text"),
        is_from_source=True,
        is_proposed=bool(entry.take("not_yet_measured")),
        suggested_by=entry.text("suggested_by"),
    )
    IndicatorRule.objects.create(
        indicator=indicator, holds_from=START, polarity=entry.text("polarity"), decimal_places=places,
        reason="Not printed in the source; it follows from what the indicator means",
    )  # fmt: skip
    return indicator


def _notes(indicator: Indicator, *, is_new: bool) -> None:
    """The two meanings of the sources' `*` as data, and what else marks an indicator."""
    meanings = IndicatorNote.Meaning
    if indicator.is_survey:
        IndicatorNote.objects.create(indicator=indicator, symbol=STAR, meaning=meanings.PER_UNIT)
    if is_new:
        IndicatorNote.objects.create(indicator=indicator, symbol=STAR, meaning=meanings.NEW)
    if indicator.is_proposed:
        IndicatorNote.objects.create(indicator=indicator, meaning=meanings.PROPOSED)
