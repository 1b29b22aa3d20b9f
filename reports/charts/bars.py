"""Shares or scores of several things beside each other as SVG, drawn here: for page and print, without a browser."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.html import escape

from .style import BAR, FAINT, INK, LINE, MUTED, shortened, svg

WIDTH, ROW, TOP, THICK = 420, 34, 6, 11
"""In the picture's own units. Each name stands above its bar, so that it has the whole width."""

LONGEST = WIDTH - 62
"""How long the longest bar is: right of it stands its figure."""

LETTERS = 74
"""As much of a name as has room; the table beside the picture has it whole."""


@dataclass(frozen=True)
class Bar:
    """`size` is what the bar is long for, `text` its figure as printed."""

    name: str
    size: Decimal
    text: str


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
    return "; ".join(parts) + "."


def bars_picture(chart: Bars) -> str:
    """The bars as SVG with title and description; the same text each time for the same bars."""
    height = TOP + ROW * len(chart.bars) + (16 if chart.line is not None else 2)
    description = "; ".join(f"{bar.name}: {bar.text}" for bar in chart.bars)
    title = f"Bar chart. {chart.title}. {bars_sentence(chart)}"
    return svg(title, description, _shapes(chart, height), width=WIDTH, height=height, font_size="11.5", fill=INK)


def _shapes(chart: Bars, height: float) -> Iterator[str]:
    for place, bar in enumerate(chart.bars):
        y = TOP + place * ROW
        long = _length(chart, bar.size)
        yield f'<text x="0" y="{y + 9}">{escape(shortened(bar.name, LETTERS))}</text>'
        yield f'<rect x="0" y="{y + 14}" width="{LONGEST}" height="{THICK}" fill="{FAINT}"/>'
        yield f'<rect x="0" y="{y + 14}" width="{long:.1f}" height="{THICK}" fill="{BAR}"/>'
        yield f'<text x="{LONGEST + 6}" y="{y + 24}" font-weight="700">{escape(bar.text)}</text>'
    if chart.line is not None:
        yield from _line(chart, chart.line, height)


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
