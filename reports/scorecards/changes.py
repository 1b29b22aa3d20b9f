"""What changed since the period, or the meeting, that a board page is compared with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property

from django.utils.timezone import localtime

from actions.scorecards.action_line import ActionLine
from indicators.judging.cards import IndicatorCard, Point
from indicators.judging.figures import IndicatorFigures
from indicators.judging.standing import Standing
from strategy_portal.domain.explanations import move_text
from strategy_portal.domain.periods import Period
from strategy_portal.domain.status import Status
from strategy_portal.domain.trend import Direction

MOST_MOVERS = 5
SINCE_MEETING = "last-meeting"
"""Stands in the address for the last meeting of the strategy's board."""


@dataclass(frozen=True)
class Comparison:
    """What a page is compared with: the end of a quarter as it is known now, or what the board saw when it met.

    `since` is the first day that is later. `seen` are the figures as they stood on that day, by indicator.
    """

    period: Period
    since: date
    on: date
    seen: Mapping[int, IndicatorFigures] | None = None

    @classmethod
    def with_quarter(cls, period: Period, on: date) -> "Comparison":
        return cls(period, period.end, on)

    @classmethod
    def with_meeting(cls, day: date, period: Period, seen: Mapping[int, IndicatorFigures]) -> "Comparison":
        """`period` is the quarter that the board looked at on that day."""
        return cls(period, day + timedelta(days=1), day, seen)

    @property
    def is_meeting(self) -> bool:
        return self.seen is not None

    @property
    def slug(self) -> str:
        """As it stands in the address."""
        return SINCE_MEETING if self.is_meeting else self.period.slug

    @property
    def label(self) -> str:
        return f"the meeting on {self.on:%-d %B %Y}" if self.is_meeting else self.period.label

    @property
    def when(self) -> str:
        """`in Q1 2026/27`, `on 9 September 2026`."""
        return f"on {self.on:%-d %B %Y}" if self.is_meeting else f"in {self.period.label}"

    def figures(self, card: IndicatorCard) -> IndicatorFigures | None:
        """None for an indicator that was not there."""
        return card.figures if self.seen is None else self.seen.get(card.indicator.pk)

    def status(self, card: IndicatorCard) -> Status:
        then = self.figures(card)
        return then.status_in(self.period, self.on) if then else Status.NOT_YET_MEASURED

    def standing(self, card: IndicatorCard) -> Standing | None:
        then = self.figures(card)
        return then.in_period(self.period, self.on) if then else None


@dataclass(frozen=True)
class StatusChange:
    """An indicator whose status is another one than in what it is compared with."""

    card: IndicatorCard
    before: Status
    compared: Comparison

    @property
    def move_text(self) -> str:
        """From what to what the judged figure moved, and by how much (rules 7.5)."""
        then, now = self.compared.standing(self.card), self.card.standing
        return move_text(then.judged.value, now.judged.value, now.format) if then else ""

    @property
    def is_between_colours(self) -> bool:
        return self.before.is_colour and self.card.status.is_colour


@dataclass(frozen=True)
class Restatement:
    """A period of an indicator of which an approved value was revised since."""

    card: IndicatorCard
    point: Point
    approved_at: datetime
    reasons: str


@dataclass(frozen=True)
class Changes:
    """Since what is `compared`: statuses, the largest movements (rules 7.5), restated figures, and actions.

    No query: all of it is in what the page has loaded. Each is found when it is asked for: not every page shows all.
    """

    cards: Sequence[IndicatorCard]
    lines: Sequence[ActionLine]
    compared: Comparison
    on: date

    @property
    def judged(self) -> int:
        return sum(card.status.is_colour for card in self.cards)

    @cached_property
    def before(self) -> tuple[Status, ...]:
        """What all indicators had in it, in their order."""
        return tuple(self.compared.status(card) for card in self.cards)

    @cached_property
    def statuses(self) -> tuple[StatusChange, ...]:
        found = zip(self.cards, self.before, strict=True)
        return tuple(StatusChange(card, before, self.compared) for card, before in found if before is not card.status)

    @cached_property
    def worse(self) -> tuple[IndicatorCard, ...]:
        return _movers(self.cards, Direction.WORSENING)

    @cached_property
    def better(self) -> tuple[IndicatorCard, ...]:
        return _movers(self.cards, Direction.IMPROVING)

    @cached_property
    def restated(self) -> tuple[Restatement, ...]:
        return tuple(restated_since(self.cards, self.compared.since))

    @cached_property
    def completed(self) -> tuple[ActionLine, ...]:
        return tuple(line for line in self.lines if _is_within(line.action.completed_on, self.compared.since, self.on))

    @cached_property
    def moved(self) -> tuple[ActionLine, ...]:
        return tuple(line for line in self.lines if _moved_since(line, self.compared.since))

    @cached_property
    def newly_late(self) -> tuple[ActionLine, ...]:
        """Those that are late, and were not on the last day of what is compared."""
        last = self.compared.since - timedelta(days=1)
        return tuple(line for line in self.lines if line.is_overdue and _is_within(line.held_to_on, last, self.on))

    @property
    def between_colours(self) -> list[StatusChange]:
        return [each for each in self.statuses if each.is_between_colours]

    @property
    def lost(self) -> list[StatusChange]:
        """Those that had a colour and have none."""
        return [each for each in self.statuses if each.before.is_colour and not each.card.status.is_colour]

    @property
    def lost_cards(self) -> list[IndicatorCard]:
        return [each.card for each in self.lost]

    @property
    def gained(self) -> list[StatusChange]:
        return [each for each in self.statuses if not each.before.is_colour and each.card.status.is_colour]

    @property
    def count(self) -> int:
        parts = (self.statuses, self.worse, self.better, self.restated, self.completed, self.moved, self.newly_late)
        return sum(map(len, parts))


def _movers(cards: Sequence[IndicatorCard], direction: Direction) -> tuple[IndicatorCard, ...]:
    """The changes that are the largest part of what they are compared with, at most five each way."""
    found = [card for card in cards if card.way.is_change and card.way.direction is direction]
    return tuple(sorted(found, key=_part_moved, reverse=True)[:MOST_MOVERS])


def _part_moved(card: IndicatorCard) -> Decimal:
    against = card.way.against
    return abs(card.way.size / against) if isinstance(against, Decimal) and against else abs(card.way.size)


def restated_since(cards: Sequence[IndicatorCard], since: date) -> list[Restatement]:
    """The latest first."""
    found = [
        Restatement(card, point, entry.approved_at, entry.restated)
        for card in cards
        if any(entry.is_restated for entry in card.figures.entries.values())
        for point in card.points
        if (entry := card.figures.entry(point.period)).is_restated
        and entry.approved_at is not None
        and localtime(entry.approved_at).date() >= since
    ]
    return sorted(found, key=lambda each: each.approved_at, reverse=True)


def _is_within(day: date | None, first: date, last: date) -> bool:
    return day is not None and first <= day <= last


def _moved_since(line: ActionLine, first: date) -> bool:
    return any(move.after.holds_from >= first for move in line.action.moves)
