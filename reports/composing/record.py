"""What the record says, as far as a text can be held against it: plain values, no database and no clock.

`recording.py` makes it from the evidence of a report; tests make it themselves.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property

from strategy_portal.domain.counting import Tally
from strategy_portal.domain.numbers import Number
from strategy_portal.domain.status import COLOURS, Status
from strategy_portal.domain.trend import Direction

Figure = tuple[Decimal, str]
"""A number as printed with what stands behind it: `%`, `points`, or nothing."""

CHANCE = (Direction.NO_CHANGE, Direction.NO_SIGNIFICANT_CHANGE)
WORSE_FIRST = (Status.RED, Status.AMBER, Status.GREEN)


@dataclass(frozen=True)
class YearFigure:
    """One year of an indicator, as printed."""

    label: str
    number: Number
    text: str
    status: Status

    @property
    def known(self) -> Decimal | None:
        return self.number if isinstance(self.number, Decimal) else None


@dataclass(frozen=True)
class UnitMoves:
    """In how many of a survey's units a figure rose, fell and stayed between two years; of all that have both."""

    rose: int
    fell: int
    same: int

    @property
    def total(self) -> int:
        return self.rose + self.fell + self.same


@dataclass(frozen=True)
class Said:
    """What people recorded off target: why it was so and what is done, each with the period that they said it of."""

    period: str
    why: str = ""
    what_next: str = ""


@dataclass(frozen=True)
class Restated:
    """A figure of what is reported that was restated since the last report: what it was then, what it is, and why."""

    period: str
    was: str
    now: str
    why: str


@dataclass(frozen=True)
class Measured:
    """An indicator in the report's year, with the years before it.

    `move` compares with the year before, a part of a year with the same part; `since` is the following year to date,
    None where there is nothing. `runs` are numbers of changes one way that may be named, as `fell-year` or
    `rose-period`, and of colours in a row; `worse_years` says how many years running it has been worse. `figures` are
    all that are printed of it. `told`, `reason` and `remedy` are sentences as page one words them; `forecast` is its
    owner's in words; `said_before` is what was recorded in the years before.
    """

    reference: str
    name: str
    outcome: int
    years: tuple[YearFigure, ...]
    move: Direction = Direction.NOT_ENOUGH_DATA
    target_text: str = ""
    title: str = ""
    higher_is_better: bool | None = True
    since: YearFigure | None = None
    runs: Mapping[str, frozenset[int]] = field(default_factory=dict)
    period_word: str = "quarter"
    figures: frozenset[Figure] = frozenset()
    units: UnitMoves | None = None
    worse_years: int = 0
    is_on_course: bool = False
    said: tuple[Said, ...] = ()
    said_later: tuple[Said, ...] = ()
    said_before: tuple[Said, ...] = ()
    forecast: str = ""
    restated: tuple[Restated, ...] = ()
    told: str = ""
    reason: str = ""
    remedy: str = ""

    @property
    def label(self) -> str:
        return f"{self.reference} {self.name}"

    @property
    def account(self) -> str:
        """The year in a sentence that begins with its name."""
        return self.told or f"{self.name} was {self.year.text}."

    @property
    def year(self) -> YearFigure:
        return self.years[-1]

    @property
    def before(self) -> YearFigure | None:
        return self.years[-2] if len(self.years) > 1 else None

    @property
    def status(self) -> Status:
        return self.year.status

    @property
    def is_off_target(self) -> bool:
        return self.status in (Status.RED, Status.AMBER)

    @property
    def change(self) -> Decimal | None:
        """The year's figure less the year before's; None where one of them is missing."""
        now, then = self.year.known, self.before and self.before.known
        return None if now is None or then is None else now - then

    @property
    def is_worse_twice(self) -> bool:
        """Off target, and worse than the year before in each of two years."""
        return self.is_off_target and self.worse_years > 1

    @property
    def is_worse_since(self) -> bool:
        """The year to date after it has a worse colour, which the rest of last year would not mend (rules 7.6)."""
        if self.since is None or self.is_on_course or not self.since.status.is_colour or not self.status.is_colour:
            return False
        return WORSE_FIRST.index(self.since.status) < WORSE_FIRST.index(self.status)

    @property
    def reason_recorded(self) -> str:
        """`yes` for the year itself, `partly` for later periods alone, `none`."""
        if any(each.why for each in self.said):
            return "yes"
        return "partly" if any(each.why for each in self.said_later) else "none"


@dataclass(frozen=True)
class ActionFacts:
    """The actions in counts: by state in words, and what nobody stated."""

    total: int = 0
    by_state: Mapping[str, int] = field(default_factory=dict)
    overdue: int = 0
    unowned: int = 0
    undated: int = 0
    without_state: int = 0
    ended: int = 0
    numbers: frozenset[int] = frozenset()


@dataclass(frozen=True)
class ConsultationFacts:
    title: str
    closes_on: date | None
    figures: frozenset[Figure] = frozenset()


@dataclass(frozen=True)
class Record:
    """Everything that a text of the report is held against.

    `letters` are the sections', `ranked` the references of what needs attention, the first one most; `earlier` last
    year's texts by place, `written_on` when each text was saved last; `known_words` what the portal prints besides,
    whose names are no persons. `year` is that of the report, `span` what it reports as a text names it, up to
    `ends_on`, None while that runs; `restated` is how many figures were restated since the last report. `lead` and
    `asks` are how page one begins and what it asks members.
    """

    on: date
    year: str
    indicators: tuple[Measured, ...] = ()
    outcomes: Mapping[int, str] = field(default_factory=dict)
    actions: ActionFacts = ActionFacts()
    consultations: tuple[ConsultationFacts, ...] = ()
    numbers: frozenset[Figure] = frozenset()
    letters: frozenset[str] = frozenset()
    appendices: int = 0
    ranked: tuple[str, ...] = ()
    earlier: Mapping[str, str] = field(default_factory=dict)
    people: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    known_words: str = ""
    is_running: bool = False
    span: str = ""
    ends_on: date | None = None
    restated: int = 0
    written_on: Mapping[str, date] = field(default_factory=dict)
    lead: str = ""
    asks: tuple[str, ...] = ()

    @property
    def told(self) -> str:
        """What is reported, as a text names it: `2025/26`, `April to September 2025`."""
        return self.span or self.year

    @cached_property
    def by_reference(self) -> Mapping[str, Measured]:
        return {each.reference: each for each in self.indicators}

    def of(self, outcome: int | None) -> tuple[Measured, ...]:
        """Those of one outcome, or of the whole strategy."""
        return tuple(each for each in self.indicators if outcome is None or each.outcome == outcome)

    @cached_property
    def unmeasured(self) -> tuple[Measured, ...]:
        return tuple(each for each in self.indicators if each.status is Status.NOT_YET_MEASURED)

    def tally(self, outcome: int | None = None, back: int = 0) -> Tally:
        """Of the year, or of one `back` before it."""
        return tally_of(self.of(outcome), back)

    @cached_property
    def red(self) -> tuple[Measured, ...]:
        return tuple(each for each in self.indicators if each.status is Status.RED)

    @cached_property
    def off_target(self) -> tuple[Measured, ...]:
        """The red ones first."""
        return tuple(each for status in COLOURS[:2] for each in self.indicators if each.status is status)


def tally_of(indicators: Iterable[Measured], back: int = 0) -> Tally:
    known = (each.years[-1 - back].status for each in indicators if len(each.years) > back)
    return Tally.of(known)
