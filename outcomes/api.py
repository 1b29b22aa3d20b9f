"""Strategies and outcomes in the API."""

import django_filters as filters
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers

from reports.scorecards.outcomes import outcome_cards
from strategy_portal.api.base import AS_OF, QUARTER, Reading, Scored, asked_day, asked_quarter
from strategy_portal.api.fields import Facts, Figure
from strategy_portal.clock import today
from strategy_portal.domain.counting import Tally
from strategy_portal.domain.status import Status

from .models import Commitment, Outcome, Statement, Strategy


class StatementSerializer(Facts):
    """One entry of a strategy’s lists; `text` is null where the source lacks it."""

    class Meta:
        model = Statement
        fields = ("kind", "order", "label", "text")


class StrategySerializer(Facts):
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


class CommitmentSerializer(Facts):
    """What the strategy promises under an outcome."""

    class Meta:
        model = Commitment
        fields = ("order", "heading", "led_by", "mentions")


class CountSerializer(serializers.Serializer):
    """How many indicators have a status."""

    slug = serializers.ChoiceField(choices=list(Status))
    word = serializers.CharField()
    count = serializers.IntegerField()
    share = Figure(allow_null=True, help_text="Percent of the base; null for what is no colour, and for an empty base")


class TallySerializer(serializers.Serializer):
    """Each status with its count, nought included: they sum to `total`."""

    text = serializers.CharField(source="tally_text")
    base = serializers.IntegerField(
        source="tally.assessable", help_text="Indicators with a target and a value: what the colours are a part of"
    )
    without_colour = serializers.IntegerField(source="tally.without_colour")
    total = serializers.IntegerField(source="tally.total")
    counts = serializers.SerializerMethodField()

    @extend_schema_field(CountSerializer(many=True))
    def get_counts(self, card) -> list[dict]:
        tally: Tally = card.tally
        rows = [
            {"slug": status, "word": status.word, "count": count, "share": tally.share(status)}
            for status, count in tally.counts.items()
        ]
        return CountSerializer(rows, many=True).data


class OutcomeSerializer(Facts):
    """An outcome, in its strategy’s own words, with the distribution of its indicators."""

    key = serializers.SerializerMethodField(help_text="Strategy and number, for example `wlc-customer-2023-28/2`")
    strategy = serializers.SlugField(source="strategy.slug", read_only=True)
    commitments = CommitmentSerializer(many=True, read_only=True)
    tally = TallySerializer(source="card", read_only=True)

    class Meta:
        model = Outcome
        fields = (
            "id", "key", "strategy", "number", "title", "description", "challenge", "opportunity", "approach",
            "measured_by", "commitments", "tally",
        )  # fmt: skip

    def get_key(self, outcome: Outcome) -> str:
        return f"{outcome.strategy.slug}/{outcome.number}"


def strategy_filter(field_name: str) -> filters.Filter:
    """`?strategy=wlc-customer-2023-28`. A strategy that there is not is a mistake, not an empty list."""
    found = filters.ModelChoiceFilter(
        field_name=field_name,
        queryset=Strategy.objects.all(),
        to_field_name="slug",
        error_messages={"invalid_choice": "There is no strategy with this slug. /api/v1/strategies/ lists them."},
    )
    about = {"type": "string", "description": "The strategy’s slug, for example `wlc-customer-2023-28`"}
    return extend_schema_field(about)(found)


class StrategyFilter(filters.FilterSet):
    organisation = filters.CharFilter(
        "organisation_short", "iexact", help_text="The organisation’s short name, for example `WLC`"
    )


class OutcomeFilter(filters.FilterSet):
    strategy = strategy_filter("strategy")


class StrategyViewSet(Reading):
    """Strategies, running or finished, with their statements. What the source does not state is null."""

    queryset = (
        Strategy.objects.select_related("predecessor").prefetch_related("statements").order_by("-starts_on", "pk")
    )
    serializer_class = StrategySerializer
    filterset_class = StrategyFilter
    lookup_field = "slug"
    lookup_value_regex = "[^/]+"  # any other text reaches the view too, so that it answers 404 as JSON


@extend_schema_view(
    list=extend_schema(parameters=[QUARTER, AS_OF]), retrieve=extend_schema(parameters=[QUARTER, AS_OF])
)
class OutcomeViewSet(Scored):
    """What a strategy wants to achieve, with the distribution of its indicators in a quarter and its base."""

    queryset = Outcome.objects.select_related("strategy").prefetch_related("commitments")
    queryset = queryset.order_by("-strategy__starts_on", "strategy", "number")
    serializer_class = OutcomeSerializer
    filterset_class = OutcomeFilter
    parameters = ("period", "as_of")

    def cards(self, found):
        as_of = asked_day(self.request)
        cards = outcome_cards(found, asked_quarter(self.request), as_of or today(), as_of)
        return {card.outcome.pk: card for card in cards}
