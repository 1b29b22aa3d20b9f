"""The chart as a Plotly figure, for plotly.js in the page: the same lines, marks and labels as the picture."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.utils.html import escape

from strategy_portal.domain.numbers import ANSWERS, Number

from .labels import Label, labels_of, pushed, written
from .picture import marks
from .series import ComparedLine, Said, Series, SeriesPoint, Style, height_range
from .style import FAINT, FONTS, GAP, INK, LINE, MARKERS, MUTED, OTHER_MARKER, ZONE

SYMBOLS = {"circle": "circle", "triangle": "triangle-up", "diamond": "diamond", "square": "square", "cross": "x"}
PLOT, TOP, BOTTOM, LEGEND, LETTERS = 250, 46, 84, 34, 13
"""Pixels: of the plot, above it, below it with its legend, of the legend, and of a letter."""
UPRIGHT = 26
"""More below it where the periods of each year stand side by side: their names stand upright."""
PLOT_OF_PARTS = 180
"""Of a chart in groups, beside the one of the whole course."""
PLOT_OF_A_SUM, TOP_OF_A_SUM, BOTTOM_OF_A_SUM = 210, 20, 30
"""The year of a sum has two charts, each without a legend: every line has its name and its status at the right."""

APART = 17
WRITTEN = 14
"""Pixels between the middle of a shape and that of the figure over or under it."""
START = " "
"""What stands on the axis where a year begins: no period ends there."""


def interactive(series: Series) -> dict[str, Any]:
    """The chart as a Plotly figure: `data` and `layout`, ready for JSON."""
    import plotly.graph_objects as go

    top, plot, bottom = _heights(series)
    layout = {
        "template": "none",
        "height": top + plot + bottom,
        "font": {"family": FONTS, "size": LETTERS, "color": INK},
        "margin": {"l": 56, "r": 8 + _widest(series), "t": top, "b": bottom},
        "showlegend": series.origin is None,
        "legend": {"orientation": "h", "y": (LEGEND - bottom) / plot, "yanchor": "top", "x": 0},
        "hovermode": "closest",
        "shapes": [*_zones(series), *_turns(series), *_to_come(series)],
        "annotations": [*_labels(series), *_written(series), *_turn_labels(series)],
        "xaxis": {"showgrid": False, "dividercolor": LINE, "automargin": True, "tickfont": {"size": 12}},
        "yaxis": {**_ticks(series), "gridcolor": FAINT, "zeroline": False, "automargin": True,
                  "title": {"text": escape(series.unit), "font": {"size": LETTERS}},
                  **({"range": list(height_range(series))} if series.known else {})},
    }  # fmt: skip
    traces = [
        *_own(series),
        *_targets(series),
        *_compared(series),
        *_markers(series),
        *_path_ends(series),
        *_said(series),
    ]
    figure = go.Figure(traces, layout)
    return json.loads(figure.to_json())


def _scatter(series: Series, places: Sequence[int], heights: Iterable[Number | None], **more: Any) -> dict[str, Any]:
    """One trace. A height is a place on the screen; the figure itself stays a Decimal and is printed from it."""
    y = [float(height) if isinstance(height, Decimal) else None for height in heights]
    return {"type": "scatter", "x": _across(series, places), "y": y, **more}


def _line(series: Series, heights: Sequence[Number | None], **more: Any) -> dict[str, Any]:
    """A trace over all places; of a year that begins at nought, from there."""
    if series.origin is None:
        return _scatter(series, range(len(heights)), heights, mode="lines", **more)
    started = heights[0] if isinstance(heights[0], Decimal) else None
    return _scatter(series, range(-1, len(heights)), [series.origin if started is not None else None, *heights],
                    mode="lines", **more)  # fmt: skip


def _across(series: Series, places: Sequence[int]) -> list[Any]:
    """The places on the axis: years, or two rows of years and their periods; of one year its periods."""
    points = series.points
    if series.origin is not None:
        return [START if place < 0 else points[place].short_label for place in places]
    if all(point.short_label == point.year for point in points):
        return [points[place].label for place in places]
    return [[points[place].year for place in places], [points[place].short_label for place in places]]


def _x(series: Series, place: float) -> float:
    """The place as a number on the axis of categories."""
    return place if series.origin is None else place + 1


def _own(series: Series) -> Iterator[dict[str, Any]]:
    """The indicator's own line; of periods that stand apart one for each group of them."""
    style = {"line": {"color": INK, "width": 2}, "connectgaps": False, "hoverinfo": "skip", "showlegend": False}
    numbers = [point.number for point in series.points]
    if not series.is_apart:
        yield _line(series, numbers, **style)
        return
    for year in dict.fromkeys(point.year for point in series.points):
        places = [place for place, point in enumerate(series.points) if point.year == year]
        yield _scatter(series, places, [numbers[place] for place in places], mode="lines", **style)


