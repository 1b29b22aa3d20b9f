"""Deeds on values: save, submit, approve, return. Form, API, import and command all come through here."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F

from strategy_portal.history import save_with_history
from strategy_portal.models import User

from .models import CollectionUnit, Indicator, PeriodLocked, ReportingPeriod, Value


@dataclass(frozen=True)
class Entered:
    """What a person enters for one value (rules 3.2). A number, or numerator and denominator, or why there is none."""

    number: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    respondents: int | None = None
    availability: str = Value.Availability.AVAILABLE
    reason: str = ""
    expected_on: date | None = None
    quality: str = Value.Quality.FINAL
    what_happened: str = ""
    why: str = ""
    what_next: str = ""

    @property
    def is_empty(self) -> bool:
        """There is neither a figure nor a reason for its absence: a draft may be empty, a submitted value may not."""
        available = self.availability == Value.Availability.AVAILABLE
        return available and self.number is None and self.numerator is None


class Conflict(Exception):
    """Somebody else saved the value meanwhile. `theirs` is what stands there now, None if the value is gone."""

    def __init__(self, theirs: Value | None):
        super().__init__("This value was changed by somebody else since you opened it.")
        self.theirs = theirs


class Approved(Exception):
    """An approved value changes only by a revision (rules 3.4)."""

    def __init__(self) -> None:
        super().__init__("This value is approved. Ask the approver to return it if it must change.")


class NothingToSubmit(Exception):
    def __init__(self) -> None:
        super().__init__("There is nothing to submit: enter at least one value first.")


class NotAwaitingApproval(Exception):
    def __init__(self) -> None:
        super().__init__("Only a submitted value can be approved or returned. Reload the page to see where it stands.")


class OwnValue(Exception):
    """Nobody approves a value that they entered or submitted themselves, unless APPROVE_OWN_VALUES is on."""

    def __init__(self) -> None:
        super().__init__("You entered or submitted this value yourself, so somebody else has to approve it.")


class ReasonNeeded(Exception):
    def __init__(self) -> None:
        super().__init__("Say why you return the values, so that the officer knows what to change.")


@transaction.atomic
def save_value(
    *,
    indicator: Indicator,
    period: ReportingPeriod,
    unit: CollectionUnit | None,
    entered: Entered,
    version: int,
    by: User,
) -> Value:
    """Save a draft. `version` is the one that the person saw, 0 for a value that was not there yet.

    Raises Conflict, Approved, PeriodLocked. A returned value becomes a draft again.
    """
    if period.is_locked:
        raise PeriodLocked(period)
    value = Value.objects.filter(indicator=indicator, period=period, unit=unit).first()
    if value is None:
        return _create(indicator, period, unit, entered, version, by)
    if value.state == Value.State.APPROVED:
        raise Approved
    claimed = Value.objects.filter(pk=value.pk, version=version).update(version=F("version") + 1)
    if not claimed:
        raise Conflict(value)
    value.refresh_from_db()
    for name, typed in asdict(entered).items():
        setattr(value, name, typed)
    value.state, value.entered_by = Value.State.DRAFT, by
    value.submitted_by = value.submitted_at = None
    save_with_history(value, by=by)
    return value


def _create(
    indicator: Indicator,
    period: ReportingPeriod,
    unit: CollectionUnit | None,
    entered: Entered,
    version: int,
    by: User,
) -> Value:
    if version:
        raise Conflict(None)
    value = Value(indicator=indicator, period=period, unit=unit, entered_by=by, **asdict(entered))
    try:
        with transaction.atomic():
            save_with_history(value, by=by)
    except IntegrityError:
        theirs = Value.objects.filter(indicator=indicator, period=period, unit=unit).first()
        if theirs is None:
            raise
        raise Conflict(theirs) from None
    return value


@transaction.atomic
def submit_values(values: Iterable[Value], *, by: User, at: datetime) -> int:
    """Submit the drafts and returned values among `values` that say something; how many there were.

    Raises NothingToSubmit, PeriodLocked.
    """
    ready = [value for value in values if _can_submit(value)]
    if not ready:
        raise NothingToSubmit
    for value in ready:
        value.state, value.submitted_by, value.submitted_at = Value.State.SUBMITTED, by, at
        _save_next_version(value, "Submitted", by)
    return len(ready)


@transaction.atomic
def approve_values(values: Iterable[Value], *, by: User, at: datetime) -> int:
    """Approve submitted values, all or none. Raises NotAwaitingApproval, OwnValue, PeriodLocked, Conflict."""
    chosen = list(values)
    for value in chosen:
        _check_awaiting(value)
        if by.pk in (value.entered_by_id, value.submitted_by_id) and not settings.APPROVE_OWN_VALUES:
            raise OwnValue
        value.state, value.approved_by, value.approved_at = Value.State.APPROVED, by, at
        value.return_reason = ""
        _save_next_version(value, "Approved", by)
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


def _can_submit(value: Value) -> bool:
    says_something = (
        value.number is not None or value.numerator is not None or value.availability != Value.Availability.AVAILABLE
    )
    return says_something and value.state in (Value.State.DRAFT, Value.State.RETURNED)


def _check_awaiting(value: Value) -> None:
    if value.state != Value.State.SUBMITTED:
        raise NotAwaitingApproval


def _save_next_version(value: Value, change_reason: str, by: User) -> None:
    """Save what was read, unless somebody saved it meanwhile. Raises Conflict."""
    claimed = Value.objects.filter(pk=value.pk, version=value.version).update(version=F("version") + 1)
    if not claimed:
        raise Conflict(Value.objects.filter(pk=value.pk).first())
    value.version += 1
    save_with_history(value, by=by, reason=change_reason)
