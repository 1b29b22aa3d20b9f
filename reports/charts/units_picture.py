"""The units of a survey as ranked marks with their intervals, as SVG; the ring of each is its figure a year ago."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from indicators.judging.indicator_page import UnitLine
from strategy_portal.domain.numbers import Missing, Number

from .furniture import laid_out
from .style import FAINT, INK, LINE, MUTED, ZONE, outline, shortened, svg, text_at, width_of
from .units import Units, marks, reach, respondents_text, units_sentence

Size = tuple[int, int]
"""Width and height."""


@dataclass(frozen=True)
class Sheet:
    """Where things lie, in the picture's own units. On a telephone name and figure stand above the marks of a row."""

    width: int
    left: float
    right: float
    row: float
    middle: float
    letters: float
    values: float
    respondents: float
    radius: float = 5
    top: float = 40


WIDE = Sheet(760, left=340, right=742, row=24, middle=12, letters=12.5, values=262, respondents=326)
NARROW = Sheet(350, left=8, right=342, row=40, middle=29, letters=11, values=350, respondents=0)


@dataclass(frozen=True)
class Plot:
    units: Units
    sheet: Sheet
    low: float
    high: float

    @property
    def bottom(self) -> float:
        return self.sheet.top + self.sheet.row * (len(self.units.known) + len(self.units.missing))

    @property
    def spans(self) -> list[tuple[float, float]]:
        """From where to where lines go down: the whole plot, or in each row where its marks and not its words stand."""
        sheet, units = self.sheet, self.units
        if sheet.respondents:
            return [(sheet.top, self.bottom)]
        tops = [sheet.top + sheet.row * place for place in range(len(units.known))]
        return [(top + sheet.letters * 1.7, top + sheet.row) for top in tops]

    def down(self, x: float) -> str:
        return "".join(f"M{x:.1f} {top:g}V{bottom:g}" for top, bottom in self.spans)

    def x(self, number: Number | float) -> float:
        assert not isinstance(number, Missing)
        sheet = self.sheet
        return sheet.left + (float(number) - self.low) / (self.high - self.low) * (sheet.right - sheet.left)

    def middled(self, x: float, y: float, text: str, **style: Any) -> str:
        """A text around a place, as far inside the picture as it has to be."""
        half = width_of(text, self.sheet.letters) / 2
        x = min(max(x, half + 1), self.sheet.width - half - 1)
        return text_at(x, y, text, anchor="middle", size=self.sheet.letters, **style)


def units_size(units: Units, *, is_narrow: bool) -> Size:
    sheet = NARROW if is_narrow else WIDE
    return sheet.width, round(_key(_plot(units, sheet))[1] + sheet.letters)


def units_picture(units: Units, *, is_narrow: bool) -> str:
    """As SVG with title and description; the same text each time for the same units."""
    plot, (width, height) = _plot(units, NARROW if is_narrow else WIDE), units_size(units, is_narrow=is_narrow)
    labels = [*map(units.described, units.known), *(f"{name}: {why}" for name, why in units.missing)]
    shapes = [f'<path d="M0 0H{width}V{height}H0z" fill="white"/>', *_shapes(plot)]
    return svg(
        f"Units, the lowest first. {units.title}. {units_sentence(units)}",
        "; ".join(labels),
        shapes,
        width=width, height=height, font_size=f"{plot.sheet.letters:g}", fill="none", stroke_linejoin="round",
    )  # fmt: skip


def _plot(units: Units, sheet: Sheet) -> Plot:
    return Plot(units, sheet, *reach(units))


def _shapes(plot: Plot) -> Iterator[str]:
    """From the back to the front."""
    units, sheet = plot.units, plot.sheet
    for low, high in units.zones:
        left, right = (min(max(plot.x(end), sheet.left), sheet.right) for end in (low, high))
        if left < right:
            zone = "".join(f"M{left:.1f} {top:g}H{right:.1f}V{bottom:g}H{left:.1f}z" for top, bottom in plot.spans)
            yield f'<path d="{zone}" fill="{ZONE}"/>'
    for mark in marks(units):
        yield f'<path d="{plot.down(plot.x(mark))}" stroke="{FAINT}"/>'
        yield plot.middled(plot.x(mark), plot.bottom + sheet.letters * 1.3, units.format.in_full.text(mark))
    rows = "".join(
        f"M0 {sheet.top + sheet.row * place}H{sheet.width}"
        for place in range(len(units.known) + len(units.missing) + 1)
    )
    yield f'<path d="{rows}" stroke="{FAINT}" stroke-width="0.7"/>'
    for place, style, text in units.lines:
        yield f'<path d="M{plot.x(place):.1f} {sheet.top - 6:g}V{sheet.top:g}{plot.down(plot.x(place))}" {style}/>'
        is_target = text.startswith("target")
        yield plot.middled(plot.x(place), 30 if is_target else 14, text, colour=INK if is_target else MUTED)
    yield from _heads(plot)
    for row, line in enumerate(units.known):
        yield from _row(plot, line, sheet.top + sheet.row * row)
    for row, (name, why) in enumerate(units.missing, len(units.known)):
        yield from _missing(plot, name, why, sheet.top + sheet.row * row)
    yield from _key(plot)[0]


