"""What is wrong with the sheets of a PDF as they are filled, read from where its text stands."""

import io
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2
from pypdf import PdfReader
from pypdfium2 import raw

FOOT, HALF = 50, 0.5
"""Below so many points stand the number of the sheet and the reference."""
HEADING = 10.4
"""From so many points on bold text is a heading."""


TOP, BOTTOM = 17 * 72 / 25.4, 16 * 72 / 25.4
"""The margins of a sheet, in points."""


def filled(pdf: bytes) -> list[float]:
    """How far down between its margins the text of each sheet goes, 0 to 1, in its pictures too."""
    return [_filled(sheet) for sheet in pypdfium2.PdfDocument(pdf)]


def smallest_letters(pdf: bytes) -> tuple[float, str]:
    """The smallest size of letters in points, in pictures too, and some of what is set in it."""
    sizes: dict[float, str] = {}
    for sheet in pypdfium2.PdfDocument(pdf):
        for size, letter in _letters(sheet):
            sizes[size] = (sizes.get(size, "") + letter)[:40]
    return min(sizes.items())


def _filled(sheet: pypdfium2.PdfPage) -> float:
    text, height = sheet.get_textpage(), sheet.get_height()
    bottoms = [text.get_charbox(place)[1] for place in range(text.count_chars())]
    lowest = min(bottom for bottom in bottoms if BOTTOM < bottom < height - TOP)
    return (height - TOP - lowest) / (height - TOP - BOTTOM)


def _letters(sheet: pypdfium2.PdfPage) -> Iterator[tuple[float, str]]:
    text, matrix = sheet.get_textpage(), raw.FS_MATRIX()
    for place in range(text.count_chars()):
        letter = chr(raw.FPDFText_GetUnicode(text, place))
        if letter.strip():
            raw.FPDFText_GetMatrix(text, place, matrix)
            yield round(raw.FPDFText_GetFontSize(text, place) * abs(matrix.d), 1), letter


@dataclass(frozen=True)
class Line:
    y: float
    size: float
    is_bold: bool
    text: str

    @property
    def is_heading(self) -> bool:
        return self.is_bold and self.size >= HEADING


def faults(pdf: bytes) -> list[str]:
    """Sheets but the last that are less than half full, and headings with nothing under them or beside them."""
    found, sheets = [], PdfReader(io.BytesIO(pdf)).pages
    for number, sheet in enumerate(sheets, 1):
        lines, height = _lines(sheet), float(sheet.mediabox.height)
        if not lines:
            found.append(f"sheet {number} is empty")
            continue
        last = lines[0]
        if number < len(sheets) and 1 - last.y / height < HALF and not _has_picture(sheet):
            found.append(f"sheet {number} ends at {1 - last.y / height:.0%} with “{last.text}”")
        if all(line.is_heading for line in lines if line.y - last.y < 1):
            found.append(f"the heading “{last.text}” stands last on sheet {number}")
    return found


def _has_picture(sheet) -> bool:
    """Its words are not read with those of the sheet: how far down it goes is not known."""
    return b" Do" in sheet.get_contents().get_data()


def _lines(sheet) -> list[Line]:
    """From the bottom to the top."""
    found: list[Line] = []

    def note(text, cm, tm, font, size):
        y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
        if text.strip() and y > FOOT:
            bold = "Bold" in str((font or {}).get("/BaseFont", ""))
            found.append(Line(y, abs(size * tm[3] * cm[3]), bold, text.strip()))

    sheet.extract_text(visitor_text=note)
    return sorted(found, key=lambda line: line.y)
