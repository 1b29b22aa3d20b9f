"""One action's page: its line of the plan, and everything that stands behind it."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from actions.models import Action, Milestone, ProgressUpdate
from indicators.models import Indicator
from outcomes.models import Commitment, Outcome

from .actions import ActionLine, action_line, window_text

LINKS = {"outcomes": "outcome", "commitments": "commitment", "indicators": "indicator__key_output__outcome"}
"""The action's links, each with what is needed to print what it names."""


@dataclass(frozen=True)
class MilestoneLine:
    milestone: Milestone
    window_text: str | None
    is_overdue: bool


@dataclass(frozen=True)
class Change:
    """Who changed what, when, from what to what. `by` is None where no person was signed in."""

    at: datetime
    by: str | None
    what: str
    before: str
    after: str


@dataclass(frozen=True)
class ActionPage:
    line: ActionLine
    outcomes: tuple[Outcome, ...]
    commitments: tuple[Commitment, ...]
    indicators: tuple[Indicator, ...]
    milestones: tuple[MilestoneLine, ...]
    updates: tuple[ProgressUpdate, ...]
    changes: tuple[Change, ...]


def action_page(action: Action, on: date) -> ActionPage:
    """At most eighteen queries, whatever the number of updates and changes."""
    return ActionPage(
        line=action_line(action, on),
        outcomes=tuple(action.outcomes.all()),
        commitments=tuple(action.commitments.select_related("outcome")),
        indicators=tuple(action.indicators.with_setting().in_order()),
        milestones=tuple(_milestone(milestone, on) for milestone in action.milestones.all()),
        updates=tuple(action.updates.select_related("written_by")),
        changes=changes(action),
    )


def _milestone(milestone: Milestone, on: date) -> MilestoneLine:
    is_overdue = milestone.completed_on is None and milestone.due.is_overdue(on)
    return MilestoneLine(milestone, window_text(milestone), is_overdue)


def changes(action: Action) -> tuple[Change, ...]:
    """Every change of the action's own fields and links, the latest first. Four queries."""
    records = list(action.history.select_related("history_user").order_by("history_date", "history_id"))
    links = _links(records)
    found = [Change(record.history_date, _person(record), "Action", "", "Entered") for record in records[:1]]
    for before, after in pairwise(records):
        was, became = _printed(before, links), _printed(after, links)
        found.extend(
            Change(after.history_date, _person(after), what, was[what], text)
            for what, text in became.items()
            if was[what] != text
        )
    return tuple(found[::-1])


def _links(records: list[Any]) -> dict[tuple[int, str], list[str]]:
    """What each historical record was linked to; a thing that has been deleted since has no name any more."""
    names: dict[tuple[int, str], list[str]] = defaultdict(list)
    for link, related in LINKS.items():
        linked = getattr(Action.history.model, link).filter(history__in=[record.pk for record in records])
        for row in linked.select_related(related):
            names[row.history_id, link].append(str(getattr(row, link[:-1], None) or "deleted since"))
    return names


def _printed(record: Any, links: dict[tuple[int, str], list[str]]) -> dict[str, str]:
    """A historical record as a reader sees it."""
    return {
        "Number": str(record.number),
        "Title": record.title,
        "State": str(Action.State(record.state).label),
        "Due": record.due_as_written,
        **{link.capitalize(): "; ".join(sorted(links[record.pk, link])) for link in LINKS},
    }


def _person(record: Any) -> str | None:
    return str(record.history_user) if record.history_user else None
