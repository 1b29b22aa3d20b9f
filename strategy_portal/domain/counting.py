"""Counts that carry their base (rules 8.1)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from .numbers import Missing, Number, ratio
from .status import COLOURS, Status


@dataclass(frozen=True)
class Tally:
    """How many indicators stand where. `counts` has an entry for each status, zeros included; they sum to `total`."""

    counts: dict[Status, int]

    @classmethod
    def of(cls, statuses: Iterable[Status]) -> "Tally":
        counter = Counter(statuses)
        return cls({status: counter[status] for status in Status})

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def assessable(self) -> int:
        """Those with a target and a value: the base of every percentage."""
        return sum(self.counts[status] for status in COLOURS)

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
