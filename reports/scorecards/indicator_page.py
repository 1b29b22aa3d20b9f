"""One indicator's page: where it stands, why, and everything behind it."""

from dataclasses import dataclass
from datetime import date

from indicators.models import Indicator, Value
from indicators.readings import as_reading
from strategy_portal.domain import wording
from strategy_portal.domain.periods import Period

from .indicators import IndicatorCard, Point, card, histories
from .standings import Standing


@dataclass(frozen=True)
class UnitLine:
    """What one unit contributed to the organisation's figure."""

    unit: str
    value_text: str
    working: str
    respondents: int | None


@dataclass(frozen=True)
class IndicatorPage:
    card: IndicatorCard
    years: tuple[tuple[Period, Standing], ...]
    units: tuple[UnitLine, ...]
    quarter: Period
    quarters: tuple[Period, ...]

    @property
    def standing(self) -> Standing:
        return self.card.standing

    @property
    def points_latest_first(self) -> tuple[Point, ...]:
        return self.card.points[::-1]


def indicator_page(indicator: Indicator, quarter: Period, on: date, quarters: tuple[Period, ...] = ()) -> IndicatorPage:
    """Five queries, one more for a survey's units, whatever the number of values."""
    strategy = indicator.outcome.strategy
    (history,) = histories([indicator], since=strategy.starts_on)
    years = [year for year in strategy.years if year.start <= on]
    return IndicatorPage(
        card=card(history, quarter, on, strategy.starts_on),
        years=tuple((year, history.in_year(year, on)) for year in years),
        units=tuple(_unit_lines(indicator, quarter)) if indicator.is_survey else (),
        quarter=quarter,
        quarters=quarters,
    )


def _unit_lines(indicator: Indicator, quarter: Period) -> list[UnitLine]:
    """The approved values of the units in the quarter, by name."""
    rows = indicator.values.filter(period__ends_on=quarter.end, state=Value.State.APPROVED, unit__isnull=False)
    lines = []
    for row in rows.select_related("unit").order_by("unit__name"):
        reading = as_reading(row, indicator.factor)
        text = wording.figure_text(reading.number, indicator.decimal_places, indicator.unit_suffix)
        sum_text = wording.working(reading, indicator.decimal_places, indicator.factor, indicator.unit_suffix)
        lines.append(UnitLine(str(row.unit), text, sum_text, row.respondents))
    return lines