def _targets(series: Series) -> list[dict[str, Any]]:
    """One dashed line, or two for the ends of a range."""
    targets = [point.target for point in series.points]
    lines = max((1 if target.value is not None else 2 for target in targets if target), default=0)
    return [
        _line(
            series,
            [target.ends[end] if target else None for target in targets],
            line={"color": INK, "width": 1.5, "dash": "dash", "shape": "hvh" if series.origin is None else "linear"},
            name="Target",
            text=[*([""] if series.origin is not None else []),
                  *(f"{point.label}: target {point.target_text}" for point in series.points)],
            hoverinfo="text",
            showlegend=end == 0,
        )
        for end in range(lines)
    ]  # fmt: skip


def _zones(series: Series) -> Iterator[dict[str, Any]]:
    """Behind everything, where a figure of each period would be amber; of a sum it grows as the year does."""
    for place, point in enumerate(series.points):
        before = series.points[place - 1].zones if place else tuple((series.origin,) * 2 for _ in point.zones)
        for side, (low, high) in enumerate(point.zones):
            shape = {"layer": "below", "fillcolor": ZONE, "line": {"width": 0}}
            left, right = _x(series, place - 1), _x(series, place)
            if series.origin is None:
                yield {
                    "type": "rect",
                    "x0": place - 0.5,
                    "x1": place + 0.5,
                    "y0": float(low),
                    "y1": float(high),
                    **shape,
                }
            elif side < len(before):
                start_low, start_high = before[side]
                path = f"M{left} {start_low}L{right} {low}L{right} {high}L{left} {start_high}Z"
                yield {"type": "path", "path": path, **shape}


def _turns(series: Series) -> Iterator[dict[str, Any]]:
    for turn in series.turns:
        yield {"type": "line", "x0": turn.place, "x1": turn.place, "yref": "paper", "y0": 0, "y1": 1,
               "line": {"color": INK, "width": 1, "dash": "dot"}}  # fmt: skip


def _to_come(series: Series) -> Iterator[dict[str, Any]]:
    """A band over the periods of which nothing can be known yet."""
    if series.origin is None and (places := [place for place, each in enumerate(series.points) if each.is_future]):
        yield {"type": "rect", "layer": "below", "fillcolor": GAP, "line": {"width": 0}, "yref": "paper",
               "x0": places[0] - 0.5, "x1": places[-1] + 0.5, "y0": 0, "y1": 1}  # fmt: skip


def _turn_labels(series: Series) -> Iterator[dict[str, Any]]:
    """Over each line, not over one another; the owner's forecast over the periods to come."""
    for turn, after in zip(series.turns, [*series.turns[1:], None], strict=False):
        is_near = after is not None and after.place - turn.place < len(series.points) / 3
        yield {"x": turn.place, "yref": "paper", "y": 1, "yanchor": "bottom", "yshift": 16, "showarrow": False,
               "xanchor": "right" if is_near else "center", "text": f"<b>{turn.text}</b>",
               "font": {"size": 12}}  # fmt: skip
    if series.forecast:
        yield {"xref": "paper", "x": 1, "yref": "paper", "y": 1, "xanchor": "right", "yanchor": "bottom",
               "text": escape(f"Owner’s forecast: {series.forecast}"), "showarrow": False,
               "font": {"size": 12}}  # fmt: skip


def _labels(series: Series) -> Iterator[dict[str, Any]]:
    """At the right, each beside what it names and apart from the others."""
    if not series.known:
        return
    low, high = height_range(series)
    reach, found = _heights(series)[1], _named(series)
    heights = [(high - float(label.height)) / (high - low) * reach for label in found]
    for label, height, place in zip(found, heights, pushed(heights, APART, 0, reach), strict=True):
        text = escape(label.text)
        yield {
            "xref": "paper", "x": 1, "xanchor": "left", "xshift": 6, "y": float(label.height), "yanchor": "middle",
            "yshift": height - place, "text": f"<b>{text}</b>" if label.is_bold else text, "showarrow": False,
            "font": {"size": LETTERS, "color": label.colour},
        }  # fmt: skip


def _written(series: Series) -> Iterator[dict[str, Any]]:
    """The figure at the points that carry theirs: the last one, after which only periods to come follow, beside it."""
    for place, above in written(series):
        point = series.points[place]
        text, common = escape(point.text), {"x": _x(series, place), "y": float(Decimal(str(point.number)))}
        if series.is_before_future(place):
            yield {**common, "text": f"<b>{text}</b>", "showarrow": False, "xanchor": "left", "xshift": 9,
                   "font": {"size": LETTERS + 1}}  # fmt: skip
        else:
            yield {**common, "text": text, "showarrow": False, "xanchor": "left", "xshift": 5,
                   "yshift": WRITTEN if above else -WRITTEN, "font": {"size": LETTERS, "color": MUTED}}  # fmt: skip


def _heights(series: Series) -> tuple[int, int, int]:
    """Above the plot, of the plot, below it."""
    if series.origin is not None:
        return TOP_OF_A_SUM, PLOT_OF_A_SUM, BOTTOM_OF_A_SUM
    plot = PLOT_OF_PARTS if series.is_apart else PLOT
    return TOP if series.turns or series.forecast else TOP_OF_A_SUM, plot, BOTTOM + UPRIGHT * series.is_apart


