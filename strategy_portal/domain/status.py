"""Status: targets, polarity, tolerance, and the colour they give with the working that proves it (rules 5.2, 6).

All that a kind of tolerance means stands here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import accumulate

from .numbers import IN_FULL, Format, Measure, Missing, Number, exact
from .periods import Window


class Polarity(StrEnum):
    """Which way is better. Required before anything is judged, and never guessed (rules 6.1)."""

    HIGHER = "higher"
    LOWER = "lower"
    RANGE = "range"
    NONE = "none"
    NOT_SET = "not-set"


@dataclass(frozen=True)
class TargetValue:
    """What is aimed at: a single value, or a range with both ends included."""

    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None

    def __post_init__(self) -> None:
        if (self.value is None) == (self.low is None or self.high is None):
            raise ValueError("A target is either one value or a low and a high end")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError("A range's low end can't be above its high end")

    @property
    def ends(self) -> tuple[Decimal, Decimal]:
        """The low and the high end; the same number twice for a single value."""
        if self.value is not None:
            return self.value, self.value
        assert self.low is not None
        assert self.high is not None
        return self.low, self.high

    def check(self, polarity: Polarity) -> None:
        """Raises NotOneValue, or NoRange, for what the polarity can't judge."""
        if polarity in (Polarity.HIGHER, Polarity.LOWER) and self.value is None:
            raise NotOneValue
        if polarity is Polarity.RANGE and self.value is not None:
            raise NoRange

    def check_possible(self, low: Decimal | None, high: Decimal | None) -> None:
        """Refuse a target outside what the measure can be (rules 6.4); None: no end on that side."""
        first, last = self.ends
        if (low is not None and first < low) or (high is not None and last > high):
            raise NotPossible(low, high)

    def share(self, of_year: Decimal) -> "TargetValue":
        """The part of the target that `of_year` (0 to 1) of the year asks for (rules 5.2)."""
        if self.value is not None:
            return TargetValue(exact(self.value * of_year))
        low, high = self.ends
        return TargetValue(low=exact(low * of_year), high=exact(high * of_year))


@dataclass(frozen=True)
class YearTarget:
    """What is aimed at in a financial year, and the percentages of it that each of its periods should bring.

    Without percentages the shares are equal (rules 5.2).
    """

    target: TargetValue
    shares: tuple[Decimal, ...] = ()

    def due_by(self, index: int, count: int) -> Decimal:
        """The part of the year's target, 0 to 1, that is due by the end of period `index` of `count`."""
        cumulative = seasonal_shares(self.shares, count) if self.shares else equal_shares(count)
        return cumulative[index - 1]

    def due_in(self, index: int, count: int) -> Decimal:
        """The part that falls due in period `index` itself."""
        return self.due_by(index, count) - (self.due_by(index - 1, count) if index > 1 else 0)


class TargetDoesNotFit(ValueError):
    """A target that can't be judged by a rule."""


class NotOneValue(TargetDoesNotFit):
    """Rules 6.3: between the ends of a range, higher and lower have no one limit."""

    def __init__(self) -> None:
        super().__init__("The target has to be one value where higher or lower is better.")


class NotPossible(TargetDoesNotFit):
    """Rules 6.4: no figure of the measure can ever meet it, or miss it."""

    def __init__(self, low: Decimal | None, high: Decimal | None):
        ends = f"between {low} and {high}" if low is not None and high is not None else f"{low} or more"
        super().__init__(f"No figure of this measure can be that: it is {ends}. Check what was typed.")


class EdgeOnTheBetterSide(TargetDoesNotFit):
    """Rules 6.4: beyond such an edge a figure would be red and on target at once."""

    def __init__(self) -> None:
        super().__init__(
            "The red edge is on the better side of the target, or inside the range. State the value beyond which it is "
            "red: below the target where higher is better, above it where lower is better."
        )


class NoRange(TargetDoesNotFit):
    """Rules 6.3: nothing but the value itself would be green."""

    def __init__(self) -> None:
        super().__init__("The target needs a low and a high end where within a range is better.")


