"""How far the largest movers moved, since the period compared with and in a year, so that both can be drawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from indicators.judging.cards import IndicatorCard
from strategy_portal.domain.numbers import Number
from strategy_portal.domain.status import amber_zones
from strategy_portal.domain.trend import Direction, difference

from .changes import Changes


@dataclass(frozen=True)
class Step:
    """From an earlier figure to the present one. `part` is its size in widths of the indicator's amber zone, so that
    points, levels and counts can be drawn on one scale; below nought where it is worse.
    """

    size: Decimal
    part: Decimal


@dataclass(frozen=True)
class Mover:
    """An indicator that moved; a step is None where it has no earlier figure, or which way is better is not known.

    `since` is what it is compared with: of a sum, whose periods are unlike each other, None.
    """

    card: IndicatorCard
    since: Step | None
    year: Step | None

    def text_of(self, step: Step) -> str:
        """`1.1 points worse`, `no change`."""
        if not step.size:
            return "no change"
        word = "better" if step.part > 0 else "worse"
        return f"{self.card.standing.format.difference_text(step.size)} {word}"


def movers(changes: Changes) -> list[Mover]:
    """Those that got worse first, the largest changes first. No query."""
    return [_mover(changes, card) for card in (*changes.worse, *changes.better)]


def most(found: Sequence[Mover]) -> Decimal:
    """The largest part, which is the end of the scale; never nought."""
    parts = [abs(step.part) for mover in found for step in (mover.since, mover.year) if step]
    return max(parts, default=Decimal(0)) or Decimal(1)


def _mover(changes: Changes, card: IndicatorCard) -> Mover:
    figures, compared = card.figures, changes.compared
    before = compared.figures(card)
    own = before.own_periods(compared.period) if before and not figures.is_sum else []
    since = _step(card, before.own_number(own[-1])) if before and own else None
    return Mover(card, since, _step(card, figures.own_number(figures.year_before(card.latest))))


def _step(card: IndicatorCard, before: Number) -> Step | None:
    """None as well where no zone is amber, so that there is nothing to measure by."""
    figures, latest = card.figures, card.latest
    rule, target = figures.rule_in(latest), figures.own_target(latest)
    widths = [high - low for low, high in amber_zones(rule, target)] if target else []
    found = difference(card.way.now, before, rule, target)
    if not isinstance(found.size, Decimal) or not widths or not widths[0]:
        return None
    if found.size and found.direction not in (Direction.IMPROVING, Direction.WORSENING):
        return None
    part = abs(found.size) / widths[0]
    return Step(found.size, -part if found.direction is Direction.WORSENING else part)
