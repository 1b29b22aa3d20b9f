"""The slippage ledger: what was agreed first, each move since, and what came of it (rules 9.3)."""

from dataclasses import dataclass
from datetime import date

from outcomes.models import Strategy

from ..models import Action, DueRevision
from .action_plan import ActionLine, action_lines
from .moves import Move, move_of


@dataclass(frozen=True)
class LedgerEntry:
    """A date that was moved. `late_days`: from the first agreed date to completion, if it is completed."""

    line: ActionLine
    moves: tuple[Move, ...]
    late_days: int | None

    @property
    def late_text(self) -> str:
        if self.late_days is None:
            return "Not completed" if not self.line.has_ended else "Day of completion not stated"
        if self.late_days <= 0:
            return "In time by the first agreed date"
        return f"{self.late_days:,} {'day' if self.late_days == 1 else 'days'} after the first agreed date"


@dataclass(frozen=True)
class Ledger:
    entries: tuple[LedgerEntry, ...]
    total: int

    @property
    def text(self) -> str:
        """`3 of 24 actions were moved, 4 times in all; 2 of them slipped`; the count carries its base (rules 8.1)."""
        moves, slipped = (
            sum(each.line.moves for each in self.entries),
            sum(e.line.slippage.is_slip for e in self.entries),
        )
        moved = len(self.entries)
        return (
            f"{moved} of {self.total} actions {'was' if moved == 1 else 'were'} moved, "
            f"{moves} {'time' if moves == 1 else 'times'} in all; {slipped} of them slipped from the first agreed date"
        )


def slippage_ledger(strategy: Strategy, on: date) -> Ledger:
    """Seven queries, whatever the number of actions and moves. The longest slip comes first."""
    lines = action_lines(Action.objects.of(strategy).with_plan().order_by("number"), on)
    moves: dict[int, list[DueRevision]] = {}
    for revision in DueRevision.objects.filter(action__strategy=strategy, milestone=None).select_related("recorded_by"):
        moves.setdefault(revision.action_id, []).append(revision)
    entries = [
        LedgerEntry(line, tuple(map(move_of, moves.get(line.action.pk, []))), _late(line.action))
        for line in lines
        if line.has_moved or line.moves
    ]
    return Ledger(tuple(sorted(entries, key=lambda each: -each.line.slip_rank)), len(lines))


def _late(action: Action) -> int | None:
    if action.completed_on is None or action.first_due_ends_on is None:
        return None
    return (action.completed_on - action.first_due_ends_on).days
