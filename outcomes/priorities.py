"""Which corporate priorities the outcomes of a strategy serve: as it is stated now, or as it was on a day."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from strategy_portal.records.changes import ModelChanges
from strategy_portal.records.history import records_on

from .models import Outcome, ServedPriorities


@dataclass(frozen=True)
class Priority:
    """One corporate priority, as its strategy gives it."""

    pk: int
    order: int
    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Served:
    """What is stated of one outcome; no priorities: it serves none."""

    priorities: tuple[Priority, ...]
    is_demonstration: bool


SHOWN = ("statement_id", "statement__order", "statement__text")


def served_by(outcomes: Iterable[Outcome], as_of: date | None = None) -> dict[int, Served]:
    """What is stated of the outcomes, by their primary keys; one of which nobody has stated it is left out.

    One query. With `as_of` as it was stated at the end of that day, in the priorities' words of today.
    """
    stated: Any = ServedPriorities.objects.all()
    linked = "priorities"
    if as_of is not None:
        stated, linked = records_on(ServedPriorities, as_of), "historicalservedpriorities_priorities__statement"
    names = ("outcome_id", "is_demonstration", *(f"{linked}__{name}" for name in ("pk", "order", "text")))
    rows = stated.filter(outcome__in=[outcome.pk for outcome in outcomes]).order_by("outcome", f"{linked}__order")
    made_up: dict[int, bool] = {}
    found: dict[int, list[Priority]] = defaultdict(list)
    for outcome, is_made_up, *priority in rows.values_list(*names):
        made_up[outcome] = is_made_up
        found[outcome] += [Priority(*priority)] if priority[0] else []
    return {outcome: Served(tuple(found[outcome]), made_up[outcome]) for outcome in made_up}


def linked_then(records: Iterable[Any]) -> dict[int, list[Priority]]:
    """The priorities of each record of the history, in order: one query."""
    linked = ServedPriorities.history.model.priorities.model  # type: ignore[attr-defined]
    rows = linked.objects.filter(history__in=[record.history_id for record in records])
    found: dict[int, list[Priority]] = defaultdict(list)
    for number, *priority in rows.order_by("statement__order").values_list("history_id", *SHOWN):
        found[number].append(Priority(*priority))
    return found


def _as_read(records: Sequence[Any]) -> Iterator[dict[str, str]]:
    linked = linked_then(records)
    for record in records:
        yield {"Priorities": "; ".join(map(str, linked[record.history_id])) or "None"}


SERVED = ModelChanges(ServedPriorities, subject="", fields=_as_read)
