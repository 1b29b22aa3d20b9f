"""An uploaded workbook or CSV file as sheets of text, or a refusal that says what to do."""

import csv
import io
import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from ..spreadsheets.cells import GUARD, plain_text
from .parts import MOST_COLUMNS, MOST_ROWS
from .safety import MOST_BYTES, Refused, admit

ROOT = Path(__file__).resolve().parent.parent.parent
SECONDS = 30
ENVIRONMENT = {"PYTHONPATH": str(ROOT), "OPENPYXL_LXML": "False", "OPENPYXL_DEFUSEDXML": "False"}
"""No setting and no secret. What defusedxml refuses, parts.py has refused before, in a third of its time."""
TOO_LONG = "Reading the workbook took too long. Upload the values in several workbooks."


@dataclass(frozen=True)
class Sheet:
    """One sheet; each row a list of texts, "" for an empty cell. Row 1 of the sheet is `rows[0]`."""

    name: str
    rows: list[list[str]]


def read_file(file: BinaryIO, name: str) -> list[Sheet]:
    """The sheets of an .xlsx or .csv file. Raises Refused."""
    ending = name.lower().rpartition(".")[2]
    if ending == "csv":
        return [read_csv(file, name)]
    if ending == "xlsm":
        raise Refused("The workbook may hold macros. Save it as a workbook without macros (.xlsx) and upload that.")
    return read_workbook(file)


def read_workbook(file: BinaryIO) -> list[Sheet]:
    """Reads in a process of its own, within limits of memory and time. Raises Refused."""
    admit(file)
    file.seek(0)
    with tempfile.TemporaryFile() as copy:  # the process gets the open file and no name
        copy.write(file.read())
        copy.seek(0)
        answer = _ask_child(copy)
    if "refused" in answer:
        raise Refused(answer["refused"])
    return [Sheet(sheet["name"], sheet["rows"]) for sheet in answer["sheets"]]


def _ask_child(file: BinaryIO) -> dict:
    command = [sys.executable, "-P", "-m", f"{__package__}.child"]
    try:
        done = subprocess.run(
            command,
            stdin=file,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            env=ENVIRONMENT,
            check=False,
        )
        return json.loads(done.stdout)
    except (subprocess.TimeoutExpired, ValueError) as error:  # ended by a limit, so its answer is not whole
        raise Refused(TOO_LONG) from error


def read_csv(file: BinaryIO, name: str) -> Sheet:
    """A CSV file in UTF-8, or as Windows programs save it. Raises Refused."""
    file.seek(0)
    data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise Refused("The file is larger than 10 MB. Upload the values in several files.")
    if b"\0" in data:
        raise Refused("This is not a CSV file. Save it as “CSV UTF-8” and upload that.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    return Sheet(name, list(_csv_rows(text)))


def _csv_rows(text: str):
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline="")), start=1):
            if number > MOST_ROWS or len(row) > MOST_COLUMNS:
                raise Refused(f"The file has more than {MOST_ROWS:,} rows or {MOST_COLUMNS} columns.")
            yield [unguarded(cell) for cell in row]
    except csv.Error as error:
        raise Refused("The CSV file is damaged. Save it as “CSV UTF-8” and upload that.") from error


def unguarded(text: str) -> str:
    """The text without the apostrophe that our own export put before it."""
    inner = text.removeprefix(GUARD)
    return inner if text != inner and plain_text(inner) == text else text
