"""Several quarters side by side: a line for each indicator or unit, and in it the values of each quarter."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from outcomes.models import Strategy
from strategy_portal.domain.periods import Period
from strategy_portal.models import Team

from ..expecting.expected import ExpectedEntry, Remit, expected_of, first_quarter
from ..models import CollectionUnit, Indicator
from .checking import figure_labels
from .entry import ValueEntry
from .grid import Block, Grid, Total, by_outcome, entries_of, owed_by, total_of
from .known import targets_of

CHOICES = {1: "One quarter, beside the figures before", 4: "4 quarters side by side", 8: "8 quarters side by side"}
"""How many quarters can stand in a grid."""


@dataclass
class GridLine:
    """The values of one indicator, or of one of its units.

    `cells` has a quarter's label with the values expected at its end: none, one, or those of its three months.
    """

    indicator: Indicator
    unit: CollectionUnit | None
    target: str
    cells: list[tuple[str, list[ValueEntry]]]
    name: str = ""

    @property
    def width(self) -> int:
        """How many inputs each value has."""
        return len(figure_labels(self.indicator))

    @property
    def last(self) -> ValueEntry:
        return self.entries[-1]

    @property
    def entries(self) -> list[ValueEntry]:
        """The values of all quarters, the earliest first."""
        return [entry for _, entries in self.cells for entry in entries]


class LineTable(Block[GridLine]):
    """A block of several quarters."""

    template_name = "indicators/_lines_table.html"

    @property
    def span(self) -> int:
        """The number of all columns: the name, for single figures the target, the quarters."""
        return len(self.rows[0].cells) + (1 if self.survey else 2)

    @property
    def totals(self) -> list[tuple[str, Total | None]]:
        """What the units make together in each quarter, with its label; empty for what is no survey."""
        if self.survey is None:
            return []
        quarters: dict[str, list[ValueEntry]] = {}
        for line in self.rows:
            for column, entries in line.cells:
                quarters.setdefault(column, []).extend(entries)
        return [(column, total_of(entries)) for column, entries in quarters.items()]


def build_side_by_side(
    remit: Remit, strategy: Strategy, quarter: Period, count: int, on: date, typed: Iterable[ValueEntry] = (),
    team: Team | None = None,
) -> Grid:  # fmt: skip
    """The grid of `count` quarters up to `quarter`, as far back as the strategy goes: three queries.

    `typed` are entries that stand in it as they were typed. The target is the one at the end of the last period.
    """
    quarters = [each for each in _up_to(quarter, count) if each >= first_quarter(strategy)] or [quarter]
    expected = owed_by(team, expected_of(remit, strategy, quarters[0], quarter, on))
    all_expected = sorted(expected, key=_place)
    targets, entries = targets_of(all_expected), entries_of(all_expected, typed)
    lines: dict[tuple[Indicator, CollectionUnit | None], GridLine] = {}
    for entry in entries:
        entry.among_periods = True
        of = entry.expected.indicator, entry.expected.unit
        if of not in lines:
            lines[of] = GridLine(*of, targets[of[0].pk], [(each.label, []) for each in quarters])
        lines[of].cells[quarters.index(entry.expected.quarter)][1].append(entry)
    groups, columns = by_outcome(lines.values(), LineTable), [each.label for each in quarters]
    return Grid(strategy, quarter, entries, groups, columns, remit.to_choose(on))


def _up_to(quarter: Period, count: int) -> list[Period]:
    return [quarter.previous(back) for back in range(count - 1, -1, -1)]


def _place(expected: ExpectedEntry) -> tuple[int, int, str, date]:
    """As in the strategy, units by name; a unit that was opened later comes where its name belongs."""
    indicator = expected.indicator
    return (
        indicator.outcome.number,
        indicator.order,
        expected.unit.name if expected.unit else "",
        expected.period.starts_on,
    )
