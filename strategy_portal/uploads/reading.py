"""An uploaded workbook or CSV file as sheets of text, or a refusal that says what to do (trust S5).

A workbook is let in by its first bytes and its zip directory, before anything is unpacked. What is inside is then read
by a process of its own, within limits (child.py).
"""

import codecs
import csv
import io
import json
import struct
import subprocess
import sys
import tempfile
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from statistics import mode
from typing import Any, BinaryIO

from ..spreadsheets.cells import GUARD, plain_text

ROOT = Path(__file__).resolve().parent.parent.parent
SECONDS = 30
ENVIRONMENT = {"PYTHONPATH": str(ROOT), "OPENPYXL_LXML": "False", "OPENPYXL_DEFUSEDXML": "False"}
"""No setting and no secret. What defusedxml refuses, child.py has refused before, in a third of its time."""

KIB, MIB = 1024, 1024 * 1024
MOST_BYTES = 10 * MIB
MOST_UNPACKED = 40 * MIB
MOST_RATIO = 100
SMALL_PART = 256 * KIB
"""A part below this size may be packed as tightly as it likes: 200 of them are still few."""
MOST_PARTS = 200
MOST_DIRECTORY = 64 * KIB
MOST_ROWS = 10_000
MOST_COLUMNS = 60
SEARCHED = 20
"""In how many rows from the top the titles of the columns are looked for."""

CSV_ENDINGS = {"csv", "tsv", "tab", "txt"}
SIGNS = ",;\t"
"""What may stand between the cells of a text file."""

ZIP, OLD_OFFICE, END_OF_DIRECTORY, LARGE_DIRECTORY = b"PK\3\4", b"\xd0\xcf\x11\xe0", b"PK\5\6", b"PK\6\7"
ENCRYPTED_OFFICE = "EncryptedPackage".encode("utf-16-le")
DATA, PICTURES = {".xml", ".rels", ".vml"}, {".png", ".jpeg", ".jpg", ".gif", ".emf", ".wmf"}
TOO_LONG = "Reading the workbook took too long. Upload the values in several workbooks."
LOCKED = "The workbook is protected by a password. Remove the password, save it and upload it again."
MACROS = "The workbook holds macros. Save it as a workbook without macros (.xlsx) and upload that."
WHAT_TO_DO = "Download the workbook again, fill that, and save it as .xlsx."
DAMAGED = f"The file is damaged or was only partly sent. {WHAT_TO_DO}"
TOO_MANY_PARTS = f"The workbook has more than {MOST_PARTS} parts. {WHAT_TO_DO}"


class FileRefused(Exception):
    """The file is not opened. The text is for the person who uploaded it, and says what to do."""


@dataclass(frozen=True)
class Sheet:
    """One sheet; each row a list of texts, "" for an empty cell. Row 1 of the sheet is `rows[0]`."""

    name: str
    rows: list[list[str]]


@dataclass(frozen=True)
class FileRow:
    """One row of a file: where it stands, and the texts of its cells by our names of the columns; no empty ones.

    `columns` has for each column that the file has what the file calls it: its letter, or its heading.
    """

    sheet: str
    number: int
    texts: dict[str, str]
    columns: dict[str, str]

    def cell(self, name: str = "") -> str:
        """`Values, cell M12`; without the name of a column `Values, row 12`."""
        letter = self.columns.get(name)
        return f"{self.sheet}, cell {letter}{self.number}" if letter else f"{self.sheet}, row {self.number}"

    def has(self, name: str) -> bool:
        """Whether the file has the column, even if this row says nothing in it."""
        return name in self.columns

    def text(self, name: str) -> str:
        return self.texts.get(name, "")


Places = dict[str, int]
"""Where each column stands, the first being 0, by our name of it."""


def find_titles(sheet: Sheet, places_in: Callable[[Sequence[str]], Places | None]) -> tuple[int, Places] | None:
    """The place of the row of titles, and where it has which column; `places_in` says it of one row, or None."""
    for place, row in enumerate(sheet.rows[:SEARCHED]):
        if (places := places_in(row)) is not None:
            return place, places
    return None


