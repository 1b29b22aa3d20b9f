"""Indicators in the API: what they are, where they stand and why."""

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from typing import ClassVar

import django_filters as filters
from django.db.models import Prefetch, Q, prefetch_related_objects
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers

from outcomes.api import strategy_filter
from outcomes.models import Outcome
from strategy_portal.api.base import (
    AS_OF,
    QUARTER,
    KnownTextFilter,
    ReadOnlySerializer,
    Scored,
    WholeNumberFilter,
    WithChanges,
    YesNoFilter,
    asked_day,
    asked_quarter,
)
from strategy_portal.api.parts import NAME as INCLUDE
from strategy_portal.api.parts import InParts, asked_parts, include_parameter
from strategy_portal.clock import today
from strategy_portal.domain.status import Polarity
from strategy_portal.models import Team
from strategy_portal.records.changes import Change

from .judging.api_standing import (
    BaselineSerializer,
    InputSerializer,
    PointSerializer,
    ProcessSerializer,
    StandingSerializer,
    TrendsSerializer,
    YearSerializer,
)
from .judging.cards import IndicatorCard, cards_in_quarter
from .judging.process import processes_of
from .judging.spans import year_lines
from .models import Indicator, IndicatorNote, Seal, Value
from .models.indicator import choices
from .models.value import AWAITING
from .setup.api import SETUP_FIELDS, SETUP_ROWS, SetupFields, ToleranceSerializer
from .setup.changes import changes_of_indicator

PARTS = {
    "proof": "in `status` what the status was judged by, the sum behind the figure, who approved it and what waits",
    "commentaries": "in `status` what people said of the figure, of a survey each unit’s",
    "inputs": "what went into the figure: values, units, other indicators",
    "setup": "how it is measured and judged: rules, targets for each year, benchmarks, populations",
    "history": "each period with its figure, and in `trend` what each trend is made of",
    "years": "each year with its proof",
    "process": "the process behaviour chart",
}
"""What of an indicator is given by name, and what it brings."""

OF_THE_WHOLE = {"history", "years", "process"}
"""Parts that want the figures of the whole strategy."""

FIRST_RULE = "card.figures.stated.start"
"""What an indicator is judged by from the start."""


def in_order(prefix: str = "") -> tuple[str, ...]:
    """Newest strategy first, then as in the strategy: a total order, so that pages join.

    `prefix` leads to the indicator.
    """
    outcome = f"{prefix}key_output__outcome"
    by_strategy = (f"-{outcome}__strategy__starts_on", f"{outcome}__strategy_id")
    return (*by_strategy, f"{outcome}__number", f"{prefix}order", f"{prefix}pk")


class IndicatorNoteSerializer(ReadOnlySerializer):
    """A mark on the indicator and what it means there."""

    text = serializers.CharField(source="get_meaning_display", read_only=True)

    class Meta:
        model = IndicatorNote
        fields = ("symbol", "meaning", "text")


class IndicatorSerializer(InParts, ReadOnlySerializer, SetupFields):
    """An indicator: what it is, where it stands in the quarter and which way it moves."""

    PARTS: ClassVar = {
        "setup": (
            "data_source", "method", "factor", "decimal_places", "numerator_label", "denominator_label", "formula",
            "across_units", "across_periods", "judged_at_year_end", "polarity_basis", "tolerance", "no_change_band",
            "trend_comparison", "target_as_written", "baseline", *SETUP_FIELDS, "suggested_by",
            "setup_is_demonstration", "notes",
        ),
        **{name: (name,) for name in ("inputs", "history", "years", "process")},
    }  # fmt: skip

    key = serializers.SerializerMethodField(help_text="Strategy and reference, for example `wlc-customer-2023-28/2.1`")
    strategy = serializers.SlugField(source="outcome.strategy.slug", read_only=True)
    outcome = serializers.IntegerField(source="outcome.number", read_only=True, help_text="The outcome’s number")
    reference = serializers.CharField(read_only=True)
    key_output = serializers.CharField(source="key_output.title", read_only=True)
    owner = serializers.CharField(source="owner.name", default=None, read_only=True, allow_null=True)
    directorate = serializers.CharField(
        source="owner.parent.name",
        default=None,
        read_only=True,
        allow_null=True,
        help_text="The directorate that its owner is a part of now, whatever the day",
    )
    owner_stated = serializers.SerializerMethodField(
        help_text="False: no team is named, neither here nor in the source"
    )
    decimal_places = serializers.IntegerField(source=f"{FIRST_RULE}.decimal_places", read_only=True)
    polarity = serializers.ChoiceField(choices=choices(Polarity), source=f"{FIRST_RULE}.polarity", read_only=True)
    polarity_basis = serializers.CharField(source=f"{FIRST_RULE}.reason", read_only=True, allow_null=True)
    tolerance = ToleranceSerializer(
        source="card.figures.rules.start.tolerance",
        read_only=True,
        help_text="From the start, before any change of the rule or by the council",
    )
    target_as_written = serializers.CharField(source="target_text", read_only=True, allow_null=True)
    baseline = BaselineSerializer(source="card", read_only=True)
    notes = IndicatorNoteSerializer(many=True, read_only=True)
    status = StandingSerializer(source="card.standing", read_only=True)
    since = serializers.ListField(
        child=serializers.CharField(),
        source="card.since.texts",
        read_only=True,
        help_text="Since when it has its colour, and since when it is off target; empty without a colour",
    )
    trend = TrendsSerializer(source="card", read_only=True)
    inputs = InputSerializer(
        many=True,
        read_only=True,
        help_text="What went into the period’s sealed figure; empty where none is sealed",
    )
    history = PointSerializer(
        source="card.points", many=True, read_only=True, help_text="Each of its periods up to the quarter, oldest first"
    )
    years = YearSerializer(many=True, read_only=True, help_text="Each year of the strategy that has begun")
    process = ProcessSerializer(
        read_only=True, allow_null=True, help_text="The process behaviour chart; null of fewer than ten figures"
    )
    is_demonstration = serializers.BooleanField(source="card.is_demonstration", read_only=True)

    class Meta:
        model = Indicator
        fields = (
            "id", "key", "strategy", "outcome", "reference", "code", "key_output", "title", "short_title",
            "sentence", "definition", "data_source",
            "method", "owner", "directorate", "owner_stated", "measure", "unit_text", "factor", "decimal_places",
            "numerator_label", "denominator_label", "formula", "level", "frequency", "across_units", "across_periods",
            "judged_at_year_end", "polarity", "polarity_basis", "tolerance", "no_change_band", "trend_comparison",
            "target_as_written", "baseline", *SETUP_FIELDS, "is_proposed", "suggested_by", "introduced_on",
            "retired_on", "setup_is_demonstration", "notes", "status", "since", "trend", "inputs", "history",
            "years", "process", "is_demonstration",
        )  # fmt: skip

    def get_key(self, indicator: Indicator) -> str:
        return key_of(indicator)

    def get_owner_stated(self, indicator: Indicator) -> bool:
        return indicator.owner_id is not None


