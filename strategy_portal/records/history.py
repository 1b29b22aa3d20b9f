"""Who did what, when, from what to what and why: kept by django-simple-history in rows that never change.

`recorded` says who, what, why and when for all that is saved within it; `save_with_history` and its like are the same
for one save. What nobody says is told by the save itself: the person whose request this is, now, added, changed or
removed.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import takewhile
from typing import TYPE_CHECKING, Any, TypeVar

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from simple_history.manager import HistoricalQuerySet, HistoryDescriptor
from simple_history.models import HistoricalRecords

from .events import Event
from .signing import Signed, SignedQuerySet

if TYPE_CHECKING:
    from ..models import User

Row = TypeVar("Row", bound=models.Model)

DEMONSTRATION = "Demonstration data"
"""Why the demonstration made or changed a row."""

BY_DEFAULT = {"+": Event.ADDED, "~": Event.CHANGED, "-": Event.REMOVED}


@dataclass(frozen=True)
class Said:
    """What is said of a change. What is None is told by the save itself."""

    by: "User | None" = None
    event: Event | None = None
    reason: str = ""
    at: datetime | None = None

    def event_of(self, history_type: str) -> Event:
        return self.event or BY_DEFAULT[history_type]


_SAID: ContextVar[Said | None] = ContextVar("said", default=None)


@contextmanager
def recorded(
    *, by: "User | None" = None, event: Event | None = None, reason: str = "", at: datetime | None = None
) -> Iterator[None]:
    """Whatever is saved, linked or deleted here is recorded as done by them, as that, for that reason, at that time."""
    token = _SAID.set(Said(by, event, reason, at))
    try:
        yield
    finally:
        _SAID.reset(token)


class HistoryQuerySet(SignedQuerySet, HistoricalQuerySet):
    """The words of django-simple-history, without those that change a row."""


class History(HistoricalRecords):
    """`history = History()` in a model: each save adds a signed row, and who is named in one can't be deleted."""

    def __init__(self, **options: Any):
        super().__init__(bases=[Signed], m2m_bases=[Signed], historical_queryset=HistoryQuerySet, **options)

    def finalize(self, sender: type[models.Model], **kwargs: Any) -> None:
        super().finalize(sender, **kwargs)
        if self.cls is sender:
            for field in self.get_m2m_fields_from_model(sender):
                linked = HistoryDescriptor(self.m2m_models[field], queryset=HistoryQuerySet)
                setattr(getattr(sender, self.manager_name).model, field.name, linked)

    def get_extra_fields(self, model: type[models.Model], fields: dict[str, models.Field]) -> dict[str, Any]:
        ours: dict[str, Any] = {"history_event": models.CharField("what was done", max_length=20, choices=Event)}
        if "version" in fields:
            ours["VERSIONED_BY"] = (model._meta.pk.attname,)
        return super().get_extra_fields(model, fields) | ours

    def create_historical_record(self, instance: models.Model, history_type: str, using: Any = None) -> None:
        said = _SAID.get() or Said()
        record = getattr(instance, self.manager_name).model(
            history_type=history_type,
            history_event=said.event_of(history_type),
            history_change_reason=said.reason,
            history_date=said.at or timezone.now(),
            history_user=said.by or self.get_history_user(instance),
            **{field.attname: getattr(instance, field.attname) for field in self.fields_included(instance)},
        )
        record.save()
        self.create_historical_record_m2ms(record, instance)

    def _get_history_change_reason_field(self) -> models.TextField:
        return models.TextField(blank=True)

    def _get_history_user_fields(self) -> dict[str, Any]:
        return {
            "history_user": models.ForeignKey(
                settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name=self.user_related_name
            )
        }


def save_with_history(
    row: models.Model,
    *,
    by: "User | None" = None,
    event: Event | None = None,
    reason: str = "",
    at: datetime | None = None,
    **saving: Any,
) -> None:
    """Save, so that the history says who did what and why. Without `by` it is the person whose request this is."""
    with recorded(by=by, event=event, reason=reason, at=at):
        row.save(**saving)


def delete_with_history(
    row: models.Model, *, by: "User | None" = None, event: Event = Event.REMOVED, reason: str = ""
) -> None:
    """Delete, so that the history says who did it and why, and keeps what stood there."""
    with recorded(by=by, event=event, reason=reason):
        row.delete()


