"""The architecture itself: what the import contracts in .importlinter can't see."""

import ast
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import OperationalError, connections, models
from django.urls import URLPattern, URLResolver, get_resolver

from strategy_portal.access import RIGHTS, may
from strategy_portal.records.signing import Signed

FRAME = "strategy_portal"
APPS = ["outcomes", "indicators", "actions", "consultations", "reports"]
ORDER = [FRAME, *APPS]
ROOT = Path(settings.BASE_DIR)
MODELS = [
    model
    for app in ORDER
    for model in apps.get_app_config(app).get_models()
    if not model.__name__.startswith("Historical")
]
WITHOUT_HISTORY = {
    "Answer": "written once with its submission and never edited",
    "AuditCheckpoint": "is itself a record, written once",
    "Contact": "personal: a history can't be deleted, and this has to be (trust S7)",
    "Digest": "written once, before it goes out, and kept; then it says when it did",
    "DueDate": "is itself the record of a date that was agreed, signed and written once",
    "EngagementStandard": "published by others and loaded from fixtures; never edited here",
    "Indexed": "how far the search's index has read the histories; made anew from them at any time",
    "IssuedReport": "frozen; a correction is a new version, so it is its own history",
    "ReportFile": "frozen with its report; a correction is a new version with files of its own",
    "PackMaking": "what somebody asked for; the pack that comes of it is kept",
    "Making": "what somebody asked for; the report that comes of it is issued and kept",
    "OpenFindings": "counted anew by the portal with each text that is saved; texts and answers have theirs",
    "ReadMarker": "one approver's bookmark; it says nothing of the value",
    "MeetingPack": "frozen; made again it is a new version, so it is its own history",
    "LimitCount": "how often somebody tried something lately; it is gone after an hour",
    "Original": "personal: what a participant wrote, removed at the retention date (trust S7)",
    "Seal": "is itself the record of what was approved: a row never changes, each approval adds one",
    "Watch": "one person's own list; it says nothing of the indicator or action, and goes with the person",
    "Upload": "what one file would change, which has its own history; personal ones are deleted in a day (trust S7)",
}
CLOSED = {
    "account_confirm_email",
    "account_confirm_login_code",
    "account_email",
    "account_email_verification_sent",
    "account_signup",
}
"""Come with the sign-in library and have no row on purpose: people are registered by the administrator."""

SOURCES = {
    path.relative_to(ROOT): ast.parse(path.read_text(encoding="utf-8"))
    for app in ORDER
    for path in sorted((ROOT / app).rglob("*.py"))
    if "migrations" not in path.parts
}


def name(thing) -> str:
    return getattr(thing, "__name__", str(thing))


def ours(field: models.Field) -> bool:
    return field.is_relation and not field.auto_created and field.related_model._meta.app_label in ORDER


# --- Data ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", MODELS, ids=name)
def test_a_model_points_only_to_its_own_app_or_an_earlier_one(model):
    own = ORDER.index(model._meta.app_label)
    later = [
        field.name
        for field in model._meta.get_fields()
        if ours(field) and ORDER.index(field.related_model._meta.app_label) > own
    ]
    assert later == []


@pytest.mark.parametrize("model", MODELS, ids=name)
def test_what_people_edit_has_a_history(model):
    assert hasattr(model, "history") != (model.__name__ in WITHOUT_HISTORY)


@pytest.mark.parametrize("model", [model for model in MODELS if hasattr(model, "history")], ids=name)
def test_a_history_follows_the_links_to_many_as_well(model):
    followed = {field.name for field in model.history.model._history_m2m_fields}
    assert {field.name for field in model._meta.many_to_many if ours(field)} <= followed


@pytest.mark.parametrize("model", [model for model in MODELS if hasattr(model, "history")], ids=name)
def test_a_history_is_of_signed_rows(model):
    """trust S6"""
    linked = [getattr(model.history.model, field.name).model for field in model.history.model._history_m2m_fields]
    assert all(issubclass(history, Signed) for history in [model.history.model, *linked])


def test_every_exception_from_history_is_a_model_that_exists():
    assert set(WITHOUT_HISTORY) <= {model.__name__ for model in MODELS}


# --- Routes ----------------------------------------------------------------------------------------------------------


