"""Measures the portal's works beside an empty page, a 60-row table page and the plain SQL, in one run.

python -m tests.bench [--sizes 18,180,1800,180-in-one,demonstration] [--runs 9] [--works board,grid]

One web server process on loopback, DEBUG off, medians of nine after two warm-ups. Writes build/bench.json.
docs/how-to/read-the-benchmark.md says how to read it.
"""

import argparse
import json
import statistics
from collections import defaultdict
from functools import cache

from .databases import ROOT, portal
from .plan import IN_ONE, SIZES
from .server import Reader, Server, serving
from .works import FLOORS, YARDSTICKS, Work, works_of

WARM_UPS, RUNS = 2, 9
SLOW, SLOW_RUNS = 2000, 3
"""A work that takes longer than so many milliseconds is measured less often, after a single warm-up."""

COLUMNS = ("ms", "runs", "queries", "bytes", "megabytes", "sql_ms", "to_empty", "to_table", "to_sql", "to_floor")
Figures = dict[str, float]


def measure(server: Server, work: Work, yardsticks: dict[str, Work], runs: int) -> Figures:
    """The figures of one work. The yardsticks are measured in turn with it: a busy moment then slows all of them."""
    server.forget_peak()
    if work().ms > SLOW:
        runs = min(runs, SLOW_RUNS)
    else:
        for _ in range(WARM_UPS - 1):
            work()
    times = defaultdict(list)
    for _ in range(runs):
        for name, yardstick in yardsticks.items():
            yardstick()  # warm again after the work before
            times[name].append(yardstick().ms)
        answer = work()
        times["work"].append(answer.ms)
    medians = {name: statistics.median(each) for name, each in times.items()}
    sql = float(work(**{"Reads-Again": "yes"}).headers["X-Reads"])
    return {
        "ms": medians["work"],
        "runs": runs,
        "queries": int(answer.headers["X-Queries"]),
        "bytes": len(answer.body),
        "megabytes": server.peak,
        "sql_ms": sql,
        **{f"to_{name}": medians["work"] / medians[name] for name in yardsticks},
        "to_sql": medians["work"] / sql,
    }


def measure_portal(size: str, runs: int, chosen: set[str]) -> dict[str, Figures]:
    works = YARDSTICKS | works_of(size)
    with portal(size) as variables, serving(variables) as server:
        found = {"cold_start": {"ms": server.cold_start, "megabytes": server.peak}}
        reader = cache(lambda username: Reader(server.base, username))
        yardsticks = {name: make(reader) for name, make in YARDSTICKS.items()}
        for name, make in works.items():
            if not chosen or name in chosen:
                floor = {"floor": FLOORS[name](size)(reader)} if name in FLOORS else {}
                found[name] = measure(server, make(reader), yardsticks | floor, runs)
    return {work: {name: round(figure, 2) for name, figure in figures.items()} for work, figures in found.items()}


def show(size: str, found: dict[str, Figures]) -> None:
    print(f"\n{f'{size} indicators':<16}" + "".join(f"{name:>11}" for name in COLUMNS))
    for work, figures in found.items():
        print(f"{work:<16}" + "".join(f"{figures.get(name, ''):>11}" for name in COLUMNS), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument(
        "--sizes", default=",".join(SIZES), help=f"numbers of indicators, multiples of 18, or 180{IN_ONE}"
    )
    parser.add_argument("--runs", type=int, default=RUNS, help="how often each work is measured")
    parser.add_argument("--works", default="", help="only these works")
    chosen = parser.parse_args()
    target = ROOT / "build" / "bench.json"
    target.parent.mkdir(exist_ok=True)
    found = {}
    for size in chosen.sizes.split(","):
        found[size] = measure_portal(size, chosen.runs, set(filter(None, chosen.works.split(","))))
        show(size, found[size])
        target.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
