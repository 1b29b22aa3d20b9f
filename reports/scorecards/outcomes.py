"""Strategies and their outcomes with where their indicators stand."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from indicators.models import Indicator
from outcomes.models import Outcome, Strategy
from strategy_portal.domain import wording
from strategy_portal.domain.counting import Tally
from strategy_portal.domain.periods import Period

from .indicators import IndicatorCard
from .quarters import cards_in_quarter, quarter_of


@dataclass(frozen=True)
class OutcomeCard:
    """An outcome with its indicators in one quarter: their distribution, no single colour (rules 8.2)."""

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


def strategy_cards(strategies: Iterable[Strategy], slug: str, on: date) -> list[StrategyCard]:
    """Each strategy in the quarter named, without a name in its last ended one: six queries for any number of them.

    Raises UnknownPeriod.
    """
    by_strategy: dict[int, list[OutcomeCard]] = {}
    found = list(strategies)
    for card in outcome_cards(Outcome.objects.filter(strategy__in=found).select_related("strategy"), slug, on):
        by_strategy.setdefault(card.outcome.strategy_id, []).append(card)
    return [StrategyCard(each, quarter_of(each, slug, on), tuple(by_strategy.get(each.pk, []))) for each in found]


def outcome_cards(outcomes: Iterable[Outcome], slug: str, on: date) -> list[OutcomeCard]:
    """One card for each outcome, in order: six queries, whatever their number. Raises UnknownPeriod."""
    chosen = list(outcomes)
    found = Indicator.objects.filter(key_output__outcome__in=chosen).with_judging().in_order()
    cards = cards_in_quarter(list(found), slug, on)
    return [
        OutcomeCard(outcome, tuple(card for card in cards if card.indicator.key_output.outcome_id == outcome.pk))
        for outcome in chosen
    ]
