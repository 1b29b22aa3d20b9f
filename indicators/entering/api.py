"""Values in the API: read by everyone who may, saved as drafts by those who enter them."""

from typing import Any

import django_filters as filters
from drf_spectacular.utils import (
    OpenApiResponse,
    extend_schema,
    extend_schema_field,
    extend_schema_serializer,
    extend_schema_view,
)
from rest_framework import serializers, status
from rest_framework.response import Response

from outcomes.api import strategy_filter
from strategy_portal.access import sees_drafts
from strategy_portal.api.base import FigureText, KnownTextFilter, PatternFilter, ReadOnlySerializer, Reason
from strategy_portal.api.writing import ConflictSerializer, WritableViewSet
from strategy_portal.clock import today
from strategy_portal.domain.checks import Check

from ..api import in_order, key_of
from ..expecting.expected import ExpectedEntry
from ..models import CollectionUnit, Population, ReportingPeriod, Value
from . import api_entries
from .previews import Previewer, is_explained, open_questions


class PopulationUsedSerializer(ReadOnlySerializer):
    """The row of a population table that a denominator was taken from."""

    table = serializers.CharField(source="table.name", read_only=True)

    class Meta:
        model = Population
        fields = ("table", "holds_from", "value")


class ValueSerializer(ReadOnlySerializer):
    """What is entered for one indicator, one period, and the organisation or one unit."""

    strategy = serializers.SlugField(source="indicator.outcome.strategy.slug", read_only=True)
    indicator = serializers.SerializerMethodField(
        help_text="The indicator’s key, for example `wlc-customer-2023-28/2.1`"
    )
    period = serializers.SlugField(source="period.slug", read_only=True)
    period_label = serializers.CharField(source="period", read_only=True)
    unit = serializers.CharField(source="unit.name", default=None, read_only=True, allow_null=True)
    value = FigureText(source="reading.number", read_only=True, allow_null=True, help_text="The figure in full")
    value_text = serializers.SerializerMethodField(help_text="The figure as printed, or why there is none")
    missing = Reason(
        source="reading.number", read_only=True, help_text="Why there is no figure; null where there is one"
    )
    answer_counts = api_entries.AnswerCounts(
        read_only=True, allow_null=True, help_text="How many chose each answer of a survey"
    )
    population = PopulationUsedSerializer(
        read_only=True, allow_null=True, help_text="The row that the denominator was taken from"
    )
    answers = api_entries.AnswerSerializer(many=True, read_only=True, help_text="To the questions about this figure")
    entered_by = serializers.CharField(read_only=True)
    submitted_by = serializers.CharField(read_only=True, allow_null=True)
    approved_by = serializers.CharField(read_only=True, allow_null=True)

    class Meta:
        model = Value
        fields = (
            "id", "strategy", "indicator", "period", "period_label", "unit", "value", "value_text", "missing", "number",
            "numerator", "denominator", "respondents", "answer_counts", "population", "availability", "reason",
            "expected_on", "state", "quality", "forecast", "answers", "what_happened", "why", "what_next",
            "return_reason", "revision_reason", "version", "entered_by", "updated_at", "submitted_by", "submitted_at",
            "approved_by", "approved_at", "is_demonstration",
        )  # fmt: skip

    def get_indicator(self, value: Value) -> str:
        return key_of(value.indicator)

    def get_value_text(self, value: Value) -> str:
        return value.indicator.format_in(value.period.as_domain()).text(value.reading().number)


class OddSerializer(serializers.Serializer):
    """What looks odd about a figure. It can be submitted once it is answered."""

    key = serializers.ChoiceField(choices=list(Check), help_text="Which check asks")
    text = serializers.CharField(help_text="The question; send it back with the answer")


class OneValueSerializer(ValueSerializer):
    """One value, with what is still to be said before it can be submitted."""

    questions = serializers.SerializerMethodField(help_text="What looks odd about the figure and is not answered yet")
    needs_commentary = serializers.SerializerMethodField(
        help_text="What happened, why and what next have to be said and are not"
    )

    class Meta(ValueSerializer.Meta):
        fields = (*ValueSerializer.Meta.fields, "questions", "needs_commentary")

    def to_representation(self, value: Value) -> dict[str, Any]:
        is_open = value.state in (Value.State.DRAFT, Value.State.RETURNED)
        self.preview = Previewer([value], today()).of(value, value) if is_open else None
        return super().to_representation(value)

    @extend_schema_field(OddSerializer(many=True))
    def get_questions(self, value: Value) -> list[dict[str, str]]:
        asked = open_questions(self.preview, value.answers) if self.preview else []
        return OddSerializer(asked, many=True).data

    def get_needs_commentary(self, value: Value) -> bool:
        return self.preview is not None and self.preview.needs_commentary and not is_explained(value)


