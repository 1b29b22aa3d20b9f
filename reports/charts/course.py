"""An indicator's figures period by period, and what they amount to in words."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import groupby
from typing import Protocol

from indicators.judging.cards import IndicatorCard, Point
from indicators.judging.figures import IndicatorFigures
from indicators.judging.indicator_page import BenchmarkLine
from indicators.models import Indicator
from strategy_portal.domain import wording
from strategy_portal.domain.aggregation import AcrossPeriods
from strategy_portal.domain.numbers import Format, Missing
from strategy_portal.domain.periods import Period
from strategy_portal.domain.status import COLOURS, amber_zones
from strategy_portal.domain.streaks import OFF_TARGET

from .series import ComparedLine, Said, Series, SeriesPoint, Turn

MOST_TO_COME = 12
"""Periods after the last one that are drawn: of a year of months those up to its end."""


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
        unit=unit_of(indicator, summed=summed),
        format=_format(card),
        judged_to_date=summed,
        points=tuple(_point(point, indicator, summed) for point in card.points),
        lines=tuple(_benchmark(each, card.points) for each in benchmarks),
    )


def unit_of(indicator: Indicator, *, summed: bool) -> str:
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


def course_of(card: IndicatorCard, benchmarks: Sequence[BenchmarkLine] = ()) -> Series:
    """The same with what the page of an indicator marks: turns, the owner's forecast, and the periods to come."""
    drawn = series_of(card, benchmarks)
    forecast = card.standing.entry.forecast_text
    to_come = tuple(_rest_of_year(card)) if forecast else ()
    unknown = (Missing.NOT_APPLICABLE,) * len(to_come)
    lines = tuple(replace(line, numbers=(*line.numbers, *unknown)) for line in drawn.lines)
    return replace(drawn, points=(*drawn.points, *to_come), lines=lines, turns=tuple(turns(drawn)), forecast=forecast)


def _rest_of_year(card: IndicatorCard) -> Iterator[SeriesPoint]:
    """The rest of the financial year, which the owner's forecast is about; a day that people choose has none."""
    figures = card.figures
    if not card.points or figures.is_irregular:
        return
    last = card.points[-1].period
    rest = [period for period in figures.own_periods(last.year) if period > last]
    for period in rest[:MOST_TO_COME]:
        yield _to_come(period, figures)


def _to_come(period: Period, figures: IndicatorFigures) -> SeriesPoint:
    """A period that has not ended: its target, and no figure."""
    target = figures.own_target(period)
    return SeriesPoint(
        label=period.label,
        year=period.year.label,
        number=Missing.NOT_ENTERED,
        text="To come",
        slug="",
        word="to come",
        target=target,
        target_text=wording.target_text(target, figures.indicator.format),
        zones=() if figures.is_sum else amber_zones(figures.rule_in(period), target),
        is_future=True,
    )


def turns(series: Series) -> list[Turn]:
    """Where the status last became what it is, and off target the turn before that one, the earlier first."""
    colours = [(place, point) for place, point in enumerate(series.points) if point.slug in tuple(COLOURS)]
    runs = [list(run) for _, run in groupby(colours, key=lambda placed: placed[1].slug)]
    found = []
    for run in reversed(runs[1:]):
        place, point = run[0]
        if found and point.slug not in tuple(OFF_TARGET):
            break
        found.append(Turn(place, f"{point.word} since {point.label}", point.slug))
        if len(found) == 2 or point.slug not in tuple(OFF_TARGET):
            break
    return found[::-1]


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
        said=_said(point),
        is_restated=standing.entry.is_restated,
        zones=() if summed else amber_zones(standing.judged.rule, target),
    )


def _said(point: Point) -> Said:
    if point.standing.entry.is_explained:
        return Said.GIVEN
    return Said.NONE if point.status in OFF_TARGET else Said.NOT_ASKED


def sentence(series: Series) -> str:
    """What the chart shows, in one sentence: first and last, lowest and highest, against target, gaps."""
    if series.own_sentence:
        return series.own_sentence
    known = series.known
    gaps = _gaps(series.ended)
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
