"""A real portal for the browser: its own database with the demonstration data, its own web server, real Chromium."""

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from django.db import connection, connections
from playwright.sync_api import Browser, Page, Request, expect, sync_playwright

from tests.conftest import ON

ROOT = Path(settings.BASE_DIR)
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or "/usr/bin/chromium"
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run", "--disable-sync"]
AXE = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],  # what passes is not described element by element: half the time of a long page
}
WIDTHS = (1280, 320)
PASSWORD = "demonstration"
SETTINGS, SERVED_WITH = "strategy_portal.settings", "tests.journeys.settings"
SECONDS = 60


@pytest.fixture(scope="session")
def filled(tmp_path_factory, worker_id, django_db_setup, django_db_blocker) -> Iterator["Database"]:
    """The facts and demonstration data of the test database, in one of its own; each portal gets a copy."""
    with django_db_blocker.unblock():
        connection.ensure_connection()
        original = Database(str(connection.settings_dict["NAME"]), "")
        if connection.vendor == "postgresql":
            connection.close()  # a database that somebody is connected to can't be copied
        with _database(tmp_path_factory.mktemp("filled"), f"filled_{worker_id}", copy_of=original) as database:
            manage(database, "migrate", "--fake", "-v0")  # the tables are there; a portal serves only what was migrated
            yield database


@pytest.fixture(scope="session")
def migrated(tmp_path_factory, worker_id) -> Iterator["Database"]:
    """A database as a new installation has it, before anything is loaded; who needs one gets a copy."""
    with _database(tmp_path_factory.mktemp("migrated"), f"migrated_{worker_id}") as database:
        manage(database, "migrate", "-v0")
        yield database


@pytest.fixture
def copy(tmp_path, worker_id, db, filled) -> Iterator["Database"]:
    """A copy of the filled database, for a test of a command."""
    with _database(tmp_path, f"copy_{worker_id}", copy_of=filled) as database:
        yield database


def manage(database: "Database", *command: str) -> str:
    """What a command of the portal prints, run on that database."""
    run = [sys.executable, "manage.py", *command]
    done = subprocess.run(run, cwd=ROOT, env=environment(database), check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout


@pytest.fixture(scope="module")
def portal(tmp_path_factory, worker_id, filled) -> Iterator[str]:
    """The address of a portal that belongs to this module of tests alone."""
    name = f"portal_{worker_id}"
    folder = tmp_path_factory.mktemp("portal")
    with _database(folder, name, copy_of=filled) as database, _server(environment(database)) as url:
        yield url


@dataclass(frozen=True)
class Database:
    name: str
    address: str


def environment(database: Database) -> dict[str, str]:
    own = {"DATABASE_URL": database.address, "TODAY": ON.isoformat(), "DJANGO_SETTINGS_MODULE": SETTINGS}
    return os.environ | own


@contextmanager
def _database(folder: Path, name: str, copy_of: Database | None = None) -> Iterator[Database]:
    """A new database of the engine that the suite runs on, empty or a copy."""
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        file = folder / "portal.sqlite3"
        if copy_of:
            with closing(sqlite3.connect(copy_of.name, uri=copy_of.name.startswith("file:"))) as original:
                original.execute("VACUUM INTO ?", [str(file)])
        yield Database(str(file), f"sqlite:///{file}")
        return
    name = f"{name}_{os.getpid()}_{time.monotonic_ns()}"
    import psycopg  # not to be had beside SQLite

    server = os.environ["DATABASE_URL"]
    template = f'TEMPLATE "{copy_of.name}"' if copy_of else ""
    with closing(psycopg.connect(server, autocommit=True)) as connection:
        connection.execute(f'CREATE DATABASE "{name}" {template}')
        try:
            yield Database(name, f"{server.rpartition('/')[0]}/{name}")
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def _server(environment: dict[str, str]) -> Iterator[str]:
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        "-m",
        "gunicorn",
        "strategy_portal.wsgi",
        "--bind",
        f"127.0.0.1:{port}",
        "--threads",
        "4",
        "--timeout",
        "120",
    ]
    own = environment | {"DJANGO_SETTINGS_MODULE": SERVED_WITH}
    with subprocess.Popen([sys.executable, *command], cwd=ROOT, env=own, stderr=subprocess.DEVNULL) as process:
        try:
            url = f"http://127.0.0.1:{port}"
            _wait_for(f"{url}/health/ready")
            yield url
        finally:
            process.terminate()


def _wait_for(address: str) -> None:
    end = time.monotonic() + SECONDS
    while True:
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)


@pytest.fixture(scope="session")
def chromium(filled) -> Iterator[Browser]:
    """The browser, after the database was copied.

    Its driver leaves an event loop behind, in which Django refuses a database; nothing here runs in that loop.
    """
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        connections.close_all()  # in that loop Django has connections of its own, which would outlive the database
        browser.close()


