"""What stands around a chart on the page of an indicator: turns of the status, owner's texts, the key of the shapes."""

from collections.abc import Callable, Iterable, Iterator

from .series import Said, Series, Style
from .sheets import Sheet
from .style import INK, LINE, MARKERS, MUTED, OTHER_MARKER, ZONE, outline, text_at, width_of

SPEECH = "m-6-5h12v8h-7l-3 3v-3h-2z"
"""A speech mark around its middle."""

ROOM_TO_SPEAK = 14
"""Of a period: with less the marks would touch."""

LETTER_R = "m-2 3v-6h2.6a1.6 1.6 0 0 1 0 3.2h-2.6m2 0l2.2 2.8"

Places = Callable[[float], float]


def turn_labels(series: Series, sheet: Sheet, x: Places) -> Iterator[str]:
    """Above the plot, each over its line, none over another; the owner's forecast over the periods to come."""
    y, end = sheet.top - 20, float(sheet.width)
    for turn in reversed(series.turns):
        half = width_of(turn.text, sheet.letters) * 0.56
        middle = min(max(x(turn.place), half + 2), end - half)
        if middle - half >= 0:
            yield text_at(middle, y, turn.text, anchor="middle", colour=INK, size=sheet.letters, bold=True)
            end = middle - half - 8
    if series.forecast:
        text = f"Owner’s forecast: {series.forecast[0].lower()}{series.forecast[1:]}"
        yield text_at(sheet.right, sheet.top - 4, text, anchor="end", colour=INK, size=sheet.letters)


def said_row(series: Series, sheet: Sheet, x: Places, step: float) -> Iterator[str]:
    """Under the axis: a speech mark where the owner wrote, “none” off target without; where short, disc and ring."""
    if not has_said_row(series):
        return
    y, has_room = sheet.bottom + sheet.letters * 3.9, step >= width_of("none", sheet.letters)
    yield text_at(sheet.names, y + 4, "Owner’s text", size=sheet.letters)
    for place, point in enumerate(series.points):
        if point.said is Said.GIVEN:
            yield f'<path d="M{x(place):.1f} {y:.1f}{_said_mark(step)}" fill="{INK}"/>'
        elif point.said is Said.NONE and has_room:
            yield text_at(x(place), y + 4, "none", anchor="middle", size=sheet.letters)
        elif point.said is Said.NONE:
            yield f'<path d="M{x(place):.1f} {y:.1f}{outline("circle", 3)}" stroke="{MUTED}"/>'


def _said_mark(step: float) -> str:
    return SPEECH if step >= ROOM_TO_SPEAK else outline("circle", 3)


def has_said_row(series: Series) -> bool:
    return any(point.said is not Said.NOT_ASKED for point in series.points)


def key(series: Series, sheet: Sheet, step: float) -> Iterator[str]:
    """What the shapes mean that are in the picture, in as many lines as it takes."""
    y = sheet.bottom + sheet.letters * (6.1 if has_said_row(series) else 4.2)
    yield from laid_out(_entries(series, sheet, step), left=sheet.left, width=sheet.width, y=y, letters=sheet.letters)[
        0
    ]


def laid_out(
    entries: Iterable[tuple[str, str]], *, left: float, width: float, y: float, letters: float
) -> tuple[list[str], float]:
    """Shapes with their words side by side, from `y` on in as many lines as it takes; and where the last line is."""
    x, found = left, []
    for drawn, text in entries:
        room = 20 + width_of(text, letters) + 12
        if x + room - 12 > width and x > left:
            x, y = left, y + letters * 1.6
        found.append(drawn.format(x=f"{x + 8:.1f}", y=f"{y - letters * 0.35:.1f}"))
        found.append(text_at(x + 20, y, text, size=letters))
        x += room
    return found, y


def _entries(series: Series, sheet: Sheet, step: float) -> Iterator[tuple[str, str]]:
    for slug, word in series.statuses.items():
        shape, colour = MARKERS.get(slug, OTHER_MARKER)
        style = f'fill="{colour}"' if slug in MARKERS else f'fill="white" stroke="{colour}" stroke-width="1.4"'
        yield f'<path d="M{{x}} {{y}}{outline(shape, 5)}" {style}/>', word
    if any(line.style is Style.PATH for line in series.lines):
        yield f'<path d="M{{x}} {{y}}{outline("diamond", 4)}" fill="white" stroke="{INK}"/>', "on this path: arithmetic"
    if any(point.interval for point in series.points):
        yield f'<path d="M{{x}} {{y}}m0-6v12" stroke="{LINE}" stroke-width="1.3"/>', "95% interval"
    if any(point.target for point in series.points):
        yield f'<path d="M{{x}} {{y}}m-8 0h16" stroke="{INK}" stroke-dasharray="4 2.5"/>', "target"
    if any(point.zones for point in series.points):
        yield f'<path d="M{{x}} {{y}}m-7-5h14v10h-14z" fill="{ZONE}" stroke="{LINE}" stroke-width="0.4"/>', "amber zone"
    if any(point.is_restated for point in series.points):
        ring = f'<path d="M{{x}} {{y}}{outline("circle", 6)}" fill="white" stroke="{INK}"/>'
        yield (
            f'{ring}<path d="M{{x}} {{y}}{LETTER_R}" stroke="{INK}"/>',
            "restated",
        )
    if has_said_row(series):
        none = "none" if step >= width_of("none", sheet.letters) else "ring"
        yield f'<path d="M{{x}} {{y}}{_said_mark(step)}" fill="{INK}"/>', f"owner’s text; {none}: off target without"
