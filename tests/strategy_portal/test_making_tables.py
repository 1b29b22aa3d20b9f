"""The tables of a first installation are made together, and are the same as if they were made one by one."""

import pytest
from django.db import ConnectionHandler, migrations, models
from django.db.migrations.state import ModelState, ProjectState

from strategy_portal.making_tables import TablesTogether


def key() -> tuple[str, models.Field]:
    return "id", models.BigAutoField(primary_key=True)


def to(model: str) -> models.ForeignKey:
    return models.ForeignKey(f"library.{model}", on_delete=models.CASCADE)


OPERATIONS = [
    migrations.CreateModel("Shelf", [key(), ("name", models.CharField(max_length=9, unique=True))]),
    migrations.CreateModel("Book", [key(), ("shelf", to("Shelf")), ("also", models.ManyToManyField("library.Shelf"))]),
    migrations.AddField("Shelf", "first", to("Book")),
    migrations.CreateModel("Loan", [key(), ("book", to("Book")), ("again", to("Loan"))]),
    migrations.CreateModel("Letter", [key(), ("loan", to("Loan"))]),
    migrations.AddIndex("Loan", models.Index(fields=["book", "again"], name="loan_by_book")),
]  # fmt: skip


@pytest.fixture
def made(django_db_blocker, monkeypatch):
    """`made(kind of migration)`: the tables that it makes in an empty database, and how many models it put together."""

    def made(kind: type[migrations.Migration]) -> tuple[list[str], int]:
        rendered, render = [], ModelState.render
        monkeypatch.setattr(ModelState, "render", lambda self, apps: rendered.append(self) or render(self, apps))
        migration = kind("0001_initial", "library")
        migration.operations = OPERATIONS
        state = ProjectState()
        _ = state.apps
        memory = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
        with django_db_blocker.unblock():
            connection = ConnectionHandler(memory)["default"]
            with connection.schema_editor() as editor:
                after = migration.apply(state, editor)
            with connection.cursor() as cursor:
                tables = cursor.execute("SELECT sql FROM sqlite_master ORDER BY name").fetchall()
            connection.close()
        monkeypatch.undo()
        assert {model.__name__ for model in after.apps.get_models()} >= {"Shelf", "Book", "Loan", "Letter"}
        return tables, len(rendered)

    return made


def test_they_are_the_same_from_fewer_models(made):
    (one_by_one, of_each), (together, of_all) = made(migrations.Migration), made(TablesTogether)
    assert together == one_by_one
    assert len(together) > 10  # five tables and their indexes
    assert of_all < of_each
