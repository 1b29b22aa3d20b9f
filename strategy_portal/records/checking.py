"""The check of the records: what was altered, deleted or inserted behind the portal's back.

docs/adr/0008-signed-records.md says what this finds, and what it can't.
"""

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db import transaction
from django.db.models import F, Value

from .checkpoint import CHUNK, AuditCheckpoint, Head, chained, head_in, signed_models
from .digests import digested, file_digest, files_of, storage_of, text_digest
from .signing import Form, Signed, form_of

ORDER = ("history_date", "history_id")
ADDED, DELETED = "+", "-"
AT_LEAST_EVERY = timedelta(hours=48)
"""A checkpoint is made every night; one night may be missed."""

ROW, RECORD = 0, 1


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it was recorded: where it is, and what is wrong with it."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


@dataclass
class Checked:
    """What was looked at, and what was found."""

    records: int = 0
    rows: int = 0
    checkpoints: int = 0
    findings: list[Finding] = field(default_factory=list)
    absence: Finding | None = None
    """No checkpoint is new enough, which making one mends."""


def check(tables: Iterable[type[Signed]] | None = None, *, at: datetime | None = None) -> Checked:
    """Compare every record with its digest, its checkpoints and the row that it is about; of all tables by default.

    `at` is now, where it is asked whether checkpoints are made every day.
    """
    checked = Checked()
    checkpoints = list(AuditCheckpoint.objects.all())
    checked.checkpoints = len(checkpoints)
    checked.absence = _absence(checkpoints, at) if at else None
    checked.findings += _wrong_checkpoints(checkpoints)
    for model in signed_models() if tables is None else tables:
        checked.findings += _wrong_records(model, checkpoints, checked)
        checked.findings += _missing_versions(model)
        checked.findings += _wrong_latest(model)
        checked.findings += _wrong_files(model)
        if hasattr(model, "tracked_fields"):
            checked.findings += wrong_rows(model, checked)
    return checked


def _wrong_checkpoints(checkpoints: list[AuditCheckpoint]) -> Iterator[Finding]:
    form, previous = form_of(AuditCheckpoint), ""
    for place, checkpoint in enumerate(checkpoints, 1):
        if checkpoint.digest != form.digest_of(checkpoint):
            yield Finding(str(checkpoint), "was altered, or not made by the portal")
        elif (checkpoint.number, checkpoint.previous_digest) != (place, previous):
            yield Finding(str(checkpoint), "the checkpoint before it is missing")
            return
        previous = checkpoint.digest


def _absence(checkpoints: list[AuditCheckpoint], at: datetime) -> Finding | None:
    """Whoever takes records away takes the checkpoints after them away as well."""
    if not checkpoints:
        nothing = not any(model.objects.exists() for model in signed_models())
        return None if nothing else Finding("Checkpoints", "there is none: nobody can tell what was taken away")
    last = checkpoints[-1]
    if at - last.made_at <= AT_LEAST_EVERY:
        return None
    days = (at - last.made_at).days
    return Finding(str(last), f"is {days} days old, and none was made since: nobody can tell what was taken away")


def _wrong_records(model: type[Signed], checkpoints: list[AuditCheckpoint], checked: Checked) -> Iterator[Finding]:
    """Read the table once, from checkpoint to checkpoint."""
    form, start = form_of(model), 0
    rows = model.objects.order_by("pk").values_list("pk", "digest", *form.names).iterator(chunk_size=model.AT_ONCE)
    reader = _Reader(rows, form)
    for checkpoint in checkpoints:
        head = head_in(checkpoint, model)
        if head.last <= start and head.chain == "":
            continue
        found = chained(start, reader.up_to(head.last))
        yield from reader.findings()
        yield from _differences(model, found, head, str(checkpoint), start)
        start = max(start, head.last)
    chained(start, reader.up_to(None))
    yield from reader.findings()
    checked.records += reader.count


