"""The chart as SVG, drawn here: for page and print, without a browser."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from math import ceil, floor, log10

from strategy_portal.domain.numbers import ANSWERS, Missing

from .series import Series, SeriesPoint, height_range, sentence
from .style import FAINT, GAP, INK, INTERVAL, LINE, MARKERS, MUTED, OTHER_MARKER, SMALL, ZONE, svg, text_at

WIDTH, HEIGHT = 317, 140
"""In the picture's own units: its letters can be read on a telephone."""

LEFT, RIGHT, TOP, BOTTOM = 39.6, 244, 14, 109
"""Where the plot lies; right of it stand the last figure and the target, left of it the scale."""

LARGE = 11.5
MOST_PERIOD_LABELS = 8
MOST_STEPS = 4
LONGEST_NAME = 13
"""Letters at the right, a name and its figure together."""

STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5))
SHAPES = {
    "circle": "m0-3a3 3 0 1 1 0 6a3 3 0 1 1 0-6z",
    "triangle": "m0-3l3 6h-6z",
    "diamond": "m0-3.7l3.7 3.7l-3.7 3.7l-3.7-3.7z",
}
"""Around the point at which a marker stands."""


@dataclass(frozen=True)
class Plot:
    """From a series' places and heights to the picture's units."""

    series: Series
    low: float
    high: float

    @property
    def step(self) -> float:
        return (RIGHT - LEFT) / (len(self.series.points) + 0.2)

    def x(self, place: float) -> float:
        return LEFT + (place + 0.6) * self.step

    def y(self, height: Decimal | float) -> float:
        return BOTTOM - (float(height) - self.low) / (self.high - self.low) * (BOTTOM - TOP)


def picture(series: Series) -> str:
    """The chart as SVG with title and description; the same text each time for the same series."""
    nothing = text_at(WIDTH / 2, HEIGHT / 2, "No figure yet", anchor="middle", size=LARGE)
    return svg(
        f"Line chart. {series.title}. {sentence(series)}",
        "; ".join(point.description for point in series.points),
        _shapes(series) if series.known else [nothing],
        width=WIDTH, height=HEIGHT, font_size=str(SMALL), fill="none", stroke_linejoin="round",
    )  # fmt: skip


def _shapes(series: Series) -> Iterator[str]:
    """From the back to the front."""
    plot = Plot(series, *height_range(series))
    yield from _path(_gaps(plot), f'fill="{GAP}"')
    yield from _path(_zones(plot), f'fill="{ZONE}"')
    yield from _path(_grid(plot), f'stroke="{FAINT}" stroke-width="0.7"')
    yield from _scale(plot)
    yield from _years(plot)
    yield from _targets(plot)
    yield from _compared(plot)
    yield from _path(_intervals(plot), f'stroke="{INTERVAL}" stroke-width="3"')
    yield _line(plot)
    yield from _markers(plot)
    yield from _labels(plot)


def _path(pieces: Iterable[str], style: str) -> Iterator[str]:
    """All pieces of one style as one shape, because a PDF takes a millisecond for each; none where there is none."""
    if path := "".join(pieces):
        yield f'<path d="{path}" {style}/>'


def _gaps(plot: Plot) -> Iterator[str]:
    """A band where there is no figure."""
    for place, point in enumerate(plot.series.points):
        if isinstance(point.number, Missing):
            left = plot.x(place - 0.5)
            yield f"M{left:.1f} {TOP}h{plot.step:.1f}V{BOTTOM}H{left:.1f}z"


def _zones(plot: Plot) -> Iterator[str]:
    """Where a figure of the period would be amber, as far as the plot reaches."""
    for place, point in enumerate(plot.series.points):
        for low, high in point.zones:
            top, bottom = max(TOP, plot.y(high)), min(BOTTOM, plot.y(low))
            if top < bottom:
                yield f"M{plot.x(place - 0.5):.1f} {top:.1f}h{plot.step:.1f}V{bottom:.1f}h-{plot.step:.1f}z"


def _grid(plot: Plot) -> Iterator[str]:
    """Lines across at round figures, and between the financial years lines down."""
    for height in marks(plot.series):
        yield _across(plot.y(height))
    for _, places in _places_by_year(plot)[1:]:
        yield f"M{plot.x(places[0] - 0.5):.1f} {TOP}V{BOTTOM}"


