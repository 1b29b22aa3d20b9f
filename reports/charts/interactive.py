"""The chart as a Plotly figure, for plotly.js in the page."""

import json
from collections.abc import Sequence
from typing import Any

from django.utils.html import escape

from strategy_portal.domain.numbers import ANSWERS, Missing, Number

from .series import Series, SeriesPoint, height_range
from .style import FAINT, FONTS, INK, LINE, MARKERS, MUTED, OTHER_MARKER

SYMBOLS = {"circle": "circle", "triangle": "triangle-up", "diamond": "diamond"}


def interactive(series: Series) -> dict[str, Any]:
    """The chart as a Plotly figure: `data` and `layout`, ready for JSON."""
    import plotly.graph_objects as go

    line = go.Scatter(
        x=_across(series.points), y=[_coordinate(point.number) for point in series.points], mode="lines",
        connectgaps=False, line={"color": LINE, "width": 2}, hoverinfo="skip", showlegend=False,
    )  # fmt: skip
    figure = go.Figure([line, *_plotly_targets(series), *_plotly_lines(series), *_plotly_markers(series)])
    figure.update_layout(
        template="none",
        font={"family": FONTS, "size": 14, "color": INK},
        margin={"l": 56, "r": 16, "t": 56, "b": 56},
        legend={"orientation": "h", "y": 1.04, "yanchor": "bottom"},
        hovermode="closest",
        xaxis={"showgrid": False, "dividercolor": LINE, "automargin": True, "tickfont": {"size": 12}},
        yaxis={**_ticks(series), "gridcolor": FAINT, "zeroline": False, "automargin": True,
               "title": {"text": escape(series.unit)},
               **({"range": list(height_range(series))} if series.known else {})},
    )  # fmt: skip
    return json.loads(figure.to_json())


def _across(points: Sequence[SeriesPoint]) -> list[Any]:
    """The places on the axis: years, or two rows of years and their periods."""
    if all(point.short_label == point.year for point in points):
        return [point.label for point in points]
    return [[point.year for point in points], [point.short_label for point in points]]


def _plotly_targets(series: Series) -> list[Any]:
    """One dashed line, or two for the ends of a range."""
    import plotly.graph_objects as go

    targets = [point.target for point in series.points]
    stated = [target for target in targets if target is not None]
    lines = max((1 if target.value is not None else 2 for target in stated), default=0)
    return [
        go.Scatter(
            x=_across(series.points),
            y=[float(target.ends[end]) if target else None for target in targets],
            mode="lines",
            line={"color": INK, "width": 1.5, "dash": "dash", "shape": "hvh"},
            name="Target",
            text=[f"{point.label}: target {point.target_text}" for point in series.points],
            hoverinfo="text",
            showlegend=end == 0,
        )
        for end in range(lines)
    ]


def _plotly_lines(series: Series) -> list[Any]:
    """Dotted lines to compare with: benchmarks, or the centre and the limits."""
    import plotly.graph_objects as go

    return [
        go.Scatter(
            x=_across(series.points),
            y=[_coordinate(number) for number in line.numbers],
            mode="lines",
            line={"color": MUTED, "width": 1.5, "dash": "dot", "shape": "hvh"},
            name=escape(f"{line.name} {line.text}"),
            hoverinfo="name",
        )
        for line in series.lines
    ]


def _plotly_markers(series: Series) -> list[Any]:
    """One set of markers for each status, so that the legend is the key."""
    import plotly.graph_objects as go

    traces = []
    for word in dict.fromkeys(point.word for point in series.known):
        points = [point for point in series.known if point.word == word]
        shape, colour = MARKERS.get(points[0].slug, OTHER_MARKER)
        symbol = SYMBOLS[shape] + ("" if points[0].slug in MARKERS else "-open")
        traces.append(
            go.Scatter(
                x=_across(points),
                y=[_coordinate(point.number) for point in points],
                mode="markers",
                marker={"symbol": symbol, "color": colour, "size": 11},
                name=word,
                text=[point.description for point in points],
                hoverinfo="text",
                **_error_bars(points),
            )
        )
    return traces


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


def _coordinate(number: Number) -> float | None:
    """A place on the screen; the figure itself stays a Decimal and is printed from it."""
    return None if isinstance(number, Missing) else float(number)


def _ticks(series: Series) -> dict[str, Any]:
    """What stands at the marks of the scale: a yes-or-no has two, in words."""
    if series.format.is_yes_no:
        return {"tickvals": [int(number) for number in ANSWERS], "ticktext": list(ANSWERS.values())}
    return {"ticksuffix": series.format.unit}