class _Reader:
    """Hands out the number and digest of each row, and keeps those whose digest does not fit the row."""

    def __init__(self, rows: Iterator[tuple], form: Form):
        self._rows, self._form, self._next = rows, form, next(rows, None)
        self._wrong: list[int] = []
        self.count = 0

    def up_to(self, last: int | None) -> Iterator[tuple[int, str]]:
        while self._next is not None and (last is None or self._next[0] <= last):
            number, digest, *values = self._next
            if digest != self._form.digest(values):
                self._wrong.append(number)
            self.count += 1
            yield number, digest
            self._next = next(self._rows, None)

    def findings(self) -> Iterator[Finding]:
        for number in self._wrong:
            yield Finding(f"{self._form.label} record {number}", "was altered, or not written by the portal")
        self._wrong = []


def _differences(model: type[Signed], found: Head, head: Head, checkpoint: str, start: int) -> Iterator[Finding]:
    label = model._meta.label_lower
    expected = set(range(start + 1, head.last + 1)) - set(head.gaps)
    there = set(range(start + 1, found.last + 1)) - set(found.gaps)
    for number in sorted(expected - there):
        yield Finding(f"{label} record {number}", f"was deleted; it was there at {checkpoint.lower()}")
    for number in sorted(there - expected):
        yield Finding(f"{label} record {number}", f"was inserted; it was not there at {checkpoint.lower()}")
    if expected == there and found.chain != head.chain:
        where = f"{label} records {start + 1} to {head.last}"
        yield Finding(where, f"some were replaced or swapped since {checkpoint.lower()}")


def _missing_versions(model: type[Signed]) -> Iterator[Finding]:
    """Where versions are numbered, each number has its record, whatever happened before the first checkpoint.

    A row that stands where another one was withdrawn counts on from it: it begins with the version it was added as.
    """
    if not model.VERSIONED_BY:
        return
    kind = F("history_type") if hasattr(model, "history_type") else Value("")
    columns = (*model.VERSIONED_BY, "version", "record_kind")
    rows = model.objects.annotate(record_kind=kind).order_by(*model.VERSIONED_BY, "version").values_list(*columns)
    for key, records in groupby(rows.iterator(chunk_size=CHUNK), key=lambda row: row[:-2]):
        kinds = {(version, kind) for *_, version, kind in records}
        there = {version for version, _ in kinds}
        first = min((version for version, kind in kinds if kind == ADDED), default=1)
        for version in sorted(set(range(first, max(there) + 1)) - there):
            yield Finding(_named(model, key), f"the record of version {version} is missing")


def _wrong_latest(model: type[Signed]) -> Iterator[Finding]:
    """Where one version of several holds, it is the last of them."""
    if not model.LATEST:
        return
    rows = model.objects.order_by(*model.VERSIONED_BY, "version")
    found = rows.values_list(*model.VERSIONED_BY, "version", model.LATEST).iterator(chunk_size=CHUNK)
    for key, versions in groupby(found, key=lambda row: row[:-2]):
        *earlier, last = [(version, holds) for *_, version, holds in versions]
        if not last[1] or any(holds for _, holds in earlier):
            yield Finding(_named(model, key), f"version {last[0]} is the last, and another is said to hold")


def _named(model: type[Signed], key: tuple) -> str:
    whose = ", ".join(f"{name} {number}" for name, number in zip(model.VERSIONED_BY, key, strict=True))
    return f"{model._meta.label_lower}, {whose}"


# --- Each row of a table against its newest record -------------------------------------------------------------------


Record = tuple[str, tuple]
"""What the newest record says of one row: its kind, and the row's values."""


def wrong_rows(history: Any, checked: Checked) -> Iterator[Finding]:
    """Rows that differ from their newest record, that have none, or that are gone without one.

    People may be at work meanwhile, so what looks wrong in the large is looked at once more by itself.
    """
    table = _TableHistory(history)
    suspects = []
    for key, row, record in table.side_by_side():
        checked.rows += row is not None
        if table.contradiction(row, record):
            suspects.append(key)
    yield from table.repeated
    for key in suspects:
        with transaction.atomic():
            what = table.contradiction(table.row(key), table.record(key))
        if what:
            yield Finding(f"{table.model._meta.label} {key}", what)
    yield from _wrong_links(table)
    yield from _wrong_texts(table)


