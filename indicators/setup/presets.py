"""What usually follows from what an indicator measures: filled in for a new one where nothing is stated.

Which way is better never follows from it (rules 6.1), nor how often it is collected. A tolerance is left out, so that
the council's own for the measure holds (rules 6.2).
"""

from collections.abc import Mapping
from typing import Any

from strategy_portal.domain.aggregation import AcrossPeriods
from strategy_portal.domain.numbers import Measure

from ..models import Indicator

ORGANISATION = Indicator.Level.ORGANISATION
PRESETS: Mapping[Measure, Mapping[str, Any]] = {
    Measure.PERCENTAGE: {"factor": 100, "decimal_places": 1, "unit_text": "percent", "level": ORGANISATION},
    Measure.COUNT: {"decimal_places": 0, "across_periods": AcrossPeriods.SUM, "level": ORGANISATION},
    Measure.RATE: {"factor": 1000, "decimal_places": 1, "level": ORGANISATION},
    Measure.LEVEL: {"decimal_places": 0, "across_periods": AcrossPeriods.LATEST, "level": ORGANISATION},
    Measure.YES_NO: {"decimal_places": 0, "across_periods": AcrossPeriods.LATEST, "level": ORGANISATION},
    Measure.DURATION: {"decimal_places": 1, "across_periods": AcrossPeriods.MEAN, "level": ORGANISATION},
    Measure.MONEY: {"decimal_places": 2, "across_periods": AcrossPeriods.SUM, "level": ORGANISATION},
}
"""A year of a percentage or rate depends on what is entered: the ratio of sums where numerator and denominator are."""


def preset(measure: str, *, has_denominator: bool = False) -> dict[str, Any]:
    """The fields that follow; nothing where the measure is not known."""
    if measure not in PRESETS:
        return {}
    fields = dict(PRESETS[Measure(measure)])
    if has_denominator and measure in (Measure.PERCENTAGE, Measure.RATE):
        fields["across_periods"] = AcrossPeriods.RATIO_OF_SUMS
    return fields
