"""The units of a survey as a Plotly figure: the same marks, lines and words as the picture."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.utils.html import escape

from indicators.judging.indicator_page import UnitLine
from strategy_portal.domain.numbers import Number

from .interactive import SYMBOLS
from .style import FAINT, FONTS, INK, LINE, MUTED, ZONE, shortened
from .units import Units, marks, reach

ROW, TOP, BOTTOM, LETTERS, LONGEST_NAME = 25, 44, 64, 13, 30
"""Pixels: of a row, above and below the plot, of a letter; and letters of a name."""

LAST = 2000
"""In the legend: a trace stands at 1000 unless it says so."""


def units_interactive(units: Units) -> dict[str, Any]:
    """The same as a Plotly figure: `data` and `layout`, ready for JSON; the lowest at the top."""
    names = [_named(line.unit, line.value_text) for line in units.known]
    names += [_named(name, "") for name, _ in units.missing]
    plot_height = ROW * len(names)
    layout = {
        "height": TOP + plot_height + BOTTOM,
        "font": {"family": FONTS, "size": LETTERS, "color": INK},
        "margin": {"l": 20, "r": 24, "t": TOP, "b": BOTTOM},
        "hovermode": "closest",
        "showlegend": True,
        "legend": {"orientation": "h", "x": 0, "y": -40 / plot_height, "yanchor": "top"},
        "shapes": [*_zone_shapes(units), *_line_shapes(units)],
        "annotations": [*_line_names(units), *_missing_words(units)],
        "xaxis": {
            "range": list(reach(units)), "gridcolor": FAINT, "zeroline": False,
            "tickvals": [float(mark) for mark in marks(units)],
            "ticktext": [units.format.in_full.text(mark) for mark in marks(units)],
            **({"title": {"text": escape(units.unit)}} if units.unit else {}),
        },
        "yaxis": {
            "range": [len(names) - 0.5, -0.5], "gridcolor": FAINT, "zeroline": False, "automargin": True,
            "tickvals": list(range(len(names))),
            "ticktext": names,
        },
    }  # fmt: skip
    return {"data": [*_year_ago_trace(units), *_traces(units)], "layout": layout}


def _named(name: str, figure: str) -> str:
    text = escape(shortened(name, LONGEST_NAME))
    return f"{text} <b>{escape(figure)}</b>" if figure else text


def _traces(units: Units) -> Iterator[dict[str, Any]]:
    """One set of marks for each status, so that the legend is the key of the shapes."""
    for word in dict.fromkeys(map(units.word, units.known)):
        of_it = [(place, line) for place, line in enumerate(units.known) if units.word(line) == word]
        shape, colour = units.marker(of_it[0][1])
        yield {
            **_scatter([(line.number, place) for place, line in of_it], [units.described(line) for _, line in of_it]),
            "name": word or "Unit",
            "marker": {"symbol": SYMBOLS[shape], "color": colour, "size": 11},
            **_error_bars([line for _, line in of_it]),
        }


def _scatter(places: Sequence[tuple[Number, int]], labels: Sequence[str]) -> dict[str, Any]:
    return {
        "type": "scatter", "mode": "markers", "hoverinfo": "text", "text": [escape(text) for text in labels],
        "x": [float(number) for number, _ in places if isinstance(number, Decimal)],
        "y": [place for _, place in places],
    }  # fmt: skip


def _error_bars(lines: Sequence[UnitLine]) -> dict[str, Any]:
    """The 95% intervals (rules 7.3)."""
    if not any(line.interval for line in lines):
        return {}
    apart = [
        (line.interval.high - line.number, line.number - line.interval.low)
        if line.interval and isinstance(line.number, Decimal) else (Decimal(0), Decimal(0))
        for line in lines
    ]  # fmt: skip
    return {
        "error_x": {
            "type": "data", "symmetric": False, "color": LINE, "array": [float(over) for over, _ in apart],
            "arrayminus": [float(under) for _, under in apart],
        }
    }  # fmt: skip


def _year_ago_trace(units: Units) -> Iterator[dict[str, Any]]:
    """No stop of the arrow keys: each mark says it too."""
    placed = [(place, line) for place, line in enumerate(units.known) if line.year_ago_text]
    if placed:
        yield {
            **_scatter(
                [(line.year_ago, place) for place, line in placed],
                [f"{line.unit}: {line.year_ago_text} a year ago" for _, line in placed],
            ),
            "name": "A year ago", "meta": "row", "legendrank": LAST,
            "marker": {"symbol": "circle-open", "color": INK, "size": 8},
        }  # fmt: skip


def _zone_shapes(units: Units) -> Iterator[dict[str, Any]]:
    for low, high in units.zones:
        yield {"type": "rect", "layer": "below", "fillcolor": ZONE, "line": {"width": 0}, "x0": float(low),
               "x1": float(high), "yref": "paper", "y0": 0, "y1": 1}  # fmt: skip


def _line_shapes(units: Units) -> Iterator[dict[str, Any]]:
    for place, style, _ in units.lines:
        is_dashed = "dasharray" in style
        pen = {"color": INK if is_dashed else MUTED, "width": 1.5, "dash": "dash" if is_dashed else "solid"}
        yield {"type": "line", "x0": float(place), "x1": float(place), "yref": "paper", "y0": 0, "y1": 1, "line": pen,
               "layer": "below"}  # fmt: skip


def _line_names(units: Units) -> Iterator[dict[str, Any]]:
    """Above the plot, one over the other, so that none is on another."""
    for place, _, text in units.lines:
        if text:
            yield {"x": float(place), "yref": "paper", "y": 1, "yanchor": "bottom", "showarrow": False,
                   "yshift": 2 if text.startswith("target") else 20, "text": escape(text)}  # fmt: skip


def _missing_words(units: Units) -> Iterator[dict[str, Any]]:
    for place, (_, why) in enumerate(units.missing, len(units.known)):
        yield {"xref": "paper", "x": 0, "xanchor": "left", "xshift": 6, "y": place, "showarrow": False,
               "text": escape(why), "font": {"color": MUTED}}  # fmt: skip