@extend_schema_serializer(component_name="Conflict")
class ValueConflictSerializer(ConflictSerializer):
    """Nothing was saved: both values, so that a person or a program can settle it."""

    code = serializers.ChoiceField(choices=["changed", "submitted", "approved", "locked"])
    theirs = ValueSerializer(allow_null=True, help_text="What stands there now; null if there is no value")


class ValueFilter(filters.FilterSet):
    strategy = strategy_filter("indicator__key_output__outcome__strategy")
    indicator = PatternFilter(
        method="filter_key",
        regex=api_entries.KEY,
        help_text="The indicator’s key, for example `wlc-customer-2023-28/2.1`",
    )
    period = KnownTextFilter(
        "period__slug",
        of=(ReportingPeriod, "slug"),
        help_text="The period’s slug, for example `2026-27-Q2` or `2026-27`",
    )
    unit = KnownTextFilter("unit__name", of=(CollectionUnit, "name"), help_text="The collection unit’s name")
    state = filters.ChoiceFilter(choices=Value.State.choices)

    def filter_key(self, queryset, name, key):
        return queryset.filter(indicator__in=api_entries.known_indicator(key))


SAVED = OpenApiResponse(OneValueSerializer, "Saved, or unchanged because the same stands there already")
NOT_SAVED = "Nothing was saved: changed meanwhile, submitted, approved or locked"
REFUSED = OpenApiResponse(ValueConflictSerializer, NOT_SAVED)


@extend_schema_view(
    retrieve=extend_schema(responses=OneValueSerializer),
    create=extend_schema(
        request=api_entries.NewEntrySerializer,
        responses={
            201: OpenApiResponse(OneValueSerializer, "There was no value yet: it is saved"),
            200: SAVED,
            409: REFUSED,
        },
    ),
    update=extend_schema(request=api_entries.EntrySerializer, responses={200: SAVED, 409: REFUSED}),
)
class ValueViewSet(WritableViewSet):
    """Values with their workflow. Drafts, submitted and returned values are shown to those who enter or approve."""

    queryset = (
        Value.objects.filter(period__strategy__is_draft=False)
        .select_related(
            "indicator__key_output__outcome__strategy",
            "period__strategy",
            "unit",
            "population__table",
            "entered_by",
            "submitted_by",
            "approved_by",
        )
        .prefetch_related("indicator__rules")
    )
    queryset = queryset.order_by(*in_order("indicator__"), "period__starts_on", "unit__name", "pk")
    serializer_class = ValueSerializer
    filterset_class = ValueFilter

    def get_queryset(self):
        found = super().get_queryset()
        user = self.request.user
        return found.approved_or_in_remit_of(user) if sees_drafts(user) else found.approved()

    def get_serializer_class(self):
        return OneValueSerializer if self.detail else ValueSerializer

    def create(self, request):
        """Save, as a draft, the value of an indicator in a period. The same sent again changes nothing."""
        sent = self.sent(api_entries.NewEntrySerializer)
        return self._save(api_entries.find_expected(request.user, sent, today()), sent)

    def update(self, request, pk):
        """Replace, as a draft, what is entered in a value. What is left out is emptied."""
        value = self.get_object()
        expected = api_entries.expected_of(request.user, value, today())
        return self._save(expected, self.sent(api_entries.EntrySerializer))

    def _save(self, expected: ExpectedEntry, sent: dict[str, Any]) -> Response:
        entered = api_entries.read_entry(expected, sent)
        try:
            value, is_new = api_entries.enter(expected, entered, version=sent["version"], by=self.request.user)
        except api_entries.NotSaved as refused:
            return ValueConflictSerializer.answer(**vars(refused), yours=self.request.data)
        return Response(OneValueSerializer(value).data, status.HTTP_201_CREATED if is_new else status.HTTP_200_OK)
