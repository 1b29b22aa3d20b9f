"""An action's dates on one line: the window in which it is due, then a tail to today while it is late.

Across all is in percent and down in pixels, so that a track fills the width there is and its shapes keep their size.
A page draws the tracks of many actions on one axis: what they share stands once, in `ground`, and is referred to.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from actions.models import Milestone
from actions.scorecards.action_line import ActionLine, Situation
from strategy_portal.domain.due_dates import DueWindow
from strategy_portal.domain.periods import add_months

from .style import FAINT, INK, LINE, MARKERS, MUTED

RED = MARKERS["red"][1]
GREEN = MARKERS["green"][1]
TOP, HEIGHT = 7, 12
"""Of a window's box, in pixels."""
MIDDLE = TOP + HEIGHT / 2
MILESTONES = 27
LEAST_WIDTH = 0.4
"""Percent: a window of a single day is still to be seen."""
MOST_YEARS = 8
LAST_YEAR = 0.84
"""Of the width: by then the last year has begun, because its name takes a seventh of a track on the board's page."""
A_YEAR = 364
"""Days: more, and a further year would begin."""

GLYPHS = {
    "red": f'<path d="M0-4.5 4.5 0 0 4.5-4.5 0z" fill="{RED}"/>',
    "amber": '<path d="M0-4 4.5 4h-9z" fill="#b35900"/>',
    "green": f'<circle r="4" fill="{GREEN}"/>',
    "unknown": f'<path d="M-2.2-1.6a2.2 2.2 0 1 1 3 2C.1.8 0 1.1 0 1.9M0 3.4v1.3" stroke="{INK}" stroke-width="1.4"/>',
    "suspended": f'<path d="M-2-4v8M2-4v8" stroke="{INK}" stroke-width="1.6"/>',
    "not-started": f'<circle r="3" fill="#fff" stroke="{INK}" stroke-width="1.4"/>',
    "in-progress": f'<circle r="3" fill="{INK}"/>',
    "completed": (
        f'<circle r="6.5" fill="#fff" stroke="{INK}" stroke-width="1.6"/>'
        f'<path d="M-3 0-.8 2.4 3.2-2.4" stroke="{INK}" stroke-width="1.8"/>'
    ),
    "reached": f'<path d="M-3-3h6v6h-6z" fill="{INK}" stroke="{INK}"/>',
    "ahead": f'<path d="M-3-3h6v6h-6z" fill="#fff" stroke="{INK}"/>',
    "arrow": f'<path d="M-6-3.5 0 0-6 3.5" stroke="{MUTED}" stroke-width="1.25"/>',
    "cancelled": f'<path d="M-3.5-3.5l7 7M3.5-3.5l-7 7" stroke="{INK}" stroke-width="1.6"/>',
}
"""Shapes, each around its middle: that of a window by `ActionLine.mark`, a milestone’s, the end of a move."""


@dataclass(frozen=True)
class Step:
    """A milestone as it stood on the day: reached on a day, or to come by one."""

    day: date
    is_reached: bool


