"""What one database goes through: python -m tests.stress.trial counts.json

DATABASE_URL names it. An empty database gets a portal of 18 indicators first.
"""

import argparse
import json
from pathlib import Path

import django

from .scale import scale


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.stress.trial", parents=[scale()])
    parser.add_argument("counts", type=Path, help="the file to write")
    chosen = parser.parse_args()
    django.setup()
    chosen.counts.write_text(json.dumps(trial(chosen)), encoding="utf-8")


def trial(chosen: argparse.Namespace) -> dict[str, dict[str, int]]:
    """The counts of each work. What needs models is imported here, after the setup."""
    from django.core.management import call_command

    from outcomes.models import Strategy
    from tests.bench.portal import build

    from .imports import killed_imports, same_import_twice
    from .saves import concurrent_saves
    from .sign_ins import wrong_passwords

    call_command("migrate", verbosity=0)
    if not Strategy.objects.exists():
        build(18)
    return {
        "concurrent_saves": concurrent_saves(chosen.saves, chosen.processes),
        "killed_imports": killed_imports(chosen.kills),
        "same_import_twice": same_import_twice(chosen.twice),
        "wrong_passwords": wrong_passwords(chosen.tries, chosen.processes),
    }


if __name__ == "__main__":
    main()
