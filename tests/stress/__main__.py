"""Puts the portal under stress on SQLite and on PostgreSQL, prints what happened, and writes build/stress.json.

python -m tests.stress [--engines sqlite,postgresql] [--saves 1000] [--processes 8]

Fails if anything was lost, broken or done in part. docs/how-to/read-the-stress-test.md says how to read the counts.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.databases import ROOT, environment

from .scale import HARM, scale

ENGINES = ("sqlite", "postgresql")
Counts = dict[str, dict[str, int]]


def trial(engine: str, size: list[str]) -> Counts:
    """What a new database of that engine went through."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "counts.json"
        command = [sys.executable, "-m", "tests.stress.trial", str(file), *size]
        if engine == "postgresql":
            command = ["bin/with-postgresql", *command]
        subprocess.run(command, cwd=ROOT, env=environment(Path(folder) / "portal.sqlite3"), check=True)
        return json.loads(file.read_text(encoding="utf-8"))


def show(engine: str, counts: Counts) -> None:
    for work, found in counts.items():
        print(f"{engine:<11} {work:<17} " + ", ".join(f"{name} {count}" for name, count in found.items()), flush=True)


def harm(found: dict[str, Counts]) -> list[str]:
    """The counts that have to be zero and are not."""
    return [
        f"{engine}: {work}: {name} {count}"
        for engine, counts in found.items()
        for work, numbers in counts.items()
        for name, count in numbers.items()
        if name in HARM and count
    ]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.stress", parents=[scale()])
    parser.add_argument("--engines", default=",".join(ENGINES))
    chosen = vars(parser.parse_args())
    engines = chosen.pop("engines").split(",")
    size = [word for name, number in chosen.items() for word in (f"--{name}", str(number))]
    target = ROOT / "build" / "stress.json"
    target.parent.mkdir(exist_ok=True)
    found = {}
    for engine in engines:
        found[engine] = trial(engine, size)
        show(engine, found[engine])
        target.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    if harm(found):
        sys.exit("\n".join(["What must not happen did:", *harm(found)]))


if __name__ == "__main__":
    main()