def _scale(plot: Plot) -> Iterator[str]:
    """The round figures, the base line, and the unit where the figures do not carry it."""
    series = plot.series
    for height in marks(series):
        yield text_at(LEFT - 3.5, plot.y(height) + 3.7, series.format.in_full.text(height), anchor="end")
    yield f'<path d="{_across(BOTTOM)}" stroke="{LINE}" stroke-width="0.8"/>'
    if series.unit:
        yield text_at(5, 8.4, series.unit)


def marks(series: Series) -> list[Decimal]:
    """The heights that the scale names: round figures, or the two answers."""
    if series.format.is_yes_no:
        return sorted(ANSWERS)
    return round_heights(*height_range(series), whole=series.format.places == 0)


def round_heights(low: float, high: float, *, whole: bool) -> list[Decimal]:
    """Two to five round figures in [low, high] at equal distances; whole ones for what is counted whole."""
    least = (high - low) / MOST_STEPS
    power = Decimal(10) ** floor(log10(least))
    steps = [step * power * scale for scale in (1, 10) for step in STEPS]
    if whole:
        steps = [Decimal(1), *(step for step in steps if step % 1 == 0 and step > 1)]
    step = next(step for step in steps if float(step) >= least)
    return [step * count for count in range(ceil(low / float(step)), floor(high / float(step)) + 1)]


