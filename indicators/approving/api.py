"""Seals in the API: what was approved, each version with all that proves it (rules 6.7)."""

import django_filters as filters
from rest_framework import serializers

from outcomes.api import strategy_filter
from strategy_portal.api.base import KnownTextFilter, PatternFilter, ReadOnlySerializer, ReadOnlyViewSet, YesNoFilter

from ..api import in_order, key_of
from ..entering.api_entries import KEY, known_indicator
from ..judging.api_standing import CommentarySerializer, InputSerializer, ProvedSerializer, UnitCommentarySerializer
from ..judging.loading import WRITTEN, SealedEntry
from ..judging.standing import Standing
from ..models import ReportingPeriod, Seal


class SealSerializer(ReadOnlySerializer):
    """The organisation's figure of one indicator in one period, as one approval sealed it."""

    strategy = serializers.SlugField(source="indicator.outcome.strategy.slug", read_only=True)
    indicator = serializers.SerializerMethodField(
        help_text="The indicator’s key, for example `wlc-customer-2023-28/2.1`"
    )
    period = serializers.SlugField(source="period.slug", read_only=True)
    period_label = serializers.CharField(source="period", read_only=True)
    sealed_by = serializers.CharField(source="standing.entry.approved_by", read_only=True)
    reason = serializers.CharField(read_only=True, allow_null=True, help_text="Why it was restated")
    status = serializers.CharField(read_only=True, help_text="The slug of the status, as in `proof`")
    rule_from = serializers.DateField(
        source="standing.entry.rule_from", read_only=True, allow_null=True,
        help_text="From when the rule holds; null: from the start",
    )  # fmt: skip
    forecast = serializers.CharField(
        source="standing.entry.forecast", read_only=True, allow_null=True, help_text="The owner’s, for the year end"
    )
    commentary = CommentarySerializer(source="standing.entry.commentary", read_only=True)
    commentaries = UnitCommentarySerializer(source="standing.entry.commentaries", many=True, read_only=True)
    proof = ProvedSerializer(source="standing", read_only=True)
    inputs = InputSerializer(many=True, read_only=True, help_text="What went into the figure")

    class Meta:
        model = Seal
        fields = (
            "id", "strategy", "indicator", "period", "period_label", "version", "is_current", "sealed_at", "sealed_by",
            "is_restated", "reason", "status", "rule_from", "forecast", "commentary", "commentaries", "proof", "inputs",
            "is_demonstration",
        )  # fmt: skip

    def to_representation(self, seal: Seal):
        seal.standing = Standing.sealed(seal.period.as_domain(), SealedEntry(seal))
        return super().to_representation(seal)

    def get_indicator(self, seal: Seal) -> str:
        return key_of(seal.indicator)


class SealFilter(filters.FilterSet):
    strategy = strategy_filter("indicator__key_output__outcome__strategy")
    indicator = PatternFilter(
        method="filter_key", regex=KEY, help_text="The indicator’s key, for example `wlc-customer-2023-28/2.1`"
    )
    period = KnownTextFilter(
        "period__slug",
        of=(ReportingPeriod, "slug"),
        help_text="The period’s slug, for example `2026-27-Q2` or `2026-27`",
    )
    current = YesNoFilter("is_current", help_text="Only the version that holds, or only those that it replaced")
    restated = YesNoFilter("is_restated", help_text="An approved value was revised")

    def filter_key(self, queryset, name, key):
        return queryset.filter(indicator__in=known_indicator(key))


class SealViewSet(ReadOnlyViewSet):
    """What was approved, once and for all: a revision adds a version and changes none."""

    queryset = (
        Seal.objects.filter(period__strategy__is_draft=False)
        .select_related("indicator__key_output__outcome__strategy", "period__strategy", "sealed_by")
        .annotate(**WRITTEN)
        .order_by(*in_order("indicator__"), "period__starts_on", "version", "pk")
    )
    serializer_class = SealSerializer
    filterset_class = SealFilter
