"""What the performance team sees of a strategy's periods: where each stands, and what is owed in it (rules 2.4)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from operator import attrgetter

from django.conf import settings
from django.db.models import Count, Q

from outcomes.models import Strategy
from strategy_portal.domain.periods import Frequency, Period, Window, financial_year
from strategy_portal.records.events import Event

from ..models import CollectionUnit, Indicator, ReportingPeriod, Value

RECORDS_READ = 300
_LOCKED_AS = attrgetter("history_event", "history_change_reason", "history_user_id")
"""What periods that were locked or reopened together have in common."""


@dataclass(frozen=True)
class PeriodLine:
    """A period with the number of values that are expected in it, and how far they are."""

    row: ReportingPeriod
    window: Window
    expected: int
    submitted: int
    approved: int

    @property
    def owed(self) -> int:
        """Expected, and neither submitted nor approved."""
        return max(0, self.expected - self.submitted - self.approved)

    @property
    def is_used(self) -> bool:
        """Something is expected in it, or was entered in it."""
        return bool(self.expected or self.submitted or self.approved)

    @property
    def is_complete(self) -> bool:
        """Everything that is expected is approved, so it can be locked."""
        return bool(self.expected) and not self.owed and not self.submitted


@dataclass(frozen=True)
class YearOfPeriods:
    """The periods that end in one financial year."""

    year: Period
    lines: tuple[PeriodLine, ...]
    is_current: bool


@dataclass(frozen=True)
class LockChange:
    """One locking or reopening of a period or of several at once, from the history."""

    periods: tuple[Period, ...]
    event: Event
    reason: str
    by: str
    at: datetime


def period_years(strategy: Strategy, on: date, *, with_unused: bool = False) -> list[YearOfPeriods]:
    """The strategy's periods by financial year, the latest year first: four queries."""
    expected = _Expected(strategy)
    states = _states(strategy)
    current = financial_year(on, strategy.year_start)
    years: dict[Period, list[PeriodLine]] = {}
    for row in strategy.periods.select_related("locked_by").order_by("ends_on", "-starts_on"):
        row.strategy = strategy
        period, counts = row.as_domain(), states.get(row.pk, Counter())
        line = PeriodLine(
            row,
            period.window(on, grace_days=settings.FIGURES["GRACE_DAYS"], locked=row.is_locked),
            expected.in_period(period),
            counts[Value.State.SUBMITTED],
            counts[Value.State.APPROVED],
        )
        if with_unused or line.is_used:
            years.setdefault(period.year, []).append(line)
    return [YearOfPeriods(year, tuple(lines), year == current) for year, lines in sorted(years.items(), reverse=True)]


def lock_changes(strategy: Strategy) -> list[LockChange]:
    """Who locked and reopened what, when and why, the latest first: one query."""
    rows = ReportingPeriod.history.filter(strategy=strategy, history_event__in=(Event.LOCKED, Event.REOPENED))
    rows = rows.select_related("history_user")[:RECORDS_READ]
    found = []
    for (event, reason, _), records in groupby(rows, key=_LOCKED_AS):
        together = list(records)
        first = together[0]
        periods = sorted(Period(row.starts_on, Frequency(row.frequency), strategy.year_start) for row in together)
        found.append(
            LockChange(tuple(periods), Event(event), reason, str(first.history_user or ""), first.history_date)
        )
    return found


def with_those_inside(periods: Sequence[ReportingPeriod]) -> list[ReportingPeriod]:
    """The periods and those of the same strategy that lie within them: a quarter with its months. One query."""
    if not periods:
        return []
    inside = Q()
    for period in periods:
        inside |= Q(starts_on__gte=period.starts_on, ends_on__lte=period.ends_on)
    rows = ReportingPeriod.objects.filter(inside, strategy=periods[0].strategy).select_related("strategy")
    return list(rows.order_by("starts_on", "-ends_on"))


class _Expected:
    """How many values are expected in a period of the strategy: two queries for all of them."""

    def __init__(self, strategy: Strategy):
        found = Indicator.objects.of(strategy).with_setting().filter(is_proposed=False, formula="")
        self.indicators = list(found.exclude(frequency__in=["", Frequency.IRREGULAR]))
        self.units = list(CollectionUnit.objects.filter(strategy=strategy))

    def in_period(self, period: Period) -> int:
        units = sum(unit.is_expected_in(period) for unit in self.units)
        return sum(
            units if indicator.is_survey else 1
            for indicator in self.indicators
            if indicator.frequency == period.frequency and indicator.is_collected_in(period)
        )


def _states(strategy: Strategy) -> dict[int, Counter]:
    """For each period, by its primary key: how many values are in each state."""
    found: dict[int, Counter] = {}
    rows = Value.objects.filter(period__strategy=strategy).order_by().values_list("period", "state")
    for period, state, count in rows.annotate(Count("pk")):
        found.setdefault(period, Counter())[state] = count
    return found
