"""The milestones of an uploaded plan: what each row of their sheet would add or change. Nothing is written here."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from outcomes.models import Strategy
from strategy_portal.uploads.checker import Difference, Fault, Found, RowChange
from strategy_portal.uploads.reading import FileRow

from ..models import Milestone
from ..models.due_date import WRITTEN
from .columns import STEPS
from .fields import day_of, fault_of_day, in_words
from .matching import plain

LONGEST_TITLE = 300
TITLES = {column.name: column.title for column in STEPS}


@dataclass(frozen=True)
class StepChange:
    """What a row would do to a milestone; `step` is None for a new one."""

    number: int
    step: Milestone | None
    title: str
    due: str
    reached_on: date | None


def check_steps(
    strategy: Strategy, rows: Sequence[FileRow], numbers: Collection[str], on: date
) -> Iterator[list[Found[StepChange]]]:
    """What is found in each row. Two queries; a milestone is known by its action's number and its title.

    `numbers` are those of the actions that there are, or that the file adds.
    """
    there: dict[tuple[str, str], list[Milestone]] = defaultdict(list)
    steps = Milestone.objects.filter(action__strategy=strategy).select_related("action").prefetch_related("due_dates")
    for step in steps if rows else ():
        there[str(step.action.number), plain(step.title)].append(step)
    for row in rows:
        same = there[row.text("number"), plain(row.text("milestone"))]
        known = same.pop(0) if same else None
        fault = _fault(row, known, numbers, on)
        if fault is not None:
            yield [replace(fault, title=_title(row))]
        else:
            yield [change] if (change := _change(row, known)).differences else []


def _fault(row: FileRow, step: Milestone | None, numbers: Collection[str], on: date) -> Fault | None:
    if row.text("number") not in numbers:
        return Fault(row.cell("number"), f"No action has the number “{row.text('number')}”.")
    if not row.text("milestone") or len(row.text("milestone")) > LONGEST_TITLE:
        return Fault(row.cell("milestone"), f"Name the milestone, in at most {LONGEST_TITLE} letters.")
    if len(row.text("due")) > WRITTEN:
        return Fault(row.cell("due"), f"A date as written has at most {WRITTEN} letters.")
    if step is not None and row.has("due") and _due(row) != " ".join(step.due.as_written.split()):
        return Fault(row.cell("due"), "The date of a milestone moves on its action’s page, by agreement.")
    return fault_of_day(row, "reached_on", on) if row.text("reached_on") else None


def _change(row: FileRow, step: Milestone | None) -> RowChange[StepChange]:
    was = step.completed_on if step is not None else None
    reached_on = day_of(row.text("reached_on")) if row.has("reached_on") else was
    differences = [_difference(row, "reached_on", was, reached_on)] if reached_on != was else []
    if step is None:
        texts = [(name, text) for name, text in (("milestone", row.text("milestone")), ("due", _due(row))) if text]
        differences = [*(_difference(row, name, None, text) for name, text in texts), *differences]
    data = StepChange(int(row.text("number")), step, row.text("milestone"), _due(row), reached_on)
    return RowChange(row.text("number"), _title(row), data, tuple(differences), is_new=step is None)


def _title(row: FileRow) -> str:
    return f"{row.text('number')}. Milestone “{row.text('milestone')}”"


def _difference(row: FileRow, name: str, before: date | None, after: date | str | None) -> Difference:
    return Difference(TITLES[name], row.cell(name), in_words(before), in_words(after))


def _due(row: FileRow) -> str:
    return " ".join(row.text("due").split())
