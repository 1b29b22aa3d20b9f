"""Deeds on what values are collected from: units of a survey, and dated tables of denominators."""

from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction

from outcomes.models import Strategy
from strategy_portal.models import User
from strategy_portal.records.history import save_with_history
from strategy_portal.records.versions import claim

from ..models import CollectionUnit, Indicator, Population, PopulationTable
from .guards import Agreed, SetupRefused, check_not_sealed, withdraw


@transaction.atomic
def save_unit(*, strategy: Strategy, unit: CollectionUnit, seen: int, by: User, reason: str = "") -> CollectionUnit:
    """Add a unit, or change its name, its team, or the days from and to which values are expected of it.

    Raises ChangedMeanwhile, and SetupRefused: a name that is taken, days in the wrong order, a change without a reason,
    or a last day before a period that has values of the unit.
    """
    claim(strategy, seen, CollectionUnit, id=unit.pk)
    if strategy.units.filter(name__iexact=unit.name).exclude(pk=unit.pk).exists():
        raise SetupRefused(f"There is a unit “{unit.name}” already", "name")
    if unit.opened_on and unit.closed_on and unit.closed_on < unit.opened_on:
        raise SetupRefused("The last day can’t be before the first", "closed_on")
    if unit.pk and not reason.strip():
        raise SetupRefused("Say why the unit changes", "reason")
    if unit.pk:
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
            raise SetupRefused(f"The unit has a value for {last.period}: it can’t close before its end", "closed_on")
    if unit.opened_on:
        first = values.filter(period__ends_on__lte=unit.opened_on).first()
        if first is not None:
            raise SetupRefused(f"The unit has a value for {first.period}: it can’t open after it", "opened_on")


@transaction.atomic
def save_population_table(*, table: PopulationTable, seen: int, by: User, reason: str = "") -> PopulationTable:
    """Add a table, or change its name or source. Raises ChangedMeanwhile, SetupRefused for a name that is taken."""
    if table.pk:
        claim(table, seen, PopulationTable, id=table.pk)
    if PopulationTable.objects.filter(name__iexact=table.name).exclude(pk=table.pk).exists():
        raise SetupRefused(f"There is a table “{table.name}” already", "name")
    if not table.pk:
        table.is_demonstration = by.is_demonstration
    save_with_history(table, by=by, reason=reason)
    return table


@transaction.atomic
def set_population(*, table: PopulationTable, value: Decimal, agreed: Agreed, seen: int, by: User) -> Population:
    """What the table says from a day on. The same day again replaces what was set for it.

    `seen` is the version of the table's rows. Raises ChangedMeanwhile, and SetupRefused: without a day, a reason or who
    agreed, for zero, and for a day in a period in which an indicator that uses the table is sealed (rules 6.7).
    """
    users = Indicator.objects.filter(population=table)
    Strategy.objects.filter(pk__in=users.values("key_output__outcome__strategy")).hold()
    claim(table, seen, Population, table=table)
    first = _day(agreed)
    if value <= 0:
        raise SetupRefused("Enter a figure above zero: values are divided by it", "value")
    check_not_sealed(first, users)
    row = table.rows.filter(holds_from=first).first() or Population(table=table, holds_from=first)
    row.value, row.reason, row.agreed_by, row.made_by = value, agreed.reason, agreed.agreed_by, by
    save_with_history(row, by=by, reason=agreed.reason)
    return row


def _day(agreed: Agreed) -> date:
    if agreed.holds_from is None:
        raise SetupRefused("Enter the first day on which this figure is used", "holds_from")
    agreed.check(is_change=True)
    return agreed.holds_from


@transaction.atomic
def withdraw_population(*, row: Population, reason: str, seen: int, by: User) -> None:
    """Take a row away that no value was divided by; the history keeps it. Raises as `set_population`."""
    claim(row.table, seen, Population, table=row.table)
    if row.values.exists():
        raise SetupRefused("Values were divided by this figure, so it stays. Set another one from a later day")
    withdraw(row, reason, by)
