"""The index of full text, kept up where it is asked: what changed since it was asked last is put in first.

Nothing that writes has to know of it, so nothing can forget it: a form, an import and a bulk load all leave their
records in a history, and those are what is compared. docs/adr/0029.
"""

import logging
from collections.abc import Collection, Iterable
from typing import Any

from django.db import DatabaseError, transaction
from django.db.models import Count, Max, Value
from django.db.models.functions import Coalesce

from strategy_portal.fulltext.engines import Text, engine
from strategy_portal.models import Indexed

from .kinds import KINDS, Kind, Log

log = logging.getLogger(__name__)

AT_ONCE = 500
NOTHING_YET = {"count": -1, "last": 0}
"""Unlike any log, so that all of its rows are put in."""
State = tuple[int, int]
"""How many records a log has, and the number of the last."""


def bring_up_to_date() -> None:
    """Put in what changed, if that can be written: the search answers from what is indexed where the disk is full, the
    database is for reading only, or somebody writes for long. Where it can't be read either, the search itself fails.
    """
    try:
        refresh()
    except DatabaseError as error:
        log.warning("Search answers from an older index, which could not be written: %s", type(error).__name__)


def refresh() -> None:
    """Put in what changed. Two queries where nothing did."""
    indexed = _indexed()
    if _stale(_logged(), indexed):
        with engine().brief_transaction():
            _begin(indexed)
            before = {(row.kind, row.log): row for row in Indexed.objects.select_for_update()}
            now = _logged()  # once more: of two who ask at once the second finds it done
            states = {key: (row.count, row.last) for key, row in before.items()}
            for kind in _stale(now, states):
                _refresh(kind, now, states)


def _begin(indexed: Collection[tuple[str, str]]) -> None:
    """A row for each log that has none, so that of two who ask at once for the first time one waits for the other."""
    wanted = [(kind, log) for kind in KINDS for log in kind.logs if _key(kind, log) not in indexed]
    rows = [Indexed(kind=kind.heading, log=log.label, **NOTHING_YET) for kind, log in wanted]
    Indexed.objects.bulk_create(rows, ignore_conflicts=True)


def rebuild() -> None:
    """Put all of it in anew."""
    with transaction.atomic():
        Indexed.objects.all().delete()
    refresh()


def _key(kind: Kind, log: Log) -> tuple[str, str]:
    return kind.heading, log.label


def _logged() -> dict[str, State]:
    """Each log as it stands, by its label: one query."""
    logs = {log.label: log for kind in KINDS for log in kind.logs}
    first, *rest = [_state_of(log) for log in logs.values()]
    return {label: (count, last) for label, count, last in first.union(*rest, all=True)}


def _state_of(log: Log) -> Any:
    records, number = log.records
    rows = records.order_by().annotate(log=Value(log.label)).values("log")
    counted = rows.annotate(count=Count(number), newest=Coalesce(Max(number), 0))
    return counted.values_list("log", "count", "newest")


def _indexed() -> dict[tuple[str, str], State]:
    return {
        (kind, log): (count, last)
        for kind, log, count, last in Indexed.objects.values_list("kind", "log", "count", "last")
    }


def _stale(now: dict[str, State], indexed: dict[tuple[str, str], State]) -> list[Kind]:
    return [
        kind for kind in KINDS
        if any(indexed.get(_key(kind, log), (0, 0)) != now.get(log.label, (0, 0)) for log in kind.logs)
    ]  # fmt: skip


def _refresh(kind: Kind, now: dict[str, State], indexed: dict[tuple[str, str], State]) -> None:
    changed: set[int] | None = set()
    for log in kind.logs:
        found = _changed(kind, log, now.get(log.label, (0, 0)), indexed.get(_key(kind, log)))
        changed = None if changed is None or found is None else changed | found
    texts = engine()
    texts.remove(kind.number, None if changed is None else sorted(changed))
    keys = kind.model._base_manager.order_by("pk").values_list("pk", flat=True) if changed is None else sorted(changed)
    wanted = list(keys)
    for place in range(0, len(wanted), AT_ONCE):
        texts.put(kind.number, texts_of(kind, wanted[place : place + AT_ONCE]))
    for log in kind.logs:
        count, last = now.get(log.label, (0, 0))
        Indexed.objects.update_or_create(kind=kind.heading, log=log.label, defaults={"count": count, "last": last})


def _changed(kind: Kind, log: Log, now: State, before: State | None) -> set[int] | None:
    """The keys of the rows whose texts may be others; None: not known, so all of them.

    So it is where a record came late, behind one that was seen, and where none was seen yet.
    """
    if before is None:
        return None
    records, number = log.records
    later = records.filter(**{f"{number}__gt": before[1]})
    if now[0] - before[0] != later.count():
        return None
    keys = set(later.values_list(log.column, flat=True))
    if log.of == "pk":
        return keys
    return set(kind.model._base_manager.filter(**{f"{log.of}__in": keys}).values_list("pk", flat=True))


def texts_of(kind: Kind, keys: Iterable[int]) -> list[Text]:
    """The texts of rows as they stand; a row that is gone has none."""
    rows = kind.model._base_manager.filter(pk__in=list(keys))
    titles: dict[int, dict[str, None]] = {}
    bodies: dict[int, dict[str, None]] = {}
    for key, *found in rows.values_list("pk", *kind.titles, *kind.texts):
        said = list(map(str, (each or "" for each in found)))
        titles.setdefault(key, {}).update(dict.fromkeys(said[: len(kind.titles)]))
        bodies.setdefault(key, {}).update(dict.fromkeys(said[len(kind.titles) :]))
    return [Text(key, " \n".join(titles[key]), " \n".join(bodies[key])) for key in titles]
