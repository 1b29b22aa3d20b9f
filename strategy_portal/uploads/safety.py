"""May an uploaded workbook be opened? Answered from the first bytes and the zip directory: nothing is unpacked."""

import struct
import zipfile
from collections import Counter
from collections.abc import Iterable
from typing import BinaryIO

KIB, MIB = 1024, 1024 * 1024
MOST_BYTES = 10 * MIB
MOST_UNPACKED = 40 * MIB
MOST_RATIO = 100
SMALL_PART = 256 * KIB
"""A part below this size may be packed as tightly as it likes: 200 of them are still few."""
MOST_PARTS = 200
MOST_DIRECTORY = 64 * KIB

ZIP, OLD_OFFICE, END_OF_DIRECTORY, LARGE_DIRECTORY = b"PK\3\4", b"\xd0\xcf\x11\xe0", b"PK\5\6", b"PK\6\7"
ENCRYPTED_OFFICE = "EncryptedPackage".encode("utf-16-le")
DATA, PICTURES = {".xml", ".rels", ".vml"}, {".png", ".jpeg", ".jpg", ".gif", ".emf", ".wmf"}
WHAT_TO_DO = "Download the workbook again, fill that, and save it as .xlsx."


class Refused(Exception):
    """The file is not opened. The text is for the person who uploaded it, and says what to do."""


def admit(file: BinaryIO) -> None:
    """Raises Refused unless the file is a plain workbook of a size that a quarter's values can have."""
    size = file.seek(0, 2)
    if size > MOST_BYTES:
        raise Refused(f"The file is larger than {MOST_BYTES // MIB} MB. Upload the values in several workbooks.")
    _check_kind(file, size)
    _check_directory_size(file, size)
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            _check_parts(archive.infolist(), size)
    except (zipfile.BadZipFile, struct.error, ValueError, NotImplementedError) as error:
        raise Refused(f"The file is damaged or was only partly sent. {WHAT_TO_DO}") from error


def _check_kind(file: BinaryIO, size: int) -> None:
    file.seek(0)
    start = file.read(8)
    if start.startswith(OLD_OFFICE):
        file.seek(0)
        if ENCRYPTED_OFFICE in file.read(size):
            raise Refused("The workbook is protected by a password. Remove the password, save it and upload it again.")
        raise Refused("This is a workbook of the old kind (.xls). Save it as .xlsx and upload that.")
    if not start.startswith(ZIP):
        raise Refused(f"This is not a workbook. {WHAT_TO_DO}")


def _check_directory_size(file: BinaryIO, size: int) -> None:
    """Before the directory is read: a directory of a million entries would fill the memory by itself."""
    file.seek(max(0, size - 65_557))  # the end record with the longest comment
    tail = file.read()
    at = tail.rfind(END_OF_DIRECTORY)
    if at < 0 or len(tail) - at < 22:
        raise Refused(f"The file is damaged or was only partly sent. {WHAT_TO_DO}")
    entries, directory_bytes = struct.unpack("<HI", tail[at + 10 : at + 16])
    if (
        entries > MOST_PARTS
        or directory_bytes > MOST_DIRECTORY
        or tail[max(0, at - 20) : at].startswith(LARGE_DIRECTORY)
    ):
        raise Refused(f"The workbook has more than {MOST_PARTS} parts. {WHAT_TO_DO}")


def _check_parts(parts: list[zipfile.ZipInfo], size: int) -> None:
    names = Counter(part.filename.lower() for part in parts)
    if len(parts) > MOST_PARTS:
        raise Refused(f"The workbook has more than {MOST_PARTS} parts. {WHAT_TO_DO}")
    if max(names.values(), default=0) > 1 or any(_leads_elsewhere(part.orig_filename) for part in parts):
        raise Refused(f"The workbook has parts with doubtful names. {WHAT_TO_DO}")
    if "mimetype" in names:
        raise Refused("This is an OpenDocument file. Save it as an Excel workbook (.xlsx) and upload that.")
    if "xl/workbook.xml" not in names or "[content_types].xml" not in names:
        raise Refused(f"This is a zip file, but not a workbook. {WHAT_TO_DO}")
    _check_contents(names)
    _check_sizes(parts, size)


def _check_contents(names: Iterable[str]) -> None:
    """No macros, no links to other workbooks, nothing embedded: values need none of them."""
    for name in names:
        if "vbaproject" in name or "/activex/" in name or "/macrosheets/" in name:
            raise Refused("The workbook holds macros. Save it as a workbook without macros (.xlsx) and upload that.")
        if "/externallinks/" in name or name in ("xl/connections.xml", "xl/websettings.xml"):
            raise Refused(
                "The workbook takes figures from other files. Replace those links by their values, "
                "save it and upload it again."
            )
        ending = f".{name.rpartition('.')[2]}"
        printer = name.startswith("xl/printersettings/") and ending == ".bin"
        if not (ending in DATA | PICTURES or printer or name.endswith("/")):
            raise Refused(f"The workbook holds another file, “{name.rpartition('/')[2][:60]}”. {WHAT_TO_DO}")


def _check_sizes(parts: list[zipfile.ZipInfo], size: int) -> None:
    if any(part.flag_bits & 1 for part in parts):
        raise Refused("The workbook is protected by a password. Remove the password, save it and upload it again.")
    if any(part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for part in parts):
        raise Refused(f"The workbook is packed in an unusual way. {WHAT_TO_DO}")
    overlapping = sum(part.compress_size for part in parts) > size
    too_tight = any(part.file_size > max(SMALL_PART, MOST_RATIO * part.compress_size) for part in parts)
    if overlapping or too_tight or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise Refused(
            "The workbook would unpack to far more than a quarter’s values need. Delete empty rows and columns below "
            "and beside the values, or upload them in several workbooks."
        )


def _leads_elsewhere(name: str) -> bool:
    """An absolute path, a drive, or a way up."""
    return name.startswith(("/", "\\")) or any(sign in name for sign in ("\\", ":", "\0")) or ".." in name.split("/")
