"""What is wrong with the sheets of a PDF as they are filled, read from where its text stands."""

import io
from dataclasses import dataclass

from pypdf import PdfReader

FOOT, HALF = 50, 0.5
"""Below so many points stand the number of the sheet and the reference."""
HEADING = 10.4
"""From so many points on bold text is a heading."""


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
    """Sheets but the last that are less than half full, and headings with nothing under them."""
    found, sheets = [], PdfReader(io.BytesIO(pdf)).pages
    for number, sheet in enumerate(sheets, 1):
        lines, height = _lines(sheet), float(sheet.mediabox.height)
        if not lines:
            found.append(f"sheet {number} is empty")
            continue
        last = lines[0]
        if number < len(sheets) and 1 - last.y / height < HALF and not _has_picture(sheet):
            found.append(f"sheet {number} ends at {1 - last.y / height:.0%} with “{last.text}”")
        if last.is_heading:
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
