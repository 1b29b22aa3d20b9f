"""Who changed what, when, from what to what and why: kept by django-simple-history in rows that never change."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time, timedelta
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from simple_history.manager import HistoricalQuerySet, HistoryDescriptor
from simple_history.models import HistoricalRecords

from .signing import Signed, SignedQuerySet

if TYPE_CHECKING:
    from ..models import User


DEMONSTRATION = "Demonstration data"
"""Why the demonstration made or changed a row."""


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
        numbered = {"VERSIONED_BY": (model._meta.pk.attname,)} if "version" in fields else {}
        return super().get_extra_fields(model, fields) | numbered

    def _get_history_user_fields(self) -> dict[str, Any]:
        return {
            "history_user": models.ForeignKey(
                settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name=self.user_related_name
            )
        }


def save_with_history(instance: models.Model, *, by: "User | None" = None, reason: str = "", **saving: Any) -> None:
    """Save, so that the history says who did it and why. Without `by` it is the person whose request this is."""
    _say(instance, by, reason)
    instance.save(**saving)


def record_change(instance: models.Model, *, by: "User | None" = None, reason: str = "") -> None:
    """The line of history of a row that was changed by an UPDATE of its own instead of `save`."""
    _say(instance, by, reason)
    lines = type(instance).history  # type: ignore[attr-defined]
    lines.bulk_history_create([instance], update=True, default_change_reason=None)


def _say(instance: models.Model, by: "User | None", reason: str) -> None:
    if reason:
        instance._change_reason = reason  # type: ignore[attr-defined]
    if by is not None:
        instance._history_user = by  # type: ignore[attr-defined]


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
