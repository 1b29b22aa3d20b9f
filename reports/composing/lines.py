"""How many lines a text takes where it is printed: words are broken as the printed page breaks them.

The advance widths are those of Roboto, in which reports are set; a test compares them with the font.
"""

from dataclasses import dataclass

UNITS_PER_EM = 2048
MM = 72 / 25.4
"""Points in a millimetre."""

_ADVANCES = (
    508, 528, 656, 1261, 1151, 1500, 1274, 358, 701, 713, 882, 1162, 403, 566, 540, 845, 1151, 1151, 1151, 1151, 1151,
    1151, 1151, 1151, 1151, 1151, 496, 433, 1041, 1124, 1071, 968, 1839, 1336, 1276, 1333, 1344, 1164, 1132, 1395, 1461,
    557, 1130, 1285, 1103, 1788, 1461, 1409, 1292, 1409, 1262, 1216, 1222, 1328, 1304, 1817, 1284, 1230, 1227, 543, 841,
    543, 856, 924, 633, 1114, 1150, 1072, 1155, 1086, 712, 1150, 1128, 498, 490, 1038, 498, 1796, 1131, 1168, 1150,
    1164, 694, 1057, 670, 1129, 992, 1539, 1016, 969, 1016, 693, 500, 693, 1393,
)  # fmt: skip
WIDTHS = {chr(32 + place): width for place, width in enumerate(_ADVANCES)} | {
    "–": 1344, "—": 1599, "‘": 410, "’": 410, "“": 724, "”": 732, "…": 1370, "£": 1191,
}  # fmt: skip
OTHER = 1150
"""Of any other letter: that of a wide small one."""


@dataclass(frozen=True)
class Room:
    """Where a text is printed: the size of its type in points, the width of a line in mm, and how many lines it has."""

    size: float
    width: float
    lines: int

    def lines_of(self, text: str) -> int:
        """Each line of the text begins a new one; empty ones are the space between paragraphs, and no line."""
        return sum(map(self._lines_of_one, filter(str.strip, text.splitlines())))

    def _lines_of_one(self, text: str) -> int:
        most, lines, reached = self.width * MM / self.size * UNITS_PER_EM, 1, 0
        for word in text.split():
            width = advance(word)
            further = reached + WIDTHS[" "] + width if reached else width
            lines, reached = (lines + 1, width) if reached and further > most else (lines, further)
        return lines


def advance(word: str) -> int:
    return sum(WIDTHS.get(letter, OTHER) for letter in word)