class _TableHistory:
    """A history beside the rows of its model."""

    def __init__(self, history: Any):
        self.history: Any = history
        self.model: Any = history.instance_type
        self.names = [tracked.attname for tracked in history.tracked_fields]
        self.key = self.model._meta.pk.attname
        self.newest: dict[Any, int] = {}
        self.repeated: list[Finding] = []

    def side_by_side(self) -> Iterator[tuple[Any, tuple | None, Record | None]]:
        """For each key the row and its newest record, in one pass over both tables."""
        rows = ((key, ROW, tuple(values)) for key, *values in self._rows().iterator(chunk_size=CHUNK))
        both = heapq.merge(rows, self._newest(), key=itemgetter(0))
        for key, found in groupby(both, key=itemgetter(0)):
            sides: dict[int, Any] = {side: content for _, side, content in found}
            yield key, sides.get(ROW), sides.get(RECORD)

    def contradiction(self, row: tuple | None, record: Record | None) -> str:
        """What is wrong; empty where nothing is."""
        gone = record is not None and record[0] == DELETED
        if row is None:
            return "" if gone or record is None else "is gone, and no record says who deleted it"
        if record is None:
            return "has no record: it was not written by the portal"
        if gone:
            return "is there, though its newest record says that it was deleted"
        changed = [name for name, here, said in zip(self.names, row, record[1], strict=True) if here != said]
        return f"differs from its newest record in {', '.join(changed)}" if changed else ""

    def row(self, key: Any) -> tuple | None:
        found = self._rows().filter(pk=key).first()
        return tuple(found[1:]) if found else None

    def record(self, key: Any) -> Record | None:
        found = self._records().filter(**{self.key: key}).last()
        return (found[2], tuple(found[4:])) if found else None

    def _rows(self) -> Any:
        return self.model._base_manager.order_by("pk").values_list("pk", *self.names)

    def _records(self) -> Any:
        wanted = self.history.objects.order_by(self.key, *ORDER)
        return wanted.values_list(self.key, "history_id", "history_type", "digest", *self.names)

    def _newest(self) -> Iterator[tuple[Any, int, Record]]:
        for key, records in groupby(self._records().iterator(chunk_size=CHUNK), key=itemgetter(0)):
            before: Any = None
            for found in records:
                if before and before[3] == found[3]:
                    where = f"{self.history._meta.label_lower} record {found[1]}"
                    self.repeated.append(Finding(where, f"repeats record {before[1]}: it was inserted"))
                before = found
            _, number, kind, _, *values = before
            if self.history._history_m2m_fields and kind != DELETED:
                self.newest[key] = number
            yield key, RECORD, (kind, tuple(values))


def _wrong_links(table: _TableHistory) -> Iterator[Finding]:
    """Links to many, as a person's teams. What was linked and has been deleted since takes its link with it."""
    for link in table.history._history_m2m_fields:
        through, recorded_in = link.remote_field.through, getattr(table.history, link.name).model
        source, target = link.m2m_column_name(), link.m2m_reverse_name()
        there = set(link.related_model._base_manager.values_list("pk", flat=True))
        linked = set(through._base_manager.values_list(source, target))
        recorded = {
            (key, other)
            for key, number in table.newest.items()
            for other in recorded_in.objects.filter(history=number).values_list(target, flat=True)
            if other in there
        }
        for key in sorted({key for key, _ in linked ^ recorded}):
            yield Finding(f"{table.model._meta.label} {key}", f"its {link.name} differ from its newest record")


def _wrong_texts(table: _TableHistory) -> Iterator[Finding]:
    """Texts, and rows that belong to it, of which the history holds a digest (digests.py)."""
    for path, column, key, text, said in digested(table.model):
        if said != text_digest(text):
            yield Finding(f"{table.model._meta.label} {key}", f"its {path} differs from its {column}")


def _wrong_files(history: Any) -> Iterator[Finding]:
    """Files that are gone, or hold something else than when they were kept."""
    for name, said in files_of(history):
        where, storage = f"file {name}", storage_of(history.instance_type)
        try:
            with storage.open(name) as file:
                found = file_digest(file)
        except FileNotFoundError:
            yield Finding(where, "is gone")
            continue
        if found != said:
            yield Finding(where, "is not the file that was kept: its content was changed")
