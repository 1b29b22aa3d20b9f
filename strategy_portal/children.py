"""Children that come along with their parents, in the parents' own query (docs/adr/0022).

    with_children(actions, Children("owners", beside=("team",)), Children("due_dates"))

The database puts the rows of each set together as JSON. Read back, they stand where Django's `prefetch_related` would
put them, so `action.owners.all()` asks nothing more.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import lru_cache
from operator import attrgetter
from typing import Any, TypeVar

from django.db import models
from django.db.models import F, Field, Func, TextField
from django.db.models.base import ModelState
from django.db.models.sql import Query

Parent = TypeVar("Parent", bound=models.Model)
READ = json.JSONDecoder(parse_float=Decimal).decode
NONE = "[]"
"""The JSON of a set without rows, as most are."""


@dataclass(frozen=True)
class Children:
    """A set of rows by the name under which the parent knows them; in the order of their model, as far as its own
    columns say it.

    `beside` are foreign keys whose rows come with each child. `only` are the columns that are read; all without it.
    `where` leaves a part of the set: a column and what stands in it. A part is no `parent.name.all()`, so the parent
    has it as the list `called`.
    """

    name: str
    beside: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    where: tuple[str, str] = ("", "")
    called: str = ""

    @property
    def paths(self) -> list[str]:
        """The same for `prefetch_related_objects`, where the parents are loaded already."""
        return [self.name, *(f"{self.name}__{other}" for other in self.beside)]


def with_children(parents: models.QuerySet[Parent], *sets: Children) -> list[Parent]:
    """The parents with these sets of children: one query, whatever the number of sets and rows."""
    sources = {f"_rows_of_{each.called or each.name}": _source(parents.model, each) for each in sets}
    found = list(parents.annotate(**{name: _Rows(source) for name, source in sources.items()}))
    for parent in found:
        known = parent.__dict__.setdefault("_prefetched_objects_cache", {})
        for name, source in sources.items():
            rows = source.read(parent.__dict__.pop(name), parent)
            if source.called:
                setattr(parent, source.called, rows)
            else:
                known[source.name] = source.whole(rows)
    return found


def came_along(parent: models.Model, name: str, rows: list[Any]) -> None:
    """Put a parent's children of this name where Django's prefetching would put them."""
    source = _source(type(parent), Children(name))
    parent.__dict__.setdefault("_prefetched_objects_cache", {})[name] = source.whole(rows)


def children_of(parent: models.Model, name: str) -> Iterable[Any]:
    """The rows of `parent.name.all()`, without the manager that Django makes for each asking where they came along."""
    known = getattr(parent, "_prefetched_objects_cache", {})
    return known[name] if name in known else getattr(parent, name).all()


class Whole(models.QuerySet):
    """Rows that came along. They are read as a whole: who wants a part of them asks the model."""

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

    def __init__(self, parent: type[models.Model], wanted: Children):
        relation: Any = parent._meta.get_field(wanted.name)
        self.name, self.called = wanted.name, wanted.called
        self.child = _Columns("c", relation.related_model, wanted.only)
        self.query = Query(self.child.model)  # never asked
        self.key = relation.field if relation.one_to_many else None
        keys: list[Any] = [self.child.model._meta.get_field(name) for name in wanted.beside]
        self.beside = [(key, _Columns(f"b{place}", key.related_model)) for place, key in enumerate(keys)]
        self.rows = f'"{self.child.model._meta.db_table}" c' + "".join(
            f' LEFT JOIN "{other.model._meta.db_table}" {other.alias} ON {other.alias}."id" = c."{key.column}"'
            for key, other in self.beside
        )
        column, text = wanted.where
        part = f"c.\"{column}\" = '{text}' AND " if column else ""
        if relation.one_to_many:
            self.rows += f' WHERE {part}c."{relation.field.column}"'
        else:
            through, of_child, of_parent = _between(relation)
            self.rows += f' JOIN "{through}" t ON t."{of_child}" = c."id" WHERE {part}t."{of_parent}"'
        ordering = (str(each) for each in self.child.model._meta.ordering)
        own = [(each.lstrip("-"), each.startswith("-")) for each in ordering]
        self.order = [(name, reverse) for name, reverse in own if name in self.child.names][::-1]

    def whole(self, rows: list[Any]) -> "Whole":
        return Whole(self.child.model, rows, self.query)

    def read(self, text: str | None, parent: models.Model) -> list[Any]:
        if not text or text == NONE:
            return []
        found = []
        for arrays in READ(text):
            child = self.child.read(arrays[0], parent._state.db)
            if self.key:
                self.key.set_cached_value(child, parent)
            for (key, columns), array in zip(self.beside, arrays[1:], strict=True):
                key.set_cached_value(child, None if array[0] is None else columns.read(array, parent._state.db))
            found.append(child)
        for name, reverse in self.order if len(found) > 1 else ():
            found.sort(key=attrgetter(name), reverse=reverse)
        return found


def _between(relation: Any) -> tuple[str, str, str]:
    """The table between two sides of many to many, and its columns of the child and of the parent: the parent may have
    the field, or be what the field of the child is about.
    """
    if relation.auto_created:
        field = relation.field
        return relation.through._meta.db_table, field.m2m_column_name(), field.m2m_reverse_name()
    return relation.remote_field.through._meta.db_table, relation.m2m_reverse_name(), relation.m2m_column_name()


_source = lru_cache(maxsize=None)(_Source)


class _Rows(Func):
    """The rows of a set that belong to one parent, as JSON text."""

    output_field = TextField()

    def __init__(self, source: _Source):
        super().__init__(F("pk"))
        self.source = source

    def as_sql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        together, array, text = ("JSON_AGG", "JSON_BUILD_ARRAY", "::text") if connection.vendor == "postgresql" else (
            "JSON_GROUP_ARRAY", "JSON_ARRAY", ""
        )  # fmt: skip
        tables = [self.source.child, *(columns for _, columns in self.source.beside)]
        arrays = ", ".join(f"{array}({', '.join(columns.sql)})" for columns in tables)
        template = f"(SELECT {together}({array}({arrays})){text} FROM {self.source.rows} = %(expressions)s)"
        return super().as_sql(compiler, connection, template=template, **extra)


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
