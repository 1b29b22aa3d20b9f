"""An indicator in a report: the year's figure with its proof, all earlier periods, and what people said of them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property

from indicators.judging.cards import Point, points_between
from indicators.judging.figures import IndicatorFigures
from indicators.judging.loading import load_figures
from indicators.judging.outcomes import SAID
from indicators.judging.standing import Basis, Commentary, Entry, Standing
from indicators.judging.trends import Trends
from indicators.models import Indicator
from outcomes.models import Outcome, Strategy
from strategy_portal.children import Children
from strategy_portal.domain import explanations, sentences, wording
from strategy_portal.domain.aggregation import AcrossPeriods
from strategy_portal.domain.counting import Tally
from strategy_portal.domain.numbers import Missing
from strategy_portal.domain.periods import MONTHS, Frequency, Period, periods_ending_in
from strategy_portal.domain.status import Polarity, Status
from strategy_portal.domain.streaks import OFF_TARGET, streak
from strategy_portal.domain.trend import Direction, Trend, WhichWay
from strategy_portal.domain.year_in_words import YearInWords
from strategy_portal.records.history import put_back

from .about import About

MOST_COLUMNS = 4
"""Periods of a year that stand side by side; of more, as months are, each has a row and each year a column."""

LONGEST_NAME = 70
"""Characters of an indicator's name in rows and sentences; its whole title stands in the appendix."""

MOST_REMARKS = 2
"""Remarks on the year's last period with one that stand in a report: of a survey's units there may be many."""


@dataclass(frozen=True)
class FigureCell:
    """A figure in a table with its status. `text` is empty where the status alone says why there is none.

    A target has no status.
    """

    text: str
    status: Status | None
    note: str = ""


@dataclass(frozen=True)
class FigureRow:
    label: str
    cells: tuple[FigureCell, ...]


@dataclass(frozen=True)
class ValueTable:
    """Every figure of an indicator by year and period."""

    corner: str
    headings: tuple[str, ...]
    rows: tuple[FigureRow, ...]


@dataclass(frozen=True)
class Remark:
    """What people wrote of one period, or of one unit in it."""

    label: str
    commentary: Commentary


