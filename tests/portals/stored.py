"""What is stored of a strategy, as the plain inputs of the oracle: approved values, rules, targets, units, locks."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from types import SimpleNamespace

from indicators.models import CollectionUnit, Indicator, Value
from outcomes.models import Strategy

from .oracle import TOLERANCES, Figure, Oracle, Period


def oracle_of(strategy: Strategy, on: date) -> Oracle:
    """No council tolerance is set in a portal made at random, so the defaults hold (rules 6.2)."""
    periods = {each.pk: each for each in strategy.periods.all()}
    units = list(CollectionUnit.objects.filter(strategy=strategy))
    stored = SimpleNamespace(
        starts=strategy.starts_on, ends=strategy.ends_on, year_start=strategy.year_start,
        locked={(each.starts_on, each.frequency) for each in periods.values() if each.locked_at},
    )  # fmt: skip
    spans = [SimpleNamespace(name=each.name, opened=each.opened_on, closed=each.closed_on) for each in units]
    names = {None: None, **{each.pk: each.name for each in units}}
    indicators = Indicator.objects.of(strategy).with_judging()
    return Oracle(stored, {each.reference: _indicator(each, periods, names) for each in indicators}, spans, on)


def _indicator(indicator: Indicator, periods: dict, names: dict) -> "StoredIndicator":
    approved = Value.history.filter(indicator_id=indicator.pk, state="approved").order_by("version")
    values = {}
    for row in approved:  # the last approved version counts, also while a revision waits (rules 3.4)
        period = periods[row.period_id]
        values[period.starts_on, period.frequency, names[row.unit_id]] = _value(row, indicator.factor)
    return StoredIndicator(indicator, values)


def _value(row, factor: int) -> Figure:
    if row.availability != "available":
        return Figure(row.availability.replace("-", " "), settled=row.quality == "final")
    numerator, denominator = fraction(row.numerator), fraction(row.denominator)
    number = fraction(row.number) if numerator is None else numerator / denominator * factor
    return Figure(number, numerator, denominator, row.respondents, row.quality == "final")


def fraction(number) -> Fraction | None:
    return None if number is None else Fraction(str(number))


@dataclass
class StoredRule:
    polarity: str
    kind: str
    size: Fraction
    places: int


@dataclass
class StoredTarget:
    low: Fraction
    high: Fraction
    shares: list[Fraction]

    def share(self, parts: list[tuple[Period, Figure]], of_year: list[Period]) -> Fraction:
        """The part of the year's target that is due in these periods (rules 5.2, 5.3)."""
        equal = [Fraction(100, len(of_year))] * len(of_year)
        return sum((self.shares or equal)[of_year.index(period)] for period, _ in parts) / Fraction(100)


class StoredIndicator:
    def __init__(self, row: Indicator, values: dict):
        self.row, self.values, self.formula = row, values, row.formula
        self.frequency, self.factor, self.is_survey = row.frequency, row.factor, row.level == "units"
        self.across_units, self.across_periods = row.across_units, row.across_periods
        self.introduced, self.retired, self.has_population = row.introduced_on, row.retired_on, bool(row.population_id)

    def rule_on(self, day: date) -> StoredRule:
        """Rules 6.2 and 6.7."""
        rule = max((each for each in self.row.rules.all() if each.holds_from <= day), key=lambda each: each.holds_from)
        kind, size = TOLERANCES.get(self.row.measure, ("percent", 5))
        if rule.tolerance_kind:
            kind, size = rule.tolerance_kind, fraction(rule.tolerance_size)
        return StoredRule(rule.polarity, kind, Fraction(size), rule.decimal_places)

    def target_on(self, year_starts_on: date, day: date) -> StoredTarget | None:
        """Rules 6.7."""
        of_year = [each for each in self.row.targets.all() if each.year_starts_on == year_starts_on]
        known = [each for each in of_year if each.holds_from <= day]
        if not known:
            return None
        target = max(known, key=lambda each: each.holds_from)
        low, high = (target.low, target.high) if target.value is None else (target.value, target.value)
        return StoredTarget(fraction(low), fraction(high), [fraction(share) for share in target.shares])
