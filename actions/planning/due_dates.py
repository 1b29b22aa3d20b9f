"""Moves a due date, of an action or of a milestone: by agreement, and its first date never changes (rules 9.3)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from strategy_portal.domain.due_dates import DueDate
from strategy_portal.models import User
from strategy_portal.records.history import save_with_history
from strategy_portal.records.versions import Refused, claim

from ..guards import not_after, required
from ..models import Action, DuePhrase, DueRevision, Milestone


@dataclass(frozen=True)
class Agreement:
    """Why a date moves, and who agreed it when (rules 9.3)."""

    reason: str
    agreed_by: str
    agreed_on: date


@transaction.atomic
def revise_due(
    *, dated: Action | Milestone, due: str, agreement: Agreement | None, version: int, by: User, on: date, at: datetime
) -> Action | Milestone:
    """Move a date. The first that was agreed stays; each move is kept with reason and who agreed it (rules 9.3).

    Where none was ever stated this is the first, which needs no agreement. A date that can be read gives way only to
    another that can, or to none (rules 9.4). Raises ChangedMeanwhile, Refused.
    """
    stored = claim(dated, version)
    before, is_move, due = stored.due, stored.has_first_due, " ".join(due.split())
    if due == before.as_written:
        raise Refused("This is the date that stands there already", "due")
    stored.set_due(due, DuePhrase.objects.in_force())
    why = "The first date"
    if is_move:
        if before.readable and not stored.due.readable:
            raise Refused("This can’t be read as a date. Write it as the hint says, or give the date up", "due")
        terms = _checked(agreement, on)
        _record_move(stored, before, terms, by, at)
        why = f"{terms.reason} Agreed by {terms.agreed_by}, {terms.agreed_on:%-d %B %Y}."
    save_with_history(stored, by=by, reason=why)
    return stored


def _checked(agreement: Agreement | None, on: date) -> Agreement:
    if agreement is None:
        raise Refused("Say why the date moves, and who agreed it", "reason")
    return Agreement(
        required(agreement.reason, "reason", "Say why the date moves"),
        required(agreement.agreed_by, "agreed_by", "Say who agreed it, for example the corporate board"),
        not_after(agreement.agreed_on, on, "agreed_on"),
    )


def _record_move(moved: Action | Milestone, before: DueDate, terms: Agreement, by: User, at: datetime) -> None:
    DueRevision.objects.create(
        action=moved.action if isinstance(moved, Milestone) else moved,
        milestone=moved if isinstance(moved, Milestone) else None,
        from_as_written=before.as_written, from_starts_on=before.first_day, from_ends_on=before.last_day,
        to_as_written=moved.due_as_written, to_starts_on=moved.due_starts_on, to_ends_on=moved.due_ends_on,
        recorded_by=by, recorded_at=at, is_demonstration=by.is_demonstration, **vars(terms),
    )  # fmt: skip
