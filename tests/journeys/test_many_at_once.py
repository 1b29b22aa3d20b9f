"""Several processes save the same values at once: `make stress` on a small scale, on the database of the suite."""

import json
import subprocess
import sys

from .conftest import ROOT, environment


def test_no_save_is_lost_and_each_conflict_shows_the_other_value(copy, tmp_path):
    """Trust R1."""
    counts = tmp_path / "counts.json"
    command = [sys.executable, "-m", "tests.stress.trial", str(counts), "--saves", "40", "--processes", "4"]
    subprocess.run(command, cwd=ROOT, env=environment(copy), check=True)
    found = json.loads(counts.read_text())["concurrent_saves"]
    assert found["conflicts_shown"] > 0
    assert found | {"conflicts_shown": 0} == {"attempts": 40, "lost": 0, "errors": 0, "conflicts_shown": 0}
