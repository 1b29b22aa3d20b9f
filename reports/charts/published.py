"""The run of a published indicator: its printed figures in order, by their status, against the printed target."""

from collections.abc import Sequence
from decimal import Decimal

from reports.scorecards.published import Figure, PublishedIndicator

from .small import Frame
from .style import INK, LINE, MARKERS, MUTED, OTHER_MARKER, outline, svg, text_at

WIDTH, HEIGHT = 440, 210
LEFT, RIGHT, TOP, BOTTOM = 6, 356, 24, 160


def published_chart(indicator: PublishedIndicator) -> str:
    """Empty where there are not two figures to draw."""
    known = [(place, figure) for place, figure in enumerate(indicator.periods) if figure.has_figure]
    if len(known) < 2:
        return ""
    target = indicator.period_target
    heights = [float(figure.number or 0) for _, figure in known] + ([float(target)] if target is not None else [])
    low, high = min(heights), max(heights)
    if low == high:
        low, high = low - 1, high + 1
    frame = Frame(LEFT, RIGHT, TOP, BOTTOM, len(indicator.periods), low, high)
    shapes = [*_target(frame, target, indicator), *_line(frame, known), *_ends(frame, known)]
    shapes += _years(frame, indicator.periods)
    return svg(indicator.name, chart_text(indicator), shapes, width=WIDTH, height=HEIGHT, fill="none")


def chart_text(indicator: PublishedIndicator) -> str:
    """The chart in a sentence."""
    known = [figure for figure in indicator.periods if figure.has_figure]
    first, last = known[0], known[-1]
    judged = " Each shape says how the year stood by the end of its period." if indicator.is_sum else ""
    return f"From {first.text} ({first.label}) to {last.text} ({last.label}).{judged}"


def _target(frame: Frame, target: Decimal | None, indicator: PublishedIndicator) -> list[str]:
    """Over the periods of the year reported alone: of the years before no target was kept."""
    if target is None or indicator.latest is None:
        return []
    first = min(
        (place for place, each in enumerate(indicator.periods) if each.period.start >= indicator.latest.period.start),
        default=0,
    )
    level = f"{frame.y(target):.1f}"
    return [
        f'<path d="M{frame.x(first - 0.5):.1f} {level}H{RIGHT}" stroke="{INK}" stroke-width="1.5" '
        'stroke-dasharray="4 3"/>',
        text_at(RIGHT + 6, frame.y(target) + 4, f"Target {indicator.target}", size=12),
    ]


def _line(frame: Frame, known: Sequence[tuple[int, Figure]]) -> list[str]:
    """From figure to figure, with a gap where one is missing; each as a shape that says its status."""
    path, before, marks = "", -2, []
    for place, figure in known:
        x, y = frame.x(place), frame.y(figure.number or Decimal(0))
        path += f"{'L' if place == before + 1 else 'M'}{x:.1f} {y:.1f}"
        shape, colour = MARKERS.get(figure.status, OTHER_MARKER)
        marks.append(f'<path d="M{x:.1f} {y:.1f}{outline(shape, 4)}" fill="{colour}"/>')
        before = place
    return [f'<path d="{path}" stroke="{LINE}" stroke-width="2"/>', *marks]


def _ends(frame: Frame, known: Sequence[tuple[int, Figure]]) -> list[str]:
    """The first and the last figure, written at their points."""
    (first_place, first), (last_place, last) = known[0], known[-1]
    above = frame.y(first.number or Decimal(0)) - 12
    shown = [text_at(max(LEFT, frame.x(first_place) - 8), above, first.text, colour=MUTED, size=12)]
    level = frame.y(last.number or Decimal(0)) + 18
    return [*shown, text_at(frame.x(last_place), level, last.text, anchor="middle", colour=INK, size=12, bold=True)]


def _years(frame: Frame, periods: Sequence[Figure]) -> list[str]:
    """Each financial year under its periods."""
    places: dict[str, list[int]] = {}
    for place, figure in enumerate(periods):
        places.setdefault(figure.period.year.label, []).append(place)
    return [
        text_at(frame.x((each[0] + each[-1]) / 2), HEIGHT - 14, year, anchor="middle", size=12)
        for year, each in places.items()
    ]