@transaction.atomic
def create_with_history(
    rows: Iterable[Row],
    *,
    by: "User | None" = None,
    event: Event = Event.ADDED,
    reason: str = "",
    at: datetime | None = None,
    batch_size: int | None = None,
) -> list[Row]:
    """Many new rows of one model in a few statements, each with its row of history."""
    new = list(rows)
    if new:
        type(new[0])._default_manager.bulk_create(new, batch_size)
        _record(new, "+", Said(by, event, reason, at), batch_size)
    return new


def record_additions(
    rows: Iterable[models.Model],
    *,
    by: "User | None" = None,
    event: Event = Event.ADDED,
    reason: str = "",
    batch_size: int | None = None,
) -> None:
    """The rows of history of new rows of one model that were inserted by a statement of their own."""
    _record(list(rows), "+", Said(by, event, reason), batch_size)


def record_changes(
    rows: Iterable[models.Model],
    *,
    by: "User | None" = None,
    event: Event = Event.CHANGED,
    reason: str = "",
    at: datetime | None = None,
    batch_size: int | None = None,
) -> None:
    """The rows of history of rows of one model that were changed by an UPDATE of their own instead of `save`."""
    _record(list(rows), "~", Said(by, event, reason, at), batch_size)


def record_change(
    row: models.Model,
    *,
    by: "User | None" = None,
    event: Event = Event.CHANGED,
    reason: str = "",
    at: datetime | None = None,
) -> None:
    record_changes([row], by=by, event=event, reason=reason, at=at)


def _record(rows: Sequence[models.Model], history_type: str, said: Said, batch_size: int | None) -> None:
    if rows:
        model: Any = type(rows[0])
        model.history.bulk_history_create(
            rows, batch_size=batch_size, update=history_type == "~", default_user=said.by,
            default_change_reason=said.reason, default_date=said.at,
            custom_historical_attrs={"history_event": said.event_of(history_type)},
        )  # fmt: skip


def end_of(day: date) -> datetime:
    """The first moment after a day, in the council's time zone."""
    return datetime.combine(day + timedelta(days=1), time(), timezone.get_current_timezone())


def as_recorded(
    model: type[models.Model], day: date, *, from_the_start: Callable[[Any], bool] = lambda record: True, **rows: Any
) -> list[Any]:
    """The rows of a model as their records said at the end of a day: one query.

    A row that was recorded later counts as it was recorded first if it holds `from_the_start`: a portal is filled with
    what was agreed before it.
    """
    records = model.history.filter(**rows).order_by("history_id")  # type: ignore[attr-defined]
    return recorded_by(records, day, from_the_start=from_the_start)


def recorded_by(
    records: Iterable[Any], day: date | None, *, from_the_start: Callable[[Any], bool] = lambda record: True
) -> list[Any]:
    """The same out of records of a model that are loaded, the oldest first; without a day the rows as they stand."""
    by_row: dict[Any, list[Any]] = defaultdict(list)
    for record in records:
        by_row[record.id].append(record)
    if day is None:
        chosen = [of_one[-1] for of_one in by_row.values()]
    else:
        chosen = [_at(of_one, end_of(day), from_the_start) for of_one in by_row.values()]
    return [record.instance for record in chosen if record is not None and record.history_type != "-"]


def put_back(rows: Iterable[models.Model], day: date, fields: Sequence[str]) -> None:
    """Give rows that are loaded the fields that their records had at the end of a day: one query for rows of one model.

    They are for showing, not for saving.
    """
    loaded = list(rows)
    if not loaded:
        return
    then = {each.pk: each for each in as_recorded(type(loaded[0]), day, id__in={row.pk for row in loaded})}
    for row in loaded:
        for field in fields if row.pk in then else ():
            setattr(row, field, getattr(then[row.pk], field))


def was_loaded(record: Any) -> bool:
    """The record came with what the portal was filled with, not from a person: it counts as known before."""
    return record.history_user_id is None


def _at(records: Sequence[Any], end: datetime, from_the_start: Callable[[Any], bool]) -> Any:
    """The last record before a moment; of a row recorded later what it was filled with, or None."""
    before = [record for record in records if record.history_date < end]
    if before:
        return before[-1]
    return _as_filled(records) if from_the_start(records[0]) else None


def _as_filled(records: Sequence[Any]) -> Any:
    """The first record, with what the demonstration made of the facts straight after."""
    made_up = takewhile(lambda record: record.history_change_reason == DEMONSTRATION, records[1:])
    return [records[0], *made_up][-1]
