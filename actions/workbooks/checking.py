"""What each row of an uploaded plan would change, or why it can't: actions, and milestones. Nothing is written here."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import count
from typing import Any

from django.db.models import Max, prefetch_related_objects

from outcomes.models import Strategy
from strategy_portal.domain import due_dates
from strategy_portal.domain.due_dates import DueWindow
from strategy_portal.domain.numbers import row_number
from strategy_portal.models import User
from strategy_portal.records.events import Event
from strategy_portal.uploads.checker import Difference, Doubts, Fault, Found, Notice, RowChange
from strategy_portal.uploads.reading import FileRow

from ..models import Action, DuePhrase, Milestone
from ..models.due_date import WRITTEN
from .book import READ, STEPS
from .matching import Links, Outcomes, Teams, links_of, plain, teams_of
from .reading import Reader, day_of, fault_of_day, in_words, is_of_the_portal, stored

LONGEST_TITLE = 300
LONGEST_DECISION = 200
LARGEST_NUMBER = 32_767
"""What the database keeps in the column."""
TITLES = {column.name: column.title for column in (*STEPS, *READ)}


@dataclass(frozen=True)
class ActionChange:
    """What a row would do to an action: `fields` are those that change. `action` is None for a new one."""

    row: FileRow
    number: int
    action: Action | None
    fields: dict[str, Any]


class PlanCheck:
    """Checks the rows of one file against the plan as it stands: nine queries, whatever the number of rows.

    A file that was downloaded here takes ten more. No day that is recorded may come after `on`.
    """

    def __init__(self, strategy: Strategy, rows: Sequence[FileRow], doubts: Doubts, on: date):
        self.strategy, self.rows, self.on = strategy, rows, on
        self.found: list[Found[ActionChange]] = []
        outcomes = Outcomes(list(strategy.outcomes.all()), strategy.outcome_label, doubts)
        actions = list(Action.objects.of(strategy).with_plan())
        self.links: Links = {}
        people = {}
        if any(map(is_of_the_portal, rows)):
            prefetch_related_objects(actions, "commitments__outcome", "indicators__key_output__outcome")
            self.links = links_of(strategy)
            people = dict(User.objects.values_list("username", "is_active"))
            records = Action.history.filter(strategy=strategy).exclude(history_event=Event.REPORTED)
            self.changed_in = dict(records.order_by().values_list("id").annotate(Max("version")))
        cells = [row.text(name) for row in rows for name in ("owners", "lead", "supporting")]
        self.reader = Reader(Teams(teams_of(strategy), doubts, cells), outcomes, self.links, people, self.found)
        self.by_number = {action.number: action for action in actions}
        self.by_title = {plain(action.title): action for action in actions}
        self.phrases = DuePhrase.objects.in_force()
        self.numbers = self._numbers()
        self.times = Counter(self.numbers)
        self.known = {str(number) for number in self.by_number}
        """The numbers of the actions that there are, and of those that the rows so far would add."""

    def __iter__(self) -> Iterator[list[Found[ActionChange]]]:
        """What is found in each row."""
        for row, number in zip(self.rows, self.numbers, strict=True):
            self.found.clear()
            self.found.extend(self._faults(row, number))
            if self.found:
                self.reader.typed(row, self.by_number.get(number))  # asks what is doubtful in it all the same
            else:
                self._compare(row, number)
            title = f"{number}. {row.text('title')}"
            yield [replace(each, title=title) if isinstance(each, Fault) else each for each in self.found]

    def _numbers(self) -> list[int]:
        """The number that each row names, or that of the action of the same title, or the next that is free."""
        stated = [_number(row.text("number")) for row in self.rows]
        taken, free = {*self.by_number, *stated}, count(1)
        numbers = []
        for row, number in zip(self.rows, stated, strict=True):
            same = self.by_title.get(plain(row.text("title")))
            if number is None:
                number = same.number if same is not None else next(each for each in free if each not in taken)
            taken.add(number)
            numbers.append(number)
        return numbers

    def _faults(self, row: FileRow, number: int) -> Iterator[Fault]:
        if not row.text("title"):
            yield Fault(row.cell("title"), "This row names no action. Delete it, or write the action.")
        if len(row.text("title")) > LONGEST_TITLE:
            yield Fault(
                row.cell("title"), f"A title has at most {LONGEST_TITLE} letters. Put the rest in “Description”."
            )
        if self.times[number] > 1:
            yield Fault(row.cell("number"), f"Action {number} stands in the file more than once. Keep one row.")
        if row.text("number") and _number(row.text("number")) is None:
            yield Fault(row.cell("number"), f"“{row.text('number')}” is not a whole number up to {LARGEST_NUMBER:,}.")
        if len(row.text("added_by_decision")) > LONGEST_DECISION:
            yield Fault(row.cell("added_by_decision"), f"A decision has at most {LONGEST_DECISION} letters.")
        if row.text("added_by_decision") and row.has("added_on") and not row.text("added_on"):
            yield Fault(row.cell("added_on"), "Write the day on which it was added.")
        if len(row.text("due")) > WRITTEN:
            yield Fault(row.cell("due"), f"A date as written has at most {WRITTEN} letters.")
        if len(row.text("measures").splitlines()) > 40 or any(len(m) > 300 for m in row.text("measures").splitlines()):
            yield Fault(row.cell("measures"), "An outcome measure has at most 300 letters, and an action at most 40.")

    def _compare(self, row: FileRow, number: int) -> None:
        action = self.by_number.get(number)
        typed = self.reader.typed(row, action)
        before = stored(action, self.links) if action is not None else {}
        changed = {name: value for name, value in typed.items() if action is None or before[name] != value}
        changed = {name: value for name, value in changed.items() if value or action is not None}
        due = due_dates.resolve(typed.get("due", ""), year_start=self.strategy.year_start, phrases=self.phrases)
        if not due.readable:
            text = f"“{due.as_written}” can’t be read as a date. It is kept as written and flagged."
            self.found.append(Notice(row.cell("due"), text))
        is_move = action is not None and "due" in changed and action.has_first_due
        if not changed:
            self.found.append(None)
        elif action is not None and is_move and (fault := self._fault_of_move(row, action, due)):
            self.found.append(fault)
        else:
            self.found.append(self._change(row, ActionChange(row, number, action, changed), before))

    def _change(self, row: FileRow, change: ActionChange, before: dict[str, Any]) -> RowChange[ActionChange]:
        action, key = change.action, str(change.number)
        is_stale = action is not None and not self._is_current(row.text("version"), action)
        theirs = "It was changed in the portal since the file was downloaded" if is_stale else ""
        self.known.add(key)
        differences = _differences(row, before, change.fields)
        return RowChange(key, f"{key}. {row.text('title')}", change, differences, action is None, theirs)

    def _is_current(self, version: str, action: Action) -> bool:
        """Nothing but reports came to it since the file was downloaded: what they say is not in it."""
        if version in ("", str(action.version)):
            return True
        return bool(self.changed_in[action.pk] <= row_number(version) <= action.version)

    def _fault_of_move(self, row: FileRow, action: Action, due: DueWindow) -> Fault | None:
        """Why the date that stands may not give way to this one; None if it may (rules 9.3, 9.4)."""
        if action.due.readable and not due.readable:
            text = f"“{due.as_written}” can’t be read as a date. Write one that can, or empty the cell to give it up."
            return Fault(row.cell("due"), text)
        lacking = [TITLES[name] for name in ("reason", "agreed_by", "agreed_on") if not row.text(name)]
        if lacking:
            text = f"A date that moves needs a reason and who agreed it. Fill in: {', '.join(lacking)}."
            return Fault(row.cell("due"), text)
        day, moved_on = day_of(row.text("agreed_on")), action.due_timeline.since(date.max)
        if day is not None and day < moved_on:
            text = f"The date that stands was agreed on {moved_on:%-d %B %Y}. Write that day or a later one."
            return Fault(row.cell("agreed_on"), text)
        return fault_of_day(row, "agreed_on", self.on)


def _number(text: str) -> int | None:
    digits = text.rstrip(".")
    number = int(digits) if digits.isdecimal() and len(digits) <= len(str(LARGEST_NUMBER)) else -1
    return number if 0 <= number <= LARGEST_NUMBER else None


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
        fault = _fault_of_step(row, known, numbers, on)
        if fault is not None:
            yield [replace(fault, title=_step_title(row))]
        else:
            yield [change] if (change := _change_of_step(row, known)).differences else []


def _fault_of_step(row: FileRow, step: Milestone | None, numbers: Collection[str], on: date) -> Fault | None:
    if row.text("number") not in numbers:
        return Fault(row.cell("number"), f"No action has the number “{row.text('number')}”.")
    if not row.text("milestone") or len(row.text("milestone")) > LONGEST_TITLE:
        return Fault(row.cell("milestone"), f"Name the milestone, in at most {LONGEST_TITLE} letters.")
    if len(row.text("due")) > WRITTEN:
        return Fault(row.cell("due"), f"A date as written has at most {WRITTEN} letters.")
    if step is not None and row.has("due") and _step_due(row) != " ".join(step.due.as_written.split()):
        return Fault(row.cell("due"), "The date of a milestone moves on its action’s page, by agreement.")
    return fault_of_day(row, "reached_on", on) if row.text("reached_on") else None


def _change_of_step(row: FileRow, step: Milestone | None) -> RowChange[StepChange]:
    was = step.completed_on if step is not None else None
    reached_on = day_of(row.text("reached_on")) if row.has("reached_on") else was
    data = StepChange(int(row.text("number")), step, row.text("milestone"), _step_due(row), reached_on)
    after = {"milestone": data.title, "due": data.due} if step is None else {}
    changed = {name: text for name, text in after.items() if text}
    if reached_on != was:
        changed["reached_on"] = in_words(reached_on)
    differences = _differences(row, {"reached_on": was}, changed)
    return RowChange(row.text("number"), _step_title(row), data, differences, is_new=step is None)


def _step_title(row: FileRow) -> str:
    return f"{row.text('number')}. Milestone “{row.text('milestone')}”"


def _differences(row: FileRow, before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Difference, ...]:
    return tuple(
        Difference(TITLES[name], row.cell(name), in_words(before.get(name)), in_words(value))
        for name, value in after.items()
    )


def _step_due(row: FileRow) -> str:
    return " ".join(row.text("due").split())
