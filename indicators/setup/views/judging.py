"""Targets, dated rules and benchmarks of one indicator."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from indicators.models import IndicatorRule, ReportingPeriod, Target
from indicators.models.seal import last_sealed
from strategy_portal.domain.periods import Frequency, Period, UnknownPeriod, period_from_slug
from strategy_portal.domain.timeline import START
from strategy_portal.domain.wording import target_text
from strategy_portal.editing.forms import WithdrawForm, WithdrawRowForm
from strategy_portal.editing.views import WithdrawPage

from ..benchmarks import save_benchmark, withdraw_benchmark
from ..definitions import RULE
from ..forms.judging import BenchmarkForm, RuleForm, TargetForm
from ..overview import rule_lines, sealed_ends, target_years
from .base import AgreeSetupPage, OfIndicator, SetupFormPage, WithdrawSetupPage


class TargetEdit(OfIndicator, AgreeSetupPage):
    """Sets the target of a year, or changes it from a day on."""

    button = "Save the target"
    form_class = TargetForm

    def setup(self, request: HttpRequest, *args, **kwargs) -> None:
        super().setup(request, *args, **kwargs)
        self.year = year_of(kwargs["year"], self.strategy.year_start)

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

    def said(self, row: Target) -> str:
        text = target_text(row.as_domain(), self.indicator.format)
        return f"The target of {self.year.label} is {text} from {row.holds_from:%-d %B %Y}."

    def context(self) -> dict[str, Any]:
        line = next(
            (line for line in target_years(self.indicator, sealed_ends(self.indicator)) if line.year == self.year), None
        )
        return {"part": "indicators/setup/_targets_of_year.html", "targets": line.targets if line else ()}


class TargetWithdraw(OfIndicator, WithdrawSetupPage):
    title = "Withdraw a target"
    said = "The target is withdrawn. The history keeps it."

    def rows(self) -> QuerySet:
        return self.indicator.targets

    def what(self) -> str:
        text = target_text(self.row.as_domain(), self.indicator.format)
        return f"The target {text} that holds from {self.row.holds_from:%-d %B %Y}"


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
        return IndicatorRule(indicator=self.indicator, **{name: getattr(latest, name) for name in RULE})

    def said(self, row: IndicatorRule) -> str:
        return f"From {row.holds_from:%-d %B %Y} values are judged by the new rule."

    def context(self) -> dict[str, Any]:
        return {
            "part": "indicators/setup/_rules.html", "indicator": self.indicator,
            "rules": rule_lines(self.indicator),
        }  # fmt: skip


class RuleChangeWithdraw(OfIndicator, WithdrawSetupPage):
    title = "Withdraw a rule"
    said = "The rule is withdrawn. The history keeps it."

    def rows(self) -> QuerySet:
        """Without the first: what holds from the start is a part of the definition."""
        return self.indicator.rules.exclude(holds_from=START)

    def what(self) -> str:
        return f"The rule that holds from {self.row.holds_from:%-d %B %Y}"


class BenchmarkCreate(OfIndicator, SetupFormPage):
    title = "Add a benchmark"
    lead = "Another body’s figure for the same thing, shown beside ours. It is never judged."
    button = "Save the benchmark"

    def form(self, data=None) -> BenchmarkForm:
        return BenchmarkForm(data, seen=self.indicator.version, years=self._years())

    def save(self, form: BenchmarkForm) -> str:
        chosen = form.cleaned_data
        row = save_benchmark(
            indicator=self.indicator, benchmark=form.filled(), seen=chosen["seen"], reason=chosen.get("reason", ""),
            by=self.request.user,
        )  # fmt: skip
        return f"The figure of {row.name} is saved."

    def _years(self) -> list[Period]:
        """The strategy's years and the ten before it, the latest first."""
        years = self.strategy.years
        return [*reversed(years), *(years[0].previous(count) for count in range(1, 11))]


class OneBenchmark(OfIndicator):
    def setup(self, request: HttpRequest, *args, **kwargs) -> None:
        super().setup(request, *args, **kwargs)
        self.benchmark = get_object_or_404(self.indicator.benchmarks, pk=kwargs["pk"])


class BenchmarkEdit(OneBenchmark, BenchmarkCreate):
    title = "Change a benchmark"

    def form(self, data=None) -> BenchmarkForm:
        return BenchmarkForm(data, seen=self.indicator.version, instance=self.benchmark, years=self._years())


class BenchmarkWithdraw(OneBenchmark, SetupFormPage, WithdrawPage):
    template = WithdrawPage.template
    title = "Withdraw a benchmark"

    def form(self, data=None) -> WithdrawForm:
        return WithdrawRowForm(data, row=self.benchmark, seen=self.indicator.version)

    def save(self, form: WithdrawForm) -> str:
        withdraw_benchmark(benchmark=self.benchmark, by=self.request.user, **form.cleaned_data)
        return "The benchmark is withdrawn. The history keeps it."

    def what(self) -> str:
        return f"The figure of {self.benchmark.name}, from {self.benchmark.source}"


def year_of(slug: str, year_start: tuple[int, int]) -> Period:
    """The financial year that an address names. Raises Http404."""
    try:
        year = period_from_slug(slug, year_start)
    except UnknownPeriod as error:
        raise Http404(str(error)) from error
    if year.frequency is not Frequency.ANNUAL:
        raise Http404(f"{year.label} is not a year.")
    return year
