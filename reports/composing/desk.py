"""What the composing page shows beside the text: the gate, the sections with their state, the figures of one place."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from strategy_portal.domain.counting import Tally

from .findings import Kind
from .places import Part, Place
from .record import Measured, tally_of
from .services import Checked, count_text

GROUPS = (
    ("Sections", (Part.SUMMARY, Part.PURPOSE, Part.RECOMMENDATION, Part.IMPLICATIONS, Part.PROGRESS, Part.CONCLUSION,
                  Part.REFERENCES, Part.NARRATIVE)),
    ("Implications", (Part.LINE,)),
    ("Outcomes", (Part.OUTCOME,)),
    ("Indicators", (Part.INDICATOR,)),
)  # fmt: skip
FROM_FIGURES = (Part.PURPOSE, Part.IMPLICATIONS, Part.REFERENCES, Part.OUTCOME, Part.INDICATOR, Part.SUMMARY)
"""Without a text the portal's own words stand there."""


@dataclass(frozen=True)
class PlaceLine:
    """A place with how far its text is: `mark` is the slug of its shape."""

    place: Place
    mend: int
    answer: int
    has_text: bool

    @property
    def mark(self) -> str:
        if self.mend:
            return "mend"
        if self.answer:
            return "answer"
        return "ready" if self.has_text else "empty"

    @property
    def state(self) -> str:
        """`3 to mend, 1 to answer`, `Ready`, `From the figures`, `Empty`."""
        counts = [f"{count} {word}" for count, word in ((self.mend, "to mend"), (self.answer, "to answer")) if count]
        if counts:
            return ", ".join(counts)
        if self.has_text:
            return "Ready"
        return "From the figures" if self.place.part in FROM_FIGURES else "Empty"


@dataclass(frozen=True)
class Group:
    title: str
    lines: tuple[PlaceLine, ...]

    @property
    def ready(self) -> int:
        return sum(line.mark == "ready" for line in self.lines)

    @property
    def open(self) -> int:
        return sum(line.mend + line.answer for line in self.lines)


@dataclass(frozen=True)
class Desk:
    """Everything beside the boxes of one place."""

    checked: Checked
    place: Place
    groups: tuple[Group, ...]

    @property
    def gate(self) -> str:
        """`6 findings to mend and 2 to answer`; empty where nothing is open."""
        return count_text(self.checked.open)

    @property
    def sections_text(self) -> str:
        """`5 of 9 sections are written`."""
        lines = self.groups[0].lines
        written = sum(line.has_text for line in lines)
        return f"{written} of {len(lines)} sections have a text"

    @property
    def indicators(self) -> tuple[Measured, ...]:
        """The figures of this place: an indicator's, an outcome's, or all."""
        record = self.checked.record
        if self.place.reference:
            return (record.by_reference[self.place.reference],)
        return record.of(self.place.outcome)

    @property
    def tally(self) -> Tally:
        return tally_of(self.indicators)

    @property
    def before(self) -> Tally:
        return tally_of(self.indicators, back=1)

    @property
    def off_target(self) -> tuple[Measured, ...]:
        return tuple(each for each in self.checked.record.off_target if each in self.indicators)

    @property
    def others(self) -> tuple[Measured, ...]:
        return tuple(each for each in self.indicators if not each.is_off_target)

    @property
    def turned(self) -> tuple[Measured, ...]:
        """Those that have another colour since the year ended."""
        return tuple(
            each for each in self.indicators
            if each.since and each.since.status.is_colour and each.since.status is not each.status
        )  # fmt: skip


def desk_of(checked: Checked, place: Place) -> Desk:
    lines = list(_lines(checked))
    groups = (Group(title, tuple(line for line in lines if line.place.part in parts)) for title, parts in GROUPS)
    return Desk(checked, place, tuple(group for group in groups if group.lines))


def _lines(checked: Checked) -> Iterator[PlaceLine]:
    for key, place in checked.places.items():
        found: Sequence = checked.open_in(key)
        mend = sum(each.kind is Kind.MEND for each in found)
        narrative = checked.narratives.get(key)
        yield PlaceLine(place, mend, len(found) - mend, bool(narrative and narrative.text.strip()))
