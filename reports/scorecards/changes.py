"""What changed since the period that a board page is compared with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.timezone import localtime

from actions.scorecards.action_plan import ActionLine
from indicators.judging.cards import IndicatorCard, Point
from strategy_portal.domain.explanations import move_text
from strategy_portal.domain.periods import Period
from strategy_portal.domain.status import Status
from strategy_portal.domain.trend import Direction

MOST_MOVERS = 5


@dataclass(frozen=True)
class StatusChange:
    """An indicator whose status is another one than it was at the end of `compared`."""

    card: IndicatorCard
    before: Status
    compared: Period

    @property
    def move_text(self) -> str:
        """From what to what the judged figure moved, and by how much (rules 7.5)."""
        then, now = self.card.figures.in_period(self.compared, self.card.on), self.card.standing
        return move_text(then.judged.value, now.judged.value, now.format)

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
    """Since the end of `compared`: statuses, the largest movements (rules 7.5), restated figures, and actions."""

    compared: Period
    judged: int
    statuses: tuple[StatusChange, ...]
    worse: tuple[IndicatorCard, ...]
    better: tuple[IndicatorCard, ...]
    restated: tuple[Restatement, ...]
    completed: tuple[ActionLine, ...]
    moved: tuple[ActionLine, ...]
    newly_late: tuple[ActionLine, ...]

    @property
    def between_colours(self) -> list[StatusChange]:
        return [each for each in self.statuses if each.is_between_colours]

    @property
    def lost(self) -> list[StatusChange]:
        """Those that had a colour and have none."""
        return [each for each in self.statuses if each.before.is_colour and not each.card.status.is_colour]

    @property
    def gained(self) -> list[StatusChange]:
        return [each for each in self.statuses if not each.before.is_colour and each.card.status.is_colour]

    @property
    def count(self) -> int:
        parts = (self.statuses, self.worse, self.better, self.restated, self.completed, self.moved, self.newly_late)
        return sum(map(len, parts))


def changes(cards: Sequence[IndicatorCard], lines: Sequence[ActionLine], compared: Period, on: date) -> Changes:
    """No query: all of it is in what the page has loaded."""
    statuses = [StatusChange(card, card.figures.status_in(compared, on), compared) for card in cards]
    return Changes(
        compared=compared,
        judged=sum(card.status.is_colour for card in cards),
        statuses=tuple(each for each in statuses if each.before is not each.card.status),
        worse=_movers(cards, Direction.WORSENING),
        better=_movers(cards, Direction.IMPROVING),
        restated=tuple(_restated(cards, compared.end)),
        completed=tuple(line for line in lines if _is_since(line.action.completed_on, compared.end, on)),
        moved=tuple(line for line in lines if any(_moved_since(line, compared.end))),
        newly_late=tuple(
            line for line in lines if line.is_overdue and _is_since(line.held_to_on, compared.last_day, on)
        ),
    )


def _movers(cards: Sequence[IndicatorCard], direction: Direction) -> tuple[IndicatorCard, ...]:
    """The changes that are the largest part of what they are compared with, at most five each way."""
    found = [card for card in cards if card.way.is_change and card.way.direction is direction]
    return tuple(sorted(found, key=_part_moved, reverse=True)[:MOST_MOVERS])


def _part_moved(card: IndicatorCard) -> Decimal:
    against = card.way.against
    return abs(card.way.size / against) if isinstance(against, Decimal) and against else abs(card.way.size)


def _restated(cards: Sequence[IndicatorCard], since: date) -> list[Restatement]:
    """The latest first."""
    found = [
        Restatement(card, point, entry.approved_at, entry.restated)
        for card in cards
        for point in card.points
        if (entry := card.figures.entry(point.period)).is_restated
        and entry.approved_at is not None
        and localtime(entry.approved_at).date() >= since
    ]
    return sorted(found, key=lambda each: each.approved_at, reverse=True)


def _is_since(day: date | None, first: date, on: date) -> bool:
    return day is not None and first <= day <= on


def _moved_since(line: ActionLine, first: date) -> list[bool]:
    return [move.after.holds_from >= first for move in line.action.moves]
