"""Targets, dated rules, benchmarks and the council's tolerances: what values are judged by and compared with."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.generic import TemplateView

from indicators.entering.forms import FigureField
from indicators.models import Benchmark, CouncilTolerance, IndicatorRule, ProcessBase, ReportingPeriod, Target
from indicators.models.process_base import periods_to_rebase
from indicators.models.rule import followers
from indicators.models.seal import last_sealed
from strategy_portal.clock import today
from strategy_portal.domain.aggregation import AcrossPeriods
from strategy_portal.domain.periods import Frequency, Period, UnknownPeriod, period_from_slug
from strategy_portal.domain.status import DEFAULT_SIZE, Polarity, ToleranceKind
from strategy_portal.domain.timeline import START
from strategy_portal.domain.wording import target_text
from strategy_portal.editing.forms import CHOOSE, Day, WithdrawForm, WithdrawRowForm, agreed_field, reason_field
from strategy_portal.editing.views import AgreePage, EditPage, HoldingForm, WithdrawHoldingPage, WithdrawPage
from strategy_portal.spreadsheets.lists import ShownTables

from ..changes import changes_of_council
from ..overview import council_lines, rule_lines, sealed_ends, target_years
from ..services import save_benchmark, set_target, small_shares, withdraw_benchmark
from .base import AgreeSetupPage, OfIndicator, SetupForm, TypedFigure, crumbs_to
from .definitions import RuleFields


class Shares(forms.Field):
    """A year's profile: percentages in the order of the periods, apart by commas, spaces or lines.

    Empty means equal shares. The service knows how many there should be.
    """

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[str]:
        figure = FigureField(least=Decimal(0))
        typed = [figure.to_python(part) for part in (value or "").replace(",", " ").replace(";", " ").split()]
        return [str(share) for share in typed if share is not None]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.to_python(data) != (initial or [])


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
        is_range = instance.indicator.stated.on(instance.year.last_day).polarity == Polarity.RANGE
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

    def clean_holds_from(self) -> date:
        return self.cleaned_data["holds_from"] or self.instance.year_starts_on


class TargetEdit(OfIndicator, AgreeSetupPage):
    """Sets the target of a year, or changes it from a day on."""

    button = "Save the target"
    form_class = TargetForm

    def setup(self, request: HttpRequest, *args, **kwargs) -> None:
        super().setup(request, *args, **kwargs)
        try:
            self.year = period_from_slug(kwargs["year"], self.strategy.year_start)
        except UnknownPeriod as error:
            raise Http404(str(error)) from error
        if self.year.frequency is not Frequency.ANNUAL:
            raise Http404(f"{self.year.label} is not a year.")

    @property
    def title(self) -> str:
        return f"Target of {self.year.label}"

    def last_sealed(self) -> ReportingPeriod | None:
        return last_sealed([self.indicator], within=self.year)

    def row(self) -> Target:
        """It begins with what holds at the year's end: a change usually keeps how it is stated, and the profile."""
        stands = self.indicator.target_on(self.year.last_day)
        names = ("value", "low", "high", "basis", "shares")
        same = {name: getattr(stands, name) for name in names} if stands else {}
        return Target(indicator=self.indicator, year_starts_on=self.year.start, **same)

    def save(self, form: HoldingForm) -> str:
        row, others = set_target(form.filled(), seen=form.cleaned_data["seen"], by=self.request.user)
        return " ".join(filter(None, (self.said(row), self._others_text(others), small_shares(row))))

    def said(self, row: Target) -> str:
        text = target_text(row.as_domain(), self.indicator.format)
        return f"The target of {self.year.label} is {text} from {row.holds_from:%-d %B %Y}."

    def _others_text(self, others: Sequence[Target]) -> str:
        names = [row.year.label for row in others]
        return f"So is that of {', '.join(names)}, because it is stated once for each year." if names else ""

    def context(self) -> dict[str, Any]:
        years = {line.year: line.targets for line in target_years(self.indicator, sealed_ends(self.indicator))}
        return {"part": "indicators/setup/_targets_of_year.html", "targets": years.get(self.year, ())}


