"""An indicator's figures by period, and what they amount to in words."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby
from typing import Protocol

from indicators.judging.cards import Point
from indicators.judging.figures import IndicatorFigures
from indicators.judging.indicator_page import BenchmarkLine
from indicators.judging.process import Process, ProcessLevel, ProcessLine, ProcessStretch
from indicators.models import Indicator
from strategy_portal.domain import wording
from strategy_portal.domain.aggregation import AcrossPeriods
from strategy_portal.domain.numbers import Format, Measure, Missing, Number
from strategy_portal.domain.status import COLOURS, TargetValue, amber_zones
from strategy_portal.domain.survey import Interval


@dataclass(frozen=True)
class SeriesPoint:
    """One period. `number` is its own figure as printed; `target` what this period alone should reach.

    `slug` and `word` say where the indicator stood then: for a sum, in the year to date.
    """

    label: str
    year: str
    number: Number
    text: str
    slug: str
    word: str
    target: TargetValue | None
    target_text: str
    interval: Interval | None = None
    note: str = ""
    zones: tuple[tuple[Decimal, Decimal], ...] = ()
    """Between which heights a figure is amber; of a sum, which is judged on the year to date, nothing."""
    is_day: bool = False

    @property
    def description(self) -> str:
        """`Q2 2025/26: 84.5%, Amber, 95% interval 82.5 to 86.5`."""
        interval = f", 95% interval {self.interval.low} to {self.interval.high}" if self.interval else ""
        note = f" ({self.note})" if self.note else ""
        return f"{self.label}: {self.text}, {self.word}{note}{interval}"

    @property
    def when(self) -> str:
        """`in Q2 2025/26`, `on 12 May 2026`."""
        return f"{'on' if self.is_day else 'in'} {self.label}"

    @property
    def short_label(self) -> str:
        """`Q2` of `Q2 2025/26`; of a year, the year."""
        if self.is_day:
            day, month, _ = self.label.split()
            return f"{day} {month[:3]}"
        return self.label.removesuffix(self.year).strip() or self.year


@dataclass(frozen=True)
class ComparedLine:
    """A dotted line to compare with: its name, its last figure as text, and its height in each period.

    One that `has_ended` before the last period is not named beside it.
    """

    name: str
    text: str
    numbers: tuple[Number, ...]
    has_ended: bool = False


@dataclass(frozen=True)
class Series:
    """An indicator's own figures by period, oldest first. `own_sentence` says what a chart of its own kind shows."""

    title: str
    unit: str
    format: Format
    judged_to_date: bool
    points: tuple[SeriesPoint, ...]
    lines: tuple[ComparedLine, ...] = ()
    own_sentence: str = ""

    @property
    def known(self) -> list[SeriesPoint]:
        return [point for point in self.points if isinstance(point.number, Decimal)]


class Charted(Protocol):
    """Whatever has the figures of an indicator and its points: a card of a quarter, an entry of a report."""

    @property
    def figures(self) -> IndicatorFigures: ...
    @property
    def indicator(self) -> Indicator: ...
    @property
    def points(self) -> tuple[Point, ...]: ...


def series_of(card: Charted, benchmarks: Sequence[BenchmarkLine] = ()) -> Series:
    """The series of a card's periods. A summed indicator's periods each have their own share of the year's target."""
    indicator = card.indicator
    summed = indicator.across_periods == AcrossPeriods.SUM
    return Series(
        title=str(indicator),
        unit=_unit(indicator, summed),
        format=_format(card),
        judged_to_date=summed,
        points=tuple(_point(point, indicator, summed) for point in card.points),
        lines=tuple(_benchmark(each, card.points) for each in benchmarks),
    )


def _unit(indicator: Indicator, summed: bool) -> str:
    """What the scale counts, where the figures do not carry it; what is summed over a year is drawn by period."""
    if indicator.format.unit or indicator.format.is_yes_no:
        return ""
    return indicator.unit_text.removesuffix(" per year") if summed else indicator.unit_text


def _format(card: Charted) -> Format:
    """The precision of the last figure; earlier ones, of another rule, keep theirs in their texts (rules 6.7)."""
    if not card.points:
        return card.figures.first_format
    last = card.points[-1]
    return last.figures.rule_in(last.period).format


def process_series_of(card: Charted, process: Process) -> Series:
    """The same figures with the limits between which they usually move; a signal instead of a status (rules 7.4)."""
    drawn = series_of(card)
    points = zip(drawn.points, process.lines, strict=True)
    return replace(
        drawn,
        judged_to_date=False,
        points=tuple(replace(point, target=None, interval=None, zones=(), **_signal(line)) for point, line in points),
        lines=tuple(
            _level(stretch, level, len(drawn.points)) for stretch in process.stretches for level in stretch.levels
        ),
        own_sentence=process.text,
    )


