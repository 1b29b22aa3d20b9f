"""Which rule holds from when: what an indicator states, and the council's tolerance where it states none (rules 6.7).

A timeline is what holds from which day, in order; its first holds from the start, `date.min`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from .formats import Format
from .status import Rule
from .targets import DEFAULT_KIND, Measure, Polarity, Tolerance, ToleranceKind, default_tolerance

Held = TypeVar("Held")


@dataclass(frozen=True)
class Stated:
    """What an indicator states of how it is judged. No tolerance: the council's for its measure (rules 6.2)."""

    polarity: Polarity
    tolerance: Tolerance | None
    places: int

    def with_council(self, council: Tolerance, measure: Measure) -> Rule:
        return Rule(self.polarity, self.tolerance or council, Format(measure, self.places))


def held_on(timeline: Sequence[tuple[date, Held]], day: date) -> Held:
    """What holds on a day: the latest by then."""
    return [held for holds_from, held in timeline if holds_from <= day][-1]


def held_within(timeline: Sequence[tuple[date, Held]], first: date, end: date = date.max) -> list[Held]:
    """What holds on `first` and at any time after it, before `end`."""
    return [held_on(timeline, first), *(held for holds_from, held in timeline if first < holds_from < end)]


def measures_of(kind: ToleranceKind) -> list[Measure]:
    """Whose indicators the council's tolerance of a kind is for. A yes or no has none, whatever the council sets."""
    return [measure for measure in Measure if DEFAULT_KIND[measure] is kind and measure is not Measure.YES_NO]


def follows_council(stated: Stated, measure: Measure) -> bool:
    """The council's tolerance judges it: it states none, and is no yes or no, which has none (rules 6.2)."""
    return stated.tolerance is None and measure is not Measure.YES_NO


def council_timeline(measure: Measure, dated: Iterable[tuple[date, Tolerance]]) -> list[tuple[date, Tolerance]]:
    """The council's tolerance for a measure: the default from the start, then what it set for it (rules 6.2)."""
    return [(date.min, default_tolerance(measure)), *sorted(dated, key=lambda held: held[0])]


def rules_in_force(
    stated: Sequence[tuple[date, Stated]], council: Sequence[tuple[date, Tolerance]], measure: Measure
) -> list[tuple[date, Rule]]:
    """The rules that an indicator is judged by, from two timelines: what it states, and the council's tolerance.

    A day on which the council changed its tolerance begins another rule only where the indicator states none.
    """
    own = {holds_from for holds_from, _ in stated}
    rules = []
    for day in sorted(own | {holds_from for holds_from, _ in council}):
        held = held_on(stated, day)
        if day in own or held.tolerance is None:
            rules.append((day, held.with_council(held_on(council, day), measure)))
    return rules
