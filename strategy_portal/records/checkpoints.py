"""Checkpoints of the records, and the check that finds what was altered, deleted or inserted behind the portal's back.

docs/adr/0008-signed-records.md says what this finds, and what it can't.
"""

import hmac
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.apps import apps
from django.db import IntegrityError, connection, transaction

from ..models import AuditCheckpoint
from .checked_rows import CHUNK, Checked, Finding, wrong_rows
from .signing import Form, Signed, form_of, manner

TRIES = 5


@dataclass(frozen=True)
class Head:
    """A table's records from one checkpoint to the next: the last, the numbers not used, a digest over all of them."""

    last: int
    gaps: list[int]
    chain: str


def signed_models() -> list[type[Signed]]:
    """Every table of records but the checkpoints themselves, in the order of their names."""
    found = [model for model in apps.get_models() if issubclass(model, Signed) and model is not AuditCheckpoint]
    return sorted(found, key=lambda model: model._meta.label)


def make_checkpoint(*, at: datetime) -> AuditCheckpoint:
    """Write down how far every table goes. Outside a transaction each table is locked for its own reading only."""
    for _ in range(TRIES - 1):
        try:
            return _checkpoint(at)
        except IntegrityError:  # another one was made meanwhile
            continue
    return _checkpoint(at)


def _checkpoint(at: datetime) -> AuditCheckpoint:
    before = AuditCheckpoint.objects.last()
    heads = {model._meta.label: vars(_head(model, before)) for model in signed_models()}
    with transaction.atomic():
        return AuditCheckpoint.objects.create(
            number=before.number + 1 if before else 1,
            made_at=at,
            heads=heads,
            previous_digest=before.digest if before else "",
        )


def _head(model: type[Signed], before: AuditCheckpoint | None) -> Head:
    start = head_in(before, model).last
    with transaction.atomic():
        _wait_for_writers(model)
        rows = model.objects.filter(pk__gt=start).order_by("pk").values_list("pk", "digest")
        return chained(start, rows.iterator(chunk_size=CHUNK))


def head_in(checkpoint: AuditCheckpoint | None, model: type[Signed]) -> Head:
    """Where the table stood at a checkpoint; at the very start if the checkpoint does not know the table."""
    known = checkpoint.heads.get(model._meta.label) if checkpoint else None
    return Head(**known) if known else Head(0, [], "")


def chained(start: int, rows: Iterable[tuple[int, str]]) -> Head:
    """The head over records (number, digest) that follow number `start`, in order."""
    chain = hmac.new(manner().key.encode(), digestmod="sha256")
    last, gaps = start, []
    for number, digest in rows:
        gaps += range(last + 1, number)
        last = number
        chain.update(f"{number} {digest}\n".encode())
    return Head(last, gaps, chain.hexdigest())


def _wait_for_writers(model: type[Signed]) -> None:
    """So that no record with a lower number comes in later. SQLite has one writer at a time as it is."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f'LOCK TABLE "{model._meta.db_table}" IN SHARE MODE')


# --- The check -------------------------------------------------------------------------------------------------------


def check(tables: Iterable[type[Signed]] | None = None) -> Checked:
    """Compare every record with its digest, its checkpoints and the row that it tells of; of all tables by default."""
    checked = Checked()
    checkpoints = list(AuditCheckpoint.objects.all())
    checked.checkpoints = len(checkpoints)
    checked.findings += _wrong_checkpoints(checkpoints)
    for model in signed_models() if tables is None else tables:
        checked.findings += _wrong_records(model, checkpoints, checked)
        checked.findings += _missing_versions(model)
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


def _wrong_records(model: type[Signed], checkpoints: list[AuditCheckpoint], checked: Checked) -> Iterator[Finding]:
    """Read the table once, from checkpoint to checkpoint."""
    form, start = form_of(model), 0
    rows = model.objects.order_by("pk").values_list("pk", "digest", *form.names).iterator(chunk_size=CHUNK)
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
    """Where versions are numbered, each number has its record, whatever happened before the first checkpoint."""
    if not model.VERSIONED_BY:
        return
    rows = model.objects.order_by(*model.VERSIONED_BY, "version").values_list(*model.VERSIONED_BY, "version")
    for key, versions in groupby(rows.iterator(chunk_size=CHUNK), key=lambda row: row[:-1]):
        there = {version for *_, version in versions}
        whose = ", ".join(f"{name} {number}" for name, number in zip(model.VERSIONED_BY, key, strict=True))
        for version in sorted(set(range(1, max(there) + 1)) - there):
            yield Finding(f"{model._meta.label_lower}, {whose}", f"the record of version {version} is missing")
