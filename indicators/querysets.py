"""Words about many indicators and values."""

from typing import Self

from django.db import models
from django.db.models import Q


class IndicatorQuerySet(models.QuerySet):
    def of(self, strategy) -> Self:
        return self.filter(key_output__outcome__strategy=strategy)

    def with_setting(self) -> Self:
        """With everything that a line about the indicator prints, in one query."""
        return self.select_related("owner", "key_output__outcome__strategy")

    def in_order(self) -> Self:
        return self.order_by("key_output__outcome__number", "order")


class ValueQuerySet(models.QuerySet):
    def approved(self) -> Self:
        return self.filter(state="approved")

    def awaiting_approval(self) -> Self:
        return self.filter(state="submitted")

    def owned_by(self, user) -> Self:
        """Values that this person's teams enter: the indicator's owner, or for a survey the unit's team."""
        teams = user.teams.all()
        return self.filter(Q(unit__isnull=True, indicator__owner__in=teams) | Q(unit__team__in=teams))
