"""An action plan as a picture: a bar for each window, the first agreed one hollow, and the day that it is of."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from textwrap import wrap

from actions.scorecards.action_line import ActionLine
from actions.scorecards.action_plan import ActionPlan
from strategy_portal.domain.periods import add_months

from .style import FAINT, INK, LINE, MARKERS, outline, svg, text_at

WIDTH, LEFT, RIGHT, TOP, ROW = 840, 430, 820, 34, 16
"""In the picture's own units; left of the plot stand number and title."""

BAR = 9
LINE_OF_TITLE, LEADING = 80, 11
"""A longer title goes on in lines of its own, each so much further down: none is cut."""
MOST_YEAR_LABELS = 12
GREY = "#5e5e5e"


@dataclass(frozen=True)
class Span:
    """From days to the picture's units."""

    first: date
    last: date

    def x(self, day: date) -> float:
        return LEFT + (day - self.first).days / max(1, (self.last - self.first).days) * (RIGHT - LEFT)


def timeline_picture(plan: ActionPlan) -> str:
    """The plan as SVG with title and description; empty where no action has a date that can be drawn."""
    drawn = [line for line in plan.lines if line.due_window]
    if not drawn:
        return ""
    height, span = TOP + sum(_height(line) for line in drawn) + 8, _span(drawn, plan.on)
    return svg(
        timeline_sentence(plan),
        "; ".join(_told(line) for line in drawn),
        _shapes(drawn, span, plan.on, height),
        width=WIDTH, height=height, css_class="chart__picture timeline", font_size="11", fill="none",
    )  # fmt: skip


def timeline_sentence(plan: ActionPlan) -> str:
    """What the picture shows, in one sentence; the title of the picture."""
    drawn = sum(line.due_window is not None for line in plan.lines)
    left_out = len(plan.lines) - drawn
    counts = f"{plan.counts.overdue} overdue, {plan.counts.slipped} slipped"
    text = f"Timeline of {drawn} of {len(plan.lines)} actions: {counts}"
    return f"{text}; {left_out} without a date that can be drawn" if left_out else text


def _told(line: ActionLine) -> str:
    moved = f", first agreed {line.first_due_as_written}" if line.has_moved and line.first_due_as_written else ""
    return f"{line.number}: {line.due_as_written}{moved}, {line.state_word.lower()}"


def _span(lines: Sequence[ActionLine], on: date) -> Span:
    """From a month before the first window, or today, to a month after the last."""
    first = [line.action.first_due for line in lines]
    starts = [line.due_window[0] for line in lines if line.due_window] + [d.first_day for d in first if d.first_day]
    ends = [line.due_window[1] for line in lines if line.due_window] + [d.last_day for d in first if d.last_day]
    return Span(add_months(min(*starts, on), -1), add_months(max(*ends, on), 1))


def _shapes(lines: Sequence[ActionLine], span: Span, on: date, height: int) -> Iterator[str]:
    """From the back to the front."""
    yield from _years(span, height)
    top = TOP
    for line in lines:
        yield from _row(line, top + ROW / 2, span)
        top += _height(line)
    x = span.x(on)
    yield f'<path d="M{x:.1f} {TOP - 4}V{height - 6}" stroke="{INK}" stroke-width="1.2" stroke-dasharray="3 2"/>'
    yield text_at(x, TOP - 8, f"{on:%-d %b %Y}", anchor="middle", colour=INK)


def _years(span: Span, height: int) -> Iterator[str]:
    """A line at each new calendar year, because phrases like “Mid 2026” are of calendar years."""
    years = range(span.first.year + 1, span.last.year + 1)
    every = -(-len(years) // MOST_YEAR_LABELS)
    for place, year in enumerate(years):
        x = span.x(date(year, 1, 1))
        yield f'<path d="M{x:.1f} {TOP - 4}V{height - 6}" stroke="{FAINT}"/>'
        if place % every == 0:
            yield text_at(x + 3, 12, str(year))


def _title(line: ActionLine) -> list[str]:
    return wrap(line.title, LINE_OF_TITLE) or [""]


def _height(line: ActionLine) -> int:
    return ROW + LEADING * (len(_title(line)) - 1)


def _row(line: ActionLine, middle: float, span: Span) -> Iterator[str]:
    yield text_at(20, middle + 3.5, str(line.number), anchor="end", colour=INK)
    for place, text in enumerate(_title(line)):
        yield text_at(26, middle + 3.5 + LEADING * place, text)
    shape, colour = MARKERS.get(line.status.value, ("", GREY))
    first, now = line.action.first_due, line.action.due
    if line.has_moved and first.first_day and first.last_day:
        yield _bar(span.x(first.first_day), span.x(first.last_day), middle, f'stroke="{LINE}" stroke-dasharray="2 2"')
        if now.first_day:
            yield f'<path d="M{span.x(first.last_day):.1f} {middle:.1f}H{span.x(now.first_day):.1f}" stroke="{LINE}"/>'
    if now.first_day and now.last_day:
        style = f'fill="{colour}"' if not line.has_ended else f'fill="white" stroke="{GREY}" stroke-width="1.4"'
        yield _bar(span.x(now.first_day), span.x(now.last_day), middle, style)
        if shape:
            yield f'<path d="M{span.x(now.last_day) + 9:.1f} {middle:.1f}{outline(shape, 3)}" fill="{colour}"/>'


def _bar(left: float, right: float, middle: float, style: str) -> str:
    """A window; one of a single day is still to be seen."""
    width = max(3.0, right - left)
    return f'<path d="M{left:.1f} {middle - BAR / 2:.1f}h{width:.1f}v{BAR}h-{width:.1f}z" {style}/>'
