"""The check of the records: what was altered, deleted or inserted behind the portal's back.

docs/adr/0008-signed-records.md says what this finds, and what it can't.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby

from .checked_rows import Checked, Finding, wrong_rows
from .checkpoint import CHUNK, AuditCheckpoint, Head, chained, head_in, signed_models
from .signing import Form, Signed, form_of


def check(tables: Iterable[type[Signed]] | None = None) -> Checked:
    """Compare every record with its digest, its checkpoints and the row that it is about; of all tables by default."""
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
