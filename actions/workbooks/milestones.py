"""The milestones of an uploaded plan: what each row of their sheet would add or change. Nothing is written here."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from outcomes.models import Strategy

from ..models import Milestone
from ..models.due_date import WRITTEN
from .checking import LONGEST_TITLE, Difference, DryRun, RowChange
from .columns import STEPS
from .fields import Fault, day_of, fault_of_day, in_words
from .matching import plain
from .rows import PlanRow

TITLES = {column.name: column.title for column in STEPS}


def check_steps(run: DryRun, strategy: Strategy, rows: Sequence[PlanRow], on: date) -> None:
    """Add to what the file would do. One query; a milestone is known by its action's number and its title."""
    there: dict[tuple[str, str], list[Milestone]] = defaultdict(list)
    for step in Milestone.objects.filter(action__strategy=strategy).select_related("action") if rows else ():
        there[str(step.action.number), plain(step.title)].append(step)
    numbers = {str(number) for number in strategy.actions.values_list("number", flat=True)} if rows else set()
    numbers |= {change.key for change in run.changes}
    for row in rows:
        known = there[row.text("number"), plain(row.text("milestone"))]
        step = known.pop(0) if known else None
        fault = _fault(row, step, numbers, on)
        if fault is not None:
            run.faults.append(fault)
        elif (change := _change(row, step)).differences:
            run.changes.append(change)


def _fault(row: PlanRow, step: Milestone | None, numbers: set[str], on: date) -> Fault | None:
    if row.text("number") not in numbers:
        return Fault(row.cell("number"), f"No action has the number “{row.text('number')}”.")
    if not row.text("milestone") or len(row.text("milestone")) > LONGEST_TITLE:
        return Fault(row.cell("milestone"), f"Name the milestone, in at most {LONGEST_TITLE} letters.")
    if len(row.text("due")) > WRITTEN:
        return Fault(row.cell("due"), f"A date as written has at most {WRITTEN} letters.")
    if step is not None and row.has("due") and _due(row) != " ".join(step.due_as_written.split()):
        return Fault(row.cell("due"), "The date of a milestone moves on its action’s page, by agreement.")
    return fault_of_day(row, "reached_on", on) if row.text("reached_on") else None


def _change(row: PlanRow, step: Milestone | None) -> RowChange:
    was = step.completed_on if step is not None else None
    reached_on = day_of(row.text("reached_on")) if row.has("reached_on") else was
    differences = [_difference(row, "reached_on", was, reached_on)] if reached_on != was else []
    if step is None:
        told = [(name, text) for name, text in (("milestone", row.text("milestone")), ("due", _due(row))) if text]
        differences = [*(_difference(row, name, None, text) for name, text in told), *differences]
    return RowChange(
        row=row, number=int(row.text("number")), title=f"Milestone “{row.text('milestone')}”",
        action=step.action if step is not None else None,
        fields={"step": step, "title": row.text("milestone"), "due": _due(row), "reached_on": reached_on},
        differences=tuple(differences),
    )  # fmt: skip


def _difference(row: PlanRow, name: str, before: date | None, after: date | str | None) -> Difference:
    return Difference(TITLES[name], row.cell(name), in_words(before), in_words(after))


def _due(row: PlanRow) -> str:
    return " ".join(row.text("due").split())
