"""Colours, fonts and shapes of charts, on the page and on paper. A status has a shape as well as a colour."""

from collections.abc import Iterable

from django.utils.html import escape

INK, MUTED, LINE, FAINT, GAP = "#1a1a1a", "#595959", "#8c8c8c", "#e2e2e2", "#f0f0f0"
INTERVAL = "#bababa"
"""Opaque: in a PDF each transparent shape is a picture of its own."""
ZONE = "#fdf0d8"
"""Between the target and the limit beyond which a figure is red."""
MARKERS = {
    "green": ("circle", "#1a7032"),
    "amber": ("triangle", "#b35900"),
    "red": ("diamond", "#c71f05"),
    "signal": ("diamond", "#00539f"),
}
OTHER_MARKER = ("circle", "#5e5e5e")
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


def shortened(text: str, room: int) -> str:
    """As much of a text as has room; what stands beside the picture has it whole."""
    return text if len(text) <= room else f"{text[: room - 1].rstrip()}…"
