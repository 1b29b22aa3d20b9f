"""The quarter's grid: the values that a person enters, as rows of a few tables."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property, partial

from outcomes.models import Outcome, Strategy
from strategy_portal.domain import wording
from strategy_portal.domain.aggregation import across_units
from strategy_portal.domain.periods import Period
from strategy_portal.models import User

from .entering import Problem, ValueEntry, sent, submit
from .forms import figure_labels
from .known import USUAL, Earlier, Step, earlier_figures, figures_beside, quarters_back, targets_of
from .models import Indicator, Value
from .previews import Previewer
from .slots import KEY, Slot, fellow_units, slots_for, slots_named

QUARTERS = {1: "The period before, and a year ago", 4: "The 4 quarters before", 8: "The 8 quarters before"}
"""What can stand beside a figure that is entered."""

SENT_ANYWAY = ("version", "quality")
"""What a row of the grid sends though nobody has typed anything."""


@dataclass
class Row:
    """One value of the grid, with what helps to enter it.

    `earlier` has a column's heading with each figure; `filler` is how many columns the inputs leave free.
    """

    entry: ValueEntry
    target: str
    earlier: list[tuple[str, Earlier]]
    filler: int = 0

    @property
    def slot(self) -> Slot:
        return self.entry.slot


@dataclass
class Table:
    """Rows that are typed into as one block: the single figures of an outcome, or the units of a survey."""

    outcome: Outcome
    rows: list[Row]
    survey: Indicator | None = None

    def __post_init__(self) -> None:
        for row in self.rows:
            row.filler = self.width - len(figure_labels(row.slot.indicator))

    @property
    def labels(self) -> list[str]:
        """Headings of the columns to type into; an outcome's single figures have different ones in each row."""
        return [cell.label for cell in self.rows[0].entry.cells] if self.survey else []

    @cached_property
    def width(self) -> int:
        """The number of columns to type into."""
        return max(len(figure_labels(row.slot.indicator)) for row in self.rows)

    @cached_property
    def span(self) -> int:
        """The number of all columns: the name, for single figures the target, the earlier figures, quality, state."""
        return self.width + len(self.rows[0].earlier) + (3 if self.survey else 4)

    @property
    def id(self) -> str:
        return f"survey-{self.survey.pk}" if self.survey else f"outcome-{self.outcome.pk}"

    @property
    def target(self) -> str:
        return self.rows[0].target

    @property
    def total(self) -> "Total | None":
        """The units' figure together, whatever its state; none for a single row, or where periods differ."""
        if self.survey is None or len(self.rows) == 1 or len({row.slot.period.pk for row in self.rows}) > 1:
            return None
        values = [row.slot.value for row in self.rows if row.slot.value]
        return together(self.rows[0].slot, values, expected=len(self.rows))


@dataclass
class Grid:
    """`columns` are the headings of the earlier figures, `unsent` is what stood in the way of submitting."""

    strategy: Strategy
    quarter: Period
    rows: list[Row]
    columns: list[str]
    submitted: int = 0
    unsent: list[Problem] = field(default_factory=list)

    @property
    def groups(self) -> list[tuple[Outcome, list[Table]]]:
        """The tables by outcome, in order: first what is one figure, then each survey of several units."""
        groups: dict[Outcome, dict[int, list[Row]]] = {}
        for row in self.rows:
            indicator = row.slot.indicator
            groups.setdefault(indicator.outcome, {}).setdefault(indicator.pk, []).append(row)
        return [(outcome, list(_tables(outcome, rows.values()))) for outcome, rows in groups.items()]

    @property
    def entries(self) -> list[ValueEntry]:
        return [row.entry for row in self.rows]

    @property
    def forms(self) -> list:
        """The forms of what was typed, for the summary of errors."""
        return [entry.form for entry in self.entries if entry.typed]

    @property
    def conflicts(self) -> list[ValueEntry]:
        return [entry for entry in self.entries if entry.conflict]

    @property
    def problems(self) -> list[Problem]:
        refused = [
            (f"#{entry.key}", f"{entry.name}: what you typed is not saved. {entry.refusal}")
            for entry in self.entries
            if entry.refusal
        ]
        found = [(f"#{entry.key}", f"{entry.name}: {entry.problem}") for entry in self.entries if entry.problem]
        return refused + found + self.unsent

    @property
    def is_clean(self) -> bool:
        """Nothing stands in the way: no error, no conflict, no problem."""
        return not self.unsent and all(entry.is_clean for entry in self.entries)

    @property
    def is_open(self) -> bool:
        return any(entry.is_open for entry in self.entries)

    @property
    def done(self) -> int:
        return sum(row.slot.is_done for row in self.rows)

    @property
    def is_demonstration(self) -> bool:
        return any(row.slot.indicator.setup_is_demonstration for row in self.rows)


