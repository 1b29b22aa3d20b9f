"""The portals' databases: each is made once, kept in build/bench and copied for a run. Nothing here needs Django."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from .plan import DAY, DEMONSTRATION, IN_ONE

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDER = ROOT / "build" / "bench"
DIGITS = 12
MAKE = (
    "*/migrations/*.py", "strategy_portal/domain/*.py", "tests/bench/portal.py", "tests/bench/plan.py",
    "*/demonstration.py", "*/facts.py", "fixtures/**/*.yaml",
)  # fmt: skip
"""What a database is made of: when one of these files changes, it is made anew."""


@contextmanager
def portal(size: str) -> Iterator[dict[str, str]]:
    """The environment of a portal of that size (plan.SIZES), on a copy that may be written to."""
    original = _made(size)
    with TemporaryDirectory(dir=FOLDER) as folder:
        copy = Path(folder) / "portal.sqlite3"
        shutil.copy(original, copy)
        yield environment(copy)


def environment(database: Path) -> dict[str, str]:
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.bench.settings", "DATABASE_URL": f"sqlite:///{database}", "ENV_FILE": "",
        "SECRET_KEY": "for-the-benchmark-" + "0" * 40, "DEMONSTRATION": "on", "HTTPS": "off",
        "TODAY": DAY.isoformat(), "LOG_LEVEL": "ERROR",
    }  # fmt: skip


def _made(size: str) -> Path:
    found = FOLDER / f"portal-{size}-{_fingerprint()}.sqlite3"
    if not found.exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        for outdated in FOLDER.glob(f"portal-{size}-{'?' * DIGITS}.*"):
            outdated.unlink()
        print(f"Making the portal “{size}”", flush=True)
        part = found.with_suffix(".part")
        for command in (["migrate"], *_filling(size)):
            run = [sys.executable, "manage.py", *command, "-v0"]
            subprocess.run(run, cwd=ROOT, env=environment(part), check=True, stdout=subprocess.DEVNULL)
        part.rename(found)
    return found


def _filling(size: str) -> list[list[str]]:
    if size == DEMONSTRATION:
        return [["load_standards"], ["load_facts"], ["demo_data"], ["demo_sign_ins"]]
    fill = f"from tests.bench.portal import build; build({size.removesuffix(IN_ONE)}, in_one={size.endswith(IN_ONE)})"
    return [["shell", "-c", fill]]


def _fingerprint() -> str:
    files = sorted(path for pattern in MAKE for path in ROOT.glob(pattern))
    return sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:DIGITS]