def _level(stretch: ProcessStretch, level: ProcessLevel, periods: int) -> ComparedLine:
    """A limit or the centre in the periods of its stretch alone."""
    own = range(stretch.stretch.first, stretch.stretch.end)
    heights = tuple(level.height if place in own else Missing.NOT_APPLICABLE for place in range(periods))
    ended = f" {stretch.span[0].lower()}{stretch.span[1:]}" if not stretch.is_last else ""
    return ComparedLine(f"{level.name}{ended}", level.text, heights, has_ended=not stretch.is_last)


def _signal(line: ProcessLine) -> dict[str, str]:
    if not line.signals_text:
        return {"slug": "usual", "word": "Usual"}
    return {"slug": "signal", "word": "Signal", "note": line.signals_text}


def _benchmark(benchmark: BenchmarkLine, points: Sequence[Point]) -> ComparedLine:
    known = [benchmark.value_in(point.period) for point in points]
    last = next((number for number in reversed(known) if isinstance(number, Decimal)), None)
    return ComparedLine(benchmark.name, "" if last is None else benchmark.text(last), tuple(known))


def _point(point: Point, indicator: Indicator, summed: bool) -> SeriesPoint:
    standing = point.standing
    target = point.figures.own_target(point.period) if summed else standing.judged.target
    return SeriesPoint(
        label=point.period.label,
        year=point.period.year.label,
        is_day=point.period.is_day,
        number=point.own,
        text=point.own_text,
        slug=standing.status.value,
        word=standing.status.word,
        target=target,
        target_text=wording.target_text(target, indicator.format),
        interval=standing.interval,
        zones=() if summed else amber_zones(standing.judged.rule, target),
    )


def sentence(series: Series) -> str:
    """What the chart shows, in one sentence: first and last, lowest and highest, against target, gaps."""
    if series.own_sentence:
        return series.own_sentence
    known = series.known
    gaps = _gaps(series.points)
    if not known:
        return f"No figure yet{f' for {gaps}' if gaps else ''}."
    parts = [_course(series), _against_target(series)]
    if gaps:
        parts.append(f"no figure for {gaps}")
    return "; ".join(part for part in parts if part) + "."


def _course(series: Series) -> str:
    known = series.known
    if len(known) == 1:
        return f"{known[0].text} {known[0].when}, the only figure"
    low, high = min(known, key=lambda point: point.number), max(known, key=lambda point: point.number)
    ends = f"From {known[0].text} {known[0].when} to {known[-1].text} {known[-1].when}"
    if low.number == high.number:
        return f"{ends}, the same throughout"
    if series.format.is_yes_no:
        return f"{ends}, {high.text} in {sum(point.number == high.number for point in known)} of {len(known)} periods"
    return f"{ends}, lowest {low.text} {low.when}, highest {high.text} {high.when}"


def _against_target(series: Series) -> str:
    counts = [(colour.value, sum(point.slug == colour for point in series.known)) for colour in reversed(COLOURS)]
    judged = sum(count for _, count in counts)
    if not judged:
        return "none of them has a colour"
    colours = ", ".join(f"{count} {word}" for word, count in counts if count)
    basis = ", judged on the year to date" if series.judged_to_date else ""
    return f"{colours} of {judged} with a target and a value{basis}"


def _gaps(points: Sequence[SeriesPoint]) -> str:
    """`Q1 2024/25 to Q4 2024/25, Q2 2026/27`."""
    spans = []
    for missing, run in groupby(points, key=lambda point: isinstance(point.number, Missing)):
        labels = [point.label for point in run]
        if missing:
            spans.append(labels[0] if len(labels) == 1 else f"{labels[0]} to {labels[-1]}")
    return ", ".join(spans)


def height_range(series: Series) -> tuple[float, float]:
    """Room for figures and targets. Counts and levels start at zero; a narrow course is not blown up.

    A yes-or-no always has room for both answers, and for nothing but them.
    """
    if series.format.is_yes_no:
        return -0.2, 1.2
    ends = [end for point in series.points if point.target for end in point.target.ends]
    ends += [end for point in series.points if point.interval for end in (point.interval.low, point.interval.high)]
    ends += [number for line in series.lines for number in line.numbers if isinstance(number, Decimal)]
    heights = [float(height) for height in [*(point.number for point in series.known), *ends]]
    low, high = min(heights), max(heights)
    if series.format.measure in (Measure.COUNT, Measure.LEVEL):
        return min(0.0, low), max(high * 1.15, 1.0)
    margin = max((high - low) * 0.2, (10 - (high - low)) / 2 if series.format.unit == "%" else abs(high) * 0.08, 0.5)
    return low - margin if low < 0 else max(0.0, low - margin), high + margin
