"""Shares or scores of several things beside each other as SVG, drawn here: for page and print, without a browser."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.html import escape

from .style import BAR, FAINT, FONTS, INK, LINE, MUTED, outline, shortened, svg

WIDTH, ROW, TOP, THICK = 420, 34, 6, 11
"""In the picture's own units. Each name stands above its bar, so that it has the whole width."""

LONGEST = WIDTH - 62
"""How long the longest bar is: right of it stands its figure."""

LETTERS, LETTERS_BESIDE = 74, 36
"""As much of a name as has room, alone or beside another figure; the table beside the picture has it whole."""


TOP_FEW = 3
"""How many of the longest bars the sentence names together."""

TOGETHER = "with those above: "


@dataclass(frozen=True)
class Bar:
    """`size` is what the bar is long for, `text` its figure as printed.

    `reached` is what it and those above come to together, and `reached_text` says so; None where nothing adds up.
    """

    name: str
    size: Decimal
    text: str
    reached: Decimal | None = None
    reached_text: str = ""


@dataclass(frozen=True)
class Bars:
    """`most` is what a bar of full length stands for. `line` crosses them all, and `line_text` says what it is."""

    title: str
    bars: Sequence[Bar]
    most: Decimal
    line: Decimal | None = None
    line_text: str = ""


def bars_sentence(chart: Bars) -> str:
    """The picture in one sentence: highest, lowest, and the line."""
    if not chart.bars:
        return "There is no figure yet."
    high, low = max(chart.bars, key=lambda bar: bar.size), min(chart.bars, key=lambda bar: bar.size)
    parts = [f"Highest: {high.name}, {high.text}"]
    if low.size != high.size:
        parts.append(f"lowest: {low.name}, {low.text}")
    if chart.line is not None:
        parts.append(chart.line_text)
    if len(chart.bars) > TOP_FEW and chart.bars[TOP_FEW - 1].reached is not None:
        parts.append(f"the first {TOP_FEW} together: {chart.bars[TOP_FEW - 1].reached_text}")
    return "; ".join(parts) + "."


def bars_picture(chart: Bars) -> str:
    """The bars as SVG with title and description; the same text each time for the same bars."""
    height = TOP + ROW * len(chart.bars) + (16 if chart.line is not None else 2)
    description = "; ".join(described(bar) for bar in chart.bars)
    title = f"Bar chart. {chart.title}. {bars_sentence(chart)}"
    return svg(title, description, _shapes(chart, height), width=WIDTH, height=height, font_size="11.5", fill=INK)


def described(bar: Bar) -> str:
    """`Telephone: 52.4%, with those above 70.0%`."""
    together = f", {TOGETHER.replace(':', '')}{bar.reached_text}" if bar.reached is not None else ""
    return f"{bar.name}: {bar.text}{together}"


def _shapes(chart: Bars, height: float) -> Iterator[str]:
    for place, bar in enumerate(chart.bars):
        y = TOP + place * ROW
        long = _length(chart, bar.size)
        letters = LETTERS if bar.reached is None else LETTERS_BESIDE
        yield f'<text x="0" y="{y + 9}">{escape(shortened(bar.name, letters))}</text>'
        yield f'<rect x="0" y="{y + 14}" width="{LONGEST}" height="{THICK}" fill="{FAINT}"/>'
        yield f'<rect x="0" y="{y + 14}" width="{long:.1f}" height="{THICK}" fill="{BAR}"/>'
        yield f'<text x="{LONGEST + 6}" y="{y + 24}" font-weight="700">{escape(bar.text)}</text>'
    if chart.line is not None:
        yield from _line(chart, chart.line, height)
    yield from _together(chart)


def _together(chart: Bars) -> Iterator[str]:
    """From bar to bar a line to what is reached with it, and the figure of that at the right of each name."""
    placed = [
        (_length(chart, bar.reached), TOP + place * ROW + 14 + THICK / 2, bar)
        for place, bar in enumerate(chart.bars)
        if bar.reached is not None
    ]
    if placed:
        path = "L".join(f"{x:.1f} {y:.1f}" for x, y, _ in placed)
        yield f'<path d="M{path}" fill="none" stroke="{INK}" stroke-width="1.2" stroke-dasharray="3 2"/>'
    for x, y, bar in placed:
        yield f'<path d="M{x:.1f} {y:.1f}{outline("diamond", 3.4)}" fill="white" stroke="{INK}" stroke-width="1.2"/>'
        text = f"{TOGETHER}{bar.reached_text}" if bar is chart.bars[0] else bar.reached_text
        yield f'<text x="{LONGEST}" y="{y - 10.5:.1f}" fill="{MUTED}" text-anchor="end">{escape(text)}</text>'


def _line(chart: Bars, at: Decimal, height: float) -> Iterator[str]:
    """Behind no name: it crosses the bars alone."""
    x = _length(chart, at)
    for place in range(len(chart.bars)):
        yield f'<path d="M{x:.1f} {TOP + place * ROW + 12}v{THICK + 4}" stroke="{INK}" stroke-width="1.6"/>'
    yield f'<path d="M{x:.1f} {height - 17}v5" stroke="{LINE}"/>'
    side = "end" if x > WIDTH / 2 else "start"
    yield f'<text x="{x:.1f}" y="{height - 3}" fill="{MUTED}" text-anchor="{side}">{escape(chart.line_text)}</text>'


def _length(chart: Bars, size: Decimal) -> float:
    return float(size / chart.most) * LONGEST if chart.most else 0


def bars_interactive(chart: Bars) -> dict[str, Any]:
    """The same as a Plotly figure: `data` and `layout`, ready for JSON; the first bar at the top."""
    names = [escape(f"{place}. {shortened(bar.name, LETTERS_BESIDE)}") for place, bar in enumerate(chart.bars, 1)]
    labels = [escape(described(bar)) for bar in chart.bars]
    data = [
        {
            "type": "bar", "orientation": "h", "x": [float(bar.size) for bar in chart.bars], "y": names,
            "text": [escape(bar.text) for bar in chart.bars], "textposition": "auto", "hovertext": labels,
            "hoverinfo": "text", "marker": {"color": BAR}, "showlegend": False,
        }
    ]  # fmt: skip
    if chart.bars and all(bar.reached is not None for bar in chart.bars):
        data.append(
            {
                "type": "scatter", "mode": "lines+markers", "x": [float(bar.reached or 0) for bar in chart.bars],
                "y": names, "text": labels, "hoverinfo": "text", "name": "With those above", "showlegend": True,
                "line": {"color": INK, "dash": "dash", "width": 1.5},
                "marker": {"symbol": "diamond-open", "size": 10, "color": INK},
            }
        )  # fmt: skip
    layout = {
        "template": "none", "height": 130 + 40 * len(chart.bars),
        "font": {"family": FONTS, "size": 13, "color": INK},
        "margin": {"l": 20, "r": 24, "t": 16, "b": 64}, "hovermode": "closest",
        "legend": {"orientation": "h", "y": -0.12, "yanchor": "top", "x": 0},
        "xaxis": {"range": [0, float(chart.most)], "ticksuffix": "%", "gridcolor": FAINT, "zeroline": False},
        "yaxis": {"autorange": "reversed", "automargin": True},
    }  # fmt: skip
    return {"data": data, "layout": layout}
