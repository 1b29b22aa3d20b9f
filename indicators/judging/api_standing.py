"""Where an indicator stands, in the API: its figures, what proves them, trends, years and process chart."""

from typing import ClassVar

from rest_framework import serializers

from strategy_portal.api.base import FigureText, NothingBlank, PrintedText, Reason
from strategy_portal.api.parts import InParts
from strategy_portal.domain.status import Status
from strategy_portal.domain.trend import Direction

from ..models import Value
from ..models.seal import read_number
from ..setup.api import ToleranceSerializer

DIRECTIONS, STATUSES = list(Direction), list(Status)
"""The choices that the API’s document names once (`ENUM_NAME_OVERRIDES`)."""


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
