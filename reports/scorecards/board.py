"""What the corporate board sees of one strategy: exceptions first, then every indicator by outcome."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import prefetch_related_objects

from actions.models import Action
from indicators.judging.cards import RECENT_MONTHS, IndicatorCard, reach
from indicators.judging.cards import card as indicator_card
from indicators.judging.figures import IndicatorFigures
from indicators.judging.loading import load_figures
from indicators.judging.outcomes import SAID, OutcomeCard, StrategyCard, judgements
from indicators.models import Indicator
from outcomes.models import Strategy
from strategy_portal.domain import wording
from strategy_portal.domain.counting import Rollup, Tally
from strategy_portal.domain.periods import Period, add_months
from strategy_portal.domain.status import Status
from strategy_portal.domain.trend import Direction
from strategy_portal.records.history import as_recorded, put_back

MISSING = (Status.OVERDUE, Status.DUE, Status.NOT_AVAILABLE, Status.INCOMPLETE, Status.CANNOT_BE_COMPUTED)
"""The statuses that mean: a figure is wanted and not there."""

NOT_EXPECTED = (
    Status.NOT_YET_MEASURED, Status.CONTEXT_ONLY, Status.NOT_APPLICABLE, Status.SUSPENDED, Status.NOT_DUE,
)  # fmt: skip
"""The statuses that mean: no figure is wanted this quarter, or none that is judged."""

QUARTERS_ACROSS = 6


@dataclass(frozen=True)
class Exceptions:
    """What needs the board's eye. An indicator may stand in several of the lists."""

    red: tuple[IndicatorCard, ...]
    off_target_twice: tuple[IndicatorCard, ...]
    missing: tuple[IndicatorCard, ...]
    overdue_actions: tuple[Action, ...]
    heading_for_worse: tuple[IndicatorCard, ...] = ()

    @property
    def is_empty(self) -> bool:
        found = (self.red, self.off_target_twice, self.missing, self.overdue_actions, self.heading_for_worse)
        return not any(found)


MOST_MOVERS = 5


@dataclass(frozen=True)
class Movers:
    """What moved since the same period last year: statuses, and the largest changes of figures (rules 7.5)."""

    statuses: tuple[IndicatorCard, ...]
    worse: tuple[IndicatorCard, ...]
    better: tuple[IndicatorCard, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.statuses or self.worse or self.better)


def movers(cards: Sequence[IndicatorCard]) -> Movers:
    """The changes that are the largest part of what they are compared with, at most five each way."""

    def moved(direction: Direction) -> tuple[IndicatorCard, ...]:
        found = [card for card in cards if card.way.is_change and card.way.direction is direction]
        return tuple(sorted(found, key=_part_moved, reverse=True)[:MOST_MOVERS])

    statuses = tuple(card for card in cards if card.status_before is not None)
    return Movers(statuses, moved(Direction.WORSENING), moved(Direction.IMPROVING))


def _part_moved(card: IndicatorCard) -> Decimal:
    against = card.way.against
    return abs(card.way.size / against) if isinstance(against, Decimal) and against else abs(card.way.size)


@dataclass(frozen=True)
class MatrixRow:
    """One outcome across the last quarters, the latest at the end."""

    card: OutcomeCard
    cells: tuple[tuple[Period, Tally], ...]


@dataclass(frozen=True)
class BoardPage:
    scores: StrategyCard
    exceptions: Exceptions
    movers: Movers
    matrix: tuple[MatrixRow, ...]
    on: date

    @property
    def quarter(self) -> Period:
        return self.scores.quarter

    @property
    def quarters_across(self) -> list[Period]:
        return quarters_across(self.quarter)

    @property
    def has_single_colours(self) -> bool:
        """The strategy wants one colour for an outcome, beside the distribution (rules 8.2)."""
        return self.scores.strategy.rollup != Rollup.NONE

    @property
    def expected(self) -> list[IndicatorCard]:
        """Those of which a value is expected this quarter: the base of completeness."""
        return [card for card in self.scores.indicators if card.status not in NOT_EXPECTED]

    @property
    def completeness_text(self) -> str:
        """`14 of 17 indicators expected this quarter have an approved value`: of the quarter, not of all before it."""
        there = sum(isinstance(card.standing.entry.reading.number, Decimal) for card in self.expected)
        return f"{there} of {len(self.expected)} indicators expected this quarter have an approved value"

    @property
    def key(self) -> list[tuple[Status, str]]:
        return wording.general_key()


def quarters_across(quarter: Period) -> list[Period]:
    return [quarter.previous(back) for back in range(QUARTERS_ACROSS - 1, -1, -1)]


def board(strategy: Strategy, quarter: Period, on: date, as_of: date | None = None) -> BoardPage:
    """The dashboard of one strategy: nine queries, whatever the number of indicators, values and actions.

    With `as_of`, the same day as `on`, everything as it stood at its end, for at most five queries more.
    """
    since = add_months(quarter.start, -RECENT_MONTHS)
    by_number = strategy.outcomes.order_by("number")
    if strategy.rollup != Rollup.NONE:  # one colour for each, with what somebody stated in its place (rules 8.2)
        by_number = by_number.with_stated(quarter.start)
    outcomes = list(by_number)
    if as_of is not None:
        put_back(outcomes, as_of, SAID)
    indicators = Indicator.objects.of(strategy).known_on(as_of).in_order().within(outcomes)
    found = load_figures(indicators, **reach(quarter), as_of=as_of, awaiting=True)
    cards = [indicator_card(figures, quarter, on, since) for figures in found]
    by_outcome = {
        outcome.pk: [c for c in cards if c.indicator.key_output.outcome_id == outcome.pk] for outcome in outcomes
    }
    stated = {each.pk: each.stated for each in outcomes if hasattr(each, "stated")}
    if as_of is not None:
        stated = judgements(outcomes, [quarter.start], as_of)
    of_outcomes = tuple(OutcomeCard(each, tuple(by_outcome[each.pk]), stated.get(each.pk)) for each in outcomes)
    scores = StrategyCard(strategy, quarter, of_outcomes)
    return BoardPage(
        scores=scores,
        exceptions=Exceptions(
            red=tuple(c for c in cards if c.status is Status.RED),
            off_target_twice=tuple(c for c in cards if c.off_target_twice and c.status is not Status.RED),
            missing=tuple(c for c in cards if c.status in MISSING),
            overdue_actions=_overdue(strategy, on, as_of),
            heading_for_worse=tuple(c for c in cards if c.is_heading_for_worse),
        ),
        movers=movers(cards),
        matrix=tuple(_matrix_row(card, found, quarter, on) for card in of_outcomes),
        on=on,
    )


def _overdue(strategy: Strategy, on: date, as_of: date | None) -> tuple[Action, ...]:
    """The actions that are late, the longest so first; with `as_of` those that were, by what was recorded then."""
    if as_of is None:
        return tuple(Action.objects.of(strategy).overdue_on(on).with_due_as_written())
    then = as_recorded(Action, as_of, strategy=strategy)
    prefetch_related_objects(then, "due_dates")
    late = [action for action in then if action.is_overdue(on)]
    return tuple(sorted(late, key=lambda action: (action.held_to.last_day or date.max, action.number)))


def _matrix_row(card: OutcomeCard, found: Sequence[IndicatorFigures], quarter: Period, on: date) -> MatrixRow:
    mine = [figures for figures in found if figures.indicator.key_output.outcome_id == card.outcome.pk]
    cells = [(each, Tally.of(figures.status_in(each, on) for figures in mine)) for each in quarters_across(quarter)]
    return MatrixRow(card, tuple(cells))
