"""How far each team is with what it owes: of one strategy, quarter by quarter."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from strategy_portal.clock import working_days_between
from strategy_portal.domain.periods import Period, Window

from ..models import Value
from .expected import ExpectedEntry, due_on, working_days_text
from .returns import window_of


@dataclass(frozen=True)
class TeamCell:
    """What one team owes of one quarter. Each entry is counted in one of `approved`, `submitted`, `returned`, `drafts`,
    `missing` and `locked`; the last three and what came back are not in.
    """

    quarter: Period
    entries: tuple[ExpectedEntry, ...]
    window: Window
    on: date

    @property
    def expected(self) -> int:
        return len(self.entries)

    @property
    def approved(self) -> int:
        return self._in(Value.State.APPROVED)

    @property
    def submitted(self) -> int:
        return self._in(Value.State.SUBMITTED)

    def _in(self, state: Value.State) -> int:
        return sum(each.value is not None and each.value.state == state for each in self.entries)

    @property
    def handed_in(self) -> int:
        """Submitted or approved: the team has done its part."""
        return sum(each.is_done for each in self.entries)

    @property
    def owed(self) -> int:
        """What is still to be submitted, and can be."""
        return sum(each.is_open for each in self.entries)

    @property
    def returned(self) -> int:
        return sum(each.is_returned for each in self._open)

    @property
    def drafts(self) -> int:
        return sum(each.value is not None and not each.is_returned for each in self._open)

    @property
    def missing(self) -> int:
        return sum(each.value is None for each in self._open)

    @property
    def locked(self) -> int:
        """Never submitted, and can't be while its period is locked."""
        return self.expected - self.handed_in - self.owed

    @property
    def _open(self) -> list[ExpectedEntry]:
        return [each for each in self.entries if each.is_open]

    @property
    def first_owed(self) -> ExpectedEntry | None:
        """Where to begin in the grid."""
        return next(iter(self._open), None)

    @property
    def due_on(self) -> date:
        return due_on(self.quarter)

    @property
    def days_late(self) -> int:
        """Working days since the last day on which what is owed would have been in time; 0 where nothing is late."""
        return working_days_between(self.due_on, self.on) if self.is_late else 0

    @property
    def is_late(self) -> bool:
        return bool(self.owed) and self.on > self.due_on

    @property
    def is_complete(self) -> bool:
        return bool(self.entries) and self.approved == self.expected

    @property
    def awaits_approval(self) -> bool:
        """All is handed in, and somebody has to look at it."""
        return bool(self.submitted) and not self.owed

    @property
    def notes(self) -> list[str]:
        """What is to be said besides `3 of 6`, in the order of weight."""
        found = [f"{working_days_text(self.days_late)} late"] if self.is_late else []
        found += [f"{self.returned} came back"] if self.returned else []
        found += [f"{self.submitted} await{'s' if self.submitted == 1 else ''} approval"] if self.submitted else []
        found += [f"{self.drafts} draft{'' if self.drafts == 1 else 's'}"] if self.drafts else []
        found += [f"{self.locked} never came in, locked"] if self.locked else []
        return found


@dataclass(frozen=True)
class TeamRow:
    """What one team owes in each of some quarters; `team` is a primary key, None for what nobody owns."""

    team: int | None
    cells: tuple[TeamCell, ...]

    @property
    def late(self) -> int:
        return sum(cell.owed for cell in self.cells if cell.is_late)

    @property
    def days_late(self) -> int:
        return max((cell.days_late for cell in self.cells), default=0)

    @property
    def submitted(self) -> int:
        return sum(cell.submitted for cell in self.cells)

    @property
    def owed(self) -> int:
        return sum(cell.owed for cell in self.cells)

    @property
    def touched_at(self) -> datetime | None:
        """When somebody last entered or decided something."""
        values = [each.value for cell in self.cells for each in cell.entries if each.value is not None]
        return max((value.updated_at for value in values), default=None)


def team_of(entry: ExpectedEntry) -> int | None:
    """The team that owes an entry: of a survey the unit's, else the indicator's owner."""
    return entry.unit.team_id if entry.unit else entry.indicator.owner_id


def team_rows(entries: Iterable[ExpectedEntry], quarters: Sequence[Period], on: date) -> list[TeamRow]:
    """One row for each team of which something is expected. No query."""
    by_team: dict[int | None, dict[Period, list[ExpectedEntry]]] = defaultdict(lambda: defaultdict(list))
    for entry in entries:
        by_team[team_of(entry)][entry.quarter].append(entry)
    return [
        TeamRow(team, tuple(cell_of(quarter, found.get(quarter, ()), on) for quarter in quarters))
        for team, found in by_team.items()
    ]


def cell_of(quarter: Period, entries: Sequence[ExpectedEntry], on: date) -> TeamCell:
    return TeamCell(quarter, tuple(entries), window_of(quarter, entries, on), on)
