"""Since when a status has held: runs of colours, in which a period without one neither counts nor breaks."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from .status import Status

OFF_TARGET = (Status.RED, Status.AMBER)


@dataclass(frozen=True)
class Streak:
    """The last `count` periods that have a colour, of `coloured` in all; `start` is the place of the first of them."""

    count: int
    start: int
    coloured: int

    @property
    def is_all(self) -> bool:
        """It was never otherwise, and more than once so."""
        return self.count == self.coloured > 1


def streak(statuses: Sequence[Status], within: Collection[Status]) -> Streak:
    """How long the statuses, oldest first, have been one of `within`. A `count` of 0: they are not."""
    coloured = [(place, status) for place, status in enumerate(statuses) if status.is_colour]
    count, start = 0, len(statuses)
    for place, status in reversed(coloured):
        if status not in within:
            break
        count, start = count + 1, place
    return Streak(count, start, len(coloured))
