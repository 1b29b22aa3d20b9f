"""Where an indicator stands, of histories that are put together here: no database is asked."""

import json
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from indicators.models import Indicator, Value
from indicators.readings import Entry
from indicators.standings import Aim, History
from strategy_portal.domain.aggregation import Reading
from strategy_portal.domain.periods import Frequency, Period
from strategy_portal.domain.targets import Target
from tests.domain.drawing import figures, positives, rules

QUARTER = Period(date(2026, 7, 1), Frequency.QUARTERLY)
LATER = date(2026, 11, 21)


def standing(number, target, rule, forecast: str):
    told = json.dumps({"told": {"forecast": forecast}})
    return History(
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
