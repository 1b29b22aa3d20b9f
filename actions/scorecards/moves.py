"""Moves of a date, in words."""

from dataclasses import dataclass

from strategy_portal.domain.due_dates import stated

from ..models import DueRevision, Milestone
from .action_plan import due_text


@dataclass(frozen=True)
class Move:
    """One move of a date, in words. `milestone` is None for the action's own."""

    revision: DueRevision
    milestone: Milestone | None
    from_text: str | None
    to_text: str | None


def move_of(revision: DueRevision) -> Move:
    before = stated(revision.from_as_written, revision.from_starts_on, revision.from_ends_on)
    after = stated(revision.to_as_written, revision.to_starts_on, revision.to_ends_on)
    return Move(revision, revision.milestone, due_text(before), due_text(after))