def _named(series: Series) -> list[Label]:
    """The labels; those of a sum's years say the status as well, in place of a legend."""
    found = labels_of(series)
    if series.origin is None:
        return found
    words = {f"{line.text} {line.name}": line.word.lower() for line in series.lines if line.slug}
    return [replace(each, text=", ".join(filter(None, [each.text, words.get(each.text)]))) for each in found]


def _widest(series: Series) -> int:
    """Pixels that the longest label takes."""
    return round(max((len(label.text) for label in _named(series)), default=0) * LETTERS * 0.56)


def _compared(series: Series) -> list[dict[str, Any]]:
    """Lines to compare with: dotted steps, earlier years, the path of arithmetic."""
    return [_compared_line(series, line) for line in series.lines]


def _compared_line(series: Series, line: ComparedLine) -> dict[str, Any]:
    name = escape(f"{line.name} {line.text}" if line.style is Style.COMPARED else f"{line.text} {line.name}")
    style = {
        Style.COMPARED: {"color": MUTED, "width": 1.5, "dash": "dot", "shape": "hvh"},
        Style.EARLIER: {"color": LINE, "width": 1.5},
        Style.PATH: {"color": INK, "width": 2, "dash": "dot"},
    }[line.style]
    return _line(series, line.numbers, line=style, name=name, hoverinfo="name",
                 hoverlabel={"namelength": -1}, showlegend=False, connectgaps=False)  # fmt: skip


def _path_ends(series: Series) -> Iterator[dict[str, Any]]:
    """The status at the end of each earlier year; hollow where it is arithmetic."""
    for line in series.lines:
        if line.slug and line.last:
            shape, colour = MARKERS.get(line.slug, OTHER_MARKER)
            is_hollow = line.style is Style.PATH or line.slug not in MARKERS
            place, height = line.last
            yield _scatter(
                series, [place], [height], mode="markers", name=escape(f"{line.text} {line.name}, {line.word}"),
                marker={"symbol": SYMBOLS[shape] + ("-open" if is_hollow else ""), "color": colour, "size": 11},
                text=[escape(f"{line.text} {line.name}, {line.word}")], hoverinfo="text", showlegend=False,
            )  # fmt: skip


def _markers(series: Series) -> Iterator[dict[str, Any]]:
    """One set of markers for each status, so that the legend is the key of the shapes."""
    placed = [(place, point) for place, point in enumerate(series.points) if isinstance(point.number, Decimal)]
    for word in dict.fromkeys(point.word for _, point in placed):
        of_it = [(place, point) for place, point in placed if point.word == word]
        points = [point for _, point in of_it]
        shape, colour = MARKERS.get(points[0].slug, OTHER_MARKER)
        symbol = SYMBOLS[shape] + ("" if points[0].slug in MARKERS else "-open")
        yield _scatter(
            series,
            [place for place, _ in of_it],
            [point.number for point in points],
            mode="markers",
            marker={"symbol": symbol, "color": colour, "size": 11},
            name=word,
            text=[escape(point.description) for point in points],
            hoverinfo="text",
            **_error_bars(points),
        )


def _said(series: Series) -> Iterator[dict[str, Any]]:
    """Near the floor of the plot: where the owner wrote something, and where nothing was written off target."""
    low, high = height_range(series)
    floor = Decimal(low + (high - low) * 0.04)
    for said, symbol, name in (
        (Said.GIVEN, "square", "Owner’s text"), (Said.NONE, "square-open", "none, off target"),
    ):  # fmt: skip
        places = [place for place, point in enumerate(series.points) if point.said is said]
        if places:
            yield _scatter(
                series, places, [floor] * len(places), mode="markers", name=name,
                marker={"symbol": symbol, "color": INK, "size": 7}, hoverinfo="text", meta="row",
                text=[f"{series.points[place].label}: owner’s text {said.value}" for place in places],
            )  # fmt: skip


def _error_bars(points: Sequence[SeriesPoint]) -> dict[str, Any]:
    """The 95% intervals of a survey's figures (rules 7.3)."""
    if not any(point.interval for point in points):
        return {}
    return {
        "error_y": {
            "type": "data",
            "symmetric": False,
            "array": [float(each.interval.high - each.number) if each.interval else 0 for each in points],
            "arrayminus": [float(each.number - each.interval.low) if each.interval else 0 for each in points],
            "color": LINE,
        }
    }


def _ticks(series: Series) -> dict[str, Any]:
    """What stands at the marks of the scale: a yes-or-no has two, in words; what is counted whole has whole ones."""
    if series.format.is_yes_no:
        return {"tickvals": [int(number) for number in ANSWERS], "ticktext": list(ANSWERS.values())}
    if series.format.places == 0 and not series.is_difference:
        return {"tickvals": [float(height) for height in marks(series)], "ticksuffix": series.format.unit}
    return {"ticksuffix": series.format.unit}
