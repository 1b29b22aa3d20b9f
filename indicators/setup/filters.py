"""Filters of the set-up lists."""

from datetime import date

import django_filters as filters

from outcomes.models import Outcome, Strategy
from strategy_portal.domain.periods import Period
from strategy_portal.models import Team

from ..models import Indicator

IN_USE, PROPOSED, RETIRED = "in-use", "proposed", "retired"


class IndicatorSetupFilter(filters.FilterSet):
    """`on` is the day on which “in use” is asked, `year` the one whose target may be missing."""

    search = filters.CharFilter("title", lookup_expr="icontains", label="Words in the title")
    outcome = filters.ModelChoiceFilter("key_output__outcome", queryset=Outcome.objects.none(), label="Outcome")
    owner = filters.ModelChoiceFilter(queryset=Team.objects.none(), empty_label="All owners")
    state = filters.ChoiceFilter(
        label="State",
        choices=[(IN_USE, "In use"), (PROPOSED, "Not yet measured"), (RETIRED, "Retired")],
        method="in_state",
        empty_label="All",
    )
    missing = filters.ChoiceFilter(
        label="Missing",
        choices=[
            ("owner", "Without an owner"),
            ("frequency", "Without a frequency"),
            ("polarity", "Without a polarity"),
            ("target", "Without a target this year"),
            ("tolerance_kind", "Without a tolerance of its own"),
        ],
        method="without",
        empty_label="Anything or nothing",
    )

    class Meta:
        model = Indicator
        fields = ("search", "outcome", "owner", "state", "missing")

    def __init__(self, *args, strategy: Strategy, on: date, year: Period, **kwargs):
        super().__init__(*args, **kwargs)
        self.on, self.year = on, year
        outcome = self.form.fields["outcome"]
        outcome.queryset, outcome.label = strategy.outcomes.all(), strategy.outcome_label
        outcome.empty_label = f"All {strategy.outcome_label_plural}"
        owners = Team.objects.filter(indicators__key_output__outcome__strategy=strategy)
        self.form.fields["owner"].queryset = owners.distinct()

    def in_state(self, indicators, name: str, state: str):
        in_use = indicators.in_use_on(self.on)
        if state == RETIRED:
            return indicators.exclude(pk__in=in_use.values("pk"))
        return in_use.filter(is_proposed=True) if state == PROPOSED else in_use

    def without(self, indicators, name: str, what: str):
        return indicators.in_use_on(self.on).lacking(what, self.on, self.year.start)
