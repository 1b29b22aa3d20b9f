"""The chart as SVG, drawn by matplotlib: for page and print, without a browser."""

import io
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any
from xml.etree import ElementTree

from django.utils.html import escape

from strategy_portal.domain.numbers import Missing, Number

from .look import FAINT, FONTS, GAP, INK, LINE, MARKERS, MUTED, OTHER_MARKER
from .series import Series, SeriesPoint, height_range, sentence

SMALL, LARGE = 10, 11.5
WIDTH, HEIGHT = 4.4, 1.95
"""In inches, 317 by 140 in the picture's own units: its letters can be read on a telephone."""

MOST_PERIOD_LABELS = 8
SVG, XLINK_HREF = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}href"
DRAWN_WITH = "DejaVu Sans"
"""The font that matplotlib measures with; the reader's page or PDF sets the letters in Roboto."""


def picture(series: Series) -> str:
    """The chart as SVG for page and print, with title and description; the same text each time for the same series."""
    import matplotlib
    from matplotlib.figure import Figure

    settings = {"svg.fonttype": "none", "svg.hashsalt": series.title, "font.family": DRAWN_WITH, "font.size": SMALL}
    with matplotlib.rc_context(settings):
        figure = Figure(figsize=(WIDTH, HEIGHT), facecolor="none")
        axes = figure.add_axes((0.125, 0.225, 0.645, 0.675), facecolor="none")
        if series.known:
            _draw(axes, series)
        else:
            _say_there_is_nothing(axes)
        drawn = io.StringIO()
        figure.savefig(drawn, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    return _dressed(drawn.getvalue(), series)


def _draw(axes: Any, series: Series) -> None:
    _frame(axes, series)
    _gap_bands(axes, series)
    _target_line(axes, series)
    places = range(len(series.points))
    axes.plot(places, [_height(point.number) for point in series.points], color=LINE, linewidth=1.4, zorder=2)
    _markers(axes, series)
    _labels(axes, series)


def _frame(axes: Any, series: Series) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    for side in ("top", "left", "right"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(LINE)
    axes.set_xlim(-0.6, len(series.points) - 0.4)
    axes.set_ylim(*height_range(series))
    whole = series.places == 0
    axes.yaxis.set_major_locator(MaxNLocator(4, integer=whole, min_n_ticks=2, steps=[1, 2, 2.5, 5, 10]))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda height, _: f"{height:,g}{series.suffix}"))
    axes.tick_params(axis="y", length=0, labelcolor=MUTED)
    axes.grid(axis="y", color=FAINT, linewidth=0.7)
    axes.set_axisbelow(True)
    _years(axes, series)
    if not series.suffix and series.unit:
        axes.text(-0.17, 1.06, series.unit, transform=axes.transAxes, color=MUTED, parse_math=False)


