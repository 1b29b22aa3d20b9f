"""Who sees a strategy that is not adopted yet: those who may write it. Its pages the table of rights guards."""

from typing import Any

from outcomes.models import Strategy, StrategyQuerySet
from strategy_portal.access import writes_drafts


def seen_by(user: Any) -> StrategyQuerySet:
    return Strategy.objects.all() if writes_drafts(user) else Strategy.objects.adopted()