def equal_shares(periods: int) -> list[Decimal]:
    """The cumulative profile of equal shares: for four periods 0.25, 0.5, 0.75, 1 (rules 5.2)."""
    return [Decimal(number) / periods for number in range(1, periods + 1)]


class WrongProfile(ValueError):
    """The shares of a year's target that were stated don't make a year."""


def seasonal_shares(percentages: Sequence[Decimal], periods: int) -> list[Decimal]:
    """The cumulative profile of stated shares: 10, 20, 30 and 40% are 0.1, 0.3, 0.6, 1 (rules 5.2).

    Raises WrongProfile unless there is one share for each of the year's `periods`, none is negative, and they sum to
    exactly 100.
    """
    if len(percentages) != periods:
        raise WrongProfile(f"State one share for each period: {len(percentages)} given, {periods} needed.")
    if any(share < 0 for share in percentages):
        raise WrongProfile("A share can’t be negative.")
    total = sum(percentages, Decimal(0))
    if total != 100:
        off = f"{abs(total - 100).normalize():f} too {'many' if total > 100 else 'few'}"
        raise WrongProfile(f"The shares have to add up to 100%. They add up to {total.normalize():f}%: {off}.")
    return [each / 100 for each in accumulate(percentages)]


class ToleranceKind(StrEnum):
    POINTS = "points"
    PERCENT = "percent"
    RED_EDGE = "red-edge"
    LEVELS = "levels"


class PercentToleranceNeedsPositiveTarget(TargetDoesNotFit):
    """Rules 6.4: five percent of nothing, or of less than nothing, is no tolerance."""

    def __init__(self) -> None:
        super().__init__(
            "A tolerance in percent of the target needs a target above zero. "
            "Choose a tolerance in points, or state the red edge."
        )


@dataclass(frozen=True)
class Tolerance:
    """How far off target is still amber. `size` is in points, percent or levels; a red edge is the edge itself.

    Raises ValueError for a size below zero.
    """

    kind: ToleranceKind
    size: Decimal

    def __post_init__(self) -> None:
        if self.kind is not ToleranceKind.RED_EDGE and self.size < 0:
            raise ValueError("A tolerance can’t be negative")

    def check(self, target: TargetValue) -> None:
        """Refuse a percent tolerance on a target of zero or below (rules 6.4)."""
        if self.kind is ToleranceKind.PERCENT and target.ends[0] <= 0:
            raise PercentToleranceNeedsPositiveTarget

    def check_edge(self, target: TargetValue, polarity: Polarity) -> None:
        """Refuse a red edge on the better side of the target, or inside the range (rules 6.4)."""
        low, high = target.ends
        on_better_side = {
            Polarity.HIGHER: self.size > high,
            Polarity.LOWER: self.size < low,
            Polarity.RANGE: low < self.size < high,
        }
        if self.kind is ToleranceKind.RED_EDGE and on_better_side.get(polarity):
            raise EdgeOnTheBetterSide

    def below(self, end: Decimal) -> Decimal:
        """The lowest value that is still amber beneath `end`. A red edge above it leaves no amber there."""
        return min(self.size, end) if self.kind is ToleranceKind.RED_EDGE else exact(end - self._reach(end))

    def above(self, end: Decimal) -> Decimal:
        """The highest value that is still amber above `end`. A red edge below it leaves no amber there."""
        return max(self.size, end) if self.kind is ToleranceKind.RED_EDGE else exact(end + self._reach(end))

    def _reach(self, end: Decimal) -> Decimal:
        return end * self.size / 100 if self.kind is ToleranceKind.PERCENT else self.size

    def for_share(self, of_year: Decimal) -> "Tolerance":
        """The tolerance of a part of the year: amounts shrink with the target, percentages stay as they are.

        Where nothing is due yet, a percentage of it is nothing: no points (rules 5.2, 6.4).
        """
        if self.kind is ToleranceKind.PERCENT:
            return self if of_year else Tolerance(ToleranceKind.POINTS, Decimal(0))
        return Tolerance(self.kind, exact(self.size * of_year))

    @property
    def text(self) -> str:
        """`5 points`, `5% of the target`, `1 level`, `red beyond 90`, `no tolerance`."""
        if not self.size and self.kind is not ToleranceKind.RED_EDGE:
            return "no tolerance"
        size, plural = IN_FULL.text(self.size), "" if self.size == 1 else "s"
        match self.kind:
            case ToleranceKind.POINTS:
                return f"{size} point{plural}"
            case ToleranceKind.PERCENT:
                return f"{size}% of the target"
            case ToleranceKind.LEVELS:
                return f"{size} level{plural}"
            case ToleranceKind.RED_EDGE:
                return f"red beyond {size}"