@dataclass(frozen=True)
class IndicatorEntry:
    """An indicator on a day. `years` holds each year's standing up to the report's year, which is the last of them,
    `points` the standing of each period that has ended. `since` is where it stands in the year that follows, to date,
    and `later` the periods of that; None and empty where that has not begun. Where it `is_of_half`, each standing is
    that of the year's first half, and `later` are the periods after it.
    """

    figures: IndicatorFigures
    on: date
    years: tuple[tuple[Period, Standing], ...]
    points: tuple[Point, ...]
    since: Standing | None = None
    later: tuple[Point, ...] = ()
    is_of_half: bool = False

    @property
    def indicator(self) -> Indicator:
        return self.figures.indicator

    @property
    def year(self) -> Period:
        return self.years[-1][0]

    def label_of(self, year: Period) -> str:
        """`2025/26`, or `April to September 2025` of a report of the first half."""
        return sentences.months_text(year.first_half if self.is_of_half else year)

    @property
    def label(self) -> str:
        return self.label_of(self.year)

    @property
    def until(self) -> date | None:
        """The first day after the half that is reported; None: the whole year is."""
        return self.year.first_half.end if self.is_of_half else None

    @property
    def standing(self) -> Standing:
        """Of the report's year."""
        return self.years[-1][1]

    @property
    def before(self) -> Standing | None:
        """Of the year before; None in the strategy's first year."""
        return self.years[-2][1] if len(self.years) > 1 else None

    def entry_of(self, point: Point) -> Entry:
        """What is recorded of a period, without its standing, of which more has to be read back."""
        return self.figures.entry(point.period)

    @cached_property
    def trend(self) -> Trend:
        return self._trend_in(len(self.years) - 1)

    def _trend_in(self, place: int) -> Trend:
        """Of one of the years against the one before it; those that were judged are not judged again."""
        year, standing = self.years[place]
        before = self.years[place - 1][1] if place else None
        until = year.first_half.end if self.is_of_half else None
        return Trends(self.figures).of_year(year, standing, self.on, until, before=before)

    @cached_property
    def in_words(self) -> YearInWords:
        """The year's figure in words."""
        earlier = tuple((self.label_of(year), standing.judged.value) for year, standing in self.years[:-1])
        return YearInWords(self.name, self.standing.judged, self.trend, earlier, self.trend_against)

    @property
    def name(self) -> str:
        """What it is called where there is little room, cut where it is long; its reference stands apart."""
        name = self.indicator.short_title or self.indicator.title
        return name if len(name) <= LONGEST_NAME else sentences.quoted(name, LONGEST_NAME)

    @cached_property
    def times_worse(self) -> int:
        """How many years running its figure is worse than the year's before, the report's year the last of them."""
        times = 0
        for place in reversed(range(len(self.years))):
            year, standing = self.years[place]
            if standing.basis is not Basis.YEAR and year != self.year and not self.is_of_half:
                break
            trend = self.trend if year == self.year else self._trend_in(place)
            if trend.direction is not Direction.WORSENING:
                break
            times += 1
        return times

    @property
    def years_off_target(self) -> int:
        """How many years running it is off target, the report's year the last of them."""
        return streak([standing.status for _, standing in self.years], OFF_TARGET).count

    @cached_property
    def is_on_course(self) -> bool:
        """Of a sum since the year ended: with what the rest of last year brought it meets its target (rules 7.6)."""
        outlook = Trends(self.figures).outlook(self.since) if self.since else None
        return outlook is not None and outlook.status is Status.GREEN

    @cached_property
    def way(self) -> WhichWay | None:
        """Which way its periods go, up to the last one that has ended (rules 7.5); None before the first."""
        return Trends(self.figures).which_way(self.points[-1].period) if self.points else None

    @property
    def way_text(self) -> str:
        return explanations.way_text(self.way, self.standing.format) if self.way else ""

    @property
    def trend_against(self) -> str:
        """What the trend compares with; nothing in the strategy's first year, and of a day that people chose."""
        if self.before is None or self.standing.period.is_day:
            return ""
        if self.is_of_half:
            return self.label_of(self.year.previous())
        if self.standing.basis is Basis.YEAR_TO_DATE:
            return f"the same part of {self.year.previous().label}"
        if self.standing.basis is Basis.PERIOD:
            return self.standing.period.same_last_year().label
        return self.year.previous().label

    @cached_property
    def targets(self) -> tuple[str, ...]:
        """What each year asks for as a whole."""
        return tuple(wording.target_text(self.figures.target(year), self.indicator.format) for year, _ in self.years)

    @property
    def table(self) -> ValueTable:
        """A row for each year, the year since included; where a year has many periods, a column for each instead."""
        later = () if self.is_of_half else self.later
        found = {(point.period.year.start, point.period.index): point for point in (*self.points, *later)}
        parts = _parts_of_year(self.figures, self.year)
        headings = (*parts.values(), "First half" if self.is_of_half else "Year", "Target")
        lines = [*self.years, *([(self.since.period.year, self.since)] if self.since else [])]
        rows = [
            (
                *(self._cell_of(found, year, index) for index in parts),
                _year_cell(self.figures, year, standing, is_of_half=self.is_of_half),
                FigureCell(wording.target_text(self.figures.target(year), self.indicator.format), None),
            )
            for year, standing in lines
        ]
        running = [] if self.is_of_half else [year for year, _ in lines if year.end > self.on]
        labels = tuple(f"{year.label} so far" if year in running else year.label for year, _ in lines)
        if len(parts) <= MOST_COLUMNS:
            return ValueTable("Year", headings, tuple(map(FigureRow, labels, rows)))
        return ValueTable("Period", labels, tuple(map(FigureRow, headings, zip(*rows, strict=True))))

    def _cell_of(self, found: Mapping[tuple[date, int], Point], year: Period, index: int) -> FigureCell:
        """Of a report of the first half the rest of its year is no part, whatever became of it."""
        point = found.get((year.start, index))
        return FigureCell("–", None) if self.is_of_half and year == self.year and not point else _period_cell(point)

    @property
    def remarks(self) -> list[Remark]:
        """What people wrote of the year's last period of which they wrote something."""
        of_year = [point for point in self.points if point.period.year == self.year and self.entry_of(point).remarks]
        if not of_year:
            return []
        label, remarks = of_year[-1].period.label, self.entry_of(of_year[-1]).remarks
        found = [Remark(f"{label}, {said.unit}" if said.unit else label, said) for said in remarks[:MOST_REMARKS]]
        if len(remarks) > MOST_REMARKS:
            more = f"{len(remarks) - MOST_REMARKS} more remarks of units stand on the indicator’s page."
            found.append(Remark(label, Commentary(more)))
        return found

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why there is no figure, each reason once with the periods that it holds for."""
        periods: dict[str, list[str]] = {}
        for point in self.points:
            if reason := self.entry_of(point).reason:
                periods.setdefault(reason, []).append(point.period.label)
        return tuple(
            f"{labels[0] if len(labels) == 1 else f'{labels[0]} to {labels[-1]}'}: {reason}"
            for reason, labels in periods.items()
        )

    @property
    def notes(self) -> list[str]:
        return [note.get_meaning_display() for note in self.indicator.notes.all()]

    @property
    def unknowns_text(self) -> str:
        """What the source, or nobody, says of the indicator, so that nobody reads a gap as an answer."""
        indicator = self.indicator
        by_people: dict[str, object] = {"owner": indicator.owner_id, "collection frequency": indicator.frequency}
        by_source: dict[str, object] = {
            "definition": indicator.definition,
            "data source": indicator.data_source,
            "method": indicator.method,
            "target": indicator.target_text or indicator.targets.all(),
            "level of collection": indicator.level != Indicator.Level.UNKNOWN,
            "whether higher or lower is better": self.figures.stated.start.polarity != Polarity.NOT_SET,
        }
        if not indicator.is_from_source:
            by_source, by_people = {}, by_source | by_people
        lines = (("Not stated in the source", by_source), ("Not stated", by_people))
        unknown = [(words, [name for name, value in known.items() if not value]) for words, known in lines]
        return " ".join(f"{words}: {', '.join(names)}." for words, names in unknown if names)

    @property
    def facts_label(self) -> str:
        """What its first table is called."""
        return f"{self.indicator.reference}: figure, target and status"

    @property
    def anchor(self) -> str:
        return f"indicator-{self.indicator.reference.replace('.', '-')}"

    @property
    def proof_anchor(self) -> str:
        return self.anchor.replace("indicator-", "proof-")

    @property
    def status(self) -> Status:
        return self.standing.status

    @property
    def has_figures(self) -> bool:
        return any(isinstance(point.own, Decimal) for point in self.points)

    @property
    def is_summed(self) -> bool:
        return self.indicator.across_periods == AcrossPeriods.SUM

    @property
    def year_cells(self) -> tuple[FigureCell, ...]:
        return self.last_cells(len(self.years))

    def last_cells(self, count: int) -> tuple[FigureCell, ...]:
        """Of so many years up to the report's."""
        return tuple(_year_cell(self.figures, *line, is_of_half=self.is_of_half) for line in self.years[-count:])

    @property
    def year_cell(self) -> FigureCell:
        """Of the report's year."""
        return self.last_cells(1)[0]

    @property
    def printed_target(self) -> str:
        """`20.5 or fewer`, `level 4`; where it is unknown what the source wrote, if anything."""
        return sentences.target_text(self.standing.judged) or self.target_text

    @property
    def since_cell(self) -> FigureCell | None:
        """What the year since has brought; None where it has not begun."""
        return None if self.since is None else _year_cell(self.figures, self.since.period.year, self.since)

    @property
    def last_two_years(self) -> tuple[FigureCell, ...]:
        return self.last_cells(2)

    @property
    def target_text(self) -> str:
        """The year's; where it is unknown, what the source wrote, if anything. Empty: not stated."""
        return self.standing.target_text if self.standing.judged.target else self.indicator.target_text

    @property
    def baseline_text(self) -> str:
        return self.indicator.baseline_at(self.standing.format)

    @property
    def whole_target_text(self) -> str:
        """The year's whole target, where the figure is judged by a share of it; else empty."""
        judged_by_share = self.standing.judged.target and self.targets[-1] != self.standing.target_text
        return self.targets[-1] if judged_by_share else ""

    @property
    def restatements(self) -> list[tuple[str, str]]:
        """The periods of which an approved value was revised, each with the reason (rules 3.4)."""
        entries = ((point.period.label, self.entry_of(point)) for point in self.points)
        return [(label, entry.restated) for label, entry in entries if entry.is_restated]

    @property
    def is_restated(self) -> bool:
        """Some period of the report's year is."""
        return self.figures.is_restated_in(self.year, self.until)

    @property
    def status_changed(self) -> bool:
        return self.before is not None and self.before.status is not self.status

    @property
    def key(self) -> list[tuple[Status, str]]:
        return wording.key_lines(self.standing.judged.rule, self.standing.judged.target)

    @property
    def coverage_text(self) -> str:
        """Periods of the year, and for a survey its units; empty where there is nothing to count."""
        return self.standing.coverage_text if self.standing.reading.expected else "Nothing is expected yet"

    @property
    def is_demonstration(self) -> bool:
        return self.indicator.setup_is_demonstration or any(
            self.entry_of(point).is_demonstration for point in self.points
        )


