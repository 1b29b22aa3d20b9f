"""The one object of which an indicator's picture, interactive chart, sentence and table are made."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from strategy_portal.domain.numbers import Format, Measure, Missing, Number
from strategy_portal.domain.status import TargetValue
from strategy_portal.domain.survey import Interval


class Said(StrEnum):
    """Whether the owner wrote something of a period; that nothing was written is a mark only off target."""

    GIVEN = "given"
    NONE = "none"
    NOT_ASKED = ""


@dataclass(frozen=True)
class SeriesPoint:
    """One period. `number` is its own figure as printed; `target` what this period alone should reach.

    `slug` and `word` say where the indicator stood then: for a sum, in the year to date. `short` is what stands under
    the axis; `year` what stands under that, once for all its neighbours. `is_future`: nothing can be known of it yet.
    """

    label: str
    year: str
    number: Number
    text: str
    slug: str
    word: str
    target: TargetValue | None
    target_text: str
    interval: Interval | None = None
    note: str = ""
    zones: tuple[tuple[Decimal, Decimal], ...] = ()
    """Between which heights a figure is amber; of a sum's own periods, which are judged to date, nothing."""
    is_day: bool = False
    short: str = ""
    said: Said = Said.NOT_ASKED
    is_restated: bool = False
    is_future: bool = False

    @property
    def description(self) -> str:
        """`Q2 2025/26: 84.5%, Amber, 95% interval 82.5 to 86.5`."""
        interval = f", 95% interval {self.interval.low} to {self.interval.high}" if self.interval else ""
        note = f" ({self.note})" if self.note else ""
        restated = ", restated" if self.is_restated else ""
        said = f", owner’s text {self.said.value}" if self.said else ""
        return f"{self.label}: {self.text}, {self.word}{note}{interval}{restated}{said}"

    @property
    def when(self) -> str:
        """`in Q2 2025/26`, `on 12 May 2026`."""
        return f"{'on' if self.is_day else 'in'} {self.label}"

    @property
    def short_label(self) -> str:
        """`Q2` of `Q2 2025/26`; of a year, the year."""
        if self.short:
            return self.short
        if self.is_day:
            day, month, _ = self.label.split()
            return f"{day} {month[:3]}"
        return self.label.removesuffix(self.year).strip() or self.year


class Style(StrEnum):
    """How a line is drawn that is not the indicator's own."""

    COMPARED = "compared"
    """A dotted step: a benchmark, the centre, a limit."""
    EARLIER = "earlier"
    """Thin and grey: an earlier year, with its status at the end."""
    PATH = "path"
    """Dotted to a hollow shape: arithmetic, not a figure (rules 7.6)."""


@dataclass(frozen=True)
class ComparedLine:
    """A line to compare with: its name, its last figure as text, and its height in each period.

    One that `has_ended` before the last period is not named beside it. `slug` and `word` are the status at its end.
    """

    name: str
    text: str
    numbers: tuple[Number, ...]
    has_ended: bool = False
    style: Style = Style.COMPARED
    slug: str = ""
    word: str = ""

    @property
    def last(self) -> tuple[int, Decimal] | None:
        """The place and the height at which it ends."""
        known = [(place, number) for place, number in enumerate(self.numbers) if isinstance(number, Decimal)]
        return known[-1] if known else None


@dataclass(frozen=True)
class Turn:
    """Where the status last became another one: `Red since Q1 2026/27`."""

    place: int
    text: str
    slug: str


@dataclass(frozen=True)
class Series:
    """An indicator's own figures by period, oldest first.

    `own_sentence` says what a chart of its own kind shows. `origin` is the height at which the lines of a year begin,
    before its first period; then targets and zones are slopes. `forecast` is the owner's, said over the periods to
    come. `is_apart`: no line leads from one group of periods to the next. `is_difference`: heights are distances.
    """

    title: str
    unit: str
    format: Format
    judged_to_date: bool
    points: tuple[SeriesPoint, ...]
    lines: tuple[ComparedLine, ...] = ()
    own_sentence: str = ""
    turns: tuple[Turn, ...] = ()
    forecast: str = ""
    origin: Decimal | None = None
    is_apart: bool = False
    is_difference: bool = False
    is_process: bool = False
    column: tuple[str, ...] = ()
    """A further column of the table, its heading first: what is not drawn, and explains what is."""

    @property
    def known(self) -> list[SeriesPoint]:
        return [point for point in self.points if isinstance(point.number, Decimal)]

    @property
    def ended(self) -> tuple[SeriesPoint, ...]:
        """Without the periods to come."""
        return tuple(point for point in self.points if not point.is_future)

    def is_before_future(self, place: int) -> bool:
        """Whether a period to come follows that one, and none of a year that has a line of its own."""
        follows = self.points[place + 1 : place + 2]
        return self.origin is None and any(point.is_future for point in follows)

    @property
    def statuses(self) -> dict[str, str]:
        """The status of each point and line that is drawn: slug and word, in the order in which they appear."""
        marks = [(point.slug, point.word) for point in self.known]
        marks += [(line.slug, line.word) for line in self.lines if line.slug and line.last]
        return {slug: word for slug, word in marks if slug}


def height_range(series: Series) -> tuple[float, float]:
    """Room for figures and targets. Counts, levels and sums start at zero; a narrow course is not blown up.

    A yes-or-no always has room for both answers, and for nothing but them.
    """
    if series.format.is_yes_no and not series.is_difference:
        return -0.2, 1.2
    heights = [float(height) for height in _heights(series)] or [0.0]
    low, high = min(heights), max(heights)
    if series.is_difference:
        margin = (high - low) * 0.12 or 1.0
        return low - margin, high + margin
    if series.origin is not None or series.format.measure in (Measure.COUNT, Measure.LEVEL):
        low = min(0.0, low)
        return low, low + max((high - low) * 1.08 if series.origin is not None else high * 1.15 - low, 1.0)
    margin = max((high - low) * 0.2, (10 - (high - low)) / 2 if series.format.unit == "%" else abs(high) * 0.08, 0.5)
    return low - margin if low < 0 else max(0.0, low - margin), high + margin


def _heights(series: Series) -> list[Decimal]:
    """Whatever has to be inside of the picture; of a sum the zone as well, because it is narrow."""
    found = [point.number for point in series.points if not isinstance(point.number, Missing)]
    found += [end for point in series.points if point.target for end in point.target.ends]
    found += [end for point in series.points if point.interval for end in (point.interval.low, point.interval.high)]
    found += [number for line in series.lines for number in line.numbers if isinstance(number, Decimal)]
    if series.origin is not None:
        found.append(series.origin)
        found += [end for point in series.points for zone in point.zones for end in zone]
    return found
