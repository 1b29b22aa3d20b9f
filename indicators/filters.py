"""Filters of the list of indicators."""

import django_filters as filters

from outcomes.models import Strategy
from strategy_portal.domain.status import Status
from strategy_portal.models import Team

from .models import Indicator


class IndicatorListFilter(filters.FilterSet):
    search = filters.CharFilter("title", lookup_expr="icontains", label="Words in the title")
    strategy = filters.ModelChoiceFilter(
        field_name="key_output__outcome__strategy",
        label="Strategy",
        queryset=Strategy.objects.all(),
        to_field_name="slug",
        empty_label="All strategies",
    )
    owner = filters.ModelChoiceFilter(
        queryset=Team.objects.filter(indicators__isnull=False).distinct(), empty_label="All owners"
    )
    status = filters.ChoiceFilter(
        choices=[(status.value, status.word) for status in Status],
        method="computed",
        label="Status",
        empty_label="Every status",
    )

    class Meta:
        model = Indicator
        fields = ("search", "strategy", "owner", "status")

    def computed(self, queryset, name, value):
        """A status is computed, not stored: the view chooses among the scorecards."""
        return queryset
