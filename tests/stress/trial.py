"""What one database goes through: python -m tests.stress.trial counts.json

An empty database gets a portal of 18 indicators first. DATABASE_URL names it.
"""

import argparse
import json
from pathlib import Path

import django

django.setup()

from django.core.management import call_command

from outcomes.models import Strategy
from tests.bench.portal import build

from .saves import concurrent_saves


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--saves", type=int, default=1000)
    parser.add_argument("--processes", type=int, default=8)
    return parser


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.stress.trial", parents=[arguments()])
    parser.add_argument("counts", type=Path, help="the file to write")
    chosen = parser.parse_args()
    call_command("migrate", verbosity=0)
    if not Strategy.objects.exists():
        build(18)
    counts = {"concurrent_saves": concurrent_saves(chosen.saves, chosen.processes)}
    chosen.counts.write_text(json.dumps(counts), encoding="utf-8")


if __name__ == "__main__":
    main()
