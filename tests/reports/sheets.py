"""The text of a PDF as it stands on its sheets, and what is wrong with how they are filled."""

from collections.abc import Iterator
from dataclasses import dataclass

from pypdfium2 import PdfDocument, PdfPage, raw

FOOT, HALF = 50, 0.5
"""Below so many points stand the number of the sheet and the reference."""
HEADING = 10.4
"""From so many points on bold text is a heading."""
SPACE = 0.4
"""Text that begins so much of its size behind another one is a word of its own; closer, one word is kerned."""
TOP, BOTTOM = 17 * 72 / 25.4, 16 * 72 / 25.4
"""The margins of a sheet, in points."""


@dataclass(frozen=True)
class Line:
    """Text of one kind in one line. `x` and `end` are where it begins and ends, `y` is where it stands."""

    x: float
    end: float
    y: float
    size: float
    is_bold: bool
    text: str
    is_in_picture: bool

    @property
    def is_heading(self) -> bool:
        return self.is_bold and self.size >= HEADING

    def follows(self, other: "Line") -> bool:
        """Without a space between them."""
        is_beside = self.y == other.y and -self.size < self.x - other.end < SPACE * self.size
        return is_beside and self.is_in_picture == other.is_in_picture


def texts_of(pdf: bytes) -> list[str]:
    """What stands on each sheet, pictures included."""
    return [_joined(_lines(sheet)) for sheet in PdfDocument(pdf)]


def faults(pdf: bytes) -> list[str]:
    """Sheets but the last that are less than half full, and headings with nothing under them or beside them."""
    found, sheets = [], list(PdfDocument(pdf))
    for number, sheet in enumerate(sheets, 1):
        height = sheet.get_height()
        lines = [line for line in _lines(sheet) if line.text.strip() and line.y > FOOT and not line.is_in_picture]
        if not lines:
            found.append(f"sheet {number} is empty")
            continue
        last = min(lines, key=lambda line: line.y)
        said = last.text.strip()
        if number < len(sheets) and 1 - last.y / height < HALF and not _has_picture(sheet):
            found.append(f"sheet {number} ends at {1 - last.y / height:.0%} with “{said}”")
        if all(line.is_heading for line in lines if line.y - last.y < 1):
            found.append(f"the heading “{said}” stands last on sheet {number}")
    return found


def _has_picture(sheet: PdfPage) -> bool:
    """Its words are not read with those of the sheet: how far down it goes is not known."""
    return next(iter(sheet.get_objects(filter=[raw.FPDF_PAGEOBJ_FORM], max_depth=1)), None) is not None


def _joined(lines: Iterator[Line]) -> str:
    text, before = "", None
    for line in lines:
        text += line.text if before is None or line.follows(before) else f"\n{line.text}"
        before = line
    return text


def _lines(sheet: PdfPage) -> Iterator[Line]:
    """In the order in which they are drawn. A sign at a line's end that parts a word is a hyphen."""
    for each in sheet.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT], textpage=sheet.get_textpage()):
        (x, _, end, _), place = each.get_bounds(), each.get_matrix()
        bold = "Bold" in each.get_font().get_base_name()
        text = each.extract().replace("\x02", "-")
        yield Line(x, end, place.f, abs(each.get_font_size() * place.d), bold, text, each.level > 0)


def filled(pdf: bytes) -> list[float]:
    """How far down between its margins the text of each sheet goes, 0 to 1, in its pictures too."""
    return [_filled(sheet) for sheet in PdfDocument(pdf)]


def smallest_letters(pdf: bytes) -> tuple[float, str]:
    """The smallest size of letters in points, in pictures too, and some of what is set in it."""
    sizes: dict[float, str] = {}
    for sheet in PdfDocument(pdf):
        for size, letter in _letters(sheet):
            sizes[size] = (sizes.get(size, "") + letter)[:40]
    return min(sizes.items())


def _filled(sheet: PdfPage) -> float:
    text, height = sheet.get_textpage(), sheet.get_height()
    bottoms = [text.get_charbox(place)[1] for place in range(text.count_chars())]
    lowest = min(bottom for bottom in bottoms if BOTTOM < bottom < height - TOP)
    return (height - TOP - lowest) / (height - TOP - BOTTOM)


def _letters(sheet: PdfPage) -> Iterator[tuple[float, str]]:
    text, matrix = sheet.get_textpage(), raw.FS_MATRIX()
    for place in range(text.count_chars()):
        letter = chr(raw.FPDFText_GetUnicode(text, place))
        if letter.strip():
            raw.FPDFText_GetMatrix(text, place, matrix)
            yield round(raw.FPDFText_GetFontSize(text, place) * abs(matrix.d), 1), letter
