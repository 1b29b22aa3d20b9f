"""The proof of every colour in a report: the sum, the limits, the rule, the seal, and who approved (rules 6.7, 6.8)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from indicators.judging.cards import Point
from indicators.judging.spans import SpanProof, period_span, year_span
from indicators.models import Indicator, Seal
from indicators.models.value import read_input
from strategy_portal.domain import wording
from strategy_portal.domain.aggregation import Reading
from strategy_portal.domain.numbers import IN_FULL
from strategy_portal.domain.periods import Period

from .report_entries import IndicatorEntry

WHOLE = "The whole organisation"
Inputs = Sequence[Mapping[str, Any]]
"""What was sealed as going into a figure."""


@dataclass(frozen=True)
class SealedInputs:
    """Of the seals from which a report's figures were read: asked for once, where a proof is shown and nowhere else.

    A seal never changes, so they fit the figures whenever they are asked for.
    """

    seals: frozenset[int]

    @cached_property
    def _kept(self) -> Mapping[int, Inputs]:
        return dict(Seal.objects.filter(pk__in=self.seals).values_list("pk", "inputs"))

    def of(self, point: Point) -> Inputs:
        seal = _seal(point)
        return self._kept[seal] if seal in self.seals else ()


@dataclass(frozen=True)
class InputTable:
    """What went into each of a year's figures: a row for each unit, or for each indicator of a formula."""

    corner: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    total: tuple[str, ...] = ()


@dataclass(frozen=True)
class Proof:
    """All that an indicator's colours in these years rest on; the inputs of the last of them are listed."""

    entry: IndicatorEntry
    years: tuple[Period, ...]
    kept: SealedInputs = field(repr=False, compare=False)

    @cached_property
    def spans(self) -> tuple[SpanProof, ...]:
        """The periods of each year, then the year."""
        return tuple(_spans(self.entry, self.years))

    @cached_property
    def inputs(self) -> InputTable | None:
        """Put into words only where it is shown: the most of a report of many units."""
        return _input_table(self.entry, self.years[-1], self.kept)

    @property
    def indicator(self) -> Indicator:
        return self.entry.indicator

    @property
    def anchor(self) -> str:
        return self.entry.proof_anchor

    @property
    def last(self) -> SpanProof:
        return self.spans[-1]

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """What holds for the report's year, label and text; target and edges are each span's own."""
        standing = self.last.standing
        judged = standing.judged
        stated = [
            ("Target", standing.target_text),
            ("Tolerance", standing.tolerance_text if judged.target else ""),
            ("Amber", self.last.edges_text),
            ("Better is", standing.polarity_text),
            ("Judged as printed to", "" if standing.is_yes_no else standing.precision_text),
            ("Across units", self.indicator.get_across_units_display() if self.indicator.is_survey else ""),
            ("Across periods", self.indicator.get_across_periods_display()),
            ("Rule version", self._rule_text),
            ("Coverage", self.entry.coverage_text),
        ]
        return tuple((label, text) for label, text in stated if text)

    @property
    def _rule_text(self) -> str:
        sealed = [span for span in self.spans if span.seal is not None]
        return (sealed[-1] if sealed else self.last).rule_text

    def figures(self) -> list[dict[str, Any]]:
        return [span.figures() for span in self.spans]


def proofs(entries: Sequence[IndicatorEntry], years: Sequence[Period]) -> tuple[Proof, ...]:
    """The proof of each indicator in these years: no query before the inputs are asked for, then one of all."""
    made_of_parts = [entry for entry in entries if entry.indicator.is_survey or entry.indicator.formula]
    points = [point for entry in made_of_parts for point in _points(entry, years[-1])]
    inputs = SealedInputs(frozenset(filter(None, map(_seal, points))))
    return tuple(Proof(entry, tuple(years), inputs) for entry in entries)


def _points(entry: IndicatorEntry, year: Period) -> list[Point]:
    return [point for point in entry.points if point.period.year == year]


def _seal(point: Point) -> int | None:
    return point.figures.entry(point.period).seal


def _spans(entry: IndicatorEntry, years: Sequence[Period]) -> Iterable[SpanProof]:
    """Each year's periods, then the year itself, unless one of the periods was sealed as just that."""
    for year, standing in entry.years:
        if year not in years:
            continue
        whole = year_span(entry.figures, year, standing)
        spans = [period_span(entry.figures, point.period, point.standing) for point in _points(entry, year)]
        own = [span for span in spans if span.label != year.label]
        yield from own
        if not own or own[-1].label != whole.label:
            yield whole


def _input_table(entry: IndicatorEntry, year: Period, inputs: SealedInputs) -> InputTable | None:
    """Units, or the indicators of a formula, by period; of a sum of ratios each period's own working."""
    points = _points(entry, year)
    headings = tuple(point.period.label for point in points)
    if entry.is_summed and any(_own(point).numerator is not None for point in points):
        workings = (
            wording.working(_own(point), entry.indicator.factor, point.figures.rule_in(point.period).format)
            for point in points
        )
        return InputTable("Figure", headings, (("The period’s own", tuple(workings)),))
    kept = [inputs.of(point) for point in points]
    if not any(kept):
        return None
    named = [
        {each.get("unit") or each.get("indicator") or WHOLE: _input_text(each, point) for each in of_period}
        for point, of_period in zip(points, kept, strict=True)
    ]
    names = sorted({name for of_period in named for name in of_period})
    return InputTable(
        corner="Unit" if entry.indicator.is_survey else "Indicator",
        headings=headings,
        rows=tuple((name, tuple(of_period.get(name, "") for of_period in named)) for name in names),
        total=tuple(_whole_text(point) for point in points),
    )


def _own(point: Point) -> Reading:
    return point.figures.entry(point.period).reading


def _whole_text(point: Point) -> str:
    """The organisation's own figure of the period, from its inputs: `2,659 of 3,101 = 85.7%`."""
    own = _own(point)
    if point.figures.indicator.formula or own.numerator is None or own.denominator is None:
        return point.standing.working
    return f"{_parts_text(own.numerator, own.denominator)} = {point.own_text}"


def _input_text(kept: Mapping[str, Any], point: Point) -> str:
    """`171 of 203`, or the figure, or why there is none."""
    numerator, denominator = kept.get("numerator"), kept.get("denominator")
    text = _parts_text(Decimal(numerator), Decimal(denominator)) if numerator and denominator else ""
    if "indicator" in kept:
        return text or kept["number"]
    own = read_input(kept, point.figures.indicator.factor)
    text = text or point.standing.format.text(own.number)
    return text if own.settled or not isinstance(own.number, Decimal) else f"{text}, provisional"


def _parts_text(numerator: Decimal, denominator: Decimal) -> str:
    return f"{IN_FULL.text(numerator)} of {IN_FULL.text(denominator)}"
