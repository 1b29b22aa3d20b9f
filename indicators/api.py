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
    FigureText,
    KnownTextFilter,
    NothingBlank,
    PrintedText,
    ReadOnlySerializer,
    Reason,
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
from strategy_portal.domain.status import Polarity, Status
from strategy_portal.domain.trend import Direction
from strategy_portal.models import Team
from strategy_portal.records.changes import Change

from .judging.cards import IndicatorCard, cards_in_quarter
from .judging.process import processes_of
from .judging.spans import year_lines
from .models import Indicator, IndicatorNote, Seal, Value
from .models.indicator import choices
from .models.seal import read_number
from .models.value import AWAITING
from .setup.api import SETUP_FIELDS, SETUP_ROWS, SetupFields, ToleranceSerializer
from .setup.changes import changes_of_indicator

DIRECTIONS, STATUSES = list(Direction), list(Status)
"""The choices that the API’s document names once (`ENUM_NAME_OVERRIDES`)."""

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


class RangeSerializer(serializers.Serializer):
    """One value, or a low and a high end; the other fields are null."""

    value = FigureText(allow_null=True)
    low = FigureText(allow_null=True)
    high = FigureText(allow_null=True)


class IntervalSerializer(serializers.Serializer):
    """Between which percentages the figure of all, not only of those who answered, probably lies (Wilson)."""

    low = PrintedText()
    high = PrintedText()


class CommentarySerializer(NothingBlank):
    """What people said of the value."""

    what_happened = serializers.CharField(allow_null=True)
    why = serializers.CharField(allow_null=True)
    what_next = serializers.CharField(allow_null=True)


class UnitCommentarySerializer(CommentarySerializer):
    """The same with the unit whose value it is; null for the whole organisation's."""

    unit = serializers.CharField(allow_null=True)


class InputSerializer(NothingBlank):
    """What went into a figure: an approved value, of a unit or of the whole organisation; of a formula an indicator."""

    value = serializers.IntegerField(allow_null=True, help_text="The value’s id")
    version = serializers.IntegerField(allow_null=True, help_text="The value’s version that was approved")
    unit = serializers.CharField(allow_null=True)
    indicator = serializers.CharField(allow_null=True, help_text="The reference in a formula, for example `1.2`")
    number = FigureText(allow_null=True)
    numerator = FigureText(allow_null=True)
    denominator = FigureText(allow_null=True)
    respondents = serializers.IntegerField(allow_null=True)
    availability = serializers.CharField(allow_null=True)
    quality = serializers.CharField(allow_null=True)

    def to_representation(self, kept):
        row = {name: kept.get(name) for name in self.fields}
        for name in ("number", "numerator", "denominator"):
            row[name] = None if row[name] is None else read_number(row[name])
        return super().to_representation(row)


class ProvedSerializer(NothingBlank):
    """A figure with its status and what it was judged by."""

    slug = serializers.ChoiceField(choices=STATUSES, source="status")
    word = serializers.CharField(source="status.word")
    period = serializers.CharField(
        source="period.slug", help_text="The period judged: the indicator’s own, or the year"
    )
    span = serializers.CharField(source="span_label", help_text="What the value covers, for example a year to date")
    value_text = serializers.CharField(help_text="The value as printed, or why there is none")
    value = FigureText(source="reading.number", allow_null=True, help_text="The value in full, before rounding")
    missing = Reason(
        source="reading.number", allow_null=True, help_text="Why there is no value; null where there is one"
    )
    shown_text = serializers.CharField(help_text="The value, or the partial figure of an incomplete span, marked")
    target = RangeSerializer(source="judged.target", allow_null=True)
    target_text = serializers.CharField()
    tolerance = ToleranceSerializer(source="judged.rule.tolerance")
    tolerance_text = serializers.CharField()
    amber_low = FigureText(source="judged.amber_low", allow_null=True, help_text="The lowest value that is still amber")
    amber_high = FigureText(
        source="judged.amber_high", allow_null=True, help_text="The highest value that is still amber"
    )
    why = serializers.CharField(help_text="Why this status, in a sentence")
    working = serializers.CharField(help_text="The sum behind the value")
    coverage = serializers.CharField(
        source="coverage_text",
        allow_null=True,
        help_text="How much of what is expected went into it; null where there is nothing to count",
    )
    reported = serializers.IntegerField(source="reading.reported")
    expected = serializers.IntegerField(source="reading.expected")
    respondents = serializers.IntegerField(source="reading.respondents", allow_null=True)
    missing_parts = serializers.ListField(
        child=serializers.CharField(),
        source="lacking",
        help_text="What an incomplete value is without: periods, inputs",
    )
    missing_units = serializers.ListField(
        child=serializers.CharField(), source="entry.missing_units", help_text="Units of the period without an answer"
    )
    provisional = serializers.BooleanField(
        source="is_provisional", help_text="Something of the figure is missing, or not yet approved and final"
    )
    rule_version = serializers.CharField(source="judged.rule_version")


