"""Approval seals the organisation's figure, its status and everything that proves it (rules 6.7)."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from operator import attrgetter
from typing import Any

from django.utils import timezone

from strategy_portal.domain.aggregation import AcrossPeriods, Reading, across_units
from strategy_portal.domain.numbers import Missing, kept
from strategy_portal.domain.periods import Frequency, Period, period_of
from strategy_portal.models import User

from ..judging.figures import IndicatorFigures
from ..judging.loading import assemble, formula_inputs, load_entries, references
from ..judging.standing import Commentary, Entry
from ..models import Indicator, PeriodLocked, ReportingPeriod, Seal, Value
from ..models.seal import written_reading
from ..models.value import input_of, reading_of

Place = tuple[int, int]
"""An indicator and a reporting period, by primary key."""

UNSETTLED = (Missing.NOT_ENTERED, Missing.INCOMPLETE)


@dataclass(frozen=True)
class Approval:
    """Who approved, when, why values were revised that were approved before, and the file that they came from, if they
    were imported as past values.
    """

    by: User
    at: datetime
    revised: Sequence[str] = ()
    imported_from: str = ""


def seal_values(values: Sequence[Value], *, by: User, at: datetime, imported_from: str = "") -> list[Seal]:
    """Seal each indicator and period of which one of these values was approved just now.

    Sealed again is what follows from them: for a sum the later periods of the year, and every formula that they are an
    input of. The number of queries does not grow with the number of values. Raises PeriodLocked where what follows is
    in a locked period (rules 3.5).
    """
    periods = {value.period_id: value.period for value in values}
    # A sum, and a formula's span, go back no further than the first day of the earliest financial year.
    since = min(min(period.starts_on, period.as_domain().year.start) for period in periods.values())
    sealer = Sealer({value.indicator_id for value in values}, since=since)
    revised: dict[Place, list[str]] = defaultdict(list)
    for value in values:
        revised[value.indicator_id, value.period_id].append(value.revision_reason)
    approved = approved_rows(set(revised))
    for place, rows in sorted(approved.items(), key=lambda item: periods[item[0][1]].starts_on):
        sealer.seal(place[0], periods[place[1]], rows, Approval(by, at, revised[place], imported_from))
    sealer.seal_formulas({value.period.as_domain() for value in values}, Approval(by, at))
    return sealer.save()


def seal_all(indicators: Iterable[Indicator]) -> int:
    """Seal all that is approved and not sealed yet, each period as of its last approval; how many there were."""
    sealer = Sealer({indicator.pk for indicator in indicators})
    rows: dict[Place, list[Value]] = defaultdict(list)
    found = Value.objects.approved().filter(indicator__in=sealer.figures, approved_at__isnull=False)
    found = found.select_related("approved_by", "period__strategy", "unit", "population")
    for value in found.order_by("period__starts_on"):
        rows[value.indicator_id, value.period_id].append(value)
    for (indicator, _), approved in rows.items():
        last = max(approved, key=attrgetter("approved_at"))
        by, at = last.approved_by, last.approved_at
        if by and at and not sealer.figures[indicator].entry(last.period.as_domain()).written:
            sealer.seal(indicator, last.period, approved, Approval(by, at))
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
        self.made: dict[tuple[int, Period], Seal] = {}

    @cached_property
    def rows(self) -> dict[tuple[int, Period], ReportingPeriod]:
        """The reporting periods, by strategy, in which something may follow from an approval."""
        indicators = [figures.indicator for figures in self.figures.values()]
        rows = ReportingPeriod.objects.filter(
            strategy__in={each.outcome.strategy_id for each in indicators},
            frequency__in={each.frequency for each in indicators},
        )
        return {(row.strategy_id, row.as_domain()): row for row in rows.select_related("strategy")}

    def seal(self, indicator: int, row: ReportingPeriod, approved: Sequence[Value], approval: Approval) -> None:
        """Seal one period, and for a sum the later periods of its year that are sealed already."""
        figures, period = self.figures[indicator], row.as_domain()
        reading = organisation(figures.indicator, approved, figures.open_units(period))
        inputs, statements = [input_of(value) for value in approved], statements_of(approved)
        if missing := _missing_units(figures, period, approved):
            statements["missing_units"] = missing
        demonstration = any(value.is_demonstration for value in approved)
        self._put(figures, row, reading, approval, statements, inputs, demonstration)
        self._seal_later(figures, period, approval)

    def seal_formulas(self, spans: Iterable[Period], approval: Approval) -> None:
        """Seal the formulas in the periods that `spans` lie in, inputs before what is made from them."""
        wanted = {
            (formula.pk, period_of(span.last_day, Frequency(formula.frequency), span.year_start))
            for formula in self.formulas
            for span in spans
            if formula.frequency not in ("", Frequency.IRREGULAR)
        }
        order = {formula.pk: place for place, formula in enumerate(self.formulas)}
        for pk, period in sorted(wanted, key=lambda item: (item[1], order[item[0]])):
            self._seal_formula(self.figures[pk], period, approval)

    def save(self) -> list[Seal]:
        """Write what was sealed; what was current is so no more."""
        seals = list(self.made.values())
        replacing = {(seal.indicator_id, seal.period_id): seal for seal in seals if seal.version > 1}
        if replacing:
            current = Seal.objects.current().filter(
                indicator__in={place[0] for place in replacing}, period__in={place[1] for place in replacing}
            )
            known = {(seal.indicator_id, seal.period_id): seal for seal in current}
            for place, seal in replacing.items():
                seal.inputs = known[place].inputs if seal.inputs is None else seal.inputs
            Seal.objects.filter(pk__in=[known[place].pk for place in replacing]).update(is_current=False)
        Seal.objects.bulk_create(seals, batch_size=500)
        return seals

    def _seal_later(self, figures: IndicatorFigures, period: Period, approval: Approval) -> None:
        """The sealed later periods of a sum's year: their years to date have changed, their own figures have not."""
        if figures.across_periods is not AcrossPeriods.SUM:
            return
        for later in figures.own_periods(period.year):
            entry = figures.entry(later)
            if later > period and entry.written:
                row, statements = self._row(figures, later), entry.proof.get("statements", {})
                its_own = replace(approval, imported_from=entry.imported_from)
                self._put(figures, row, entry.reading, its_own, statements, None, entry.is_demonstration)

    def _seal_formula(self, figures: IndicatorFigures, period: Period, approval: Approval) -> None:
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
        approval = replace(approval, revised=[reason for seal in made for reason in seal.proof["revised"]])
        demonstration = any(entry.is_demonstration for _, _, entry in went_in)
        self._put(figures, self._row(figures, period), reading, approval, {}, inputs, demonstration)
        self._seal_later(figures, period, approval)

    def _row(self, figures: IndicatorFigures, period: Period) -> ReportingPeriod:
        """The reporting period in which something follows. Raises PeriodLocked."""
        row = self.rows[figures.indicator.outcome.strategy_id, period]
        if row.is_locked:
            raise PeriodLocked(row, f"the figure of {figures.indicator.reference} there would change")
        return row

    def _put(
        self,
        figures: IndicatorFigures,
        row: ReportingPeriod,
        reading: Reading,
        approval: Approval,
        statements: dict[str, Any],
        inputs: list[dict[str, Any]] | None,
        demonstration: bool,
    ) -> None:
        """Judge the period with its new figure, keep the seal to be written, and let later ones build on it.

        `inputs` None: those of the seal before. Once restated, a figure stays so, with every reason (rules 3.4); the
        proof keeps the reasons of this approval.
        """
        indicator, period = figures.indicator, row.as_domain()
        earlier, before = self.made.get((indicator.pk, period)), figures.entry(period)
        version = earlier.version if earlier else before.version + 1
        reasons = _distinct([*(earlier.proof["revised"] if earlier else ()), *approval.revised])
        all_reasons = _distinct([*before.reasons, *reasons])
        mine = self.entries[indicator.pk]
        mine[period] = Entry(reading=reading, version=version)
        standing = figures.judged_in(period, timezone.localtime(approval.at).date())
        rule_from = standing.rule_from.isoformat() if standing.rule_from else ""
        proof = {**standing.as_proof(), "statements": statements, "rule_from": rule_from, "revised": reasons}
        if approval.imported_from:
            proof["imported_from"] = approval.imported_from
        mine[period] = Entry(
            reading=reading, version=version, status=standing.status, written=json.dumps(proof),
            is_demonstration=demonstration, written_reasons=json.dumps(all_reasons),
        )  # fmt: skip
        self.made[indicator.pk, period] = Seal(
            indicator=indicator, period=row, version=version, sealed_at=approval.at, sealed_by=approval.by,
            is_restated=bool(all_reasons), reasons=all_reasons, reading=written_reading(reading),
            status=standing.status, proof=proof, inputs=inputs, is_demonstration=demonstration,
        )  # fmt: skip


