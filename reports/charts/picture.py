"""The chart as SVG, drawn here: for page, file and print, without a browser."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from math import ceil, floor, log10

from strategy_portal.domain.numbers import ANSWERS, Missing, Number

from .course import sentence
from .furniture import has_said_row, key, said_row, turn_labels
from .labels import labels_of, pushed, written
from .series import ComparedLine, Series, SeriesPoint, Style, height_range
from .sheets import PAPER, Sheet
from .style import FAINT, GAP, INK, LINE, MARKERS, MUTED, OTHER_MARKER, ZONE, outline, shortened, svg, text_at, width_of

MOST_STEPS = 4
STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5))


@dataclass(frozen=True)
class Plot:
    """From a series' places and heights to the picture's units."""

    series: Series
    sheet: Sheet
    low: float
    high: float

    @property
    def step(self) -> float:
        reach = self.sheet.right - self.sheet.left
        return reach / (len(self.series.points) + (0.2 if self.series.origin is None else 0))

    def x(self, place: float) -> float:
        return self.sheet.left + (place + (0.6 if self.series.origin is None else 1)) * self.step

    def y(self, height: Decimal | float) -> float:
        reach = self.sheet.bottom - self.sheet.top
        return self.sheet.bottom - (float(height) - self.low) / (self.high - self.low) * reach

    def at(self, place: int, height: Decimal) -> str:
        return f"{self.x(place):.1f} {self.y(height):.1f}"

    @property
    def radius(self) -> float:
        return max(1.6, min(self.sheet.radius, self.step * 0.45))


def picture(series: Series, sheet: Sheet = PAPER) -> str:
    """The chart as SVG with title and description; the same text each time for the same series."""
    nothing = text_at(sheet.width / 2, sheet.height / 2, "No figure yet", anchor="middle", size=sheet.large)
    return svg(
        f"Line chart. {series.title}. {sentence(series)}",
        "; ".join(point.description for point in series.ended),
        _shapes(series, sheet) if series.known else [nothing],
        width=sheet.width, height=height_of(series, sheet), font_size=f"{sheet.letters:g}", fill="none",
        stroke_linejoin="round",
    )  # fmt: skip


def height_of(series: Series, sheet: Sheet) -> int:
    """Less than the sheet's where the row of the owner's texts is left out."""
    spare = 2.4 * sheet.letters if sheet.is_full and series.known and not has_said_row(series) else 0
    return round(sheet.height - spare)


def _shapes(series: Series, sheet: Sheet) -> Iterator[str]:
    """From the back to the front."""
    plot = Plot(series, sheet, *height_range(series))
    if sheet.is_full:
        yield f'<path d="M0 0H{sheet.width:g}V{height_of(series, sheet):g}H0z" fill="white"/>'
    yield from _path(_gaps(plot), f'fill="{GAP}"')
    yield from _path(_zones(plot), f'fill="{ZONE}"')
    yield from _path(_grid(plot), f'stroke="{FAINT}" stroke-width="0.7"')
    yield from _scale(plot)
    yield from _axis(plot)
    yield from _path(_turns(plot), f'stroke="{INK}" stroke-width="0.8" stroke-dasharray="1 2.5"')
    yield from _path(_targets(plot), f'stroke="{INK}" stroke-width="1.1" stroke-dasharray="4 2.5"')
    for line in series.lines:
        yield from _compared(plot, line)
    yield from _path(_intervals(plot), f'stroke="{LINE}" stroke-width="1.3"')
    yield from _path(_line(plot), f'stroke="{INK}" stroke-width="{sheet.pen:g}"')
    yield from _markers(plot)
    yield from _written(plot)
    yield from _labels(plot)
    if sheet.is_full:
        yield from turn_labels(series, sheet, plot.x)
        yield from said_row(series, sheet, plot.x, plot.step)
        yield from key(series, sheet, plot.step)


def _path(pieces: Iterable[str], style: str) -> Iterator[str]:
    """All pieces of one style as one shape, because a PDF takes a millisecond for each; none where there is none."""
    if path := "".join(pieces):
        yield f'<path d="{path}" {style}/>'


def _gaps(plot: Plot) -> Iterator[str]:
    """A band where there is no figure: none was given, or the period is to come."""
    for place, point in enumerate(plot.series.points):
        if isinstance(point.number, Missing) and plot.series.origin is None:
            left = plot.x(place - 0.5)
            yield f"M{left:.1f} {plot.sheet.top}h{plot.step:.1f}V{plot.sheet.bottom}H{left:.1f}z"


def _zones(plot: Plot) -> Iterator[str]:
    """Where a figure of the period would be amber, as far as the plot reaches; of a sum it grows as the year does."""
    if plot.series.origin is not None:
        yield from _wedges(plot, plot.series.origin)
        return
    for place, point in enumerate(plot.series.points):
        for low, high in point.zones:
            top, bottom = max(plot.sheet.top, plot.y(high)), min(plot.sheet.bottom, plot.y(low))
            if top < bottom:
                yield f"M{plot.x(place - 0.5):.1f} {top:.1f}h{plot.step:.1f}V{bottom:.1f}h-{plot.step:.1f}z"


def _wedges(plot: Plot, origin: Decimal) -> Iterator[str]:
    points = plot.series.points
    for side in range(max((len(point.zones) for point in points), default=0)):
        ends = [(place, point.zones[side]) for place, point in enumerate(points) if len(point.zones) > side]
        start = plot.at(-1, origin) if ends[0][0] == 0 else ""
        over = [plot.at(place, high) for place, (_, high) in ends]
        under = [plot.at(place, low) for place, (low, _) in reversed(ends)]
        yield f"M{'L'.join([*filter(None, [start]), *over, *under])}z"


def _grid(plot: Plot) -> Iterator[str]:
    """Lines across at round figures, and between the financial years lines down."""
    for height in marks(plot.series):
        yield _across(plot, plot.y(height))
    for _, places in _by_year(plot.series)[1:]:
        yield f"M{plot.x(places[0] - 0.5):.1f} {plot.sheet.top}V{plot.sheet.bottom}"


def _scale(plot: Plot) -> Iterator[str]:
    """The round figures, the base line, and the unit where the figures do not carry it."""
    series, sheet = plot.series, plot.sheet
    for height in marks(series):
        sign = "+" if series.is_difference and height > 0 else ""
        text = sign + series.format.in_full.text(height)
        yield text_at(sheet.left - 3.5, plot.y(height) + sheet.letters * 0.37, text, anchor="end")
    yield f'<path d="{_across(plot, sheet.bottom)}" stroke="{LINE}" stroke-width="0.8"/>'
    if unit := series.unit:
        yield text_at(2 if sheet.is_full else 5, sheet.letters, unit)


def marks(series: Series) -> list[Decimal]:
    """The heights that the scale names: round figures, or the two answers."""
    if series.format.is_yes_no:
        return sorted(ANSWERS)
    return round_heights(*height_range(series), whole=series.format.places == 0 and not series.is_difference)


def round_heights(low: float, high: float, *, whole: bool) -> list[Decimal]:
    """Two to five round figures in [low, high] at equal distances; whole ones for what is counted whole."""
    least = (high - low) / MOST_STEPS
    power = Decimal(10) ** floor(log10(least))
    steps = [step * power * scale for scale in (1, 10) for step in STEPS]
    if whole:
        steps = [Decimal(1), *(step for step in steps if step % 1 == 0 and step > 1)]
    step = next(step for step in steps if float(step) >= least)
    return [step * count for count in range(ceil(low / float(step)), floor(high / float(step)) + 1)]


def _axis(plot: Plot) -> Iterator[str]:
    """The periods under the plot, as long as each has room; under them the financial years."""
    series, sheet = plot.series, plot.sheet
    shorts = [point.short_label for point in series.points]
    has_room = max(width_of(text, sheet.letters) for text in shorts) + 3 <= plot.step or series.origin is not None
    says_more = any(point.short_label != point.year for point in series.points)
    below = sheet.bottom + sheet.letters * 1.25
    if has_room and says_more:
        for place, point in enumerate(series.points):
            anchor = (
                "end" if series.origin is not None and place == len(shorts) - 1 and len(shorts[0]) > 3 else "middle"
            )
            if point.short_label != point.year:
                yield text_at(plot.x(place), below, point.short_label, anchor=anchor)
        below += sheet.letters * 1.3
    if series.origin is None:
        yield from _years(plot, below)


def _years(plot: Plot, y: float) -> Iterator[str]:
    end = 0.0
    for year, places in _by_year(plot.series):
        middle, half = plot.x((places[0] + places[-1]) / 2), width_of(year, plot.sheet.letters) / 2
        if middle - half >= end:
            yield text_at(middle, y, year, anchor="middle")
            end = middle + half + 4


def _by_year(series: Series) -> list[tuple[str, list[int]]]:
    by_year = groupby(enumerate(series.points), key=lambda placed: placed[1].year)
    return [(year, [place for place, _ in run]) for year, run in by_year]


def _turns(plot: Plot) -> Iterator[str]:
    if plot.sheet.is_full:
        for turn in plot.series.turns:
            yield f"M{plot.x(turn.place):.1f} {plot.sheet.top}V{plot.sheet.bottom}"


def _targets(plot: Plot) -> Iterator[str]:
    """A dashed step at each period's target, of a sum's year a line that rises; a range has two."""
    points = plot.series.points
    a_range = any(point.target is not None and point.target.value is None for point in points)
    for end in (0, 1) if a_range else (0,):
        heights = [point.target.ends[end] if point.target else None for point in points]
        yield _rising(plot, heights) if plot.series.origin is not None else _stepped(plot, heights)


def _stepped(plot: Plot, heights: Sequence[Decimal | None]) -> str:
    path, before = "", None
    for place, height in enumerate(heights):
        if height is not None:
            start = f"M{plot.x(place - 0.5):.1f} {plot.y(height):.1f}"
            path += (start if before is None else f"V{plot.y(height):.1f}") + f"H{plot.x(place + 0.5):.1f}"
        before = height
    return path


def _rising(plot: Plot, heights: Sequence[Decimal | Missing | None]) -> str:
    """From place to place, from the origin on."""
    path, pen = "", "M"
    for place, height in enumerate([plot.series.origin, *heights], -1):
        if isinstance(height, Decimal):
            path += f"{pen}{plot.at(place, height)}"
        pen = "L" if isinstance(height, Decimal) else "M"
    return path


def _compared(plot: Plot, line: ComparedLine) -> Iterator[str]:
    """Another line than the indicator's own, with its status at the end where it has one."""
    match line.style:
        case Style.COMPARED:
            known = [(place, number) for place, number in enumerate(line.numbers) if isinstance(number, Decimal)]
            steps = (f"M{plot.x(place - 0.5):.1f} {plot.y(height):.1f}h{plot.step:.1f}" for place, height in known)
            yield from _path(steps, f'stroke="{MUTED}" stroke-dasharray="1 2"')
        case Style.EARLIER:
            yield from _path([_rising(plot, line.numbers)], f'stroke="{LINE}" stroke-width="1"')
        case Style.PATH:
            path = "L".join(
                plot.at(place, each) for place, each in enumerate(line.numbers) if isinstance(each, Decimal)
            )
            style = f'stroke="{INK}" stroke-width="{plot.sheet.pen:g}" stroke-dasharray="2 2.5"'
            yield from _path([f"M{path}"], style)
    if line.slug and line.last:
        yield _mark(plot, *line.last, line.slug, is_hollow=line.style is Style.PATH)


