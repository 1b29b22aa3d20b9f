"""Counts that carry their base, and the one colour that may stand for them (rules 8)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from .numbers import Missing, Number, ratio
from .status import COLOURS, Status


@dataclass(frozen=True)
class Tally:
    """How many indicators stand where. `counts` has an entry for each status, zeros included; they sum to `total`."""

    counts: dict[Status, int]

    @classmethod
    def of(cls, statuses: Iterable[Status]) -> "Tally":
        return cls({**dict.fromkeys(Status, 0), **Counter(statuses)})

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def assessable(self) -> int:
        """Those with a target and a value: the base of every percentage."""
        return sum(self.counts[status] for status in COLOURS)

    @property
    def is_sided(self) -> bool:
        """Of each it is stated which side is better, so that a target and a value are all that it needs."""
        return not (self.counts[Status.POLARITY_NOT_SET] or self.counts[Status.CONTEXT_ONLY])

    @property
    def without_colour(self) -> int:
        return self.total - self.assessable

    def share(self, status: Status) -> Number:
        """Percent of the assessable base; of an empty base it can't be computed."""
        if not status.is_colour:
            return Missing.NOT_APPLICABLE
        return ratio(Decimal(self.counts[status]), Decimal(self.assessable), Decimal(100))

    def colours(self) -> list[tuple[Status, int]]:
        return [(status, self.counts[status]) for status in COLOURS]

    def reasons(self) -> list[tuple[Status, int]]:
        """The reasons for having no colour that occur, in order of precedence."""
        return [(status, count) for status, count in self.counts.items() if not status.is_colour and count]


class Rollup(StrEnum):
    """How an outcome gets a single colour from its indicators' (rules 8.2)."""

    NONE = "none"
    WORST = "worst"
    MAJORITY = "majority"


def derived_colour(tally: Tally, how: Rollup = Rollup.NONE) -> Status | None:
    """The colour that stands for all, beside the counts and never in their place (rules 8.2).

    Only colours count, never the reasons for having none. The majority is the colour that occurs most often; if two
    occur equally often, it is amber. None if nothing has a colour, or none is wanted.
    """
    if how is Rollup.NONE or not tally.assessable:
        return None
    if how is Rollup.WORST:
        return next(status for status, count in tally.colours() if count)
    most = max(count for _, count in tally.colours())
    leading = [status for status, count in tally.colours() if count == most]
    return leading[0] if len(leading) == 1 else Status.AMBER
