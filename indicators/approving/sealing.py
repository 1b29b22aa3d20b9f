"""Approval seals the organisation's figure, its status and everything that proves it (rules 6.7)."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import astuple
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from operator import attrgetter
from typing import Any

from django.utils import timezone

from strategy_portal.domain.aggregation import AcrossPeriods, Reading, across_units
from strategy_portal.domain.numbers import Missing
from strategy_portal.domain.periods import Frequency, Period, period_of
from strategy_portal.models import User

from ..judging.figures import IndicatorFigures
from ..judging.loading import assemble, formula_inputs, load_entries, references
from ..judging.standing import Commentary, Entry
from ..models import CollectionUnit, Indicator, PeriodLocked, ReportingPeriod, Seal, Value
from ..models.seal import written_reading
from ..models.value import input_of, reading_of

UNSETTLED = (Missing.NOT_ENTERED, Missing.INCOMPLETE)


def seal_values(values: Sequence[Value], *, by: User, at: datetime) -> list[Seal]:
    """Seal each indicator and period of which one of these values was approved just now.

    Sealed again is what follows from them: for a sum the later periods of the year, and every formula that they are an
    input of. The number of queries does not grow with the number of values. Raises PeriodLocked where what follows is
    in a locked period (rules 3.5).
    """
    periods = {value.period_id: value.period for value in values}
    sealer = Sealer({value.indicator_id for value in values}, since=_since(periods.values()))
    revised: dict[tuple[int, int], list[str]] = defaultdict(list)
    for value in values:
        revised[value.indicator_id, value.period_id].append(value.revision_reason)
    approved = approved_rows({(value.indicator_id, value.period_id) for value in values})
    for (indicator, period), rows in sorted(approved.items(), key=lambda item: periods[item[0][1]].starts_on):
        sealer.seal(indicator, periods[period], rows, by=by, at=at, revised=revised[indicator, period])
    sealer.seal_formulas({value.period.as_domain() for value in values}, by=by, at=at)
    return sealer.save()


def seal_all(indicators: Iterable[Indicator]) -> int:
    """Seal all that is approved and not sealed yet, each period as of its last approval; how many there were."""
    sealer = Sealer({indicator.pk for indicator in indicators})
    rows: dict[tuple[int, int], list[Value]] = defaultdict(list)
    found = Value.objects.approved().filter(indicator__in=sealer.figures, approved_at__isnull=False)
    for value in found.select_related("approved_by", "period__strategy", "unit", "population").order_by(
        "period__starts_on"
    ):
        rows[value.indicator_id, value.period_id].append(value)
    for (indicator, _), approved in rows.items():
        last = max(approved, key=attrgetter("approved_at"))
        by, at = last.approved_by, last.approved_at
        if by and at and not sealer.figures[indicator].entry(last.period.as_domain()).written:
            sealer.seal(indicator, last.period, approved, by=by, at=at)
    return len(sealer.save())


class Sealer:
    """Seals periods of some indicators, and of the formulas that are made from them."""

    def __init__(self, indicators: Iterable[int], *, since: date | None = None):
        touched = list(Indicator.objects.filter(pk__in=indicators).with_setting())
        self.formulas = _formulas_of(touched)
        made_from = formula_inputs([*touched, *self.formulas])
        everything = [*touched, *self.formulas, *made_from]
        self.entries = load_entries(everything, since=since)
        self.figures = {each.indicator.pk: each for each in assemble(everything, [], self.entries)}
        self.units = units_of(touched)
        self.made: dict[tuple[int, Period], Seal] = {}

    @cached_property
    def rows(self) -> dict[tuple[int, Period], ReportingPeriod]:
        """The reporting periods in which something may follow from an approval."""
        return _rows_of(figures.indicator for figures in self.figures.values())

    def seal(
        self,
        indicator: int,
        row: ReportingPeriod,
        approved: Sequence[Value],
        *,
        by: User,
        at: datetime,
        revised: Sequence[str] = (),
    ) -> None:
        """Seal one period, and for a sum the later periods of its year that are sealed already.

        `revised` is why approved values were revised, if they were.
        """
        figures, period = self.figures[indicator], row.as_domain()
        reading = organisation(figures.indicator, approved, self._units_expected(figures.indicator, period))
        statements, inputs = statements_of(approved), [input_of(value) for value in approved]
        demonstration = any(value.is_demonstration for value in approved)
        self._put(figures, period, row, reading, statements, inputs, demonstration, by=by, at=at, revised=revised)
        self._seal_later(figures, period, by=by, at=at, revised=revised)

    def seal_formulas(self, spans: Iterable[Period], *, by: User, at: datetime) -> None:
        """Seal the formulas in the periods that `spans` lie in, inputs before what is made from them."""
        wanted = {
            (formula.pk, period_of(span.last_day, Frequency(formula.frequency), span.year_start))
            for formula in self.formulas
            for span in spans
            if formula.frequency not in ("", Frequency.IRREGULAR)
        }
        order = {formula.pk: place for place, formula in enumerate(self.formulas)}
        for pk, period in sorted(wanted, key=lambda item: (item[1], order[item[0]])):
            self._seal_formula(self.figures[pk], period, by=by, at=at)

    def save(self) -> list[Seal]:
        """Write what was sealed; what was current is so no more."""
        pairs = [(seal.indicator_id, seal.period_id) for seal in self.made.values()]
        replaced = [pair for pair, seal in zip(pairs, self.made.values(), strict=True) if seal.version > 1]
        if replaced:
            current = Seal.objects.current().filter(
                indicator__in={pair[0] for pair in replaced}, period__in={pair[1] for pair in replaced}
            )
            known = {(seal.indicator_id, seal.period_id): seal for seal in current}
            for pair, seal in zip(pairs, self.made.values(), strict=True):
                seal.inputs = known[pair].inputs if seal.inputs is None else seal.inputs
            Seal.objects.filter(pk__in=[known[pair].pk for pair in replaced]).update(is_current=False)
        seals = list(self.made.values())
        Seal.objects.bulk_create(seals, batch_size=500)
        return seals

    def _units_expected(self, indicator: Indicator, period: Period) -> int:
        units: list[CollectionUnit] = self.units.get(indicator.outcome.strategy_id, [])
        return sum(unit.is_expected_in(period) for unit in units)

    def _seal_later(
        self, figures: IndicatorFigures, period: Period, *, by: User, at: datetime, revised: Sequence[str]
    ) -> None:
        """The sealed later periods of a sum's year: their years to date have changed, their own figures have not."""
        if figures.across_periods is not AcrossPeriods.SUM:
            return
        for later in figures.own_periods(period.year):
            entry = figures.entry(later)
            if later > period and entry.written:
                row = self._row(figures, later)
                statements = entry.proof.get("statements", {})
                demonstration = entry.is_demonstration
                self._put(
                    figures, later, row, entry.reading, statements, None, demonstration, by=by, at=at, revised=revised
                )

    def _seal_formula(self, figures: IndicatorFigures, period: Period, *, by: User, at: datetime) -> None:
        reading = figures.by_formula(period.start, period.end)
        there = (figures.indicator.outcome.strategy_id, period) in self.rows
        if not there or (reading.number in UNSETTLED and not figures.entry(period).written):
            return
        parts = figures.parts(period.start, period.end)
        inputs = [{"indicator": name, **written_reading(part)} for name, part in parts.items()]
        went_in = [
            (part.indicator.pk, span, entry)
            for part in figures.inputs.values()
            for span, entry in part.entries.items()
            if period.start <= span.start < period.end
        ]
        made = [self.made[pk, span] for pk, span, _ in went_in if (pk, span) in self.made]
        revised = [reason for seal in made for reason in seal.proof["revised"]]
        demonstration = any(entry.is_demonstration for _, _, entry in went_in)
        row = self._row(figures, period)
        self._put(figures, period, row, reading, {}, inputs, demonstration, by=by, at=at, revised=revised)
        self._seal_later(figures, period, by=by, at=at, revised=revised)

    def _row(self, figures: IndicatorFigures, period: Period) -> ReportingPeriod:
        """The reporting period in which something follows. Raises PeriodLocked."""
        row = self.rows[figures.indicator.outcome.strategy_id, period]
        if row.is_locked:
            raise PeriodLocked(row, f"the figure of {figures.indicator.reference} there would change")
        return row

    def _put(
        self,
        figures: IndicatorFigures,
        period: Period,
        row: ReportingPeriod,
        reading: Reading,
        statements: dict[str, Any],
        inputs: list[dict[str, Any]] | None,
        demonstration: bool,
        *,
        by: User,
        at: datetime,
        revised: Sequence[str],
    ) -> None:
        """Judge the period with its new figure, keep the seal to be written, and let later ones build on it.

        `inputs` None: those of the seal before. Once restated, a figure stays so, with every reason (rules 3.4); the
        proof keeps the reasons of this approval.
        """
        indicator = figures.indicator
        earlier, before = self.made.get((indicator.pk, period)), figures.entry(period)
        version = earlier.version if earlier else before.version + 1
        reasons = distinct([*(earlier.proof["revised"] if earlier else ()), *revised])
        all_reasons = distinct([*before.reasons, *reasons])
        mine = self.entries[indicator.pk]
        mine[period] = Entry(reading=reading, version=version)
        standing = figures.judged_in(period, _day(at))
        rule_from = standing.rule_from.isoformat() if standing.rule_from else ""
        proof = {**standing.as_proof(), "statements": statements, "rule_from": rule_from, "revised": reasons}
        mine[period] = Entry(
            reading=reading, version=version, status=standing.status, written=json.dumps(proof),
            is_demonstration=demonstration, reasons=tuple(all_reasons),
        )  # fmt: skip
        self.made[indicator.pk, period] = Seal(
            indicator=indicator, period=row, version=version, sealed_at=at, sealed_by=by, is_restated=bool(all_reasons),
            reasons=all_reasons, reading=written_reading(reading), status=standing.status, proof=proof, inputs=inputs,
            is_demonstration=demonstration,
        )  # fmt: skip


