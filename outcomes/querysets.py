"""Words about many strategies and outcomes."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Count, FilteredRelation, Q

if TYPE_CHECKING:
    from .models import Strategy


class StrategyQuerySet(models.QuerySet):
    def running_on(self, on: date) -> Self:
        return self.filter(starts_on__lte=on, ends_on__gte=on)

    def hold(self) -> None:
        """Until the transaction ends, whoever holds one of them too waits: seals, targets and locks come one by one.

        In one order, so that no two wait for each other. SQLite lets one transaction write at a time anyway.
        """
        list(self.select_for_update(no_key=True).order_by("pk").values_list("pk"))

    def by_indicators(self) -> Self:
        """The strategy with the most indicators first."""
        return self.annotate(indicator_count=Count("outcomes__key_outputs__indicators")).order_by(
            "-indicator_count", "-starts_on", "title"
        )

    def measured(self) -> Self:
        """Those with an indicator, the one with the most first."""
        return self.by_indicators().filter(indicator_count__gt=0)

    def with_counts(self) -> Self:
        """Each with the number of its outcomes, in one query."""
        return self.annotate(outcome_count=Count("outcomes", distinct=True))


class OutcomeQuerySet(models.QuerySet):
    def of(self, strategy: "Strategy") -> Self:
        return self.filter(strategy=strategy)

    def with_stated(self, quarter_starts_on: date) -> Self:
        """Each with what somebody stated of it in a quarter as `stated`, where there is such: no query of its own."""
        in_quarter = Q(judgements__quarter_starts_on=quarter_starts_on)
        return self.annotate(stated=FilteredRelation("judgements", condition=in_quarter)).select_related(
            "stated__judged_by"
        )