def routes(resolver: URLResolver, namespace: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from routes(pattern, namespace + inner)
        else:
            yield f"{namespace}{pattern.name}", pattern


def all_routes() -> dict[str, URLPattern]:
    """Read inside the tests, so that a view that can't be imported fails a test and not the collection."""
    return dict(routes(get_resolver()))


def closed_in_the_admin_site(route: str) -> bool:
    """What Django's admin site brings along and nobody may use; that it has no history page, another test says."""
    brought_along = "None login logout password_change password_change_done autocomplete view_on_site".split()
    app, _, page = route.partition(":")
    return app == "admin" and (page in brought_along or page.endswith(("_add", "_delete")))


def test_every_route_has_a_row_in_the_table_of_rights():
    missing = set(all_routes()) - set(RIGHTS) - CLOSED
    assert sorted(route for route in missing if not closed_in_the_admin_site(route)) == []


def test_a_closed_route_is_open_to_nobody(people):
    assert set(all_routes()) >= CLOSED
    assert not [(user, route) for user in people.values() for route in CLOSED if may(user, route)]


def test_every_row_of_the_table_of_rights_belongs_to_a_route():
    assert sorted(set(RIGHTS) - set(all_routes())) == []


def test_two_addresses_of_one_name_show_the_same_view():
    found = defaultdict(set)
    for route, pattern in routes(get_resolver()):
        if route.partition(":")[0] in APPS:
            found[route].add(pattern.callback.view_class)
    assert found
    assert {route: views for route, views in found.items() if len(views) > 1} == {}


def our_views() -> dict[str, type]:
    return {
        route: pattern.callback.view_class for route, pattern in all_routes().items() if route.partition(":")[0] in APPS
    }


def test_an_address_and_its_view_have_the_same_name():
    """`actions:action-detail` is `ActionDetail`; it lives in `actions`, or in a later app whose data it shows too."""
    expected = {route: route.partition(":")[2].title().replace("-", "") for route in our_views()}
    assert {route: view.__name__ for route, view in our_views().items()} == expected
    earlier = [
        route
        for route, view in our_views().items()
        if APPS.index(view.__module__.split(".")[0]) < APPS.index(route.split(":")[0])
    ]
    assert earlier == []


def test_a_view_and_its_template_have_the_same_name():
    """`actions:action-detail` shows `actions/action_detail.html`; a view without a page of its own names none."""
    shown = {route: getattr(view, "template_name", None) for route, view in our_views().items()}
    expected = {route: f"{route.replace(':', '/').replace('-', '_')}.html" for route in shown}
    assert {route: template for route, template in shown.items() if template} == {
        route: expected[route] for route, template in shown.items() if template
    }


DOCUMENTS = {"reports/report_document.html", "reports/report_body.html", "reports/board_document.html"}
"""What PDFs are made of: the report as frozen at issue, and the sheet of `StrategyBoardPdf`."""


def test_a_template_is_a_page_or_a_part():
    """A part starts with an underscore; a page has an address of its name."""
    pages = {f"{route.replace(':', '/').replace('-', '_')}.html" for route in our_views()}
    found = {
        f"{app}/{path.name}"
        for app in APPS
        for path in (ROOT / "templates" / app).glob("*.html")
        if not path.name.startswith("_")
    }
    assert sorted(found - pages - DOCUMENTS) == []


# --- Code ------------------------------------------------------------------------------------------------------------


def imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def below(*parts: str) -> dict[Path, ast.AST]:
    return {path: tree for path, tree in SOURCES.items() if path.parts[: len(parts)] == parts}


def test_the_rules_of_figures_import_only_python_itself():
    foreign = {
        (path.name, module)
        for path, tree in below(FRAME, "domain").items()
        for module in imports(tree)
        if module.split(".")[0] not in sys.stdlib_module_names
    }
    assert foreign == set()


def test_a_scorecard_renders_nothing():
    forbidden = ("django.template", "django.http", "django.shortcuts", "django.views", "django.forms")
    found = {
        (path.name, module)
        for path, tree in below("reports", "scorecards").items()
        for module in imports(tree)
        if module.startswith(forbidden)
    }
    assert found == set()


CLOCKS = {"today", "clock.today", "date.today", "datetime.now", "timezone.now", "timezone.localdate"}


def reads_the_clock(tree: ast.AST) -> bool:
    return any(isinstance(node, ast.Call) and ast.unparse(node.func) in CLOCKS for node in ast.walk(tree))


def test_today_is_read_only_by_pages_the_api_and_commands():
    """Rules 2.2."""
    allowed = ("views", "api", "pages", "commands", "clock.py")
    found = [
        str(path)
        for path, tree in SOURCES.items()
        if reads_the_clock(tree) and not any(word in part for part in path.parts for word in allowed)
    ]
    found.remove("strategy_portal/records/history.py")  # a record says when it was made
    found.remove("strategy_portal/access.py")  # each request, before its view: for whom the person acts today
    assert found == []


def test_no_error_is_swallowed():
    handlers = [
        (path, node) for path, tree in SOURCES.items() for node in ast.walk(tree) if isinstance(node, ast.ExceptHandler)
    ]
    broad = [
        f"{path}:{node.lineno}"
        for path, node in handlers
        if (node.type is None or ast.unparse(node.type) in ("Exception", "BaseException"))
        and all(isinstance(line, ast.Pass) for line in node.body)
    ]
    assert handlers
    assert broad == []


def test_no_module_is_called_after_nothing():
    nameless = {"utils", "util", "common", "helpers", "misc", "tools"}
    assert [str(path) for path in SOURCES if {path.stem, *path.parts} & nameless] == []


def test_there_are_no_signals():
    found = [str(path) for path, tree in SOURCES.items() if any("signals" in module for module in imports(tree))]
    assert found == []


# --- Settings --------------------------------------------------------------------------------------------------------

on_sqlite = pytest.mark.skipif(connections["default"].vendor != "sqlite", reason="settings of SQLite")


@pytest.fixture
def connect(tmp_path, django_db_blocker):
    """Connections to a database file of its own, with the portal's settings."""
    opened = []

    def open_one(**options):
        another = connections["default"].copy()
        another.settings_dict["NAME"] = tmp_path / "portal.sqlite3"
        another.settings_dict["OPTIONS"].update(options)
        opened.append(another)
        return another

    with django_db_blocker.unblock():
        yield open_one
        for each in opened:
            each.close()


@on_sqlite
def test_sqlite_writes_ahead_waits_20_seconds_and_keeps_its_links(connect):
    """Trust: measured with 1,000 concurrent saves."""
    wanted = {"journal_mode": "wal", "busy_timeout": 20_000, "foreign_keys": 1}
    with connect().cursor() as cursor:
        assert {pragma: cursor.execute(f"PRAGMA {pragma}").fetchone()[0] for pragma in wanted} == wanted


@on_sqlite
def test_a_transaction_on_sqlite_claims_the_database_at_once(connect):
    """Trust: without it a read that turns into a write is refused."""
    one, other = connect(), connect(timeout=0)
    with one.cursor() as cursor:
        cursor.execute("CREATE TABLE note (text)")
    one.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    with pytest.raises(OperationalError, match="locked"):
        other.cursor().execute("INSERT INTO note VALUES ('too soon')")
