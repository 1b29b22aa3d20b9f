"""The process behaviour chart of an indicator: its stretches, each with limits, and its table (rules 7.4)."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from strategy_portal.domain import explanations
from strategy_portal.domain.numbers import Format, Measure, possible
from strategy_portal.domain.periods import Period
from strategy_portal.domain.process import Meaning, ProcessPoint, Stretch, meaning, stretches

from ..models import ProcessBase, process_bases
from .cards import IndicatorCard, Point


@dataclass(frozen=True)
class ProcessLine:
    """One period: its figure, how far it lies from the one before, and its signals in words, empty without one.

    `meaning` is whether these are for better or for worse; `base` is what begins the limits anew in it.
    """

    point: Point
    moving_range_text: str
    signals_text: str
    meaning: Meaning | None
    base: ProcessBase | None


@dataclass(frozen=True)
class ProcessLevel:
    """A limit or the centre of one stretch: as printed, and its height."""

    name: str
    text: str
    height: Decimal


@dataclass(frozen=True)
class ProcessStretch:
    """One stretch of the chart. `base` says why it began and who agreed; None of the first. `is_last`: of the chart."""

    stretch: Stretch
    first: Period
    last: Period
    base: ProcessBase | None
    is_last: bool
    format: Format
    possible: explanations.Ends

    @property
    def span(self) -> str:
        """`From Q1 2025/26`; of an earlier stretch `To Q4 2024/25`, of one in between both."""
        if self.base is None:
            return f"To {self.last.label}"
        return f"From {self.first.label}" if self.is_last else f"From {self.first.label} to {self.last.label}"

    @property
    def said(self) -> str:
        """The span, with why it begins anew and who agreed it."""
        if self.base is None:
            return self.span
        return f"{self.span}, re-based: {self.base.reason.rstrip('. ')} (agreed by {self.base.agreed_by})"

    @property
    def levels(self) -> list[ProcessLevel]:
        """The upper limit, the centre and the lower limit; none of fewer than ten figures."""
        chart = self.stretch.chart
        if chart is None:
            return []
        low, high = chart.drawn(*self.possible)
        heights = {"Upper": high, "Centre": chart.limits.centre, "Lower": low}
        return [
            ProcessLevel(name, self.format.text(height), height)
            for name, height in heights.items()
            if height is not None
        ]

    @property
    def heights(self) -> dict[str, Decimal]:
        """In full: `upper`, `centre`, `lower`, as far as they are drawn."""
        return {level.name.lower(): level.height for level in self.levels}

    @property
    def has_trial_limits(self) -> bool:
        return self.stretch.chart is not None and self.stretch.chart.has_trial_limits

    @property
    def mean_moving_range_text(self) -> str:
        chart = self.stretch.chart
        return self.format.text(chart.limits.mean_moving_range) if chart else ""


@dataclass(frozen=True)
class Process:
    """The stretches of at least ten figures, each with its limits, and each period against those of its own."""

    card: IndicatorCard
    stretches: tuple[ProcessStretch, ...]

    @cached_property
    def lines(self) -> tuple[ProcessLine, ...]:
        """One for each period, oldest first, gaps included."""
        return tuple(
            ProcessLine(
                self.card.points[each.stretch.first + place],
                self._text(found.moving_range) if isinstance(found.moving_range, Decimal) else "",
                "; ".join(explanations.SIGNALS[signal] for signal in found.signals).capitalize(),
                self._meaning(each.stretch, self.card.points[each.stretch.first + place], found),
                each.base if place == 0 else None,
            )
            for each in self.stretches
            for place, found in enumerate(each.stretch.points)
        )

    @property
    def is_rebased(self) -> bool:
        return len(self.stretches) > 1

    @property
    def text(self) -> str:
        """What the chart shows, in one sentence for each stretch, and how many signals are for better or for worse."""
        meanings = explanations.meanings_text([line.meaning for line in self.lines if line.meaning])
        return f"{self._limits_text} {meanings}".strip()

    @property
    def _limits_text(self) -> str:
        format, (first, *_) = self.card.standing.format, self.stretches
        if not self.is_rebased and first.stretch.chart is not None:
            return explanations.chart_text(first.stretch.chart, format, possible=first.possible)
        parts = [(each.said, each.stretch) for each in self.stretches]
        return explanations.rebased_text(parts, format, possible=first.possible)

    def _meaning(self, stretch: Stretch, point: Point, found: ProcessPoint) -> Meaning | None:
        figures = self.card.figures
        if stretch.chart is None:
            return None
        polarity, target = figures.rule_in(point.period).polarity, figures.own_target(point.period)
        return meaning(found, stretch.chart.limits.centre, polarity, target)

    def _text(self, number: Decimal) -> str:
        return self.card.standing.format.text(number)


def process(card: IndicatorCard, bases: Sequence[ProcessBase] = ()) -> Process | None:
    """The chart of the card's periods, re-based where `bases` say so.

    None of fewer than ten figures, and of a yes-or-no: answers have no mean.
    """
    if card.standing.is_yes_no:
        return None
    starts = [point.period.start for point in card.points]
    by_place = {bisect_left(starts, base.holds_from): base for base in bases}
    found = stretches(card.numbers, by_place)
    ends = possible(Measure(card.indicator.measure), is_part=card.indicator.is_part)
    return (
        Process(
            card,
            tuple(
                ProcessStretch(
                    stretch=each,
                    first=card.points[each.first].period,
                    last=card.points[each.end - 1].period,
                    base=by_place.get(each.first) if each.first else None,
                    is_last=each is found[-1],
                    format=card.standing.format,
                    possible=ends,
                )
                for each in found
            ),
        )
        if found
        else None
    )


def process_of(card: IndicatorCard, as_of: date | None = None) -> Process | None:
    """The process behaviour chart as on the page: one query."""
    return processes_of([card], as_of)[card.indicator.pk]


def processes_of(cards: Sequence[IndicatorCard], as_of: date | None = None) -> dict[int, Process | None]:
    """The chart of each indicator, by primary key: one query."""
    bases = process_bases([card.indicator for card in cards], as_of)
    return {card.indicator.pk: process(card, bases[card.indicator.pk]) for card in cards}
