"""Due dates of an action or of a milestone: the first, which never changes, and moves by agreement (rules 9.3)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from django.db import transaction

from strategy_portal.models import User
from strategy_portal.records.events import Event
from strategy_portal.records.history import save_with_history
from strategy_portal.records.holdings import let_hold
from strategy_portal.records.versions import Refused, claim

from ..guards import not_after, required
from ..models import Action, DueDate, DuePhrase, Milestone

HasDates = TypeVar("HasDates", Action, Milestone)


@dataclass(frozen=True)
class Agreement:
    """Why a date moves, and who agreed it when (rules 9.3)."""

    reason: str
    agreed_by: str
    agreed_on: date


@transaction.atomic
def revise_due(
    *, dated: HasDates, due: str, agreement: Agreement | None, version: int, by: User, on: date, at: datetime
) -> HasDates:
    """Move a date. The first that was agreed stays; each move is kept with reason and who agreed it (rules 9.3).

    Where none was ever stated this is the first, which needs no agreement. A date that can be read gives way only to
    another that can, or to none (rules 9.4). Raises ChangedMeanwhile, Refused.
    """
    stored = claim(dated, version)
    row = _read(stored, due, by, at)
    if row.as_written == stored.due.as_written:
        raise Refused("This is the date that stands there already", "due")
    if stored.has_first_due:
        _make_move(row, stored, agreement, on)
    let_hold(row, by=by)
    event = Event.MOVED if row.is_move else Event.CHANGED
    save_with_history(stored, by=by, event=event, reason=row.reason, at=at)
    return stored


def state_first_due(dated: Action | Milestone, due: str, *, by: User) -> None:
    """Keep the first date of what was just added; nothing where none is stated."""
    if due.strip():
        let_hold(_read(dated, due, by), by=by)


def _read(dated: Action | Milestone, due: str, by: User, at: datetime | None = None) -> DueDate:
    row = DueDate.read(dated, due, DuePhrase.objects.in_force())
    row.is_demonstration = by.is_demonstration
    if at is not None:
        row.made_at = at
    return row


def _make_move(row: DueDate, dated: Action | Milestone, agreement: Agreement | None, on: date) -> None:
    if dated.due.readable and not row.window.readable:
        raise Refused("This can’t be read as a date. Write it as the hint says, or give the date up", "due")
    if agreement is None:
        raise Refused("Say why the date moves, and who agreed it", "reason")
    row.reason = required(agreement.reason, "reason", "Say why the date moves")
    row.agreed_by = required(agreement.agreed_by, "agreed_by", "Say who agreed it, for example the corporate board")
    row.holds_from = not_after(agreement.agreed_on, on, "agreed_on")
    moved_on = dated.due_timeline.since(date.max)
    if row.holds_from < moved_on:
        raise Refused(
            f"The date that stands was agreed on {moved_on:%-d %B %Y}, so this is that day or later", "agreed_on"
        )
