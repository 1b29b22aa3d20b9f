"""A document a part at a time: its questions, the strategy itself, each outcome with what belongs to it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from .proposal import Part, Proposal
from .questions import Question

ROWS, QUESTIONS = 20, 12
"""So many rows, and questions, are on one page."""


@dataclass(frozen=True)
class Sheet:
    """One page of it. `groups` are an outcome's part, or None, and the parts that stand below that."""

    title: str
    questions: tuple[Question, ...] = ()
    groups: tuple[tuple[Part | None, tuple[Part, ...]], ...] = ()
    is_first: bool = False
    """What is to be known of the whole document stands on it."""

    @property
    def parts(self) -> list[Part]:
        return [part for _, parts in self.groups for part in parts]

    def state_in(self, proposal: Proposal) -> str:
        """What is still to do on it: `2 open`, `3 open questions about its rows, 1 row to mend`; empty: nothing is."""
        asked = sum(question.is_open for question in self.questions)
        keys = {part.row.key for part in self.parts if part.state != "out"}
        about = 0 if self.questions else sum(q.is_open and bool(keys & set(q.about)) for q in proposal.questions)
        wrong = sum(bool(part.errors) for part in self.parts)
        return ", ".join(
            f"{count} {one if count == 1 else many}"
            for count, one, many in (
                (asked, "open", "open"), (about, "open question about its rows", "open questions about its rows"),
                (wrong, "row to mend", "rows to mend"),
            )
            if count
        )  # fmt: skip


@dataclass(frozen=True)
class Sheets:
    all: tuple[Sheet, ...]

    def page_of(self, key: str) -> int:
        """On which page a row stands."""
        found = (number for number, sheet in enumerate(self.all, 1) if any(part.row.key == key for part in sheet.parts))
        return next(found, 1)

    def at(self, number: int) -> Sheet:
        return self.all[self.clean(number) - 1]

    def clean(self, number: int) -> int:
        return min(max(number, 1), len(self.all))


def sheets_of(proposal: Proposal) -> Sheets:
    """A short document is one page."""
    groups = [(heading, tuple(parts)) for heading, parts in proposal.groups]
    if len(proposal.asked) <= QUESTIONS and sum(len(parts) for _, parts in groups) <= ROWS:
        return Sheets((Sheet("All of it", tuple(proposal.asked), tuple(groups), is_first=True),))
    return Sheets((*_asked(proposal.asked), *_grouped(proposal, groups)))


def _asked(questions: Sequence[Question]) -> Iterator[Sheet]:
    for place in range(0, max(len(questions), 1), QUESTIONS):
        some = tuple(questions[place : place + QUESTIONS])
        is_all = len(questions) <= QUESTIONS
        title = "Questions" if is_all else f"Questions {place + 1} to {place + len(some)}"
        yield Sheet(title, questions=some, is_first=not place)


def _grouped(proposal: Proposal, groups: Sequence[tuple[Part | None, tuple[Part, ...]]]) -> Iterator[Sheet]:
    for heading, parts in groups:
        size = ceil(len(parts) / ceil(len(parts) / ROWS))  # as many on each page
        for place in range(0, len(parts), size):
            some = parts[place : place + size]
            rows = "" if len(parts) <= ROWS else f", rows {place + 1} to {place + len(some)}"
            yield Sheet(f"{_title(proposal, heading, parts)}{rows}", groups=((heading, some),))


def _title(proposal: Proposal, heading: Part | None, parts: Sequence[Part]) -> str:
    if heading is not None:
        return f"{proposal.word} {proposal.numbers[heading.row.key]}: {heading.row.title}"
    return "The strategy itself" if parts[0].row.kind in ("strategy", "text", "value") else "Elsewhere"
