"""Targets, dated rules and benchmarks of one indicator."""

from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from indicators.models import Benchmark, RuleChange, Target
from strategy_portal.domain.periods import Frequency, Period, UnknownPeriod, period_from_slug
from strategy_portal.domain.wording import target_text

from .. import (
    change_rule,
    last_sealed,
    save_benchmark,
    set_target,
    version_of,
    withdraw_benchmark,
    withdraw_rule_change,
    withdraw_target,
)
from ..forms import BenchmarkForm, RuleChangeForm, TargetForm, WithdrawForm
from ..guards import sealed_ends
from ..overview import rule_lines, year_lines
from .base import OfIndicator, SetupFormPage, WithdrawPage


class TargetEdit(OfIndicator, SetupFormPage):
    """Sets the target of a year, or changes it from a day on."""

    button = "Save the target"

    def setup(self, request: HttpRequest, *args, **kwargs) -> None:
        super().setup(request, *args, **kwargs)
        self.year = year_of(kwargs["year"], self.strategy.year_start)

    @property
    def title(self) -> str:
        return f"Target of {self.year.label}"

    def form(self, data=None) -> TargetForm:
        seen = version_of(Target, indicator=self.indicator, year_starts_on=self.year.start)
        is_change = any(target.year_starts_on == self.year.start for target in self.indicator.targets.all())
        form = TargetForm(
            data, seen=seen, indicator=self.indicator, year=self.year, is_change=is_change, initial=self._start()
        )
        form.begin_after(last_sealed([self.indicator], within=self.year))
        return form

    def save(self, form: TargetForm) -> str:
        row = set_target(
            indicator=self.indicator, year=self.year, aim=form.aim(), agreed=form.agreed(),
            seen=form.cleaned_data["seen"], by=self.request.user,
        )  # fmt: skip
        text = target_text(row.as_domain(), self.indicator.format)
        return f"The target of {self.year.label} is {text} from {row.starts_holding_on:%-d %B %Y}."

    def context(self) -> dict[str, Any]:
        line = next(
            (line for line in year_lines(self.indicator, sealed_ends(self.indicator)) if line.year == self.year), None
        )
        return {"part": "indicators/setup/_targets_of_year.html", "targets": line.targets if line else ()}

    def _start(self) -> dict[str, Any]:
        """What holds at the year's end: a change usually keeps how it is stated, and the profile."""
        stands = self.indicator.target_on(self.year.last_day)
        names = ("value", "low", "high", "basis", "shares")
        return {name: getattr(stands, name) for name in names} if stands else {}


class TargetWithdraw(OfIndicator, WithdrawPage):
    title = "Withdraw a target"

    def setup(self, request: HttpRequest, *args, **kwargs) -> None:
        super().setup(request, *args, **kwargs)
        self.target = get_object_or_404(self.indicator.targets, pk=kwargs["pk"])
        self.target.indicator = self.indicator

    def form(self, data=None) -> WithdrawForm:
        rows = {"indicator": self.indicator, "year_starts_on": self.target.year_starts_on}
        return WithdrawForm(data, initial={"seen": version_of(Target, **rows)})

    def save(self, form: WithdrawForm) -> str:
        withdraw_target(target=self.target, by=self.request.user, **form.cleaned_data)
        return "The target is withdrawn. The history keeps it."

    def what(self) -> str:
        text = target_text(self.target.as_domain(), self.indicator.format)
        return f"The target {text} that holds from {self.target.starts_holding_on:%-d %B %Y}"


class RuleChangeCreate(OfIndicator, SetupFormPage):
    title = "Change how it is judged"
    lead = "What was approved before keeps its colour."
    button = "Save the rule"

    def form(self, data=None) -> RuleChangeForm:
        latest = self.indicator.rule_changes.last() or self.indicator
        names = ("polarity", "tolerance_kind", "tolerance_size", "decimal_places")
        start = {name: getattr(latest, name) for name in names}
        form = RuleChangeForm(data, seen=version_of(RuleChange, indicator=self.indicator), initial=start)
        form.begin_after(last_sealed([self.indicator]))
        return form

    def save(self, form: RuleChangeForm) -> str:
        change = change_rule(
            indicator=self.indicator, rule=form.rule(), agreed=form.agreed(), seen=form.cleaned_data["seen"],
            by=self.request.user,
        )  # fmt: skip
        return f"From {change.holds_from:%-d %B %Y} values are judged by the new rule."

    def context(self) -> dict[str, Any]:
        return {
            "part": "indicators/setup/_rules.html", "indicator": self.indicator,
            "rules": rule_lines(self.indicator),
        }  # fmt: skip


class RuleChangeWithdraw(OfIndicator, WithdrawPage):
    title = "Withdraw a rule"

    def setup(self, request: HttpRequest, *args, **kwargs) -> None:
        super().setup(request, *args, **kwargs)
        self.change = get_object_or_404(self.indicator.rule_changes, pk=kwargs["pk"])
        self.change.indicator = self.indicator

    def form(self, data=None) -> WithdrawForm:
        return WithdrawForm(data, initial={"seen": version_of(RuleChange, indicator=self.indicator)})

    def save(self, form: WithdrawForm) -> str:
        withdraw_rule_change(change=self.change, by=self.request.user, **form.cleaned_data)
        return "The rule is withdrawn. The history keeps it."

    def what(self) -> str:
        return f"The rule that holds from {self.change.holds_from:%-d %B %Y}"


class BenchmarkCreate(OfIndicator, SetupFormPage):
    title = "Add a benchmark"
    lead = "Another body’s figure for the same thing, shown beside ours. It is never judged."
    button = "Save the benchmark"

    def form(self, data=None) -> BenchmarkForm:
        return BenchmarkForm(data, seen=0, years=self._years())

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
        seen = version_of(Benchmark, id=self.benchmark.pk)
        return BenchmarkForm(data, seen=seen, instance=self.benchmark, years=self._years())


class BenchmarkWithdraw(OneBenchmark, WithdrawPage):
    title = "Withdraw a benchmark"

    def form(self, data=None) -> WithdrawForm:
        return WithdrawForm(data, initial={"seen": version_of(Benchmark, id=self.benchmark.pk)})

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
