"""The sizes in which a chart is drawn: its letters can be read on a telephone, on a screen and on paper."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sheet:
    """Where the plot lies, in the picture's own units; left of it stands the scale, right of it what lines are called.

    `names` is where these texts begin, `apart` how far they are kept from each other, `pen` the width of the line.
    `is_full` has all that the page of an indicator marks: turns, owner's texts, the key of the shapes.
    """

    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float
    names: float
    letters: float
    large: float
    apart: float
    pen: float
    radius: float
    is_full: bool = True


PAPER = Sheet(317, 140, 39.6, 234, 14, 109, 237, 10, 11.5, 12, 1.4, 3, is_full=False)
WIDE = Sheet(760, 366, 52, 604, 40, 268, 614, 12.5, 15, 16, 2, 5)
NARROW = Sheet(350, 330, 42, 234, 40, 214, 241, 11, 12.5, 13, 1.8, 4.2)
SHEETS = {"wide": WIDE, "narrow": NARROW}
