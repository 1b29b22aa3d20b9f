"""The pack of a meeting: the board's page of a strategy with what is decided, and how much of it four sheets hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from indicators.judging.cards import last_ended_quarter
from outcomes.models import Strategy
from reports.models import BoardMeeting, Decision

from .board import BoardPage, MatrixRow, board
from .meetings import earlier_decisions, meetings_of

SHEETS = 4
EVERYTHING = 10**6
WORST_FIRST = ("red", "amber", "overdue", "none-due", "green")


@dataclass(frozen=True)
class Fit:
    """How much a document shows: exceptions with their story, rows of the matrix, decisions, references in one list.

    `words` is how many of a text that people wrote, the others after an ellipsis.
    """

    exceptions: int = EVERYTHING
    rows: int = EVERYTHING
    decisions: int = EVERYTHING
    named: int = EVERYTHING
    words: int = EVERYTHING

    @property
    def words_of_answer(self) -> int:
        return 4 * self.words

    def chosen(self, rows: Sequence[MatrixRow]) -> Sequence[MatrixRow]:
        """All of them in their order, or the worst."""
        if len(rows) <= self.rows:
            return rows
        return sorted(rows, key=lambda row: WORST_FIRST.index(row.group))[: self.rows]


WHOLE = Fit(exceptions=10)
"""The sheet of the board's page: ten exceptions, and everything else however long it is."""

FITS = (
    Fit(exceptions=30), Fit(25, 90, 30, 60, 60), Fit(18, 60, 20, 40, 40), Fit(12, 40, 12, 25, 25), Fit(8, 20, 6, 12, 15)
)  # fmt: skip
"""From everything to what always has room; the first that has room on four sheets is taken."""

HOPELESS = 250
"""So many rows of the matrix have no room on four sheets, so that nobody need try."""


@dataclass(frozen=True)
class Pack:
    """`earlier` are decisions of the same body on the strategy: open ones, and those closed since the meeting `before`.

    Decisions of other bodies are among the page's own open ones.
    """

    meeting: BoardMeeting
    page: BoardPage
    before: BoardMeeting | None
    earlier: tuple[Decision, ...]

    @property
    def fits(self) -> tuple[Fit, ...]:
        return FITS[1:] if len(self.page.rows) > HOPELESS else FITS

    @property
    def open(self) -> list[Decision]:
        """All that is open on the strategy, whoever decided it."""
        return list(self.page.decisions)

    @property
    def closed(self) -> list[Decision]:
        return [decision for decision in self.earlier if not decision.is_open]

    @property
    def is_demonstration(self) -> bool:
        """Made up are the meeting or some of the decisions; whether figures are, the page itself says."""
        return self.meeting.is_demonstration or any(each.is_demonstration for each in (*self.open, *self.closed))

    def left_out(self, fit: Fit) -> list[str]:
        """What a document of that size goes without, in words; what it shortens is said too."""
        parts = (
            (len(self.page.needs.exceptions), fit.exceptions, "exceptions stand without their story"),
            (len(self.page.rows), fit.rows, "indicators are not in the table"),
            (len(self.open), fit.decisions, "open decisions are not listed"),
            (len(self.closed), fit.decisions, "closed decisions are not listed"),
        )
        said = [f"{there - most:,} of {there:,} {what}" for there, most, what in parts if there > most]
        if fit.words < EVERYTHING:
            said.append(f"texts stop after {fit.words} words, marked “…”, and lists of references after {fit.named}")
        return said


def pack(meeting: BoardMeeting, strategy: Strategy, on: date) -> Pack:
    """As it stands on that day, compared with what the board saw at its last meeting: 26 queries."""
    quarter = last_ended_quarter(on, strategy.year_start)
    page = board(strategy, quarter, on, compared=meetings_of(strategy, on).last)
    before, earlier = earlier_decisions(meeting, strategy)
    return Pack(meeting, page, before, earlier)
