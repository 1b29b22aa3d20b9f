"""Children that come along with their parents, in the parents' own query (docs/adr/0022).

    with_children(actions, Children("owners", beside=("team",)), Children("due_dates"))

The database puts the rows of each set together as JSON. Read back, they stand where Django's `prefetch_related` would
put them, so `action.owners.all()` asks nothing more. As of an earlier day (docs/adr/0032) they are read from history:

    with_children(indicators, Children("targets", as_of=day), Recorded(day))
    with_children(records_on(Action, day), Children("owners"))
"""

import json
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import lru_cache, reduce
from operator import attrgetter
from typing import Any, TypeVar

from django.db import models
from django.db.models import F, Field, Func, TextField
from django.db.models.base import ModelState
from django.db.models.sql import Query

from .records.history import CAME_ALONG, as_recorded, end_of, model_of_records

Parent = TypeVar("Parent", bound=models.Model)
READ = json.JSONDecoder(parse_float=Decimal).raw_decode
"""What the database wrote, without the search for blanks around it."""
NONE = "[]"
"""The JSON of a set without rows, as most are."""


@dataclass(frozen=True)
class Children:
    """A set of rows by the name under which the parent knows them; in the order of their model, as far as its own
    columns say it.

    `beside` are foreign keys whose rows come with each child. `only` are the columns that are read; all without it.
    `where` leaves a part of the set: a column and what stands in it. A part is no `parent.name.all()`, so the parent
    has it as the list `called`. With `of_all` it has those too that name no parent, for they are of all. `as_of` has
    the rows as they were recorded at the end of that day; links of many to many are those of now. `recorded_on` brings
    with each row of now the record of that day, for `put_back`.
    """

    name: str
    beside: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    where: tuple[str, str] = ("", "")
    called: str = ""
    of_all: bool = False
    as_of: date | None = None
    recorded_on: date | None = None

    def on(self, day: date | None) -> "Children":
        """The same as of a day, whole: what is left out of a record would be read from the row of now."""
        return replace(self, as_of=day, only=()) if day else self

    def source(self, parent: type[models.Model]) -> "_Source":
        wanted = replace(self, as_of=None, recorded_on=None)
        return _source(parent, wanted, self.as_of is not None, self.recorded_on is not None)

    @property
    def day(self) -> date | None:
        return self.as_of or self.recorded_on


@dataclass(frozen=True)
class Recorded:
    """The record that each parent, or the row `of` it, had at the end of a day: for `put_back`, which asks no more."""

    day: date
    of: str = ""

    @classmethod
    def on(cls, day: date | None, *rows: str) -> "tuple[Recorded, ...]":
        """Of several rows; nothing without a day."""
        return tuple(cls(day, of) for of in rows or ("",)) if day else ()

    def source(self, parent: type[models.Model]) -> "_RecordSource":
        return _record_source(parent, self.of)


def with_children(parents: models.QuerySet[Parent], *sets: Children | Recorded) -> list[Parent]:
    """The parents with these sets of children: one query, whatever the number of sets and rows.

    Of records of a model (`records_on`) they are the rows as they were recorded.
    """
    model: Any = parents.model
    row_of = getattr(model, "instance_type", model)
    brought = [(f"_brought_{place}", each.source(row_of), each.day) for place, each in enumerate(sets)]
    rows: list[Any] = list(parents.annotate(**{name: _Rows(source, day) for name, source, day in brought}))
    if row_of is not model:
        rows = [_as_recorded(record, parents.query.annotations) for record in rows]
    for row in rows:
        for name, source, day in brought:
            source.put(row, row.__dict__.pop(name), day)
    return rows


def _as_recorded(record: Any, annotations: Iterable[str]) -> Any:
    """The row of which it is a record, with what was asked for beside it."""
    row = record.instance
    row._state.db = record._state.db
    row.__dict__.update(
        {name: value for name, value in record.__dict__.items() if name in annotations or name.startswith("_brought_")}
    )
    return row


def came_along(parent: models.Model, name: str, rows: list[Any]) -> None:
    """Put a parent's children of this name where Django's prefetching would put them."""
    Children(name).source(type(parent)).keep(parent, rows, None)


def children_of(parent: models.Model, name: str, as_of: date | None = None) -> Iterable[Any]:
    """The rows of `parent.name.all()`, without the manager that Django makes for each asking where they came along."""
    if as_of is not None:
        return recorded_children([parent], name, as_of)
    known = getattr(parent, "_prefetched_objects_cache", {})
    return known[name] if name in known else getattr(parent, name).all()


def recorded_children(parents: Collection[models.Model], name: str, day: date) -> list[Any]:
    """The children of this name of all parents as they were recorded at the end of a day: one query, unless all came
    along.
    """
    sets = [getattr(parent, "_prefetched_objects_cache", {}).get(name) for parent in parents]
    if all(getattr(each, "as_of", None) == day for each in sets):
        return [row for each in sets for row in each]
    relation: Any = type(next(iter(parents)))._meta.get_field(name)
    return as_recorded(relation.related_model, day, **{f"{relation.field.name}__in": parents})


