"""What an approver looks at: each submitted value beside what was there before, and all that was said about it."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, OuterRef, Q, Subquery, prefetch_related_objects

from outcomes.models import Strategy
from strategy_portal.domain.periods import Frequency, Period, period_of
from strategy_portal.models import User
from strategy_portal.records.changes import FieldChange

from ..entering.previews import Preview, Previewer
from ..models import ReadMarker, ReportingPeriod, Value
from .history import Step, changes_between, figure_of_record, step_of
from .services import NO_REASONS, hands_in

DECIDED = (Value.State.RETURNED, Value.State.APPROVED)


def key_of(value: Value) -> str:
    """Names a value in the version that is shown, so that nobody decides on another one."""
    return f"{value.pk}-{value.version}"


@dataclass(frozen=True)
class WaitingQuarter:
    """How many values of one strategy and quarter wait for a person's approval."""

    strategy: Strategy
    quarter: Period
    count: int


@dataclass(frozen=True)
class ValueToApprove:
    """A submitted value with all that an approver needs to decide on it.

    `previous` is the approved figure of the period before; `approved_before` what a revision would put another figure
    in place of, else empty. `decided` is the last decision on the value, whoever made it. `changes` is what differs
    since the approver last decided on it or marked it as read, at `seen_at`, else since the last decision.
    """

    value: Value
    figure: str
    previous: str
    previous_label: str
    approved_before: str
    preview: Preview
    decided: Step | None
    seen_at: datetime | None
    changes: tuple[FieldChange, ...]
    is_own: bool
    own_reason: str = ""

    @property
    def key(self) -> str:
        return key_of(self.value)

    @property
    def has_commentary(self) -> bool:
        value = self.value
        return bool(value.what_happened or value.why or value.what_next)


def waiting_by_quarter(user: User) -> list[WaitingQuarter]:
    """One query: by strategy and quarter, the oldest first."""
    rows = Value.objects.awaiting_approval().in_remit_of(user).filter(period=OuterRef("pk")).order_by()
    number = Subquery(rows.values("period").annotate(number=Count("pk")).values("number"))
    periods = ReportingPeriod.objects.annotate(waiting=number).filter(waiting__gt=0).select_related("strategy")
    totals: Counter[tuple[Period, int]] = Counter()
    strategies: dict[int, Strategy] = {}
    for each in periods:
        quarter = period_of(each.ends_on - timedelta(days=1), Frequency.QUARTERLY, each.strategy.year_start)
        totals[quarter, each.strategy_id] += each.waiting
        strategies[each.strategy_id] = each.strategy
    return [WaitingQuarter(strategies[pk], quarter, count) for (quarter, pk), count in sorted(totals.items())]


def lines_of(
    values: Sequence[Value], *, by: User, on: date, typed: Mapping[int, str] = NO_REASONS
) -> list[ValueToApprove]:
    """What `by` sees of each value: a fixed number of queries, whatever the number of values.

    `typed` are reasons for returning single ones, by primary key, as they were typed.
    """
    prefetch_related_objects(values, "evidence")
    before, records, previewer = _approved_before(values), _records(values), Previewer(values, on)
    markers = {marker.value_id: marker for marker in ReadMarker.objects.filter(value__in=values, seen_by=by)}
    return [
        replace(
            _line(value, before.get(value.pk), records[value.pk], previewer, markers.get(value.pk), by),
            own_reason=typed.get(value.pk, ""),
        )
        for value in values
    ]


def _line(
    value: Value,
    previous: Value | None,
    records: Sequence[Any],
    previewer: Previewer,
    marker: ReadMarker | None,
    by: User,
) -> ValueToApprove:
    decided = next((record for record in reversed(records) if record.state in DECIDED), None)
    approved = next((record for record in reversed(records) if record.state == Value.State.APPROVED), None)
    seen, seen_at = _seen(records, marker, by)
    since = seen or decided
    own = value.period.as_domain()
    before = _period_before(own, previous)
    format, format_before = previewer.format(value, own), previewer.format(value, before)
    return ValueToApprove(
        value=value,
        figure=format.text(value.reading().number),
        previous=format_before.text(previous.reading().number) if previous else "No value",
        previous_label="Before" if before is own else before.label,
        approved_before=figure_of_record(approved, value.indicator, format) if approved else "",
        preview=previewer.of(value, value),
        decided=step_of(None, decided, value.indicator, format) if decided else None,
        seen_at=seen_at,
        changes=changes_between(since, value, value.indicator) if since else (),
        is_own=by.pk in hands_in(value, records) and not settings.APPROVE_OWN_VALUES,
    )


def _seen(records: Sequence[Any], marker: ReadMarker | None, by: User) -> tuple[Any, datetime | None]:
    """The version that the approver saw last, and when: what they marked as read or decided on themselves."""
    for record in reversed(records):
        if record.state in DECIDED and record.history_user_id == by.pk:
            return record, record.history_date
        if marker is not None and record.version == marker.version:
            return record, marker.seen_at
    return None, None


def _records(values: Sequence[Value]) -> dict[int, list[Any]]:
    """The history of each value, oldest first: one query."""
    found: dict[int, list[Any]] = defaultdict(list)
    rows = Value.history.filter(id__in=[value.pk for value in values]).select_related("history_user")
    for record in rows.order_by("history_date", "history_id"):
        found[record.id].append(record)
    return found


def _period_before(own: Period, previous: Value | None) -> Period:
    """The period before; of a day that somebody chose that of the value before, itself where there is none."""
    if not own.is_day:
        return own.previous()
    return replace(own, start=previous.period.starts_on) if previous else own


def _approved_before(values: Sequence[Value]) -> dict[int, Value]:
    """What was approved in the period before each value, of a day that somebody chose on the last one: one query."""
    own = {value.pk: value.period.as_domain() for value in values}
    days = {period.previous().start for period in own.values() if not period.is_day}
    wanted = Q(period__starts_on__in=days)
    if chosen := [period.start for period in own.values() if period.is_day]:
        wanted |= Q(period__frequency=Frequency.IRREGULAR, period__starts_on__lt=max(chosen))
    rows = Value.objects.approved().filter(wanted, indicator__in={value.indicator_id for value in values})
    places: dict[tuple, dict[date, Value]] = defaultdict(dict)
    for row in rows.select_related("period", "indicator").order_by("period__starts_on"):
        places[row.indicator_id, row.unit_id][row.period.starts_on] = row
    found = {}
    for value in values:
        there, period = places[value.indicator_id, value.unit_id], own[value.pk]
        if period.is_day:
            day = max((each for each in there if each < period.start), default=None)
        else:
            day = period.previous().start
        if day in there:
            found[value.pk] = there[day]
    return found
