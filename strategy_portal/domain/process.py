"""Process behaviour charts (XmR): which movements are signals, and which the usual ups and downs (rules 7.4).

The variant, of the several in use, is stated in `docs/figures.md`.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from .numbers import Missing, Number, exact
from .status import Polarity, TargetValue
from .trend import Direction, short_trend

REACH = Decimal("2.66")
"""How many mean moving ranges the limits lie from the centre."""

FEWEST = 10
"""Points of which a chart is made at least."""

TRIAL_BELOW = 12
"""Limits of fewer points are trial limits (rules 7.4)."""

RUN = 7
"""Neighbouring points on one side, or all rising or falling, that are a signal."""


class Signal(StrEnum):
    """Why a point is not one of the usual ups and downs, and on which side."""

    ABOVE_LIMIT = "above-limit"
    BELOW_LIMIT = "below-limit"
    RUN_ABOVE = "run-above"
    RUN_BELOW = "run-below"
    RISING = "rising"
    FALLING = "falling"
    NEAR_UPPER_LIMIT = "near-upper-limit"
    NEAR_LOWER_LIMIT = "near-lower-limit"


class Meaning(StrEnum):
    """What a signal is for: better, worse, or a change of which the polarity does not say which."""

    IMPROVEMENT = "improvement"
    CONCERN = "concern"
    CHANGE = "change"

    @property
    def word(self) -> str:
        return self.value.capitalize()


UPWARD = (Signal.ABOVE_LIMIT, Signal.RUN_ABOVE, Signal.RISING, Signal.NEAR_UPPER_LIMIT)
STEPS = (Signal.RISING, Signal.FALLING)
"""Signals of a way and not of a side."""


@dataclass(frozen=True)
class ProcessLimits:
    """Where figures of a process that nobody has changed are to be expected: `centre` plus or minus `reach`."""

    centre: Decimal
    mean_moving_range: Decimal

    @property
    def reach(self) -> Decimal:
        return exact(REACH * self.mean_moving_range)

    @property
    def low(self) -> Decimal:
        return exact(self.centre - self.reach)

    @property
    def high(self) -> Decimal:
        return exact(self.centre + self.reach)


@dataclass(frozen=True)
class ProcessPoint:
    """One period's figure, how far it lies from the figure before, and its signals. A gap has neither."""

    number: Number
    moving_range: Number = Missing.NOT_APPLICABLE
    signals: tuple[Signal, ...] = ()


@dataclass(frozen=True)
class Chart:
    """The limits and the points, one for each period handed in, gaps included."""

    limits: ProcessLimits
    points: tuple[ProcessPoint, ...]

    @property
    def has_trial_limits(self) -> bool:
        return sum(isinstance(point.number, Decimal) for point in self.points) < TRIAL_BELOW

    def drawn(self, lowest: Decimal | None, highest: Decimal | None) -> tuple[Decimal | None, Decimal | None]:
        """The lower and the upper limit, None where no figure of the measure can be (rules 7.4)."""
        low, high = self.limits.low, self.limits.high
        return (
            None if lowest is not None and low < lowest else low,
            None if highest is not None and high > highest else high,
        )


def meaning(point: ProcessPoint, centre: Decimal, polarity: Polarity, target: TargetValue | None) -> Meaning | None:
    """Whether the point's signals are for better or for worse; None without one.

    Of a range, the side of the centre that is nearer to it is better. Signals of both kinds, and those of an indicator
    of which no side is better, are a change.
    """
    found = {_verdict(signal, point.number, centre, polarity, target) for signal in point.signals}
    if not found:
        return None
    return found.pop() if len(found) == 1 else Meaning.CHANGE


def _verdict(
    signal: Signal, number: Number, centre: Decimal, polarity: Polarity, target: TargetValue | None
) -> Meaning:
    if polarity in (Polarity.HIGHER, Polarity.LOWER) and signal in STEPS:
        is_better = (signal in UPWARD) == (polarity is Polarity.HIGHER)
        return Meaning.IMPROVEMENT if is_better else Meaning.CONCERN
    way = short_trend(number, centre, polarity, band=Decimal(0), target=target).direction
    said = {Direction.IMPROVING: Meaning.IMPROVEMENT, Direction.WORSENING: Meaning.CONCERN}
    return said.get(way, Meaning.CHANGE)


def moving_ranges(numbers: Sequence[Decimal]) -> list[Decimal]:
    """How far each figure lies from the one before it: one fewer than the figures."""
    return [abs(after - before) for before, after in pairwise(numbers)]


