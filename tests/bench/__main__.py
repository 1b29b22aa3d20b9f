"""Measures the portal's works beside an empty page, a 60-row table page and the plain SQL, in one run.

python -m tests.bench [--sizes 18,180,1800] [--runs 9] [--works board,grid]

One web server process on loopback, DEBUG off, medians of nine after two warm-ups. Writes build/bench.json.
docs/how-to/read-the-benchmark.md says how to read it.
"""

import argparse
import json
import statistics
import time
from functools import cache

from .databases import ROOT, portal
from .plan import SIZES
from .server import Reader, Server, serving
from .works import WORKS, WORKS_OF_18, YARDSTICKS, Work

WARM_UPS, RUNS = 2, 9
SLOW, SLOW_RUNS = 2000, 3
"""A work that takes longer than so many milliseconds is measured less often, after a single warm-up."""

COLUMNS = ("ms", "runs", "queries", "bytes", "megabytes", "sql_ms", "to_empty", "to_table", "to_sql")
Figures = dict[str, float]


def measure(server: Server, work: Work, runs: int) -> Figures:
    """Milliseconds (median), queries, bytes, the worker's peak of memory, and the milliseconds of its SQL alone."""
    server.forget_peak()
    warm_ups = [timed(work)[0]]
    if warm_ups[0] > SLOW:
        runs = min(runs, SLOW_RUNS)
    else:
        warm_ups += [timed(work)[0] for _ in range(WARM_UPS - 1)]
    times, answers = zip(*(timed(work) for _ in range(runs)), strict=True)
    found = {
        "ms": statistics.median(times),
        "runs": runs,
        "queries": int(answers[-1].headers["X-Queries"]),
        "bytes": len(answers[-1].body),
        "megabytes": server.peak,
    }
    return found | {"sql_ms": float(work(**{"Reads-Again": "yes"}).headers["X-Reads"])}


def timed(work: Work):
    begun = time.perf_counter()
    answer = work()
    return (time.perf_counter() - begun) * 1000, answer


def measure_portal(size: int, runs: int, chosen: set[str]) -> dict[str, Figures]:
    works = WORKS | (WORKS_OF_18 if size == min(SIZES) else {})
    with portal(size) as variables, serving(variables) as server:
        reader = cache(lambda username: Reader(server.base, username))
        found = {"cold_start": {"ms": server.cold_start, "megabytes": server.peak}}
        for name, make in (YARDSTICKS | works).items():
            if name in YARDSTICKS or not chosen or name in chosen:
                found[name] = measure(server, make(reader), runs)
    return with_ratios(found)


def with_ratios(found: dict[str, Figures]) -> dict[str, Figures]:
    """Each work's time as a multiple of the yardsticks' and of its own SQL's."""
    empty, table = found["empty"]["ms"], found["table"]["ms"]
    for figures in found.values():
        figures |= {"to_empty": figures["ms"] / empty, "to_table": figures["ms"] / table}
        if figures.get("sql_ms"):
            figures["to_sql"] = figures["ms"] / figures["sql_ms"]
    return {work: {name: round(figure, 2) for name, figure in figures.items()} for work, figures in found.items()}


def show(size: int, found: dict[str, Figures]) -> None:
    print(f"\n{f'{size} indicators':<16}" + "".join(f"{name:>11}" for name in COLUMNS))
    for work, figures in found.items():
        print(f"{work:<16}" + "".join(f"{figures.get(name, ''):>11}" for name in COLUMNS), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)), help="numbers of indicators, multiples of 18")
    parser.add_argument("--runs", type=int, default=RUNS, help="how often each work is measured")
    parser.add_argument("--works", default="", help="only these works")
    chosen = parser.parse_args()
    target = ROOT / "build" / "bench.json"
    target.parent.mkdir(exist_ok=True)
    found = {}
    for size in map(int, chosen.sizes.split(",")):
        found[str(size)] = measure_portal(size, chosen.runs, set(filter(None, chosen.works.split(","))))
        show(size, found[str(size)])
        target.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
