"""What no history may hold, because it can be removed again or is a file: the history holds a digest of it instead.

A model says so by `DIGESTED`, the column of the digest by what it is of: one of its texts, a text of a row that belongs
to it (`original__text`), or rows that belong to it (`answers`). `FILES` names the column of a file's SHA-256 by that of
the file. Whoever writes a text, rows or a file writes the digest beside it; checking.py compares them.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.core.files import File
from django.db import models

from .events import Event
from .signing import keyed

CHUNK = 2000


def text_digest(text: str) -> str:
    """Empty for no text."""
    return keyed(text) if text else ""


def rows_digest(rows: Iterable[tuple[Any, ...]]) -> str:
    """Of rows that belong together, in whatever order they come; empty for none."""
    return text_digest(_as_text(rows))


def file_digest(file: File) -> str:
    """SHA-256 of what a file holds, which anybody can compute."""
    file.seek(0)
    found = hashlib.sha256()
    for chunk in file.chunks():
        found.update(chunk)
    file.seek(0)
    return found.hexdigest()


def digested(model: Any) -> Iterator[tuple[str, str, Any, str, str]]:
    """Of each row of a model: what a digest is of, its column, the row's key, the text as it stands, the digest."""
    for path, column in getattr(model, "DIGESTED", {}).items():
        for key, text, said in _texts(model, path, column):
            yield path, column, key, text, said


def _texts(model: Any, path: str, column: str) -> Iterator[tuple[Any, str, str]]:
    rows = model._base_manager.order_by("pk")
    link = model._meta.get_field(path.partition("__")[0])
    if not link.one_to_many:
        for key, text, said in rows.values_list("pk", path, column).iterator(chunk_size=CHUNK):
            yield key, text or "", said
        return
    belonging = _belonging(link)
    for key, said in rows.values_list("pk", column).iterator(chunk_size=CHUNK):
        yield key, belonging.get(key, ""), said


def _belonging(link: Any) -> dict[Any, str]:
    """The rows that belong to each owner, as text: their columns but for key and owner."""
    owner = link.field.attname
    names = [field.attname for field in link.related_model._meta.concrete_fields if not field.primary_key]
    rows = link.related_model._base_manager.order_by(owner)
    found = rows.values_list(owner, *(name for name in names if name != owner)).iterator(chunk_size=CHUNK)
    return {key: _as_text(row[1:] for row in rows) for key, rows in groupby(found, key=itemgetter(0))}


def _as_text(rows: Iterable[tuple[Any, ...]]) -> str:
    listed = sorted(list(row) for row in rows)
    return json.dumps(listed) if listed else ""


def files_of(history: Any) -> Iterator[tuple[str, str]]:
    """Each file that the records of a model name, with the digest that they say: of what is removed since, too.

    Not one that went with personal details, which a record of its own says.
    """
    model: Any = getattr(history, "instance_type", None)
    for file, column in getattr(model, "FILES", {}).items():
        forgotten = history.objects.filter(history_event=Event.PERSONAL_DETAILS_REMOVED).values(model._meta.pk.attname)
        kept = history.objects.exclude(**{f"{model._meta.pk.attname}__in": forgotten})
        named = kept.exclude(**{file: ""}).exclude(**{column: ""}).order_by(file)
        yield from named.values_list(file, column).distinct().iterator(chunk_size=CHUNK)


def storage_of(model: Any) -> Any:
    """Where the model's files lie."""
    (name, *_) = model.FILES
    field: models.FileField = model._meta.get_field(name)
    return field.storage