def statements_of(approved: Sequence[Value]) -> dict[str, Any]:
    """What people said in the values of one period, as a seal keeps it."""
    of_each = [
        Commentary(row.what_happened, row.why, row.what_next, str(row.unit) if row.unit_id else "") for row in approved
    ]
    said = [commentary for commentary in of_each if commentary]
    first = said[0] if said else Commentary()
    absent = next((row for row in approved if row.reason), None)
    statements = {
        "commentary": [first.what_happened, first.why, first.what_next],
        "of_units": [list(astuple(each)) for each in said if each.unit],
        "reason": absent.reason if absent else "",
        "expected_on": absent.expected_on.isoformat() if absent and absent.expected_on else "",
        "forecast": next((row.forecast for row in approved if row.forecast), ""),
        "population": str(approved[0].population) if approved[0].population_id else "",
    }
    return {name: text for name, text in statements.items() if text and text != ["", "", ""]}


def organisation(indicator: Indicator, approved: Sequence[Any], units: int) -> Reading:
    """The organisation's figure from the approved values of one period, of which `units` are expected (rules 4)."""
    readings = [reading_of(row, indicator.factor) for row in approved]
    if not indicator.is_survey:
        return replace(readings[0], number=kept(readings[0].number))
    return across_units(readings, indicator.how_across_units, expected=units, factor=Decimal(indicator.factor))


