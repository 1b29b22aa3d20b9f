"""Strategies and outcomes in the API."""

import django_filters as filters
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from strategy_portal.api.base import KnownTextFilter, ReadOnlySerializer, ReadOnlyViewSet

from .models import Commitment, Statement, Strategy


class StatementSerializer(ReadOnlySerializer):
    """One entry of a strategy’s lists; `text` is null where the source lacks it."""

    class Meta:
        model = Statement
        fields = ("kind", "order", "label", "text")


class StrategySerializer(ReadOnlySerializer):
    """A strategy. What its source does not state is null."""

    years = serializers.SerializerMethodField(help_text="The financial years that the strategy touches")
    predecessor = serializers.SlugField(source="predecessor.slug", default=None, read_only=True, allow_null=True)
    statements = StatementSerializer(many=True, read_only=True)

    class Meta:
        model = Strategy
        fields = (
            "slug", "title", "organisation", "organisation_short", "source", "starts_on", "ends_on", "dates_note",
            "years", "outcome_label", "purpose", "scope", "vision", "overall_measure", "funding_gap", "predecessor",
            "predecessor_title", "statements",
        )  # fmt: skip

    def get_years(self, strategy: Strategy) -> list[str]:
        return [year.slug for year in strategy.years]


class CommitmentSerializer(ReadOnlySerializer):
    """What the strategy promises under an outcome."""

    class Meta:
        model = Commitment
        fields = ("order", "heading", "led_by", "mentions")


def strategy_filter(field_name: str) -> filters.Filter:
    """`?strategy=wlc-customer-2023-28`. A strategy that there is not is a mistake, not an empty list."""
    found = filters.ModelChoiceFilter(
        field_name=field_name,
        queryset=Strategy.objects.adopted(),
        to_field_name="slug",
        error_messages={"invalid_choice": "There is no strategy with this slug. /api/v1/strategies/ lists them."},
    )
    about = {"type": "string", "description": "The strategy’s slug, for example `wlc-customer-2023-28`"}
    return extend_schema_field(about)(found)


class StrategyFilter(filters.FilterSet):
    organisation = KnownTextFilter(
        "organisation_short",
        of=(Strategy, "organisation_short"),
        help_text="The organisation’s short name, for example `WLC`",
    )


class StrategyViewSet(ReadOnlyViewSet):
    """Strategies, running or finished, with their statements. What the source does not state is null."""

    queryset = (
        Strategy.objects.adopted()
        .select_related("predecessor")
        .prefetch_related("statements")
        .order_by("-starts_on", "pk")
    )
    serializer_class = StrategySerializer
    filterset_class = StrategyFilter
    lookup_field = "slug"
    lookup_value_regex = "[^/]+"  # any other text reaches the view too, so that it answers 404 as JSON
