"""What a value can be checked against: links, and files that are only ever handed out as downloads."""

import uuid
import zipfile
from pathlib import PurePath

from django.conf import settings
from django.core.files import File
from django.db import transaction
from django.db.models import QuerySet

from strategy_portal.history import save_with_history
from strategy_portal.models import User

from .models import Evidence, PeriodLocked, Value
from .services import Entered, save_value
from .slots import Slot

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
TYPES = (*BEGINNINGS, *TEXTS)


class NotAccepted(Exception):
    """The file is not one that may be kept as evidence. The text says what to do."""


class Closed(Exception):
    """Evidence goes with its value: what is submitted, approved or locked stays as it is."""

    def __init__(self) -> None:
        super().__init__("The value can’t be changed now, so its evidence stays as it is.")


def readable_by(user: User) -> "QuerySet[Evidence]":
    """The evidence of the values in this person's remit."""
    return Evidence.objects.filter(value__in=Value.objects.in_remit_of(user))


@transaction.atomic
def add_evidence(slot: Slot, *, title: str, link: str, file: File | None, by: User) -> Evidence:
    """Add a link or a file to the value of the slot, which becomes a draft if there is none yet.

    Raises NotAccepted, Closed, PeriodLocked.
    """
    if slot.period.is_locked:
        raise PeriodLocked(slot.period)
    if not slot.is_open:
        raise Closed
    value = slot.value or save_value(
        indicator=slot.indicator, period=slot.period, unit=slot.unit, entered=Entered(), version=0, by=by
    )
    evidence = Evidence(value=value, title=title or link[:200], link=link, added_by=by)
    if file is not None:
        extension = accepted_type(file)
        evidence.title = title or PurePath(file.name or "").stem[:200] or "File"
        evidence.size = file.size
        evidence.file.save(f"{uuid.uuid4().hex}.{extension}", file, save=False)
    save_with_history(evidence, by=by)
    return evidence


@transaction.atomic
def remove_evidence(evidence: Evidence, slot: Slot, *, by: User) -> None:
    """Take it from the value. The history keeps that it was there, and the file stays. Raises Closed."""
    if not slot.is_open:
        raise Closed
    evidence._history_user = by  # type: ignore[attr-defined]
    evidence.delete()


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
        return all(_is_text(chunk) for chunk in file.chunks())
    if not file.read(16).startswith(BEGINNINGS[extension]):
        return False
    return extension not in PARTS or _is_office(file, PARTS[extension])


def _is_text(chunk: bytes) -> bool:
    """Of whatever encoding: text has no character zero."""
    return b"\0" not in chunk


def _is_office(file: File, part: str) -> bool:
    """Reads the directory only: nothing is unpacked."""
    try:
        names = zipfile.ZipFile(file).namelist()
    except zipfile.BadZipFile:
        return False
    return part in names and not any(name.lower().endswith("vbaproject.bin") for name in names)
