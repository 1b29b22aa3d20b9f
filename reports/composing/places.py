"""Where people write in a report: sections of its form, lines of implications, outcomes, indicators, the lead."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

SUMMARY = "summary"
LONGEST = 10_000
"""Characters of a text: more than any place has room for, and few enough to be read while somebody waits."""
PARAGRAPH = 120
"""The most words of a paragraph."""


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


LIMITS = {
    Part.SUMMARY: 45, Part.PROGRESS: 350, Part.CONCLUSION: 90, Part.OUTCOME: 60, Part.INDICATOR: 90, Part.LINE: 90,
}  # fmt: skip
"""The most words of each, so that the cover report keeps to its pages."""

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
    def limit(self) -> int | None:
        return LIMITS.get(self.part)

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
