"""An uploaded document, of whatever kind, as blocks; or a refusal that says what to do (trust S5).

Looked at as a workbook is: its first bytes and its zip directory, before anything is unpacked; then read by a process
of its own, within limits (document_child.py). Plain text and what is pasted needs no library and is read here.
"""

import struct
import zipfile
from typing import BinaryIO

from . import reading
from .blocks import Block, block_of, sheet_blocks, text_blocks
from .document_child import DAMAGED, LOCKED, MOST_BLOCKS, MOST_TEXT, PICTURES, TOO_MUCH
from .reading import MIB, MOST_BYTES, FileRefused, ask_child, check_directory_size, read_csv, read_workbook, with_copy

ACCEPTS = ".docx,.pdf,.html,.htm,.txt,.md,.xlsx,.csv"
OLD = "This is a document of the old kind (.doc or .xls). Save it as .docx or .xlsx and upload that."
UNKNOWN = "This is no document that can be read here. Upload Word (.docx), PDF, a web page, plain text or a workbook."
TOO_LONG = "Reading the document took too long. Upload the part that lists outcomes, indicators and actions."
MOST_PARTS = 2000
"""A long Word document has a part for each picture."""


def read_document(file: BinaryIO, name: str) -> list[Block]:
    """The blocks of a .docx, .pdf, .html, .txt, .md, .xlsx or .csv file. Raises FileRefused."""
    if file.seek(0, 2) > MOST_BYTES:
        raise FileRefused(f"The file is larger than {MOST_BYTES // MIB} MB. {TOO_MUCH}")
    file.seek(0)
    start = file.read(1024)
    file.seek(0)
    ending = name.lower().rpartition(".")[2]
    if start.startswith(reading.OLD_OFFICE):
        raise FileRefused(LOCKED if reading.ENCRYPTED_OFFICE in file.read() else OLD)
    if start.startswith(reading.ZIP):
        return _zipped(file)
    if start.lstrip()[:5] == b"%PDF-":
        return _read_apart(file, "pdf")
    if ending in ("html", "htm", "xhtml") or start.lstrip()[:200].lower().startswith((b"<!doctype html", b"<html")):
        return _read_apart(file, "html")
    if ending == "csv":
        return _within(sheet_blocks("", read_csv(file, name).rows))
    if ending in ("txt", "md", "text", ""):
        return read_text(reading.decoded(file.read()))
    raise FileRefused(UNKNOWN)


def read_text(text: str) -> list[Block]:
    """The blocks of what somebody pasted. Raises FileRefused."""
    if len(text) > MOST_TEXT:
        raise FileRefused(TOO_MUCH)
    if "\0" in text:
        raise FileRefused(UNKNOWN)
    return _within(text_blocks(text))


def _within(blocks: list[Block]) -> list[Block]:
    if not any(block.text or block.rows for block in blocks):
        raise FileRefused(PICTURES)
    if len(blocks) > MOST_BLOCKS:
        raise FileRefused(TOO_MUCH)
    return blocks


def _zipped(file: BinaryIO) -> list[Block]:
    """A workbook, or a Word document."""
    try:
        check_directory_size(file, file.seek(0, 2), MOST_PARTS)
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
    except (FileRefused, zipfile.BadZipFile, struct.error, ValueError, NotImplementedError) as error:
        raise FileRefused(DAMAGED) from error
    names = {part.filename.lower() for part in parts}
    if "xl/workbook.xml" in names:
        return _workbook(file)
    if "word/document.xml" not in names:
        raise FileRefused(UNKNOWN)
    _check_parts(parts, file.seek(0, 2))
    return _read_apart(file, "docx")


def _workbook(file: BinaryIO) -> list[Block]:
    try:
        sheets = read_workbook(file)
    except FileRefused as refusal:
        raise FileRefused(
            str(refusal).replace(reading.WHAT_TO_DO, "Save it anew as .xlsx and upload that.")
        ) from refusal
    return _within([block for sheet in sheets for block in sheet_blocks(sheet.name, sheet.rows) if sheet.rows])


def _check_parts(parts: list[zipfile.ZipInfo], size: int) -> None:
    """As of a workbook, in the words of a document; pictures are packed already and are not read."""
    if any("vbaproject" in part.filename.lower() for part in parts):
        raise FileRefused("The document holds macros. Save it as a document without macros (.docx) and upload that.")
    if len({part.filename.lower() for part in parts}) < len(parts):
        raise FileRefused(DAMAGED)
    try:
        reading.check_sizes(parts, size)
    except FileRefused as refusal:
        raise FileRefused(LOCKED if str(refusal) == reading.LOCKED else TOO_MUCH) from refusal


def _read_apart(file: BinaryIO, kind: str) -> list[Block]:
    with with_copy(file) as copy:
        answer = ask_child("document_child", copy, kind, too_long=TOO_LONG)
    if "refused" in answer:
        raise FileRefused(answer["refused"])
    return [block_of(block) for block in answer["blocks"]]
