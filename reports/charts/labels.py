"""What is written in a chart: at the right, each beside what it names, instead of a legend; and at which points."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from strategy_portal.domain.numbers import Missing

from .series import Series, SeriesPoint, Style, height_range
from .style import INK, MUTED

NEAR = 0.16
"""Of the height of the plot: a line nearer to a point than this runs through a figure on its side."""


@dataclass(frozen=True)
class Label:
    """`height` is that of what it names, in the figures' own units; the smaller its `rank`, the sooner it stays."""

    height: Decimal
    text: str
    colour: str = MUTED
    is_bold: bool = False
    rank: int = 2


def labels_of(series: Series) -> list[Label]:
    """The last figure, the target, where red begins, and each line that does not end before."""
    last = series.ended[-1]
    found = [*_own(series, last), *_target(series, last)]
    for line in series.lines:
        if not line.has_ended and line.last:
            is_path = line.style is Style.PATH
            text = f"{line.text} {line.name}" if line.style is not Style.COMPARED else f"{line.name} {line.text}"
            found.append(Label(line.last[1], text, INK if is_path else MUTED, is_path, 1 if is_path else 2))
    return found


def _own(series: Series, last: SeriesPoint) -> list[Label]:
    """The last figure, where the line reaches the last period."""
    if isinstance(last.number, Missing) or any(point.is_future for point in series.points) or series.is_apart:
        return []
    return [Label(last.number, last.text, INK, True, 0)]


def _target(series: Series, last: SeriesPoint) -> list[Label]:
    """At the end of its line, which may be that of a period to come."""
    end = next((point for point in reversed(series.points) if point.target), None)
    if end is None or end.target is None or not (end.is_future or end is last or series.is_apart):
        return []
    name = "Due" if series.judged_to_date else "Target"
    found = [Label(end.target.ends[0], f"{name} {end.target_text}", INK, rank=1)]
    low = end.target.ends[0]
    if series.is_difference:
        return found
    for bottom, top in end.zones:
        edge, side = (bottom, "below") if top == low else (top, "above")
        found.append(Label(edge, f"Red {side} {series.format.in_full.text(edge)}", rank=3))
    return found


def written(series: Series) -> list[tuple[int, bool]]:
    """Which points carry their figure, and whether above: lowest, highest and first, where they don't touch.

    The last one does where it does not stand at the right. Of a yes-or-no the scale names both answers.
    """
    placed = [(place, point.number) for place, point in enumerate(series.points) if isinstance(point.number, Decimal)]
    if series.format.is_yes_no or not placed:
        return []
    low = min(placed, key=lambda each: each[1])[0]
    high = max(placed, key=lambda each: each[1])[0]
    last, room = placed[-1][0], max(1, len(placed) // 6)
    chosen = [] if last == len(series.points) - 1 else [(last, True)]
    taken = [last]
    for place, above in ((high, True), (low, False), (placed[0][0], True)):
        if all(abs(place - other) > room for other in taken):
            chosen.append((place, above))
            taken.append(place)
    return [(place, _is_above(series, place, above)) for place, above in chosen]


def _is_above(series: Series, place: int, wanted: bool) -> bool:
    """The side that is free of the target line; else as wanted."""
    point, (low, high) = series.points[place], height_range(series)
    assert isinstance(point.number, Decimal)
    reach = (high - low) * NEAR
    above_by = [float(end - point.number) for end in point.target.ends] if point.target else []
    if any(0 < by < reach for by in above_by):
        return False
    return wanted or any(-reach < by < 0 for by in above_by)


def pushed(heights: Sequence[float], room: float, top: float, bottom: float) -> list[float]:
    """The same places, moved apart as little as it takes so that none is nearer than `room` to the next.

    Within [top, bottom] as long as all have room there.
    """
    order = sorted(range(len(heights)), key=lambda each: heights[each])
    placed = list(heights)
    for before, after in pairwise(order):
        placed[after] = max(placed[after], placed[before] + room)
    if order and placed[order[-1]] > bottom:
        placed[order[-1]] = bottom
        for after, before in pairwise(reversed(order)):
            placed[before] = min(placed[before], placed[after] - room)
    if order and placed[order[0]] < top:
        placed[order[0]] = top
        for before, after in pairwise(order):
            placed[after] = max(placed[after], placed[before] + room)
    return placed
