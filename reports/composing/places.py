"""Where people write in a report: sections of its form, lines of implications, outcomes, indicators, the lead."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from .lines import Room

SUMMARY = "summary"
LONGEST = 10_000
"""Characters of a text: more than any place has room for, and few enough to be read while somebody waits."""
PARAGRAPH = 8
"""The most lines of a paragraph."""


class Part(StrEnum):
    """What a place is for, which decides what is checked and what is drafted there."""

    SUMMARY = "summary"
    PURPOSE = "purpose"
    RECOMMENDATION = "recommendation"
    IMPLICATIONS = "implications"
    LINE = "line"
    PROGRESS = "progress"
    CONCLUSION = "conclusion"
    REFERENCES = "references"
    NARRATIVE = "narrative"
    OUTCOME = "outcome"
    INDICATOR = "indicator"


ACROSS = Room(size=9.75, width=176, lines=1000)
"""Text that runs across the page, as much of it as there may be."""

ROOMS = {
    Part.SUMMARY: Room(size=12.5, width=176, lines=4),
    Part.PROGRESS: replace(ACROSS, lines=24),
    Part.CONCLUSION: replace(ACROSS, lines=6),
    Part.OUTCOME: Room(size=8.75, width=82, lines=8),
    Part.INDICATOR: Room(size=9, width=71, lines=14),
    Part.LINE: Room(size=8.75, width=100, lines=9),
}
"""How each is printed, and how many lines it may have, so that the cover report keeps to its pages."""

OF_THE_YEAR = (Part.SUMMARY, Part.PROGRESS, Part.CONCLUSION, Part.OUTCOME, Part.INDICATOR)
"""What tells how the year went."""


@dataclass(frozen=True)
class Place:
    """One place with its key, as a narrative carries it, and its title; `standard` is what the form says there."""

    key: str
    title: str
    part: Part
    outcome: int | None = None
    reference: str = ""
    standard: str = ""

    @property
    def room(self) -> Room:
        return ROOMS.get(self.part, ACROSS)

    @property
    def has_limit(self) -> bool:
        return self.part in ROOMS

    @property
    def is_whole(self) -> bool:
        """It tells of the whole strategy's year."""
        return self.part in (Part.SUMMARY, Part.PROGRESS, Part.CONCLUSION)


def outcome_key(number: int) -> str:
    return f"outcome-{number}"


def indicator_key(reference: str) -> str:
    return f"indicator-{reference.replace('.', '-')}"


def first_of(places: Iterable[Place], part: Part) -> Place | None:
    return next((each for each in places if each.part is part), None)


Places = Mapping[str, Place]
