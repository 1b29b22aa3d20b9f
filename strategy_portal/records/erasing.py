"""Making sure that what was deleted is gone from the database's files as well, and not only from its tables."""

import time
from collections.abc import Collection
from typing import Any

from django.contrib.sessions.models import Session
from django.db import connection, models

TRIES, PAUSE = 5, 2.0
"""How often, and after how many seconds, the write-ahead log is emptied again while somebody still reads."""


def overwrite_deleted() -> None:
    """From here on this connection overwrites what it deletes, where the database can do that."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete=ON")


def rewrite_tables(tables: Collection[type[models.Model]]) -> bool:
    """Write the tables anew, without what was deleted from them. Within a transaction no database can do that: False.

    SQLite rewrites its whole file and empties its write-ahead log, PostgreSQL rewrites each table with its indexes.
    False also where somebody kept reading an old state all the time.
    """
    if connection.in_atomic_block:
        return False
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for model in tables:
                cursor.execute(f'VACUUM (FULL) "{model._meta.db_table}"')
            return True
        cursor.execute("VACUUM")
        return _empty_log(cursor)


def forget_visitors() -> int:
    """Delete the sessions of people who are not signed in, and those that have run out: how many."""
    gone = [session.pk for session in Session.objects.iterator() if "_auth_user_id" not in session.get_decoded()]
    return Session.objects.filter(pk__in=gone).delete()[0]


def _empty_log(cursor: Any) -> bool:
    for _ in range(TRIES):
        busy, *_ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if not busy:
            return True
        time.sleep(PAUSE)
    return False
