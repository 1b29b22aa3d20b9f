"""What an indicator is judged by and divided by, in the API: targets, dated rules, benchmarks, populations."""

from decimal import Decimal
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from strategy_portal.api.base import FigureText, NothingBlank, ReadOnlySerializer
from strategy_portal.domain import wording
from strategy_portal.domain.periods import Period, financial_year
from strategy_portal.domain.status import ToleranceKind

from ..models import Benchmark, CouncilTolerance, Indicator, IndicatorRule, Population, PopulationTable, Target


class ToleranceSerializer(serializers.Serializer):
    """How far off target is still amber: in points, percent of the target or levels, or the red edge itself."""

    kind = serializers.ChoiceField(choices=list(ToleranceKind))
    size = FigureText()


class TargetChangeSerializer(NothingBlank):
    """A target that replaces another within its year."""

    holds_from = serializers.DateField()
    text = serializers.CharField()
    value = FigureText(allow_null=True)
    low = FigureText(allow_null=True)
    high = FigureText(allow_null=True)
    shares = serializers.ListField(child=FigureText(), help_text="As of the year’s first target")
    reason = serializers.CharField(allow_null=True)
    agreed_by = serializers.CharField(allow_null=True)


class TargetSerializer(NothingBlank):
    """The target of one year. `stated` is false where none is known; then there is nothing to judge against.

    Value, basis and the like are those from the year’s first day; null where a target holds only from a later day.
    """

    year = serializers.CharField()
    stated = serializers.BooleanField()
    text = serializers.CharField()
    value = FigureText(allow_null=True)
    low = FigureText(allow_null=True)
    high = FigureText(allow_null=True)
    basis = serializers.ChoiceField(choices=Target.HowSet.choices, allow_null=True)
    shares = serializers.ListField(
        child=FigureText(), help_text="The percentage of the target that each period should bring; empty: equal shares"
    )
    reason = serializers.CharField(allow_null=True, help_text="How it was set")
    agreed_by = serializers.CharField(allow_null=True)
    changes = TargetChangeSerializer(many=True, help_text="What replaced it within the year, in order")


class RuleChangeSerializer(ReadOnlySerializer):
    """From a day on values are judged by this rule; what was judged before keeps its status."""

    tolerance = serializers.SerializerMethodField(help_text="As it begins to hold")
    councils_tolerance = serializers.SerializerMethodField(
        help_text="The indicator states no tolerance: the council’s holds, with each change in `council_tolerances`"
    )

    class Meta:
        model = IndicatorRule
        fields = (
            "holds_from", "polarity", "tolerance", "councils_tolerance", "decimal_places", "reason", "agreed_by",
        )  # fmt: skip

    @extend_schema_field(ToleranceSerializer)
    def get_tolerance(self, change: IndicatorRule) -> dict:
        return ToleranceSerializer(self.context["rules"].on(change.holds_from).tolerance).data

    def get_councils_tolerance(self, change: IndicatorRule) -> bool:
        return not change.tolerance_kind


class CouncilToleranceSerializer(ReadOnlySerializer):
    """From a day on the council’s tolerance for the indicator’s measure, wherever it states none of its own."""

    tolerance = ToleranceSerializer(source="as_domain", read_only=True)

    class Meta:
        model = CouncilTolerance
        fields = ("holds_from", "tolerance", "reason", "agreed_by")


class BenchmarkSerializer(ReadOnlySerializer):
    """Another body’s figure for the same thing in one financial year."""

    year = serializers.SerializerMethodField()

    class Meta:
        model = Benchmark
        fields = ("name", "year", "value", "source", "is_demonstration")

    def get_year(self, benchmark: Benchmark) -> str:
        return financial_year(benchmark.year_starts_on, benchmark.indicator.outcome.strategy.year_start).slug


class PopulationSerializer(ReadOnlySerializer):
    """A denominator, from the day on which it is first used."""

    class Meta:
        model = Population
        fields = ("holds_from", "value", "reason", "agreed_by")


class PopulationTableSerializer(ReadOnlySerializer):
    """Dated denominators that indicators share."""

    rows = PopulationSerializer(many=True, read_only=True)

    class Meta:
        model = PopulationTable
        fields = ("name", "source", "rows", "is_demonstration")


class SetupFields(serializers.Serializer):
    """The part of an indicator’s answer that says what it is judged by and divided by."""

    targets = serializers.SerializerMethodField(help_text="One entry for each year of the strategy")
    rule_changes = serializers.SerializerMethodField(help_text="In the order in which they hold")
    council_tolerances = CouncilToleranceSerializer(
        source="card.figures.council.later",
        many=True,
        read_only=True,
        help_text="In the order in which they hold; before the first the rules’ default does",
    )
    benchmarks = BenchmarkSerializer(many=True, read_only=True)
    population = PopulationTableSerializer(
        read_only=True, allow_null=True, help_text="Where the denominator comes from; null where it is entered"
    )

    @extend_schema_field(TargetSerializer(many=True))
    def get_targets(self, indicator: Indicator) -> list[dict]:
        return [targets_of(indicator, year) for year in indicator.outcome.strategy.years]

    @extend_schema_field(RuleChangeSerializer(many=True))
    def get_rule_changes(self, indicator: Any) -> list[dict]:
        figures = indicator.card.figures
        return RuleChangeSerializer(figures.stated.later, many=True, context={"rules": figures.rules}).data


SETUP_FIELDS = ("targets", "rule_changes", "council_tolerances", "benchmarks", "population")
SETUP_ROWS = ("targets", "benchmarks", "population__rows")
"""What the fields read: to be prefetched."""


def targets_of(indicator: Indicator, year: Period) -> dict:
    """The targets of one year, in order. Reads `targets`."""
    rows = [row for row in indicator.targets.all() if row.year_starts_on == year.start]
    first = next((row for row in rows if row.is_first), None)
    changes = [_stated(row, indicator) | {"holds_from": row.holds_from} for row in rows if not row.is_first]
    answer = _stated(first, indicator) | {"year": year.slug, "stated": bool(rows), "changes": changes}
    return TargetSerializer(answer).data


def _stated(row: Target | None, indicator: Indicator) -> dict:
    names = ("value", "low", "high", "basis", "reason", "agreed_by")
    return {
        "text": wording.target_text(row.as_domain() if row else None, indicator.format),
        "shares": [Decimal(share) for share in row.shares] if row else [],
    } | {name: getattr(row, name, None) for name in names}
