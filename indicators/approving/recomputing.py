"""Works every approved figure out again from its values, and compares it with what was sealed (rules 4, 6.7)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.db.models import BigIntegerField, Count, Func, Q, Sum

from strategy_portal.domain import formulas
from strategy_portal.domain.aggregation import AcrossPeriods, AcrossUnits, across_units
from strategy_portal.domain.numbers import Missing, Number, divided, kept, ratio
from strategy_portal.domain.periods import Period
from strategy_portal.domain.status import COLOURS, judge

from ..judging.figures import IndicatorFigures
from ..judging.loading import Spans, calendar, references
from ..judging.standing import Entry
from ..models import Indicator, Seal, Units, Value
from ..models.seal import read_judged, read_number, read_reading
from ..models.value import reading_of
from .sealing import Place, approved_rows

SCALE = 10_000
"""Stored figures have four decimals, so their sums are whole numbers of ten-thousandths, on every database."""

COLUMNS = ("pk", "indicator_id", "period_id", "period__starts_on", "period__frequency", "reading", "proof")


@dataclass(frozen=True)
class SealDifference:
    """A sealed figure or status that its values, or its own proof, do not bear out."""

    seal: int
    indicator: int
    period: int
    what: str
    sealed: str
    computed: str

    def __str__(self) -> str:
        return f"seal {self.seal}: {self.what} sealed as {self.sealed}, worked out as {self.computed}"


@dataclass(frozen=True)
class Recomputed:
    values: int
    seals: int
    differences: tuple[SealDifference, ...]


def recompute() -> Recomputed:
    """Every current seal against its values: a fixed number of queries, the sums made by the database."""
    indicators = {indicator.pk: indicator for indicator in Indicator.objects.with_setting().order_by()}
    figures, values = figures_of(indicators)
    _, units = calendar(indicators.values())
    years = YearsToDate(indicators, units)
    sealed = Seal.objects.current().order_by().values_list(*COLUMNS, named=True)
    inputs = dict(Seal.objects.current().exclude(indicator__formula="").order_by().values_list("pk", "inputs"))
    found: list[SealDifference] = []
    count = 0
    for row in sealed.iterator(chunk_size=5000):
        count += 1
        indicator = indicators[row.indicator_id]
        computed = figures.get((indicator.pk, row.period_id))
        if row.pk in inputs:
            parts = {each["indicator"]: read_number(each["number"]) for each in inputs[row.pk]}
            computed = formulas.parse(indicator.formula).evaluate(parts)
        years.add(row)
        found += (_difference(row, *each) for each in _compared(indicator, row.reading, row.proof, computed))
    return Recomputed(values, count, (*found, *years.differences()))


def _difference(row: Any, what: str, sealed: Any, computed: Any) -> SealDifference:
    return SealDifference(row.pk, row.indicator_id, row.period_id, what, str(sealed), str(computed))


class YearsToDate:
    """What sums were judged by, against the sum of what is sealed in the periods of their years (rules 5.2, 5.3)."""

    def __init__(self, indicators: Mapping[int, Indicator], units: Mapping[int, Units]):
        self.spans = Spans(indicators)
        self.sums = {pk for pk, each in indicators.items() if each.across_periods == AcrossPeriods.SUM}
        wanted = indicators if any(indicators[pk].formula for pk in self.sums) else self.sums
        self.entries: dict[int, dict[Period, Entry]] = {pk: {} for pk in wanted}
        self.judged: list[tuple[Any, Number]] = []
        inputs: dict[int, dict[str, IndicatorFigures]] = {pk: {} for pk in wanted}
        self.figures = {
            pk: IndicatorFigures.unjudged(
                each := indicators[pk], self.entries[pk], inputs[pk],
                units[each.outcome.strategy_id] if each.is_survey else None,
            )
            for pk in wanted
        }  # fmt: skip
        names = {(each.outcome.strategy_id, each.reference): pk for pk, each in indicators.items()}
        for pk, parts in inputs.items():
            strategy = indicators[pk].outcome.strategy_id
            for reference in references(indicators[pk]):
                if place := names.get((strategy, reference)):
                    parts[reference] = self.figures[place]

    def add(self, row: Any) -> None:
        """A seal that is current."""
        if row.indicator_id in self.entries:
            sealed = read_reading(row.reading)
            self.entries[row.indicator_id][self.spans.of(row)] = Entry(reading=sealed)
            if row.indicator_id in self.sums and isinstance(sealed.number, Decimal):
                self.judged.append((row, read_number(row.proof["reading"]["number"])))

    def differences(self) -> Iterable[SealDifference]:
        for row, basis in self.judged:
            figures, period = self.figures[row.indicator_id], self.spans.of(row)
            whole = figures.across([each for each in figures.own_periods(period.year) if each <= period])
            if kept(basis) != whole.number:
                yield _difference(row, "year to date", basis, whole.number)


def _compared(
    indicator: Indicator, reading: dict[str, Any], proof: dict[str, Any], computed: Number | None
) -> Iterable[tuple[str, Any, Any]]:
    """What differs: the figure, and the status that the proof's own figure, target and rule give."""
    sealed = read_reading(reading)
    own = kept(sealed.so_far if sealed.is_partial else sealed.number)
    if sealed.is_partial and sealed.is_complete:
        yield "figure", sealed.number, computed
    elif computed is None:
        yield "figure", own, "nothing: it has no approved value"
    elif own != computed and not (isinstance(own, Missing) and isinstance(computed, Missing)):
        yield "figure", own, computed
    judged, basis = read_judged(proof["judged"]), kept(read_number(proof["reading"]["number"]))
    if indicator.across_periods != AcrossPeriods.SUM and basis != kept(sealed.number):
        yield "judged figure", basis, sealed.number
    if judged.status in COLOURS and judged.target is not None and isinstance(basis, Decimal):
        again = judge(basis, judged.target, judged.rule)
        if again.status is not judged.status:
            yield "status", judged.status.value, again.status.value


