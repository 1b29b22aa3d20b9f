"""Part of the check of records: each row of a table against its newest record."""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db import transaction

from .checkpoint import CHUNK
from .signing import keyed

ORDER = ("history_date", "history_id")
DELETED = "-"
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


@dataclass(frozen=True)
class Record:
    """What the newest record says of one row."""

    number: int
    kind: str
    values: tuple


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
        gone = record is not None and record.kind == DELETED
        if row is None:
            return "" if gone or record is None else "is gone, and no record says who deleted it"
        if record is None:
            return "has no record: it was not written by the portal"
        if gone:
            return "is there, though its newest record says that it was deleted"
        changed = [name for name, here, said in zip(self.names, row, record.values, strict=True) if here != said]
        return f"differs from its newest record in {', '.join(changed)}" if changed else ""

    def row(self, key: Any) -> tuple | None:
        found = self._rows().filter(pk=key).first()
        return tuple(found[1:]) if found else None

    def record(self, key: Any) -> Record | None:
        found = self._records().filter(**{self.key: key}).last()
        return _record(found) if found else None

    def _rows(self) -> Any:
        return self.model._base_manager.order_by("pk").values_list("pk", *self.names)

    def _records(self) -> Any:
        wanted = self.history.objects.order_by(self.key, *ORDER)
        return wanted.values_list(self.key, "history_id", "history_type", "digest", *self.names)

    def _newest(self) -> Iterator[tuple[Any, int, Record]]:
        for key, records in groupby(self._records().iterator(chunk_size=CHUNK), key=itemgetter(0)):
            before = None
            for found in records:
                if before and before[3] == found[3]:
                    where = f"{self.history._meta.label_lower} record {found[1]}"
                    self.repeated.append(Finding(where, f"repeats record {before[1]}: it was inserted"))
                before = found
            newest = _record(before)
            if self.history._history_m2m_fields and newest.kind != DELETED:
                self.newest[key] = newest.number
            yield key, RECORD, newest


def _record(found: Any) -> Record:
    _, number, kind, _, *values = found
    return Record(number, kind, tuple(values))


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
    """Texts that no history may hold, because they can be removed: it holds a digest of each instead (`DIGESTED`)."""
    for name, digest in getattr(table.model, "DIGESTED", {}).items():
        rows = table.model._base_manager.order_by("pk").values_list("pk", name, digest)
        for key, text, said in rows.iterator(chunk_size=CHUNK):
            if said != (keyed(text) if text else ""):
                yield Finding(f"{table.model._meta.label} {key}", f"its {name} differs from its {digest}")
