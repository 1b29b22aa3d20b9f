"""One action's page: its line of the plan, and everything that stands behind it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from actions.models import Action, DueRevision, Milestone, ProgressUpdate, in_force
from consultations.models import Reply
from indicators.models import Indicator
from outcomes.models import Commitment, Outcome
from strategy_portal.domain.action_status import Slippage, slippage
from strategy_portal.domain.due_dates import stated

from .actions import ActionLine, action_line, due_text, span_text
from .replies import voices_of

LINKS = {"outcomes": "outcome", "commitments": "commitment", "indicators": "indicator__key_output__outcome"}
"""The action's links, each with what is needed to print what it names."""


@dataclass(frozen=True)
class MilestoneLine:
    milestone: Milestone
    window_text: str | None
    is_overdue: bool
    slippage: Slippage
    moves: int


@dataclass(frozen=True)
class UpdateLine:
    """A progress update that holds, with those that it corrected, the latest first."""

    update: ProgressUpdate
    corrected: tuple[ProgressUpdate, ...]


@dataclass(frozen=True)
class Move:
    """One move of a date, in words. `milestone` is None for the action's own."""

    revision: DueRevision
    milestone: Milestone | None
    from_text: str | None
    to_text: str | None


@dataclass(frozen=True)
class Change:
    """Who changed what, when, from what to what and why. `by` is None where no person was signed in."""

    at: datetime
    by: str | None
    what: str
    before: str
    after: str
    why: str = ""


@dataclass(frozen=True)
class ActionPage:
    line: ActionLine
    outcomes: tuple[Outcome, ...]
    commitments: tuple[Commitment, ...]
    indicators: tuple[Indicator, ...]
    milestones: tuple[MilestoneLine, ...]
    updates: tuple[UpdateLine, ...]
    moves: tuple[Move, ...]
    voices: tuple[Reply, ...]
    changes: tuple[Change, ...]


def action_page(action: Action, on: date) -> ActionPage:
    """At most 22 queries, whatever the number of updates and changes."""
    updates = tuple(action.updates.select_related("written_by", "correction"))
    revisions = tuple(action.revisions.select_related("milestone", "recorded_by"))
    return ActionPage(
        line=action_line(action, on),
        outcomes=tuple(action.outcomes.all()),
        commitments=tuple(action.commitments.select_related("outcome")),
        indicators=tuple(action.indicators.with_setting().in_order()),
        milestones=tuple(_milestone(milestone, revisions, on) for milestone in action.milestones.all()),
        updates=tuple(_update(update, updates) for update in in_force(updates)),
        moves=tuple(move_of(revision) for revision in revisions),
        voices=voices_of(action),
        changes=changes(action),
    )


def _milestone(milestone: Milestone, revisions: Sequence[DueRevision], on: date) -> MilestoneLine:
    return MilestoneLine(
        milestone=milestone,
        window_text=due_text(milestone.due),
        is_overdue=milestone.is_overdue(on),
        slippage=slippage(milestone.first_due, milestone.due),
        moves=sum(revision.milestone_id == milestone.pk for revision in revisions),
    )


def _update(update: ProgressUpdate, updates: Sequence[ProgressUpdate]) -> UpdateLine:
    by_key: dict[int | None, ProgressUpdate] = {each.pk: each for each in updates}
    corrected, before = [], by_key.get(update.corrects_id)
    while before is not None:
        corrected.append(before)
        before = by_key.get(before.corrects_id)
    return UpdateLine(update, tuple(corrected))


def move_of(revision: DueRevision) -> Move:
    before = stated(revision.from_as_written, revision.from_starts_on, revision.from_ends_on)
    after = stated(revision.to_as_written, revision.to_starts_on, revision.to_ends_on)
    return Move(revision, revision.milestone, due_text(before), due_text(after))


def changes(action: Action) -> tuple[Change, ...]:
    """Every change of the action's own fields and links, the latest first. Four queries."""
    records = list(action.history.select_related("history_user").order_by("history_date", "history_id"))
    links = _links(records)
    found = [Change(record.history_date, _person(record), "Action", "", "Entered") for record in records[:1]]
    for before, after in pairwise(records):
        was, became = _printed(before, links), _printed(after, links)
        found.extend(
            Change(after.history_date, _person(after), what, was[what], text, after.history_change_reason or "")
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
        "Description": record.description,
        "State": str(Action.State(record.state).label),
        "Due": record.due_as_written,
        "Completed on": _day(record.completed_on),
        "Accepted on": _day(record.accepted_on),
        "Added by": record.added_by_decision,
        **{link.capitalize(): "; ".join(sorted(links[record.pk, link])) for link in LINKS},
    }


def _person(record: Any) -> str | None:
    return str(record.history_user) if record.history_user else None


def _day(day: date | None) -> str:
    return span_text(day, day) if day else ""
