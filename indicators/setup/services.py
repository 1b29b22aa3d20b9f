"""What values are collected from and compared with: units of a survey, tables of denominators, others' figures."""

from datetime import timedelta
from decimal import Decimal

from django.db import transaction

from outcomes.models import Strategy
from strategy_portal.domain.aggregation import AcrossPeriods
from strategy_portal.domain.periods import MONTHS, Frequency
from strategy_portal.models import User
from strategy_portal.records.events import Event
from strategy_portal.records.history import delete_with_history, save_with_history
from strategy_portal.records.holdings import agree, let_hold
from strategy_portal.records.versions import Refused, claim, claim_owner

from ..models import Benchmark, CollectionUnit, Indicator, PopulationTable, Target
from ..models.seal import last_sealed
from .aiming import of_year


@transaction.atomic
def save_unit(*, strategy: Strategy, unit: CollectionUnit, seen: int, by: User, reason: str = "") -> CollectionUnit:
    """Add a unit, or change its name, its code, its team, or the days from and to which values are expected of it.

    Raises ChangedMeanwhile, and Refused: a name or code that is taken, days in the wrong order, a change without a
    reason, or a last day before a period that has values of the unit.
    """
    if unit.pk:
        unit.version = claim(unit, seen).version
    if strategy.units.filter(name__iexact=unit.name).exclude(pk=unit.pk).exists():
        raise Refused(f"There is a unit “{unit.name}” already", "name")
    unit.code = unit.code.strip()
    same_code = strategy.units.filter(code__iexact=unit.code).exclude(pk=unit.pk)
    if unit.code and (other := same_code.first()):
        raise Refused(f"“{other}” has this code already", "code")
    if unit.opened_on and unit.closed_on and unit.closed_on < unit.opened_on:
        raise Refused("The last day can’t be before the first", "closed_on")
    if unit.pk:
        if not reason.strip():
            raise Refused("Say why the unit changes", "reason")
        _check_days(unit)
    else:
        unit.is_demonstration = by.is_demonstration
    unit.strategy = strategy
    save_with_history(unit, by=by, reason=reason)
    return unit


def _check_days(unit: CollectionUnit) -> None:
    values = unit.values.select_related("period__strategy").order_by("period__ends_on")
    if unit.closed_on:
        last = values.filter(period__ends_on__gt=unit.closed_on + timedelta(days=1)).last()
        if last is not None:
            raise Refused(f"The unit has a value for {last.period}: it can’t close before its end", "closed_on")
    if unit.opened_on:
        first = values.filter(period__ends_on__lte=unit.opened_on).first()
        if first is not None:
            raise Refused(f"The unit has a value for {first.period}: it can’t open after it", "opened_on")


@transaction.atomic
def save_population_table(*, table: PopulationTable, seen: int, by: User, reason: str = "") -> PopulationTable:
    """Add a table, or change its name or source. Raises ChangedMeanwhile, Refused for a name that is taken."""
    if table.pk:
        table.version = claim(table, seen).version
    else:
        table.is_demonstration = by.is_demonstration
    if PopulationTable.objects.filter(name__iexact=table.name).exclude(pk=table.pk).exists():
        raise Refused(f"There is a table “{table.name}” already", "name")
    save_with_history(table, by=by, reason=reason)
    return table


FEW = Decimal(3)
"""With a smaller share of a target in each period a colour says little (rules 5.5)."""


@transaction.atomic
def set_target(row: Target, *, seen: int, by: User) -> tuple[Target, list[Target]]:
    """Agree a year's target; one that is stated once for each of the strategy's years sets the other years too.

    It returns the target and the others. A year that has a target of its own keeps it, and so does one in which a value
    is sealed. Raises ChangedMeanwhile, Refused.
    """
    set_already = {each.year_starts_on: each.basis for each in row.indicator.targets.all()}
    row = agree(row, seen=seen, by=by)
    if row.basis != Target.HowSet.STRATEGY or not row.is_first:
        return row, []
    others = [
        of_year(row, year.start)
        for year in row.indicator.outcome.strategy.years
        if year.start != row.year_starts_on
        and set_already.get(year.start, Target.HowSet.STRATEGY) == Target.HowSet.STRATEGY
        and last_sealed([row.indicator], within=year) is None
    ]  # fmt: skip
    return row, [let_hold(each, by=by) for each in others if not each.needs_who_agreed or each.agreed_by]


def small_shares(row: Target) -> str:
    """What is suggested where a sum's equal share of a period is small; empty where it is not (rules 5.5)."""
    indicator = row.indicator
    months = MONTHS.get(Frequency(indicator.frequency), 12) if indicator.frequency else 12
    is_sum = indicator.across_periods == AcrossPeriods.SUM and not indicator.judged_at_year_end
    if not is_sum or row.shares or months >= 12 or row.as_domain().ends[1] * months / 12 >= FEW:
        return ""
    return (
        "An equal share of it is less than 3 a period, so that single events would change the colour. Consider a "
        "profile, or let the indicator be judged at the year’s end only."
    )


@transaction.atomic
def save_benchmark(*, indicator: Indicator, benchmark: Benchmark, seen: int, by: User, reason: str = "") -> Benchmark:
    """Add or correct another body's figure for a year. Raises ChangedMeanwhile, Refused for one given twice."""
    indicator = claim_owner(indicator, seen, by=by)
    same = indicator.benchmarks.filter(name=benchmark.name, year_starts_on=benchmark.year_starts_on)
    if same.exclude(pk=benchmark.pk).exists():
        raise Refused(f"{benchmark.name} has a figure for that year already: change that one", "name")
    if not reason.strip() and benchmark.pk:
        raise Refused("Say why the figure changes", "reason")
    benchmark.indicator, benchmark.is_demonstration = indicator, by.is_demonstration
    save_with_history(benchmark, by=by, reason=reason)
    return benchmark


@transaction.atomic
def withdraw_benchmark(*, benchmark: Benchmark, reason: str, seen: int, by: User) -> None:
    """Take a benchmark away; the history keeps it. Raises ChangedMeanwhile, Refused."""
    claim_owner(benchmark.indicator, seen, by=by)
    if not reason.strip():
        raise Refused("Say why it is withdrawn", "reason")
    delete_with_history(benchmark, by=by, event=Event.WITHDRAWN, reason=reason)