def _heads(plot: Plot) -> Iterator[str]:
    """Over the columns of a wide picture."""
    sheet = plot.sheet
    if sheet.respondents:
        yield text_at(0, 30, "Unit", size=sheet.letters)
        yield text_at(sheet.values, 30, "Value", anchor="end", size=sheet.letters)
        if any(line.respondents is not None for line in plot.units.known):
            yield text_at(sheet.respondents, 30, "Answers", anchor="end", size=sheet.letters)


def _name(plot: Plot, name: str, top: float) -> str:
    sheet = plot.sheet
    widest = max((len(line.value_text) for line in plot.units.known), default=0)
    room = sheet.values - width_of("n" * widest, sheet.letters) - 8
    text = shortened(name, int(room / width_of("n", sheet.letters)))
    return text_at(0, top + _written(sheet), text, colour=INK, size=sheet.letters)


def _written(sheet: Sheet) -> float:
    """Where a row's words stand under its top: beside its mark, or above it."""
    return sheet.middle + sheet.letters * 0.36 if sheet.respondents else sheet.letters * 1.4


def _row(plot: Plot, line: UnitLine, top: float) -> Iterator[str]:
    sheet, y = plot.sheet, top + plot.sheet.middle
    yield _name(plot, line.unit, top)
    yield text_at(
        sheet.values, top + _written(sheet), line.value_text, anchor="end", colour=INK, size=sheet.letters, bold=True
    )
    if sheet.respondents and line.respondents is not None:
        yield text_at(
            sheet.respondents, top + _written(sheet), respondents_text(line), anchor="end", size=sheet.letters
        )
    if line.interval:
        way = f"M{plot.x(line.interval.low):.1f} {y:.1f}H{plot.x(line.interval.high):.1f}"
        yield f'<path d="{way}" stroke="{LINE}" stroke-width="1.3"/>'
    if isinstance(line.year_ago, Decimal):
        ring = outline("circle", 3.6)
        yield f'<path d="M{plot.x(line.year_ago):.1f} {y:.1f}{ring}" fill="white" stroke="{INK}"/>'
    shape, colour = plot.units.marker(line)
    halo = 'stroke="white" stroke-width="3" paint-order="stroke"'
    yield f'<path d="M{plot.x(line.number):.1f} {y:.1f}{outline(shape, sheet.radius)}" fill="{colour}" {halo}/>'


def _missing(plot: Plot, name: str, why: str, top: float) -> Iterator[str]:
    sheet = plot.sheet
    yield _name(plot, name, top)
    if sheet.respondents:
        yield text_at(sheet.left + 4, top + _written(sheet), why, size=sheet.letters)
    else:
        yield text_at(sheet.values, top + _written(sheet), why, anchor="end", size=sheet.letters)


def _key(plot: Plot) -> tuple[list[str], float]:
    """What the shapes mean that are in the picture, under the scale and what it counts."""
    sheet = plot.sheet
    y = plot.bottom + sheet.letters * 3.2
    unit = [text_at(sheet.right, y, plot.units.unit, anchor="end", size=sheet.letters)] if plot.units.unit else []
    if unit:
        y += sheet.letters * 1.6
    drawn, last = laid_out(_entries(plot.units), left=0, width=sheet.width, y=y, letters=sheet.letters)
    return [*unit, *drawn], last


def _entries(units: Units) -> Iterator[tuple[str, str]]:
    words = {units.word(line): units.marker(line) for line in units.known}
    for word, (shape, colour) in words.items():
        if word:
            yield f'<path d="M{{x}} {{y}}{outline(shape, 5)}" fill="{colour}"/>', word
    if any(line.interval for line in units.known):
        yield f'<path d="M{{x}} {{y}}m-8 0h16" stroke="{LINE}" stroke-width="1.3"/>', "95% interval"
    if any(line.year_ago_text for line in units.known):
        yield f'<path d="M{{x}} {{y}}{outline("circle", 3.6)}" fill="white" stroke="{INK}"/>', "a year ago"
    if units.target:
        yield f'<path d="M{{x}} {{y}}m0-6v12" stroke="{INK}" stroke-dasharray="4 2.5"/>', "target"
    if isinstance(units.whole, Decimal):
        yield f'<path d="M{{x}} {{y}}m0-6v12" stroke="{MUTED}" stroke-width="1.3"/>', "all units"
    if units.zones:
        yield f'<path d="M{{x}} {{y}}m-7-5h14v10h-14z" fill="{ZONE}" stroke="{LINE}" stroke-width="0.4"/>', "amber zone"
