"""Tolerance: how far off target is still amber (rules 6.2, 6.4). All that a kind of tolerance means stands here."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from .formats import IN_FULL
from .numbers import exact
from .targets import Measure, TargetDoesNotFit, TargetValue


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
        return Tolerance(self.kind, self.size * of_year)

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
