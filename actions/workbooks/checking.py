"""What each row of an uploaded plan would change, or why it can't: the dry run. Nothing is written here."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from typing import Any

from django.db.models import prefetch_related_objects

from outcomes.models import Strategy
from strategy_portal.domain import due_dates
from strategy_portal.domain.due_dates import DueDate
from strategy_portal.models import User

from ..models import Action, DuePhrase
from ..models.due_date import WRITTEN
from .columns import BY_NAME
from .fields import Fault, Reader, fault_of_day, in_words, stored, stored_links
from .matching import Links, Outcomes, Question, Questions, Teams, links_of, plain, teams_of
from .rows import PlanRow

LONGEST_TITLE = 300
LONGEST_DECISION = 200
LARGEST_NUMBER = 32_767
"""What the database keeps in the column."""


@dataclass(frozen=True)
class Difference:
    """One field that a row would change, as a reader sees it."""

    title: str
    cell: str
    before: str
    after: str


@dataclass(frozen=True)
class RowChange:
    """What a row would do. `action` is None for a new one. `theirs`: who changed it since the file was downloaded."""

    row: PlanRow
    number: int
    title: str
    action: Action | None
    fields: dict[str, Any]
    differences: tuple[Difference, ...]
    theirs: str = ""

    @property
    def is_new(self) -> bool:
        return self.action is None

    @property
    def key(self) -> str:
        return str(self.number)


@dataclass
class DryRun:
    """What an upload would do: all of it or nothing."""

    changes: list[RowChange] = field(default_factory=list)
    conflicts: list[RowChange] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    notices: list[Fault] = field(default_factory=list)
    unchanged: int = 0
    questions: list[Question] = field(default_factory=list)

    @property
    def new(self) -> int:
        return sum(change.is_new for change in self.changes)

    @property
    def changed(self) -> int:
        return len(self.changes) - self.new

    @property
    def can_save(self) -> bool:
        return not self.faults and bool(self.changes or self.conflicts)


def dry_run(strategy: Strategy, rows: Sequence[PlanRow], answers: Mapping[str, str], on: date) -> DryRun:
    """Nine queries, whatever the number of rows, and nine more for a file that was downloaded here.

    `answers` settle questions, by their keys; no day that is recorded may come after `on`.
    """
    return Check(strategy, rows, answers, on).run()


class Check:
    """Checks the rows of one file against the plan as it stands."""

    def __init__(self, strategy: Strategy, rows: Sequence[PlanRow], answers: Mapping[str, str], on: date):
        self.strategy, self.rows, self.on, self.found = strategy, rows, on, DryRun()
        self.questions = Questions(answers)
        outcomes = Outcomes(list(strategy.outcomes.all()), strategy.outcome_label, self.questions)
        actions = list(Action.objects.of(strategy).with_plan())
        self.links: Links = {}
        people = {}
        if any(row.is_of_the_portal for row in rows):
            prefetch_related_objects(actions, "commitments__outcome", "indicators__key_output__outcome")
            self.links = links_of(strategy)
            people = dict(User.objects.values_list("username", "is_active"))
        self.reader = Reader(Teams(teams_of(strategy), self.questions), outcomes, self.links, people, self.found.faults)
        self.by_number = {action.number: action for action in actions}
        self.by_title = {plain(action.title): action for action in actions}
        self.phrases = DuePhrase.objects.in_force()
        self.numbers = self._numbers()
        self.times = Counter(self.numbers)

    def run(self) -> DryRun:
        for row, number in zip(self.rows, self.numbers, strict=True):
            faults = list(self._faults(row, number))
            self.found.faults += faults
            if not faults:
                self._compare(row, number)
        self.found.questions = list(self.questions.asked.values())
        return self.found

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

    def _faults(self, row: PlanRow, number: int) -> Iterator[Fault]:
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

    def _compare(self, row: PlanRow, number: int) -> None:
        action = self.by_number.get(number)
        typed = self.reader.typed(row, action)
        before = self._before(action) if action is not None else {}
        changed = {name: value for name, value in typed.items() if action is None or before[name] != value}
        changed = {name: value for name, value in changed.items() if value or action is not None}
        due = self._read(row, typed)
        if not changed:
            self.found.unchanged += 1
            return
        if (
            action is not None
            and "due" in changed
            and action.has_first_due
            and not self._may_move(row, action.due, due)
        ):
            return
        differences = tuple(
            Difference(BY_NAME[name].title, row.cell(name), in_words(before.get(name)), in_words(value))
            for name, value in changed.items()
        )
        stale = action is not None and row.text("version") not in ("", str(action.version))
        theirs = "It was changed in the portal since the file was downloaded" if stale else ""
        change = RowChange(row, number, row.text("title"), action, changed, differences, theirs)
        (self.found.conflicts if stale else self.found.changes).append(change)

    def _before(self, action: Action) -> dict[str, Any]:
        return stored(action) | {name: stored_links(action, name) for name in self.links}

    def _read(self, row: PlanRow, typed: dict[str, Any]) -> DueDate:
        due = due_dates.resolve(typed.get("due", ""), year_start=self.strategy.year_start, phrases=self.phrases)
        if not due.readable:
            text = f"“{due.as_written}” can’t be read as a date. It is kept as written and flagged."
            self.found.notices.append(Fault(row.cell("due"), text))
        return due

    def _may_move(self, row: PlanRow, before: DueDate, due: DueDate) -> bool:
        """Whether the date that stands may give way to this one; if not, a fault says so (rules 9.3, 9.4)."""
        if before.readable and not due.readable:
            text = f"“{due.as_written}” can’t be read as a date. Write one that can, or empty the cell to give it up."
            self.found.faults.append(Fault(row.cell("due"), text))
            return False
        return self._agreed(row)

    def _agreed(self, row: PlanRow) -> bool:
        """Whether a moved date says why, who agreed it and when; if not, a fault says so (rules 9.3)."""
        lacking = [BY_NAME[name].title for name in ("reason", "agreed_by", "agreed_on") if not row.text(name)]
        if lacking:
            text = f"A date that moves needs a reason and who agreed it. Fill in: {', '.join(lacking)}."
            fault: Fault | None = Fault(row.cell("due"), text)
        else:
            fault = fault_of_day(row, "agreed_on", self.on)
        self.found.faults += [fault] if fault else []
        return fault is None


def _number(text: str) -> int | None:
    digits = text.rstrip(".")
    number = int(digits) if digits.isdecimal() and len(digits) <= len(str(LARGEST_NUMBER)) else -1
    return number if 0 <= number <= LARGEST_NUMBER else None
