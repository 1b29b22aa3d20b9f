"""Approval seals the organisation's figure, its status and everything that proves it (rules 6.7)."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from strategy_portal.domain.aggregation import AcrossPeriods, Reading
from strategy_portal.domain.numbers import Missing
from strategy_portal.domain.periods import Frequency, Period, period_of
from strategy_portal.models import User

from .histories import assemble, formula_inputs, references
from .models import CollectionUnit, Indicator, ReportingPeriod, Seal, Value
from .proofs import written_reading
from .readings import Entry, input_of, load_entries, organisation, told_by, units_of
from .standings import History

UNSETTLED = (Missing.NOT_ENTERED, Missing.INCOMPLETE)


def seal_values(values: Sequence[Value], *, by: User, at: datetime) -> list[Seal]:
    """Seal each indicator and period of which one of these values was approved just now.

    Sealed again is what follows from them: for a sum the later periods of the year, and every formula that they are an
    input of. The number of queries does not grow with the number of values.
    """
    periods = {value.period_id: value.period for value in values}
    sealer = Sealer({value.indicator_id for value in values}, since=_since(periods.values()))
    revised: dict[tuple[int, int], str] = defaultdict(str)
    for value in values:
        revised[value.indicator_id, value.period_id] += value.revision_reason
    approved = approved_rows({(value.indicator_id, value.period_id) for value in values})
    for (indicator, period), rows in sorted(approved.items(), key=lambda item: periods[item[0][1]].starts_on):
        sealer.seal(indicator, periods[period], rows, by=by, at=at, reason=revised[indicator, period])
    sealer.seal_formulas({value.period.as_domain() for value in values}, by=by, at=at)
    return sealer.save()


def seal_all(indicators: Iterable[Indicator]) -> int:
    """Seal all that is approved and not sealed yet, each period as of its last approval; how many there were."""
    sealer = Sealer({indicator.pk for indicator in indicators})
    rows: dict[tuple[int, int], list[Value]] = defaultdict(list)
    found = Value.objects.approved().filter(indicator__in=sealer.histories, approved_at__isnull=False)
    for value in found.select_related("approved_by", "period__strategy", "unit", "population").order_by(
        "period__starts_on"
    ):
        rows[value.indicator_id, value.period_id].append(value)
    for (indicator, _), approved in rows.items():
        last = max(approved, key=lambda value: value.approved_at)
        if not sealer.histories[indicator].entry(last.period.as_domain()).written:
            sealer.seal(indicator, last.period, approved, by=last.approved_by, at=last.approved_at)
    return len(sealer.save())


class Sealer:
    """Seals periods of some indicators, and of the formulas that are made from them."""

    def __init__(self, indicators: Iterable[int], *, since: date | None = None):
        touched = list(Indicator.objects.filter(pk__in=indicators).with_judging())
        self.formulas = _formulas_of(touched)
        made_from = formula_inputs([*touched, *self.formulas])
        everything = [*touched, *self.formulas, *made_from]
        self.entries = load_entries(everything, since=since)
        self.histories = {each.indicator.pk: each for each in assemble(everything, [], self.entries)}
        self.units = units_of(touched)
        self.made: dict[tuple[int, Period], Seal] = {}

    def seal(
        self,
        indicator: int,
        row: ReportingPeriod,
        approved: Sequence[Value],
        *,
        by: User,
        at: datetime,
        reason: str = "",
    ) -> None:
        """Seal one period, and for a sum the later periods of its year that are sealed already."""
        history, period = self.histories[indicator], row.as_domain()
        reading = organisation(history.indicator, approved, self._units_expected(history.indicator, period))
        told, inputs = told_by(approved), [input_of(value) for value in approved]
        demonstration = any(value.is_demonstration for value in approved)
        self._put(history, period, row, reading, told, inputs, demonstration, by=by, at=at, reason=reason)
        if history.across_periods is AcrossPeriods.SUM:
            self._seal_later(history, period, by=by, at=at, reason=reason)

    def seal_formulas(self, spans: Iterable[Period], *, by: User, at: datetime) -> None:
        """Seal the formulas in the periods that `spans` lie in, inputs before what is made from them."""
        wanted = {
            (formula.pk, period_of(span.last_day, Frequency(formula.frequency), span.year_start))
            for formula in self.formulas
            for span in spans
            if formula.frequency not in ("", Frequency.IRREGULAR)
        }
        rows = _rows_of(self.histories[pk].indicator for pk, _ in wanted)
        order = {formula.pk: place for place, formula in enumerate(self.formulas)}
        for pk, period in sorted(wanted, key=lambda item: (item[1], order[item[0]])):
            self._seal_formula(self.histories[pk], period, rows, by=by, at=at)

    def save(self) -> list[Seal]:
        """Write what was sealed; what was current is so no more."""
        pairs = [(seal.indicator_id, seal.period_id) for seal in self.made.values()]
        replaced = [pair for pair, seal in zip(pairs, self.made.values(), strict=True) if seal.version > 1]
        if replaced:
            current = Seal.objects.current().filter(
                indicator__in={pair[0] for pair in replaced}, period__in={pair[1] for pair in replaced}
            )
            known = current.values_list("pk", "indicator_id", "period_id")
            Seal.objects.filter(pk__in=[pk for pk, *pair in known if tuple(pair) in set(replaced)]).update(
                is_current=False
            )
        return Seal.objects.bulk_create(self.made.values(), batch_size=500)

    def _units_expected(self, indicator: Indicator, period: Period) -> int:
        units: list[CollectionUnit] = self.units.get(indicator.outcome.strategy_id, [])
        return sum(unit.is_expected_in(period) for unit in units)

    def _seal_later(self, history: History, period: Period, *, by: User, at: datetime, reason: str) -> None:
        for later in history.own_periods(period.year):
            entry = history.entry(later)
            if later > period and entry.written:
                row, kept = self._row(history, later), entry.proof
                self._put(
                    history, later, row, entry.reading, kept.get("told", {}), kept.get("inputs", []),
                    entry.is_demonstration, by=by, at=at, reason=reason,
                )  # fmt: skip

    def _seal_formula(
        self, history: History, period: Period, rows: Mapping[tuple, ReportingPeriod], *, by: User, at: datetime
    ) -> None:
        row = rows.get((history.indicator.outcome.strategy_id, period))
        reading = history.by_formula(period.start, period.end)
        if row is None or (reading.number in UNSETTLED and not history.entry(period).written):
            return
        parts = history.parts(period.start, period.end)
        inputs = [{"indicator": name, **written_reading(part)} for name, part in parts.items()]
        restated = next((seal.reason for seal in self.made.values() if seal.is_restated), "")
        demonstration = any(seal.is_demonstration for seal in self.made.values())
        self._put(history, period, row, reading, {}, inputs, demonstration, by=by, at=at, reason=restated)

    def _row(self, history: History, period: Period) -> ReportingPeriod:
        rows = ReportingPeriod.objects.filter(
            strategy=history.indicator.outcome.strategy_id, frequency=period.frequency
        )
        return rows.get(starts_on=period.start)

    def _put(
        self,
        history: History,
        period: Period,
        row: ReportingPeriod,
        reading: Reading,
        told: dict[str, Any],
        inputs: list[dict[str, Any]],
        demonstration: bool,
        *,
        by: User,
        at: datetime,
        reason: str,
    ) -> None:
        """Judge the period with its new figure, keep the seal to be written, and let later ones build on it."""
        indicator = history.indicator
        earlier = self.made.get((indicator.pk, period))
        version = earlier.version if earlier else history.entry(period).version + 1
        mine = self.entries[indicator.pk]
        mine[period] = Entry(reading=reading, version=version)
        standing = history.judged_in(period, _day(at))
        proof = {**standing.as_proof(), "told": told, "rule_from": _rule_from(history, period)}
        mine[period] = Entry(
            reading=reading, version=version, status=standing.status, written=json.dumps(proof),
            is_demonstration=demonstration,
        )  # fmt: skip
        self.made[indicator.pk, period] = Seal(
            indicator=indicator, period=row, version=version, sealed_at=at, sealed_by=by, is_restated=bool(reason),
            reason=reason, reading=written_reading(reading), status=standing.status, proof=proof, inputs=inputs,
            is_demonstration=demonstration,
        )  # fmt: skip


def _since(periods: Iterable[ReportingPeriod]) -> date:
    """The first day of the earliest financial year concerned: a sum, and a formula's span, go back no further."""
    return min(min(period.starts_on, period.as_domain().year.start) for period in periods)


def _day(at: datetime) -> date:
    return timezone.localtime(at).date()


def _rule_from(history: History, period: Period) -> str:
    """From which day the rule holds by which the period is judged; empty: from the start."""
    holding = [holds_from for holds_from, _ in history.rules if holds_from <= period.last_day]
    return "" if holding[-1] == date.min else holding[-1].isoformat()


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
        Indicator.objects.filter(key_output__outcome__strategy__in=strategies).exclude(formula="").with_judging()
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
