"""The XML parts of a workbook, read once as a stream within limits, before a library builds anything of them."""

import re
import zipfile
from xml.parsers import expat

from .safety import WHAT_TO_DO, Refused

MOST_ROWS = 10_000
MOST_COLUMNS = 60
MOST_TEXTS = 150_000
MOST_ELEMENTS = 1_000_000
MOST_DEPTH = 40
CHUNK = 1 << 18
CHECKED = (".xml", ".rels")
NOT_READ = ("/image", "/vmlDrawing", "/printerSettings", "/metadata/thumbnail", "/hyperlink")
"""Kinds of part that may lie in a workbook and that nothing here opens."""
ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")

Attributes = dict[str, str]


def check_parts(archive: zipfile.ZipFile) -> None:
    """Raises Refused for a document type, deep or endless XML, too many rows or columns, or links elsewhere."""
    counted = 0
    for part in archive.infolist():
        if part.filename.lower().endswith(CHECKED):
            counted = PartCheck(counted).read(archive, part)


class PartCheck:
    """Counts what a part holds while expat reads it."""

    def __init__(self, elements: int = 0):
        self.elements, self.depth, self.rows, self.texts = elements, 0, 0, 0
        self.cell, self.waits_for_result = "", False
        self.looks = {
            "c": self._cell,
            "f": self._formula,
            "v": self._result,
            "row": self._row,
            "si": self._shared_text,
            "dimension": self._dimension,
            "Relationship": _check_link,
            "Override": _check_type,
        }

    def read(self, archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> int:
        """The number of elements counted so far, those of earlier parts included."""
        parser = expat.ParserCreate()
        parser.StartDoctypeDeclHandler = _refuse_document_type
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        try:
            with archive.open(part) as source:
                while chunk := source.read(CHUNK):
                    parser.Parse(chunk, False)
                parser.Parse(b"", True)
        except (expat.ExpatError, zipfile.BadZipFile, EOFError, ValueError) as error:
            raise Refused(f"The workbook is damaged. {WHAT_TO_DO}") from error
        return self.elements

    def _start(self, tag: str, attributes: Attributes) -> None:
        self.elements += 1
        self.depth += 1
        if self.depth > MOST_DEPTH or self.elements > MOST_ELEMENTS:
            _refuse_amount()
        look = self.looks.get(tag if ":" not in tag else tag.rpartition(":")[2])
        if look:
            look(attributes)

    def _end(self, tag: str) -> None:
        self.depth -= 1
        if self.waits_for_result and tag.rpartition(":")[2] == "c":
            raise Refused(
                f"Cell {self.cell} holds a formula without its result. Open the workbook in a spreadsheet program, "
                "save it and upload it again."
            )

    def _cell(self, attributes: Attributes) -> None:
        self.cell = attributes.get("r", "")
        _check_address(self.cell)

    def _formula(self, attributes: Attributes) -> None:
        self.waits_for_result = True

    def _result(self, attributes: Attributes) -> None:
        self.waits_for_result = False

    def _row(self, attributes: Attributes) -> None:
        self.rows += 1
        number = attributes.get("r", "")
        if self.rows > MOST_ROWS or (number.isdigit() and int(number[:9]) > MOST_ROWS):
            _refuse_size()

    def _shared_text(self, attributes: Attributes) -> None:
        self.texts += 1
        if self.texts > MOST_TEXTS:
            _refuse_amount()

    def _dimension(self, attributes: Attributes) -> None:
        _check_address(attributes.get("ref", "").rpartition(":")[2].replace("$", ""))


def _check_address(address: str) -> None:
    """`XFD1048576` is the last cell that a sheet can have; ours end long before."""
    found = ADDRESS.fullmatch(address)
    if found and (int(found[2]) > MOST_ROWS or _column_number(found[1]) > MOST_COLUMNS):
        _refuse_size()


def _column_number(letters: str) -> int:
    """`A` is 1, `AA` is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _check_link(attributes: Attributes) -> None:
    """A web address in a cell is text like any other and nobody follows it here; anything else is refused.

    What the library reads as XML must be among the parts that were checked, so a link to XML ends like XML.
    """
    kind, target = attributes.get("Type", ""), attributes.get("Target", "")
    if attributes.get("TargetMode") == "External":
        allowed = kind.endswith("/hyperlink")
    else:
        allowed = target.lower().endswith(CHECKED) or kind.endswith(NOT_READ)
    if not allowed:
        raise Refused("The workbook is linked to other files. Remove the links, save it and upload it again.")


def _check_type(attributes: Attributes) -> None:
    if "macroEnabled" in attributes.get("ContentType", ""):
        raise Refused("The workbook may hold macros. Save it as a workbook without macros (.xlsx) and upload that.")
    if not attributes.get("PartName", "").lower().endswith(CHECKED):
        raise Refused(f"The workbook is damaged. {WHAT_TO_DO}")


def _refuse_document_type(*_: object) -> None:
    raise Refused(f"The workbook holds a document type or entities, which no workbook needs. {WHAT_TO_DO}")


def _refuse_amount() -> None:
    raise Refused(f"The workbook is nested too deeply or holds too much. {WHAT_TO_DO}")


def _refuse_size() -> None:
    raise Refused(
        f"A sheet has more than {MOST_ROWS:,} rows or {MOST_COLUMNS} columns. Delete empty rows and columns below and "
        "beside the values, or upload them in several workbooks."
    )
