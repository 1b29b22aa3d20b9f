"""What became of an action, its owners and persons, measures, milestones and dates (rules 9.3, 9.5)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from strategy_portal.records.changes import Agreed, Change, ModelChanges, changes_in, changes_of

from ..models import Action, ActionOwner, DueDate, Milestone, OutcomeMeasure, SlipLimit

LINKS = {"outcomes": "outcome", "commitments": "commitment", "indicators": "indicator__key_output__outcome"}
"""The action's links, each with what is needed to print what it names."""

Dates = Mapping[int, Sequence[DueDate]]
"""The due dates of each action or milestone by its primary key."""


def action_changes(action: Action) -> tuple[Change, ...]:
    """The latest first. Seven queries, and two for the due dates unless they are loaded."""
    own = {action.pk: list(action.due_dates.all())}
    of_milestones = {milestone.pk: list(milestone.due_dates.all()) for milestone in action.milestones.all()}
    return changes_of(
        action,
        ModelChanges(
            Action, "", fields=partial(_fields, dates=own), agreed=partial(_agreed, dates=own)
        ),
        ModelChanges(ActionOwner, "Owner", text=_owner, related=("team", "person"), came_along=True),
        ModelChanges(OutcomeMeasure, "Outcome measure", text=lambda record: str(record.text), came_along=True),
        ModelChanges(
            Milestone, "Milestone", text=partial(_milestone, dates=of_milestones),
            agreed=partial(_agreed, dates=of_milestones), came_along=True,
        ),
    )  # fmt: skip


def changes_of_slip_limit() -> tuple[Change, ...]:
    """Everything that changed about the council's slip limit. One query."""
    return changes_in(ModelChanges(SlipLimit, "Slip limit", text=lambda record: record.instance.text))


def _due(record: Any, dates: Dates) -> str:
    """The date as written that this version had; each row says in which version it came."""
    then = [row.as_written for row in dates.get(record.id, ()) if row.version <= record.version]
    return then[-1] if then else ""


def _agreed(record: Any, dates: Dates) -> Agreed | None:
    """Where a date was moved, why and who agreed it."""
    of_row = dates.get(record.id, ())
    moved = next((row for row in of_row if row.version == record.version and row.is_move), None)
    return Agreed(moved.reason, f"{moved.agreed_by}, {_day(moved.holds_from)}") if moved else None


def _owner(record: Any) -> str:
    """`Housing (lead), in person Officer`."""
    part = str(ActionOwner.Part(record.part).label).split(" (")[0].lower()
    return f"{record.team} ({part})" + (f", in person {record.person}" if record.person else "")


def _milestone(record: Any, dates: Dates) -> str:
    """`Reviews agreed; due March 2027; reached on 20 November 2026`."""
    due = _due(record, dates)
    parts = [record.title, due and f"due {due}"]
    return "; ".join(filter(None, [*parts, record.completed_on and f"reached on {_day(record.completed_on)}"]))


def _fields(records: Sequence[Any], dates: Dates) -> Iterator[dict[str, str]]:
    """Each record of the action as a reader sees it."""
    links = _links(records)
    for record in records:
        yield {
            "Number": str(record.number),
            "Title": record.title,
            "Description": record.description,
            "State": str(Action.State(record.state).label),
            "Due": _due(record, dates),
            "Completed on": _day(record.completed_on),
            "Accepted on": _day(record.accepted_on),
            "Added by": record.added_by_decision,
            **{link.capitalize(): "; ".join(sorted(links[record.pk, link])) for link in LINKS},
        }


def _links(records: Sequence[Any]) -> dict[tuple[int, str], list[str]]:
    """What each record was linked to; a thing that has been deleted since has no name any more."""
    names: dict[tuple[int, str], list[str]] = defaultdict(list)
    for link, related in LINKS.items():
        linked = getattr(Action.history.model, link).filter(history__in=[record.pk for record in records])
        for row in linked.select_related(related):
            names[row.history_id, link].append(str(getattr(row, link[:-1], None) or "deleted since"))
    return names


def _day(day: date | None) -> str:
    return f"{day:%-d %B %Y}" if day else ""
