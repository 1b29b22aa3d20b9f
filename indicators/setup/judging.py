"""Deeds on what an indicator is judged by: targets of each year, dated rules, benchmarks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction

from strategy_portal.domain import status, targets
from strategy_portal.domain.dated_rules import held_on, held_within
from strategy_portal.domain.periods import MONTHS, Frequency, Period, financial_year
from strategy_portal.models import User
from strategy_portal.records.history import save_with_history
from strategy_portal.records.versions import claim

from ..models import Benchmark, Indicator, RuleChange, Target
from .guards import Agreed, SetupRefused, check_not_sealed, claim_indicator, withdraw


@dataclass(frozen=True)
class RuleSet:
    """What values are judged by. An empty kind of tolerance is the council's default for the measure (rules 6.2)."""

    polarity: str
    tolerance_kind: str = ""
    tolerance_size: Decimal | None = None
    decimal_places: int = 1

    def check(self) -> None:
        """Raises SetupRefused for half a tolerance, and for one below zero."""
        if bool(self.tolerance_kind) != (self.tolerance_size is not None):
            missing = "tolerance_size" if self.tolerance_kind else "tolerance_kind"
            raise SetupRefused("A tolerance has a kind and a size: give both, or none for the council’s own", missing)
        below_zero = self.tolerance_size is not None and self.tolerance_size < 0
        if below_zero and self.tolerance_kind != targets.ToleranceKind.RED_EDGE:
            raise SetupRefused("A tolerance can’t be negative", "tolerance_size")


@dataclass(frozen=True)
class Aim:
    """What is aimed at in a year, how that is stated, and the profile over its periods (rules 5.2)."""

    target: targets.Target
    basis: str = Target.Basis.YEAR
    shares: tuple[Decimal, ...] = ()


@transaction.atomic
def set_target(*, indicator: Indicator, year: Period, aim: Aim, agreed: Agreed, seen: int, by: User) -> Target:
    """Set a year's target, or change it from a day within the year. The same day again replaces what was set for it.

    `seen` is the version of the year's targets. Raises ChangedMeanwhile, and SetupRefused where a period is sealed
    (rules 6.7), a tolerance in percent has no positive target (rules 6.4) or the profile does not fit (rules 5.2).
    """
    indicator = claim_indicator(indicator, seen, Target, indicator=indicator, year_starts_on=year.start)
    first = agreed.holds_from or year.start
    if not year.contains(first):
        raise SetupRefused(f"{first:%-d %B %Y} is not a day of {year.label}", "holds_from")
    agreed.check(is_change=indicator.targets.filter(year_starts_on=year.start).exists())
    check_not_sealed(first, [indicator], within=year)
    for rule in held_within(indicator.rules, first, year.end):
        check_rule(aim.target, rule, field="value")
    _check_profile(indicator, aim.shares)
    holds_from = None if first == year.start else first
    rows = indicator.targets.filter(year_starts_on=year.start, holds_from=holds_from)
    row = rows.first() or Target(indicator=indicator, year_starts_on=year.start, holds_from=holds_from)
    row.value, row.low, row.high = aim.target.value, aim.target.low, aim.target.high
    row.basis, row.shares = aim.basis, [str(share) for share in aim.shares]
    row.reason, row.agreed_by = agreed.reason, agreed.agreed_by
    save_with_history(row, by=by, reason=agreed.reason)
    return row


@transaction.atomic
def change_rule(*, indicator: Indicator, rule: RuleSet, agreed: Agreed, seen: int, by: User) -> RuleChange:
    """From a day on, judge by another polarity, tolerance or precision. The same day again replaces what was set.

    `seen` is the version of the indicator's rule changes. Raises ChangedMeanwhile, and SetupRefused as `set_target`.
    """
    indicator = claim_indicator(indicator, seen, RuleChange, indicator=indicator)
    if agreed.holds_from is None:
        raise SetupRefused("Enter the first day on which values are judged by the new rule", "holds_from")
    agreed.check(is_change=True)
    rule.check()
    check_not_sealed(agreed.holds_from, [indicator])
    row = indicator.rule_changes.filter(holds_from=agreed.holds_from).first()
    row = row or RuleChange(indicator=indicator, holds_from=agreed.holds_from)
    row.polarity, row.decimal_places = rule.polarity, rule.decimal_places
    row.tolerance_kind, row.tolerance_size = rule.tolerance_kind, rule.tolerance_size
    following = indicator.rule_changes.filter(holds_from__gt=agreed.holds_from).first()
    check_targets(indicator, row.rule, agreed.holds_from, following.holds_from if following else None)
    row.reason, row.agreed_by, row.made_by = agreed.reason, agreed.agreed_by, by
    save_with_history(row, by=by, reason=agreed.reason)
    return row