def statements_of(approved: Sequence[Value]) -> dict[str, Any]:
    """What people said in the values of one period, as a seal keeps it."""
    first = approved[0]
    commentaries = [said for row in approved if (said := _commentary(row))]
    spoken = commentaries[0] if commentaries else Commentary()
    absent = next((row for row in approved if row.reason), None)
    forecast = next((row.forecast for row in approved if row.forecast), "")
    statements = {
        "commentary": [spoken.what_happened, spoken.why, spoken.what_next],
        "of_units": [list(astuple(said)) for said in commentaries if said.unit],
        "reason": absent.reason if absent else "",
        "expected_on": absent.expected_on.isoformat() if absent and absent.expected_on else "",
        "forecast": forecast,
        "population": str(first.population) if first.population_id else "",
    }
    return {name: text for name, text in statements.items() if text and text != ["", "", ""]}


def _commentary(row: Any) -> Commentary:
    return Commentary(row.what_happened, row.why, row.what_next, str(row.unit) if row.unit_id else "")


def organisation(indicator: Indicator, approved: Sequence[Any], units: int) -> Reading:
    """The organisation's figure from the approved values of one period, of which `units` are expected (rules 4)."""
    readings = [reading_of(row, indicator.factor) for row in approved]
    if not indicator.is_survey:
        return readings[0]
    return across_units(readings, indicator.how_across_units, expected=units, factor=Decimal(indicator.factor))