def _missing_units(figures: IndicatorFigures, period: Period, approved: Sequence[Any]) -> list[str]:
    """The open units of a survey of which nothing is approved, by name (rules 4.3)."""
    there = {row.unit.name for row in approved if row.unit_id}
    return [unit.name for unit in figures.units or () if unit.name not in there and unit.is_expected_in(period)]


def _distinct(reasons: Iterable[str]) -> list[str]:
    """Each reason once, in order."""
    return list(dict.fromkeys(reason for reason in reasons if reason))


def approved_rows(places: set[Place]) -> dict[Place, list[Any]]:
    """What counts in each place: the approved values, and a value under revision as it was approved last."""
    found = Value.objects.filter(
        indicator__in={place[0] for place in places}, period__in={place[1] for place in places},
        approved_at__isnull=False,
    )  # fmt: skip
    values = list(found.select_related("unit", "population", "approved_by").order_by("unit__name"))
    before: dict[int, Any] = {}
    if revised := [value.pk for value in values if value.is_under_revision]:
        records = Value.history.filter(id__in=revised, state=Value.State.APPROVED).order_by("version")
        before = {record.id: record for record in records.select_related("unit", "population", "approved_by")}
    rows = defaultdict(list)
    for value in values:
        if (value.indicator_id, value.period_id) in places:
            rows[value.indicator_id, value.period_id].append(before.get(value.pk, value))
    return rows


def _formulas_of(touched: Sequence[Indicator]) -> list[Indicator]:
    """The formulas made from these indicators, directly or through others, inputs before what is made from them."""

    def name(indicator: Indicator, reference: str = "") -> tuple[int, str]:
        return indicator.outcome.strategy_id, reference or indicator.reference

    strategies = {indicator.outcome.strategy_id for indicator in touched}
    formulas = Indicator.objects.filter(key_output__outcome__strategy__in=strategies).exclude(formula="")
    waiting = {name(each): each for each in formulas.with_setting()}
    known = {name(indicator) for indicator in touched}
    found: dict[tuple[int, str], Indicator] = {}
    while ready := {
        key: each for key, each in waiting.items() if known & {name(each, part) for part in references(each)}
    }:
        found |= ready
        known |= set(ready)
        waiting = {key: each for key, each in waiting.items() if key not in ready}

    def depth(formula: Indicator) -> int:
        """How many formulas stand between it and what people enter."""
        parts = (found.get(name(formula, part)) for part in references(formula))
        return max((depth(part) + 1 for part in parts if part is not None), default=0)

    return sorted(found.values(), key=depth)
