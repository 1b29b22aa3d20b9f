"""Strategies and their outcomes with where their indicators stand."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from indicators.models import Indicator
from outcomes.models import Outcome, Strategy
from strategy_portal.domain import wording
from strategy_portal.domain.counting import Tally
from strategy_portal.domain.periods import Period, add_months

from .indicators import RECENT_MONTHS, IndicatorCard, card, histories, indicator_cards


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


def strategy_card(strategy: Strategy, quarter: Period, on: date) -> StrategyCard:
    """Five queries, whatever the number of indicators."""
    return strategy_cards({strategy: quarter}, on)[0]


def strategy_cards(quarters: Mapping[Strategy, Period], on: date) -> list[StrategyCard]:
    """Each strategy in the quarter given for it: five queries, whatever the number of strategies and indicators."""
    found = Indicator.objects.filter(key_output__outcome__strategy__in=quarters).in_order()
    since = add_months(min(quarter.start for quarter in quarters.values()), -RECENT_MONTHS)
    by_outcome: dict[int, list[IndicatorCard]] = {}
    of_strategy = {strategy.pk: quarter for strategy, quarter in quarters.items()}
    for history in histories(found, since=since):
        outcome = history.indicator.key_output.outcome
        made = card(history, of_strategy[outcome.strategy_id], on, since)
        by_outcome.setdefault(outcome.pk, []).append(made)
    outcomes: dict[int, list[OutcomeCard]] = {}
    for outcome in Outcome.objects.filter(strategy__in=quarters).select_related("strategy"):
        made_of = OutcomeCard(outcome, tuple(by_outcome.get(outcome.pk, [])))
        outcomes.setdefault(outcome.strategy_id, []).append(made_of)
    return [
        StrategyCard(strategy, quarter, tuple(outcomes.get(strategy.pk, []))) for strategy, quarter in quarters.items()
    ]


def outcome_card(outcome: Outcome, quarter: Period, on: date) -> OutcomeCard:
    """Five queries, whatever the number of indicators."""
    found = Indicator.objects.filter(key_output__outcome=outcome).in_order()
    return OutcomeCard(outcome, tuple(indicator_cards(found, quarter, on)))