def _intervals(plot: Plot) -> Iterator[str]:
    """A whisker through each figure of a survey: where the figure of all probably lies (rules 7.3)."""
    for place, point in enumerate(plot.series.points):
        if point.interval:
            yield f"M{plot.at(place, point.interval.low)}V{plot.y(point.interval.high):.1f}"


def _line(plot: Plot) -> Iterator[str]:
    """From figure to figure; where one is missing, and between periods that stand apart, the line has a gap."""
    if plot.series.origin is not None:
        yield _rising(plot, [point.number for point in plot.series.points])
        return
    pen, year = "M", ""
    for place, point in enumerate(plot.series.points):
        if plot.series.is_apart and point.year != year:
            pen = "M"
        year = point.year
        if isinstance(point.number, Missing):
            pen = "M"
            continue
        yield f"{pen}{plot.at(place, point.number)}"
        pen = "L"


def _markers(plot: Plot) -> Iterator[str]:
    for place, point in enumerate(plot.series.points):
        if isinstance(point.number, Decimal):
            yield _mark(plot, place, point.number, point.slug)
            if point.is_restated and plot.sheet.is_full:
                yield from _restated(plot, place, point.number)


def _mark(plot: Plot, place: int, height: Number, slug: str, *, is_hollow: bool = False) -> str:
    """Shape and colour say the status; what has none, and what is no figure yet, is hollow."""
    assert isinstance(height, Decimal)
    shape, colour = MARKERS.get(slug, OTHER_MARKER)
    halo = 'stroke-width="3" paint-order="stroke"' if plot.sheet.is_full else 'stroke-width="0.6"'
    filled = f'fill="{colour}" stroke="white" {halo}'
    hollow = f'fill="white" stroke="{colour}" stroke-width="{plot.sheet.pen * 0.8:g}"'
    style = hollow if is_hollow or slug not in MARKERS else filled
    return f'<path d="M{plot.at(place, height)}{outline(shape, plot.radius)}" {style}/>'