def _years(axes: Any, series: Series) -> None:
    """The financial years under the axis, each between two ticks; above them the periods, while there are few."""
    few = len(series.points) <= MOST_PERIOD_LABELS and any(point.short_label != point.year for point in series.points)
    axes.set_xticks([place for place, point in enumerate(series.points) if few and point.short_label != point.year])
    axes.set_xticklabels([point.short_label for point in series.points if few and point.short_label != point.year])
    axes.tick_params(axis="x", length=0, labelcolor=MUTED)
    years = [(year, [place for place, _ in run]) for year, run in _by_year(series)]
    every = -(-len(years) // 6)
    for number, (year, places) in enumerate(years):
        if number:
            axes.axvline(places[0] - 0.5, color=FAINT, linewidth=0.7, zorder=0)
        if number % every == 0:
            middle = (places[0] + places[-1]) / 2
            down = -0.25 if few else -0.13
            axes.text(middle, down, year, transform=axes.get_xaxis_transform(), ha="center", color=MUTED)


def _by_year(series: Series) -> Iterator[tuple[str, Iterator[tuple[int, SeriesPoint]]]]:
    return groupby(enumerate(series.points), key=lambda placed: placed[1].year)


def _gap_bands(axes: Any, series: Series) -> None:
    for place, point in enumerate(series.points):
        if isinstance(point.number, Missing):
            axes.axvspan(place - 0.5, place + 0.5, color=GAP, linewidth=0, zorder=0)


def _target_line(axes: Any, series: Series) -> None:
    """A dashed step for each period's target; a range has two."""
    a_range = any(point.target is not None and point.target.value is None for point in series.points)
    for end in (0, 1) if a_range else (0,):
        edges, heights = [], []
        for place, point in enumerate(series.points):
            height = float(point.target.ends[end]) if point.target else float("nan")
            edges += [place - 0.5, place + 0.5]
            heights += [height, height]
        axes.plot(edges, heights, color=INK, linewidth=1, dashes=(4, 2.5), zorder=1)


def _markers(axes: Any, series: Series) -> None:
    """Shape and colour say the status; what has none is hollow."""
    styles: dict[tuple[str, str, bool], list[tuple[int, float]]] = {}
    for place, point in enumerate(series.points):
        if isinstance(point.number, Decimal):
            style = (*MARKERS.get(point.slug, OTHER_MARKER), point.slug in MARKERS)
            styles.setdefault(style, []).append((place, float(point.number)))
    for (shape, colour, filled), placed in styles.items():
        axes.plot(
            *zip(*placed, strict=True), marker=shape, markersize=5.2 if shape == "D" else 6, linestyle="none",
            color=colour if filled else "white", markeredgecolor="white" if filled else colour,
            markeredgewidth=0.6 if filled else 1.2, clip_on=False, zorder=3,
        )  # fmt: skip


def _labels(axes: Any, series: Series) -> None:
    """The last figure and the target at the right, the extremes and the first one at their points."""
    placed = [(place, point) for place, point in enumerate(series.points) if isinstance(point.number, Decimal)]
    ends_now = placed[-1][0] == len(series.points) - 1
    for place, above in _labelled(placed, ends_now):
        _at_point(axes, place, series.points[place], above)
    bottom, top = axes.get_ylim()
    height, apart = float(placed[-1][1].number), (top - bottom) * (0.2 if series.judged_to_date else 0.14)
    if ends_now:
        _at_right(axes, height, placed[-1][1].text, bold=True)
    target = series.points[-1].target
    if target is None:
        return
    aim = float(target.ends[0])
    if ends_now and abs(aim - height) < apart:
        aim = height + apart if aim > height or height - apart < bottom else height - apart
    called = "Share of target\n" if series.judged_to_date else "Target "
    _at_right(axes, aim, f"{called}{series.points[-1].target_text}", bold=False)


def _labelled(placed: Sequence[tuple[int, SeriesPoint]], ends_now: bool) -> list[tuple[int, bool]]:
    """Which points carry their figure, and whether above: lowest, highest and first, where they don't touch."""
    low = min(placed, key=lambda each: each[1].number)[0]
    high = max(placed, key=lambda each: each[1].number)[0]
    last, room = placed[-1][0], max(1, len(placed) // 6)
    chosen: list[tuple[int, bool]] = [] if ends_now else [(last, True)]
    taken = [last]
    for place, above in ((high, True), (low, False), (placed[0][0], True)):
        if all(abs(place - other) > room for other in taken):
            chosen.append((place, above))
            taken.append(place)
    return chosen


def _at_point(axes: Any, place: int, point: SeriesPoint, above: bool) -> None:
    """On the side that is free of the target line."""
    bottom, top = axes.get_ylim()
    aims = [float(end) - float(point.number) for end in point.target.ends] if point.target else []
    reach = (top - bottom) * 0.16
    if any(0 < aim < reach for aim in aims):
        above = False
    elif any(-reach < aim < 0 for aim in aims):
        above = True
    axes.annotate(
        point.text, (place, float(point.number)), xytext=(0, 6 if above else -6), textcoords="offset points",
        ha="center" if place else "left", va="bottom" if above else "top", color=MUTED, annotation_clip=False,
    )  # fmt: skip


def _at_right(axes: Any, height: float, text: str, *, bold: bool) -> None:
    axes.annotate(
        text, (axes.get_xlim()[1], height), xytext=(3, 0), textcoords="offset points", va="center", color=INK,
        fontsize=LARGE if bold else SMALL, fontweight=700 if bold else 400, annotation_clip=False, linespacing=1.1,
    )  # fmt: skip


def _height(number: Number) -> float:
    return float("nan") if isinstance(number, Missing) else float(number)


def _say_there_is_nothing(axes: Any) -> None:
    axes.set_axis_off()
    axes.text(0.5, 0.5, "No figure yet", transform=axes.transAxes, ha="center", color=MUTED, fontsize=LARGE)


def _dressed(svg: str, series: Series) -> str:
    """matplotlib's file as an element that can stand in a page: named, in the page's font, without ids that clash."""
    drawn = ElementTree.fromstring(svg)
    for unwanted in [each for each in drawn if each.tag in (f"{SVG}metadata", f"{SVG}defs")]:
        drawn.remove(unwanted)
    shapes = "".join(_flat(drawn))
    told = "; ".join(f"{point.label}: {point.text}, {point.word}" for point in series.points)
    return (
        '<svg class="chart__picture" role="img" xmlns="http://www.w3.org/2000/svg" '
        'xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'viewBox="0 0 {WIDTH * 72:g} {HEIGHT * 72:g}" stroke-linejoin="round">\n'
        f"<title>{escape(f'Line chart. {series.title}. {sentence(series)}')}</title>\n"
        f"<desc>{escape(told)}</desc>\n{shapes}</svg>"
    )


def _flat(parent: ElementTree.Element) -> Iterator[str]:
    """The shapes without the groups around them, and styles as attributes, which no security policy has to allow."""
    for each in parent:
        name = each.tag.removeprefix(SVG)
        if name == "g":
            yield from _flat(each)
            continue
        attributes = dict(_attributes(each))
        written = "".join(f' {key}="{escape(text)}"' for key, text in attributes.items())
        inside = "".join(_flat(each)) or escape(" ".join((each.text or "").split()))
        yield f"<{name}{written}>{inside}</{name}>\n"


def _attributes(element: ElementTree.Element) -> Iterator[tuple[str, str]]:
    for name, text in element.attrib.items():
        if name == "style":
            rules = (rule.partition(":") for rule in text.split(";") if rule.strip())
            yield from ((rule.strip(), said.strip().replace(f"'{DRAWN_WITH}'", FONTS)) for rule, _, said in rules)
        elif name == XLINK_HREF:
            yield "xlink:href", text
        elif not (name == "transform" and text.startswith("rotate(-0")):
            yield name, " ".join(text.split())
