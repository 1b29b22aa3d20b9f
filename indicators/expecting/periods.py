"""Reporting periods: make, lock and reopen them (rules 2.4, 3.5); where each stands and what is owed in it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from operator import attrgetter

from django.conf import settings
from django.db import transaction
from django.db.models import Count

from outcomes.models import Strategy
from strategy_portal.domain.periods import MONTHS, Frequency, Period, Window, financial_year, period_of, periods_between
from strategy_portal.models import User
from strategy_portal.records.checkpoint import make_checkpoint_after
from strategy_portal.records.events import Event
from strategy_portal.records.history import create_with_history, record_changes

from ..models import CollectionUnit, Indicator, ReportingPeriod, Value
from .expected import collected

RECORDS_READ = 300


class LockReasonNeeded(Exception):
    def __init__(self) -> None:
        super().__init__("Say why, for whoever finds the period locked or reopened.")


class AlreadySo(Exception):
    """A period is locked already, or open already: somebody was quicker."""

    def __init__(self, period: ReportingPeriod):
        state = "locked" if period.is_locked else "open"
        super().__init__(f"{period} is {state} already. Reload the page to see where the periods stand.")


def missing_periods(strategy: Strategy) -> list[ReportingPeriod]:
    """The reporting periods of every frequency that its dates ask for and that are not there, as after an extension."""
    there = set(strategy.periods.values_list("frequency", "starts_on"))
    return [
        ReportingPeriod(
            strategy=strategy, frequency=frequency, starts_on=period.start, ends_on=period.end, slug=period.slug
        )
        for frequency in MONTHS
        for period in periods_between(strategy.starts_on, strategy.ends_on, frequency, strategy.year_start)
        if (frequency, period.start) not in there
    ]


@transaction.atomic
def make_periods(strategy: Strategy, *, by: User | None = None) -> int:
    """Add the missing periods; how many there were. Those that are there stay as they are."""
    Strategy.objects.select_for_update().get(pk=strategy.pk)
    rows = missing_periods(strategy)
    create_with_history(rows, by=by)
    return len(rows)


def lock_periods(periods: Iterable[ReportingPeriod], *, reason: str, by: User, at: datetime) -> int:
    """Lock, all or none: nothing in them can be written from now on. A checkpoint of all records follows.

    Raises LockReasonNeeded, AlreadySo.
    """
    count = _set_lock(periods, at, reason, by)
    make_checkpoint_after("the lock of reporting periods", at=at)
    return count


def reopen_periods(periods: Iterable[ReportingPeriod], *, reason: str, by: User) -> int:
    """Reopen, all or none. Raises LockReasonNeeded, AlreadySo."""
    return _set_lock(periods, None, reason, by)


@transaction.atomic
def _set_lock(periods: Iterable[ReportingPeriod], at: datetime | None, reason: str, by: User) -> int:
    if not reason.strip():
        raise LockReasonNeeded
    found = list(periods)
    Strategy.objects.filter(pk__in={period.strategy_id for period in found}).hold()
    wanted = [period.pk for period in found]
    rows = list(ReportingPeriod.objects.select_for_update().filter(pk__in=wanted).order_by("pk"))
    for row in rows:
        if row.is_locked == (at is not None):
            raise AlreadySo(row)
        row.locked_at, row.locked_by, row.lock_reason = at, by, reason.strip()
    ReportingPeriod.objects.bulk_update(rows, ["locked_at", "locked_by", "lock_reason"])
    record_changes(rows, by=by, event=Event.LOCKED if at else Event.REOPENED, reason=reason.strip())
    return len(rows)


@dataclass(frozen=True)
class PeriodLine:
    """A period with the number of values that are expected in it, and how far they are.

    `quarter` is the one at whose end its values are entered, if that has begun.
    """

    row: ReportingPeriod
    quarter: Period | None
    window: Window
    expected: int
    submitted: int
    approved: int

    @property
    def owed(self) -> int:
        """Expected, and neither submitted nor approved. Nothing is owed for a period to come."""
        return 0 if self.window is Window.FUTURE else max(0, self.expected - self.submitted - self.approved)

    @property
    def is_used(self) -> bool:
        """Something is expected in it, or was entered in it."""
        return bool(self.expected or self.submitted or self.approved)

    @property
    def state(self) -> str:
        """How it stands, in a word. Where everything is approved nothing is due, however long ago it ended."""
        has_ended = self.window in (Window.DUE, Window.OVERDUE)
        return "All approved" if has_ended and self.is_complete else self.window.value.capitalize()

    @property
    def is_complete(self) -> bool:
        """Everything that is expected, or was entered on a day that people chose, is approved, so it can be locked."""
        return bool(self.expected or self.approved) and not self.submitted and self.approved >= self.expected


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
    """The strategy's periods by financial year: four queries.

    First the current year, then those before, then those to come; in each year the same of its periods.
    """
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
        quarter = period_of(period.last_day, Frequency.QUARTERLY, strategy.year_start)
        line = PeriodLine(
            row=row,
            quarter=quarter if quarter.start <= on else None,
            window=period.window(on, grace_days=settings.FIGURES["GRACE_DAYS"], locked=row.is_locked),
            expected=_expected_in(period, indicators, units),
            submitted=states[row.pk][Value.State.SUBMITTED],
            approved=states[row.pk][Value.State.APPROVED],
        )
        if with_unused or line.is_used:
            years[period.year].append(line)
    current = financial_year(on, strategy.year_start)
    begun = [year for year in sorted(years, reverse=True) if year <= current]
    to_come = [year for year in sorted(years) if year > current]
    return [YearOfPeriods(year, _nearest_first(years[year], on), year == current) for year in begun + to_come]


def _nearest_first(lines: Sequence[PeriodLine], on: date) -> list[PeriodLine]:
    """The current one on top, before it those that have ended, and last those to come."""
    begun = [line for line in lines if line.row.starts_on <= on]
    return begun[::-1] + [line for line in lines if line.row.starts_on > on]


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
