"""Who changed what of an indicator, when, from what to what, and why: definition, targets, rules, benchmarks."""

from typing import Any

from outcomes.models import Strategy
from strategy_portal.domain import wording
from strategy_portal.domain.periods import financial_year
from strategy_portal.records.changes import Change, ModelChanges, changes_in, changes_of, since_text

from .. import models


def changes_of_indicator(indicator: models.Indicator) -> tuple[Change, ...]:
    """Everything that changed about an indicator, the latest first. Five queries, whatever their number."""
    return changes_of(
        indicator,
        ModelChanges(models.Indicator, "Indicator", related=("key_output__outcome", "owner", "population")),
        ModelChanges(models.Target, _target_of, text=_target, since=_within_its_year),
        ModelChanges(models.IndicatorRule, "How it is judged", text=_rule),
        ModelChanges(models.ProcessBase, "Process behaviour chart", text=lambda record: str(record.instance)),
        ModelChanges(models.Benchmark, _benchmark_of, text=lambda record: record.indicator.format.text(record.value)),
    )


def changes_of_table(table: models.PopulationTable) -> tuple[Change, ...]:
    """Everything that changed about a population table and its figures. Two queries."""
    return changes_of(
        table, ModelChanges(models.PopulationTable), ModelChanges(models.Population, models.Population.__str__)
    )


def changes_of_units(strategy: Strategy) -> tuple[Change, ...]:
    """Everything that changed about a strategy's units, each under its name. One query."""
    return changes_in(ModelChanges(models.CollectionUnit, related=("team", "strategy")), strategy=strategy)


def changes_of_council() -> tuple[Change, ...]:
    """Everything that changed about the council's tolerances. One query."""
    return changes_in(ModelChanges(models.CouncilTolerance))


def _year_of(record: Any) -> str:
    return financial_year(record.year_starts_on, record.indicator.outcome.strategy.year_start).label


def _target_of(record: Any) -> str:
    return f"Target of {_year_of(record)}"


def _within_its_year(record: Any) -> str:
    """Nothing of the year's first target: the year says it."""
    return since_text(record) if record.holds_from > record.year_starts_on else ""


def _target(record: Any) -> str:
    text = wording.target_text(record.instance.as_domain(), record.indicator.format)
    return f"{text}, profile {', '.join(str(share) for share in record.shares)}" if record.shares else text


def _rule(record: Any) -> str:
    rule: models.IndicatorRule = record.instance
    tolerance = rule.tolerance.text if rule.tolerance else "the council’s tolerance"
    places = f"{rule.decimal_places} decimal place{'' if rule.decimal_places == 1 else 's'}"
    return f"{rule.polarity.replace('-', ' ')}, {tolerance}, {places}"


def _benchmark_of(record: Any) -> str:
    return f"Benchmark {record.name}, {_year_of(record)}"