def _years(plot: Plot) -> Iterator[str]:
    """The financial years under the plot; above them the periods, while there are few."""
    points = plot.series.points
    few = len(points) <= MOST_PERIOD_LABELS and any(point.short_label != point.year for point in points)
    years = _places_by_year(plot)
    every = -(-len(years) // 6)
    for number, (year, places) in enumerate(years):
        if number % every == 0:
            middle = plot.x((places[0] + places[-1]) / 2)
            yield text_at(middle, BOTTOM + (26 if few else 12.5), year, anchor="middle")
    if few:
        for place, point in enumerate(points):
            if point.short_label != point.year:
                yield text_at(plot.x(place), BOTTOM + 12.5, point.short_label, anchor="middle")


def _places_by_year(plot: Plot) -> list[tuple[str, list[int]]]:
    by_year = groupby(enumerate(plot.series.points), key=lambda placed: placed[1].year)
    return [(year, [place for place, _ in run]) for year, run in by_year]


def _targets(plot: Plot) -> Iterator[str]:
    """A dashed step at each period's target; a range has two."""
    points = plot.series.points
    a_range = any(point.target is not None and point.target.value is None for point in points)
    for end in (0, 1) if a_range else (0,):
        path, before = "", None
        for place, point in enumerate(points):
            height = point.target.ends[end] if point.target else None
            if height is not None:
                start = f"M{plot.x(place - 0.5):.1f} {plot.y(height):.1f}"
                path += (start if before is None else f"V{plot.y(height):.1f}") + f"H{plot.x(place + 0.5):.1f}"
            before = height
        if path:
            yield f'<path d="{path}" stroke="{INK}" stroke-dasharray="4 2.5"/>'


def _compared(plot: Plot) -> Iterator[str]:
    """A dotted step for each line to compare with: a benchmark, the centre, a limit."""
    for line in plot.series.lines:
        known = [(place, number) for place, number in enumerate(line.numbers) if isinstance(number, Decimal)]
        path = "".join(f"M{plot.x(place - 0.5):.1f} {plot.y(height):.1f}h{plot.step:.1f}" for place, height in known)
        if path:
            yield f'<path d="{path}" stroke="{MUTED}" stroke-dasharray="1 2"/>'


def _intervals(plot: Plot) -> Iterator[str]:
    """A bar through each figure of a survey: where the figure of all probably lies (rules 7.3)."""
    for place, point in enumerate(plot.series.points):
        if point.interval:
            yield f"M{plot.x(place):.1f} {plot.y(point.interval.low):.1f}V{plot.y(point.interval.high):.1f}"


def _line(plot: Plot) -> str:
    """From figure to figure; where one is missing the line has a gap."""
    path, pen = "", "M"
    for place, point in enumerate(plot.series.points):
        if isinstance(point.number, Missing):
            pen = "M"
            continue
        path += f"{pen}{plot.x(place):.1f} {plot.y(point.number):.1f}"
        pen = "L"
    return f'<path d="{path}" stroke="{LINE}" stroke-width="1.4"/>'


def _markers(plot: Plot) -> Iterator[str]:
    """Shape and colour say the status; what has none is hollow."""
    for place, point in enumerate(plot.series.points):
        if isinstance(point.number, Decimal):
            shape, colour = MARKERS.get(point.slug, OTHER_MARKER)
            style = (
                f'fill="{colour}" stroke="white" stroke-width="0.6"'
                if point.slug in MARKERS
                else f'fill="white" stroke="{colour}" stroke-width="1.2"'
            )
            yield f'<path d="M{plot.x(place):.1f} {plot.y(point.number):.1f}{SHAPES[shape]}" {style}/>'


def _labels(plot: Plot) -> Iterator[str]:
    """The last figure and the target at the right, the extremes and the first one at their points."""
    points = plot.series.points
    placed = [(place, point.number) for place, point in enumerate(points) if isinstance(point.number, Decimal)]
    last, number = placed[-1]
    ends_now = last == len(points) - 1
    if not plot.series.format.is_yes_no:  # the scale names both answers
        for place, above in _labelled(placed, ends_now):
            yield _at_point(plot, place, above)
    yield from _names(plot)
    if plot.series.own_sentence:
        return
    if ends_now:
        yield text_at(RIGHT + 3, plot.y(number) + 4.2, points[last].text, colour=INK, size=LARGE, bold=True)
    target = points[-1].target
    if target is not None:
        height = plot.y(target.ends[0])
        yield from _target_label(plot, _apart(plot, height, plot.y(number)) if ends_now else height)


def _names(plot: Plot) -> Iterator[str]:
    """Each compared line's name beside its last height, where neither figure nor target is written."""
    last = plot.series.points[-1]
    taken = [plot.y(end) for end in (last.target.ends if last.target else ())]
    if isinstance(last.number, Decimal) and not plot.series.own_sentence:
        taken.append(plot.y(last.number))
    for line in plot.series.lines:
        known = [plot.y(number) for number in line.numbers if isinstance(number, Decimal)]
        if known and not line.has_ended and all(abs(known[-1] - other) > 11 for other in taken):
            yield text_at(RIGHT + 3, known[-1] + 3.8, _short(line.name, line.text))
            taken.append(known[-1])


def _short(name: str, figure: str) -> str:
    """Name and figure as far as there is room; the table beside the chart has the whole name."""
    room = LONGEST_NAME - len(figure)
    return f"{name if len(name) <= room else f'{name[: room - 1]}…'} {figure}"


def _apart(plot: Plot, target: float, figure: float) -> float:
    """Where the target's label stands, so that it does not run into the last figure's."""
    room = (BOTTOM - TOP) * (0.2 if plot.series.judged_to_date else 0.14)
    if abs(target - figure) >= room:
        return target
    return figure - room if target < figure or figure + room > BOTTOM else figure + room


def _target_label(plot: Plot, height: float) -> Iterator[str]:
    text = plot.series.points[-1].target_text
    if plot.series.judged_to_date:
        yield text_at(RIGHT + 3, height - 2, "Share of target", colour=INK)
        yield text_at(RIGHT + 3, height + 9.5, text, colour=INK)
    else:
        yield text_at(RIGHT + 3, height + 3.8, f"Target {text}", colour=INK)


def _labelled(placed: Sequence[tuple[int, Decimal]], ends_now: bool) -> list[tuple[int, bool]]:
    """Which points carry their figure, and whether above: lowest, highest and first, where they don't touch."""
    low = min(placed, key=lambda each: each[1])[0]
    high = max(placed, key=lambda each: each[1])[0]
    last, room = placed[-1][0], max(1, len(placed) // 6)
    chosen: list[tuple[int, bool]] = [] if ends_now else [(last, True)]
    taken = [last]
    for place, above in ((high, True), (low, False), (placed[0][0], True)):
        if all(abs(place - other) > room for other in taken):
            chosen.append((place, above))
            taken.append(place)
    return chosen


def _at_point(plot: Plot, place: int, above: bool) -> str:
    """On the side that is free of the target line."""
    point: SeriesPoint = plot.series.points[place]
    height = plot.y(point.number)
    reach = (BOTTOM - TOP) * 0.16
    above_by = [height - plot.y(end) for end in point.target.ends] if point.target else []
    if any(0 < by < reach for by in above_by):
        above = False
    elif any(-reach < by < 0 for by in above_by):
        above = True
    return text_at(plot.x(place), height + (-8.4 if above else 13.6), point.text, anchor="middle" if place else "start")


def _across(height: float) -> str:
    return f"M{LEFT} {height:.1f}H{RIGHT}"