def key_of(indicator: Indicator) -> str:
    """What names an indicator in every answer and request: `wlc-customer-2023-28/2.1`."""
    return f"{indicator.outcome.strategy.slug}/{indicator.reference}"


class IndicatorQuery(filters.FilterSet):
    strategy = strategy_filter("key_output__outcome__strategy")
    outcome = WholeNumberFilter(
        "key_output__outcome__number", of=(Outcome, "number"), help_text="The outcome’s number within its strategy"
    )
    owner = KnownTextFilter("owner__name", of=(Team, "name"), help_text="The owning team’s name")
    unowned = YesNoFilter("owner", "isnull", help_text="No owner is stated")
    search = filters.CharFilter(method="filter_words", help_text="Words in the title or the definition")

    def filter_words(self, queryset, name, words):
        return queryset.filter(Q(title__icontains=words) | Q(definition__icontains=words))


@extend_schema_view(
    list=extend_schema(parameters=[QUARTER, AS_OF, include_parameter(PARTS, default="none of these")]),
    retrieve=extend_schema(parameters=[QUARTER, AS_OF, include_parameter(PARTS, default="all of these")]),
)
class IndicatorViewSet(WithChanges, Scored):
    """Indicators with their status in a quarter and the reason for it; what proves it is asked for by name."""

    queryset = Indicator.objects.adopted().with_setting().order_by(*in_order())
    serializer_class = IndicatorSerializer
    filterset_class = IndicatorQuery
    parameters = ("period", "as_of", INCLUDE)

    @cached_property
    def asked(self) -> frozenset[str]:
        """The parts asked for: of one indicator all of them, unless some are named."""
        return asked_parts(self.request, PARTS, default=PARTS if self.detail else ())

    def get_serializer_context(self):
        described = getattr(self, "swagger_fake_view", False)
        return super().get_serializer_context() | {"parts": PARTS if described else self.asked}

    def get_queryset(self):
        found = super().get_queryset().known_on(asked_day(self.request))
        return found.prefetch_related("notes", *SETUP_ROWS) if "setup" in self.asked else found

    def changes_of(self, row: Indicator) -> Sequence[Change]:
        return changes_of_indicator(row)

    def cards(self, found):
        as_of = asked_day(self.request)
        if "proof" in self.asked:
            waiting = Value.objects.awaiting_approval().select_related("period")
            prefetch_related_objects(found, Prefetch("values", waiting, to_attr=AWAITING.called))
        cards = cards_in_quarter(
            found, asked_quarter(self.request), as_of or today(), as_of, whole=bool(self.asked & OF_THE_WHOLE)
        )
        self._add_parts(cards, as_of)
        return {each.indicator.pk: each for each in cards}

    def _add_parts(self, cards: Sequence[IndicatorCard], as_of: date | None) -> None:
        """What a card does not hold: a query for the inputs, and one for the process charts."""
        sealed = [(card.indicator.pk, card.standing.period, card.standing.entry.version) for card in cards]
        inputs = Seal.objects.inputs_of(sealed) if "inputs" in self.asked else {}
        charts = processes_of(cards, as_of) if "process" in self.asked else {}
        for card in cards:
            card.indicator.inputs = inputs.get(card.indicator.pk, [])
            card.indicator.process = charts.get(card.indicator.pk)
            card.indicator.years = year_lines(card.figures, card.on) if "years" in self.asked else ()
