"""What holds on which day: of targets, rules, tolerances, populations and due dates alike (rules 3.2, 6.7, 9.3)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Generic, Protocol, TypeVar

Held = TypeVar("Held")
Other = TypeVar("Other")


class HoldsFrom(Protocol):
    """Anything with the day from which it holds, as a stored row has it."""

    @property
    def holds_from(self) -> date: ...


Row = TypeVar("Row", bound=HoldsFrom)

START = date.min
"""The day from which holds what holds from the start."""


@dataclass(frozen=True)
class Timeline(Generic[Held]):
    """What holds from the start, and what took its place later.

    `changes` are in the order of the days from which they hold; each holds on its first day already.
    """

    start: Held
    changes: tuple[tuple[date, Held], ...] = ()

    @property
    def steps(self) -> tuple[tuple[date, Held], ...]:
        """Everything that ever holds with its first day: START for what holds from the start."""
        return ((START, self.start), *self.changes)

    @property
    def later(self) -> list[Held]:
        """What took the place of what holds from the start, in order."""
        return [held for _, held in self.changes]

    def on(self, day: date) -> Held:
        """What holds on a day: the latest by then."""
        for holds_from, held in reversed(self.changes):
            if holds_from <= day:
                return held
        return self.start

    def since(self, day: date) -> date:
        """From which day what holds on `day` holds."""
        return next((holds_from for holds_from, _ in reversed(self.changes) if holds_from <= day), START)

    def within(self, first: date, end: date = date.max) -> list[Held]:
        """What holds on `first` and at any time after it, before `end`."""
        return [self.on(first), *(held for holds_from, held in self.changes if first < holds_from < end)]

    def beside(self, other: "Timeline[Other]", *, where: Callable[[Held], bool]) -> "Timeline[tuple[Held, Other]]":
        """Both together. A change of the other begins something new only on a day `where` what holds here needs it."""
        own = {day for day, _ in self.steps}
        days = sorted(own | {day for day, _ in other.changes if where(self.on(day))})
        pairs = tuple((day, (self.on(day), other.on(day))) for day in days)
        return Timeline(pairs[0][1], pairs[1:])

    def map(self, make: Callable[[Held], Other]) -> "Timeline[Other]":
        return Timeline(make(self.start), tuple((day, make(held)) for day, held in self.changes))


def timeline(rows: Iterable[Row], *, start: Held) -> Timeline[Held | Row]:
    """The timeline of rows in any order. A row that holds from START takes the place of `start`."""
    ordered = sorted(rows, key=lambda row: row.holds_from)
    steps: list[tuple[date, Held | Row]] = [(row.holds_from, row) for row in ordered]
    if steps and steps[0][0] == START:
        return Timeline(steps[0][1], tuple(steps[1:]))
    return Timeline(start, tuple(steps))