@transaction.atomic
def withdraw_target(*, target: Target, reason: str, seen: int, by: User) -> None:
    """Take a target away before anything was judged by it; the history keeps it. Raises as `set_target`."""
    indicator = claim_indicator(
        target.indicator, seen, Target, indicator=target.indicator, year_starts_on=target.year_starts_on
    )
    year = financial_year(target.year_starts_on, indicator.outcome.strategy.year_start)
    check_not_sealed(target.starts_holding_on, [indicator], within=year, field="")
    withdraw(target, reason, by)


@transaction.atomic
def withdraw_rule_change(*, change: RuleChange, reason: str, seen: int, by: User) -> None:
    """Take a dated rule away before anything was judged by it. Raises as `change_rule`."""
    indicator = claim_indicator(change.indicator, seen, RuleChange, indicator=change.indicator)
    check_not_sealed(change.holds_from, [indicator], field="")
    others = indicator.rule_changes.exclude(pk=change.pk)
    before = held_on(indicator.rules_with(others, indicator.council_tolerances()), change.holds_from)
    for target in targets_from(indicator, change.holds_from):
        check_rule(target, before, field="")
    withdraw(change, reason, by)


@transaction.atomic
def save_benchmark(*, indicator: Indicator, benchmark: Benchmark, seen: int, by: User, reason: str = "") -> Benchmark:
    """Add or correct another body's figure for a year. Raises ChangedMeanwhile, SetupRefused for one given twice."""
    indicator = claim(indicator, seen, Benchmark, id=benchmark.pk)
    same = indicator.benchmarks.filter(name=benchmark.name, year_starts_on=benchmark.year_starts_on)
    if same.exclude(pk=benchmark.pk).exists():
        raise SetupRefused(f"{benchmark.name} has a figure for that year already: change that one", "name")
    if not reason.strip() and benchmark.pk:
        raise SetupRefused("Say why the figure changes", "reason")
    benchmark.indicator, benchmark.is_demonstration = indicator, by.is_demonstration
    save_with_history(benchmark, by=by, reason=reason)
    return benchmark


@transaction.atomic
def withdraw_benchmark(*, benchmark: Benchmark, reason: str, seen: int, by: User) -> None:
    """Take a benchmark away; the history keeps it. Raises ChangedMeanwhile, SetupRefused."""
    claim(benchmark.indicator, seen, Benchmark, id=benchmark.pk)
    withdraw(benchmark, reason, by)


def check_profiles(indicator: Indicator) -> None:
    """Raises SetupRefused for a frequency that does not fit the profile of a target that is set (rules 5.2)."""
    for row in indicator.targets.all():
        try:
            _check_profile(indicator, [Decimal(share) for share in row.shares])
        except SetupRefused as refused:
            year = financial_year(row.year_starts_on, indicator.outcome.strategy.year_start)
            text = f"The target of {year.label} has a profile: {refused} Set that target with equal shares first"
            raise SetupRefused(text, "frequency") from refused


def _check_profile(indicator: Indicator, shares: Sequence[Decimal]) -> None:
    """Raises SetupRefused for shares that don't make a year of the indicator's periods (rules 5.2)."""
    if not shares:
        return
    months = MONTHS.get(Frequency(indicator.frequency)) if indicator.frequency else None
    if months is None or months > 12:
        raise SetupRefused("A profile needs a frequency with whole periods in a year: state that first.", "shares")
    try:
        targets.seasonal_shares(shares, 12 // months)
    except targets.WrongProfile as error:
        raise SetupRefused(str(error), "shares") from error


def check_rule(target: targets.Target, rule: status.Rule, *, field: str) -> None:
    """Raises SetupRefused for a target that the rule can't judge (rules 6.3, 6.4)."""
    try:
        target.check(rule.polarity)
        rule.tolerance.check(target)
    except targets.TargetDoesNotFit as error:
        raise SetupRefused(str(error), field) from error


def check_targets(indicator: Indicator, rule: status.Rule, first: date, until: date | None) -> None:
    """Raises SetupRefused where a rule can't judge what is aimed at on `first` or later, before `until`."""
    for target in targets_from(indicator, first, until):
        try:
            target.check(rule.polarity)
        except targets.TargetDoesNotFit as error:
            text = f"{error} First withdraw the targets that hold then, or choose a year of which none is set"
            raise SetupRefused(text, "polarity") from error
        check_rule(target, rule, field="tolerance_kind")


def targets_from(indicator: Indicator, first: date, until: date | None = None) -> Iterator[targets.Target]:
    """What is aimed at on `first` and at any time after it, before `until`."""
    year_start = indicator.outcome.strategy.year_start
    rows = list(indicator.targets.all())
    for row in rows:
        end = financial_year(row.year_starts_on, year_start).end
        later = [
            other.starts_holding_on
            for other in rows
            if other.year_starts_on == row.year_starts_on and other.starts_holding_on > row.starts_holding_on
        ]
        begins_in_time = until is None or row.starts_holding_on < until
        if begins_in_time and min([end, *later]) > first:
            yield row.as_domain()
