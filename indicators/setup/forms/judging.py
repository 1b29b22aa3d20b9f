"""Forms of what an indicator is judged by: targets, dated rules, the council's tolerances, benchmarks."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from indicators.models import Benchmark, CouncilTolerance, IndicatorRule, Target
from strategy_portal.domain import targets
from strategy_portal.domain.aggregation import AcrossPeriods
from strategy_portal.domain.periods import Period
from strategy_portal.editing.fields import Day, agreed_field, reason_field
from strategy_portal.editing.forms import EditForm
from strategy_portal.editing.holdings import HoldingForm

from .fields import RuleFields, Shares, TypedFigure


class TargetForm(HoldingForm):
    """A year's target: one value, or for a range its two ends. The instance says of which indicator and year."""

    value = TypedFigure(label="Target")
    low = TypedFigure(label="Low end")
    high = TypedFigure(label="High end")
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

    def __init__(self, *args: Any, instance: Target, **kwargs: Any):
        super().__init__(*args, instance=instance, **kwargs)
        self.fields["reason"].label = "Why it changes" if instance.needs_who_agreed else "How it was set"
        self.fields["agreed_by"].required = instance.needs_who_agreed
        is_range = instance.indicator.stated.on(instance.year.last_day).polarity == targets.Polarity.RANGE
        for name in ("value",) if is_range else ("low", "high"):
            del self.fields[name]
            setattr(instance, name, None)
        if instance.indicator.across_periods != AcrossPeriods.SUM:
            del self.fields["shares"]
            instance.shares = []

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        low, high = cleaned.get("low"), cleaned.get("high")
        if low is not None and high is not None and low > high:
            self.add_error("high", "The high end can’t be below the low end")
        return cleaned

    def clean_shares(self) -> list[str]:
        return [str(share) for share in self.cleaned_data["shares"]]

    def clean_holds_from(self) -> date:
        return self.cleaned_data["holds_from"] or self.instance.year_starts_on


class RuleForm(RuleFields, HoldingForm):
    holds_from = Day(label="Holds from", help_text="A period is judged by the rule that holds on its last day.")
    reason = reason_field()

    class Meta:
        model = IndicatorRule
        fields = ("polarity", "tolerance_kind", "tolerance_size", "decimal_places", "holds_from", "reason", "agreed_by")


class CouncilToleranceForm(HoldingForm):
    """The size of one kind of the council's tolerance."""

    size = TypedFigure(least=Decimal(0))
    holds_from = Day(label="Holds from", help_text="A period is judged by the tolerance that holds on its last day.")
    reason = reason_field()

    class Meta:
        model = CouncilTolerance
        fields = ("size", "holds_from", "reason", "agreed_by")

    def __init__(self, *args: Any, instance: CouncilTolerance, **kwargs: Any):
        super().__init__(*args, instance=instance, **kwargs)
        self.fields["size"].label = f"Size, {instance.get_kind_display().rpartition(', ')[2]}"


class BenchmarkForm(EditForm):
    year_starts_on = forms.TypedChoiceField(label="Year", coerce=date.fromisoformat)
    value = TypedFigure()
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
