"""Strategies and their outcomes with where their indicators stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from indicators.models import Indicator
from outcomes.models import Outcome, Strategy
from strategy_portal.domain import wording
from strategy_portal.domain.counting import Tally
from strategy_portal.domain.periods import Period

from .indicators import IndicatorCard, indicator_cards


@dataclass(frozen=True)
class OutcomeCard:
    """An outcome with its indicators in one quarter; the distribution comes first, a single colour never (rules 8.2)."""

    outcome: Outcome
    indicators: tuple[IndicatorCard, ...]

    @property
    def tally(self) -> Tally:
        return Tally.of(card.status for card in self.indicators)

    @property
    def tally_text(self) -> str:
        return wording.tally_text(self.tally)


@dataclass(frozen=True)
class StrategyCard:
    """A strategy with its outcomes in one quarter."""

    strategy: Strategy
    quarter: Period
    outcomes: tuple[OutcomeCard, ...]

    @property
    def indicators(self) -> list[IndicatorCard]:
        return [card for outcome in self.outcomes for card in outcome.indicators]

    @property
    def tally(self) -> Tally:
        return Tally.of(card.status for card in self.indicators)

    @property
    def tally_text(self) -> str:
        return wording.tally_text(self.tally)

    @property
    def is_demonstration(self) -> bool:
        return any(card.is_demonstration for card in self.indicators)


def strategy_card(strategy: Strategy, quarter: Period, on: date) -> StrategyCard:
    """Six queries, whatever the number of indicators."""
    cards = indicator_cards(Indicator.objects.of(strategy).in_order(), quarter, on)
    outcomes = strategy.outcomes.prefetch_related("commitments")
    return StrategyCard(strategy, quarter, tuple(_outcome_card(outcome, cards) for outcome in outcomes))


def outcome_card(outcome: Outcome, quarter: Period, on: date) -> OutcomeCard:
    """Five queries, whatever the number of indicators."""
    found = Indicator.objects.filter(key_output__outcome=outcome).in_order()
    return OutcomeCard(outcome, tuple(indicator_cards(found, quarter, on)))


def _outcome_card(outcome: Outcome, cards: Sequence[IndicatorCard]) -> OutcomeCard:
    return OutcomeCard(outcome, tuple(card for card in cards if card.indicator.key_output.outcome_id == outcome.pk))
