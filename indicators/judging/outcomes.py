"""Strategies and their outcomes with where their indicators stand."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import prefetch_related_objects

from outcomes.models import Outcome, OutcomeJudgement, Strategy
from strategy_portal.domain import explanations, wording
from strategy_portal.domain.counting import Rollup, Tally, derived_colour
from strategy_portal.domain.periods import Period
from strategy_portal.domain.status import Status
from strategy_portal.records.history import as_recorded, put_back

from ..models import Indicator
from ..models.value import AWAITING
from .cards import IndicatorCard, cards_in_quarter, quarter_of

SAID = ("title", "description", "challenge", "opportunity", "approach", "measured_by")
"""The texts of an outcome that are as they were on a page as of a day."""


@dataclass(frozen=True)
class OutcomeCard:
    """An outcome with its indicators in one quarter: their distribution first (rules 8.2).

    `judgement` is what somebody stated in place of the derived colour; it counts only where a colour is derived.
    """

    outcome: Outcome
    indicators: tuple[IndicatorCard, ...]
    judgement: OutcomeJudgement | None = None

    @cached_property
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

    @cached_property
    def indicators(self) -> list[IndicatorCard]:
        return [card for outcome in self.outcomes for card in outcome.indicators]

    @cached_property
    def tally(self) -> Tally:
        return Tally.of(card.status for card in self.indicators)

    @property
    def tally_text(self) -> str:
        return wording.tally_text(self.tally)

    @property
    def is_demonstration(self) -> bool:
        return any(card.is_demonstration for card in self.indicators)


def strategy_cards(
    strategies: Iterable[Strategy],
    slug: str,
    on: date,
    as_of: date | None = None,
    *,
    awaiting: bool = False,
    ended_by: date | None = None,
) -> list[StrategyCard]:
    """Each strategy in the quarter named, without a name in its last ended one: seven queries for any number of them.

    The last one that had ended by the day `ended_by`, else by `on`. With `as_of`, the same day as `on`, everything as
    it stood at its end. `awaiting`: with how many values wait for approval now. Raises
    UnknownPeriod.
    """
    by_strategy: dict[int, list[OutcomeCard]] = {}
    found = list(strategies)
    prefetch_related_objects(found, "outcomes")
    outcomes = [outcome for strategy in found for outcome in strategy.outcomes.all()]
    for card in outcome_cards(outcomes, slug, on, as_of, awaiting=awaiting, ended_by=ended_by):
        by_strategy.setdefault(card.outcome.strategy_id, []).append(card)
    last = ended_by or on
    return [StrategyCard(each, quarter_of(each, slug, last), tuple(by_strategy.get(each.pk, []))) for each in found]


def outcome_cards(
    outcomes: Iterable[Outcome],
    slug: str,
    on: date,
    as_of: date | None = None,
    *,
    awaiting: bool = False,
    ended_by: date | None = None,
) -> list[OutcomeCard]:
    """One card for each outcome, in order, in the quarters of `strategy_cards`: seven queries, whatever their number.

    With `as_of`, the same day as `on`, everything as it stood at its end, for at most three queries more. `awaiting`:
    with how many values wait for approval now. Raises UnknownPeriod.
    """
    chosen = list(outcomes)
    if as_of is not None:
        put_back(chosen, as_of, SAID)
    indicators = Indicator.objects.filter(key_output__outcome__in=chosen).known_on(as_of)
    found = indicators.within(chosen, *((AWAITING,) if awaiting else ()), as_of=as_of)
    cards = cards_in_quarter(found, slug, on, as_of, ended_by=ended_by)
    last = ended_by or on
    judged = judgements(chosen, {quarter_of(outcome.strategy, slug, last).start for outcome in chosen}, as_of)
    of_outcome: dict[int, list[IndicatorCard]] = defaultdict(list)
    for card in cards:
        of_outcome[card.indicator.key_output.outcome_id].append(card)
    return [OutcomeCard(each, tuple(of_outcome[each.pk]), judged.get(each.pk)) for each in chosen]


def judgements(
    outcomes: Iterable[Outcome], quarters: Iterable[date], as_of: date | None = None
) -> dict[int, OutcomeJudgement]:
    """What was stated of the outcomes in these quarters: two queries, and none where no colour is
    derived. With `as_of` it is what had been stated by the end of that day.
    """
    coloured = [outcome for outcome in outcomes if outcome.strategy.rollup != Rollup.NONE]
    if not coloured:
        return {}
    asked = {"outcome__in": coloured, "quarter_starts_on__in": list(quarters)}
    if as_of is None:
        found = list(OutcomeJudgement.objects.filter(**asked))
    else:
        found = as_recorded(OutcomeJudgement, as_of, **asked)
    prefetch_related_objects(found, "judged_by")
    return {judgement.outcome_id: judgement for judgement in found}
