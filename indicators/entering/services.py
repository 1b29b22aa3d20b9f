"""Services of entering: save values as drafts, submit them. Form, API, workbook and command all come through here."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone

from strategy_portal.models import User
from strategy_portal.records.events import Event
from strategy_portal.records.history import record_additions, record_changes
from strategy_portal.records.versions import ChangedMeanwhile

from ..models import CollectionUnit, Indicator, PeriodLocked, Population, ReportingPeriod, Value
from .checking import Entered, population_of
from .previews import Previewer, answers_to, is_explained, open_questions

CHANGED = "This value was changed by somebody else since you opened it."

NO_REASON: dict[str, Any] = {"reason": "", "expected_on": None}
NO_FIGURE: dict[str, Any] = {
    "number": None, "numerator": None, "denominator": None, "respondents": None, "answer_counts": {},
}  # fmt: skip


def changed_by(changed: ChangedMeanwhile) -> str:
    """The same, to whom did it themselves."""
    return CHANGED.replace("somebody else", "you yourself") if changed.is_own else CHANGED


class Approved(Exception):
    """An approved value changes only by a revision (rules 3.4)."""

    def __init__(self) -> None:
        super().__init__("This value is approved. Revise it, with a reason, if it must change.")


class Submitted(Exception):
    """A submitted value waits for its approver as it was submitted."""

    def __init__(self) -> None:
        super().__init__("This value waits for approval. Ask the approver to return it.")


class NotComplete(Exception):
    """All that is wanted before these values can be submitted.

    `asked`: something about the figure looks odd, and nobody has said yet that it is so (rules 1.5). `silent`: it is
    off target or absent, and what happened, why or what next is not said. A value can be in both.
    """

    def __init__(self, asked: Sequence[Value], silent: Sequence[Value]):
        wanted = {"Answer the questions": asked, "Say what happened, why, and what next": silent}
        super().__init__(" ".join(f"{what}: {_listed(values)}." for what, values in wanted.items() if values))
        self.asked, self.silent = asked, silent


class NothingToSubmit(Exception):
    def __init__(self) -> None:
        super().__init__("There is nothing to submit: enter at least one value first.")


@dataclass(frozen=True)
class DraftValue:
    """What is to be saved as a draft. `version` is the one that the person saw, 0 where there was no value."""

    indicator: Indicator
    period: ReportingPeriod
    unit: CollectionUnit | None
    entered: Entered
    version: int

    @property
    def place(self) -> tuple[int, int, int | None]:
        return self.indicator.pk, self.period.pk, self.unit.pk if self.unit else None


def save_value(
    *,
    indicator: Indicator,
    period: ReportingPeriod,
    unit: CollectionUnit | None,
    entered: Entered,
    version: int,
    by: User,
) -> Value:
    """Save one draft, as `save_values` saves many."""
    return save_values([DraftValue(indicator, period, unit, entered, version)], by=by)[0]


@transaction.atomic
def save_values(drafts: Sequence[DraftValue], *, by: User, event: Event | None = None, reason: str = "") -> list[Value]:
    """Save drafts, one or thousands, in the same few statements: all or none. A returned value becomes a draft again.

    `event` is what was done where it is neither the first entry nor a change of one. Raises PeriodLocked, Approved,
    Submitted, ChangedMeanwhile, NoPopulation.
    """
    hold_periods({draft.period.pk for draft in drafts})
    stored = _stored(drafts)
    values = [_as_draft(draft, stored.get(draft.place), by) for draft in drafts]
    _write(values, by=by, event=event, reason=reason)
    return values


def hold_periods(periods: Collection[int]) -> None:
    """Hold periods, by primary key, until the transaction ends, so that nobody locks them in between (rules 3.5).

    Whoever saves a value holds its period, so nobody else saves one there meanwhile. Raises PeriodLocked.
    """
    for period in ReportingPeriod.objects.select_for_update(no_key=True).filter(pk__in=periods).order_by("pk"):
        if period.is_locked:
            raise PeriodLocked(period)


def _stored(drafts: Sequence[DraftValue]) -> dict[tuple, Value]:
    """What stands in the places of the drafts: one query."""
    rows = Value.objects.filter(
        indicator__in={draft.indicator.pk for draft in drafts}, period__in={draft.period.pk for draft in drafts}
    )
    return {(row.indicator_id, row.period_id, row.unit_id): row for row in rows.order_by()}


def _as_draft(draft: DraftValue, stored: Value | None, by: User) -> Value:
    refuse_closed(draft.period, stored)
    if draft.version != (stored.version if stored else 0):
        raise ChangedMeanwhile(stored and stored.history.latest(), seen=draft.version)
    value = stored or Value()
    value.indicator, value.period, value.unit = draft.indicator, draft.period, draft.unit  # loaded already
    for name, content in stored_fields(draft.indicator, draft.period, draft.entered).items():
        setattr(value, name, content)
    value.state, value.entered_by = Value.State.DRAFT, by
    value.submitted_by = value.submitted_at = None
    return value


def write_versions(values: Sequence[Value], *, by: User, event: Event, reason: str = "") -> None:
    """Write values over the versions that they were read as, each as its next one: all or none.

    Only within a transaction. Raises PeriodLocked, ChangedMeanwhile.
    """
    hold_periods({value.period_id for value in values})
    stored = dict(Value.objects.filter(pk__in=[value.pk for value in values]).order_by().values_list("pk", "version"))
    for value in values:
        if stored.get(value.pk) != value.version:
            raise ChangedMeanwhile(Value.history.filter(id=value.pk).latest(), seen=value.version)
    _write(values, by=by, event=event, reason=reason)


def _write(values: Sequence[Value], *, by: User, event: Event | None, reason: str) -> None:
    """Write new values, and the next versions of others, with their history."""
    new = [value for value in values if value.pk is None]
    old = [value for value in values if value.pk is not None]
    for value in old:
        value.version += 1
    Value.objects.put_in_held_periods(values)
    record_additions(new, by=by, event=event or Event.ENTERED, reason=reason)
    record_changes(old, by=by, event=event or Event.CHANGED, reason=reason)


def refuse_closed(period: ReportingPeriod, value: Value | None) -> None:
    """Nothing can be typed over it now. Raises PeriodLocked, Approved, Submitted."""
    if period.is_locked:
        raise PeriodLocked(period)
    if value is not None and value.state == Value.State.APPROVED:
        raise Approved
    if value is not None and value.state == Value.State.SUBMITTED:
        raise Submitted


def stored_fields(indicator: Indicator, period: ReportingPeriod, entered: Entered) -> dict[str, Any]:
    """What is stored of an entry: a figure or why there is none, never both (rules 3.2).

    A denominator that comes from a table is filled in with the row used. Raises NoPopulation.
    """
    is_available = entered.is_available
    fields = {**vars(entered), "population": None, **(NO_REASON if is_available else NO_FIGURE)}
    if is_available and indicator.population_id and entered.numerator is not None:
        row = population_of(indicator, period)
        fields |= {"population": row, "denominator": row.value}
    return fields


def divided_by_another(values: Iterable[Value]) -> list[tuple[Value, Population]]:
    """The values that were divided by something else than their population table says now, with that (rules 3.2)."""
    divided = [value for value in values if value.indicator.population_id and value.numerator is not None]
    prefetch_related_objects([value.indicator for value in divided], "population__rows")
    found = []
    for value in divided:
        table = value.indicator.population
        row = table.row_on(value.period.as_domain().last_day) if table else None
        if row and (row.pk, row.value) != (value.population_id, value.denominator):
            found.append((value, row))
    return found


@transaction.atomic
def submit_values(values: Iterable[Value], *, by: User, at: datetime, others_wait: bool = False) -> int:
    """Submit the drafts and returned values among `values` that say something; how many there were.

    All or none; with `others_wait` those that are complete, and the others stay as they are.
    Raises NothingToSubmit, NotComplete, PeriodLocked, ChangedMeanwhile.
    """
    ready = [value for value in values if _can_submit(value)]
    if not ready:
        raise NothingToSubmit
    ready = _settle_questions(ready, on=timezone.localtime(at).date(), others_wait=others_wait)
    for value in ready:
        value.state, value.submitted_by, value.submitted_at = Value.State.SUBMITTED, by, at
    write_versions(ready, by=by, event=Event.SUBMITTED)
    return len(ready)


@transaction.atomic
def divide_anew(values: Iterable[Value], *, by: User) -> list[Value]:
    """Divide what can be submitted by what the population tables say now; those that were divided by something else.

    Each is saved as its next version, so that what is asked about the figure is asked of the new one (rules 3.2).
    Raises PeriodLocked, ChangedMeanwhile.
    """
    changed = divided_by_another(value for value in values if _can_submit(value))
    for value, row in changed:
        value.population, value.denominator = row, row.value
    values = [value for value, _ in changed]
    write_versions(values, by=by, event=Event.DIVIDED_ANEW)
    return values


def _settle_questions(values: Sequence[Value], on: date, *, others_wait: bool) -> list[Value]:
    """Those that are explained, each with the answers to what is asked of the figure as it stands now.

    Raises NotComplete for the others, unless they wait while something else is complete.
    """
    previewer = Previewer(values, on)
    previews = {value: previewer.of(value, value) for value in values}
    asked = [value for value in values if open_questions(previews[value], value.answers)]
    silent = [value for value in values if previews[value].needs_commentary and not is_explained(value)]
    complete = [value for value in values if value not in asked and value not in silent]
    if len(complete) < len(values) and not (others_wait and complete):
        raise NotComplete(asked, silent)
    for value in complete:
        value.answers = answers_to(previews[value], value.answers)
    return complete


def _listed(values: Sequence[Value]) -> str:
    return "; ".join(f"{value.indicator.reference}{f', {value.unit}' if value.unit else ''}" for value in values)


def _can_submit(value: Value) -> bool:
    says_something = (
        value.number is not None or value.numerator is not None or value.availability != Value.Availability.AVAILABLE
    )
    return says_something and value.state in (Value.State.DRAFT, Value.State.RETURNED)
