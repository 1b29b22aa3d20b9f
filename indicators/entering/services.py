"""Deeds on values: save, submit, approve, return, revise. Form, API, import and command all come through here."""

from collections.abc import Iterable, Sequence
from copy import copy
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone

from outcomes.models import Strategy
from strategy_portal.models import User
from strategy_portal.records.history import record_change, save_with_history

from ..approving.sealing import seal_values
from ..approving.value_history import hands_in_each
from ..models import CollectionUnit, Indicator, PeriodLocked, Population, ReadMarker, ReportingPeriod, Value
from .checking import Entered, population_of
from .previews import Previewer, answers_to, is_explained, open_questions

NO_REASON: dict[str, Any] = {"reason": "", "expected_on": None}
NO_FIGURE: dict[str, Any] = {
    "number": None, "numerator": None, "denominator": None, "respondents": None, "answer_counts": {},
}  # fmt: skip


class Conflict(Exception):
    """Somebody else saved the value meanwhile. `theirs` is what stands there now, None if the value is gone."""

    def __init__(self, theirs: Value | None):
        super().__init__("This value was changed by somebody else since you opened it.")
        self.theirs = theirs


class Approved(Exception):
    """An approved value changes only by a revision (rules 3.4)."""

    def __init__(self) -> None:
        super().__init__("This value is approved. Revise it, with a reason, if it must change.")


class Submitted(Exception):
    """A submitted value waits for its approver as it was submitted."""

    def __init__(self) -> None:
        super().__init__("This value waits for approval. Ask the approver to return it.")


class NotApproved(Exception):
    """Only what is approved can be revised; anything else can simply be changed."""

    def __init__(self) -> None:
        super().__init__("This value is not approved, so it can be changed without a revision.")


class NotRevised(Exception):
    """There is no revision to withdraw: what was approved stands."""

    def __init__(self) -> None:
        super().__init__("This value is not under revision: what was approved stands.")


class DividedByAnother(Exception):
    """The population table says something else now than when the value was submitted (rules 3.2)."""

    def __init__(self, value: Value):
        super().__init__(
            f"{value.indicator.reference}: the table “{value.indicator.population}” has changed since this was "
            "submitted. Return the value, so that it is divided by what the table says now."
        )


class QuestionsOpen(Exception):
    """Something about these values looks odd, and nobody has said yet that it is so (rules 1.5)."""

    def __init__(self, values: Sequence[Value]):
        super().__init__(f"Answer the questions first: {_listed(values)}.")
        self.values = values


class CommentaryNeeded(Exception):
    """These values are off target or absent, and what happened, why or what next is not said."""

    def __init__(self, values: Sequence[Value]):
        super().__init__(f"Say what happened, why, and what next: {_listed(values)}.")
        self.values = values


class NothingToSubmit(Exception):
    def __init__(self) -> None:
        super().__init__("There is nothing to submit: enter at least one value first.")


class NotAwaitingApproval(Exception):
    def __init__(self) -> None:
        super().__init__("Only a submitted value can be approved or returned. Reload the page to see where it stands.")


class OwnValue(Exception):
    """Nobody approves a value that they entered or submitted themselves, unless APPROVE_OWN_VALUES is on.

    A figure stays one's own when somebody else writes the commentary beside it.
    """

    def __init__(self) -> None:
        super().__init__("You entered or submitted this value yourself, so somebody else has to approve it.")


class ReasonNeeded(Exception):
    def __init__(self) -> None:
        super().__init__("Say why, so that those who come after know what to change, and what changed.")


