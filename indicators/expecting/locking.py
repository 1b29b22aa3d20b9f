"""Services of reporting periods: make, lock, reopen (rules 2.4, 3.5)."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from outcomes.models import Strategy
from strategy_portal.domain.periods import MONTHS, periods_between
from strategy_portal.models import User
from strategy_portal.records.checkpoint import make_checkpoint
from strategy_portal.records.events import Event
from strategy_portal.records.history import create_with_history, record_changes

from ..models import ReportingPeriod


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
    make_checkpoint(at=at)
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
