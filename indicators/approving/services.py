"""Services of approving: approve, return, revise, withdraw a revision, mark as read (rules 3.3, 3.4)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import takewhile
from types import MappingProxyType
from typing import Any

from django.conf import settings
from django.db import transaction

from outcomes.models import Strategy
from strategy_portal.models import User
from strategy_portal.records.events import Event

from ..entering.services import divided_by_another, write_versions
from ..models import ReadMarker, Value
from .sealing import seal_values

NO_REASONS: Mapping[int, str] = MappingProxyType({})
FIGURE = ("number", "numerator", "denominator", "availability")


class NotApproved(Exception):
    """Only what is approved can be revised; anything else can simply be changed."""

    def __init__(self) -> None:
        super().__init__("This value is not approved, so it can be changed without a revision.")


class NotRevised(Exception):
    """There is no revision to withdraw: what was approved stands."""

    def __init__(self) -> None:
        super().__init__("This value is not under revision: what was approved stands.")


class NotDecided(Exception):
    """What is to be decided on can't be, by this person or now."""


class DividedByAnother(NotDecided):
    """The population table says something else now than when the value was submitted (rules 3.2)."""

    def __init__(self, value: Value):
        super().__init__(
            f"{value.indicator.reference}: the table “{value.indicator.population}” has changed since this was "
            "submitted. Return the value, so that it is divided by what the table says now."
        )


class NotAwaitingApproval(NotDecided):
    def __init__(self) -> None:
        super().__init__("Only a submitted value can be approved or returned. Reload the page to see where it stands.")


class OwnValue(NotDecided):
    """Nobody approves a value that they entered or submitted themselves, unless APPROVE_OWN_VALUES is on.

    A figure stays one's own when somebody else writes the commentary beside it.
    """

    def __init__(self) -> None:
        super().__init__("You entered or submitted this value yourself, so somebody else has to approve it.")


class NoReasonGiven(Exception):
    def __init__(self) -> None:
        super().__init__("Say why, so that those who come after know what to change, and what changed.")


@transaction.atomic
def approve_values(values: Iterable[Value], *, by: User, at: datetime) -> int:
    """Approve submitted values, all or none, and seal what follows from them (rules 6.7).

    Of one strategy one approval comes after the other, because a figure is sealed with what others have approved.
    Raises NotAwaitingApproval, OwnValue, DividedByAnother, PeriodLocked, ChangedMeanwhile.
    """
    chosen = list(values)
    Strategy.objects.filter(pk__in={value.period.strategy_id for value in chosen}).hold()
    hands = hands_in_each(chosen)
    for value, _ in divided_by_another(chosen):
        raise DividedByAnother(value)
    for value in chosen:
        _check_awaiting(value)
        if by.pk in hands[value.pk] and not settings.APPROVE_OWN_VALUES:
            raise OwnValue
        value.state, value.approved_by, value.approved_at = Value.State.APPROVED, by, at
        value.return_reason = ""
    write_versions(chosen, by=by, event=Event.APPROVED)
    seal_values(chosen, by=by, at=at)
    return len(chosen)


@transaction.atomic
def return_values(values: Iterable[Value], *, reason: str, by: User, own: Mapping[int, str] = NO_REASONS) -> int:
    """Return submitted values, all or none; `own` has the reason of a value, by its primary key, instead of `reason`.

    Raises NoReasonGiven, NotAwaitingApproval, PeriodLocked, ChangedMeanwhile.
    """
    by_reason: dict[str, list[Value]] = defaultdict(list)
    for value in values:
        why = own.get(value.pk, "").strip() or reason.strip()
        if not why:
            raise NoReasonGiven
        _check_awaiting(value)
        value.state, value.return_reason = Value.State.RETURNED, why
        by_reason[why].append(value)
    for why, chosen in by_reason.items():
        write_versions(chosen, by=by, event=Event.RETURNED, reason=why)
    return sum(map(len, by_reason.values()))


def mark_as_read(values: Iterable[Value], *, by: User, at: datetime) -> int:
    """From now on `by` sees what changes in these values after the versions that were shown; how many there are."""
    markers = [ReadMarker(value=value, version=value.version, seen_by=by, seen_at=at) for value in values]
    ReadMarker.objects.bulk_create(
        markers, update_conflicts=True, unique_fields=["value", "seen_by"], update_fields=["version", "seen_at"]
    )
    return len(markers)


@transaction.atomic
def revise_value(value: Value, *, reason: str, by: User) -> None:
    """Open an approved value for change. What was approved counts until the revision is approved (rules 3.4).

    Raises NoReasonGiven, NotApproved, PeriodLocked, ChangedMeanwhile.
    """
    if not reason.strip():
        raise NoReasonGiven
    if value.state != Value.State.APPROVED:
        raise NotApproved
    value.state, value.revision_reason = Value.State.DRAFT, reason.strip()
    value.submitted_by = value.submitted_at = None
    write_versions([value], by=by, event=Event.REVISED, reason=reason.strip())


@transaction.atomic
def withdraw_revision(value: Value, *, by: User) -> None:
    """Put back what was approved before a revision. Raises NotRevised, PeriodLocked, ChangedMeanwhile."""
    approved = value.history.filter(state=Value.State.APPROVED).order_by("version").last()
    if approved is None or not value.is_under_revision:
        raise NotRevised
    kept = {"id", "version", "updated_at"}
    for name in (column.attname for column in Value._meta.concrete_fields):
        if name not in kept:
            setattr(value, name, getattr(approved, name))
    write_versions([value], by=by, event=Event.REVISION_WITHDRAWN)


def _check_awaiting(value: Value) -> None:
    if value.state != Value.State.SUBMITTED:
        raise NotAwaitingApproval


def hands_in(value: Value, records: Sequence[Any]) -> set[int | None]:
    """Whose value it is, by primary key: who saved it last, who submitted it, and who typed the figure that stands.

    `records` are of its history, the oldest first; others may have written beside the figure since it was typed.
    """
    typed = takewhile(lambda record: _figure(record) == _figure(value), reversed(records))
    return {value.entered_by_id, value.submitted_by_id, *(record.entered_by_id for record in [*typed][-1:])}


def others_values(values: Sequence[Value], *, by: User) -> list[Value]:
    """Those among values that `by` may decide on, because others entered them: one query."""
    hands = hands_in_each(values) if not settings.APPROVE_OWN_VALUES else {}
    return [value for value in values if by.pk not in hands.get(value.pk, ())]


def hands_in_each(values: Sequence[Value]) -> dict[int, set[int | None]]:
    """As `hands_in`, by the primary key of the value: one query."""
    records: dict[int, list[Any]] = defaultdict(list)
    rows = Value.history.filter(id__in=[value.pk for value in values]).order_by("history_date", "history_id")
    for row in rows.values_list("id", "entered_by_id", *FIGURE, named=True):
        records[row.id].append(row)
    return {value.pk: hands_in(value, records[value.pk]) for value in values}


def _figure(record: Any) -> tuple[Any, ...]:
    return tuple(getattr(record, name) for name in FIGURE)