def save_value(
    *,
    indicator: Indicator,
    period: ReportingPeriod,
    unit: CollectionUnit | None,
    entered: Entered,
    version: int,
    by: User,
    stored: Value | None = None,
) -> Value:
    """Save a draft. `version` is the one that the person saw, 0 for a value that was not there yet.

    `stored` is the value where it has been read already. Raises Conflict, Approved, Submitted, PeriodLocked,
    NoPopulation. A returned value becomes a draft again.
    """
    theirs = stored or (_find(indicator, period, unit) if version else None)
    refuse_closed(period, theirs)
    if version != (theirs.version if theirs else 0):
        raise Conflict(theirs)
    value = copy(theirs) if theirs else Value()
    value.indicator, value.period, value.unit = indicator, period, unit
    make_draft(value, entered, by=by)
    if theirs:
        _save_next_version(value, "", by)
    else:
        _insert(value, by)
    return value


def refuse_closed(period: ReportingPeriod, value: Value | None) -> None:
    """Nothing can be typed over it now. Raises PeriodLocked, Approved, Submitted."""
    if period.is_locked:
        raise PeriodLocked(period)
    if value is not None and value.state == Value.State.APPROVED:
        raise Approved
    if value is not None and value.state == Value.State.SUBMITTED:
        raise Submitted


def make_draft(value: Value, entered: Entered, *, by: User) -> None:
    """Put what was entered into a value. Raises NoPopulation."""
    for name, typed in stored_fields(value.indicator, value.period, entered).items():
        setattr(value, name, typed)
    value.state, value.entered_by = Value.State.DRAFT, by
    value.submitted_by = value.submitted_at = None


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


def _divided_by_another(values: Iterable[Value]) -> list[tuple[Value, Population]]:
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


def _find(indicator: Indicator, period: ReportingPeriod, unit: CollectionUnit | None) -> Value | None:
    return Value.objects.filter(indicator=indicator, period=period, unit=unit).order_by().first()


def _insert(value: Value, by: User) -> None:
    """Raises Conflict where somebody entered the value meanwhile."""
    try:
        with transaction.atomic():
            save_with_history(value, by=by)
    except IntegrityError:
        theirs = _find(value.indicator, value.period, value.unit)
        if theirs is None:
            raise
        raise Conflict(theirs) from None


@transaction.atomic
def submit_values(values: Iterable[Value], *, by: User, at: datetime) -> int:
    """Submit the drafts and returned values among `values` that say something; how many there were.

    All or none. Raises NothingToSubmit, QuestionsOpen, CommentaryNeeded, PeriodLocked, Conflict.
    """
    ready = [value for value in values if _can_submit(value)]
    if not ready:
        raise NothingToSubmit
    _settle_questions(ready, on=timezone.localtime(at).date())
    for value in ready:
        value.state, value.submitted_by, value.submitted_at = Value.State.SUBMITTED, by, at
        _save_next_version(value, "Submitted", by)
    return len(ready)


@transaction.atomic
def divide_anew(values: Iterable[Value], *, by: User) -> list[Value]:
    """Divide what can be submitted by what the population tables say now; those that were divided by something else.

    Each is saved as its next version, so that what is asked about the figure is asked of the new one (rules 3.2).
    Raises PeriodLocked, Conflict.
    """
    changed = _divided_by_another(value for value in values if _can_submit(value))
    for value, row in changed:
        value.population, value.denominator = row, row.value
        _save_next_version(value, f"Divided anew. {row}", by)
    return [value for value, _ in changed]


@transaction.atomic
def approve_values(values: Iterable[Value], *, by: User, at: datetime) -> int:
    """Approve submitted values, all or none, and seal what follows from them (rules 6.7).

    Of one strategy one approval comes after the other, because a figure is sealed with what others have approved.
    Raises NotAwaitingApproval, OwnValue, DividedByAnother, PeriodLocked, Conflict.
    """
    chosen = list(values)
    Strategy.objects.filter(pk__in={value.period.strategy_id for value in chosen}).hold()
    hands = hands_in_each(chosen)
    for value, _ in _divided_by_another(chosen):
        raise DividedByAnother(value)
    for value in chosen:
        _check_awaiting(value)
        if by.pk in hands[value.pk] and not settings.APPROVE_OWN_VALUES:
            raise OwnValue
        value.state, value.approved_by, value.approved_at = Value.State.APPROVED, by, at
        value.return_reason = ""
        _save_next_version(value, "Approved", by)
    seal_values(chosen, by=by, at=at)
    return len(chosen)