def build_grid(
    user: User, strategy: Strategy, quarter: Period, on: date, quarters: int = 1, typed: Iterable[ValueEntry] = ()
) -> Grid:
    """The grid of one person: six queries, whatever the number of values and of quarters beside it.

    `typed` are entries that stand in it as they were typed.
    """
    slots = slots_for(user, strategy, quarter, on)
    steps: Sequence[Step] = USUAL
    columns = ["Before", "A year ago"]
    if quarters > 1:
        back = range(quarters, 0, -1)
        steps = [partial(quarters_back, count=count) for count in back]
        columns = [quarter.previous(count).label for count in back]
    earlier, targets = earlier_figures(slots, steps), targets_of(slots)
    entries = {entry.key: entry for entry in typed}
    rows = []
    for slot in slots:
        figures = list(zip(columns, figures_beside(slot, steps, earlier), strict=True))
        rows.append(Row(entries.get(slot.key) or ValueEntry(slot), targets[slot.indicator.pk], figures))
    return Grid(strategy, quarter, rows, columns)


def save_rows(data: Mapping[str, str], *, strategy: str, by: User, on: date) -> list[ValueEntry]:
    """Save each changed row that is right; the others keep what was typed, with the error or the conflict beside it.

    A row named by `theirs` keeps what somebody else saved meanwhile. Nothing but the rows that were sent is loaded.
    """
    fields = sent(data)
    fields.pop(data.get("theirs", ""), None)
    entries = [ValueEntry(slot, fields[slot.key]) for slot in slots_named(by, strategy, fields, on)]
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


def submit_grid(grid: Grid, *, by: User, at: datetime) -> None:
    """Submit every draft of the grid, once all that was typed is saved; nothing while something is wrong."""
    if grid.is_clean:
        grid.submitted, grid.unsent = submit(grid.entries, by=by, at=at)


def look_at(grid: Grid, on: date) -> None:
    """Work out how each figure would stand: the same number of queries however many there are."""
    previewer = Previewer([row.slot for row in grid.rows if row.slot.is_open], on)
    for entry in grid.entries:
        entry.look(on, previewer)


@dataclass(frozen=True)
class Total:
    """What units make together: the figure as printed, its sum, and how many units and answers are in it (rules 4)."""

    figure: str
    working: str
    coverage: str


def together(slot: Slot, values: Sequence[Value], *, expected: int) -> Total:
    """What the units make together in the slot's period."""
    indicator = slot.indicator
    readings = [value.reading() for value in values]
    whole = across_units(readings, indicator.how_across_units, expected=expected, factor=Decimal(indicator.factor))
    places, suffix = indicator.places_in(slot.period.as_domain()), indicator.unit_suffix
    return Total(
        wording.figure_text(whole.number, places, suffix),
        wording.working(whole, places, indicator.factor, suffix),
        wording.coverage_text(whole, "units"),
    )


def survey_total(user: User, slot: Slot) -> Total:
    """What the units that this person enters for make together in a period: two queries."""
    units = fellow_units(user, slot)
    values = Value.objects.filter(indicator=slot.indicator, period=slot.period, unit__in=units)
    for value in (found := list(values)):
        value.indicator = slot.indicator
    return together(slot, found, expected=len(units))


def _tables(outcome: Outcome, by_indicator: Iterable[list[Row]]) -> Iterable[Table]:
    """An indicator with several rows of its own unit each is a table of its own, as is one that counts answers."""
    singles, surveys = [], []
    for rows in by_indicator:
        indicator = rows[0].slot.indicator
        (surveys if (len(rows) > 1 and indicator.is_survey) or indicator.answer_labels else singles).append(rows)
    if singles:
        yield Table(outcome, [row for rows in singles for row in rows])
    for rows in surveys:
        yield Table(outcome, rows, survey=rows[0].slot.indicator)