def units_of(indicators: Iterable[Indicator]) -> dict[int, list[CollectionUnit]]:
    """The collection units of each strategy of which one of the indicators is a survey: at most one query."""
    strategies = {indicator.outcome.strategy_id for indicator in indicators if indicator.is_survey}
    units: dict[int, list[CollectionUnit]] = defaultdict(list)
    if strategies:
        for unit in CollectionUnit.objects.filter(strategy__in=strategies):
            units[unit.strategy_id].append(unit)
    return units


def distinct(reasons: Iterable[str]) -> list[str]:
    """Each reason once, in order."""
    return list(dict.fromkeys(reason for reason in reasons if reason))


def _since(periods: Iterable[ReportingPeriod]) -> date:
    """The first day of the earliest financial year concerned: a sum, and a formula's span, go back no further."""
    return min(min(period.starts_on, period.as_domain().year.start) for period in periods)


def _day(at: datetime) -> date:
    return timezone.localtime(at).date()


def approved_rows(pairs: set[tuple[int, int]]) -> dict[tuple[int, int], list[Any]]:
    """What counts in each indicator and period: the approved values, a value under revision as it was approved last."""
    found = Value.objects.filter(
        indicator__in={pair[0] for pair in pairs}, period__in={pair[1] for pair in pairs}, approved_at__isnull=False
    )
    values = list(found.select_related("unit", "population", "approved_by").order_by("unit__name"))
    revised = [value.pk for value in values if value.is_under_revision]
    before = _as_approved_last(revised)
    rows = defaultdict(list)
    for value in values:
        if (value.indicator_id, value.period_id) in pairs:
            rows[value.indicator_id, value.period_id].append(before.get(value.pk, value))
    return rows


def _as_approved_last(values: Sequence[int]) -> dict[int, Any]:
    """For each value its last approved version from the history."""
    if not values:
        return {}
    rows = Value.history.filter(id__in=values, state=Value.State.APPROVED).order_by("version")
    return {row.id: row for row in rows.select_related("unit", "population", "approved_by")}


def _formulas_of(touched: Sequence[Indicator]) -> list[Indicator]:
    """The formulas made from these indicators, directly or through others, inputs before what is made from them."""
    strategies = {indicator.outcome.strategy_id for indicator in touched}
    waiting = list(
        Indicator.objects.filter(key_output__outcome__strategy__in=strategies).exclude(formula="").with_setting()
    )
    known = {(indicator.outcome.strategy_id, indicator.reference) for indicator in touched}
    found: list[Indicator] = []
    while ready := [each for each in waiting if _reads(each, known)]:
        found += ready
        known |= {(each.outcome.strategy_id, each.reference) for each in ready}
        waiting = [each for each in waiting if each not in ready]
    return sorted(found, key=lambda formula: _depth(formula, found))


def _depth(formula: Indicator, formulas: Sequence[Indicator]) -> int:
    """How many formulas stand between it and what people enter."""
    by_name = {(each.outcome.strategy_id, each.reference): each for each in formulas}
    parts = (by_name.get((formula.outcome.strategy_id, reference)) for reference in references(formula))
    return max((_depth(part, formulas) + 1 for part in parts if part is not None), default=0)


def _reads(formula: Indicator, known: set[tuple[int, str]]) -> bool:
    return any((formula.outcome.strategy_id, reference) in known for reference in references(formula))


def _rows_of(indicators: Iterable[Indicator]) -> dict[tuple[int, Period], ReportingPeriod]:
    """The reporting periods of the indicators' strategies and frequencies."""
    chosen = list(indicators)
    if not chosen:
        return {}
    rows = ReportingPeriod.objects.filter(
        strategy__in={each.outcome.strategy_id for each in chosen}, frequency__in={each.frequency for each in chosen}
    )
    return {(row.strategy_id, row.as_domain()): row for row in rows.select_related("strategy")}
