"""Since when a status has held: runs of colours, in which a period without one neither counts nor breaks."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from .status import Status

OFF_TARGET = (Status.RED, Status.AMBER)


@dataclass(frozen=True)
class Streak:
    """The last `count` periods that have a colour, of all that `statuses` has; `start` is the place of the first."""

    count: int
    start: int
    statuses: Sequence[Status]

    @property
    def is_all(self) -> bool:
        """It was never otherwise, and more than once so: no period before the first of them has a colour."""
        before = reversed(range(self.start))
        return self.count > 1 and not any(self.statuses[place].is_colour for place in before)


def streak(statuses: Sequence[Status], within: Collection[Status]) -> Streak:
    """How long the statuses, oldest first, have been one of `within`. A `count` of 0: they are not.

    Those before that are not read: whoever gives them may find each when it is asked for.
    """
    count, start = 0, len(statuses)
    for place in reversed(range(len(statuses))):
        status = statuses[place]
        if status in within:
            count, start = count + 1, place
        elif status.is_colour:
            break
    return Streak(count, start, statuses)
