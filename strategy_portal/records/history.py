"""Who did what, when, from what to what and why: kept by django-simple-history in rows that never change.

`recorded` says who, what, why and when for all that is saved within it; `save_with_history` and its like are the same
for one save. What is left out follows from the save itself: the person whose request this is, now, and added,
changed or removed.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from itertools import count
from operator import attrgetter
from types import NoneType, SimpleNamespace
from typing import TYPE_CHECKING, Any, TypedDict, TypeVar, Unpack

from django.conf import settings
from django.db import connection, models, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from simple_history.manager import HistoricalQuerySet, HistoryDescriptor
from simple_history.models import HistoricalRecords

from .events import Event
from .signing import Signed, SignedQuerySet, form_of

if TYPE_CHECKING:
    from ..models import User

Row = TypeVar("Row", bound=models.Model)

BY_DEFAULT = {"+": Event.ADDED, "~": Event.CHANGED, "-": Event.REMOVED}


@dataclass(frozen=True)
class Attribution:
    """Who did what, why and when. What is None follows from the save itself."""

    by: "User | None" = None
    event: Event | None = None
    reason: str = ""
    moments: Iterator[datetime] | None = None
    """One for each record, so that no two are the same and each stands after the one before."""

    @property
    def at(self) -> datetime:
        return next(self.moments) if self.moments else timezone.now()

    def event_of(self, history_type: str) -> Event:
        return self.event or BY_DEFAULT[history_type]


_ATTRIBUTION: ContextVar[Attribution | None] = ContextVar("attribution", default=None)


class Said(TypedDict, total=False):
    """What is said of a change. What is left out is as it is around it (`recorded`), or follows from the save."""

    by: "User | None"
    event: Event | None
    reason: str
    at: datetime | None


@contextmanager
def recorded(**said: Unpack[Said]) -> Iterator[None]:
    """Whatever is saved, linked or deleted here is recorded as done by them, as that, for that reason, at that time."""
    token = _ATTRIBUTION.set(_attribution(**said))
    try:
        yield
    finally:
        _ATTRIBUTION.reset(token)


def _attribution(
    by: "User | None" = None, event: Event | None = None, reason: str = "", at: datetime | None = None
) -> Attribution:
    around = _ATTRIBUTION.get() or Attribution()
    moments = (at + timedelta(microseconds=number) for number in count()) if at else around.moments
    return Attribution(by or around.by, event or around.event, reason or around.reason, moments)


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
        found: dict[str, Any] = super().get_extra_fields(model, fields)
        return found | ours

    def post_save(self, instance: models.Model, created: bool, using: Any = None, **kwargs: Any) -> None:
        """A save of nothing but what is not recorded, as the moment of a sign-in, leaves no record."""
        saved = kwargs.get("update_fields")
        if created or not saved or not set(saved) <= set(self.excluded_fields):
            super().post_save(instance, created, using, **kwargs)

    def create_historical_record(self, instance: models.Model, history_type: str, using: Any = None) -> None:
        attribution = _ATTRIBUTION.get() or Attribution()
        record = model_of_records(type(instance))(
            history_type=history_type,
            history_event=attribution.event_of(history_type),
            history_change_reason=attribution.reason,
            history_date=attribution.at,
            history_user=attribution.by or self.get_history_user(instance),
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


@cache
def model_of_records(model: Any) -> Any:
    """The model of a model's rows of history. Asked once, for `model.history` builds a class of manager each time."""
    return model.history.model


def person_of_request() -> "User | None":
    """Who asks for the page that is being made, or sends what is being saved; None in a command and for the public."""
    user = getattr(getattr(HistoricalRecords.context, "request", None), "user", None)
    return user if user is not None and user.is_authenticated else None


def save_with_history(row: models.Model, **said: Unpack[Said]) -> None:
    """Save, so that the history says who did what and why. Without `by` it is the person whose request this is."""
    with recorded(**said):
        row.save()


def delete_with_history(row: models.Model, **said: Unpack[Said]) -> None:
    """Delete, so that the history says who did it and why, and keeps what stood there."""
    with recorded(**said):
        row.delete()


@transaction.atomic
def create_with_history(rows: Iterable[Row], *, batch_size: int | None = None, **said: Unpack[Said]) -> list[Row]:
    """Many new rows of one model in a few statements, each with its row of history."""
    new = list(rows)
    if new:
        type(new[0])._default_manager.bulk_create(new, batch_size)
        record_additions(new, **said)
    return new


