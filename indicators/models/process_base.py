"""From which period on the limits of a process behaviour chart are worked out apart (rules 7.4)."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta

from django.db import models
from django.db.models import Q, prefetch_related_objects

from strategy_portal.children import recorded_children
from strategy_portal.domain.periods import Frequency, Period, period_of, periods_between
from strategy_portal.records.history import History
from strategy_portal.records.holdings import Holding
from strategy_portal.records.versions import Refused

from .indicator import Indicator


class ProcessBase(Holding):
    """From the period on that begins on this day, the chart is re-based: limits are made of the figures since.

    Nothing is judged by a limit, so a base may lie in periods that are sealed.
    """

    OWNER = "indicator"
    SERIES = ("indicator",)

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="process_bases")
    history = History()

    class Meta:
        ordering = ["indicator_id", "holds_from"]
        constraints = [
            models.UniqueConstraint("indicator", "holds_from", name="process_base_once_per_day"),
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(agreed_by=""), name="process_base_has_reason_and_who_agreed"
            ),
        ]

    def __str__(self) -> str:
        return f"Re-based from {self.period.label if self.period else f'{self.holds_from:%-d %B %Y}'}"

    @property
    def period(self) -> Period | None:
        """The indicator's own period that begins on its day; None where its frequency has changed since."""
        found = period_on(self.indicator, self.holds_from)
        return found if found and found.start == self.holds_from else None

    def check_agreed(self) -> None:
        if self.period is None:
            raise Refused("Choose the first day of a period of the indicator", "holds_from")


def period_on(indicator: Indicator, day: date) -> Period | None:
    """The period of the indicator in which a day lies; None where it has none of its own."""
    if indicator.frequency in ("", Frequency.IRREGULAR):
        return None
    return period_of(day, Frequency(indicator.frequency), indicator.outcome.strategy.year_start)


def process_bases(indicators: Collection[Indicator], as_of: date | None = None) -> dict[int, list[ProcessBase]]:
    """Of each indicator, by primary key, in order; with `as_of` those that were recorded by then. One query, unless
    those of today came along.
    """
    rows: Iterable[ProcessBase]
    if as_of is None:
        prefetch_related_objects(list(indicators), "process_bases")
        rows = [row for indicator in indicators for row in indicator.process_bases.all()]
    else:
        rows = recorded_children(indicators, "process_bases", as_of)
    found: dict[int, list[ProcessBase]] = {indicator.pk: [] for indicator in indicators}
    for row in sorted(rows, key=lambda row: row.holds_from):
        found[row.indicator_id].append(row)
    return found


def periods_to_rebase(indicator: Indicator, on: date) -> list[Period]:
    """Those from which a base can hold: its own that have begun, the latest first, without the first of all."""
    first, last = indicator.collected_between
    if period_on(indicator, on) is None:
        return []
    strategy, frequency = indicator.outcome.strategy, Frequency(indicator.frequency)
    end = min(on, last, strategy.ends_on) + timedelta(days=1)
    return list(periods_between(max(first, strategy.starts_on), end, frequency, strategy.year_start))[:0:-1]
