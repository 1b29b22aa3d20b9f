"""Due dates and their moves in words."""

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format

from strategy_portal.domain.due_dates import DueWindow

from ..models import Action, Dated, DueDate, Milestone


@dataclass(frozen=True)
class Move:
    """One move of a date: the date before it, and the date that was agreed instead."""

    before: DueDate
    after: DueDate

    @property
    def milestone(self) -> Milestone | None:
        """None for the action's own date."""
        return self.after.milestone

    @property
    def before_text(self) -> str | None:
        return due_text(self.before.window)

    @property
    def after_text(self) -> str | None:
        return due_text(self.after.window)


def moves_of(dated: Dated) -> tuple[Move, ...]:
    """The moves of its own date, the first first."""
    return tuple(Move(before, after) for before, after in dated.moves)


def all_moves_of(action: Action) -> tuple[Move, ...]:
    """Those of its milestones too, in the order in which they were recorded."""
    moves = [move for dated in (action, *action.milestones.all()) for move in moves_of(dated)]
    return tuple(sorted(moves, key=lambda move: (move.after.made_at, move.after.pk)))


def span_text(first: date, last: date) -> str:
    """Both days included: `1 May to 31 August 2024`, `31 March 2025`."""
    if first == last:
        return date_format(last, "j F Y")
    return f"{date_format(first, 'j F' if first.year == last.year else 'j F Y')} to {date_format(last, 'j F Y')}"


def due_text(due: DueWindow) -> str | None:
    """A date's window in words, or why a stated date has none; None where no date is stated."""
    if due.window:
        return span_text(*due.window)
    if not due.is_known:
        return None
    return "No end date" if due.ongoing else "Can’t be read as a date"
