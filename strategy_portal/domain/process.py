"""Process behaviour charts (XmR): which movements are signals, and which the usual ups and downs (rules 7.4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from .numbers import exact

REACH = Decimal("2.66")
"""How many mean moving ranges the limits lie from the centre."""


@dataclass(frozen=True)
class Limits:
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


def moving_ranges(numbers: Sequence[Decimal]) -> list[Decimal]:
    """How far each figure lies from the one before it: one fewer than the figures."""
    return [abs(after - before) for before, after in pairwise(numbers)]


def limits(numbers: Sequence[Decimal]) -> Limits:
    """Centre and limits of two figures or more. Raises ValueError for fewer, which have no moving range."""
    ranges = moving_ranges(numbers)
    if not ranges:
        raise ValueError("Limits need two figures at least")
    centre = sum(numbers, Decimal(0)) / len(numbers)
    return Limits(exact(centre), exact(sum(ranges, Decimal(0)) / len(ranges)))