DEFAULT_KIND = {
    Measure.PERCENTAGE: ToleranceKind.POINTS,
    Measure.COUNT: ToleranceKind.PERCENT,
    Measure.RATE: ToleranceKind.PERCENT,
    Measure.MONEY: ToleranceKind.PERCENT,
    Measure.DURATION: ToleranceKind.PERCENT,
    Measure.LEVEL: ToleranceKind.LEVELS,
    Measure.YES_NO: ToleranceKind.LEVELS,
}
DEFAULT_SIZE = {ToleranceKind.POINTS: Decimal(5), ToleranceKind.PERCENT: Decimal(5), ToleranceKind.LEVELS: Decimal(1)}


def default_tolerance(measure: Measure) -> Tolerance:
    """Where neither indicator nor council set a tolerance (rules 6.2). A yes/no has none: no is red, not amber."""
    kind = DEFAULT_KIND[measure]
    return Tolerance(kind, Decimal(0) if measure is Measure.YES_NO else DEFAULT_SIZE[kind])


def measures_of(kind: ToleranceKind) -> list[Measure]:
    """Whose indicators the council's tolerance of a kind is for. A yes or no has none, whatever the council sets."""
    return [measure for measure in Measure if DEFAULT_KIND[measure] is kind and measure is not Measure.YES_NO]


def amber_zones(rule: "Rule", target: TargetValue | None) -> tuple[tuple[Decimal, Decimal], ...]:
    """Between which values a figure is amber, one pair for each side that has a tolerance; for pictures."""
    if target is None or rule.polarity in (Polarity.NONE, Polarity.NOT_SET):
        return ()
    (low, high), zones = target.ends, []
    if rule.polarity is not Polarity.LOWER:
        zones.append((rule.tolerance.below(low), low))
    if rule.polarity is not Polarity.HIGHER:
        zones.append((high, rule.tolerance.above(high)))
    return tuple(zone for zone in zones if zone[0] != zone[1])


RULE_VERSION = "1"
"""Changes when the way a status is computed changes; a sealed status keeps the version it was judged by."""


class Status(StrEnum):
    """A colour, or what stands in its place. The values are the slugs used in addresses, styles and the API."""

    RED = "red"
    AMBER = "amber"
    GREEN = "green"
    NOT_YET_MEASURED = "not-yet-measured"
    CONTEXT_ONLY = "context-only"
    NOT_APPLICABLE = "not-applicable"
    SUSPENDED = "suspended"
    NOT_DUE = "not-due"
    OVERDUE = "overdue"
    DUE = "due"
    NOT_AVAILABLE = "not-available"
    CANNOT_BE_COMPUTED = "cannot-be-computed"
    POLARITY_NOT_SET = "polarity-not-set"
    NO_TARGET = "no-target"
    INCOMPLETE = "incomplete"

    @property
    def is_colour(self) -> bool:
        return self in COLOURS

    @property
    def word(self) -> str:
        """The status as printed: `Green`, `Not due`."""
        return self.value.replace("-", " ").capitalize()


COLOURS = (Status.RED, Status.AMBER, Status.GREEN)
PRECEDENCE = tuple(status for status in Status if status not in COLOURS)
"""What stands instead of a colour, first match first (rules 6.5; docs/figures.md says of the three additions)."""


