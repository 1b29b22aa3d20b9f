"""The quarter's grid: the values that a person enters, as rows of a few tables."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Generic, Protocol, TypeVar

from outcomes.models import Outcome, Strategy
from strategy_portal.domain import wording
from strategy_portal.domain.aggregation import across_units
from strategy_portal.domain.periods import Frequency, Period
from strategy_portal.models import Team, User
from strategy_portal.records.versions import ChangedMeanwhile

from ..expecting.expected import KEY, ExpectedEntry, Place, Remit, expected_named, expected_of, fellow_units
from ..models import CollectionUnit, Indicator, PeriodLocked, Value
from .checking import figure_labels
from .entry import Problem, ValueEntry, sent
from .known import STEPS, Earlier, earlier_figures, targets_of
from .previews import Previewer
from .services import CHANGED, NotComplete, NothingToSubmit, divide_anew, submit_values

WAITING = "There is nothing more to submit: what was entered waits for approval."
"""The message for a person who presses the button twice."""
ASKED, SILENT = "answer what is asked about the figure", "say what happened, why and what next"
SENT_ANYWAY = ("version", "quality")
"""What a row of the grid sends though nobody has typed anything."""


class TableRow(Protocol):
    """A row of a table, of one indicator or one of its units. `name` is unique in its table."""

    target: str
    name: str

    @property
    def indicator(self) -> Indicator: ...
    @property
    def unit(self) -> CollectionUnit | None: ...


R = TypeVar("R", bound=TableRow)
T = TypeVar("T")


@dataclass
class GridRow:
    """One value of the grid, with what helps to enter it.

    `earlier` has a column's heading with each figure; `filler` is how many columns the inputs leave free.
    """

    entry: ValueEntry
    target: str
    earlier: list[tuple[str, Earlier]]
    filler: int = 0
    name: str = ""

    @property
    def expected(self) -> ExpectedEntry:
        return self.entry.expected

    @property
    def indicator(self) -> Indicator:
        return self.expected.indicator

    @property
    def unit(self) -> CollectionUnit | None:
        return self.expected.unit

    @property
    def period(self) -> str:
        """Of a value that is not the quarter's: a month's, a year's."""
        own = self.expected.period
        return "" if own.frequency == Frequency.QUARTERLY else str(own)


@dataclass
class Block(Generic[R]):
    """Rows that are typed into as one block: the single figures of an outcome, or the units of a survey."""

    outcome: Outcome
    rows: list[R]
    survey: Indicator | None = None

    def __post_init__(self) -> None:
        for row in self.rows:
            row.name = self._name_of(row)

    def _name_of(self, row: R) -> str:
        """In a survey's table the unit, else the indicator, with its unit if it has one."""
        if self.survey:
            return str(row.unit or "The whole organisation")
        return f"{row.indicator}: {row.unit}" if row.unit else str(row.indicator)

    @property
    def id(self) -> str:
        return f"survey-{self.survey.pk}" if self.survey else f"outcome-{self.outcome.pk}"

    @property
    def target(self) -> str:
        return self.rows[0].target


class Table(Block[GridRow]):
    """A block of one quarter."""

    template_name = "indicators/_grid_table.html"

    def __post_init__(self) -> None:
        super().__post_init__()
        for row in self.rows:
            row.filler = self.width - len(figure_labels(row.indicator))

    @property
    def labels(self) -> list[str]:
        """Headings of the columns to type into; an outcome's single figures have different ones in each row."""
        return [cell.label for cell in self.rows[0].entry.cells] if self.survey else []

    @cached_property
    def width(self) -> int:
        """The number of columns to type into."""
        return max(len(figure_labels(row.indicator)) for row in self.rows)

    @cached_property
    def span(self) -> int:
        """The number of all columns: the name, for single figures the target, the earlier figures, quality, state."""
        return self.width + len(STEPS) + (3 if self.survey else 4)

    @property
    def total(self) -> "Total | None":
        """What the units make together."""
        return total_of([row.entry for row in self.rows]) if self.survey else None


