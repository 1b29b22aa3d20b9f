"""The cells of one sheet as texts, read as a stream. openpyxl says what they mean: shared texts, formats, dates.

It could read them as well, but builds some objects of each cell, which takes three times as long. Only for the process
that reads workbooks (child.py), once each part is checked.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from xml.parsers import expat

from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE
from openpyxl.utils.datetime import from_excel, from_ISO8601

from .reading import MOST_ROWS, FileRefused, column_number

CHUNK = 1 << 18
LONGEST_TEXT = 32_767
ADDRESS = re.compile(r"([A-Z]{1,3})[0-9]+")
NO_DATE = "#VALUE!"

Attributes = dict[str, str]


class SheetTexts:
    """Each row as a list of texts, empty cells as "". 0.845 in a cell of percentages is 84.5%, as it shows.

    `sheet` is openpyxl's, of a workbook that is only read.
    """

    def __init__(self, sheet: Any):
        book = sheet.parent
        self.sheet, self.book, self.shared = sheet, book, sheet._shared_strings
        self.percentages = {place for place in range(len(book._cell_styles)) if "%" in _number_format(book, place)}
        self.done: list[list[str]] = []
        self.row: list[str] = []
        self.number = 0
        self.place, self.kind, self.style = 0, "n", 0
        self.said: list[str] = []
        self.is_row = self.is_text = self.is_sounded = False

    def rows(self) -> Iterator[list[str]]:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._say
        with self.sheet._get_source() as source:
            while chunk := source.read(CHUNK):
                parser.Parse(chunk, False)
                yield from self._taken()
        parser.Parse(b"", True)
        yield from self._taken()

    def _taken(self) -> list[list[str]]:
        taken, self.done = self.done, []
        return taken

    def _start(self, tag: str, attributes: Attributes) -> None:
        match tag if ":" not in tag else tag.rpartition(":")[2]:
            case "c" if self.is_row:
                self.place = _column_of(attributes.get("r", "")) or len(self.row) + 1
                self.kind, self.style = attributes.get("t", "n"), int(attributes.get("s") or 0)
                self.said = []
            case "v" | "t" if self.is_row:
                self.is_text = not self.is_sounded
            case "rPh":  # how a text is pronounced
                self.is_sounded = True
            case "row":
                number = attributes.get("r")
                self._begin_row(int(float(number)) if number else self.number + 1)

    def _begin_row(self, number: int) -> None:
        """Rows that the sheet leaves out are empty; one that stands too late is left out."""
        self.is_row = self.number < number <= MOST_ROWS
        if self.is_row:
            self.done += [[] for _ in range(number - self.number - 1)]
            self.number, self.row = number, []

    def _say(self, text: str) -> None:
        if self.is_text:
            self.said.append(text)

    def _end(self, tag: str) -> None:
        match tag if ":" not in tag else tag.rpartition(":")[2]:
            case "v" | "t":
                self.is_text = False
            case "rPh":
                self.is_sounded = False
            case "c" if self.is_row:
                self.row += [""] * (self.place - len(self.row))
                self.row[self.place - 1] = self._cell("".join(self.said))
            case "row" if self.is_row:
                self.done.append(self.row)
                self.is_row = False

    def _cell(self, said: str) -> str:
        """What stands in the cell, as text."""
        if not said:
            return ""
        match self.kind:
            case "n" if self.style in self.book._date_formats:
                return self._moment(float(said))
            case "n":
                return number_text(said, percent=self.style in self.percentages)
            case "s":
                return plain_lines(self.shared[int(said)])
            case "b":
                return str(bool(int(said))).upper()
            case "d":
                return moment_text(from_ISO8601(said))
        return plain_lines(said)

    def _moment(self, number: float) -> str:
        try:
            is_span = self.style in self.book._timedelta_formats
            return moment_text(from_excel(number, self.book.epoch, timedelta=is_span))
        except (OverflowError, ValueError):
            return NO_DATE


def plain_lines(value: str) -> str:
    if len(value) > LONGEST_TEXT:
        raise FileRefused(
            f"A cell holds more than {LONGEST_TEXT:,} characters. Shorten it and upload the workbook again."
        )
    return value.replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n")


def moment_text(value: Any) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    return value.isoformat() if isinstance(value, date | time) else str(value)


def number_text(said: str, *, percent: bool) -> str:
    """The decimal that the cell shows: a workbook stores binary numbers, and repr() gives back what was typed."""
    number = Decimal(said if said.isdigit() else repr(float(said)))
    if not number.is_finite():
        return said
    shown = number * 100 if percent else number
    text = f"{shown:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return f"{text}%" if percent else text


def _column_of(address: str) -> int:
    """`A1` is 1; 0 for a cell that does not say where it stands."""
    found = ADDRESS.fullmatch(address)
    return column_number(found[1]) if found else 0


def _number_format(book: Any, style: int) -> str:
    number: int = book._cell_styles[style].numFmtId
    if number < BUILTIN_FORMATS_MAX_SIZE:
        return BUILTIN_FORMATS.get(number) or ""
    return str(book._number_formats[number - BUILTIN_FORMATS_MAX_SIZE])
