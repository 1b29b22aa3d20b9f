"""Loads what the standings of indicators are worked out from."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet, prefetch_related_objects

from strategy_portal.domain import formulas
from strategy_portal.domain import targets as domain
from strategy_portal.domain.dated_rules import Stated
from strategy_portal.domain.periods import Frequency, Period, add_months
from strategy_portal.domain.status import Rule
from strategy_portal.records.history import as_recorded, end_of, put_back

from ..models import Indicator, ReportingPeriod, RuleChange, Target
from ..querysets import IndicatorQuerySet
from .figures import Aim, IndicatorFigures
from .readings import NO_FURTHER, Entries, Entry, load_entries

DEFINED = (
    "title", "code", "definition", "data_source", "method", "unit_text", "numerator_label", "denominator_label",
    "polarity_basis", "target_text", "baseline", "baseline_period", "baseline_source", "suggested_by",
    "is_proposed", "introduced_on", "retired_on", "owner_id", "frequency", "level", "across_units", "across_periods",
    "formula", "measure", "factor", "decimal_places", "polarity", "tolerance_kind", "tolerance_size", "no_change_band",
    "trend_comparison",
)  # fmt: skip
"""What of an indicator is as it was on a page as of a day: its texts, and how it was collected and judged."""


def load_figures(
    indicators: IndicatorQuerySet | Iterable[Indicator],
    *,
    since: date | None = None,
    further: Mapping[Frequency, date] = NO_FURTHER,
    as_of: date | None = None,
) -> list[IndicatorFigures]:
    """The indicators with rules, targets and entries, as they stood at the end of the day `as_of`.

    Five queries, whatever their number; one more if a rule was changed, two if there is a formula. As of a day the
    targets, the changes of rule and how each is defined are those that were recorded by then, for two queries more,
    three if an owner changed since. Who asks as of a day leaves out what was added later (`known_on`).
    `further` says from which day before `since` the entries of a frequency are loaded.
    """
    found = list(indicators.with_rules() if isinstance(indicators, IndicatorQuerySet) else indicators)
    if as_of is not None:
        _put_back(found, as_of)
    made_from = formula_inputs(found)
    if as_of is not None:
        _put_back(made_from, as_of)
    everything = {indicator.pk: indicator for indicator in [*made_from, *found]}
    entries = load_entries(everything.values(), since=since, further=further, as_of=as_of)
    return assemble(found, made_from, entries, since=since, as_of=as_of)


def _put_back(indicators: Sequence[Indicator], as_of: date) -> None:
    """Two queries; one more if an owner changed since."""
    put_back(indicators, as_of, DEFINED)
    put_back([indicator.key_output for indicator in indicators], as_of, ["title"])
    prefetch_related_objects(indicators, "owner")


def assemble(
    indicators: Sequence[Indicator],
    made_from: Sequence[Indicator],
    entries: Entries,
    *,
    since: date | None = None,
    as_of: date | None = None,
) -> list[IndicatorFigures]:
    """Figures of `indicators` from what is loaded; `made_from` are those that their formulas name: one query.

    `since` is the day from which on something was loaded: of the years before no target is asked for.
    """
    everything = {indicator.pk: indicator for indicator in [*made_from, *indicators]}
    locked = _locked(everything.values(), as_of)
    by_name = {_name(indicator): indicator for indicator in everything.values()}
    judging = _judging(everything, since, as_of)
    made: dict[int, IndicatorFigures] = {}

    def make(indicator: Indicator) -> IndicatorFigures:
        if indicator.pk not in made:
            strategy = indicator.outcome.strategy_id
            inputs = {
                reference: make(by_name[strategy, reference])
                for reference in references(indicator)
                if (strategy, reference) in by_name
            }
            made[indicator.pk] = _history(indicator, judging, entries[indicator.pk], locked[strategy], inputs)
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
    judging: "Judging",
    entries: Mapping[Period, Entry],
    locked: frozenset[Period],
    inputs: Mapping[str, IndicatorFigures],
) -> IndicatorFigures:
    aims = defaultdict(list)
    for stated in sorted(judging.targets[indicator.pk], key=lambda stated: stated.holds_from or stated.year_starts_on):
        shares = tuple(Decimal(share) for share in stated.shares)
        target = domain.Target(stated.value, stated.low, stated.high)
        aims[stated.year_starts_on].append(Aim(target, stated.holds_from or stated.year_starts_on, shares))
    return IndicatorFigures(
        indicator=indicator, stated=judging.stated[indicator.pk], rules=judging.rules[indicator.pk], aims=aims,
        entries=entries, locked=locked, inputs=inputs,
    )  # fmt: skip


@dataclass(frozen=True)
class Judging:
    """What each indicator is judged by: its targets, as rows, and by the day from which they hold its rules.

    `stated` is what of the rules the indicator states itself.
    """

    targets: Mapping[int, Sequence[Any]]
    stated: Mapping[int, Sequence[tuple[date, Stated]]]
    rules: Mapping[int, Sequence[tuple[date, Rule]]]


def _judging(indicators: Mapping[int, Indicator], since: date | None, as_of: date | None) -> Judging:
    """Loads targets, unless they came with the indicators, and changes of rule, if there are any."""
    _bring_rules(indicators.values())
    changed = {pk: each for pk, each in indicators.items() if each.has_rule_changes}
    if as_of is not None:
        return _judging_as_of(indicators, changed, as_of)
    prefetch_related_objects(list(changed.values()), "rule_changes")
    return Judging(
        targets=_targets(indicators, since),
        stated={pk: each.stated for pk, each in indicators.items()},
        rules={pk: each.rules for pk, each in indicators.items()},
    )


def _bring_rules(indicators: Iterable[Indicator]) -> None:
    """Gives those that came along with a value what `with_rules` brings to others: at most one query."""
    plain = {each.pk: each for each in indicators if not hasattr(each, "has_rule_changes")}
    if not plain:
        return
    rows = Indicator.objects.filter(pk__in=plain).noting_changes().order_by()
    for pk, *brought in rows.values_list("pk", "has_rule_changes", "council_records"):
        plain[pk].has_rule_changes, plain[pk].council_records = brought


def _targets(indicators: Mapping[int, Indicator], since: date | None) -> dict[int, Sequence[Any]]:
    """At most one query. Rows cost a fifth of objects, and a page of many indicators has hundreds."""
    found: dict[int, Any] = {}
    for pk, indicator in indicators.items():
        came_along = "targets" in getattr(indicator, "_prefetched_objects_cache", ())
        found[pk] = indicator.targets.all() if came_along else []
    missing = [pk for pk, targets in found.items() if isinstance(targets, list)]
    names = ("indicator_id", "year_starts_on", "value", "low", "high", "holds_from", "shares")
    rows = Target.objects.filter(indicator__in=missing).order_by().values_list(*names, named=True)
    if since is not None:
        rows = rows.filter(year_starts_on__gt=add_months(since, -12))
    for row in rows if missing else ():
        found[row.indicator_id].append(row)
    return found


def _judging_as_of(indicators: Mapping[int, Indicator], changed: Mapping[int, Indicator], as_of: date) -> Judging:
    """As recorded by the end of the day. A target without a first day of its own holds from its year's start."""
    targets: dict[int, list[Target]] = {pk: [] for pk in indicators}
    stated = as_recorded(Target, as_of, indicator__in=targets)
    for target in stated:
        targets[target.indicator_id].append(target)
    changes: dict[int, list[RuleChange]] = {pk: [] for pk in targets}
    made = changed and as_recorded(RuleChange, as_of, indicator__in=changed)
    for change in made:
        change.indicator = indicators[change.indicator_id]
        changes[change.indicator_id].append(change)
    return Judging(
        targets=targets,
        stated={pk: each.stated_with(changes[pk]) for pk, each in indicators.items()},
        rules={pk: each.rules_with(changes[pk], each.council_tolerances(as_of)) for pk, each in indicators.items()},
    )