class StandingSerializer(InParts, ProvedSerializer):
    """Where the indicator stands in the quarter, with everything that proves it."""

    PARTS: ClassVar = {
        "proof": (
            "target", "tolerance", "tolerance_text", "amber_low", "amber_high", "working", "coverage", "reported",
            "expected", "respondents", "missing_parts", "missing_units", "rule_version", "rule_from", "population",
            "interval", "within_sampling_error", "awaiting_approval", "sent_at", "approved_at", "approved_by",
            "version", "restated_reason", "reason", "value_expected_on",
        ),
        "commentaries": ("commentary", "commentaries"),
    }  # fmt: skip

    rule_from = serializers.DateField(allow_null=True, help_text="From when that rule holds; null: from the start")
    commentary = CommentarySerializer(source="entry.commentary", help_text="Of a survey the first unit’s")
    commentaries = UnitCommentarySerializer(source="entry.commentaries", many=True, help_text="Of a survey each unit’s")
    reason = serializers.CharField(
        source="entry.reason", allow_null=True, help_text="Why there is no value, from people"
    )
    value_expected_on = serializers.DateField(source="entry.expected_on", allow_null=True)
    awaiting_approval = serializers.IntegerField(source="entry.awaiting", help_text="Submitted values, not counted yet")
    sent_at = serializers.DateTimeField(
        source="entry.sent_at", allow_null=True, help_text="When the first of those that await approval was submitted"
    )
    approved_at = serializers.DateTimeField(source="entry.approved_at", allow_null=True)
    approved_by = serializers.CharField(source="entry.approved_by", allow_null=True)
    version = serializers.IntegerField(source="entry.version", help_text="How often the period was approved; 0: never")
    restated = serializers.BooleanField(source="entry.is_restated", help_text="An approved value was revised")
    restated_reason = serializers.CharField(source="entry.restated", allow_null=True)
    forecast = serializers.ChoiceField(
        choices=Value.Forecast.choices,
        source="entry.forecast",
        allow_null=True,
        help_text="The owner’s for the year end, beside the status and never in its place",
    )
    population = serializers.CharField(
        source="entry.population", allow_null=True, help_text="The row of the population table that was divided by"
    )
    interval = IntervalSerializer(allow_null=True, help_text="95% interval of a survey’s percentage, as printed")
    within_sampling_error = serializers.BooleanField(
        source="is_within_sampling_error", help_text="The target lies in the interval"
    )


class YearSerializer(NothingBlank):
    """One year of an indicator, or the year to date, with what proves its colour."""

    year = serializers.CharField(source="year.slug", help_text="For example `2025-26`")
    sum = serializers.CharField(
        source="span.sum_text", allow_null=True, help_text="The sum behind the value, with what each period brought"
    )
    amber = serializers.CharField(source="span.edges_text", allow_null=True, help_text="Which values are amber")
    rule_from = serializers.DateField(
        source="standing.rule_from", allow_null=True, help_text="From when the rule holds; null: from the start"
    )
    restated = serializers.BooleanField(
        source="is_restated", help_text="An approved value of one of its periods was revised"
    )
    proof = ProvedSerializer(source="standing")


class TrendSerializer(serializers.Serializer):
    """Which way the value moves: improving is better, whatever the polarity."""

    direction = serializers.ChoiceField(choices=DIRECTIONS)
    word = serializers.CharField(source="direction.word")
    current = FigureText(allow_null=True)
    against = FigureText(allow_null=True)


class TrendsSerializer(InParts, NothingBlank):
    """The short and the long trend, which way it goes in words, and where a sum’s year is heading."""

    PARTS: ClassVar = {"history": ("short", "short_against", "long")}

    short = TrendSerializer(help_text="Against one earlier period")
    short_against = serializers.CharField(help_text="That period")
    long = TrendSerializer(help_text="Against the mean of the values before")
    which_way = serializers.CharField(
        source="way_text", help_text="What is said beside the status: a run of changes, a change in a year, or steady"
    )
    which_way_direction = serializers.ChoiceField(choices=DIRECTIONS, source="way.direction")
    year_if_as_last = serializers.CharField(
        source="outlook_text", allow_null=True, help_text="What a sum’s year comes to if its rest is as last year’s"
    )
    heading_for = serializers.ChoiceField(
        choices=STATUSES, source="heading", allow_null=True, help_text="Another status that it would have then"
    )


class PointSerializer(NothingBlank):
    """One period of an indicator: its own figure, not the year to date, and the status at its end."""

    period = serializers.CharField(source="period.slug")
    value = FigureText(source="own", allow_null=True, help_text="To the printed places")
    value_text = serializers.CharField(source="own_text", help_text="The figure as printed, or why there is none")
    missing = Reason(source="own", allow_null=True, help_text="Why there is no figure; null where there is one")
    status = serializers.ChoiceField(choices=STATUSES)


class ProcessStretchSerializer(NothingBlank):
    """The periods from a base on, with limits of their own; null where no limit is drawn, below ten figures all are."""

    first = serializers.CharField(source="first.slug", help_text="Its first period")
    last = serializers.CharField(source="last.slug", help_text="Its last period")
    upper = FigureText(source="heights.upper", default=None, allow_null=True)
    centre = FigureText(source="heights.centre", default=None, allow_null=True)
    lower = FigureText(source="heights.lower", default=None, allow_null=True)
    trial = serializers.BooleanField(source="has_trial_limits", help_text="Limits of fewer than twelve figures")
    reason = serializers.CharField(
        source="base.reason", default=None, allow_null=True, help_text="Why the chart is re-based; null of the first"
    )
    agreed_by = serializers.CharField(source="base.agreed_by", default=None, allow_null=True)


class ProcessSerializer(NothingBlank):
    """The process behaviour chart up to the quarter."""

    text = serializers.CharField(help_text="What it shows, in words")
    stretches = ProcessStretchSerializer(many=True, help_text="One, and one more for each time it was re-based")


class BaselineSerializer(NothingBlank):
    """Where the indicator stood before, and how the quarter's figure differs from that; null where it is not stated."""

    value = FigureText(source="indicator.baseline", allow_null=True)
    period = serializers.CharField(source="indicator.baseline_period", allow_null=True, help_text="As written")
    source = serializers.CharField(source="indicator.baseline_source", allow_null=True)
    difference = FigureText(
        source="from_baseline.size", default=None, allow_null=True, help_text="Above it; negative: below it"
    )
    difference_text = serializers.CharField(source="from_baseline_text", allow_null=True)


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
