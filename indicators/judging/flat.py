"""One flat list of figures: a row for each indicator and period, what is made of several included, as pages show it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from strategy_portal.domain import explanations
from strategy_portal.domain.aggregation import Reading
from strategy_portal.domain.numbers import Number
from strategy_portal.domain.periods import Frequency, Period, period_of, periods_ending_in
from strategy_portal.domain.status import Status
from strategy_portal.domain.trend import WhichWay

from ..models import Indicator
from .cards import Point, ended_quarters, points_between, reach
from .figures import IndicatorFigures
from .loading import load_figures
from .standing import Entry, Standing
from .trends import Trends


@dataclass(frozen=True)
class FigureRow:
    """One figure: of one of the indicator's own periods, or of a quarter or a year that is made of several of them.

    What is said of it is worked out when it is asked for: a page of a long list needs few of its rows.
    """

    figures: IndicatorFigures
    period: Period
    on: date
    is_combined: bool = False

    @property
    def is_quarter(self) -> bool:
        return self.period.frequency is Frequency.QUARTERLY

    @property
    def indicator(self) -> Indicator:
        return self.figures.indicator

    @cached_property
    def standing(self) -> Standing:
        """What is judged: a period as in the indicator's history, a quarter as on the board, a year as among years."""
        if self.is_combined and self.is_quarter:
            return self.figures.in_period(self.period, self.on)
        if self.is_combined:
            return self.figures.in_year(self.period, self.on)
        return Point(self.figures, self.period, self.on).standing

    @property
    def status(self) -> Status:
        return self.standing.status

    @property
    def reading(self) -> Reading:
        """The row's own figure: of a period of a sum not the year to date, which is what is judged."""
        return self.standing.reading if self.is_combined else self.entry.reading

    @property
    def number(self) -> Number:
        """As printed."""
        return self.standing.judged.value if self.is_combined else self.figures.own_number(self.period)

    @property
    def value_text(self) -> str:
        return (
            self.standing.value_text if self.is_combined else self.figures.rule_in(self.period).format.text(self.number)
        )

    @property
    def judged_text(self) -> str:
        return self.standing.shown_text

    @cached_property
    def way(self) -> WhichWay | None:
        """Which way it goes, a quarter as its latest period (rules 7.5); None of a year, of which nothing is said."""
        if not self.is_combined:
            return Trends(self.figures).which_way(self.period)
        return Trends(self.figures).which_way(self.figures.own_periods(self.period)[-1]) if self.is_quarter else None

    @property
    def way_text(self) -> str:
        return explanations.way_text(self.way, self.standing.format) if self.way else ""

    @property
    def entry(self) -> Entry:
        """What is sealed of it; of a year that is put together nothing is."""
        return self.figures.entry(self.period)

    @property
    def is_restated(self) -> bool:
        return self.figures.is_restated_in(self.period) if self.is_combined else self.entry.is_restated

    @property
    def imported_from(self) -> str:
        return "" if self.is_combined else self.entry.imported_from

    @property
    def is_demonstration(self) -> bool:
        return any(entry.is_demonstration for entry in _entries(self.figures, self.period))

    @cached_property
    def updated_at(self) -> datetime | None:
        """When something that went into it was last approved; None: nothing was yet."""
        moments = (entry.approved_at for entry in _entries(self.figures, self.period))
        return max(filter(None, moments), default=None)

    @property
    def proof_address(self) -> str:
        """The page that proves it."""
        page = self.indicator.get_absolute_url()
        if self.is_combined and not self.is_quarter:
            return f"{page}#history"
        if self.entry.is_sealed:
            return Point(self.figures, self.period, self.on).history_address
        quarter = period_of(self.period.last_day, Frequency.QUARTERLY, self.period.year_start)
        return f"{page}?period={quarter.slug}" if quarter.end <= self.on else page


def _entries(figures: IndicatorFigures, span: Period) -> list[Entry]:
    """The entries of its own periods that end in the span, and of those that a formula is made from."""
    own: Sequence[Period] = ()
    if figures.is_irregular:
        own = figures.own_periods(span)
    elif figures.frequency is not None:
        own = periods_ending_in(span, figures.frequency)
    found = [figures.entries[period] for period in own if period in figures.entries]
    return found + [entry for part in figures.inputs.values() for entry in _entries(part, span)]


def figure_rows(
    indicators: Sequence[Indicator],
    on: date,
    as_of: date | None = None,
    *,
    first: date | None = None,
    last: date | None = None,
) -> list[FigureRow]:
    """The rows of the indicators, in order: each one's periods that have ended, and after its periods each year.

    Where a quarter is made of months, as the board shows it, it stands after its months.

    With `as_of`, the same day as `on`, everything as it stood at its end. `first` and `last` are days: only periods
    that begin and end between them. For the queries of `load_figures`.
    """
    if not indicators:
        return []
    strategies = {indicator.outcome.strategy for indicator in indicators}
    within = reach(min(period_of(first, Frequency.QUARTERLY, each.year_start) for each in strategies)) if first else {}
    rows = [row for figures in load_figures(indicators, **within, as_of=as_of) for row in _rows_of(figures, on)]
    return [row for row in rows if _lies_between(row.period, first, last)]


def _rows_of(figures: IndicatorFigures, on: date) -> list[FigureRow]:
    strategy = figures.indicator.outcome.strategy
    own = [
        FigureRow(figures, point.period, on)
        for point in points_between(figures, strategy.starts_on, on, on)
        if point.period.start <= strategy.ends_on
    ]
    known = {row.period for row in own}
    years = [
        FigureRow(figures, year, on, is_combined=True)
        for year in strategy.years
        if year.start <= on and year not in known
    ]
    return sorted([*own, *_quarters_of_months(figures, on), *years], key=_place)


def _quarters_of_months(figures: IndicatorFigures, on: date) -> list[FigureRow]:
    """The ended quarters that are put together; none where the last month stands for its quarter."""
    if figures.frequency is not Frequency.MONTHLY:
        return []
    quarters = ended_quarters(figures.indicator.outcome.strategy, on)
    rows = [FigureRow(figures, quarter, on, is_combined=True) for quarter in quarters if figures.own_periods(quarter)]
    return [row for row in rows if row.standing.period == row.period]


def _place(row: FigureRow) -> tuple[int, int]:
    """By the last day, a longer period after those that it is made of."""
    return row.period.end.toordinal(), -row.period.start.toordinal()


def _lies_between(period: Period, first: date | None, last: date | None) -> bool:
    return (first is None or period.start >= first) and (last is None or period.last_day <= last)


ORDERS = ("indicator", "period", "-period", "updated", "-updated")
"""By what rows can be sorted; a hyphen: the latest first."""


def in_order_of(rows: Sequence[FigureRow], order: str) -> list[FigureRow]:
    """Rows that are equal stay as they are; what was never updated comes last."""
    latest_first, by = order.startswith("-"), order.removeprefix("-")
    if by == "period":
        return sorted(rows, key=_place, reverse=latest_first)
    if by == "updated":
        known = [row for row in rows if row.updated_at]
        known.sort(key=lambda row: row.updated_at or datetime.max, reverse=latest_first)
        return [*known, *(row for row in rows if not row.updated_at)]
    return list(rows)
