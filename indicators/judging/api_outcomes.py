"""Outcomes in the API, with the distribution of their indicators."""

import django_filters as filters
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers

from outcomes.api import CommitmentSerializer, strategy_filter
from outcomes.models import Outcome
from outcomes.priorities import served_by
from strategy_portal.api.base import AS_OF, QUARTER, FigureText, ReadOnlySerializer, Scored, asked_day, asked_quarter
from strategy_portal.clock import today
from strategy_portal.domain.counting import Tally
from strategy_portal.domain.status import Status

from .outcomes import outcome_cards


class CountSerializer(serializers.Serializer):
    """How many indicators have a status."""

    slug = serializers.ChoiceField(choices=list(Status))
    word = serializers.CharField()
    count = serializers.IntegerField()
    share = FigureText(
        allow_null=True, help_text="Percent of the base; null for what is no colour, and for an empty base"
    )


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


class PrioritySerializer(serializers.Serializer):
    """A corporate priority of the strategy."""

    order = serializers.IntegerField(help_text="Its place in the strategy’s list")
    text = serializers.CharField()


class OutcomeSerializer(ReadOnlySerializer):
    """An outcome, in its strategy’s own words, with the distribution of its indicators."""

    key = serializers.SerializerMethodField(help_text="Strategy and number, for example `wlc-customer-2023-28/2`")
    strategy = serializers.SlugField(source="strategy.slug", read_only=True)
    commitments = CommitmentSerializer(many=True, read_only=True)
    priorities = PrioritySerializer(
        source="serves.priorities",
        many=True,
        read_only=True,
        allow_null=True,
        default=None,
        help_text="The corporate priorities that it serves; null: nobody has stated it",
    )
    priorities_are_demonstration = serializers.BooleanField(
        source="serves.is_demonstration", read_only=True, default=False, help_text="They are made up"
    )
    tally = TallySerializer(source="card", read_only=True)

    class Meta:
        model = Outcome
        fields = (
            "id", "key", "strategy", "number", "title", "description", "challenge", "opportunity", "approach",
            "measured_by", "commitments", "priorities", "priorities_are_demonstration", "tally",
        )  # fmt: skip

    def get_key(self, outcome: Outcome) -> str:
        return f"{outcome.strategy.slug}/{outcome.number}"


class OutcomeFilter(filters.FilterSet):
    strategy = strategy_filter("strategy")


@extend_schema_view(
    list=extend_schema(parameters=[QUARTER, AS_OF]), retrieve=extend_schema(parameters=[QUARTER, AS_OF])
)
class OutcomeViewSet(Scored):
    """What a strategy wants to achieve, with the distribution of its indicators in a quarter and its base."""

    queryset = (
        Outcome.objects.filter(strategy__is_draft=False).select_related("strategy").prefetch_related("commitments")
    )
    queryset = queryset.order_by("-strategy__starts_on", "strategy", "number")
    serializer_class = OutcomeSerializer
    filterset_class = OutcomeFilter
    parameters = ("period", "as_of")

    def cards(self, found):
        as_of = asked_day(self.request)
        cards = outcome_cards(found, asked_quarter(self.request), as_of or today(), as_of)
        served = served_by(found, as_of)
        for outcome in found:
            outcome.serves = served.get(outcome.pk)
        return {card.outcome.pk: card for card in cards}
