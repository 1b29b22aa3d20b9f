"""Quarters: which have ended, which one is asked for, and indicators of several strategies each in its own."""

from collections.abc import Sequence
from datetime import date

from outcomes.models import Strategy
from strategy_portal.domain.periods import Frequency, Period, add_months, period_from_slug, periods_between

from ..models import Indicator
from .cards import RECENT_MONTHS, IndicatorCard, card, last_ended_quarter, reach
from .loading import load_figures


class NotEnded(ValueError):
    """The strategy has no such quarter, or it has not ended."""

    def __init__(self, quarter: Period):
        super().__init__(f"{quarter.label} is not a quarter of this strategy that has ended.")


def ended_quarters(strategy: Strategy, on: date) -> tuple[Period, ...]:
    """The strategy's quarters that have ended, the latest first; the last ended one of all if it has none yet."""
    last = last_ended_quarter(on, strategy.year_start)
    end = min(last.end, strategy.ends_on)
    found = tuple(periods_between(strategy.starts_on, end, Frequency.QUARTERLY, strategy.year_start))
    return found[::-1] or (last,)


def ended_quarter(quarters: Sequence[Period], slug: str) -> Period:
    """The one of `quarters` that is named; the latest without a name. Raises UnknownPeriod, NotEnded."""
    if not slug:
        return quarters[0]
    quarter = period_from_slug(slug, quarters[0].year_start)
    if quarter not in quarters:
        raise NotEnded(quarter)
    return quarter


def quarter_of(strategy: Strategy, slug: str, on: date) -> Period:
    """The quarter named, in the strategy's own financial years; without a name the last one that has ended.

    Raises UnknownPeriod.
    """
    return period_from_slug(slug, strategy.year_start) if slug else last_ended_quarter(on, strategy.year_start)


def cards_in_quarter(
    indicators: Sequence[Indicator], slug: str, on: date, as_of: date | None = None, *, awaiting: bool = False
) -> list[IndicatorCard]:
    """One card for each indicator, in order, for the queries of `load_figures`.

    With `as_of`, the same day as `on`, everything as it stood at its end. Raises UnknownPeriod.
    """
    quarters = [quarter_of(indicator.outcome.strategy, slug, on) for indicator in indicators]
    starts = [add_months(quarter.start, -RECENT_MONTHS) for quarter in quarters]
    found = load_figures(indicators, **reach(min(quarters)), as_of=as_of, awaiting=awaiting) if quarters else []
    return [card(figures, quarter, on, since) for figures, quarter, since in zip(found, quarters, starts, strict=True)]
