"""The slippage ledger: what was agreed first, each move since, and what came of it (rules 9.3)."""

from dataclasses import dataclass
from datetime import date

from outcomes.models import Strategy

from ..models import Action
from .action_plan import ActionLine, action_plan
from .due_dates import Move, moves_of


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
    """Six queries, whatever the number of actions and moves. The longest slip comes first."""
    plan = action_plan(strategy, on)
    entries = [LedgerEntry(line, moves_of(line.action), _late(line.action)) for line in plan.moved]
    return Ledger(tuple(sorted(entries, key=lambda each: -each.line.slip_rank)), len(plan.lines))


def _late(action: Action) -> int | None:
    first = action.first_due.last_day
    return None if action.completed_on is None or first is None else (action.completed_on - first).days