@dataclass(frozen=True)
class OutcomeEntries:
    """An outcome with its indicators; the distribution comes first, a single colour never (rules 8.2)."""

    outcome: Outcome
    entries: tuple[IndicatorEntry, ...]

    @property
    def anchor(self) -> str:
        """Of the outcome, and the key of its text."""
        return f"outcome-{self.outcome.number}"

    @property
    def tally(self) -> Tally:
        return Tally.of(entry.status for entry in self.entries)

    def within(self, about: About) -> "OutcomeEntries":
        """With the indicators of a part of the strategy alone."""
        return replace(self, entries=tuple(each for each in self.entries if about.takes(each.indicator)))

    def is_of(self, about: About) -> bool:
        """Whether it is the outcome that a report is about."""
        return about.kind == "outcome" and self.outcome.number == about.number


def outcome_groups(
    strategy: Strategy, years: Sequence[Period], on: date, since: Period | None = None, as_of: date | None = None,
    *, is_of_half: bool = False,
) -> tuple[OutcomeEntries, ...]:  # fmt: skip
    """Every outcome with its indicators, up to the last of `years`: five queries, whatever their number.

    With `as_of`, the same day as `on`, as all of it stood at its end, for at most seven more.
    """
    outcomes = list(strategy.outcomes.all())
    indicators = Indicator.objects.of(strategy).known_on(as_of).within(outcomes, Children("notes"), as_of=as_of)
    make = half_entry if is_of_half else entry
    entries: dict[int, list[IndicatorEntry]] = defaultdict(list)
    for figures in load_figures(indicators, as_of=as_of):
        entries[figures.indicator.outcome.pk].append(make(figures, years, on, since))
    if as_of is not None:
        put_back(outcomes, as_of, SAID)
    return tuple(OutcomeEntries(outcome, tuple(entries[outcome.pk])) for outcome in outcomes)


