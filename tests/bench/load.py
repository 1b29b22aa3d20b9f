"""Measures how many pages one server process answers in a second while several readers ask at once.

python -m tests.bench.load [--size 18] [--readers 20] [--seconds 20] [--pages board,indicator]

The server is as in production (bin/serve): one process with four threads. Each reader asks for the same page again as
soon as it is there. Writes build/load.json. docs/how-to/read-the-benchmark.md says how to read it.
"""

import argparse
import json
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import chain

from .databases import ROOT, portal
from .plan import SIZES
from .server import Reader, serving
from .works import STRATEGY

PAGES = {
    "board": f"{STRATEGY}/board/",
    "corporate_board": "/board/",
    "indicator": f"{STRATEGY}/indicators/1.3/",
    "indicator_list": "/indicators/",
    "actions": "/actions/",
    "table": "/bench/table",
}
COLUMNS = ("a_second", "ms", "ms_of_95", "pages", "failed")
Figures = dict[str, float]


def ask(reader: Reader, path: str, end: float) -> list[tuple[float, int]]:
    """Milliseconds and status of each answer that came before the end."""
    found = []
    while time.perf_counter() < end:
        answer = reader.get(path)
        found.append((answer.ms, answer.status))
    return found


def measure(readers: list[Reader], path: str, seconds: int) -> Figures:
    """The page's figures, with every reader asking for it for so many seconds."""
    with ThreadPoolExecutor(len(readers)) as threads:
        list(threads.map(lambda reader: reader.get(path), readers))  # warm
        begun = time.perf_counter()
        found = threads.map(lambda reader: ask(reader, path, begun + seconds), readers)
        answers = list(chain.from_iterable(found))
        took = time.perf_counter() - begun
    times = [ms for ms, _ in answers]
    return {
        "a_second": round(len(answers) / took, 1),
        "ms": round(statistics.median(times), 1),
        "ms_of_95": round(statistics.quantiles(times, n=20)[-1], 1),
        "pages": len(answers),
        "failed": sum(status != 200 for _, status in answers),
    }


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.load")
    parser.add_argument("--size", default=SIZES[0], help="number of indicators, a multiple of 18")
    parser.add_argument("--readers", type=int, default=20)
    parser.add_argument("--seconds", type=int, default=20, help="how long each page is asked for")
    parser.add_argument("--pages", default=",".join(PAGES), help="only these pages")
    chosen = parser.parse_args()
    found = {}
    with portal(chosen.size) as variables, serving(variables, threads=4) as server:
        readers = [Reader(server.base, "board") for _ in range(chosen.readers)]
        print(f"{f'{chosen.readers} readers':<16}" + "".join(f"{name:>11}" for name in COLUMNS))
        for page in chosen.pages.split(","):
            found[page] = measure(readers, PAGES[page], chosen.seconds)
            print(f"{page:<16}" + "".join(f"{found[page][name]:>11}" for name in COLUMNS), flush=True)
    (ROOT / "build" / "load.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