@transaction.atomic
def return_values(values: Iterable[Value], *, reason: str, by: User) -> int:
    """Return submitted values, all or none. Raises ReasonNeeded, NotAwaitingApproval, PeriodLocked, Conflict."""
    if not reason.strip():
        raise ReasonNeeded
    chosen = list(values)
    for value in chosen:
        _check_awaiting(value)
        value.state, value.return_reason = Value.State.RETURNED, reason.strip()
        _save_next_version(value, f"Returned: {reason.strip()}", by)
    return len(chosen)


def mark_as_read(values: Iterable[Value], *, by: User, at: datetime) -> int:
    """From now on `by` is told what changes in these values after the versions that were shown; how many there are."""
    looks = [ReadMarker(value=value, version=value.version, seen_by=by, seen_at=at) for value in values]
    ReadMarker.objects.bulk_create(
        looks, update_conflicts=True, unique_fields=["value", "seen_by"], update_fields=["version", "seen_at"]
    )
    return len(looks)


@transaction.atomic
def revise_value(value: Value, *, reason: str, by: User) -> None:
    """Open an approved value for change. What was approved counts until the revision is approved (rules 3.4).

    Raises ReasonNeeded, NotApproved, PeriodLocked, Conflict.
    """
    if not reason.strip():
        raise ReasonNeeded
    if value.state != Value.State.APPROVED:
        raise NotApproved
    value.state, value.revision_reason = Value.State.DRAFT, reason.strip()
    value.submitted_by = value.submitted_at = None
    _save_next_version(value, f"Revised: {reason.strip()}", by)


@transaction.atomic
def withdraw_revision(value: Value, *, by: User) -> None:
    """Put back what was approved before a revision. Raises NotRevised, PeriodLocked, Conflict."""
    approved = value.history.filter(state=Value.State.APPROVED).order_by("version").last()
    if approved is None or not value.is_under_revision:
        raise NotRevised
    kept = {"id", "version", "updated_at"}
    for name in (column.attname for column in Value._meta.concrete_fields):
        if name not in kept:
            setattr(value, name, getattr(approved, name))
    _save_next_version(value, "Revision withdrawn", by)


def _settle_questions(values: Sequence[Value], on: date) -> None:
    """Refuse what is not explained, and keep of the answers those to what is asked of the figure as it stands now.

    Raises QuestionsOpen, CommentaryNeeded.
    """
    previewer = Previewer(values, on)
    previews = [(value, previewer.of(value, value)) for value in values]
    if asked := [value for value, preview in previews if open_questions(preview, value.answers)]:
        raise QuestionsOpen(asked)
    if silent := [value for value, preview in previews if preview.needs_commentary and not is_explained(value)]:
        raise CommentaryNeeded(silent)
    for value, preview in previews:
        value.answers = answers_to(preview, value.answers)


def _listed(values: Sequence[Value]) -> str:
    return "; ".join(f"{value.indicator.reference}{f', {value.unit}' if value.unit else ''}" for value in values)


def _can_submit(value: Value) -> bool:
    says_something = (
        value.number is not None or value.numerator is not None or value.availability != Value.Availability.AVAILABLE
    )
    return says_something and value.state in (Value.State.DRAFT, Value.State.RETURNED)


def _check_awaiting(value: Value) -> None:
    if value.state != Value.State.SUBMITTED:
        raise NotAwaitingApproval


@transaction.atomic
def _save_next_version(value: Value, change_reason: str, by: User) -> None:
    """Save what was read, unless somebody saved it meanwhile. Raises Conflict, PeriodLocked."""
    if not Value.objects.write_over(value):
        raise Conflict(Value.objects.filter(pk=value.pk).first())
    record_change(value, by=by, reason=change_reason)