@dataclass
class Grid:
    """`groups` are the tables of each outcome, `columns` the headings of what stands beside each other in them.

    `to_choose` may be entered too, on a day that the person chooses. `unsent` is what stood in the way of submitting.
    """

    strategy: Strategy
    quarter: Period
    entries: list[ValueEntry]
    groups: list[tuple[Outcome, list]]
    columns: list[str]
    to_choose: list[Place]
    submitted: int = 0
    unsent: list[Problem] = field(default_factory=list)

    @property
    def conflicts(self) -> list[ValueEntry]:
        return [entry for entry in self.entries if entry.is_conflict]

    @property
    def problems(self) -> list[Problem]:
        """Where to go to put it right, and what is wrong: of each value, then of all together."""
        return [problem for entry in self.entries for problem in entry.problems] + self.unsent

    @property
    def is_clean(self) -> bool:
        """Nothing stands in the way: no error, no conflict, no problem."""
        return not self.unsent and all(entry.is_clean for entry in self.entries)

    @property
    def is_open(self) -> bool:
        return any(entry.is_open for entry in self.entries)

    @property
    def done(self) -> int:
        return sum(entry.expected.is_done for entry in self.owed)

    @property
    def owed(self) -> list[ValueEntry]:
        """All but those on days that people chose, which nobody owes (rules 2.3)."""
        return [entry for entry in self.entries if not entry.expected.is_on_chosen_day]

    @property
    def all_expected(self) -> list[ExpectedEntry]:
        """Those that are expected at the end of the grid's quarter."""
        return [entry.expected for entry in self.owed if entry.expected.quarter == self.quarter]

    @property
    def needs_preview(self) -> bool:
        """How the drafts would stand is not worked out yet."""
        return any(entry.expected.is_draft for entry in self.entries) and not any(
            entry.preview for entry in self.entries
        )

    @property
    def is_demonstration(self) -> bool:
        return any(entry.expected.indicator.setup_is_demonstration for entry in self.entries)


def build_grid(
    remit: Remit, strategy: Strategy, quarter: Period, on: date, typed: Iterable[ValueEntry] = (),
    team: Team | None = None,
) -> Grid:  # fmt: skip
    """The grid of what one person enters, or what `team` owes of it: four queries, whatever the number of values.

    `typed` are entries that stand in it as they were typed.
    """
    all_expected = owed_by(team, expected_of(remit, strategy, quarter, quarter, on))
    earlier, targets = earlier_figures(all_expected), targets_of(all_expected)
    entries = entries_of(all_expected, typed)
    rows = [
        GridRow(entry, targets[expected.indicator.pk], list(zip(STEPS, earlier[expected.key], strict=True)))
        for expected, entry in zip(all_expected, entries, strict=True)
    ]
    return Grid(strategy, quarter, entries, by_outcome(rows, Table), list(STEPS), remit.to_choose(on))


def owed_by(team: Team | None, all_expected: Sequence[ExpectedEntry]) -> Sequence[ExpectedEntry]:
    """Those of one team; without one all."""
    return all_expected if team is None else [each for each in all_expected if each.team_id == team.pk]


def entries_of(all_expected: Iterable[ExpectedEntry], typed: Iterable[ValueEntry]) -> list[ValueEntry]:
    """An entry for each expected entry, as it was typed or as it stands."""
    known = {entry.key: entry for entry in typed}
    return [known.get(expected.key) or ValueEntry(expected) for expected in all_expected]


def save_rows(data: Mapping[str, str], *, strategy: str, by: User, on: date) -> list[ValueEntry]:
    """Save each changed row that is right; the others keep what was typed, with the error or the conflict beside it.

    A row named by `theirs` keeps what somebody else saved meanwhile. Nothing but the rows that were sent is loaded.
    """
    fields = sent(data)
    fields.pop(data.get("theirs", ""), None)
    entries = [ValueEntry(expected, fields[expected.key]) for expected in expected_named(by, strategy, fields, on)]
    for entry in entries:
        entry.save(by=by)
    return entries


def unplaced(data: Mapping[str, str], entries: Iterable[ValueEntry]) -> list[str]:
    """What was typed into rows that this person no longer enters, as where a unit was closed: nothing is lost."""
    there = {data.get("theirs", "")} | {entry.key for entry in entries}
    lost: dict[int, list[str]] = {}
    for key, fields in sent(data).items():
        typed = [text for name, text in fields.items() if text and name not in SENT_ANYWAY]
        if typed and key not in there and (named := KEY.fullmatch(key)):
            lost.setdefault(int(named[1]), []).append(", ".join(typed))
    indicators = Indicator.objects.with_setting().filter(pk__in=lost) if lost else ()
    return [
        f"{each.reference}: “{'”, “'.join(lost[each.pk])}” was not saved, because this is no longer yours to enter. "
        "Copy it, and ask the performance team."
        for each in indicators
    ]


