"""All of an installation, out: the rows of each table, and the files that they name."""

import tomllib
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection, models, transaction
from django.db.migrations.recorder import MigrationRecorder

from ..records.digests import files_of
from .archives import BLOCK, Counter, Writer
from .tables import COLUMNS_THAT_STAY, ROWS_THAT_STAY, STAYS, columns_of, last_number, tables, written

FORMAT = "strategy-portal-export"
FORMAT_VERSION = 1


class Taker(Protocol):
    def add(self, name: str, content: Any) -> None: ...


def export_all(path: Path) -> tuple[str, int]:
    """Write all of it into a new folder, or a new file whose name ends in .zip: its hash, and how many parts.

    As it stands at one moment. Raises FileExistsError.
    """
    writer = Writer(path)
    with at_one_moment():
        missing = take_all(writer)
        about = manifest() | {"missing_files": missing}
    return writer.finish(about), len(writer.hashes)


def hashes_of_all() -> dict[str, str]:
    """The hashes that the parts of an export would have now."""
    counter = Counter()
    take_all(counter)
    return counter.hashes


class at_one_moment(transaction.Atomic):  # read as a word
    """Within it all queries see the same: by a level of isolation on PostgreSQL; on SQLite nobody writes meanwhile."""

    def __init__(self) -> None:
        super().__init__(using=None, savepoint=True, durable=False)

    def __enter__(self) -> None:
        is_outer = not connection.in_atomic_block
        super().__enter__()
        if connection.vendor == "postgresql" and is_outer:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")


def take_all(taker: Taker) -> list[str]:
    """Hand over each part; the names of files that are gone."""
    for model in tables():
        taker.add(part_of(model), (f"{line}\n".encode() for line in written(model)))
    missing = []
    for name in file_names():
        if default_storage.exists(name):
            taker.add(f"files/{name}", _blocks(name))
        else:
            missing.append(name)
    return missing


def part_of(model: Any) -> str:
    return f"data/{model._meta.label_lower}.jsonl"


def _blocks(name: str) -> Iterator[bytes]:
    with default_storage.open(name) as file:
        while block := file.read(BLOCK):
            yield block


def file_names() -> list[str]:
    """The files that rows name, and those that only their history names still."""
    found: set[str] = set()
    for model in tables():
        for field in columns_of(model):
            if isinstance(field, models.FileField):
                found |= set(models.QuerySet(model).values_list(field.attname, flat=True))
        found |= {name for name, _ in files_of(model)}
    return sorted(filter(None, found))


def manifest() -> dict[str, Any]:
    """What is said of the export: its form, the columns that it has, what stayed, and from which numbers to go on."""
    return {
        "format": FORMAT, "format_version": FORMAT_VERSION, "portal_version": _version(),
        "migrations": sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()),
        "columns": schema(),
        "numbers": {model._meta.label_lower: last_number(model) for model in tables()},
        "left_out": {
            "tables": STAYS, "columns": {label: list(names) for label, names in COLUMNS_THAT_STAY.items()},
            "rows": {label: list(chain.from_iterable(where.items())) for label, where in ROWS_THAT_STAY.items()},
            "means": "Nobody can sign in with what is here: everybody sets a new password and a new second factor, and "
                     "makes new tokens and calendar addresses. Of these only hashes go along, as their history needs.",
        },
    }  # fmt: skip


def schema() -> dict[str, list[str]]:
    return {model._meta.label_lower: sorted(field.attname for field in columns_of(model)) for model in tables()}


def _version() -> str:
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return str(project["version"])
