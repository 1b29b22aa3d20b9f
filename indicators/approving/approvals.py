"""What an approver looks at: each submitted value beside what was there before, and all that was said about it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.conf import settings
from django.db.models import Count

from outcomes.models import Outcome, Strategy
from strategy_portal.domain.numbers import Format
from strategy_portal.domain.periods import Frequency, Period, period_of
from strategy_portal.models import User
from strategy_portal.records.changes import FieldChange

from ..entering.previews import Preview, Previewer
from ..models import Evidence, Indicator, ReadMarker, Value
from .forms import key_of
from .services import hands_in
from .value_history import Step, changes_between, figure_of_record, step_of

DECIDED = (Value.State.RETURNED, Value.State.APPROVED)


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
    evidence: tuple[Evidence, ...]
    is_own: bool

    @property
    def key(self) -> str:
        """Names the value in the version that is shown, so that nobody approves another one."""
        return key_of(self.value)

    @property
    def answers(self) -> list[dict[str, str]]:
        """The questions that the checks asked, with what the officer answered (rules 1.5)."""
        answers: list[dict[str, str]] = self.value.answers
        return answers

    @property
    def has_commentary(self) -> bool:
        value = self.value
        return bool(value.what_happened or value.why or value.what_next)


@dataclass(frozen=True)
class IndicatorToApprove:
    indicator: Indicator
    lines: tuple[ValueToApprove, ...]


@dataclass(frozen=True)
class OutcomeToApprove:
    outcome: Outcome
    indicators: tuple[IndicatorToApprove, ...]


def waiting_by_quarter(user: User) -> list[WaitingQuarter]:
    """Two queries: by strategy and quarter, the oldest first."""
    strategies = {strategy.pk: strategy for strategy in Strategy.objects.all()}
    rows = Value.objects.awaiting_approval().in_remit_of(user).order_by()
    counted = rows.values_list("period__strategy", "period__ends_on").annotate(Count("pk"))
    totals: dict[tuple[int, Period], int] = {}
    for strategy, ends_on, count in counted:
        last_day = date.fromordinal(ends_on.toordinal() - 1)
        key = strategy, period_of(last_day, Frequency.QUARTERLY, strategies[strategy].year_start)
        totals[key] = totals.get(key, 0) + count
    return [
        WaitingQuarter(strategies[strategy], quarter, count)
        for (strategy, quarter), count in sorted(totals.items(), key=lambda item: (item[0][1], item[0][0]))
    ]


def lines_of(values: Sequence[Value], *, by: User, on: date) -> list[ValueToApprove]:
    """What `by` sees of each value: a fixed number of queries, whatever the number of values."""
    before, records, evidence = _approved_before(values), _records(values), _evidence(values)
    previewer = Previewer(values, on)
    markers = {marker.value_id: marker for marker in ReadMarker.objects.filter(value__in=values, seen_by=by)}
    return [
        _line(
            value, before.get(_before(value)), records[value.pk], evidence[value.pk], previewer,
            markers.get(value.pk), by,
        )
        for value in values
    ]  # fmt: skip


def grouped(lines: Iterable[ValueToApprove]) -> list[OutcomeToApprove]:
    """By outcome and indicator, in the order in which the lines stand."""
    return [
        OutcomeToApprove(
            outcome,
            tuple(
                IndicatorToApprove(indicator, tuple(each))
                for indicator, each in groupby(of_outcome, key=lambda line: line.value.indicator)
            ),
        )
        for outcome, of_outcome in groupby(lines, key=lambda line: line.value.indicator.outcome)
    ]


def _line(
    value: Value,
    previous: Value | None,
    records: Sequence[Any],
    evidence: Sequence[Evidence],
    previewer: Previewer,
    marker: ReadMarker | None,
    by: User,
) -> ValueToApprove:
    decided = next((record for record in reversed(records) if record.state in DECIDED), None)
    approved = next((record for record in reversed(records) if record.state == Value.State.APPROVED), None)
    seen, seen_at = _seen(records, marker, by)
    since = seen or decided
    own = value.period.as_domain()
    format = previewer.format(value, own)
    return ValueToApprove(
        value=value,
        figure=_figure(value, format),
        previous=_figure(previous, previewer.format(value, own.previous())),
        previous_label=own.previous().label,
        approved_before=figure_of_record(approved, value.indicator, format) if approved else "",
        preview=previewer.of(value, value),
        decided=step_of(None, decided, value.indicator, format) if decided else None,
        seen_at=seen_at,
        changes=changes_between(since, value, value.indicator) if since else (),
        evidence=tuple(evidence),
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


def _figure(value: Value | None, format: Format) -> str:
    if value is None:
        return "No value"
    return format.text(value.reading().number)


def _records(values: Sequence[Value]) -> dict[int, list[Any]]:
    """The history of each value, oldest first: one query."""
    found: dict[int, list[Any]] = defaultdict(list)
    rows = Value.history.filter(id__in=[value.pk for value in values]).select_related("history_user")
    for record in rows.order_by("history_date", "history_id"):
        found[record.id].append(record)
    return found


def _evidence(values: Sequence[Value]) -> dict[int, list[Evidence]]:
    found: dict[int, list[Evidence]] = defaultdict(list)
    for each in Evidence.objects.filter(value__in=values).order_by("added_at"):
        found[each.value_id].append(each)
    return found


def _approved_before(values: Sequence[Value]) -> dict[tuple, Value]:
    days = {value.period.as_domain().previous().start for value in values}
    rows = Value.objects.approved().filter(
        indicator__in={value.indicator_id for value in values}, period__starts_on__in=days
    )
    return {
        (row.indicator_id, row.unit_id, row.period.starts_on): row for row in rows.select_related("period", "indicator")
    }


def _before(value: Value) -> tuple:
    return value.indicator_id, value.unit_id, value.period.as_domain().previous().start
