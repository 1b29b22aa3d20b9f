"""Loads what the standings of indicators are worked out from."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from django.db.models import prefetch_related_objects

from strategy_portal.domain import formulas
from strategy_portal.domain.periods import Period

from .models import Indicator, ReportingPeriod
from .querysets import IndicatorQuerySet
from .readings import Entries, load_entries
from .standings import Aim, History


def histories(
    indicators: IndicatorQuerySet | Iterable[Indicator], *, since: date | None = None, as_of: date | None = None
) -> list[History]:
    """The indicators with rules, targets and entries, as they stood at the end of the day `as_of`.

    Five queries, whatever their number; one more if a rule was changed, two if there is a formula.
    """
    found = list(indicators.with_judging() if isinstance(indicators, IndicatorQuerySet) else indicators)
    made_from = formula_inputs(found)
    everything = {indicator.pk: indicator for indicator in [*made_from, *found]}
    entries = load_entries(everything.values(), since=since, as_of=as_of)
    return assemble(found, made_from, entries)


def assemble(indicators: Sequence[Indicator], made_from: Sequence[Indicator], entries: Entries) -> list[History]:
    """Histories of `indicators` from what is loaded; `made_from` are those that their formulas name: one query."""
    everything = {indicator.pk: indicator for indicator in [*made_from, *indicators]}
    locked = _locked(everything.values())
    by_name = {_name(indicator): indicator for indicator in everything.values()}
    _prefetch(list(everything.values()))
    made: dict[int, History] = {}

    def make(indicator: Indicator) -> History:
        if indicator.pk not in made:
            strategy = indicator.outcome.strategy_id
            inputs = {
                reference: make(by_name[strategy, reference])
                for reference in references(indicator)
                if (strategy, reference) in by_name
            }
            made[indicator.pk] = _history(indicator, entries[indicator.pk], locked, inputs)
        return made[indicator.pk]

    return [make(indicator) for indicator in indicators]


def references(indicator: Indicator) -> tuple[str, ...]:
    """The indicators that its formula names, as `1.2`; none without a formula."""
    return formulas.parse(indicator.formula).references if indicator.formula else ()


def formula_inputs(indicators: Sequence[Indicator]) -> list[Indicator]:
    """The further indicators that formulas among `indicators` are made from, directly or through others: one query."""
    strategies = {indicator.outcome.strategy_id for indicator in indicators if indicator.formula}
    if not strategies:
        return []
    all_of_them = Indicator.objects.filter(key_output__outcome__strategy__in=strategies).with_judging()
    by_name = {_name(indicator): indicator for indicator in all_of_them}
    needed: dict[int, Indicator] = {}
    waiting = [indicator for indicator in indicators if indicator.formula]
    while waiting:
        indicator = waiting.pop()
        for reference in references(indicator):
            part = by_name.get((indicator.outcome.strategy_id, reference))
            if part is not None and part.pk not in needed:
                needed[part.pk] = part
                waiting.append(part)
    known = {indicator.pk for indicator in indicators}
    return [part for pk, part in needed.items() if pk not in known]


def _name(indicator: Indicator) -> tuple[int, str]:
    return indicator.outcome.strategy_id, indicator.reference


def _history(
    indicator: Indicator,
    entries: Mapping[Period, object],
    locked: frozenset[tuple[int, Period]],
    inputs: Mapping[str, History],
) -> History:
    aims = defaultdict(list)
    for target in sorted(indicator.targets.all(), key=lambda target: target.starts_holding_on):
        shares = tuple(Decimal(share) for share in target.shares)
        aims[target.year_starts_on].append(Aim(target.as_domain(), target.starts_holding_on, shares))
    strategy = indicator.outcome.strategy_id
    return History(
        indicator=indicator,
        rules=indicator.rules,
        aims=aims,
        entries=entries,
        locked=frozenset(period for of, period in locked if of == strategy),
        inputs=inputs,
    )


def _prefetch(indicators: Sequence[Indicator]) -> None:
    """The targets, unless they are loaded already, and the changes of rule, if there are any."""
    prefetch_related_objects(indicators, "targets")
    changed = [indicator for indicator in indicators if getattr(indicator, "has_rule_changes", True)]
    prefetch_related_objects(changed, "rule_changes")


def _locked(indicators: Iterable[Indicator]) -> frozenset[tuple[int, Period]]:
    strategies = {indicator.outcome.strategy_id for indicator in indicators}
    rows = ReportingPeriod.objects.filter(strategy__in=strategies, locked_at__isnull=False)
    return frozenset((row.strategy_id, row.as_domain()) for row in rows.select_related("strategy"))
