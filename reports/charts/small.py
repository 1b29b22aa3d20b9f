"""Small pictures of an indicator, for cards and tables: figures against target and tolerance, the last one marked.

A sum over the year is drawn by how far its year to date lies from what is due by then, because cumulative lines hide
it; what is due is its straight line.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

from django.utils.html import escape

from indicators.judging.cards import IndicatorCard, Point
from strategy_portal.domain import wording
from strategy_portal.domain.numbers import Number
from strategy_portal.domain.status import Status, amber_zones

from .style import FONTS, INK, LINE, MARKERS, MUTED, OTHER_MARKER, ZONE, outline, text_at

LEAST_APART = 12
"""Pixels between two texts at the right."""


class SmallPoint(NamedTuple):
    """One period: the figure's height, the ends of its target, and of the zones in which it is amber.

    `period` is what is drawn: a Point, or a published Figure; either knows its `status` and its `period`.
    """

    period: Any
    height: Number
    target: tuple[Decimal, Decimal] | None
    zones: tuple[tuple[Decimal, Decimal], ...]


Placed = Sequence[tuple[int, SmallPoint]]
"""The points that have a figure, each with its place among all."""


@dataclass(frozen=True)
class Frame:
    """From places and heights to pixels."""

    left: float
    right: float
    top: float
    bottom: float
    count: int
    low: float
    high: float

    @cached_property
    def step(self) -> float:
        return (self.right - self.left) / max(1, self.count)

    def x(self, place: float) -> float:
        return self.left + (place + 0.5) * self.step

    def y(self, height: Number) -> float:
        assert isinstance(height, Decimal)
        return self.bottom - (float(height) - self.low) / (self.high - self.low) * (self.bottom - self.top)


def small_points(card: IndicatorCard) -> list[SmallPoint]:
    """The periods of a card, oldest first."""
    return [_to_date(point) for point in card.points] if card.figures.is_sum else _own_points(card)


def _own_points(card: IndicatorCard) -> list[SmallPoint]:
    """Targets and rules change rarely: what follows from both is worked out where one does."""
    found: list[SmallPoint] = []
    aim, rule, ends, zones = None, None, None, ()
    for point in card.points:
        if point.target is not aim or point.rule is not rule:
            aim, rule = point.target, point.rule
            ends, zones = aim.ends if aim else None, amber_zones(rule, aim)
        found.append(SmallPoint(point, point.own, ends, zones))
    return found


def _to_date(point: Point) -> SmallPoint:
    """How far the year to date lies from what is due."""
    judged = point.standing.judged
    if judged.target is None:
        return SmallPoint(point, judged.value, None, ())
    due = judged.target.ends[0]
    apart = judged.value - due if isinstance(judged.value, Decimal) else judged.value
    ends = tuple((low - due, high - due) for low, high in amber_zones(judged.rule, judged.target))
    return SmallPoint(point, apart, (Decimal(0), judged.target.ends[1] - due), ends)


def spark(card: IndicatorCard) -> str:
    """104 by 30 pixels, for a row that prints the figure: nothing of it needs to be read. Empty without two figures."""
    points = small_points(card)
    known = known_of(points)
    if len(known) < 2:
        return ""
    frame = frame_of(points, left=2, right=98, top=4, bottom=26)
    shapes = [*ground(frame, points), *line(frame, known), *marks(frame, known[-1:])]
    return (
        '<svg class="spark" viewBox="0 0 104 30" width="104" height="30" aria-hidden="true" '
        f'fill="none">{"".join(shapes)}</svg>'
    )


def strip(row: Sequence[Status], text: str) -> str:
    """A row of cells, one for each status, the latest at the right: the worse, the more ink. `text` says the same."""
    cells = "".join(_cell(16 * place, status) for place, status in enumerate(row))
    return (
        f'<svg class="strip-picture" viewBox="0 0 {16 * len(row)} 15" width="{16 * len(row)}" height="15" role="img" '
        f'fill="none"><title>{escape(text)}</title>{cells}</svg>'
    )


def _cell(left: int, status: Status) -> str:
    shape, colour = MARKERS.get(status.value, OTHER_MARKER)
    ground = {Status.RED: colour, Status.AMBER: "#fbdcae"}.get(status, "white")
    mark = f'fill="{colour}"' if status in (Status.AMBER, Status.GREEN) else f'stroke="{colour}"'
    mark = 'fill="white"' if status is Status.RED else mark
    square = f'<path d="M{left}.5 .5h14v14h-14z" fill="{ground}" stroke="#b3b3b3" stroke-width="0.5"/>'
    return f'{square}<path d="M{left + 7.5} 7.5{outline(shape, 3)}" {mark}/>'


def card_chart(card: IndicatorCard) -> str:
    """280 by 110 pixels: each figure by its status, the first and the last written, the target, the years."""
    points = small_points(card)
    known = known_of(points)
    if not known:
        return ""
    frame = frame_of(points, left=2, right=204, top=16, bottom=82)
    written = [*years_under(frame, points), *_texts(frame, points[-1], known, card)]
    style = f'viewBox="0 0 280 110" font-family="{FONTS}" font-size="11"'
    return _picture(card, points, frame, style, written)


def paper_chart(card: IndicatorCard) -> str:
    """The same as it stands in a narrow column on paper, where no letter could be read: what they say stands beside."""
    points = small_points(card)
    if not known_of(points):
        return ""
    return _picture(card, points, frame_of(points, left=2, right=138, top=6, bottom=49), 'viewBox="0 0 140 55"')


def _picture(
    card: IndicatorCard, points: Sequence[SmallPoint], frame: Frame, style: str, written: Sequence[str] = ()
) -> str:
    """Target, line and marks, with what is written at them."""
    known = known_of(points)
    shapes = [*ground(frame, points), *line(frame, known), *marks(frame, known), *written]
    return (
        f'<svg class="card-chart" {style} role="img" fill="none">'
        f"<title>{escape(_sentence(card, known))}</title>{''.join(shapes)}</svg>"
    )


def known_of(points: Sequence[SmallPoint]) -> Placed:
    return [(place, point) for place, point in enumerate(points) if isinstance(point.height, Decimal)]


def frame_of(points: Sequence[SmallPoint], *, left: float, right: float, top: float, bottom: float) -> Frame:
    heights = [float(point.height) for point in points if isinstance(point.height, Decimal)]
    around = {(point.target, point.zones) for point in points}
    heights += [float(end) for target, _ in around for end in target or ()]
    heights += [float(end) for _, zones in around for zone in zones for end in zone]
    low, high = min(heights), max(heights)
    if low == high:
        low, high = low - 1, high + 1
    return Frame(left, right, top, bottom, len(points), low, high)


def ground(frame: Frame, points: Sequence[SmallPoint]) -> Iterator[str]:
    """The zones of the tolerance, and the target as a dashed step: one stretch as long as both stay as they are."""
    zones, targets, place = "", "", 0
    for (target, around), same in groupby(points, key=attrgetter("target", "zones")):
        count = len(list(same))
        left, long = f"{frame.x(place - 0.5):.1f}", f"{frame.step * count:.1f}"
        place += count
        for low, high in around:
            zones += f"M{left} {frame.y(high):.1f}h{long}V{frame.y(low):.1f}h-{long}z"
        for end in dict.fromkeys(target or ()):
            targets += f"M{left} {frame.y(end):.1f}h{long}"
    if zones:
        yield f'<path d="{zones}" fill="{ZONE}"/>'
    if targets:
        yield f'<path d="{targets}" stroke="{INK}" stroke-width="1.25" stroke-dasharray="4 2.5"/>'


def line(frame: Frame, known: Placed) -> Iterator[str]:
    """From figure to figure. Where a figure is missing the line has a gap."""
    path, before = "", -2
    for place, point in known:
        path += f"{'L' if place == before + 1 else 'M'}{frame.x(place):.1f} {frame.y(point.height):.1f}"
        before = place
    yield f'<path d="{path}" stroke="{LINE}" stroke-width="1.75"/>'


def marks(frame: Frame, known: Placed) -> Iterator[str]:
    """Those of one status as one shape."""
    drawn: dict[Status, str] = defaultdict(str)
    for place, point in known:
        shape = MARKERS.get(point.period.status, OTHER_MARKER)[0]
        drawn[point.period.status] += f"M{frame.x(place):.1f} {frame.y(point.height):.1f}{outline(shape, 3)}"
    for status, path in drawn.items():
        colour = MARKERS.get(status, OTHER_MARKER)[1]
        style = f'fill="{colour}"' if status in MARKERS else f'fill="white" stroke="{colour}"'
        yield f'<path d="{path}" {style}/>'


def years_under(frame: Frame, points: Sequence[SmallPoint], level: float = 108) -> Iterator[str]:
    """The financial years under the figures, as far apart as they can be read."""
    years = groupby(enumerate(points), key=lambda placed: placed[1].period.period.year.label)
    end = frame.left
    for year, placed in years:
        places = [place for place, _ in placed]
        middle = frame.x((places[0] + places[-1]) / 2)
        if middle - 20 >= end:
            yield text_at(middle, level, year, anchor="middle", size=11)
            end = middle + 22


def _texts(frame: Frame, end: SmallPoint, known: Placed, card: IndicatorCard) -> Iterator[str]:
    """The last figure and the target at the right, apart from each other; the first figure at its point."""
    (first_place, first), (_, last) = known[0], known[-1]
    level = frame.y(last.height)
    if end.target:
        target = frame.y(end.target[0])
        if abs(target - level) < LEAST_APART:
            target = level - LEAST_APART if target < level else level + LEAST_APART
        yield text_at(frame.right + 5, target + 4, "target" if not card.figures.is_sum else "due by now", size=11)
    yield text_at(frame.right + 5, level + 4, _text(last, card), colour=INK, size=12, bold=True)
    if len(known) > 1 and not card.figures.is_sum:
        rises = frame.y(known[1][1].height) < frame.y(first.height)  # then the line is above it
        height = frame.y(first.height) + (14 if rises else -7)
        yield text_at(max(2.0, frame.x(first_place) - 4), height, first.period.own_text, colour=MUTED, size=11)


def _text(point: SmallPoint, card: IndicatorCard) -> str:
    return point.period.standing.value_text if card.figures.is_sum else point.period.own_text


def _sentence(card: IndicatorCard, known: Placed) -> str:
    first, last = known[0][1].period, known[-1][1].period
    target = card.figures.own_target(last.period)
    against = f"; target {wording.target_text(target, card.standing.format)}" if target else ""
    if card.figures.is_sum:
        span = f"{first.period.label} to {last.period.label}"
        return f"Year to date against what is due, {span}; last {_text(known[-1][1], card)}"
    return f"From {first.own_text} {first.period.when} to {last.own_text} {last.period.when}{against}"
