"""Scorecards of indicators and outcomes of several strategies at once, each in the quarter that is asked for."""

from collections.abc import Sequence
from datetime import date

from indicators.models import Indicator
from outcomes.models import Outcome, Strategy
from strategy_portal.domain.periods import Period, add_months, period_from_slug

from .indicators import RECENT_MONTHS, IndicatorCard, card, histories, last_ended_quarter
from .outcomes import OutcomeCard


def quarter_of(strategy: Strategy, slug: str, on: date) -> Period:
    """The quarter named, in the strategy's own financial years; without a name the last one that has ended.

    Raises UnknownPeriod.
    """
    return period_from_slug(slug, strategy.year_start) if slug else last_ended_quarter(on, strategy.year_start)


def cards_in_quarter(indicators: Sequence[Indicator], slug: str, on: date) -> list[IndicatorCard]:
    """One card for each indicator, in order. Three queries, if they come with setting, targets and notes.

    Raises UnknownPeriod.
    """
    quarters = [quarter_of(indicator.outcome.strategy, slug, on) for indicator in indicators]
    starts = [add_months(quarter.start, -RECENT_MONTHS) for quarter in quarters]
    found = histories(indicators, since=min(starts, default=None))
    return [card(history, quarter, on, since) for history, quarter, since in zip(found, quarters, starts, strict=True)]


def outcome_cards(outcomes: Sequence[Outcome], slug: str, on: date) -> list[OutcomeCard]:
    """One card for each outcome, in order: six queries, whatever their number. Raises UnknownPeriod."""
    found = Indicator.objects.filter(key_output__outcome__in=outcomes).with_setting().in_order()
    cards = cards_in_quarter(list(found.prefetch_related("targets", "notes")), slug, on)
    return [
        OutcomeCard(outcome, tuple(card for card in cards if card.indicator.key_output.outcome_id == outcome.pk))
        for outcome in outcomes
    ]
