"""One action's page: its line of the plan, and everything that stands behind it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from actions.models import Action, Milestone, ProgressUpdate
from indicators.models import Indicator
from outcomes.models import Commitment, Outcome

from .actions import ActionLine, action_line, window_text

LINKS = ("outcomes", "commitments", "indicators")


@dataclass(frozen=True)
class MilestoneLine:
    milestone: Milestone
    window_text: str | None
    is_overdue: bool


@dataclass(frozen=True)
class Change:
    """Who changed what, when, from what to what. `by` is None where no person was signed in; an empty text is nothing."""

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
    """Every change of the action's own fields and links, the latest first. At most eleven queries."""
    links = "indicators__indicator__key_output__outcome", "outcomes__outcome", "commitments__commitment"
    records = list(action.history.select_related("history_user").prefetch_related(*links))[::-1]
    found = [Change(record.history_date, _person(record), "Action", "", "Entered") for record in records[:1]]
    for before, after in pairwise(records):
        found.extend(_changes_between(before, after))
    return tuple(found[::-1])


def _changes_between(before: Any, after: Any) -> Iterator[Change]:
    was, became = _printed(before), _printed(after)
    for what, text in became.items():
        if was[what] != text:
            yield Change(after.history_date, _person(after), what, was[what], text)


def _printed(record: Any) -> dict[str, str]:
    """A historical record as a reader sees it."""
    return {
        "Number": str(record.number),
        "Title": record.title,
        "State": str(Action.State(record.state).label),
        "Due": record.due_as_written,
        **{link.capitalize(): _linked(record, link) for link in LINKS},
    }


def _linked(record: Any, link: str) -> str:
    """What was linked then; a thing that has been deleted since has no name any more."""
    rows = getattr(record, link).all()
    return "; ".join(sorted(str(getattr(row, link[:-1], None) or "deleted since") for row in rows))


def _person(record: Any) -> str | None:
    return str(record.history_user) if record.history_user else None
