"""A plan to write: its rows by column, and as CSV."""

from collections.abc import Sequence
from dataclasses import dataclass

from strategy_portal.spreadsheets.cells import Cell, csv_text

from .columns import READ, SHOWN_ONLY, STEPS

COLUMNS = (*READ, *SHOWN_ONLY)


@dataclass(frozen=True)
class PlanBook:
    """A plan to write: each row has a cell by the name of its column, and so has each of its milestones, `steps`."""

    title: str
    organisation: str
    rows: Sequence[dict[str, Cell]]
    is_demonstration: bool
    steps: Sequence[dict[str, Cell]] = ()

    def cells(self) -> list[list[Cell]]:
        return [[row.get(column.name, "") for column in COLUMNS] for row in self.rows]

    def step_cells(self) -> list[list[Cell]]:
        return [[row.get(column.name, "") for column in STEPS] for row in self.steps]


def plan_csv(plan: PlanBook) -> str:
    return csv_text([[column.title for column in COLUMNS], *plan.cells()])
