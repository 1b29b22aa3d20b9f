"""The run of a published indicator: its printed figures in order, by their status, against the printed target."""

from collections.abc import Iterator

from reports.scorecards.published import PublishedIndicator
from strategy_portal.domain.numbers import Missing

from .small import Frame, Placed, SmallPoint, frame_of, ground, known_of, line, marks, years_under
from .style import INK, MUTED, svg, text_at

WIDTH, HEIGHT = 440, 210


def published_chart(indicator: PublishedIndicator) -> str:
    """Empty where there are not two figures to draw."""
    points = _points(indicator)
    known = known_of(points)
    if len(known) < 2:
        return ""
    frame = frame_of(points, left=6, right=356, top=24, bottom=160)
    shapes = [
        *ground(frame, points), *line(frame, known), *marks(frame, known), *years_under(frame, points, HEIGHT - 14),
        *_texts(frame, points[-1], known, indicator),
    ]  # fmt: skip
    return svg(indicator.name, chart_text(indicator), shapes, width=WIDTH, height=HEIGHT, fill="none")


def chart_text(indicator: PublishedIndicator) -> str:
    """The chart in a sentence."""
    known = [point.period for _, point in known_of(_points(indicator))]
    first, last = known[0], known[-1]
    judged = " Each shape says how the year stood by the end of its period." if indicator.is_sum else ""
    return f"From {first.text} ({first.label}) to {last.text} ({last.label}).{judged}"


def _points(indicator: PublishedIndicator) -> list[SmallPoint]:
    """The target stands over the year reported alone: of the years before none was kept."""
    begins = indicator.latest.period.start if indicator.latest else None
    found = []
    for figure in indicator.periods:
        height = Missing.NOT_ENTERED if figure.number is None else figure.number
        target = indicator.period_target if begins and figure.period.start >= begins else None
        found.append(SmallPoint(figure, height, target, ()))
    return found


def _texts(frame: Frame, end: SmallPoint, known: Placed, indicator: PublishedIndicator) -> Iterator[str]:
    """The first and the last figure at their points, the target at the right."""
    (first_place, first), (last_place, last) = known[0], known[-1]
    above, below = frame.y(first.height) - 12, frame.y(last.height) + 18
    yield text_at(max(frame.left, frame.x(first_place) - 8), above, first.period.text, colour=MUTED, size=12)
    yield text_at(frame.x(last_place), below, last.period.text, anchor="middle", colour=INK, size=12, bold=True)
    if end.target:
        yield text_at(frame.right + 6, frame.y(end.target[0]) + 4, f"Target {indicator.target}", size=12)