@dataclass(frozen=True)
class Rule:
    """What an indicator's values are judged by: `format` too, because they are judged as printed (rules 1.3)."""

    polarity: Polarity
    tolerance: Tolerance
    format: Format


@dataclass(frozen=True)
class Judged:
    """A status with the working behind it (rules 6.8).

    `value` is as printed. `amber_low` and `amber_high` are the outermost values that are still amber, where there are
    such.
    """

    status: Status
    value: Number
    rule: Rule
    target: TargetValue | None = None
    amber_low: Decimal | None = None
    amber_high: Decimal | None = None
    rule_version: str = RULE_VERSION


@dataclass(frozen=True)
class Circumstances:
    """What is known of an indicator in a period besides its number, each a reason for having no colour.

    `judged_later`: of a year to date that is judged at the year's end only (rules 5.5).
    """

    proposed: bool = False
    expected: bool = True
    window: Window = Window.OPEN
    judged_later: bool = False


def status_of(number: Number, target: TargetValue | None, rule: Rule, circumstances: Circumstances) -> Judged:
    """The status of a figure: the first reason that applies, else the colour (rules 6.3, 6.5)."""
    reason = _reason(number, target, rule, circumstances)
    if reason is not None or target is None or isinstance(number, Missing):
        value = number if isinstance(number, Missing) else rule.format.rounded(number)
        return Judged(reason or Status.NO_TARGET, value, rule, target)
    return judge(number, target, rule)


def _reason(number: Number, target: TargetValue | None, rule: Rule, circumstances: Circumstances) -> Status | None:
    """The first applicable reason in the order of rules 6.5, or None when there is something to colour."""
    late = circumstances.window in (Window.OVERDUE, Window.LOCKED)
    applies = {
        Status.NOT_YET_MEASURED: circumstances.proposed,
        Status.CONTEXT_ONLY: rule.polarity is Polarity.NONE,
        Status.NOT_APPLICABLE: number is Missing.NOT_APPLICABLE,
        Status.SUSPENDED: number is Missing.SUSPENDED,
        Status.NOT_DUE: not circumstances.expected
        or (circumstances.judged_later and isinstance(number, Decimal))
        or (number is Missing.NOT_ENTERED and circumstances.window in (Window.FUTURE, Window.OPEN)),
        Status.OVERDUE: number is Missing.NOT_ENTERED and late,
        Status.DUE: number is Missing.NOT_ENTERED,
        Status.NOT_AVAILABLE: number is Missing.NOT_AVAILABLE,
        Status.CANNOT_BE_COMPUTED: number is Missing.CANNOT_BE_COMPUTED,
        Status.POLARITY_NOT_SET: rule.polarity is Polarity.NOT_SET,
        Status.NO_TARGET: target is None,
        Status.INCOMPLETE: number is Missing.INCOMPLETE,
    }
    return next((status for status in PRECEDENCE if applies[status]), None)


def judge(number: Decimal, target: TargetValue, rule: Rule) -> Judged:
    """The colour of a number, judged as printed (rules 1.3, 6.3). A value on a limit has the better status.

    Raises PercentToleranceNeedsPositiveTarget (rules 6.4), and ValueError for a polarity that has no better side.
    """
    rule.tolerance.check(target)
    value = rule.format.rounded(number)
    low, high = target.ends
    edges: tuple[Decimal | None, Decimal | None]
    match rule.polarity:
        case Polarity.HIGHER:
            edges = (rule.tolerance.below(high), None)
            green = value >= high
        case Polarity.LOWER:
            edges = (None, rule.tolerance.above(low))
            green = value <= low
        case Polarity.RANGE:
            edges = (rule.tolerance.below(low), rule.tolerance.above(high))
            green = low <= value <= high
        case _:
            raise ValueError("Without a polarity nothing can be judged")
    within = (edges[0] is None or value >= edges[0]) and (edges[1] is None or value <= edges[1])
    status = Status.GREEN if green else Status.AMBER if within else Status.RED
    return Judged(status, value, rule, target, *edges)