def record_additions(rows: Iterable[models.Model], **said: Unpack[Said]) -> None:
    """The rows of history of new rows of one model that were inserted by a statement of their own."""
    _record(list(rows), "+", _attribution(**said))


def record_changes(rows: Iterable[models.Model], *, reasons: Sequence[str] | None = None, **said: Unpack[Said]) -> None:
    """The rows of history of rows of one model that were changed by an UPDATE of their own instead of `save`.

    `reasons` has one for each row, where they differ.
    """
    _record(list(rows), "~", _attribution(**said), reasons)


def _record(
    rows: Sequence[models.Model], history_type: str, attribution: Attribution, reasons: Sequence[str] | None = None
) -> None:
    if not rows:
        return
    model = model_of_records(type(rows[0]))
    form = form_of(model)
    records = _said_of(rows, history_type, attribution)
    for record, reason in zip(records, reasons or (), strict=reasons is not None):
        record["history_change_reason"] = reason
    for record in records:
        record["digest"] = form.digest([record[name] for name in form.names])
    put_rows(model, [SimpleNamespace(**record) for record in records])


def _said_of(rows: Sequence[models.Model], history_type: str, attribution: Attribution) -> list[dict[str, Any]]:
    """The columns of a record of each row, but for its digest."""
    model = model_of_records(type(rows[0]))
    by = attribution.by or person_of_request()
    names = [field.attname for field in model.tracked_fields]
    return [
        {
            "history_type": history_type, "history_event": attribution.event_of(history_type),
            "history_change_reason": attribution.reason, "history_date": attribution.at,
            "history_user_id": by.pk if by else None, **{name: getattr(row, name) for name in names},
        }
        for row in rows
    ]  # fmt: skip


@transaction.atomic
def create_with_links(
    rows: Iterable[Row], links: Mapping[str, Sequence[Sequence[models.Model]]], **said: Unpack[Said]
) -> list[Row]:
    """The same of rows that are linked to many others: `links` has for each such field, row by row, to which.

    Each gets one record, which has its links.
    """
    new = list(rows)
    if not new:
        return []
    model: Any = type(new[0])
    model._default_manager.bulk_create(new)
    record_of = model_of_records(model)
    records = [record_of(**each) for each in _said_of(new, "+", _attribution(**said))]
    record_of.objects.bulk_create(records)
    for name, linked in links.items():
        field = model._meta.get_field(name)
        source, target = f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"
        pairs = [
            (record, {source: row.pk, target: other.pk})
            for row, record, others in zip(new, records, linked, strict=True)
            for other in others
        ]
        through = [field.remote_field.through(**pair) for _, pair in pairs]
        field.remote_field.through._default_manager.bulk_create(through)
        recorded_in: Any = getattr(record_of, name).model
        recorded_in.objects.bulk_create(
            recorded_in(history=record, id=row.pk, **pair) for (record, pair), row in zip(pairs, through, strict=True)
        )
    return new


def put_rows(model: type[models.Model], rows: Sequence[Any], *, over: bool = False) -> None:
    """Insert rows of one model without asking for their keys; with `over` write over those that have these keys.

    One statement with the values of each row: half of the time of an import of thousands went into `bulk_create`, which
    translates each value of each row as if it could be an expression.
    """
    fields = [field for field in model._meta.concrete_fields if over or not field.primary_key]
    quote: Any = connection.ops.quote_name
    columns = [quote(field.column) for field in fields]
    sql = f"INSERT INTO {quote(model._meta.db_table)} ({', '.join(columns)}) VALUES ({', '.join(['%s'] * len(fields))})"
    if over:
        changes = ", ".join(f"{column} = EXCLUDED.{column}" for column in columns)
        sql += f" ON CONFLICT ({quote(model._meta.pk.column)}) DO UPDATE SET {changes}"
    values_of = _values_of(fields, is_new=not over)
    with connection.cursor() as cursor:
        cursor.executemany(sql, [values_of(row) for row in rows])


PLAIN_FIELDS = (models.CharField, models.TextField, models.IntegerField, models.BooleanField, models.ForeignKey)
PLAIN = (str, int, bool, NoneType)
EMPTY = (dict, list)


