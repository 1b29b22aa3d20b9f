"""Strategies and their outcomes with where their indicators stand."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from indicators.models import Indicator
from outcomes.models import Outcome, OutcomeJudgement, Strategy
from strategy_portal.domain import explanations, wording
from strategy_portal.domain.counting import Rollup, Tally, derived_colour
from strategy_portal.domain.periods import Period
from strategy_portal.domain.status import Status

from .indicators import IndicatorCard
from .quarters import cards_in_quarter, quarter_of


@dataclass(frozen=True)
class OutcomeCard:
    """An outcome with its indicators in one quarter: their distribution first (rules 8.2).

    `judgement` is what somebody stated in place of the derived colour; it counts only where a colour is derived.
    """

    outcome: Outcome
    indicators: tuple[IndicatorCard, ...]
    judgement: OutcomeJudgement | None = None

    @property
    def tally(self) -> Tally:
        return Tally.of(card.status for card in self.indicators)

    @property
    def tally_text(self) -> str:
        return wording.tally_text(self.tally)

    @property
    def rollup(self) -> Rollup:
        return Rollup(self.outcome.strategy.rollup)

    @property
    def derived(self) -> Status | None:
        """The single colour that follows from its indicators; None where none is wanted or nothing has a colour."""
        return derived_colour(self.tally, self.rollup)

    @property
    def colour(self) -> Status | None:
        """The colour stated by a person, else the derived one."""
        return Status(self.judgement.colour) if self.judgement else self.derived

    @property
    def colour_text(self) -> str:
        """Where the colour comes from, with its base; for a stated one the derived colour as well."""
        derived = explanations.rollup_text(self.tally, self.rollup)
        if self.judgement is None:
            return derived
        stated = f"Stated by {self.judgement.judged_by}: {self.judgement.reason}"
        return f"{stated.rstrip('.')}. Derived: {derived}"


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
    judged = judgements(chosen, {quarter_of(outcome.strategy, slug, on).start for outcome in chosen})
    return [
        OutcomeCard(
            outcome,
            tuple(card for card in cards if card.indicator.key_output.outcome_id == outcome.pk),
            judged.get(outcome.pk),
        )
        for outcome in chosen
    ]


def judgements(outcomes: Iterable[Outcome], quarters: Iterable[date]) -> dict[int, OutcomeJudgement]:
    """What was stated of the outcomes in these quarters: one query, and none where no colour is derived."""
    coloured = [outcome for outcome in outcomes if outcome.strategy.rollup != Rollup.NONE]
    if not coloured:
        return {}
    found = OutcomeJudgement.objects.filter(outcome__in=coloured, quarter_starts_on__in=list(quarters))
    return {judgement.outcome_id: judgement for judgement in found.select_related("judged_by")}
