"""An uploaded plan read: its rows, and what each says of each field, in the form in which the portal has it.

Themes that stand once above their actions are carried down to each of them. A file that was downloaded here, which has
a column of versions, is read to the letter: what is empty in it is empty.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from strategy_portal.domain import due_dates
from strategy_portal.spreadsheets.cells import workbook_text
from strategy_portal.uploads.checker import Fault, Found
from strategy_portal.uploads.reading import FileRefused, FileRow, Places, Sheet, find_titles, rows_below

from ..models import Action, ActionOwner
from .book import BY_NAME, NEEDED, READ, STEPS
from .matching import Link, Outcomes, Teams, link_text

Part = ActionOwner.Part
BULLET = re.compile(r"^\s*[•*–-]\s+")
"""A sign that begins a line of a published list; the minus of “-5% complaints” is none."""
Owners = tuple[tuple[str, str, str], ...]
"""Each owner's team by name, its part, and the user name of who does it in person, or nothing: supporters last."""
MOST_ACTIONS = 2000


def is_step(row: FileRow) -> bool:
    """A milestone, which stands on a sheet of its own."""
    return row.has("milestone")


def is_of_the_portal(row: FileRow) -> bool:
    return row.has("version")


def rows_of(sheets: Sequence[Sheet], outcome_word: str) -> list[FileRow]:
    """The rows of every sheet in which actions are listed, then the milestones. `outcome_word` is the strategy's own.

    Raises FileRefused.
    """
    found = [(sheet, *place) for sheet in sheets if (place := find_titles(sheet, partial(_places, outcome_word)))]
    if not found:
        raise FileRefused(
            "No sheet has a column “Action” with another that is known, such as “Owner”, “Due” or “Theme”."
        )
    rows = [row for each in found for row in _actions_below(*each, outcome_word)]
    if not rows:
        raise FileRefused("There is no action in the file.")
    if len(rows) > MOST_ACTIONS:
        raise FileRefused(f"The file has more than {MOST_ACTIONS:,} actions.")
    plans = [sheet for sheet, *_ in found]
    return [*rows, *(row for sheet in sheets if sheet not in plans for row in _steps_of(sheet))]


def _steps_of(sheet: Sheet) -> Iterator[FileRow]:
    """The milestones, as a workbook that was downloaded here lists them."""
    titles = [cell.strip() for cell in sheet.rows[0]] if sheet.rows else []
    places = {column.name: titles.index(column.title) for column in STEPS if column.title in titles}
    if {"number", "milestone"} <= set(places):
        yield from (row for row in rows_below(sheet, 0, places) if row.texts)


def _places(outcome_word: str, titles: Sequence[str]) -> Places | None:
    """Where each known column stands; of two with the same meaning the first. None: this is no row of titles."""
    known = {title: column.name for column in READ for title in column.titles}
    known |= {outcome_word.casefold(): "outcomes", f"{outcome_word.casefold()}s": "outcomes"}
    found: Places = {}
    for place, cell in enumerate(titles):
        name = known.get(" ".join(cell.casefold().split()))
        if name is not None:
            found.setdefault(name, place)
    if "version" not in found:
        found = {name: place for name, place in found.items() if not BY_NAME[name].is_ours}
    return found if NEEDED in found and len(found) > 1 else None


def _actions_below(sheet: Sheet, titles: int, places: Places, outcome_word: str) -> Iterator[FileRow]:
    theme = ""
    for row, cells in zip(rows_below(sheet, titles, places), sheet.rows[titles + 1 :], strict=True):
        filled = [cell.strip() for cell in cells if cell.strip()]
        begins_as_theme = bool(filled) and re.match(rf"(?i){re.escape(outcome_word)}\b", filled[0])
        if len(filled) == 1 and (begins_as_theme or set(row.texts) == {"outcomes"}):
            theme = filled[0]  # a heading across the table: “Theme 2: Joined Up”
            continue
        if not row.texts:
            continue
        theme = row.texts.get("outcomes", "" if is_of_the_portal(row) else theme)
        if theme:
            row.texts["outcomes"] = theme
            row.columns.setdefault("outcomes", "")
        yield row


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
        measures = _lines(row.text("measures"))
        if not is_of_the_portal(row):
            measures = [BULLET.sub("", line) for line in measures]
        typed = {
            "title": _text(row.text("title")),
            "outcomes": tuple(self.outcomes.named(row.text("outcomes"), row.cell("outcomes"))),
            "owners": tuple(self._owners(row, owners_of(action))),
            "due": _line(row.text("due")),
            "measures": tuple(measures),
            "description": _text(row.text("description")),
            "added_by_decision": _text(row.text("added_by_decision")),
            **{name: tuple(sorted(self._linked(row, name))) for name in self.links},
            "added_on": self._day(row, "added_on"),
        }
        columns = {name: (name,) for name in typed} | {"owners": ("owners", "lead", "supporting", "people")}
        return {name: value for name, value in typed.items() if any(map(row.has, columns[name]))}

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


def stored(action: Action, links: Iterable[str]) -> dict[str, Any]:
    """The same of an action as it stands, as cells can hold it. `links` are those that are loaded with it."""
    return {
        "title": _text(action.title),
        "description": _text(action.description),
        "outcomes": tuple(sorted(outcome.number for outcome in action.outcomes.all())),
        "owners": owners_of(action),
        "due": _line(action.due.as_written),
        "measures": tuple(_text(measure.text) for measure in action.measures.all()),
        "added_on": action.added_on,
        "added_by_decision": _text(action.added_by_decision),
        **{name: tuple(sorted(map(link_text, getattr(action, name).all()))) for name in links},
    }


def owners_of(action: Action | None) -> Owners:
    owners = [] if action is None else sorted(action.owners.all(), key=lambda owner: owner.part == Part.SUPPORTING)
    return tuple((owner.team.name, str(owner.part), owner.person.username if owner.person else "") for owner in owners)


def in_words(value: Any) -> str:
    """A field's value as a reader sees it in the dry run."""
    if isinstance(value, date):
        return f"{value:%-d %B %Y}"
    if isinstance(value, tuple):
        parts = []
        for each in value:
            if isinstance(each, tuple):
                team, part, person = each
                each = f"{team} ({part}, in person {person})" if person else f"{team} ({part})"
            parts.append(str(each))
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


def _lines(text: str) -> list[str]:
    return [line.strip() for line in _text(text).split("\n") if line.strip()]


def _text(text: str) -> str:
    return workbook_text(text).strip()


def _line(text: str) -> str:
    return " ".join(_text(text).split())