def _values_of(fields: Sequence[models.Field], *, is_new: bool) -> Callable[[Any], list[Any]]:
    """From a row to what the database takes of it; texts and whole numbers as they are, the rest as Django does."""
    read = attrgetter(*(field.attname for field in fields))
    set_on_saving = [field for field in fields if type(field).pre_save is not models.Field.pre_save]
    translated = [(place, _translated(field)) for place, field in enumerate(fields) if not _is_plain(field)]
    plain = [(place, field) for place, field in enumerate(fields) if _is_plain(field)]

    def values_of(row: Any) -> list[Any]:
        for field in set_on_saving:
            field.pre_save(row, is_new)
        values = list(read(row))
        for place, value_of in translated:
            if values[place] is not None:
                values[place] = value_of(values[place])
        for place, field in plain:
            if type(values[place]) not in PLAIN:
                values[place] = field.get_db_prep_save(values[place], connection)
        return values

    return values_of


def _is_plain(field: models.Field) -> bool:
    return isinstance(field, PLAIN_FIELDS)


def _translated(field: models.Field) -> Callable[[Any], Any]:
    """As Django does it; once for all empty ones, of which there are many."""
    kinds = EMPTY if isinstance(field, models.JSONField) else ()
    none_of = {kind: field.get_db_prep_save(kind(), connection) for kind in kinds}

    def value_of(value: Any) -> Any:
        is_none = not value and type(value) in none_of
        return none_of[type(value)] if is_none else field.get_db_prep_save(value, connection)

    return value_of


def set_rows(
    rows: Any, keys: Sequence[str], wanted: Mapping[tuple[Any, ...], Mapping[str, Any]], *, by: "User | None"
) -> None:
    """Add, change and delete rows of an owner (`question.choices`), so that there are those that are wanted.

    `wanted` has the other fields of each by the values of its `keys`. What stays as it is gets no record.
    """
    there = {tuple(getattr(row, key) for key in keys): row for row in rows.all()}
    with recorded(by=by):
        for place in there.keys() - wanted.keys():
            there[place].delete()
        for place, fields in wanted.items():
            row = there.get(place) or rows.model(
                **{rows.field.name: rows.instance}, **dict(zip(keys, place, strict=True))
            )
            if row.pk is None or any(getattr(row, name) != value for name, value in fields.items()):
                for name, value in fields.items():
                    setattr(row, name, value)
                row.save()


def known_as(first: str, last: str, email: str, username: str) -> str:
    """How a person is named wherever one is: never blank. Who has no name is known by e-mail."""
    return f"{first} {last}".strip() or email or username


def start_of(day: date) -> datetime:
    """The first moment of a day, in the council's time zone."""
    return datetime.combine(day, time(), timezone.get_current_timezone())


def end_of(day: date) -> datetime:
    """The first moment after a day, in the council's time zone."""
    return start_of(day + timedelta(days=1))


def records_on(model: Any, day: date) -> Any:
    """The last record of each row of a model by the end of a day; none of a row that had been deleted by then."""
    by_then = model.history.filter(history_date__lt=end_of(day)).order_by()
    after = Q(history_date__gt=OuterRef("history_date"))
    after |= Q(history_date=OuterRef("history_date"), history_id__gt=OuterRef("history_id"))
    return by_then.exclude(Exists(by_then.filter(after, id=OuterRef("id")))).exclude(history_type="-")


def as_recorded(model: type[models.Model], day: date, **rows: Any) -> list[Any]:
    """The rows of a model as they were recorded at the end of a day: one query."""
    return [record.instance for record in records_on(model, day).filter(**rows)]


CAME_ALONG = "_record_of_day"
"""Where a row keeps the day and the record that came with it (`strategy_portal.children.Recorded`)."""


def put_back(rows: Iterable[models.Model], day: date, fields: Sequence[str]) -> None:
    """Give rows that are loaded the fields that their records had at the end of a day: one query for rows of one model,
    unless all records came along.

    What was recorded later gets what was recorded first. They are for showing, not for saving.
    """
    loaded = list(rows)
    came = [(row, *row.__dict__.get(CAME_ALONG, (None, None))) for row in loaded]
    then = {row.pk: record for row, as_of, record in came if as_of == day}
    if asked := {row.pk for row in loaded} - then.keys():
        records = type(loaded[0]).history.filter(id__in=asked)  # type: ignore[attr-defined]
        for record in records.order_by("history_date", "history_id"):
            if record.id not in then or record.history_date < end_of(day):
                then[record.id] = record
    for row in loaded:
        for field in fields if then.get(row.pk) else ():
            setattr(row, field, getattr(then[row.pk], field))