def _restated(plot: Plot, place: int, height: Decimal) -> Iterator[str]:
    """An R in a ring above the figure: an approved value was revised (rules 3.4)."""
    x, y = plot.x(place), plot.y(height) - plot.radius - 10
    yield f'<path d="M{x:.1f} {y:.1f}{outline("circle", 6.5)}" fill="white" stroke="{INK}"/>'
    yield text_at(x, y + 3.4, "R", anchor="middle", colour=INK, size=9, bold=True)


def _written(plot: Plot) -> Iterator[str]:
    """The figure at the points that carry theirs."""
    for place, above in written(plot.series):
        yield _at_point(plot, place, above)


def _at_point(plot: Plot, place: int, above: bool) -> str:
    """Over or under it; beside the last point where only periods to come follow."""
    point: SeriesPoint = plot.series.points[place]
    assert isinstance(point.number, Decimal)
    height, sheet = plot.y(point.number), plot.sheet
    if plot.series.is_before_future(place):
        x = plot.x(place) + plot.radius + 4
        return text_at(x, height + sheet.large * 0.37, point.text, colour=INK, size=sheet.large, bold=True)
    gap = plot.radius + 5.4 if above else -plot.radius - sheet.letters
    return text_at(plot.x(place), height - gap, point.text, anchor="middle" if place else "start")


def _labels(plot: Plot) -> Iterator[str]:
    """At the right, each beside what it names and apart from the others; the least of them go where room is short."""
    sheet, found = plot.sheet, labels_of(plot.series)
    most = int((sheet.height - sheet.letters) / sheet.apart)
    found = sorted(found, key=lambda label: label.rank)[:most]
    heights = [plot.y(label.height) for label in found]
    places = pushed(heights, sheet.apart, sheet.letters, sheet.bottom)
    for label, height, place in zip(found, heights, places, strict=True):
        size = sheet.large if label.rank == 0 else sheet.letters
        if sheet.is_full and abs(height - place) > 2:
            way = f"M{sheet.right + 2:.1f} {height:.1f}L{sheet.names - 3:.1f} {place:.1f}"
            yield f'<path d="{way}" stroke="{LINE}" stroke-width="0.7"/>'
        room = int((sheet.width - sheet.names) / width_of("n", size))
        text = shortened(label.text, room)
        yield text_at(sheet.names, place + size * 0.36, text, colour=label.colour, size=size, bold=label.is_bold)


def _across(plot: Plot, height: float) -> str:
    return f"M{plot.sheet.left} {height:.1f}H{plot.sheet.right}"
