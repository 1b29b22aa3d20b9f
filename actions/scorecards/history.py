"""One action's history: who changed what, when, from what to what and why, its owners and persons too (rules 9.5)."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from strategy_portal.records.history import was_loaded

from ..models import Action, ActionOwner, Milestone, OutcomeMeasure
from .action_plan import span_text

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
    return found


def _changes_of_parts(action: Action) -> Iterator[Change]:
    for model, (what, named, printed) in PARTS.items():
        records: dict[int, list[Any]] = defaultdict(list)
        for record in (
            model.history.filter(action_id=action.pk).select_related("history_user", *named).order_by("history_id")
        ):
            records[record.id].append(record)
        for of_one in records.values():
            yield from _changes_of_one(what, of_one, printed)


def _changes_of_one(what: str, records: Sequence[Any], printed: Callable[[Any], str]) -> Iterator[Change]:
    """What a part was from record to record. What came with the plan itself is no change."""
    was = printed(records[0]) if was_loaded(records[0]) else ""
    for record in records:
        became = "" if record.history_type == "-" else printed(record)
        if became != was:
            yield Change(record.history_date, _person(record), what, was, became, record.history_change_reason or "")
        was = became


def _owner(record: Any) -> str:
    """`Housing (lead), in person Officer`."""
    part = str(ActionOwner.Part(record.part).label).split(" (")[0].lower()
    return f"{record.team} ({part})" + (f", in person {record.person}" if record.person else "")


def _milestone(record: Any) -> str:
    """`Reviews agreed; due March 2027; reached on 20 November 2026`."""
    parts = [record.title, record.due_as_written and f"due {record.due_as_written}"]
    return "; ".join(filter(None, [*parts, record.completed_on and f"reached on {_day(record.completed_on)}"]))


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


PARTS: dict[Any, tuple[str, tuple[str, ...], Callable[[Any], str]]] = {
    ActionOwner: ("Owner", ("team", "person"), _owner),
    OutcomeMeasure: ("Outcome measure", (), lambda record: record.text),
    Milestone: ("Milestone", (), _milestone),
}
"""What belongs to an action: what it is called, what is needed to print it, and how it prints."""