class TargetWithdraw(OfIndicator, WithdrawHoldingPage):
    title = "Withdraw a target"
    said = "The target is withdrawn. The history keeps it."

    def rows(self) -> QuerySet:
        return self.indicator.targets

    def what(self) -> str:
        text = target_text(self.row.as_domain(), self.indicator.format)
        return f"The target {text} that holds from {self.row.holds_from:%-d %B %Y}"


class RuleForm(RuleFields, HoldingForm):
    holds_from = Day(label="Holds from", help_text="A period is judged by the rule that holds on its last day.")
    reason = reason_field()

    class Meta:
        model = IndicatorRule
        fields = ("polarity", "tolerance_kind", "tolerance_size", "decimal_places", "holds_from", "reason", "agreed_by")


class RuleChangeCreate(OfIndicator, AgreeSetupPage):
    title = "Change how it is judged"
    lead = "What was approved before keeps its colour."
    button = "Save the rule"
    form_class = RuleForm

    def last_sealed(self) -> ReportingPeriod | None:
        return last_sealed([self.indicator])

    def row(self) -> IndicatorRule:
        """It begins with the latest rule."""
        latest = self.indicator.stated.on(date.max)
        return IndicatorRule(indicator=self.indicator, **{name: getattr(latest, name) for name in IndicatorRule.SAYS})

    def said(self, row: IndicatorRule) -> str:
        return f"From {row.holds_from:%-d %B %Y} values are judged by the new rule."

    def context(self) -> dict[str, Any]:
        rules = rule_lines(self.indicator)
        return {"part": "indicators/setup/_rules.html", "indicator": self.indicator, "rules": rules}


class RuleChangeWithdraw(OfIndicator, WithdrawHoldingPage):
    title = "Withdraw a rule"
    said = "The rule is withdrawn. The history keeps it."

    def rows(self) -> QuerySet:
        """Without the first: what holds from the start is a part of the definition."""
        return self.indicator.rules.exclude(holds_from=START)

    def what(self) -> str:
        return f"The rule that holds from {self.row.holds_from:%-d %B %Y}"


class ProcessBaseForm(HoldingForm):
    """From which of the indicator's periods on."""

    holds_from = forms.TypedChoiceField(label="From", coerce=date.fromisoformat)
    reason = reason_field(help_text="What changed, so that earlier figures say nothing of what is usual now.")

    class Meta:
        model = ProcessBase
        fields = ("holds_from", "reason", "agreed_by")

    def __init__(self, *args: Any, instance: ProcessBase, **kwargs: Any):
        super().__init__(*args, instance=instance, **kwargs)
        periods = periods_to_rebase(instance.indicator, today())
        self.fields["holds_from"].choices = [("", CHOOSE), *((each.start.isoformat(), each.label) for each in periods)]


class ProcessBaseCreate(OfIndicator, AgreePage):
    """Re-bases the process behaviour chart from a period on (rules 7.4)."""

    title = "Re-base the process behaviour chart"
    lead = "Its limits are worked out apart before the period and from it on. No status changes."
    button = "Re-base the chart"
    form_class = ProcessBaseForm

    def row(self) -> ProcessBase:
        return ProcessBase(indicator=self.indicator)

    def said(self, row: ProcessBase) -> str:
        return f"The chart is re-based from {row.period.label} on." if row.period else ""


class ProcessBaseWithdraw(OfIndicator, WithdrawHoldingPage):
    title = "Withdraw a base of the chart"
    said = "It is withdrawn: limits are made across it again. The history keeps it."

    def rows(self) -> QuerySet:
        return self.indicator.process_bases.select_related("indicator__key_output__outcome__strategy")


class BenchmarkForm(SetupForm):
    year_starts_on = forms.TypedChoiceField(label="Year", coerce=date.fromisoformat)
    value = TypedFigure()
    reason = reason_field(help_text="Why the figure changes.")

    class Meta:
        model = Benchmark
        fields = ("name", "year_starts_on", "value", "source")
        labels = {"name": "Whose figure"}
        help_texts = {"source": "Where it is published, so that anyone can check it."}

    def __init__(self, *args: Any, years: list[Period], **kwargs: Any):
        """A new one begins with the last year that has ended."""
        super().__init__(*args, **kwargs)
        self.fields["year_starts_on"].choices = [(year.start.isoformat(), year.label) for year in years]
        if not self.instance.pk:
            ended = next((year for year in years if year.end <= today()), years[-1])
            self.initial["year_starts_on"] = ended.start.isoformat()