def rows_below(sheet: Sheet, titles: int, places: Places) -> Iterator[FileRow]:
    """Each row below the row of titles, empty ones too."""
    columns = {name: column_letter(place + 1) for name, place in places.items()}
    for number, row in enumerate(sheet.rows[titles + 1 :], start=titles + 2):
        texts = {name: row[place].strip() for name, place in places.items() if place < len(row) and row[place].strip()}
        yield FileRow(sheet.name, number, texts, columns)


def column_letter(place: int) -> str:
    """What a workbook calls its column, the first being 1: `A`, `Z`, `AA`."""
    above, letter = divmod(place - 1, 26)
    return (column_letter(above) if above else "") + chr(ord("A") + letter)


def column_number(letters: str) -> int:
    """`A` is 1, `AA` is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def read_file(file: BinaryIO, name: str) -> list[Sheet]:
    """The sheets of an .xlsx file, or of a text file (.csv, .tsv, .txt). Raises FileRefused."""
    ending = name.lower().rpartition(".")[2]
    if ending in CSV_ENDINGS:
        return [read_csv(file, name)]
    if ending == "xlsm":
        raise FileRefused("The workbook may hold macros. Save it as a workbook without macros (.xlsx) and upload that.")
    return read_workbook(file)


def read_workbook(file: BinaryIO) -> list[Sheet]:
    """Reads in a process of its own, within limits of memory and time. Raises FileRefused."""
    admit(file)
    with with_copy(file) as copy:
        answer = ask_child("child", copy, too_long=TOO_LONG)
    if "refused" in answer:
        raise FileRefused(answer["refused"])
    return [Sheet(sheet["name"], sheet["rows"]) for sheet in answer["sheets"]]


@contextmanager
def with_copy(file: BinaryIO) -> Iterator[BinaryIO]:
    """An open copy without a name: what a process of its own gets."""
    file.seek(0)
    with tempfile.TemporaryFile() as copy:
        copy.write(file.read())
        copy.seek(0)
        yield copy


def ask_child(module: str, file: BinaryIO, *arguments: str, too_long: str) -> dict[str, Any]:
    """What a process of its own says of the file. Raises FileRefused with `too_long` where a limit ended it."""
    command = [sys.executable, "-P", "-m", f"{__package__}.{module}", *arguments]
    try:
        done = subprocess.run(
            command, stdin=file, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=SECONDS, env=ENVIRONMENT
        )
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer
    except (subprocess.TimeoutExpired, ValueError) as error:  # ended by a limit, so its answer is not whole
        raise FileRefused(too_long) from error


def read_csv(file: BinaryIO, name: str) -> Sheet:
    """A text file with commas, semicolons or tabs, in UTF-8 or as Windows programs save it. Raises FileRefused."""
    file.seek(0)
    data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise FileRefused("The file is larger than 10 MB. Upload the values in several files.")
    text = decoded(data)
    if "\0" in text:
        raise FileRefused("This is not a CSV file. Save it as “CSV UTF-8” and upload that.")
    return Sheet(name, list(_csv_rows(text)))


def decoded(data: bytes) -> str:
    """Text in UTF-8, UTF-16 or as Windows programs save it."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _separator(text: str) -> str:
    """The sign by which most of the first rows have most cells. One within a cell seldom stands in each row."""

    def usual_width(sign: str) -> int:
        rows = islice(csv.reader(io.StringIO(text, newline=""), delimiter=sign), SEARCHED)
        return mode([len(row) for row in rows if row] or [0])

    return max(SIGNS, key=usual_width)


def _csv_rows(text: str) -> Iterator[list[str]]:
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text))
        for number, row in enumerate(rows, start=1):
            if number > MOST_ROWS or len(row) > MOST_COLUMNS:
                raise FileRefused(f"The file has more than {MOST_ROWS:,} rows or {MOST_COLUMNS} columns.")
            yield [unguarded(cell) for cell in row]
    except csv.Error as error:
        raise FileRefused("The CSV file is damaged. Save it as “CSV UTF-8” and upload that.") from error


def unguarded(text: str) -> str:
    """The text without the apostrophe that our own export put before it."""
    inner = text.removeprefix(GUARD)
    return inner if text != inner and plain_text(inner) == text else text


