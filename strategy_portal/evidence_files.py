"""Files that prove something: which are kept, under which name, and how they are handed out - as downloads only."""

import logging
import uuid
import zipfile
from pathlib import PurePath

from django.conf import settings
from django.core.files import File
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.template import loader
from django.utils.text import slugify

from .records.digests import file_digest

log = logging.getLogger(__name__)

BEGINNINGS = {
    "pdf": (b"%PDF-",),
    "png": (b"\x89PNG\r\n\x1a\n",),
    "jpg": (b"\xff\xd8\xff",),
    "jpeg": (b"\xff\xd8\xff",),
    "docx": (b"PK\x03\x04",),
    "xlsx": (b"PK\x03\x04",),
}
"""How the content of each type begins. The other types are plain text."""

PARTS = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}
"""What lies in a file of Office's types; one with a macro is another type."""

TEXTS = ("csv", "txt")


class NotAccepted(Exception):
    """The file is not one that may be kept as evidence. The text says what to do."""


def stored_name(file: File) -> str:
    """A name that says nothing and can't be guessed, for a file that may be kept. Raises NotAccepted."""
    return f"{uuid.uuid4().hex}.{accepted_type(file)}"


def title_of(file: File) -> str:
    """What the file is called by the person who chose it, without its ending."""
    return PurePath(file.name or "").stem[:200] or "File"


def download(file: File, title: str, sha256: str) -> HttpResponseBase:
    """The stored file as a download, never as a page. Raises Http404 if it is gone.

    One that does not hold any more what was kept is not handed out: a page says so, and a line of the log.
    """
    name = f"{slugify(title) or 'evidence'}{PurePath(file.name or '').suffix}"
    try:
        content = file.open("rb")
    except FileNotFoundError as error:
        raise Http404("The file is not there any more.") from error
    if sha256 and file_digest(file) != sha256:
        log.error("The evidence file %s is not the file that was kept: its content was changed.", file.name)
        return HttpResponse(loader.get_template("altered_file.html").render(), status=409)
    return FileResponse(content, as_attachment=True, filename=name, content_type="application/octet-stream")


def accepted_type(file: File) -> str:
    """The extension of a file whose size, name and content are all in order. Raises NotAccepted."""
    allowed = settings.EVIDENCE["TYPES"]
    extension = PurePath(file.name or "").suffix.removeprefix(".").lower()
    if extension not in allowed:
        raise NotAccepted(f"Files of this type are not kept. Choose one of these: {', '.join(allowed)}.")
    limit = settings.EVIDENCE["MEGABYTES"]
    if not file.size or file.size > limit * 1_000_000:
        raise NotAccepted(f"Choose a file that is not empty and has at most {limit} MB, or give a link to it.")
    if not _is_what_it_says(file, extension):
        raise NotAccepted(f"The content of this file is not that of a .{extension} file. Save it anew, and try again.")
    file.seek(0)
    return extension


def _is_what_it_says(file: File, extension: str) -> bool:
    file.seek(0)
    if extension in TEXTS:
        return not any(b"\0" in chunk for chunk in file.chunks())  # of whatever encoding: text has no character zero
    if not file.read(16).startswith(BEGINNINGS[extension]):
        return False
    return extension not in PARTS or _is_office(file, PARTS[extension])


def _is_office(file: File, part: str) -> bool:
    """Reads the directory only: nothing is unpacked."""
    try:
        names = zipfile.ZipFile(file).namelist()
    except zipfile.BadZipFile:
        return False
    return part in names and not any(name.lower().endswith("vbaproject.bin") for name in names)
