"""Forms of what an indicator is judged by: targets, dated rules, benchmarks."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from indicators.models import Benchmark, CouncilTolerance, Indicator, RuleChange, Target
from strategy_portal.domain import targets
from strategy_portal.domain.aggregation import AcrossPeriods
from strategy_portal.domain.periods import Period
from strategy_portal.editing.fields import Day, agreed_field, reason_field

from .. import Aim, RuleSet
from .base import SetupForm
from .definitions import IndicatorForm
from .fields import Figure, Shares


class TargetForm(SetupForm):
    """A year's target: one value, or for a range its two ends."""

    is_series = True
    value = Figure(label="Target")
    low = Figure(label="Low end")
    high = Figure(label="High end")
    shares = Shares(
        label="Profile",
        required=False,
        help_text="What each period should bring, in percent of the year’s target, for example 10, 20, 30, 40. "
        "Empty: equal shares.",
    )
    holds_from = Day(required=False, label="Holds from", help_text="Empty: from the first day of the year.")
    reason = reason_field()
    agreed_by = agreed_field()

    class Meta:
        model = Target
        fields = ("value", "low", "high", "basis", "shares", "holds_from", "reason", "agreed_by")
        labels = {"basis": "Stated"}

    def __init__(self, *args: Any, indicator: Indicator, year: Period, is_change: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = "Why it changes" if is_change else "How it was set"
        self.fields["agreed_by"].required = is_change
        is_range = indicator.stated_on(year.last_day).polarity is targets.Polarity.RANGE
        for name in ("value",) if is_range else ("low", "high"):
            del self.fields[name]
        if indicator.across_periods != AcrossPeriods.SUM:
            del self.fields["shares"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        low, high = cleaned.get("low"), cleaned.get("high")
        if low is not None and high is not None and low > high:
            self.add_error("high", "The high end can’t be below the low end")
        return cleaned

    def aim(self) -> Aim:
        chosen = self.cleaned_data
        target = targets.Target(chosen.get("value"), chosen.get("low"), chosen.get("high"))
        return Aim(target, chosen["basis"], chosen.get("shares", ()))


class RuleChangeForm(SetupForm):
    is_series = True
    tolerance_size = Figure(required=False, label="Size of the tolerance")
    holds_from = Day(label="Holds from", help_text="A period is judged by the rule that holds on its last day.")
    reason = reason_field()
    agreed_by = agreed_field(required=True)

    class Meta:
        model = RuleChange
        fields = (
            "polarity", "tolerance_kind", "tolerance_size", "decimal_places", "holds_from", "reason", "agreed_by",
        )  # fmt: skip
        labels = IndicatorForm.Meta.labels
        help_texts = IndicatorForm.Meta.help_texts

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        kinds = self.fields["tolerance_kind"]
        kinds.choices = [("", "The council’s own for the measure"), *kinds.choices[1:]]

    def rule(self) -> RuleSet:
        chosen = self.cleaned_data
        return RuleSet(**{name: chosen[name] for name in IndicatorForm.RULE if name in chosen})


class CouncilToleranceForm(SetupForm):
    """The size of one kind of the council's tolerance, beginning with the one set last."""

    is_series = True
    size = Figure(least=Decimal(0))
    holds_from = Day(label="Holds from", help_text="A period is judged by the tolerance that holds on its last day.")
    reason = reason_field()
    agreed_by = agreed_field(required=True)

    class Meta:
        model = CouncilTolerance
        fields = ("size", "holds_from", "reason", "agreed_by")

    def __init__(self, *args: Any, kind: targets.ToleranceKind, **kwargs: Any):
        last = CouncilTolerance.objects.filter(kind=kind).last()
        start = last.size if last else targets.DEFAULT_SIZE[kind]
        super().__init__(*args, initial={"size": start}, **kwargs)
        self.fields["size"].label = f"Size, {CouncilTolerance.Kind(kind).label.rpartition(', ')[2]}"


class BenchmarkForm(SetupForm):
    year_starts_on = forms.TypedChoiceField(label="Year", coerce=date.fromisoformat)
    value = Figure()
    reason = reason_field(help_text="Why the figure changes.")

    class Meta:
        model = Benchmark
        fields = ("name", "year_starts_on", "value", "source")
        labels = {"name": "Whose figure"}
        help_texts = {"source": "Where it is published, so that anyone can check it."}

    def __init__(self, *args: Any, years: list[Period], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["year_starts_on"].choices = [(year.start.isoformat(), year.label) for year in years]
        if not self.instance.pk:
            del self.fields["reason"]