def admit(file: BinaryIO) -> None:
    """Raises FileRefused unless the file is a plain workbook of a size that a quarter's values can have."""
    size = file.seek(0, 2)
    if size > MOST_BYTES:
        raise FileRefused(f"The file is larger than {MOST_BYTES // MIB} MB. Upload the values in several workbooks.")
    _check_kind(file, size)
    check_directory_size(file, size)
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            _check_parts(archive.infolist(), size)
    except (zipfile.BadZipFile, struct.error, ValueError, NotImplementedError) as error:
        raise FileRefused(DAMAGED) from error


def _check_kind(file: BinaryIO, size: int) -> None:
    file.seek(0)
    start = file.read(8)
    if start.startswith(OLD_OFFICE):
        file.seek(0)
        if ENCRYPTED_OFFICE in file.read(size):
            raise FileRefused(LOCKED)
        raise FileRefused("This is a workbook of the old kind (.xls). Save it as .xlsx and upload that.")
    if not start.startswith(ZIP):
        raise FileRefused(f"This is not a workbook. {WHAT_TO_DO}")


def check_directory_size(file: BinaryIO, size: int, most_parts: int = MOST_PARTS) -> None:
    """Before the directory is read: a directory of a million entries would fill the memory by itself."""
    file.seek(max(0, size - 65_557))  # the end record with the longest comment
    tail = file.read()
    at = tail.rfind(END_OF_DIRECTORY)
    if at < 0 or len(tail) - at < 22:
        raise FileRefused(DAMAGED)
    entries, directory_bytes = struct.unpack("<HI", tail[at + 10 : at + 16])
    is_large = tail[max(0, at - 20) : at].startswith(LARGE_DIRECTORY)
    if is_large or entries > most_parts or directory_bytes > MOST_DIRECTORY * most_parts // MOST_PARTS:
        raise FileRefused(TOO_MANY_PARTS)


def _check_parts(parts: list[zipfile.ZipInfo], size: int) -> None:
    names = Counter(part.filename.lower() for part in parts)
    if len(parts) > MOST_PARTS:
        raise FileRefused(TOO_MANY_PARTS)
    if max(names.values(), default=0) > 1 or any(_leads_elsewhere(part.orig_filename) for part in parts):
        raise FileRefused(f"The workbook has parts with doubtful names. {WHAT_TO_DO}")
    if "mimetype" in names:
        raise FileRefused("This is an OpenDocument file. Save it as an Excel workbook (.xlsx) and upload that.")
    if "xl/workbook.xml" not in names or "[content_types].xml" not in names:
        raise FileRefused(f"This is a zip file, but not a workbook. {WHAT_TO_DO}")
    _check_contents(names)
    check_sizes(parts, size)


def _check_contents(names: Iterable[str]) -> None:
    """No macros, no links to other workbooks, nothing embedded: values need none of them."""
    for name in names:
        if "vbaproject" in name or "/activex/" in name or "/macrosheets/" in name:
            raise FileRefused(MACROS)
        if "/externallinks/" in name or name in ("xl/connections.xml", "xl/websettings.xml"):
            raise FileRefused(
                "The workbook takes figures from other files. Replace those links by their values, "
                "save it and upload it again."
            )
        ending = f".{name.rpartition('.')[2]}"
        printer = name.startswith("xl/printersettings/") and ending == ".bin"
        if not (ending in DATA | PICTURES or printer or name.endswith("/")):
            raise FileRefused(f"The workbook holds another file, “{name.rpartition('/')[2][:60]}”. {WHAT_TO_DO}")


def check_sizes(parts: list[zipfile.ZipInfo], size: int) -> None:
    """Raises FileRefused for what is locked, packed in an unusual way, or unpacks to far more than it says."""
    if any(part.flag_bits & 1 for part in parts):
        raise FileRefused(LOCKED)
    if any(part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for part in parts):
        raise FileRefused(f"The workbook is packed in an unusual way. {WHAT_TO_DO}")
    overlapping = sum(part.compress_size for part in parts) > size
    too_tight = any(part.file_size > max(SMALL_PART, MOST_RATIO * part.compress_size) for part in parts)
    if overlapping or too_tight or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise FileRefused(
            "The workbook would unpack to far more than a quarter’s values need. Delete empty rows and columns below "
            "and beside the values, or upload them in several workbooks."
        )


def _leads_elsewhere(name: str) -> bool:
    """An absolute path, a drive, or a way up."""
    return name.startswith(("/", "\\")) or any(sign in name for sign in ("\\", ":", "\0")) or ".." in name.split("/")