def _locked(indicators: Iterable[Indicator], as_of: date | None) -> dict[int, frozenset[Period]]:
    """The periods of each strategy concerned, by its primary key, that were locked at the end of a day: one query."""
    year_starts = {each.outcome.strategy_id: each.outcome.strategy.year_start for each in indicators}
    names = ("strategy_id", "starts_on", "frequency")
    if as_of is None:
        rows = ReportingPeriod.objects.filter(strategy__in=year_starts, locked_at__isnull=False).order_by()
        locked = set(rows.values_list(*names))
    else:
        locked = _locked_at_end_of(as_of, ReportingPeriod.history.filter(strategy__in=year_starts), names)
    found: dict[int, set[Period]] = {strategy: set() for strategy in year_starts}
    for strategy, starts_on, frequency in locked:
        found[strategy].add(Period(starts_on, Frequency(frequency), year_starts[strategy]))
    return {strategy: frozenset(periods) for strategy, periods in found.items()}


def _locked_at_end_of(day: date, records: QuerySet, names: tuple[str, ...]) -> set[tuple]:
    """The periods that were locked by then and had not been reopened since, whatever became of them later."""
    end, locked = end_of(day), set()
    for *period, locked_at, recorded_at in records.order_by("history_id").values_list(
        *names, "locked_at", "history_date"
    ):
        if locked_at is not None and locked_at < end:
            locked.add(tuple(period))
        elif locked_at is None and recorded_at < end:
            locked.discard(tuple(period))
    return locked
