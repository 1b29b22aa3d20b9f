"""Targets, polarity and tolerance (rules 5.2, 6.1, 6.2, 6.4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import accumulate

from .numbers import exact


class Measure(StrEnum):
    """What kind of figure an indicator is."""

    PERCENTAGE = "percentage"
    COUNT = "count"
    RATE = "rate"
    LEVEL = "level"
    YES_NO = "yes-no"
    DURATION = "duration"
    MONEY = "money"


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

    def share(self, of_year: Decimal) -> "TargetValue":
        """The part of the target that `of_year` (0 to 1) of the year asks for (rules 5.2)."""
        if self.value is not None:
            return TargetValue(exact(self.value * of_year))
        low, high = self.ends
        return TargetValue(low=exact(low * of_year), high=exact(high * of_year))


class TargetDoesNotFit(ValueError):
    """A target that can't be judged by a rule."""


class NotOneValue(TargetDoesNotFit):
    """Rules 6.3: between the ends of a range, higher and lower have no one limit."""

    def __init__(self) -> None:
        super().__init__("The target has to be one value where higher or lower is better.")


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