class Whole(models.QuerySet):
    """Rows that came along. They are read as a whole: who wants a part of them asks the model."""

    as_of: date | None = None
    """The day at whose end they stood so; None for those of now."""

    def __init__(self, model: type[models.Model], rows: list[Any], query: Query):
        super().__init__(model, query)
        self._result_cache, self._prefetch_done = rows, True

    def _chain(self) -> Any:
        raise TypeError(f"Rows of {self.model.__name__} that came along with their parent can’t be asked again")


class _Columns:
    """The columns of one table in the array of a row, and how they become an object again."""

    def __init__(self, alias: str, model: type[models.Model], only: tuple[str, ...] = ()):
        self.alias, self.model = alias, model
        fields = [field for field in model._meta.concrete_fields if not only or field.attname in only]
        self.names = [field.attname for field in fields]
        self.readers = [(field.attname, reader) for field in fields if (reader := _reader(field))]
        self.sql = [f'{alias}."{field.column}"' for field in fields]

    def read(self, row: list[Any], database: str | None) -> Any:
        """What `from_db` makes of a row, without the signals of its making, for which nothing of the portal waits."""
        values = dict(zip(self.names, row, strict=True))
        for name, read in self.readers:
            if values[name] is not None:
                values[name] = read(values[name])
        made = self.model.__new__(self.model)
        made.__dict__.update(values, _state=ModelState())
        made._state.adding, made._state.db = False, database
        return made


class _Source:
    """One set of children of a model: where the rows lie, and how they are read."""

    def __init__(self, parent: type[models.Model], wanted: Children, is_recorded: bool, has_records: bool):
        relation: Any = parent._meta.get_field(wanted.name)
        self.name, self.called, self.path = wanted.name, wanted.called, parent._meta.pk.name
        read = _tracked(relation.related_model) if is_recorded else wanted.only
        self.child = _Columns("c", relation.related_model, read)
        self.is_recorded = is_recorded
        self.record = _RecordSource(self.child.model, "") if has_records else None
        self.query = Query(self.child.model)  # never asked
        self.none = Whole(self.child.model, [], self.query)
        self.key = relation.field if relation.one_to_many and not wanted.of_all else None
        keys: list[Any] = [self.child.model._meta.get_field(name) for name in wanted.beside]
        self.beside = [(key, _Columns(f"b{place}", key.related_model)) for place, key in enumerate(keys)]
        table = _table_of_records(self.child.model) if is_recorded else self.child.model._meta.db_table
        self.rows = f'"{table}" c' + "".join(
            f' LEFT JOIN "{other.model._meta.db_table}" {other.alias} ON {other.alias}."id" = c."{key.column}"'
            for key, other in self.beside
        )
        column, text = wanted.where
        part = f"c.\"{column}\" = '{text}' AND " if column else ""
        if relation.one_to_many:
            mine = f'c."{relation.field.column}"'
            of_all = f" OR {mine} IS NULL" if wanted.of_all else ""
            self.rows += f" WHERE {part}({mine} = %(expressions)s{of_all})"
        else:
            through, of_child, of_parent = _between(relation)
            links = f'"{through}" t ON t."{of_child}" = c."id"'
            self.rows += f' JOIN {links} WHERE {part}t."{of_parent}" = %(expressions)s'
        if is_recorded:
            self.rows += LAST.format(table=table)
        ordering = (str(each) for each in self.child.model._meta.ordering)
        own = [(each.lstrip("-"), each.startswith("-")) for each in ordering]
        self.order = [(name, reverse) for name, reverse in own if name in self.child.names][::-1]

    def sql(self, words: "_Words") -> str:
        arrays = [words.array(columns) for columns in (self.child, *(other for _, other in self.beside))]
        if self.record:
            arrays.append(self.record.sql(words).replace("%(expressions)s", 'c."id"'))
        return f"(SELECT {words.together}({words.name}({', '.join(arrays)})){words.text} FROM {self.rows})"

    def put(self, parent: models.Model, text: str | None, day: date | None) -> None:
        rows = self.read(text, parent, day) if text and text != NONE else []
        if self.called:
            setattr(parent, self.called, rows)
        else:
            self.keep(parent, rows, day if self.is_recorded else None)

    def keep(self, parent: models.Model, rows: list[Any], day: date | None) -> None:
        whole = self.none if not rows and day is None else Whole(self.child.model, rows, self.query)
        whole.as_of = day
        parent.__dict__.setdefault("_prefetched_objects_cache", {})[self.name] = whole

    def read(self, text: str, parent: models.Model, day: date | None) -> list[Any]:
        found = []
        for arrays in READ(text)[0]:
            child = self.child.read(arrays[0], parent._state.db)
            if self.record:
                self.record.put(child, arrays.pop(), day)
            if self.key:
                self.key.set_cached_value(child, parent)
            for (key, columns), array in zip(self.beside, arrays[1:], strict=True):
                key.set_cached_value(child, None if array[0] is None else columns.read(array, parent._state.db))
            found.append(child)
        for name, reverse in self.order if len(found) > 1 else ():
            found.sort(key=attrgetter(name), reverse=reverse)
        return found


