"""Trend: which way a figure moves, apart from where it stands (rules 7.1 to 7.3, 7.5, 7.6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from .numbers import Format, Measure, Missing, Number, divided, mean
from .status import Polarity, Rule, Status, TargetValue
from .survey import Sample, significantly_different

NO_CHANGE_BAND = Decimal("0.5")
"""Of percentages, in points (rules 7.2)."""

BAND_PERCENT = Decimal(1)
"""Of counts, money and durations, in percent of the figure compared with."""

LONG_TREND_VALUES = 4
LOOKS_BACK = 2
"""The long trend looks for its n values in the last 2 n periods, so that a gap alone does not take it away."""


class Comparison(StrEnum):
    """What the short trend compares with (rules 7.1)."""

    PREVIOUS = "previous-period"
    SAME_LAST_YEAR = "same-period-last-year"


class Direction(StrEnum):
    IMPROVING = "improving"
    WORSENING = "worsening"
    NO_CHANGE = "no-change"
    NO_SIGNIFICANT_CHANGE = "no-significant-change"
    NOT_ENOUGH_DATA = "not-enough-data"
    NOT_JUDGED = "not-judged"

    @property
    def word(self) -> str:
        return self.value.replace("-", " ").capitalize()


def default_band(format: Format, against: Number) -> Decimal:
    """Up to which change a figure counts as unchanged where the indicator states no band of its own (rules 7.2).

    Half a point of percentages, one unit of the last printed place of rates, nothing of levels and answers, one percent
    of the figure compared with of counts, money and durations.
    """
    match format.measure:
        case Measure.PERCENTAGE:
            return NO_CHANGE_BAND
        case Measure.RATE:
            return Decimal(1).scaleb(-(format.places or 0))
        case Measure.LEVEL | Measure.YES_NO:
            return Decimal(0)
        case _:
            return divided(abs(against) * BAND_PERCENT, Decimal(100)) if isinstance(against, Decimal) else Decimal(0)


@dataclass(frozen=True)
class Trend:
    """A direction with the two figures that it compares."""

    direction: Direction
    current: Number
    against: Number


def short_trend(
    current: Number,
    earlier: Number,
    polarity: Polarity,
    *,
    band: Decimal = NO_CHANGE_BAND,
    target: TargetValue | None = None,
    samples: tuple[Sample, Sample] | None = None,
) -> Trend:
    """Against one earlier figure. A change up to and including `band` is no change.

    Improving means better, whatever the polarity. In a range, nearer to it is better, so a range needs its `target`;
    without one nothing is judged. With the `samples` of two survey percentages, current and earlier, a change that may
    be chance is none (rules 7.3).
    """
    if isinstance(current, Missing) or isinstance(earlier, Missing):
        return Trend(Direction.NOT_ENOUGH_DATA, current, earlier)
    gain = _gain(current, earlier, polarity, target)
    if gain is None:
        return Trend(Direction.NOT_JUDGED, current, earlier)
    if samples is not None and not significantly_different(*samples):
        return Trend(Direction.NO_SIGNIFICANT_CHANGE, current, earlier)
    if abs(gain) <= band:
        return Trend(Direction.NO_CHANGE, current, earlier)
    return Trend(Direction.IMPROVING if gain > 0 else Direction.WORSENING, current, earlier)


def long_trend(
    current: Number,
    earlier: Sequence[Number],
    polarity: Polarity,
    *,
    band: Decimal = NO_CHANGE_BAND,
    target: TargetValue | None = None,
    count: int = LONG_TREND_VALUES,
    samples: tuple[Sample, Sample] | None = None,
) -> Trend:
    """Against the mean of the last `count` figures before this one; with fewer there is not enough data (rules 7.1).

    `samples` are those of a survey: the current one, and the earlier ones pooled (rules 7.3).
    """
    numbers = [number for number in earlier if isinstance(number, Decimal)][-count:]
    against = mean(numbers) if len(numbers) == count else Missing.NOT_ENTERED
    return short_trend(current, against, polarity, band=band, target=target, samples=samples)


def _gain(current: Decimal, earlier: Decimal, polarity: Polarity, target: TargetValue | None) -> Decimal | None:
    """How much better the current figure is; None where no side is better."""
    match polarity:
        case Polarity.HIGHER:
            return current - earlier
        case Polarity.LOWER:
            return earlier - current
        case Polarity.RANGE if target is not None:
            return _distance(earlier, target) - _distance(current, target)
        case _:
            return None


def _distance(number: Decimal, target: TargetValue) -> Decimal:
    low, high = target.ends
    return max(low - number, number - high, Decimal(0))


RUN_OF_CHANGES = 6
"""So many changes one way are said before any comparison with last year (rules 7.5)."""


class Way(StrEnum):
    """What is said of the way that a figure goes: the first that fits (rules 7.5)."""

    RUN = "run"
    CHANGED = "changed-in-a-year"
    STEADY = "steady"
    NO_YEAR_AGO = "no-figure-a-year-ago"
    NO_FIGURE = "no-figure"


@dataclass(frozen=True)
class WhichWay:
    """Where a figure goes, from what to what. `count` is the number of changes of a run."""

    way: Way
    direction: Direction
    now: Number
    against: Number
    count: int = 0

    @property
    def is_change(self) -> bool:
        return self.way in (Way.RUN, Way.CHANGED)

    @property
    def size(self) -> Decimal:
        """How far the figure lies above what it is compared with; 0 where there is nothing to compare."""
        if isinstance(self.now, Missing) or isinstance(self.against, Missing):
            return Decimal(0)
        return self.now - self.against


def which_way(
    numbers: Sequence[Number],
    year_ago: Number,
    polarity: Polarity,
    *,
    band: Decimal,
    target: TargetValue | None = None,
    samples: tuple[Sample, Sample] | None = None,
) -> WhichWay:
    """Of the printed figures of all periods, oldest first, and that of the same period last year (rules 7.5).

    Six changes one way or more, equal figures passed over; else a change in a year that is more than the band, or of a
    survey more than chance; else steady.
    """
    known = [number for number in numbers if isinstance(number, Decimal)]
    now = numbers[-1] if numbers else Missing.NOT_ENTERED
    if isinstance(now, Missing):
        return WhichWay(Way.NO_FIGURE, Direction.NOT_ENOUGH_DATA, now, year_ago)
    count, start = _run(known)
    if count >= RUN_OF_CHANGES:
        return WhichWay(Way.RUN, _verdict(now, start, polarity, target), now, start, count)
    if isinstance(year_ago, Missing):
        return WhichWay(Way.NO_YEAR_AGO, Direction.NOT_ENOUGH_DATA, now, year_ago)
    is_change = significantly_different(*samples) if samples else abs(now - year_ago) > band
    if is_change:
        return WhichWay(Way.CHANGED, _verdict(now, year_ago, polarity, target), now, year_ago)
    return WhichWay(Way.STEADY, Direction.NO_CHANGE, now, year_ago)


def _run(numbers: Sequence[Decimal]) -> tuple[int, Decimal]:
    """How many changes up to the last figure go one way, equal ones passed over, and the figure before them."""
    count, start, rises = 0, numbers[-1], None
    for after, before in pairwise(reversed(numbers)):
        if after == before:
            continue
        if rises is not None and rises != (after > before):
            break
        count, start, rises = count + 1, before, after > before
    return count, start


def _verdict(now: Decimal, before: Decimal, polarity: Polarity, target: TargetValue | None) -> Direction:
    gain = _gain(now, before, polarity, target)
    if gain is None:
        return Direction.NOT_JUDGED
    return Direction.NO_CHANGE if not gain else Direction.IMPROVING if gain > 0 else Direction.WORSENING


@dataclass(frozen=True)
class Outlook:
    """What a sum's year comes to if its remaining periods bring what they brought last year (rules 7.6).

    Arithmetic, not a forecast. `status` is what that would have, None without a target.
    """

    so_far: Decimal
    remaining: tuple[Decimal, ...]
    total: Decimal
    status: Status | None = None


@dataclass(frozen=True)
class BaselineDifference:
    """How far a figure lies above its baseline, below it where negative, and whether that is better (rules 7.2)."""

    size: Number
    direction: Direction


def difference(figure: Number, baseline: Number, rule: Rule, target: TargetValue | None = None) -> BaselineDifference:
    """Between the two as printed, so that a reader of both can redo it (rules 1.3).

    Better and worse are decided as in a trend, without a band: a range needs its `target`.
    """
    if isinstance(figure, Missing) or isinstance(baseline, Missing):
        return BaselineDifference(figure if isinstance(figure, Missing) else baseline, Direction.NOT_ENOUGH_DATA)
    now, then = rule.format.rounded(figure), rule.format.rounded(baseline)
    trend = short_trend(now, then, rule.polarity, band=Decimal(0), target=target)
    return BaselineDifference(now - then, trend.direction)
