"""Who sees a strategy that is not adopted yet: those who may write it."""

from typing import Any

from outcomes.models import Strategy, StrategyQuerySet
from strategy_portal.access import may


def seen_by(user: Any) -> StrategyQuerySet:
    return Strategy.objects.all() if may(user, "outcomes:strategy-contents", "POST") else Strategy.objects.adopted()
