"""Colours, fonts and shapes of charts, on the page and on paper. A status has a shape as well as a colour."""

import re
from collections.abc import Iterable
from functools import lru_cache

from django.utils.html import escape

INK, MUTED, LINE, FAINT, GAP = "#1a1a1a", "#595959", "#8c8c8c", "#e2e2e2", "#f0f0f0"
"""Opaque: in a PDF each transparent shape is a picture of its own."""
ZONE = "#fdf0d8"
"""Between the target and the limit beyond which a figure is red."""
MARKERS = {
    "green": ("circle", "#1a7032"),
    "amber": ("triangle", "#b35900"),
    "red": ("diamond", "#c71f05"),
    "change": ("diamond", "#5e5e5e"),
    "improvement": ("square", "#00539f"),
    "concern": ("cross", "#8a2f00"),
}
OTHER_MARKER = ("circle", "#5e5e5e")
SHAPES = {
    "circle": ((0, -1), "a1 1 0 1 1 0 2a1 1 0 1 1 0-2z"),
    "triangle": ((0, -1), "l1 2h-2z"),
    "diamond": ((0, -1.35), "l1.35 1.35l-1.35 1.35l-1.35-1.35z"),
    "square": ((-0.95, -0.95), "h1.9v1.9h-1.9z"),
    "cross": ((0, -0.5), "l.7-.7l.5.5l-.7.7l.7.7l-.5.5l-.7-.7l-.7.7l-.5-.5l.7-.7l-.7-.7l.5-.5z"),
}
"""Around the point at which a marker stands, for a radius of 1: where the pen is put down, and its way."""

_NUMBER = re.compile(r"-?[0-9]*\.?[0-9]+")


@lru_cache(maxsize=64)
def outline(name: str, radius: float) -> str:
    """The path of a marker, to be put after the point at which it stands."""
    (x, y), way = SHAPES[name]
    return f"m{_size(x, radius)} {_size(y, radius)}" + _scaled(way, radius)


def _scaled(way: str, radius: float) -> str:
    """Each number of the way, but for the three of an arc that are no lengths."""
    if way.startswith("a"):
        size = _size(1, radius)
        return f"a{size} {size} 0 1 1 0 {_size(2, radius)}a{size} {size} 0 1 1 0 {_size(-2, radius)}z"
    return _NUMBER.sub(lambda found: f" {_size(float(found[0]), radius)}", way)


def _size(number: float, radius: float) -> str:
    return f"{number * radius:.2f}".rstrip("0").rstrip(".")


BAR = "#0b4f6c"
FONTS = "Roboto, Arial, sans-serif"
SMALL = 10
"""The size of letters, in a picture's own units."""


def svg(title: str, description: str, shapes: Iterable[str], *, width: float, height: float, **style: str) -> str:
    """A picture that is named and described for who can't see it; the same text each time for the same shapes."""
    css_class = style.pop("css_class", "chart__picture")
    styles = "".join(f' {name.replace("_", "-")}="{value}"' for name, value in style.items())
    drawn = "\n".join(shapes)
    return (
        f'<svg class="{css_class}" role="img" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'font-family="{FONTS}"{styles}>\n'
        f"<title>{escape(title)}</title>\n<desc>{escape(description)}</desc>\n{drawn}\n</svg>"
    )


def text_at(
    x: float,
    y: float,
    text: str,
    *,
    anchor: str = "start",
    colour: str = MUTED,
    size: float = SMALL,
    bold: bool = False,
) -> str:
    more = f' text-anchor="{anchor}"' if anchor != "start" else ""
    more += f' font-size="{size}"' if size != SMALL else ""
    more += ' font-weight="700"' if bold else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}"{more}>{escape(text)}</text>'


def width_of(text: str, size: float) -> float:
    """About how wide a text is, in the units of its size."""
    return len(text) * size * 0.57


def shortened(text: str, room: int) -> str:
    """As much of a text as has room; what stands beside the picture has it whole."""
    return text if len(text) <= room else f"{text[: room - 1].rstrip()}…"