def submit(
    entries: Iterable[ValueEntry], *, by: User, at: datetime, others_wait: bool = False
) -> tuple[int, list[Problem]]:
    """Submit what says something, all or nothing: how many, and all that stands in the way.

    With `others_wait` what is complete is submitted, and the others stay drafts.

    Nobody hands in what somebody else saved after the page was opened: it is shown first.
    """
    values = {entry.expected.value: entry for entry in entries if entry.expected.value}
    by_pk = {value.pk: entry for value, entry in values.items()}
    if unseen := [entry for entry in by_pk.values() if entry.is_unseen]:
        return 0, [entry.show_theirs() for entry in unseen]
    try:
        for value in divide_anew(values, by=by):
            by_pk[value.pk].start_afresh(value)
        return submit_values(values, by=by, at=at, others_wait=others_wait), []
    except NotComplete as error:
        return 0, [
            (f"#{each.key}", f"{each.page_name}: {what}")
            for value in values
            for found, what in ((error.asked, ASKED), (error.silent, SILENT))
            if value in found
            for each in [by_pk[value.pk]]
        ]
    except NothingToSubmit as error:
        return 0, [("", WAITING if any(entry.is_waiting for entry in by_pk.values()) else str(error))]
    except ChangedMeanwhile:
        return 0, [("", CHANGED)]
    except PeriodLocked as error:
        return 0, [("", str(error))]


def submit_grid(grid: Grid, *, by: User, at: datetime, others_wait: bool = False) -> None:
    """Submit every draft of the grid, once all that was typed is saved; nothing while something is wrong.

    With `others_wait` those that are right and complete: the others stay as they are.
    """
    if grid.is_clean or others_wait:
        ready = [entry for entry in grid.entries if entry.is_clean]
        grid.submitted, grid.unsent = submit(ready, by=by, at=at, others_wait=others_wait)


def preview_drafts(grid: Grid, on: date) -> None:
    """Work out how each figure would stand: the same number of queries however many there are."""
    previewer = Previewer([entry.expected for entry in grid.entries if entry.expected.is_open], on)
    for entry in grid.entries:
        entry.work_out_preview(on, previewer)


@dataclass(frozen=True)
class Total:
    """What units make together: the figure as printed, its sum, and how many units and answers are in it (rules 4).

    `place` names the indicator and the period.
    """

    place: str
    figure: str
    working: str
    coverage: str


def together(expected: ExpectedEntry, values: Sequence[Value], *, units: int) -> Total:
    """What the units make together in the entry's period."""
    indicator = expected.indicator
    readings = [value.reading() for value in values]
    whole = across_units(readings, indicator.how_across_units, expected=units, factor=Decimal(indicator.factor))
    format = indicator.format_in(expected.period.as_domain())
    return Total(
        expected.place,
        format.text(whole.number),
        wording.working(whole, indicator.factor, format),
        wording.coverage_text(whole, "units"),
    )


def total_of(entries: Sequence[ValueEntry]) -> Total | None:
    """The figure of a survey's units together, whatever its state; none for a single one, or where periods differ."""
    if len(entries) < 2 or len({entry.expected.period.pk for entry in entries}) > 1:
        return None
    values = [entry.expected.value for entry in entries if entry.expected.value]
    return together(entries[0].expected, values, units=len(entries))


def survey_total(user: User, expected: ExpectedEntry) -> Total:
    """What the units that this person enters for make together in a period: two queries."""
    units = fellow_units(user, expected)
    values = Value.objects.filter(indicator=expected.indicator, period=expected.period, unit__in=units)
    for value in (found := list(values)):
        value.indicator = expected.indicator
    return together(expected, found, units=len(units))


def by_outcome(rows: Iterable[R], table: Callable[..., T]) -> list[tuple[Outcome, list[T]]]:
    """The tables by outcome, in order: first what is one figure, then each survey of several units.

    An indicator with several rows of its own unit each is a table of its own, as is one that counts answers.
    """
    groups: dict[Outcome, dict[int, list[R]]] = {}
    for row in rows:
        groups.setdefault(row.indicator.outcome, {}).setdefault(row.indicator.pk, []).append(row)
    return [(outcome, list(_tables(outcome, found.values(), table))) for outcome, found in groups.items()]


def _tables(outcome: Outcome, by_indicator: Iterable[list[R]], table: Callable[..., T]) -> Iterator[T]:
    singles: list[R] = []
    surveys = []
    for rows in by_indicator:
        indicator = rows[0].indicator
        if (len(rows) > 1 and indicator.is_survey) or indicator.answer_labels:
            surveys.append(rows)
        else:
            singles += rows
    if singles:
        yield table(outcome, singles)
    for rows in surveys:
        yield table(outcome, rows, survey=rows[0].indicator)
