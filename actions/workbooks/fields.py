"""What a row says of each field, and what the portal has of it, in one form: so that they can be compared."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from strategy_portal.domain import due_dates
from strategy_portal.spreadsheets.cells import workbook_text
from strategy_portal.uploads.checker import Fault, Found
from strategy_portal.uploads.reading import FileRow

from ..models import Action, ActionOwner
from .matching import Link, Outcomes, Teams, link_text
from .rows import is_of_the_portal

Part = ActionOwner.Part
BULLET = re.compile(r"^\s*[•*–-]\s+")
"""A sign that begins a line of a published list; the minus of “-5% complaints” is none."""
Owners = tuple[tuple[str, str, str], ...]
"""Each owner's team by name, its part, and the user name of who does it in person, or nothing: supporters last."""


@dataclass(frozen=True)
class Reader:
    """Reads the rows of one file. What it can't read it adds to `found`. `people`: who may sign in, by user name."""

    teams: Teams
    outcomes: Outcomes
    links: Mapping[str, Mapping[str, Link]]
    people: Mapping[str, bool]
    found: list[Found[Any]]

    def typed(self, row: FileRow, action: Action | None) -> dict[str, Any]:
        """What the row says of each field that it has a column for. `action` is the one that stands there now."""
        typed: dict[str, Any] = {"title": _text(row.text("title"))}
        if row.has("outcomes"):
            typed["outcomes"] = tuple(self.outcomes.named(row.text("outcomes"), row.cell("outcomes")))
        if any(row.has(name) for name in ("owners", "lead", "supporting", "people")):
            typed["owners"] = tuple(self._owners(row, owners_of(action)))
        if row.has("due"):
            typed["due"] = _line(row.text("due"))
        if row.has("measures"):
            typed["measures"] = tuple(_measures(row))
        for name in ("description", "added_by_decision"):
            if row.has(name):
                typed[name] = _text(row.text(name))
        for name in self.links:
            if row.has(name):
                typed[name] = tuple(sorted(self._linked(row, name)))
        if row.has("added_on"):
            typed["added_on"] = self._day(row, "added_on")
        return typed

    def _owners(self, row: FileRow, there: Owners) -> Iterator[tuple[str, str, str]]:
        """Who does it in person stays with the team, unless the file says who (rules 9.5)."""
        parts = self._parts(row, there) if row.has("owners") or row.has("lead") or row.has("supporting") else None
        named = parts if parts is not None else [(team, part) for team, part, _ in there]
        persons = {team: person for team, _, person in there}
        if row.has("people"):
            persons = self._persons(row, persons, {team for team, _ in named})
        yield from ((team, part, persons.get(team, "")) for team, part in named)

    def _parts(self, row: FileRow, there: Owners) -> list[tuple[str, str]]:
        """A single owner leads; of several that are only joined, the source names no lead (rules 9.5)."""
        joined, lead, supporting = (
            self.teams.named(row.text(name), row.cell(name)) for name in ("owners", "lead", "supporting")
        )
        first = list(dict.fromkeys([*lead, *joined]))
        part = str(Part.LEAD if len(first) == 1 else Part.JOINT)
        now = [(team, part) for team, part, _ in there if part != Part.SUPPORTING]
        stands = [team for team, _ in now] == first
        firsts = now if stands else [(team, part) for team in first]
        return [*firsts, *((team, str(Part.SUPPORTING)) for team in supporting if team not in first)]

    def _persons(self, row: FileRow, before: Mapping[str, str], teams: Iterable[str]) -> dict[str, str]:
        found = {}
        for line in _lines(row.text("people")):
            team, _, person = (each.strip() for each in line.rpartition(":"))
            if team not in teams:
                self._fault(row, "people", f"“{line}” names none of the owners. Write “Team: user name”.")
            elif person not in self.people:
                self._fault(row, "people", f"“{person}” is nobody’s user name.")
            elif not self.people[person] and before.get(team) != person:
                self._fault(row, "people", f"“{person}” may not sign in any more.")
            else:
                found[team] = person
        return found

    def _linked(self, row: FileRow, name: str) -> Iterator[str]:
        for line in _lines(row.text(name)):
            linked = self.links[name].get(line.split()[0])
            if linked is None:
                self._fault(row, name, f"“{line}” does not begin with the reference of one of this strategy’s {name}.")
            else:
                yield link_text(linked)

    def _day(self, row: FileRow, name: str) -> date | None:
        day = day_of(row.text(name))
        if row.text(name) and day is None:
            self._fault(row, name, "Write a day, for example 31/03/2027.")
        return day

    def _fault(self, row: FileRow, name: str, text: str) -> None:
        self.found.append(Fault(row.cell(name), text))


def stored(action: Action) -> dict[str, Any]:
    """The same of an action as it stands, as cells can hold it."""
    return {
        "title": _text(action.title),
        "description": _text(action.description),
        "outcomes": tuple(sorted(outcome.number for outcome in action.outcomes.all())),
        "owners": owners_of(action),
        "due": _line(action.due.as_written),
        "measures": tuple(_text(measure.text) for measure in action.measures.all()),
        "added_on": action.added_on,
        "added_by_decision": _text(action.added_by_decision),
    }


def stored_links(action: Action, name: str) -> tuple[str, ...]:
    """Its commitments or its indicators, loaded with it."""
    return tuple(sorted(map(link_text, getattr(action, name).all())))


def owners_of(action: Action | None) -> Owners:
    owners = [] if action is None else sorted(action.owners.all(), key=lambda owner: owner.part == Part.SUPPORTING)
    return tuple((owner.team.name, str(owner.part), owner.person.username if owner.person else "") for owner in owners)


def in_words(value: Any) -> str:
    """A field's value as a reader sees it in the dry run."""
    if isinstance(value, date):
        return f"{value:%-d %B %Y}"
    if isinstance(value, tuple):
        parts = [_owner_in_words(*each) if isinstance(each, tuple) else str(each) for each in value]
        return "\n".join(parts) if any(len(part) > 3 for part in parts) else ", ".join(parts)
    return str(value or "")


def day_of(text: str) -> date | None:
    """A day as `31/03/2027` or `2027-03-31`."""
    due = due_dates.resolve(text)
    return due.first_day if due.first_day == due.last_day else None


def fault_of_day(row: FileRow, name: str, on: date) -> Fault | None:
    """Why the cell does not name a day that has come; None if it does. What is recorded has happened by `on`."""
    day = day_of(row.text(name))
    if day is None:
        return Fault(row.cell(name), "Write a day, for example 31/03/2027.")
    return Fault(row.cell(name), f"“{row.text(name)}” is still to come.") if day > on else None


def _owner_in_words(team: str, part: str, person: str) -> str:
    return f"{team} ({part}{f', in person {person}' if person else ''})"


def _measures(row: FileRow) -> Iterator[str]:
    for line in _lines(row.text("measures")):
        text = line if is_of_the_portal(row) else BULLET.sub("", line)
        if text:
            yield text


def _lines(text: str) -> list[str]:
    return [line.strip() for line in _text(text).split("\n") if line.strip()]


def _text(text: str) -> str:
    return workbook_text(text).strip()


def _line(text: str) -> str:
    return " ".join(_text(text).split())
