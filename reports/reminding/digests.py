"""What a digest says: a pure function of the people whose reminders it holds, the moment, and what is owed.

Each item has the moments at which its person is to be told of it. A digest holds an item when one of them has come
since the last digest that covered the person. So however often digests are sent, nobody is told twice of one moment,
and nobody is left out for a day on which none were sent.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from reports.models import ReminderKind

KINDS = list(ReminderKind)
LATE = (ReminderKind.OVERDUE, ReminderKind.ACTION_OVERDUE)


@dataclass(frozen=True)
class Item:
    """One thing that a person owes or is to know. `path` is where it is done.

    They are told of it at each of `moments`, and from the first on again after each stretch of `every`, as long as it
    is owed: what is done is no item any more.
    """

    kind: ReminderKind
    text: str
    path: str
    moments: tuple[datetime, ...]
    every: timedelta | None = None

    def last_due(self, at: datetime) -> datetime | None:
        """The last moment up to `at` at which the person was to be told; None before the first."""
        come = [moment for moment in self.moments if moment <= at]
        if not come:
            return None
        first = min(come)
        return max(*come, first + (at - first) // self.every * self.every) if self.every else max(come)

    def is_news(self, since: datetime | None, at: datetime) -> bool:
        """Whether such a moment has come since the last digest; at all, where there was none."""
        last = self.last_due(at)
        return last is not None and (since is None or last > since)


@dataclass(frozen=True)
class Covered:
    """Somebody whose reminders a digest holds: its own reader, or one who is away until a day and named the reader.

    `since` is when the last digest was made that covered them, whoever got it.
    """

    key: int
    items: tuple[Item, ...]
    since: datetime | None = None
    muted: frozenset[str] = frozenset()
    name: str = ""
    away_until: date | None = None

    def news(self, at: datetime) -> list[Item]:
        return in_order(item for item in self.items if item.kind not in self.muted and item.is_news(self.since, at))

    def all_told(self, at: datetime) -> list[Item]:
        """Whatever they could have been told of by now, wanted or not."""
        return in_order(item for item in self.items if item.last_due(at))


@dataclass(frozen=True)
class Part:
    """The items of one person. `name` and `away_until` are empty for the reader."""

    name: str
    away_until: date | None
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Content:
    """What one digest says."""

    day: date
    parts: tuple[Part, ...]
    nudges: tuple[str, ...]
    covered: tuple[int, ...]

    @property
    def count(self) -> int:
        return sum(len(part.items) for part in self.parts)

    @property
    def late(self) -> int:
        return sum(item.kind in LATE for part in self.parts for item in part.items)

    @property
    def subject(self) -> str:
        """`3 things for you, 2 late`."""
        if not self.count:
            return "A word from the performance team"
        things = "1 thing for you" if self.count == 1 else f"{self.count} things for you"
        return f"{things}, {self.late} late" if self.late else things


def in_order(items: Iterable[Item]) -> list[Item]:
    return sorted(items, key=lambda item: (KINDS.index(item.kind), item.text))


def compose(
    covered: Sequence[Covered], *, at: datetime, day: date, works: bool, nudges: Sequence[str] = ()
) -> Content | None:
    """What the first of `covered` reads on a day; None where there is nothing to say, or nobody works on it.

    With a nudge they get all that they owe, news or not; what belongs to those who are away is news alone.
    """
    if not works:
        return None
    parts = []
    for place, each in enumerate(covered):
        items = each.all_told(at) if nudges and not place else each.news(at)
        if items:
            parts.append(Part(each.name, each.away_until, tuple(items)))
    if not parts and not nudges:
        return None
    return Content(day, tuple(parts), tuple(text for text in nudges if text), tuple(each.key for each in covered))


@dataclass(frozen=True)
class Away:
    """Somebody is away on the day that is asked about; without `deputy` nobody reads their reminders meanwhile."""

    until: date
    deputy: int | None


def reader_of(key: int, absences: Mapping[int, Away], present: Collection[int]) -> int | None:
    """Who reads a person's reminders: themselves, or their deputy, or the deputy's where that one is away too.

    None where nobody does: they are told once they are back.
    """
    passed = set()
    while key in absences:
        deputy = absences[key].deputy
        passed.add(key)
        if deputy is None or deputy in passed:
            return None
        key = deputy
    return key if key in present else None