@dataclass(frozen=True)
class Axis:
    """From days to percent of the width; `on` is today's line."""

    first: date
    last: date
    on: date

    def x(self, day: date) -> float:
        return round((day - self.first).days / max(1, (self.last - self.first).days) * 100, 2)

    @property
    def years(self) -> list[int]:
        """The calendar years that begin on it, as many as can be read beside each other."""
        found = [year for year in range(self.first.year, self.last.year + 1) if date(year, 1, 1) >= self.first]
        return found[:: -(-len(found) // MOST_YEARS)] if found else []


def steps(milestones: Iterable[Milestone], on: date) -> list[Step]:
    """Those that have a day. One that was reached later than `on` was to come then."""
    found = []
    for each in milestones:
        reached = each.completed_on is not None and each.completed_on <= on
        if day := each.completed_on if reached else each.due.last_day:
            found.append(Step(day, reached))
    return found


def axis(lines: Iterable[ActionLine], on: date, milestones: Iterable[Step] = ()) -> Axis:
    """From the year in which the first date lies to two months after the last one, today within.

    It goes on until the last year that begins on it has room for its name, also on a phone.
    """
    days = {on, *(step.day for step in milestones)}
    for line in lines:
        for due in (line.action.first_due, line.action.due):
            days.update(day for day in (due.first_day, due.last_day) if day)
        days.update(move.after.ends_on for move in line.action.moves if move.after.ends_on)
        if line.has_ended and line.action.completed_on:
            days.add(line.action.completed_on)
    first, last = date(min(days).year, 1, 1), add_months(max(days), 2)
    begun = date(last.year, 1, 1)
    room = min(round((begun - first).days * (1 / LAST_YEAR - 1)), A_YEAR)
    return Axis(first, max(last, begun + timedelta(days=room)), on)


def ground(axis: Axis) -> str:
    """What the tracks of one axis share: years, today, hatching, shapes. Once on the page, before them."""
    years = "".join(_upright(axis.x(date(year, 1, 1)), FAINT) for year in axis.years)
    today = _upright(axis.x(axis.on), INK, 1.5)
    names = "".join(
        f'<text x="{axis.x(date(year, 1, 1))}%" dx="3" y="42" fill="{MUTED}">{year}</text>' for year in axis.years
    )
    shapes = "".join(f'<g id="track-{name}">{drawn}</g>' for name, drawn in GLYPHS.items())
    return (
        '<svg class="track-ground" width="0" height="0" aria-hidden="true" focusable="false" fill="none"><defs>'
        '<pattern id="track-hatch" width="6" height="6" patternUnits="userSpaceOnUse">'
        f'<path d="M-1 7 7-1M-1 1 1-1M5 7 7 5" stroke="{INK}" stroke-width=".8"/></pattern>'
        f'<g id="track-grid">{years}{today}</g><g id="track-years">{names}</g>{shapes}</defs></svg>'
    )


def _upright(x: float, colour: str, width: float = 1) -> str:
    return f'<line x1="{x}%" x2="{x}%" y1="0" y2="100%" stroke="{colour}" stroke-width="{width}"/>'


def scale(axis: Axis) -> str:
    """The head of the column: the years, and which day today's line is."""
    x = axis.x(axis.on)
    anchor, move = ("end", 0) if x > 75 else ("start", 0) if x < 25 else ("middle", 0)
    years = "".join(
        f'<text x="{axis.x(date(year, 1, 1))}%" dx="3" y="32" fill="{MUTED}">{year}</text>' for year in axis.years
    )
    return (
        '<svg class="track track--scale" aria-hidden="true" focusable="false">'
        f'<text x="{x}%" dx="{move}" y="12" text-anchor="{anchor}" font-weight="700" fill="{INK}">'
        f"{axis.on:%-d %b %Y}</text>{years}"
        f'<line x1="{x}%" x2="{x}%" y1="17" y2="100%" stroke="{INK}" stroke-width="1.5"/></svg>'
    )


def track(line: ActionLine, axis: Axis, milestones: Sequence[Step] = ()) -> str:
    """One action. What it shows stands in words beside it, so nobody needs to read it."""
    shapes = "".join([*_dates(line, axis), *_steps(milestones, axis)])
    return (
        '<svg class="track" aria-hidden="true" focusable="false" fill="none"><use href="#track-grid"/>'
        f'<use href="#track-years" class="track__years"/>{shapes}</svg>'
    )


def _dates(line: ActionLine, axis: Axis) -> Iterator[str]:
    """From the back to the front: the first window and the moves, the tail, the present window with its shape."""
    first, now = line.action.first_due, line.action.due
    if line.has_moved and first.window:
        yield from _moved(line, first, now, axis)
    window = now.window or (first.window if not now.readable else None)
    if not window:
        return
    left, right = (axis.x(day) for day in window)
    if line.is_overdue:
        yield _tail(line.situation, right, axis.x(axis.on))
    if line.situation is Situation.COMPLETED:
        yield from _completed(line, left, right, axis)
        return
    yield _box(left, right, *_style(line))
    yield _glyph(line.mark, (left + right) / 2)


def _style(line: ActionLine) -> tuple[str, str, str]:
    """Fill, outline and width of the present window's box."""
    if line.situation is Situation.CANCELLED:
        return "#fff", LINE, "1.25"
    return {"red": ("#fff", RED, "2"), "green": ("#e6f3e9", GREEN, "1.5"), "amber": ("#fff1d9", "#b35900", "1.5")}.get(
        line.status.value, ("#fff", INK, "1.5")
    )


def _moved(line: ActionLine, first: DueWindow, now: DueWindow, axis: Axis) -> Iterator[str]:
    """A dashed box, an arrow to the present window, and a tick for each date between them."""
    assert first.first_day
    assert first.last_day
    yield _box(axis.x(first.first_day), axis.x(first.last_day), "#fff", MUTED, "1.25", dashed=True)
    begin, end = axis.x(first.last_day), axis.x(now.first_day) if now.first_day else 100.0
    yield f'<line x1="{begin}%" x2="{end}%" y1="{MIDDLE}" y2="{MIDDLE}" stroke="{MUTED}" stroke-width="1.25"/>'
    if end > begin:
        yield _glyph("arrow", end)
    for move in line.action.moves[:-1]:
        if day := move.after.ends_on:
            x = axis.x(day)
            yield f'<line x1="{x}%" x2="{x}%" y1="{TOP + 2}" y2="{TOP + HEIGHT - 2}" stroke="{MUTED}"/>'


def _tail(situation: Situation, begin: float, end: float) -> str:
    """Solid red while in progress; hatched where nobody reports; dotted where it is suspended or was not begun."""
    width = round(max(end - begin, 0), 2)
    if situation is Situation.LATE:
        return f'<rect x="{begin}%" y="{MIDDLE - 3}" width="{width}%" height="6" fill="{RED}"/>'
    if situation is Situation.LATE_NO_STATE:
        return (
            f'<rect x="{begin}%" y="{MIDDLE - 3.5}" width="{width}%" height="7" fill="url(#track-hatch)" '
            f'stroke="{INK}" stroke-width=".75"/>'
        )
    colour = RED if situation is Situation.LATE_NOT_STARTED else INK
    return (
        f'<line x1="{begin}%" x2="{end}%" y1="{MIDDLE}" y2="{MIDDLE}" stroke="{colour}" stroke-width="2.5" '
        'stroke-dasharray="1 4" stroke-linecap="round"/>'
    )


def _completed(line: ActionLine, left: float, right: float, axis: Axis) -> Iterator[str]:
    """A tick in a ring on the day of completion, joined to the window where it lies outside of it."""
    yield _box(left, right, "#fff", LINE, "1.25")
    day = line.action.completed_on
    at = axis.x(day) if day else right
    if at > right or at < left:
        near = right if at > right else left
        yield f'<line x1="{near}%" x2="{at}%" y1="{MIDDLE}" y2="{MIDDLE}" stroke="{LINE}" stroke-width="1.25"/>'
    yield _glyph("completed", at)


def _steps(milestones: Iterable[Step], axis: Axis) -> Iterator[str]:
    for step in milestones:
        yield _glyph("reached" if step.is_reached else "ahead", axis.x(step.day), MILESTONES)


def _box(left: float, right: float, fill: str, stroke: str, width: str, *, dashed: bool = False) -> str:
    across = round(max(LEAST_WIDTH, right - left), 2)
    dashes = ' stroke-dasharray="3 2"' if dashed else ""
    return (
        f'<rect x="{left}%" y="{TOP}" width="{across}%" height="{HEIGHT}" fill="{fill}" stroke="{stroke}" '
        f'stroke-width="{width}"{dashes}/>'
    )


def _glyph(name: str, x: float, y: float = MIDDLE) -> str:
    return f'<use href="#track-{name}" x="{x:.2f}%" y="{y}"/>'


def key() -> list[tuple[str, str]]:
    """Each kind of track, 70 pixels wide, with its words."""
    box = f'<rect x="1" y="{TOP}" width="22" height="{HEIGHT}" fill="#fff"'
    tails = [
        (f'stroke="{RED}" stroke-width="2"/>', f'<rect x="24" y="{MIDDLE - 3}" width="44" height="6" fill="{RED}"/>'),
        (
            f'stroke="{INK}" stroke-width="1.5"/>',
            f'<rect x="24" y="{MIDDLE - 3.5}" width="44" height="7" fill="url(#track-hatch)" stroke="{INK}" '
            'stroke-width=".75"/>',
        ),
        (
            f'stroke="{INK}" stroke-width="1.5"/>',
            f'<path d="M26 {MIDDLE}h42" stroke="{INK}" stroke-width="2.5" stroke-dasharray="1 4" '
            'stroke-linecap="round"/>',
        ),
    ]
    drawn = [f"{box} {stroke}{tail}" for stroke, tail in tails]
    arrow = f'<path d="M24 {MIDDLE}h42m-5-3.5 5 3.5-5 3.5" stroke="{MUTED}"/>'
    drawn.append(f'{box} stroke="{MUTED}" stroke-dasharray="3 2"/>{arrow}')
    drawn.append(f'{box} stroke="{LINE}"/><use href="#track-completed" x="23" y="{MIDDLE}"/>')
    drawn.append(f'<use href="#track-reached" x="11" y="{MIDDLE}"/><use href="#track-ahead" x="37" y="{MIDDLE}"/>')
    words = (
        "due window, then late: in progress", "late, no state reported", "late, suspended or not started",
        "first agreed, then moved", "completed", "milestone reached, to come",
    )  # fmt: skip
    pictures = (
        f'<svg class="track-key__picture" width="70" height="26" aria-hidden="true" focusable="false" fill="none">'
        f"{each}</svg>"
        for each in drawn
    )
    return list(zip(pictures, words, strict=True))