class Visitor:
    """Somebody at a browser. What the browser complains of is kept in `complaints`."""

    def __init__(self, page: Page, portal: str):
        self.page, self.portal = page, portal
        self.complaints: list[str] = []
        page.set_default_timeout(30_000)
        page.on("console", lambda said: said.type == "error" and self.complaints.append(said.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self._asked: set[Request] = set()
        page.on("request", lambda request: self._asked.add(request))
        page.on("requestfinished", lambda request: self._asked.discard(request))
        page.on("requestfailed", lambda request: self._asked.discard(request))

    def open(self, path: str) -> None:
        self.page.goto(self.portal + path)

    def sign_in(self, username: str) -> None:
        """Sends what the sign-in form sends, without drawing it and the home page; some journeys fill it in."""
        browser, address = self.page.context, f"{self.portal}/accounts/login/"
        browser.request.get(address)
        token = next(each["value"] for each in browser.cookies() if each["name"] == "csrftoken")
        said = {"login": username, "password": PASSWORD, "csrfmiddlewaretoken": token}
        assert browser.request.post(address, form=said, max_redirects=0).status == 302

    def reads(self, text: str) -> None:
        """Waits for it: a click returns before the page that it leads to is there."""
        expect(self.page.locator("body")).to_contain_text(text, use_inner_text=True, timeout=30_000)

    def text(self) -> str:
        return self.page.inner_text("body")

    def violations_of(self, path: str) -> list[str]:
        """What axe finds on that page once all that it asked for is there, without the half second of silence."""
        self._asked.clear()
        self.open(path)
        self.draw_charts()
        self.page.evaluate("document.fonts.ready.then(() => true)")
        end = time.monotonic() + SECONDS
        while self._asked and time.monotonic() < end:
            self.page.wait_for_timeout(20)
        return self._violations()

    def draw_charts(self) -> None:
        """Opens the folds, scrolls to each chart, which is drawn once it comes into view, and waits for it."""
        self.open_folds()
        for chart in self.page.locator("[data-chart]").all():
            chart.scroll_into_view_if_needed()
            expect(chart).to_have_attribute("data-drawn", "yes", timeout=30_000)

    def open_folds(self) -> None:
        """By the summary above a chart, as a person does."""
        for summary in self.page.locator("details.fold:has([data-chart]) > summary").all():
            if not summary.evaluate("each => each.parentElement.open"):
                summary.click()

    def violations(self) -> list[str]:
        """What axe finds on the page that this person's clicks led to."""
        self.page.wait_for_load_state("networkidle")
        return self._violations()

    def _violations(self) -> list[str]:
        """At each width, and whether the page scrolls sideways."""
        found = []
        self.page.evaluate(AXE_SCRIPT)
        for width in WIDTHS:
            self.page.set_viewport_size({"width": width, "height": 900})
            self.page.evaluate(LAID_OUT)
            self.page.evaluate(MARK_KINDS_OF_TEXT)
            result = self.page.evaluate("options => axe.run(options)", AXE)["violations"]
            found += [f"{self.page.url} at {width}: {each['id']}, {each['nodes'][0]['html'][:200]}" for each in result]
            if self.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
                found.append(f"{self.page.url} at {width}: the page scrolls sideways")
        self.page.set_viewport_size({"width": WIDTHS[0], "height": 900})
        return found


LAID_OUT = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
"""Waits until the page has taken a new size: its scripts are told of it between two frames."""

MARK_KINDS_OF_TEXT = """() => {
  const numbers = new Map(), kinds = new Map(), found = new Map();
  const numberOf = (it) => numbers.get(it) ?? numbers.set(it, numbers.size).size - 1;
  const kindOf = (it) => {
    if (!it) return "";
    if (kinds.has(it)) return kinds.get(it);
    const { color, backgroundColor, backgroundImage, opacity, fontSize, fontWeight, position } = getComputedStyle(it);
    const kind = numberOf(JSON.stringify([
      kindOf(it.parentElement), it.tagName, it.getAttribute("class"), it.type, it.disabled, it.control?.disabled,
      it.ariaDisabled, color, backgroundColor, backgroundImage, opacity, fontSize, fontWeight, position,
    ]));
    return kinds.set(it, kind).get(it);
  };
  const hasText = (it) => it.matches("input, select, textarea") ||
    [...it.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
  for (const it of document.body.querySelectorAll("*")) {
    it.removeAttribute("data-contrast");
    if (!hasText(it) || !it.checkVisibility({ visibilityProperty: true })) continue;
    const kind = `${kindOf(it)} ${it.textContent.trim().length < 2}`;  // of a single letter axe says nothing
    found.set(kind, (found.get(kind) ?? 0) + 1);
    if (found.get(kind) <= 2) it.setAttribute("data-contrast", "");
  }
  axe.configure({ rules: [{ id: "color-contrast", selector: "[data-contrast]" }] });
}"""
"""Contrast is measured on two of each kind of text: the same elements, classes, colours and sizes up to the page.

It is nine tenths of axe's time on a long report, whose rows are alike. All other rules see each element.
"""


@pytest.fixture
def visit(db, chromium, portal) -> Iterator:
    """`visit("officer")` is signed in as that user, `visit("public")` is nobody; options go to the browser."""
    contexts = []

    def visit(username: str, **options) -> Visitor:
        # Less motion: a colour that is still changing has a contrast that no person reads.
        context = chromium.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce", **options)
        contexts.append(context)
        visitor = Visitor(context.new_page(), portal)
        if username != "public":
            visitor.sign_in(username)
        return visitor

    yield visit
    for context in contexts:
        context.close()
