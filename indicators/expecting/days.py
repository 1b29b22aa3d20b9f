"""Days that people choose for the values of an irregular indicator (rules 2.3)."""

from datetime import date

from django.db import transaction

from outcomes.models import Strategy
from strategy_portal.domain.periods import Frequency, Period
from strategy_portal.models import User
from strategy_portal.records.history import create_with_history

from ..models import CollectionUnit, Indicator, PeriodLocked, ReportingPeriod
from .expected import ExpectedEntry, expected_at


class NotThatDay(Exception):
    """No value can be entered on that day."""


def place_on(user: User, indicator: Indicator, unit: CollectionUnit | None, day: date, *, on: date) -> ExpectedEntry:
    """The place of a value on a day that this person chooses; the day's row is made where there is none.

    Raises NotThatDay, PeriodLocked.
    """
    strategy = indicator.outcome.strategy
    period = Period(day, Frequency.IRREGULAR, strategy.year_start)
    if not strategy.starts_on <= day <= min(on, strategy.ends_on):
        first, last = strategy.starts_on, min(on, strategy.ends_on)
        raise NotThatDay(f"Choose a day from {first:%-d %B %Y} to {last:%-d %B %Y}.")
    if not indicator.is_collected_in(period):
        raise NotThatDay(f"{indicator.reference} is not collected on {period.label}.")
    if unit is not None and not unit.is_expected_in(period):
        raise NotThatDay(f"{unit} was not open on {period.label}.")
    row, outcome = _row_of(strategy, period, by=user), indicator.outcome
    found = expected_at(
        user, strategy=strategy.slug, period=row.slug, outcome=outcome.number, order=indicator.order,
        unit=unit.pk if unit else None, on=on,
    )  # fmt: skip
    if found is None:
        raise NotThatDay(f"No value of {indicator.reference} is yours to enter.")
    return found


@transaction.atomic
def _row_of(strategy: Strategy, period: Period, *, by: User) -> ReportingPeriod:
    """None of the periods that hold a new day may be locked (rules 3.5). Raises PeriodLocked."""
    Strategy.objects.select_for_update().get(pk=strategy.pk)
    around = strategy.periods.filter(starts_on__lte=period.start, ends_on__gte=period.end).select_related("strategy")
    if found := around.filter(frequency=period.frequency).first():
        return found
    if locked := around.filter(locked_at__isnull=False).first():
        raise PeriodLocked(locked)
    row = ReportingPeriod(
        strategy=strategy, frequency=period.frequency, starts_on=period.start, ends_on=period.end, slug=period.slug
    )
    create_with_history([row], by=by)
    return row