def limits(numbers: Sequence[Decimal]) -> ProcessLimits:
    """Centre and limits of two figures or more. Raises ValueError for fewer, which have no moving range."""
    ranges = moving_ranges(numbers)
    if not ranges:
        raise ValueError("Limits need two figures at least")
    centre = sum(numbers, Decimal(0)) / len(numbers)
    return ProcessLimits(exact(centre), exact(sum(ranges, Decimal(0)) / len(ranges)))


def chart(figures: Sequence[Number]) -> Chart | None:
    """The chart of one figure for each period, in order, or None of fewer than ten figures.

    A period without a figure is left out: the figures before and after it are neighbours.
    """
    numbers = [figure for figure in figures if isinstance(figure, Decimal)]
    if len(numbers) < FEWEST:
        return None
    found = limits(numbers)
    ranges: list[Number] = [Missing.NOT_APPLICABLE, *moving_ranges(numbers)]
    known = iter(map(ProcessPoint, numbers, ranges, _signals(numbers, found)))
    return Chart(found, tuple(ProcessPoint(each) if isinstance(each, Missing) else next(known) for each in figures))


@dataclass(frozen=True)
class Stretch:
    """The periods from a base on, up to the next one, with limits of their own. `first` is the place of the first one.

    `chart` is None of fewer than ten figures: then there are no limits and no signals.
    """

    first: int
    points: tuple[ProcessPoint, ...]
    chart: Chart | None

    @property
    def end(self) -> int:
        """The place after the last."""
        return self.first + len(self.points)


def stretches(figures: Sequence[Number], bases: Collection[int] = ()) -> tuple[Stretch, ...]:
    """The chart of one figure for each period, re-based at the places `bases`: each stretch is worked out apart.

    Nothing of fewer than ten figures in all. A base at the start or past the end divides nothing.
    """
    if sum(isinstance(figure, Decimal) for figure in figures) < FEWEST:
        return ()
    starts = sorted({0, *(place for place in bases if 0 < place < len(figures))})
    return tuple(_stretch(first, figures[first:end]) for first, end in pairwise([*starts, len(figures)]))


def _stretch(first: int, figures: Sequence[Number]) -> Stretch:
    found = chart(figures)
    return Stretch(first, found.points if found else _points(figures), found)


def _points(figures: Sequence[Number]) -> tuple[ProcessPoint, ...]:
    """Of too few for limits: each with its moving range, none with a signal."""
    numbers = [figure for figure in figures if isinstance(figure, Decimal)]
    ranges: list[Number] = [Missing.NOT_APPLICABLE, *moving_ranges(numbers)]
    known = map(ProcessPoint, numbers, ranges)
    return tuple(ProcessPoint(each) if isinstance(each, Missing) else next(known) for each in figures)


def _signals(numbers: Sequence[Decimal], found: ProcessLimits) -> list[tuple[Signal, ...]]:
    """The signals of each point, in the order of `Signal`."""
    off = [exact(number - found.centre) for number in numbers]
    steps = [after - before for before, after in pairwise(numbers)]
    members = {
        Signal.ABOVE_LIMIT: {place for place, each in enumerate(off) if each > found.reach},
        Signal.BELOW_LIMIT: {place for place, each in enumerate(off) if each < -found.reach},
        Signal.RUN_ABOVE: set(_runs([each > 0 for each in off], RUN)),
        Signal.RUN_BELOW: set(_runs([each < 0 for each in off], RUN)),
        Signal.RISING: _ends_of(_runs([step > 0 for step in steps], RUN - 1)),
        Signal.FALLING: _ends_of(_runs([step < 0 for step in steps], RUN - 1)),
        Signal.NEAR_UPPER_LIMIT: set(_two_of_three([_is_outer(each, found.reach) for each in off])),
        Signal.NEAR_LOWER_LIMIT: set(_two_of_three([_is_outer(-each, found.reach) for each in off])),
    }
    return [tuple(signal for signal, places in members.items() if place in places) for place in range(len(numbers))]


def _is_outer(off: Decimal, reach: Decimal) -> bool:
    """In the outer third of the way from the centre to the limit, the limit included."""
    return reach * 2 < off * 3 and off <= reach


def _runs(hits: Sequence[bool], least: int) -> Iterator[int]:
    """The places that lie in an unbroken row of `least` hits or more."""
    start = 0
    for place, hit in enumerate([*hits, False]):
        if hit:
            continue
        if place - start >= least:
            yield from range(start, place)
        start = place + 1


def _ends_of(steps: Iterator[int]) -> set[int]:
    """The points that these steps join: the one before each and the one after."""
    return {place for step in steps for place in (step, step + 1)}


def _two_of_three(hits: Sequence[bool]) -> Iterator[int]:
    """The hits that have another one among the two places before or the two after."""
    for place, hit in enumerate(hits):
        if hit and sum(hits[max(0, place - 2) : place + 3]) > 1:
            yield place
