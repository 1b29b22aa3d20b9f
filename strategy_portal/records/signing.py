"""Rows that the portal writes once and never changes, each with a digest that only the portal can make (trust S6).

The digest is an HMAC of all columns in one canonical form, the same on every database. Whoever changes a row without
the key leaves a digest that no longer fits; `manage.py check_history` finds it.
"""

import hashlib
import hmac
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, date
from decimal import Decimal
from functools import cache
from typing import Any

from django.conf import settings
from django.db import models

Write = Callable[[Any], str]
NO_BLANK = object()


class Unchangeable(Exception):
    """What was recorded stays as it was recorded; a correction is a further record."""

    def __init__(self, model: type[models.Model]):
        super().__init__(f"{model._meta.verbose_name}: what is recorded is never changed or deleted.")


@dataclass(frozen=True)
class Column:
    """One column in canonical form. Its `blank` is left out, so a column that is added later changes no digest."""

    name: str
    write: Write
    blank: Any

    @classmethod
    def of(cls, field: models.Field) -> "Column":
        write, blank = _writer(field), _blank(field)
        return cls(field.attname, write, blank if blank is NO_BLANK or blank is None else write(blank))


@dataclass(frozen=True)
class Form:
    """The canonical form of a model's rows: the table's name and each column that is not blank, as JSON text."""

    label: str
    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    def text(self, values: Sequence[Any]) -> str:
        """`values` stand in the order of `names`."""
        said: list[str | None] = [self.label]
        for column, value in zip(self.columns, values, strict=True):
            text = None if value is None else column.write(value)
            if text != column.blank:
                said += column.name, text
        return json.dumps(said)

    def digest(self, values: Sequence[Any]) -> str:
        """64 hexadecimal digits."""
        return keyed(self.text(values))

    def digest_of(self, row: models.Model) -> str:
        return self.digest([getattr(row, name) for name in self.names])


@dataclass(frozen=True)
class Manner:
    """How rows are signed: by which key, and without which columns (`app.model.column`, in small letters)."""

    key: str
    without: frozenset[str] = frozenset()


_EARLIER: ContextVar[Manner | None] = ContextVar("earlier", default=None)


@contextmanager
def signed_in(manner: Manner) -> Iterator[None]:
    """What happens here signs and checks in that manner, as it was done before a change of the key or of columns."""
    token = _EARLIER.set(manner)
    try:
        yield
    finally:
        _EARLIER.reset(token)


def manner() -> Manner:
    return _EARLIER.get() or Manner(settings.AUDIT_KEY)


def form_of(model: type[models.Model]) -> Form:
    """All columns but the primary key, which the database gives, the digest, and what the model says may change."""
    earlier = _EARLIER.get()
    return _form(model, earlier.without if earlier else frozenset())


@cache
def _form(model: type[models.Model], without: frozenset[str]) -> Form:
    left_out = {model._meta.pk.name, "digest", *getattr(model, "MAY_CHANGE", ())}
    label = model._meta.label_lower
    columns = [
        Column.of(field)
        for field in model._meta.concrete_fields
        if field.name not in left_out and f"{label}.{field.name}" not in without
    ]
    return Form(label, tuple(sorted(columns, key=lambda column: column.name)))


def keyed(text: str) -> str:
    """The digest that only who has the key can make."""
    return hmac.digest(manner().key.encode(), text.encode(), "sha256").hex()


class SignedQuerySet(models.QuerySet):
    """Adds rows with their digest, and refuses whatever would change or remove one."""

    def bulk_create(self, objs: Iterable[Any], *args: Any, **options: Any) -> list[Any]:
        rows = list(objs)
        for row in rows:
            row.sign()
        if options.get("update_conflicts"):
            raise Unchangeable(self.model)
        return super().bulk_create(rows, *args, **options)

    def update(self, **changes: Any) -> int:
        self._refuse(changes)
        return super().update(**changes)

    def bulk_update(self, objs: Iterable[Any], fields: Iterable[str], *args: Any, **options: Any) -> int:
        self._refuse(fields)
        return super().bulk_update(objs, fields, *args, **options)

    def _refuse(self, fields: Iterable[str]) -> None:
        model: Any = self.model
        if not set(fields) <= model.MAY_CHANGE:
            raise Unchangeable(model)

    def delete(self) -> tuple[int, dict[str, int]]:
        raise Unchangeable(self.model)


class Signed(models.Model):
    """A row that is written once. `MAY_CHANGE` names the fields that say nothing of what was recorded.

    `VERSIONED_BY` names the columns by which the rows' versions are numbered, each from 1. `LATEST` is the column, if
    there is one, that says of the last version alone that it holds. `AT_ONCE` is how many rows are read at once.
    """

    MAY_CHANGE: frozenset[str] = frozenset()
    VERSIONED_BY: tuple[str, ...] = ()
    LATEST = ""
    AT_ONCE = 2000

    digest = models.CharField(max_length=64, blank=True, editable=False)

    objects = SignedQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **saving: Any) -> None:
        fields = saving.get("update_fields")
        if self._state.adding:
            self.sign()
            super().save(force_insert=True, using=saving.get("using"))
        elif fields and set(fields) <= self.MAY_CHANGE:
            super().save(**saving)
        else:
            raise Unchangeable(type(self))

    def delete(self, *args: Any, **options: Any) -> tuple[int, dict[str, int]]:
        raise Unchangeable(type(self))

    def sign(self) -> None:
        self.digest = form_of(type(self)).digest_of(self)


def _blank(field: models.Field) -> Any:
    """What a column holds that nobody filled: its default, else nothing."""
    if field.has_default() and not callable(field.default):
        return field.default
    if field.default in (list, dict):
        return field.default()
    if field.null:
        return None
    return "" if isinstance(field, models.CharField | models.TextField) else NO_BLANK


def _writer(field: models.Field) -> Write:
    """How a column's content is written, whether it comes from a database or was just set."""
    if isinstance(field, models.ForeignKey):
        return _writer(field.target_field)
    if isinstance(field, models.JSONField):
        return lambda value: _json(value, field)
    if isinstance(field, models.BinaryField):
        return lambda value: hashlib.sha256(value).hexdigest()
    if isinstance(field, models.DecimalField):
        return lambda value: _decimal(value, field)
    if isinstance(field, models.DateTimeField):
        return lambda value: field.to_python(value).astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(field, models.DateField):
        return lambda value: value.isoformat() if type(value) is date else str(field.to_python(value))
    plain = bool if isinstance(field, models.BooleanField) else int if isinstance(field, models.IntegerField) else str
    return lambda value: str(value) if type(value) is plain else str(field.to_python(value))


def _json(value: Any, field: models.JSONField) -> str:
    """Keys in order, as text: a database may keep them in another."""
    plain = json.loads(json.dumps(value, cls=field.encoder)) if value else value
    return json.dumps(plain, sort_keys=True)


def _decimal(value: Any, field: models.DecimalField) -> str:
    number = value if isinstance(value, Decimal) else field.to_python(value)
    return f"{number + 0:.{field.decimal_places}f}"  # -0 is 0