LAST = """ AND c."history_type" <> '-' AND c."history_date" < %%s AND NOT EXISTS (
    SELECT 1 FROM "{table}" n WHERE n."id" = c."id" AND n."history_date" < %%s
    AND (n."history_date", n."history_id") > (c."history_date", c."history_id")
)"""
"""Of the records of children as of a day: the same as `records_on`."""


class _RecordSource:
    """The record of a parent, or of a row beside it: the last one by the end of a day, else the first of all."""

    def __init__(self, parent: type[models.Model], of: str):
        model: Any = parent
        for name in self._steps(of):
            model = model._meta.get_field(name).related_model
        self.of, self.path, self.columns = of, of or parent._meta.pk.name, _Columns("r", model, _tracked(model))
        self.rows = f'"{_table_of_records(model)}" r WHERE r."id" = %(expressions)s'

    @staticmethod
    def _steps(of: str) -> list[str]:
        return of.split("__") if of else []

    def sql(self, words: "_Words") -> str:
        record = f"(SELECT {words.array(self.columns)}{words.text} FROM {self.rows}"
        last = f'{record} AND r."history_date" < %%s ORDER BY r."history_date" DESC, r."history_id" DESC LIMIT 1)'
        return f'COALESCE({last}, {record} ORDER BY r."history_date", r."history_id" LIMIT 1))'

    def put(self, parent: models.Model, text: str | None, day: date | None) -> None:
        row: Any = reduce(getattr, self._steps(self.of), parent)
        row.__dict__[CAME_ALONG] = day, self.columns.read(READ(text)[0], row._state.db) if text else None


def _tracked(model: Any) -> tuple[str, ...]:
    """The columns that its records have."""
    return tuple(field.attname for field in model_of_records(model).tracked_fields)


def _table_of_records(model: Any) -> str:
    return str(model_of_records(model)._meta.db_table)


def _between(relation: Any) -> tuple[str, str, str]:
    """The table between two sides of many to many, and its columns of the child and of the parent: the parent may have
    the field, or be what the field of the child is about.
    """
    if relation.auto_created:
        field = relation.field
        return relation.through._meta.db_table, field.m2m_column_name(), field.m2m_reverse_name()
    return relation.remote_field.through._meta.db_table, relation.m2m_reverse_name(), relation.m2m_column_name()


_source = lru_cache(maxsize=None)(_Source)
_record_source = lru_cache(maxsize=None)(_RecordSource)


@dataclass(frozen=True)
class _Words:
    """What a database calls its functions for JSON."""

    together: str
    name: str
    text: str = ""

    def array(self, columns: _Columns) -> str:
        return f"{self.name}({', '.join(columns.sql)})"


WORDS = {
    "sqlite": _Words("JSON_GROUP_ARRAY", "JSON_ARRAY"),
    "postgresql": _Words("JSON_AGG", "JSON_BUILD_ARRAY", "::text"),
}


class _Rows(Func):
    """What is brought to one parent, as JSON text."""

    output_field = TextField()

    def __init__(self, source: _Source | _RecordSource, day: date | None):
        super().__init__(F(source.path))
        self.source, self.end = source, end_of(day) if day else None

    def as_sql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        sql, params = super().as_sql(compiler, connection, template=self.source.sql(WORDS[connection.vendor]), **extra)
        return sql, [*params, *[connection.ops.adapt_datetimefield_value(self.end)] * sql.count("%s")]


def _reader(field: Field) -> Callable[[Any], Any] | None:
    """From what stands in the JSON; None where that is the value itself."""
    if isinstance(field, models.DateTimeField):
        return moment
    if isinstance(field, models.DateField):
        return date.fromisoformat
    if isinstance(field, models.TimeField):
        return time.fromisoformat
    if isinstance(field, models.DecimalField):
        unit = Decimal(1).scaleb(-field.decimal_places)
        return lambda number: Decimal(number).quantize(unit)
    if isinstance(field, models.JSONField):
        return _json
    return bool if isinstance(field, models.BooleanField) else None


def _json(kept: Any) -> Any:
    """As text on SQLite; most lists are empty."""
    if kept == "[]":
        return []
    return json.loads(kept) if isinstance(kept, str) else kept


def moment(text: str) -> datetime:
    """A moment as a database writes it. SQLite leaves out the time zone, which is UTC."""
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
