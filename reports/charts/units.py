"""The units of a survey as ranked marks with their intervals, the lowest first, beside the organisation's figure."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from indicators.judging.indicator_page import IndicatorPage, UnitLine
from strategy_portal.domain import wording
from strategy_portal.domain.status import TargetValue

from .picture import round_heights
from .style import FAINT, INK, LINE, MARKERS, MUTED, OTHER_MARKER, outline, shortened, svg, text_at

WIDTH, LEFT, RIGHT, TOP, ROW = 560, 200, 545, 26, 19
"""In the picture's own units; left of the plot stand name and figure."""

LONGEST_NAME = 24


def units_picture(page: IndicatorPage) -> str:
    """As SVG with title and description; empty where no unit has a figure. Who has not answered is named below it."""
    known = sorted((line for line in page.units if isinstance(line.number, Decimal)), key=lambda line: line.number)
    if not known:
        return ""
    target, low, high = page.standing.judged.target, *_range(page, known)
    height = TOP + ROW * len(known) + 22

    def x(number: Decimal | float) -> float:
        return LEFT + (float(number) - low) / (high - low) * (RIGHT - LEFT)

    def shapes() -> Iterator[str]:
        for mark in round_heights(low, high, whole=False):
            yield f'<path d="M{x(mark):.1f} {TOP}V{height - 22}" stroke="{FAINT}"/>'
            yield text_at(x(mark), height - 8, page.standing.format.in_full.text(mark), anchor="middle")
        for end in dict.fromkeys(target.ends if target else ()):
            yield f'<path d="M{x(end):.1f} {TOP - 4}V{height - 22}" stroke="{INK}" stroke-dasharray="4 2.5"/>'
        if isinstance(page.standing.judged.value, Decimal):
            yield f'<path d="M{x(page.standing.judged.value):.1f} {TOP - 4}V{height - 22}" stroke="{LINE}"/>'
        yield from _heads(page, target, x)
        for place, line in enumerate(known):
            yield from _row(line, TOP + ROW * place + ROW / 2, x)

    return svg(
        f"Units, the lowest first. {page.card.indicator.title}",
        "; ".join(f"{line.unit}: {line.value_text}, {line.status.word}" for line in known),
        shapes(),
        width=WIDTH, height=height, css_class="units-chart", font_size="11", fill="none",
    )  # fmt: skip


def _range(page: IndicatorPage, known: Sequence[UnitLine]) -> tuple[float, float]:
    """From the lowest to the highest end of an interval, target and whole figure included."""
    ends = [line.number for line in known]
    ends += [end for line in known if line.interval for end in (line.interval.low, line.interval.high)]
    ends += page.standing.judged.target.ends if page.standing.judged.target else ()
    low, high = (float(end(ends)) for end in (min, max))
    margin = (high - low) * 0.05 or 1.0
    return low - margin, high + margin


def _heads(page: IndicatorPage, target: TargetValue | None, x) -> Iterator[str]:
    """What the two lines are, on their own sides."""
    if target is None:
        return
    aim, whole = x(target.ends[0]), page.standing.judged.value
    is_left = isinstance(whole, Decimal) and x(whole) < aim
    text = f"target {wording.target_text(target, page.standing.format)}"
    yield text_at(aim + (3 if is_left else -3), 12, text, anchor="start" if is_left else "end", colour=INK)
    if isinstance(whole, Decimal):
        text = f"all units {page.standing.value_text}"
        yield text_at(x(whole) + (-3 if is_left else 3), 12, text, anchor="end" if is_left else "start")


def _row(line: UnitLine, middle: float, x) -> Iterator[str]:
    yield text_at(0, middle + 4, shortened(line.unit, LONGEST_NAME), colour=INK, size=11)
    yield text_at(LEFT - 10, middle + 4, line.value_text, anchor="end", colour=INK, size=11)
    if line.interval:
        yield f'<path d="M{x(line.interval.low):.1f} {middle:.1f}H{x(line.interval.high):.1f}" stroke="{MUTED}"/>'
    shape, colour = MARKERS.get(line.status.value, OTHER_MARKER)
    yield f'<path d="M{x(line.number):.1f} {middle:.1f}{outline(shape, 3)}" fill="{colour}"/>'