def entry(figures: IndicatorFigures, years: Sequence[Period], on: date, since: Period | None = None) -> IndicatorEntry:
    """The indicator in the last of `years`, with the years before it, and what has come of the year `since`."""
    standings = tuple((each, figures.in_year(each, on)) for each in years)
    points = points_between(figures, years[0].start, min(years[-1].end, on), on)
    later = points_between(figures, since.start, min(since.end, on), on) if since else ()
    standing = figures.in_year(since, on) if since else None
    return IndicatorEntry(figures, on, standings, tuple(points), standing, tuple(later))


def half_entry(
    figures: IndicatorFigures, years: Sequence[Period], on: date, since: Period | None = None
) -> IndicatorEntry:
    """The same of the first half of each year: what came after it is nobody's figure here, but what people said is."""
    year, ends = years[-1], [each.first_half.end for each in years]
    standings = tuple((each, figures.in_year(each, on, end)) for each, end in zip(years, ends, strict=True))
    points = points_between(figures, years[0].start, min(ends[-1], on), on)
    later = points_between(figures, ends[-1], min(year.end, on), on)
    return IndicatorEntry(figures, on, standings, tuple(points), since=None, later=tuple(later), is_of_half=True)


def _parts_of_year(figures: IndicatorFigures, year: Period) -> dict[int, str]:
    """The periods that a year is made of: `{1: "Q1", 2: "Q2"}`; none for a figure that covers a year or more."""
    frequency = figures.frequency
    if frequency is None or MONTHS.get(frequency, 12) >= MONTHS[Frequency.ANNUAL]:
        return {}
    return {period.index: _part_of_year(period) for period in periods_ending_in(year, frequency)}


def _part_of_year(period: Period) -> str:
    """`Q2`, `H1`, `April`."""
    if period.frequency is Frequency.MONTHLY:
        return f"{period.start:%B}"
    return period.label.removesuffix(period.year.label).strip()


def _period_cell(point: Point | None) -> FigureCell:
    """For a sum, whose status is that of the year to date, the sum so far stands beside the period's own figure."""
    if point is None:
        return FigureCell("", Status.NOT_DUE)
    reading, standing = point.standing.entry.reading, point.standing
    if isinstance(point.own, Missing):
        return FigureCell("", standing.status)
    notes = {
        f"{reading.reported} of {reading.expected} units": reading.reported < reading.expected,
        f"{standing.value_text} to date": standing.basis is Basis.YEAR_TO_DATE
        and isinstance(standing.judged.value, Decimal),
        "provisional": not reading.settled,
        "restated": standing.entry.is_restated,
    }
    return FigureCell(point.own_text, standing.status, ", ".join(note for note, holds in notes.items() if holds))


def _year_cell(figures: IndicatorFigures, year: Period, standing: Standing, *, is_of_half: bool = False) -> FigureCell:
    missing = isinstance(standing.judged.value, Missing) and isinstance(standing.shown, Missing)
    notes = []
    if standing.period.is_day:
        notes.append(standing.period.when)
    if standing.basis is Basis.YEAR_TO_DATE and not is_of_half:
        notes.append(f"to the end of {_part_of_year(standing.period)}")
    if standing.is_provisional:
        notes.append("provisional")
    if figures.is_restated_in(year, year.first_half.end if is_of_half else None):
        notes.append("restated")
    return FigureCell("" if missing else standing.shown_text, standing.status, ", ".join(notes))
