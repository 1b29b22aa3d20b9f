"""`make stress` on a small scale, on the database of the suite."""

import json
import subprocess
import sys

from .conftest import ROOT, environment


def test_nothing_is_lost_done_by_halves_done_twice_or_tried_too_often(copy, tmp_path):
    """Trust R1, R2 and S3."""
    counts = tmp_path / "counts.json"
    scale = "--saves 40 --processes 4 --kills 2 --twice 3 --tries 80".split()
    command = [sys.executable, "-m", "tests.stress.trial", str(counts), *scale]
    subprocess.run(command, cwd=ROOT, env=environment(copy), check=True)
    found = json.loads(counts.read_text())
    assert found["concurrent_saves"].pop("conflicts_shown") > 0
    assert 0 < found["wrong_passwords"].pop("let_through") <= 5 + 20 + 2
    assert found == {
        "concurrent_saves": {"attempts": 40, "lost": 0, "errors": 0},
        "killed_imports": {"kills": 2, "partial": 0, "retried_ok": 2},
        "same_import_twice": {"runs": 3, "extra_effects": 0},
        "wrong_passwords": {"tries": 80, "beyond_limit": 0, "errors": 0},
    }
