"""From stored values to the organisation's figure in each period, for many indicators in two queries (rules 4)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Count

from strategy_portal.domain.aggregation import AcrossUnits, Reading, across_units
from strategy_portal.domain.periods import Frequency, Period

from .models import CollectionUnit, Indicator, Value, reading

FIELDS = (
    "indicator_id", "period__starts_on", "period__frequency", "unit_id", "number", "numerator", "denominator",
    "respondents", "availability", "state", "quality", "reason", "expected_on", "what_happened", "why", "what_next",
    "approved_at", "approved_by__first_name", "approved_by__last_name", "is_demonstration",
)  # fmt: skip


@dataclass(frozen=True)
class Commentary:
    what_happened: str = ""
    why: str = ""
    what_next: str = ""

    def __bool__(self) -> bool:
        return bool(self.what_happened or self.why or self.what_next)


NOTHING = Reading(reported=0)


@dataclass(frozen=True)
class Entry:
    """What is known of an indicator in one of its periods. `reading` counts approved values only.

    `awaiting` is how many values are submitted and wait for approval.
    """

    reading: Reading = NOTHING
    awaiting: int = 0
    commentary: Commentary = Commentary()
    reason: str = ""
    expected_on: date | None = None
    approved_at: datetime | None = None
    approved_by: str = ""
    is_demonstration: bool = False


Entries = dict[int, dict[Period, Entry]]
"""For each indicator, by its primary key: its entries by period."""


def load_entries(indicators: Iterable[Indicator], *, since: date | None = None) -> Entries:
    """The entries of the indicators from `since` on: two queries, whatever their number."""
    by_id = {indicator.pk: indicator for indicator in indicators}
    units = units_expected(by_id.values())
    found = Value.objects.filter(indicator__in=by_id)
    if since is not None:
        found = found.filter(period__starts_on__gte=since)
    rows: dict[int, dict[Period, list]] = {pk: defaultdict(list) for pk in by_id}
    known: dict[tuple, Period] = {}
    for row in found.order_by().values_list(*FIELDS, named=True):
        year_start = by_id[row.indicator_id].outcome.strategy.year_start
        key = (row.period__starts_on, row.period__frequency, year_start)
        period = known.get(key)
        if period is None:
            period = known[key] = Period(key[0], Frequency(key[1]), year_start)
        rows[row.indicator_id][period].append(row)
    return {
        pk: {
            period: _entry(by_id[pk], entered, units.get(by_id[pk].outcome.strategy_id, 0))
            for period, entered in sorted(periods.items())
        }
        for pk, periods in rows.items()
    }


def units_expected(indicators: Iterable[Indicator]) -> dict[int, int]:
    """For each strategy of which one of the indicators is a survey: how many units should have a value."""
    strategies = {indicator.outcome.strategy_id for indicator in indicators if indicator.is_survey}
    if not strategies:
        return {}
    counted = CollectionUnit.objects.filter(strategy__in=strategies).order_by()
    return dict(counted.values("strategy").annotate(units=Count("pk")).values_list("strategy", "units"))


def _entry(indicator: Indicator, rows: Sequence, units: int) -> Entry:
    approved = [row for row in rows if row.state == Value.State.APPROVED]
    awaiting = sum(row.state == Value.State.SUBMITTED for row in rows)
    demonstration = any(row.is_demonstration for row in rows)
    if not approved:
        expected = units if indicator.is_survey else 1
        return Entry(Reading(reported=0, expected=expected), awaiting, is_demonstration=demonstration)
    told = next((row for row in approved if row.what_happened or row.why or row.what_next), approved[0])
    last = max(approved, key=lambda row: row.approved_at)
    reason = next((row for row in approved if row.reason), None)
    return Entry(
        reading=_organisation(indicator, approved, units),
        awaiting=awaiting,
        commentary=Commentary(told.what_happened, told.why, told.what_next),
        reason=reason.reason if reason else "",
        expected_on=reason.expected_on if reason else None,
        approved_at=last.approved_at,
        approved_by=f"{last.approved_by__first_name} {last.approved_by__last_name}".strip(),
        is_demonstration=demonstration,
    )


def _organisation(indicator: Indicator, rows: Sequence, units: int) -> Reading:
    readings = [as_reading(row, indicator.factor) for row in rows]
    if not indicator.is_survey:
        return readings[0]
    how = AcrossUnits(indicator.across_units or AcrossUnits.RATIO_OF_SUMS)
    return across_units(readings, how, expected=units, factor=Decimal(indicator.factor))


def as_reading(row, factor: int) -> Reading:
    return reading(
        number=row.number, numerator=row.numerator, denominator=row.denominator, respondents=row.respondents,
        availability=row.availability, state=row.state, quality=row.quality, factor=factor,
    )  # fmt: skip
