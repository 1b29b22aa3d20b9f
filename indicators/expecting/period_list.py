"""What the performance team sees of a strategy's periods: where each stands, and what is owed in it (rules 2.4)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from operator import attrgetter

from django.conf import settings
from django.db.models import Count

from outcomes.models import Strategy
from strategy_portal.domain.periods import Frequency, Period, Window, financial_year
from strategy_portal.records.events import Event

from ..models import CollectionUnit, Indicator, ReportingPeriod, Value
from .expected import collected

RECORDS_READ = 300


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
    lines: Sequence[PeriodLine]
    is_current: bool


@dataclass(frozen=True)
class LockChange:
    """One locking or reopening of a period or of several at once, from the history."""

    periods: Sequence[Period]
    event: Event
    reason: str
    by: str
    at: datetime


def period_years(strategy: Strategy, on: date, *, with_unused: bool = False) -> list[YearOfPeriods]:
    """The strategy's periods by financial year, the latest year first: four queries."""
    indicators = list(collected().of(strategy).with_setting())
    units = list(strategy.units.all())
    states: dict[int, Counter[str]] = defaultdict(Counter)
    counted = Value.objects.filter(period__strategy=strategy).order_by().values_list("period", "state")
    for pk, state, count in counted.annotate(Count("pk")):
        states[pk][state] = count
    years: dict[Period, list[PeriodLine]] = defaultdict(list)
    for row in strategy.periods.select_related("locked_by").order_by("ends_on", "-starts_on"):
        row.strategy = strategy
        period = row.as_domain()
        line = PeriodLine(
            row=row,
            window=period.window(on, grace_days=settings.FIGURES["GRACE_DAYS"], locked=row.is_locked),
            expected=_expected_in(period, indicators, units),
            submitted=states[row.pk][Value.State.SUBMITTED],
            approved=states[row.pk][Value.State.APPROVED],
        )
        if with_unused or line.is_used:
            years[period.year].append(line)
    current = financial_year(on, strategy.year_start)
    return [YearOfPeriods(year, lines, year == current) for year, lines in sorted(years.items(), reverse=True)]


def _expected_in(period: Period, indicators: Iterable[Indicator], units: Iterable[CollectionUnit]) -> int:
    """How many values are expected in a period: of a survey one for each unit."""
    expected = [each for each in indicators if each.frequency == period.frequency and each.is_collected_in(period)]
    of_units = sum(unit.is_expected_in(period) for unit in units)
    return sum(of_units if indicator.is_survey else 1 for indicator in expected)


def lock_changes(strategy: Strategy) -> list[LockChange]:
    """Who locked and reopened what, when and why, the latest first: one query."""
    rows = ReportingPeriod.history.filter(strategy=strategy, history_event__in=(Event.LOCKED, Event.REOPENED))
    rows = rows.select_related("history_user")[:RECORDS_READ]
    together = attrgetter("history_event", "history_change_reason", "history_user_id")
    found = []
    for (event, reason, _), records in groupby(rows, key=together):
        first, *others = records
        periods = sorted(
            Period(row.starts_on, Frequency(row.frequency), strategy.year_start) for row in [first, *others]
        )
        found.append(LockChange(periods, Event(event), reason, str(first.history_user or ""), first.history_date))
    return found
