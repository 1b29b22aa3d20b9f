"""Reads one workbook from its standard input and prints its sheets as JSON: a process of its own, within limits.

It knows no setting, no secret and no database, so all that a hostile file can do is to end it. The XML parts are read
once as a stream, within limits, before a library builds anything of them.
"""

import json
import re
import resource
import sys
import warnings
import zipfile
from typing import Any, BinaryIO
from xml.parsers import expat

from .reading import MOST_COLUMNS, MOST_ROWS, WHAT_TO_DO, FileRefused, column_number

MEMORY = 192 * 1024 * 1024
CPU_SECONDS = 15
MOST_TEXT = 12_000_000
"""Characters in all cells together: one long text that a million cells share is counted a million times."""
MOST_TEXTS = 150_000
MOST_ELEMENTS = 1_000_000
MOST_DEPTH = 40
CHUNK = 1 << 18
CHECKED = (".xml", ".rels")
NOT_READ = ("/image", "/vmlDrawing", "/printerSettings", "/metadata/thumbnail", "/hyperlink")
"""Kinds of part that may lie in a workbook and that nothing here opens."""
ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")

Attributes = dict[str, str]


def limit(memory: int = MEMORY) -> None:
    """First of all: not much memory, not much time, no file written."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.modules["numpy"] = None  # type: ignore[assignment] # openpyxl would load all of it for the sake of type names


def main() -> None:
    limit()
    try:
        answer: dict[str, Any] = {"sheets": sheets_of(sys.stdin.buffer)}
    except FileRefused as refusal:
        answer = {"refused": str(refusal)}
    except MemoryError:
        answer = {"refused": "The workbook needs too much memory. Upload the values in several workbooks."}
    except Exception as error:  # whatever a hostile file makes the library stumble over
        answer = {"refused": f"The workbook can’t be read. {WHAT_TO_DO}", "why": repr(error)[:500]}
    json.dump(answer, sys.stdout)


def sheets_of(file: BinaryIO) -> list[dict[str, Any]]:
    """Each sheet's name and rows; each cell as the text that a person would have typed, empty as ""."""
    with zipfile.ZipFile(file) as archive:
        check_parts(archive)
    import openpyxl  # within the limits, and only for a file that is in order

    from .sheet import SheetTexts

    file.seek(0)
    warnings.simplefilter("ignore")  # about drop-downs and the like, which are not read
    book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
    room = MOST_TEXT
    sheets = []
    for sheet in book.worksheets:
        rows = []
        for row in SheetTexts(sheet).rows():
            room -= sum(map(len, row))
            if room < 0:
                raise FileRefused("The workbook holds too much text. Upload the values in several workbooks.")
            rows.append(row)
        sheets.append({"name": sheet.title, "rows": rows})
    return sheets


def check_parts(archive: zipfile.ZipFile) -> None:
    """Raises FileRefused for a document type, deep or endless XML, too many rows or columns, or links elsewhere."""
    counted = 0
    for part in archive.infolist():
        if part.filename.lower().endswith(CHECKED):
            counted = PartCheck(counted).read(archive, part)


class PartCheck:
    """Counts what a part holds while expat reads it."""

    most_depth = MOST_DEPTH

    def __init__(self, elements: int = 0):
        self.elements, self.depth, self.rows, self.texts = elements, 0, 0, 0
        self.cell, self.waits_for_result = "", False

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
            raise FileRefused(f"The workbook is damaged. {WHAT_TO_DO}") from error
        return self.elements

    def _start(self, tag: str, attributes: Attributes) -> None:
        self._count()
        match tag if ":" not in tag else tag.rpartition(":")[2]:
            case "c":
                self.cell = attributes.get("r", "")
                _check_address(self.cell)
            case "v":
                self.waits_for_result = False
            case "f":
                self.waits_for_result = True
            case "row":
                self.rows += 1
                number = attributes.get("r", "")
                if self.rows > MOST_ROWS or (number.isdigit() and int(number[:9]) > MOST_ROWS):
                    _refuse_size()
            case "si":
                self.texts += 1
                if self.texts > MOST_TEXTS:
                    _refuse_amount()
            case "dimension":
                _check_address(attributes.get("ref", "").rpartition(":")[2].replace("$", ""))
            case "Relationship":
                _check_link(attributes)
            case "Override":
                _check_type(attributes)

    def _count(self) -> None:
        self.elements += 1
        self.depth += 1
        if self.depth > self.most_depth or self.elements > MOST_ELEMENTS:
            _refuse_amount()

    def _end(self, tag: str) -> None:
        self.depth -= 1
        if self.waits_for_result and tag.rpartition(":")[2] == "c":
            raise FileRefused(
                f"Cell {self.cell} holds a formula without its result. Open the workbook in a spreadsheet program, "
                "save it and upload it again."
            )


def _check_address(address: str) -> None:
    """`XFD1048576` is the last cell that a sheet can have; ours end long before."""
    found = ADDRESS.fullmatch(address)
    if found and (int(found[2]) > MOST_ROWS or column_number(found[1]) > MOST_COLUMNS):
        _refuse_size()


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
        raise FileRefused("The workbook is linked to other files. Remove the links, save it and upload it again.")


def _check_type(attributes: Attributes) -> None:
    if "macroEnabled" in attributes.get("ContentType", ""):
        raise FileRefused("The workbook may hold macros. Save it as a workbook without macros (.xlsx) and upload that.")
    if not attributes.get("PartName", "").lower().endswith(CHECKED):
        raise FileRefused(f"The workbook is damaged. {WHAT_TO_DO}")


def _refuse_document_type(*_: object) -> None:
    raise FileRefused(f"The workbook holds a document type or entities, which no workbook needs. {WHAT_TO_DO}")


def _refuse_amount() -> None:
    raise FileRefused(f"The workbook is nested too deeply or holds too much. {WHAT_TO_DO}")


def _refuse_size() -> None:
    raise FileRefused(
        f"A sheet has more than {MOST_ROWS:,} rows or {MOST_COLUMNS} columns. Delete empty rows and columns below and "
        "beside the values, or upload them in several workbooks."
    )


if __name__ == "__main__":
    main()
