"""Loads what the figures of indicators are worked out from."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from operator import itemgetter
from types import MappingProxyType
from typing import Any

from django.db.models import DateField, Exists, OuterRef, Prefetch, Q, QuerySet, TextField, prefetch_related_objects
from django.db.models import Value as Constant
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from strategy_portal.children import moment, recorded_children
from strategy_portal.domain import formulas
from strategy_portal.domain.aggregation import Reading
from strategy_portal.domain.numbers import Measure, Number
from strategy_portal.domain.periods import Frequency, Period, add_months, period_from
from strategy_portal.domain.status import TargetValue, YearTarget
from strategy_portal.domain.timeline import Timeline
from strategy_portal.models import Team
from strategy_portal.records.history import end_of, known_as, put_back, records_on

from ..models import (
    CollectionUnit,
    Indicator,
    IndicatorRule,
    ReportingPeriod,
    Seal,
    Target,
    Units,
    UnitSpan,
    Value,
    council_tolerances,
)
from ..models.indicator import AIMED_AT, IndicatorQuerySet
from ..models.seal import read_number, read_reading
from ..models.value import AWAITING
from .figures import IndicatorFigures, TargetsByYear
from .standing import NO_ENTRY, Entry

NAMES = tuple(f"sealed_by__{name}" for name in ("first_name", "last_name", "email", "username"))
"""What a person is known by, in a row of a query of seals."""
WRITTEN = {
    "written": Cast("proof", TextField()), "written_reasons": Cast("reasons", TextField()),
    "written_at": Cast("sealed_at", TextField()), "written_number": KeyTextTransform("number", "reading"),
    "written_reading": Cast("reading", TextField()),
}  # fmt: skip
"""What of a seal is read only when it is asked for: most pages need the latest of many, of the others the number."""
SEALED = (
    "pk", "indicator_id", "period__starts_on", "period__frequency", "version", "status", "is_demonstration",
    *WRITTEN, *NAMES,
)  # fmt: skip


class SealedEntry(Entry):
    """An entry as a seal keeps it: what most pages ask of few of many is read only when it is asked for.

    `kept` is the seal itself, or a row with the columns SEALED; either annotated as WRITTEN.
    """

    def __init__(self, kept: Any, awaiting: int = 0, sent_at: datetime | None = None):
        self.__dict__.update(
            kept=kept, awaiting=awaiting, sent_at=sent_at, seal=kept.pk, version=kept.version, status=kept.status,
            written=kept.written, written_reasons=kept.written_reasons, is_demonstration=kept.is_demonstration,
        )  # fmt: skip

    def with_waiting(self, count: int, sent_at: datetime | None) -> Entry:
        return SealedEntry(self.__dict__["kept"], count, sent_at)

    @cached_property
    def number(self) -> Number:
        return read_number(self.__dict__["kept"].written_number)

    @cached_property
    def reading(self) -> Reading:
        return read_reading(json.loads(self.__dict__["kept"].written_reading))

    @cached_property
    def approved_at(self) -> datetime:
        return moment(self.__dict__["kept"].written_at)

    @cached_property
    def approved_by(self) -> str:
        kept = self.__dict__["kept"]
        return str(kept.sealed_by) if hasattr(kept, "sealed_by") else known_as(*(getattr(kept, name) for name in NAMES))


NO_FURTHER: Mapping[Frequency, date] = MappingProxyType({})

Entries = dict[int, dict[Period, Entry]]
"""For each indicator, by its primary key: its entries by period."""

AS_TODAY = {
    "id", "version", "key_output_id", "order", "population_id", "numerator_is_part", "answer_labels",
    "answers_that_count", "is_from_source", "setup_is_demonstration",
}  # fmt: skip
"""What of an indicator is as it is today on every page: its place, and how its values are entered."""

DEFINED = [field.attname for field in Indicator._meta.concrete_fields if field.attname not in AS_TODAY]
"""What is as it was on a page as of a day: its texts, and how it was collected and judged."""


def load_figures(
    indicators: IndicatorQuerySet | Iterable[Indicator],
    *,
    since: date | None = None,
    further: Mapping[Frequency, date] = NO_FURTHER,
    as_of: date | None = None,
) -> list[IndicatorFigures]:
    """The indicators with rules, targets and entries, as they stood at the end of the day `as_of`.

    Four queries for a queryset, whatever their number; one more if a formula names others. As of a day the targets, the
    rules and how each is defined are those that were recorded by then, for one query more if an owner changed since;
    for four more if the indicators did not come `with_figures` of that day. Who asks as of a day leaves out what was
    added later (`known_on`).
    `further` says from which day before `since` the entries of a frequency are loaded. What of an indicator waits for
    approval is counted where it came along as AWAITING.
    """
    found = list(indicators.with_figures(as_of) if isinstance(indicators, IndicatorQuerySet) else indicators)
    if as_of is not None:
        _put_back(found, as_of)
    made_from = formula_inputs(found, as_of)
    if as_of is not None:
        _put_back(made_from, as_of)
    everything = {indicator.pk: indicator for indicator in [*made_from, *found]}
    entries = load_entries(everything.values(), since=since, further=further, as_of=as_of)
    return assemble(found, made_from, entries, since=since, as_of=as_of)


def _put_back(indicators: Sequence[Indicator], as_of: date) -> None:
    """No query for indicators that came `with_figures`, else two; one more if an owner changed since, whose directorate
    is that of now.
    """
    put_back(indicators, as_of, DEFINED)
    put_back([indicator.key_output for indicator in indicators], as_of, ["title"])
    prefetch_related_objects(indicators, Prefetch("owner", Team.objects.select_related("parent")))


def assemble(
    indicators: Sequence[Indicator],
    made_from: Sequence[Indicator],
    entries: Entries,
    *,
    since: date | None = None,
    as_of: date | None = None,
) -> list[IndicatorFigures]:
    """Figures of `indicators` from the entries that are loaded; `made_from` are those that their formulas name.

    Four queries. `since` is the day from which on entries were loaded: of years that ended before it no target is
    asked for.
    """
    everything = {indicator.pk: indicator for indicator in [*made_from, *indicators]}
    council = council_tolerances(as_of)
    stated, targets = _rules(everything, as_of), _targets(everything, since, as_of)
    locked, units = calendar(everything.values(), as_of)
    has_formula = any(indicator.formula for indicator in everything.values())
    by_name = {_name(indicator): indicator for indicator in everything.values()} if has_formula else {}
    made: dict[int, IndicatorFigures] = {}

    def make(indicator: Indicator) -> IndicatorFigures:
        if indicator.pk not in made:
            strategy = indicator.outcome.strategy_id
            inputs = {
                reference: make(by_name[strategy, reference])
                for reference in references(indicator)
                if (strategy, reference) in by_name
            }
            made[indicator.pk] = IndicatorFigures(
                indicator=indicator, stated=stated[indicator.pk],
                council=council[Measure(indicator.measure)], targets_by_year=targets[indicator.pk],
                entries=entries[indicator.pk], locked=locked[strategy], inputs=inputs,
                units=units[strategy] if indicator.is_survey else None,
            )  # fmt: skip
        return made[indicator.pk]

    return [make(indicator) for indicator in indicators]


def load_entries(
    indicators: Iterable[Indicator],
    *,
    since: date | None = None,
    further: Mapping[Frequency, date] = NO_FURTHER,
    as_of: date | None = None,
) -> Entries:
    """The entries of the indicators from `since` on, as they stood at the end of the day `as_of`: one query.

    `further` says from which earlier day on those of a frequency are loaded. Of an indicator that came with AWAITING
    they say how many values wait for approval now and since when; of an earlier day nobody kept that.
    """
    by_id = {indicator.pk: indicator for indicator in indicators}
    chosen = Seal.objects.current().order_by() if as_of is None else Seal.objects.sealed_by_end_of(as_of)
    seals = chosen.filter(indicator__in=by_id).annotate(**WRITTEN)
    if since is not None:
        seals = seals.filter(_reach(since, further, {each.frequency for each in by_id.values()}))
    found: Entries = {pk: {} for pk in by_id}
    spans = Spans(by_id)
    for row in seals.values_list(*SEALED, named=True):
        found[row.indicator_id][spans.of(row)] = SealedEntry(row)
    for indicator in by_id.values() if as_of is None else ():
        _count_waiting(found[indicator.pk], getattr(indicator, AWAITING.called, ()), indicator)
    return found


def _count_waiting(entries: dict[Period, Entry], waiting: Iterable[Value], indicator: Indicator) -> None:
    sent: dict[Period, list[datetime | None]] = defaultdict(list)
    for value in waiting:
        of = value.period
        sent[period_from(of.starts_on, of.frequency, indicator.outcome.strategy.year_start)].append(value.submitted_at)
    for period, moments in sent.items():
        first = min(filter(None, moments), default=None)
        entries[period] = entries.get(period, NO_ENTRY).with_waiting(len(moments), first)


def _reach(since: date, further: Mapping[Frequency, date], frequencies: Collection[str]) -> Q:
    """The rows of periods from `since` on; of some of the frequencies from an earlier day on."""
    reach = Q(period__starts_on__gte=since)
    for frequency, first in further.items():
        if frequency in frequencies:
            reach |= Q(period__frequency=frequency, period__starts_on__gte=first)
    return reach


class Spans:
    """The periods of rows that carry `period__starts_on` and `period__frequency`."""

    def __init__(self, indicators: Mapping[int, Indicator]):
        self.year_starts = {pk: indicator.outcome.strategy.year_start for pk, indicator in indicators.items()}

    def of(self, row: Any) -> Period:
        return period_from(row.period__starts_on, row.period__frequency, self.year_starts[row.indicator_id])


def year_target(row: Any) -> YearTarget:
    """What a target aims at: the Target itself, or a row with the columns AIMED_AT."""
    return YearTarget(TargetValue(row.value, row.low, row.high), tuple(map(Decimal, row.shares)))


def references(indicator: Indicator) -> tuple[str, ...]:
    """The indicators that its formula names, as `1.2`; none without a formula."""
    return formulas.parse(indicator.formula).references if indicator.formula else ()


def formula_inputs(indicators: Sequence[Indicator], as_of: date | None = None) -> list[Indicator]:
    """The further indicators that formulas among `indicators` are made from, directly or through others: one query,
    none where they name no other.
    """
    if not any(indicator.formula for indicator in indicators):
        return []
    known = {_name(indicator) for indicator in indicators}
    strategies = {
        indicator.outcome.strategy_id
        for indicator in indicators
        for reference in references(indicator)
        if (indicator.outcome.strategy_id, reference) not in known
    }
    if not strategies:
        return []
    all_of_them = Indicator.objects.filter(key_output__outcome__strategy__in=strategies).with_figures(as_of)
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
    loaded = {indicator.pk for indicator in indicators}
    return [part for pk, part in needed.items() if pk not in loaded]


def _name(indicator: Indicator) -> tuple[int, str]:
    return indicator.outcome.strategy_id, indicator.reference


def _rules(indicators: Mapping[int, Indicator], as_of: date | None) -> dict[int, Timeline[IndicatorRule]]:
    """What each indicator states of how it is judged: one query, unless all came with them."""
    if as_of is None and _came_along(indicators, "rules"):
        return {pk: indicator.stated for pk, indicator in indicators.items()}
    stored: Iterable[IndicatorRule] = IndicatorRule.objects.filter(indicator__in=indicators).order_by()
    rows: dict[int, list[IndicatorRule]] = {pk: [] for pk in indicators}
    for row in stored if as_of is None else recorded_children(indicators.values(), "rules", as_of):
        row.indicator = indicators[row.indicator_id]
        rows[row.indicator_id].append(row)
    return {pk: indicator.stated_by(rows[pk]) for pk, indicator in indicators.items()}


def _targets(indicators: Mapping[int, Indicator], since: date | None, as_of: date | None) -> dict[int, TargetsByYear]:
    """Of each indicator, of the years that do not end before `since`: one query, unless all came with them."""
    rows: Iterable[Any]
    if as_of is not None:
        rows = recorded_children(indicators.values(), "targets", as_of)
    elif since is not None and not _came_along(indicators, "targets"):
        chosen = Target.objects.filter(indicator__in=indicators, year_starts_on__gt=add_months(since, -12))
        rows = chosen.order_by().values_list(*AIMED_AT, named=True)
    else:
        prefetch_related_objects(list(indicators.values()), "targets")
        first = add_months(since, -12) if since else date.min
        all_of_them = (row for indicator in indicators.values() for row in indicator.targets.all())
        rows = [row for row in all_of_them if row.year_starts_on > first]
    found: dict[int, dict[date, list[tuple[date, YearTarget]]]] = {pk: defaultdict(list) for pk in indicators}
    for row in rows:
        found[row.indicator_id][row.year_starts_on].append((row.holds_from, year_target(row)))
    return {
        pk: {year: Timeline(None, tuple(sorted(of_year, key=itemgetter(0)))) for year, of_year in by_year.items()}
        for pk, by_year in found.items()
    }


def _came_along(indicators: Mapping[int, Indicator], rows: str) -> bool:
    """These rows of every indicator were prefetched."""
    return all(rows in getattr(each, "_prefetched_objects_cache", ()) for each in indicators.values())


Locked = dict[int, frozenset[Period]]
UnitsByStrategy = dict[int, Units]


def calendar(indicators: Iterable[Indicator], as_of: date | None = None) -> tuple[Locked, UnitsByStrategy]:
    """Of the strategies concerned, by primary key: the periods that were locked at the end of a day, and the units,
    open and closed, where a survey is among the indicators. One query.
    """
    strategies = {each.outcome.strategy_id: each.outcome.strategy for each in indicators}
    surveyed = {each.outcome.strategy_id for each in indicators if each.is_survey}
    rows, units = _locked_and_units(strategies, surveyed, as_of)
    locked: dict[int, set[Period]] = {strategy: set() for strategy in strategies}
    for strategy, starts_on, frequency in rows:
        locked[strategy].add(Period(starts_on, Frequency(frequency), strategies[strategy].year_start))
    by_strategy = {
        pk: Units(sorted((unit for strategy, unit in units if strategy == pk), key=lambda unit: unit.name))
        for pk in surveyed
    }
    return {strategy: frozenset(periods) for strategy, periods in locked.items()}, by_strategy


def _locked_and_units(
    strategies: Iterable[int], surveyed: Collection[int], as_of: date | None
) -> tuple[Iterable[tuple], list[tuple[int, UnitSpan]]]:
    """Both in one query, for each page needs the one and most the other."""
    no_day, is_unit = Constant(None, output_field=DateField()), Constant(True)
    locked = ReportingPeriod.objects.filter(locked_at__isnull=False) if as_of is None else _locked_at_end_of(as_of)
    locked = locked.filter(strategy__in=strategies).order_by()
    rows = locked.values_list("strategy_id", "starts_on", "frequency", no_day, Constant(False))
    if surveyed:
        units = CollectionUnit.objects.all() if as_of is None else records_on(CollectionUnit, as_of)
        units = units.filter(strategy__in=surveyed).order_by()
        rows = rows.union(units.values_list("strategy_id", "opened_on", "name", "closed_on", is_unit), all=True)
    found = list(rows)
    return [row[:3] for row in found if not row[4]], [
        (strategy, UnitSpan(name, opened_on, closed_on))
        for strategy, opened_on, name, closed_on, is_unit in found
        if is_unit
    ]


def _locked_at_end_of(day: date) -> QuerySet[Any]:
    """Records of the periods that were locked by then and not reopened since, whatever became of them later."""
    records: QuerySet[Any] = ReportingPeriod.history.all()
    end = end_of(day)
    reopened = records.filter(locked_at=None, history_date__lt=end, history_id__gt=OuterRef("history_id"))
    return records.filter(~Exists(reopened.filter(id=OuterRef("id"))), locked_at__lt=end)
