"""Measures the portal's pages beside an empty page and a 60-row table page, in one run.

One gunicorn worker on loopback, DEBUG off, medians of nine after two warm-ups. Writes
build/bench.json. docs/how-to/read-the-benchmark.md says how to read it.
"""

import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

import psutil

ROOT = Path(__file__).resolve().parent.parent.parent
WARM_UPS, RUNS = 2, 9
PORT = int(os.environ.get("BENCH_PORT", "8765"))
BASE = f"http://127.0.0.1:{PORT}"
DAY = date(2026, 11, 21)
WLC = "/strategies/wlc-customer-2023-28"
GRID = f"{WLC}/returns/2026-27-Q2/"
SIZE = "18"

PAGES = {
    "empty": ("board", "/bench/empty"),
    "table": ("board", "/bench/table"),
    "home": ("officer", "/"),
    "board": ("board", "/board/"),
    "indicator": ("board", f"{WLC}/indicators/1.3/"),
    "indicator_list": ("board", "/indicators/"),
    "strategy": ("board", f"{WLC}/"),
    "actions": ("board", "/actions/"),
    "grid": ("performance", GRID),
    "grid_officer": ("officer", GRID),
    "report_page": ("clerk", f"{WLC}/reports/annual/2024-25/"),
    "report_pdf": ("clerk", f"{WLC}/reports/annual/2024-25/pdf/"),
    "api_indicators": ("board", "/api/v1/indicators/"),
}


class Reader:
    """Somebody signed in, over HTTP."""

    def __init__(self, username: str):
        self.opener: OpenerDirector = build_opener(HTTPCookieProcessor(CookieJar()))
        token = self.token(self.get("/accounts/login/")[1])
        self.post("/accounts/login/", {"login": username, "password": "demonstration"}, token)

    def get(self, path: str):
        with self.opener.open(BASE + path, timeout=120) as answer:
            return answer.headers, answer.read().decode("utf-8", "replace")

    def post(self, path: str, data: dict[str, str], token: str):
        body = urlencode(data | {"csrfmiddlewaretoken": token}).encode()
        with self.opener.open(Request(BASE + path, body), timeout=120) as answer:
            return answer.headers, answer.read().decode("utf-8", "replace")

    @staticmethod
    def token(page: str) -> str:
        return re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]


def measure(work: Callable[[], tuple]) -> dict[str, float]:
    """Milliseconds (median), queries and bytes of one piece of work."""
    times = []
    for run in range(WARM_UPS + RUNS):
        start = time.perf_counter()
        headers, body = work()
        if run >= WARM_UPS:
            times.append((time.perf_counter() - start) * 1000)
    found = {"ms": round(statistics.median(times), 2), "bytes": len(body.encode())}
    return found | ({"queries": int(headers["X-Queries"])} if "X-Queries" in headers else {})


def saver(reader: Reader) -> Callable[[], tuple]:
    """Saves one value of the grid, another figure each time."""
    page = reader.get(GRID)[1]
    prefix = re.search(r'name="(v\d+-\d+-0)-numerator"', page)[1]
    figure = iter(range(1, 1000))

    def save():
        page = reader.get(GRID)[1]
        version = re.search(rf'name="{prefix}-version" value="(\d+)"', page)[1]
        data = {
            f"{prefix}-version": version,
            f"{prefix}-numerator": str(next(figure)),
            f"{prefix}-denominator": "41000",
        }
        return reader.post(GRID, data | {"save": "yes"}, reader.token(page))

    return save


def environment(folder: str) -> dict[str, str]:
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.bench.settings",
        "DATABASE_URL": os.environ.get("DATABASE_URL", f"sqlite:///{folder}/bench.sqlite3"),
        "ENV_FILE": "", "SECRET_KEY": "for-the-benchmark-" + "0" * 40, "DEMONSTRATION": "on", "HTTPS": "off",
        "TODAY": DAY.isoformat(), "LOG_LEVEL": "ERROR",
    }  # fmt: skip


def start(variables: dict[str, str]) -> tuple[subprocess.Popen, float]:
    """The server, and how many seconds it took from its start to the first page."""
    begun = time.perf_counter()
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "strategy_portal.wsgi",
        "--bind",
        f"127.0.0.1:{PORT}",
        "--workers",
        "1",
    ]
    server = subprocess.Popen(command, cwd=ROOT, env=variables, stderr=subprocess.DEVNULL)
    while True:
        try:
            build_opener().open(f"{BASE}/accounts/login/", timeout=5).close()
            return server, time.perf_counter() - begun
        except OSError:
            if server.poll() is not None or time.perf_counter() - begun > 60:
                raise
            time.sleep(0.02)


def worker_megabytes(server: subprocess.Popen) -> float:
    (worker,) = psutil.Process(server.pid).children()
    return round(worker.memory_info().rss / 1e6, 1)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        variables = environment(folder)
        for command in ("migrate", "load_facts", "demo_data"):
            subprocess.run([sys.executable, "manage.py", command, "-v0"], cwd=ROOT, env=variables, check=True)
        server, cold = start(variables)
        try:
            found = run(server)
        finally:
            server.terminate()
            server.wait()
    found["cold_start"] = {"ms": round(cold * 1000)}
    target = ROOT / "build" / "bench.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps({SIZE: found}, indent=1) + "\n", encoding="utf-8")
    show(found)


def run(server: subprocess.Popen) -> dict[str, dict[str, float]]:
    readers = {username: Reader(username) for username in {username for username, _ in PAGES.values()}}
    found = {}
    for work, (username, path) in PAGES.items():
        if work == "report_page":
            found["memory_before_reports"] = {"megabytes": worker_megabytes(server)}
        found[work] = measure(lambda username=username, path=path: readers[username].get(path))
    found["save_and_reload"] = measure(saver(readers["performance"]))
    found["memory_after_all"] = {"megabytes": worker_megabytes(server)}
    empty, table = found["empty"]["ms"], found["table"]["ms"]
    for figures in found.values():
        if "ms" in figures:
            figures |= {"to_empty": round(figures["ms"] / empty, 1), "to_table": round(figures["ms"] / table, 1)}
    return found


def show(found: dict[str, dict[str, float]]) -> None:
    columns = ("ms", "queries", "bytes", "to_empty", "to_table", "megabytes")
    print(f"{'work':<20}" + "".join(f"{name:>11}" for name in columns))
    for work, figures in found.items():
        print(f"{work:<20}" + "".join(f"{figures.get(name, ''):>11}" for name in columns))


if __name__ == "__main__":
    main()