def figures_of(indicators: Mapping[int, Indicator]) -> tuple[dict[Place, Number], int]:
    """The figure of each place from its approved values, of a sum as far as they go, and how many values there were."""
    figures: dict[Place, Number] = {}
    by_rows: set[Place] = set()
    under_revision: set[Place] = set()
    count = 0
    for row in _sums():
        place, indicator = (row["indicator_id"], row["period_id"]), indicators[row["indicator_id"]]
        count += row["values"] - row["revised"]
        if row["revised"]:
            under_revision.add(place)
        elif _is_made_of_rows(indicator, row):
            by_rows.add(place)
        else:
            figures[place] = kept(_of_sums(indicator, row))
    # What counts where a value is under revision is as it was approved last.
    revised = approved_rows(under_revision).items() if under_revision else ()
    for place, rows in [*_rows(by_rows), *revised]:
        figures[place] = _of_rows(indicators[place[0]], rows)
    return figures, count


class TenThousandths(Func):
    """A stored figure as a whole number, which a database adds up exactly."""

    template = f"CAST(ROUND(%(expressions)s * {SCALE}) AS BIGINT)"
    output_field = BigIntegerField()


def _sums() -> Iterable[Mapping[str, Any]]:
    """Of each place with a value that is approved or under revision. What is counted of `number` are plain figures."""
    counting = Value.objects.filter(Q(state=Value.State.APPROVED) | Q(approved_at__isnull=False))
    return (
        counting.order_by()
        .values("indicator_id", "period_id")
        .annotate(
            values=Count("pk"),
            revised=Count("pk", filter=~Q(state=Value.State.APPROVED)),
            ratios=Count("numerator"),
            plain=Count("number"),
            numerators=Sum(TenThousandths("numerator")),
            denominators=Sum(TenThousandths("denominator")),
            numbers=Sum(TenThousandths("number")),
        )
        .iterator(chunk_size=5000)
    )


def _of_sums(indicator: Indicator, row: Mapping[str, Any]) -> Number:
    if not row["plain"]:
        return ratio(Decimal(row["numerators"]), Decimal(row["denominators"]), Decimal(indicator.factor))
    if not indicator.is_survey or indicator.across_units == AcrossUnits.SUM:
        return Decimal(row["numbers"]) / SCALE
    if indicator.across_units == AcrossUnits.MEAN:
        return divided(Decimal(row["numbers"]), Decimal(SCALE * row["plain"]))
    return Missing.CANNOT_BE_COMPUTED


def _is_made_of_rows(indicator: Indicator, row: Mapping[str, Any]) -> bool:
    """The sum or mean of ratios, which only the rules can divide exactly as they do, what is weighted, and reasons."""
    if not row["ratios"] and not row["plain"]:
        return True
    if not indicator.is_survey or indicator.across_units in ("", AcrossUnits.RATIO_OF_SUMS):
        return False
    return bool(row["ratios"]) or indicator.across_units == AcrossUnits.WEIGHTED_MEAN


def _rows(places: set[Place]) -> Iterable[tuple[Place, list[Any]]]:
    """The approved values of each place."""
    if not places:
        return
    names = ("number", "numerator", "denominator", "respondents", "availability", "state", "quality")
    rows = (
        Value.objects.approved()
        .filter(indicator__in={each[0] for each in places}, period__in={each[1] for each in places})
        .order_by("indicator_id", "period_id")
    )
    named = rows.values_list("indicator_id", "period_id", *names, named=True).iterator(chunk_size=5000)
    for place, of_place in groupby(named, key=lambda row: (row.indicator_id, row.period_id)):
        if place in places:
            yield place, list(of_place)


def _of_rows(indicator: Indicator, rows: Sequence[Any]) -> Number:
    parts = [reading_of(row, indicator.factor) for row in rows]
    if not indicator.is_survey:
        return kept(parts[0].number)
    whole = across_units(parts, indicator.how_across_units, expected=len(parts), factor=Decimal(indicator.factor))
    return whole.so_far if whole.is_partial else whole.number
