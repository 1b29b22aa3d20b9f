"""The chart as a Plotly figure, for plotly.js in the page."""

import json
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.utils.html import escape

from strategy_portal.domain.numbers import ANSWERS, Number

from .series import Series, SeriesPoint, height_range
from .style import FAINT, FONTS, INK, LINE, MARKERS, MUTED, OTHER_MARKER, ZONE

SYMBOLS = {"circle": "circle", "triangle": "triangle-up", "diamond": "diamond"}


def interactive(series: Series) -> dict[str, Any]:
    """The chart as a Plotly figure: `data` and `layout`, ready for JSON."""
    import plotly.graph_objects as go

    line = _scatter(
        series.points, [point.number for point in series.points], mode="lines", connectgaps=False,
        line={"color": LINE, "width": 2}, hoverinfo="skip", showlegend=False,
    )  # fmt: skip
    layout = {
        "template": "none",
        "font": {"family": FONTS, "size": 14, "color": INK},
        "margin": {"l": 56, "r": 16, "t": 56, "b": 56},
        "legend": {"orientation": "h", "y": 1.04, "yanchor": "bottom"},
        "hovermode": "closest",
        "shapes": list(_zones(series)),
        "xaxis": {"showgrid": False, "dividercolor": LINE, "automargin": True, "tickfont": {"size": 12}},
        "yaxis": {**_ticks(series), "gridcolor": FAINT, "zeroline": False, "automargin": True,
                  "title": {"text": escape(series.unit)},
                  **({"range": list(height_range(series))} if series.known else {})},
    }  # fmt: skip
    figure = go.Figure([line, *_targets(series), *_compared(series), *_markers(series)], layout)
    return json.loads(figure.to_json())


def _scatter(points: Sequence[SeriesPoint], heights: Iterable[Number | None], **more: Any) -> dict[str, Any]:
    """One trace. A height is a place on the screen; the figure itself stays a Decimal and is printed from it."""
    y = [float(height) if isinstance(height, Decimal) else None for height in heights]
    return {"type": "scatter", "x": _across(points), "y": y, **more}


def _across(points: Sequence[SeriesPoint]) -> list[Any]:
    """The places on the axis: years, or two rows of years and their periods."""
    if all(point.short_label == point.year for point in points):
        return [point.label for point in points]
    return [[point.year for point in points], [point.short_label for point in points]]


def _targets(series: Series) -> list[dict[str, Any]]:
    """One dashed line, or two for the ends of a range."""
    targets = [point.target for point in series.points]
    lines = max((1 if target.value is not None else 2 for target in targets if target), default=0)
    return [
        _scatter(
            series.points,
            [target.ends[end] if target else None for target in targets],
            mode="lines",
            line={"color": INK, "width": 1.5, "dash": "dash", "shape": "hvh"},
            name="Target",
            text=[f"{point.label}: target {point.target_text}" for point in series.points],
            hoverinfo="text",
            showlegend=end == 0,
        )
        for end in range(lines)
    ]


def _zones(series: Series) -> Iterator[dict[str, Any]]:
    """Behind everything, where a figure of each period would be amber."""
    for place, point in enumerate(series.points):
        for low, high in point.zones:
            yield {
                "type": "rect", "layer": "below", "fillcolor": ZONE, "line": {"width": 0},
                "x0": place - 0.5, "x1": place + 0.5, "y0": float(low), "y1": float(high),
            }  # fmt: skip


def _compared(series: Series) -> list[dict[str, Any]]:
    """Dotted lines to compare with: benchmarks, or the centre and the limits."""
    return [
        _scatter(
            series.points,
            line.numbers,
            mode="lines",
            line={"color": MUTED, "width": 1.5, "dash": "dot", "shape": "hvh"},
            name=escape(f"{line.name} {line.text}"),
            hoverinfo="name",
        )
        for line in series.lines
    ]


def _markers(series: Series) -> Iterator[dict[str, Any]]:
    """One set of markers for each status, so that the legend is the key."""
    for word in dict.fromkeys(point.word for point in series.known):
        points = [point for point in series.known if point.word == word]
        shape, colour = MARKERS.get(points[0].slug, OTHER_MARKER)
        symbol = SYMBOLS[shape] + ("" if points[0].slug in MARKERS else "-open")
        yield _scatter(
            points,
            [point.number for point in points],
            mode="markers",
            marker={"symbol": symbol, "color": colour, "size": 11},
            name=word,
            text=[point.description for point in points],
            hoverinfo="text",
            **_error_bars(points),
        )


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
    """What stands at the marks of the scale: a yes-or-no has two, in words."""
    if series.format.is_yes_no:
        return {"tickvals": [int(number) for number in ANSWERS], "ticktext": list(ANSWERS.values())}
    return {"ticksuffix": series.format.unit}
