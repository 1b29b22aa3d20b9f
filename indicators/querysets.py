"""Words about many indicators and values."""

from typing import Self

from django.db import models
from django.db.models import Q

from strategy_portal.models import Role


class IndicatorQuerySet(models.QuerySet):
    def of(self, strategy) -> Self:
        return self.filter(key_output__outcome__strategy=strategy)

    def with_setting(self) -> Self:
        """With everything that a line about the indicator prints, in one query."""
        return self.select_related("owner", "key_output__outcome__strategy")

    def in_strategy_order(self) -> Self:
        """Newest strategy first, then as in the strategy."""
        strategy = "key_output__outcome__strategy"
        return self.order_by(f"-{strategy}__starts_on", strategy, "key_output__outcome__number", "order")

    def in_order(self) -> Self:
        return self.order_by("key_output__outcome__number", "order")


class ValueQuerySet(models.QuerySet):
    def approved(self) -> Self:
        return self.filter(state="approved")

    def awaiting_approval(self) -> Self:
        return self.filter(state="submitted")

    def with_setting(self) -> Self:
        """With everything that a line about the value prints, in one query."""
        return self.select_related(
            "indicator__key_output__outcome__strategy", "period__strategy", "unit", "submitted_by", "entered_by"
        )

    def in_remit_of(self, user) -> Self:
        """Values of this person's teams: the indicator's owner, or for a survey the unit's team.

        The performance team's remit is everything.
        """
        if user.role == Role.PERFORMANCE:
            return self.all()
        teams = user.teams.all()
        return self.filter(Q(unit__isnull=True, indicator__owner__in=teams) | Q(unit__team__in=teams))
