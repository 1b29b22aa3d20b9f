"""Words about many indicators and values."""

from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, F, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Coalesce

from outcomes.models import Outcome
from strategy_portal.domain.targets import Polarity
from strategy_portal.records.history import end_of

if TYPE_CHECKING:
    from .models import Indicator


class IndicatorQuerySet(models.QuerySet):
    def of(self, strategy) -> Self:
        return self.filter(key_output__outcome__strategy=strategy)

    def with_setting(self) -> Self:
        """With everything that a line about the indicator prints, in one query."""
        return self.select_related("owner", "key_output__outcome__strategy")

    def with_rules(self) -> Self:
        """With setting and what it takes to know the rules."""
        return self.with_setting().noting_changes()

    def noting_changes(self) -> Self:
        """With the council's tolerances, and whether the indicator's own rule was ever changed, if only for a while."""
        return self.annotate(has_rule_changes=_ever_changed(), council_records=_council_records())

    def within(self, outcomes: Iterable[Outcome]) -> "list[Indicator]":
        """With setting and rules, of outcomes that are loaded: each is given its own, so none is read once more."""
        loaded = {outcome.pk: outcome for outcome in outcomes}
        found = list(self.select_related("owner", "key_output").noting_changes())
        for indicator in found:
            indicator.key_output.outcome = loaded[indicator.key_output.outcome_id]
        return found

    def with_judging(self) -> Self:
        """With setting, rules and targets, for those who also print the targets; a status needs the rules alone."""
        targets = self.model._meta.get_field("targets").related_model.objects.order_by("year_starts_on", "holds_from")
        return self.with_rules().prefetch_related(Prefetch("targets", targets))

    def in_strategy_order(self) -> Self:
        """Newest strategy first, then as in the strategy."""
        strategy = "key_output__outcome__strategy"
        return self.order_by(f"-{strategy}__starts_on", strategy, "key_output__outcome__number", "order")

    def in_order(self) -> Self:
        return self.order_by("key_output__outcome__number", "order")

    def in_use_on(self, day: date) -> Self:
        """Not retired before that day."""
        return self.filter(Q(retired_on__isnull=True) | Q(retired_on__gte=day))

    def known_on(self, day: date | None) -> Self:
        """Those that had been added by the end of a day; all without a day."""
        if day is None:
            return self
        added = self.model.history.filter(id=OuterRef("pk"), history_type="+")
        return self.exclude(Exists(added.filter(history_date__gte=end_of(day))))

    def lacking(self, what: str, on: date, year_starts_on: date) -> Self:
        """Without an owner, a frequency, a polarity, a tolerance of its own, or a target of the year named.

        Polarity and tolerance are those of the rule that holds on the day `on` (rules 6.7).
        """
        if what == "target":
            return self.exclude(targets__year_starts_on=year_starts_on)
        if what in ("polarity", "tolerance_kind"):
            latest = self._rule_changes().filter(holds_from__lte=on).order_by("-holds_from").values(what)[:1]
            nothing = Polarity.NOT_SET if what == "polarity" else ""
            return self.alias(in_force=Coalesce(Subquery(latest), F(what))).filter(in_force=nothing)
        return self.filter(owner__isnull=True) if what == "owner" else self.filter(frequency="")

    def _rule_changes(self) -> models.QuerySet:
        """Those of the indicator that the query is about."""
        return _rule_change().objects.filter(indicator=OuterRef("pk"))


# Made once, because making them takes as long as asking.


@cache
def _ever_changed() -> Exists:
    return Exists(_rule_change().history.filter(indicator=OuterRef("pk")))


@cache
def _council_records() -> Subquery:
    return Subquery(apps.get_model("indicators", "CouncilTolerance").in_one_column())


def _rule_change() -> type[models.Model]:
    return apps.get_model("indicators", "RuleChange")
