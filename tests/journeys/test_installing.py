"""An empty database becomes a portal, as an installation makes it."""

from .conftest import _database, manage

COUNT = "from outcomes.models import Strategy; print('strategies', Strategy.objects.count())"


def test_the_migrations_make_a_database_that_takes_the_strategies(tmp_path, worker_id, migrated):
    with _database(tmp_path, f"empty_{worker_id}", copy_of=migrated) as database:
        manage(database, "load_facts", "-v0")
        assert manage(database, "shell", "-v0", "-c", COUNT).split() == ["strategies", "4"]
        assert "Nothing was altered" in manage(database, "check_history", "--checkpoint")
