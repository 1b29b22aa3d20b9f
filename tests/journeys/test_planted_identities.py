"""0 of 500 planted people are left anywhere after the retention date, and every count is as it was (trust S7)."""

import json
import shutil
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings

from .conftest import Database, _database, manage
from .planting import fate_of, people

RUN = "from tests.journeys.planting import {0}; {0}()"
FIRST = 8
"""Letters by which a detail is looked for: as many as the shortest has."""

ON_SQLITE = settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")


def run(database: Database, action: str) -> str:
    return manage(database, "shell", "-v0", "-c", RUN.format(action))


@pytest.fixture(scope="module")
def grown(tmp_path_factory, worker_id, filled) -> Iterator[Database]:
    """Planted once; each test gets a copy."""
    with _database(tmp_path_factory.mktemp("grown"), f"grown_{worker_id}", copy_of=filled) as database:
        run(database, "plant")
        yield database


@pytest.fixture
def planted(tmp_path, worker_id, db, grown) -> Iterator[Database]:
    with _database(tmp_path, f"planted_{worker_id}", copy_of=grown) as database:
        yield database


def left_in(text: str) -> set[str]:
    """Which details of the 500 stand there, in capitals or not, found by their first letters in one pass."""
    text = text.lower()
    wanted = defaultdict(list)
    for detail in (detail.lower() for person in people() for detail in person.details):
        wanted[detail[:FIRST]].append(detail)
    places = (place for place in range(len(text)) if text[place : place + FIRST] in wanted)
    return {
        detail for place in places for detail in wanted[text[place : place + FIRST]] if text.startswith(detail, place)
    }


def files_of(database: Database) -> str:
    """The database's own files, its write-ahead log included, as bytes; on a server there is none to read."""
    folder, name = Path(database.name).parent, Path(database.name).name
    found = sorted(folder.glob(f"{name}*")) if ON_SQLITE else []
    media = [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    return "\n".join(path.read_bytes().decode("latin-1") for path in [*found, *media])


def back_up(database: Database, file: Path) -> None:
    with closing(sqlite3.connect(database.name)) as connection:
        connection.execute("VACUUM INTO ?", [str(file)])


def test_readers_get_what_a_moderator_let_pass_and_nothing_of_what_waits_is_withheld_or_was_never_sent(planted):
    kept = (person for number, person in enumerate(people()) if fate_of(number) == 1)
    let_pass = {detail.lower() for person in kept for detail in person.details}
    said = {page: left_in(text) for page, text in json.loads(run(planted, "say_what_readers_get")).items()}
    assert [page for page, found in said.items() if found - let_pass] == []
    silent = ["/you-said-we-did/", "/strategies/wlc-customer-2023-28/reports/annual/2026-27/"]
    assert [page for page, found in said.items() if not found] == silent  # the others show the words


def test_nobody_is_left_anywhere_and_every_count_stays_also_after_an_old_backup_came_back(planted, tmp_path):
    before = run(planted, "counted")
    assert len(left_in(run(planted, "say_what_is_stored"))) == 5 * 500
    if ON_SQLITE:
        back_up(planted, tmp_path / "backup.sqlite3")
    manage(planted, "remove_personal_details")
    assert left_in(run(planted, "say_everything")) == set()
    assert left_in(files_of(planted)) == set()
    assert run(planted, "counted") == before
    assert "Nothing was altered" in manage(planted, "check_history")
    assert "0 consultations" in manage(planted, "remove_personal_details")
    if ON_SQLITE:
        shutil.copy(tmp_path / "backup.sqlite3", planted.name)
        manage(planted, "remove_personal_details")
        assert left_in(files_of(planted)) == set()
        assert run(planted, "counted") == before
