"""An export, into an empty installation: as it was, compared by hash; every sign-in is ended; all of it is checked."""

import io
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import IO

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import models, transaction

from ..models import User
from ..records.checking import check
from ..records.checkpoint import make_checkpoint, signed_models
from ..records.events import Event
from ..records.history import save_with_history
from ..records.versions import claim
from .archives import NotAnExport, Reader
from .exporting import FORMAT, FORMAT_VERSION, hashes_of_all, part_of, schema
from .tables import clear, go_on_from, put_in, tables

FILES = "files/"
REASON = "Taken over from another installation: a new password is set there"


class NotImported(Exception):
    """Why nothing was imported."""


def import_all(path: Path, *, at: datetime, say: Callable[[str], None] = lambda text: None) -> str:
    """Read an export into an empty installation: all of it or nothing; the hash that both have.

    Raises NotAnExport, NotImported.
    """
    reader = Reader(path)
    _check_form(reader)
    kept: list[str] = []
    try:
        with transaction.atomic():
            _check_empty()
            _put_in_all(reader, say)
            kept += _keep_files(reader)
            _check_hash(reader)
            _end_sign_ins()
            _check_history()
    except BaseException:
        for name in kept:
            default_storage.delete(name)
        raise
    make_checkpoint(at=at)
    return str(reader.manifest["sha256"])


def _check_form(reader: Reader) -> None:
    about = reader.manifest
    if (about.get("format"), about.get("format_version")) != (FORMAT, FORMAT_VERSION):
        raise NotAnExport("This form of export is not known here")
    if about.get("columns") != schema():
        theirs = about.get("portal_version", "another version")
        raise NotImported(
            f"It was made by a portal with other columns ({theirs}): install that version, import, and upgrade"
        )


def _check_empty() -> None:
    if User.objects.exists() or any(model.objects.exists() for model in signed_models()):
        raise NotImported("The installation is not empty. Import before anybody is registered or anything is loaded")


def _put_in_all(reader: Reader, say: Callable[[str], None]) -> None:
    numbers = reader.manifest["numbers"]
    for model in tables():
        clear(model)
    for model in tables():
        with reader.part(part_of(model)) as file:
            count = put_in(model, _lines(file))
        go_on_from(model, numbers[model._meta.label_lower])
        if count:
            say(f"{count:>8,} {model._meta.label_lower}")


def _lines(file: IO[bytes]) -> Iterator[str]:
    return (line for line in io.TextIOWrapper(file, encoding="utf-8", newline="\n") if line.strip())


def _keep_files(reader: Reader) -> Iterator[str]:
    for part in reader.hashes:
        if not part.startswith(FILES):
            continue
        name = part.removeprefix(FILES)
        if default_storage.exists(name):
            raise NotImported(f"There is a file {name} already")
        with reader.part(part) as content:
            stored = default_storage.save(name, File(content))
        yield stored
        if stored != name:
            raise NotImported(f"The file {name} can’t be kept under its name")


def _check_hash(reader: Reader) -> None:
    found = hashes_of_all()
    other = sorted(part for part in {*found, *reader.hashes} if found.get(part) != reader.hashes.get(part))
    if other:
        raise NotImported(f"What was read in is not what was written out: {', '.join(other)}")


def _end_sign_ins() -> None:
    """No password came along, and a token or a session of the other installation opens nothing here."""
    for person in models.QuerySet(User).order_by("pk"):
        held = claim(person, person.version)
        held.set_unusable_password()
        held.sign_in_version += 1
        save_with_history(held, event=Event.PASSWORD_CHANGED, reason=REASON)


def _check_history() -> None:
    if findings := check().findings:
        raise NotImported(
            f"The history does not check: {findings[0]}, and {len(findings) - 1} more. Set AUDIT_KEY to the key of the "
            "other installation; a new one is given later (manage.py sign_history)"
        )
