"""Which tables of an installation go along, and how their rows are written: one JSON object a line, every column.

Not by Django's serializers: they cut moments to milliseconds, by which the digests of the history would no longer fit,
and read rows through `save`, which would add to the history.
"""

import base64
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from decimal import Decimal
from itertools import islice
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models

AT_ONCE = 500
STAYS = {
    "strategy_portal.limitcount": "how often somebody tried something lately",
    "strategy_portal.indexed": "the index of the search is made anew",
    "sessions.session": "who is signed in",
    "usersessions.usersession": "who is signed in",
    "mfa.authenticator": "secrets of second factors: people set up a new one",
    "account.emailconfirmation": "links that were sent",
    "django_tasks_database.dbtaskresult": "what a worker has to do",
    "auth.permission": "made by each installation",
    "auth.group": "the portal has none",
    "auth.group_permissions": "the portal has none",
    "strategy_portal.user_groups": "the portal has none",
    "strategy_portal.user_user_permissions": "the portal has none",
    "contenttypes.contenttype": "made by each installation",
    "admin.logentry": "the admin site writes nothing",
}
"""The tables that stay, and why."""

COLUMNS_THAT_STAY = {"strategy_portal.user": ("password",)}
"""Empty in what goes along."""

ROWS_THAT_STAY: dict[str, dict[str, Any]] = {"strategy_portal.upload": {"is_personal": True}}
"""What people wrote, which is deleted within a day anyway (trust S7)."""


def tables() -> list[Any]:
    """The models whose rows go along, histories and links to many included, by name."""
    found = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    own = [model for model in found if not model._meta.proxy and model._meta.label_lower not in STAYS]
    return sorted(own, key=lambda model: str(model._meta.label_lower))


def columns_of(model: Any) -> list[models.Field]:
    return list(model._meta.concrete_fields)


def written(model: Any) -> Iterator[str]:
    """Each row as a line, by its key."""
    fields = columns_of(model)
    names, empty = [field.attname for field in fields], COLUMNS_THAT_STAY.get(model._meta.label_lower, ())
    stays = ROWS_THAT_STAY.get(model._meta.label_lower)
    rows: models.QuerySet[Any] = models.QuerySet(model).exclude(**stays) if stays else models.QuerySet(model)
    chunk = getattr(model, "AT_ONCE", AT_ONCE)
    for values in rows.order_by("pk").values_list(*names).iterator(chunk_size=min(chunk, AT_ONCE)):
        row = dict(zip(names, values, strict=True)) | dict.fromkeys(empty, "")
        yield json.dumps(row, default=_plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _plain(value: Any) -> str:
    """A value that JSON has no word for, without loss."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode()
    return str(value)


def put_in(model: Any, lines: Iterator[str]) -> int:
    """Insert rows as they were written, with their keys and without any effect of a save; how many."""
    fields, quote = columns_of(model), connection.ops.quote_name
    names = ", ".join(quote(field.column) for field in fields)
    sql = f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({', '.join(['%s'] * len(fields))})"
    count = 0
    with connection.cursor() as cursor:
        while rows := [_read(fields, line) for line in islice(lines, AT_ONCE)]:
            cursor.executemany(sql, rows)
            count += len(rows)
    return count


def _read(fields: list[models.Field], line: str) -> list[Any]:
    row = json.loads(line)
    return [field.get_db_prep_save(field.to_python(row[field.attname]), connection) for field in fields]


def clear(model: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")


def last_number(model: Any) -> int:
    """The last key that was given to a row, as far as rows and histories know: it is not given again."""
    if not isinstance(model._meta.pk, models.AutoField):
        return 0
    last = models.QuerySet(model).aggregate(last=models.Max("pk"))["last"] or 0
    history: Any = getattr(getattr(model, "history", None), "model", None)
    recorded = models.QuerySet(history).aggregate(last=models.Max("id"))["last"] if history else 0
    return max(last, recorded or 0)


def go_on_from(model: Any, number: int) -> None:
    """The next row gets a higher key."""
    if not number:
        return
    table, column = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for statement in connection.ops.sequence_reset_sql(no_style(), [model]):
                cursor.execute(statement)
            cursor.execute("SELECT setval(pg_get_serial_sequence(%s, %s), %s)", [f'"{table}"', column, number])
        else:
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, number])
