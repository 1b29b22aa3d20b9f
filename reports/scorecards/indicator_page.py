"""One indicator's page: where it stands, why, and everything behind it."""

from dataclasses import dataclass
from datetime import date

from indicators.histories import histories
from indicators.models import Indicator, Seal
from indicators.readings import read_input
from indicators.standings import History, Standing
from strategy_portal.domain import wording
from strategy_portal.domain.periods import Period

from .indicators import IndicatorCard, Point, card


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
        units=tuple(_unit_lines(history, quarter)) if indicator.is_survey else (),
        quarter=quarter,
        quarters=quarters,
    )


def _unit_lines(history: History, quarter: Period, as_of: date | None = None) -> list[UnitLine]:
    """The units' values that went into the quarter's figure, as they were sealed, by name: one query."""
    chosen = Seal.objects.current() if as_of is None else Seal.objects.sealed_by_end_of(as_of)
    seal = chosen.filter(indicator=history.indicator, period__ends_on=quarter.end).last()
    places, factor, suffix = history.rule.places, history.indicator.factor, history.indicator.unit_suffix
    lines = []
    for kept in seal.inputs if seal else ():
        own = read_input(kept, factor)
        text = wording.figure_text(own.number, places, suffix)
        lines.append(UnitLine(kept["unit"], text, wording.working(own, places, factor, suffix), own.respondents))
    return lines
