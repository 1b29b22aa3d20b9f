"""A full disk: a plain message, whoever met it; what was being saved is not saved in part (trust R3)."""

from pathlib import Path

import pytest
from django.db import DatabaseError, connections
from django.test import RequestFactory

from strategy_portal.views import failed


@pytest.fixture
def small_database(tmp_path, django_db_blocker):
    """A database of its own without room for another page."""
    if connections["default"].vendor != "sqlite":
        pytest.skip("fills the database by a setting of SQLite")
    another = connections["default"].copy()
    another.settings_dict["NAME"] = tmp_path / "portal.sqlite3"
    with django_db_blocker.unblock():
        with another.cursor() as cursor:
            cursor.execute("CREATE TABLE note (text)")
            cursor.execute("PRAGMA max_page_count = 2")
        yield another
        another.close()


def page_after(action):
    """The page of the error that the action raises."""
    try:
        action()
    except (OSError, DatabaseError, ValueError):
        return failed(RequestFactory().post("/"))
    raise AssertionError("There was room.")


def test_a_full_database_is_named_and_goes_on_reading(small_database):
    with small_database.cursor() as cursor:
        page = page_after(lambda: cursor.execute("INSERT INTO note VALUES (hex(randomblob(100000)))"))
        assert (page.status_code, "has no room left" in page.content.decode()) == (507, True)
        assert cursor.execute("SELECT count(*) FROM note").fetchone() == (0,)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_file_without_room_is_named():
    assert page_after(lambda: Path("/dev/full").write_text("x")).status_code == 507


def test_any_other_error_keeps_its_page():
    assert page_after(lambda: int("x")).status_code == 500
