"""One action's history: who changed what, when, from what to what and why, its owners and persons too (rules 9.5)."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from strategy_portal.records.events import Event

from ..models import Action, ActionOwner, DueDate, Milestone, OutcomeMeasure, due_in
from .due_dates import span_text

LINKS = {"outcomes": "outcome", "commitments": "commitment", "indicators": "indicator__key_output__outcome"}
"""The action's links, each with what is needed to print what it names."""


@dataclass(frozen=True)
class Change:
    """Who changed what, when, from what to what and why. `by` is None where no person was signed in."""

    at: datetime
    by: str | None
    what: str
    before: str
    after: str
    why: str = ""


def changes(action: Action) -> tuple[Change, ...]:
    """Every change of the action, its owners and persons, measures and milestones, the latest first. Seven queries."""
    found = [*_own_changes(action), *_changes_of_parts(action)]
    return tuple(sorted(found, key=lambda change: change.at)[::-1])


def _own_changes(action: Action) -> list[Change]:
    records = list(action.history.select_related("history_user").order_by("history_id"))
    links = _links(records)
    dates = list(action.due_dates.all())
    found = [Change(record.history_date, _person(record), "Action", "", "Entered") for record in records[:1]]
    for before, after in pairwise(records):
        was, became = _printed(before, links, dates), _printed(after, links, dates)
        found.extend(
            Change(after.history_date, _person(after), what, was[what], text, _why(after, dates))
            for what, text in became.items()
            if was[what] != text
        )
    return found


def _changes_of_parts(action: Action) -> Iterator[Change]:
    dates = {milestone.pk: list(milestone.due_dates.all()) for milestone in action.milestones.all()}
    parts = PARTS | {Milestone: ("Milestone", (), lambda record: _milestone(record, dates[record.id]))}
    for model, (what, named, printed) in parts.items():
        records: dict[int, list[Any]] = defaultdict(list)
        for record in (
            model.history.filter(action_id=action.pk).select_related("history_user", *named).order_by("history_id")
        ):
            records[record.id].append(record)
        for of_one in records.values():
            yield from _changes_of_one(what, of_one, printed, dates if model is Milestone else {})


def _changes_of_one(
    what: str, records: Sequence[Any], printed: Callable[[Any], str], dates: Mapping[int, Sequence[DueDate]]
) -> Iterator[Change]:
    """What a part was from record to record. What came with the plan itself is no change."""
    was = printed(records[0]) if records[0].history_event == Event.LOADED else ""
    for record in records:
        became = "" if record.history_type == "-" else printed(record)
        if became != was:
            why = _why(record, dates.get(record.id, []))
            yield Change(record.history_date, _person(record), what, was, became, why)
        was = became


def _why(record: Any, dates: Sequence[DueDate]) -> str:
    """The reason; where a date was moved, with who agreed it."""
    moved = next((row for row in dates if row.version == record.version and row.is_move), None)
    if moved is None:
        return str(record.history_change_reason)
    return f"{moved.reason} Agreed by {moved.agreed_by}, {_day(moved.holds_from)}."


def _owner(record: Any) -> str:
    """`Housing (lead), in person Officer`."""
    part = str(ActionOwner.Part(record.part).label).split(" (")[0].lower()
    return f"{record.team} ({part})" + (f", in person {record.person}" if record.person else "")


def _milestone(record: Any, dates: Sequence[DueDate]) -> str:
    """`Reviews agreed; due March 2027; reached on 20 November 2026`."""
    due = due_in(dates, record.version).as_written
    parts = [record.title, due and f"due {due}"]
    return "; ".join(filter(None, [*parts, record.completed_on and f"reached on {_day(record.completed_on)}"]))


def _links(records: list[Any]) -> dict[tuple[int, str], list[str]]:
    """What each historical record was linked to; a thing that has been deleted since has no name any more."""
    names: dict[tuple[int, str], list[str]] = defaultdict(list)
    for link, related in LINKS.items():
        linked = getattr(Action.history.model, link).filter(history__in=[record.pk for record in records])
        for row in linked.select_related(related):
            names[row.history_id, link].append(str(getattr(row, link[:-1], None) or "deleted since"))
    return names


def _printed(record: Any, links: dict[tuple[int, str], list[str]], dates: Sequence[DueDate]) -> dict[str, str]:
    """A historical record as a reader sees it."""
    return {
        "Number": str(record.number),
        "Title": record.title,
        "Description": record.description,
        "State": str(Action.State(record.state).label),
        "Due": due_in(dates, record.version).as_written,
        "Completed on": _day(record.completed_on),
        "Accepted on": _day(record.accepted_on),
        "Added by": record.added_by_decision,
        **{link.capitalize(): "; ".join(sorted(links[record.pk, link])) for link in LINKS},
    }


def _person(record: Any) -> str | None:
    return str(record.history_user) if record.history_user else None


def _day(day: date | None) -> str:
    return span_text(day, day) if day else ""


PARTS: dict[Any, tuple[str, tuple[str, ...], Callable[[Any], str]]] = {
    ActionOwner: ("Owner", ("team", "person"), _owner),
    OutcomeMeasure: ("Outcome measure", (), lambda record: record.text),
}
"""What belongs to an action: what it is called, what is needed to print it, and how it prints."""
