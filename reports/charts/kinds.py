"""The kinds of chart on an indicator's page: which there are, and of each its picture, words, table and file.

All of a kind comes from its one series, so that no two of its forms can disagree.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from operator import attrgetter
from typing import Any

from indicators.judging.cards import IndicatorCard
from indicators.judging.indicator_page import BenchmarkLine, UnitLine
from indicators.judging.process import Process
from strategy_portal.domain.numbers import Missing, Number

from .course import course_of, sentence
from .interactive import interactive
from .picture import height_of, picture
from .process import process_series_of
from .series import Series, SeriesPoint
from .sheets import SHEETS, WIDE
from .units import Units, units_columns, units_of, units_sentence
from .units_interactive import units_interactive
from .units_picture import Size, units_picture, units_size
from .years import Years, distance_text, from_target_series, year_on_year_series, year_series, years_of

Row = tuple[str, ...]


class Kind(StrEnum):
    """The values are the slugs used in addresses."""

    COURSE = "course"
    YEAR = "year"
    FROM_TARGET = "from-target"
    UNITS = "units"
    YEAR_ON_YEAR = "year-on-year"
    PROCESS = "process"


TITLES = {
    Kind.COURSE: "Period by period",
    Kind.YEAR: "As the year grows",
    Kind.FROM_TARGET: "The same, measured from the target",
    Kind.UNITS: "Units, the lowest first",
    Kind.YEAR_ON_YEAR: "The same period of each year",
    Kind.PROCESS: "Signal or noise?",
}


@dataclass(frozen=True)
class Source:
    """What the charts of an indicator are drawn from."""

    card: IndicatorCard
    benchmarks: Sequence[BenchmarkLine] = ()
    process: Process | None = None
    units: Sequence[UnitLine] = ()

    @cached_property
    def years(self) -> Years | None:
        """Of a sum over the year."""
        return years_of(self.card)

    @cached_property
    def course(self) -> Series:
        return course_of(self.card, self.benchmarks)


@dataclass(frozen=True)
class Chart(ABC):
    """One chart with all its forms."""

    kind: Kind

    @property
    def title(self) -> str:
        return TITLES[self.kind]

    @property
    def alt(self) -> str:
        """What a reader hears who does not see the picture."""
        return f"{self.title}. {self.sentence}"

    @property
    @abstractmethod
    def sentence(self) -> str: ...

    @abstractmethod
    def size(self, size: str = "") -> Size:
        """Of the picture, in its own units, so that the page keeps room for it."""

    @property
    def wide(self) -> Size:
        return self.size("wide")

    @property
    def narrow(self) -> Size:
        return self.size("narrow")

    @abstractmethod
    def picture(self, size: str = "") -> str: ...

    @abstractmethod
    def interactive(self) -> dict[str, Any]: ...

    @property
    @abstractmethod
    def _columns(self) -> list[Row]:
        """Each with its heading first; one that would be empty is left out."""

    @property
    def head(self) -> Row:
        return tuple(name for name, *_ in self._columns)

    @cached_property
    def rows(self) -> list[Row]:
        """The figures that are drawn, a row for each period or unit, as they are printed."""
        return [tuple(cells) for cells in zip(*(cells for _, *cells in self._columns), strict=True)]


@dataclass(frozen=True)
class UnitsChart(Chart):
    """The units of a survey in one period."""

    units: Units

    @cached_property
    def sentence(self) -> str:
        return units_sentence(self.units)

    def size(self, size: str = "") -> Size:
        return units_size(self.units, is_narrow=size == "narrow")

    def picture(self, size: str = "") -> str:
        return units_picture(self.units, is_narrow=size == "narrow")

    def interactive(self) -> dict[str, Any]:
        return units_interactive(self.units)

    @cached_property
    def _columns(self) -> list[Row]:
        return units_columns(self.units)


@dataclass(frozen=True)
class SeriesChart(Chart):
    """Figures by period."""

    series: Series

    @cached_property
    def sentence(self) -> str:
        return sentence(self.series)

    def size(self, size: str = "") -> Size:
        sheet = SHEETS.get(size, WIDE)
        return round(sheet.width), height_of(self.series, sheet)

    def picture(self, size: str = "") -> str:
        return picture(self.series, SHEETS.get(size, WIDE))

    def interactive(self) -> dict[str, Any]:
        return interactive(self.series)

    @cached_property
    def _columns(self) -> list[Row]:
        points, series = self.series.points, self.series
        figure = "Value" if series.origin is None else "From the target" if series.is_difference else "Year to date"
        text = _distance(series) if series.is_difference else attrgetter("text")
        columns: list[Row] = [("Period", *(point.label for point in points)), (figure, *map(text, points))]
        columns += [
            *([series.column] if series.column else []),
            ("95% interval", *map(_interval, points)),
            ("Target", *(point.target_text if point.target else "" for point in points)),
            ("Status" if not series.is_process else "Signal", *map(_word, points)),
            ("Owner’s text", *(point.said.value for point in points)),
            ("Note", *map(_note, points)),
        ]
        columns += [(_name(series, place), *_cells(series, place)) for place in range(len(series.lines))]
        return [*columns[:2], *(column for column in columns[2:] if any(column[1:]))]


def _distance(series: Series) -> Callable[[SeriesPoint], str]:
    def text(point: SeriesPoint) -> str:
        return signed(series, point.number) if isinstance(point.number, Decimal) else point.text

    return text


def signed(series: Series, number: Number) -> str:
    """`+0.15`, `-1.25`: a distance."""
    if isinstance(number, Missing):
        return ""
    return ("+" if number > 0 else "") + distance_text(number, series.format)


def _interval(point: SeriesPoint) -> str:
    return f"{point.interval.low} to {point.interval.high}" if point.interval else ""


def _word(point: SeriesPoint) -> str:
    return "" if point.is_future or not point.slug else point.word


def _note(point: SeriesPoint) -> str:
    return "; ".join(filter(None, [point.note, "restated" if point.is_restated else ""]))


def _name(series: Series, place: int) -> str:
    line = series.lines[place]
    name = line.name if line.style.value == "compared" else line.name.removeprefix("in ")
    return name[:1].upper() + name[1:]


def _cells(series: Series, place: int) -> Iterator[str]:
    line = series.lines[place]
    for number in line.numbers:
        if isinstance(number, Missing):
            yield ""
        elif series.is_difference:
            yield signed(series, number)
        else:
            yield series.format.text(number)


@dataclass(frozen=True)
class ShownChart:
    """A chart on a page: where its forms are, which load after the page, and what a file of it is called."""

    chart: Chart
    data: str
    picture: str
    csv: str
    file: str


def charts_of(source: Source) -> list[Chart]:
    """Those that say something of this indicator, the one that answers first."""
    return [chart for kind in Kind if (chart := chart_of(kind, source)) is not None]


def chart_of(kind: Kind, source: Source) -> Chart | None:
    """None where a chart of this kind says nothing of the indicator."""
    if kind is Kind.UNITS:
        return UnitsChart(kind, units_of(source.card, source.units)) if source.units else None
    series = _series_of_kind(kind, source)
    return None if series is None else SeriesChart(kind, series)


def _series_of_kind(kind: Kind, source: Source) -> Series | None:
    card = source.card
    if not card.points:
        return None
    match kind:
        case Kind.COURSE:
            return None if source.years else source.course
        case Kind.YEAR:
            return year_series(source.years) if source.years else None
        case Kind.FROM_TARGET:
            return from_target_series(source.years) if source.years else None
        case Kind.YEAR_ON_YEAR:
            return year_on_year_series(source.course)
        case Kind.PROCESS:
            return process_series_of(card, source.process) if source.process else None