class BenchmarkCreate(OfIndicator, EditPage):
    title = "Add a benchmark"
    lead = "Another body’s figure for the same thing, shown beside ours. It is never judged."
    button = "Save the benchmark"
    benchmark: Benchmark | None = None

    def form(self, data=None) -> BenchmarkForm:
        """It offers the strategy's years and the ten before it, the latest first."""
        own = self.strategy.years
        years = [*reversed(own), *(own[0].previous(count) for count in range(1, 11))]
        return BenchmarkForm(data, seen=self.indicator.version, instance=self.benchmark, years=years)

    def save(self, form: BenchmarkForm) -> str:
        row = save_benchmark(indicator=self.indicator, benchmark=form.filled(), by=self.request.user, **form.terms)
        return f"The figure of {row.name} is saved."


class OneBenchmark(OfIndicator):
    def setup(self, request: HttpRequest, *args, **kwargs) -> None:
        super().setup(request, *args, **kwargs)
        self.benchmark = get_object_or_404(self.indicator.benchmarks, pk=kwargs["pk"])


class BenchmarkEdit(OneBenchmark, BenchmarkCreate):
    title = "Change a benchmark"


class BenchmarkWithdraw(OneBenchmark, WithdrawPage):
    title = "Withdraw a benchmark"

    def form(self, data=None) -> WithdrawForm:
        return WithdrawRowForm(data, row=self.benchmark, seen=self.indicator.version)

    def save(self, form: WithdrawForm) -> str:
        withdraw_benchmark(benchmark=self.benchmark, by=self.request.user, **form.cleaned_data)
        return "The benchmark is withdrawn. The history keeps it."

    def what(self) -> str:
        return f"The figure of {self.benchmark.name}, from {self.benchmark.source}"


class CouncilToleranceList(ShownTables, TemplateView):
    """What holds of each kind, since when and who agreed it; every size that was set, and every change."""

    template_name = "indicators/council_tolerance_list.html"
    file_name = "tolerances"

    def get_context_data(self, **kwargs):
        lines = council_lines(today())
        sizes = [size for line in lines for size in line.sizes]
        return super().get_context_data(lines=lines, sizes=sizes, changes=changes_of_council(), **kwargs)


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


class OfCouncil:
    @property
    def crumbs(self) -> list:
        return crumbs_to(("The council’s tolerances", reverse("indicators:council-tolerance-list")))


class CouncilToleranceCreate(OfCouncil, AgreeSetupPage):
    """Sets the size of one kind from a day on."""

    title = "Change the council’s tolerance"
    lead = "For indicators that state none of their own. What was approved before keeps its colour."
    button = "Save the tolerance"
    form_class = CouncilToleranceForm

    def setup(self, request: HttpRequest, *args, **kwargs) -> None:
        super().setup(request, *args, **kwargs)
        if kwargs["kind"] not in CouncilTolerance.Kind:
            raise Http404(f"The council has no tolerance in {kwargs['kind']}.")
        self.kind = ToleranceKind(kwargs["kind"])

    @property
    def caption(self) -> str:
        return CouncilTolerance.Kind(self.kind).label

    def last_sealed(self) -> ReportingPeriod | None:
        return last_sealed(followers(self.kind, today()))

    def row(self) -> CouncilTolerance:
        """It begins with the size that was set last."""
        last = CouncilTolerance.objects.filter(kind=self.kind).last()
        return CouncilTolerance(kind=self.kind, size=last.size if last else DEFAULT_SIZE[self.kind])


class CouncilToleranceWithdraw(OfCouncil, WithdrawHoldingPage):
    title = "Withdraw a tolerance of the council"
    said = "The tolerance is withdrawn. The history keeps it."

    def rows(self) -> QuerySet:
        return CouncilTolerance.objects.all()
