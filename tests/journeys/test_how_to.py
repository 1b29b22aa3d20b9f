"""Each command of each how-to runs as it is printed, on a demonstration and for a user who may."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from .conftest import ROOT, Database, _database, _server, environment

BEGINNINGS = (
    ".venv/bin/",
    "python",
    "curl",
    "TOKEN=",
    "make",
    "bin/",
    "DATABASE_URL=",
    "AUDIT_KEY_WAS=",
    "SECRET_KEY_WAS=",
)
NOT_RUN = {
    "make bench": "takes an hour; tests/bench has tests of its own",
    "make load": "makes a portal, and asks for each page for twenty seconds",
    "make stress": "takes half an hour",
    "make test-only": "runs this test",
    "make run": "serves until it is stopped; this test serves the same way",
    "--fingerprint 3f0c": "stands for a fingerprint that somebody kept",
    "first_administrator": "for an empty installation; tests/strategy_portal/people has its test",
    "import_all": "for an empty installation; tests/journeys/test_moving.py does it",
    "sign_history --added": "only after a migration that added that column",
    "AUDIT_KEY_WAS": "stands for a key that somebody had; tests/strategy_portal/test_sign_history.py does it",
    "SECRET_KEY_WAS": "stands for a key that somebody had; tests/strategy_portal/people has its test",
}
"""What a command holds that is not run here, and why."""

PRELUDE = 'set -e; curl() { command curl --silent --show-error --fail-with-body --max-time 60 "$@"; }\n'
PORT = "127.0.0.1:8000"


def commands_in(document: Path) -> Iterator[str]:
    """What stands indented and begins like a command, with the lines that go on with it."""
    lines = iter(document.read_text(encoding="utf-8").splitlines())
    for line in lines:
        command = line.strip()
        if not (line.startswith("    ") and command.startswith(BEGINNINGS)):
            continue
        while command.endswith("\\") or command.count("'") % 2:
            command = f"{command}\n{next(lines)}"
        yield command


FOUND = [
    (document, command)
    for document in sorted((ROOT / "docs" / "how-to").glob("*.md"))
    for command in commands_in(document)
    if not any(part in command for part in NOT_RUN)
]


@pytest.fixture(scope="module")
def served(tmp_path_factory, worker_id, filled) -> Iterator[tuple[Database, str]]:
    folder, name = tmp_path_factory.mktemp("how_to"), f"how_to_{worker_id}"
    with _database(folder, name, copy_of=filled) as database, _server(environment(database)) as url:
        yield database, url.removeprefix("http://")


@pytest.fixture
def clone(tmp_path) -> Path:
    """Looks like the project's folder; what a command leaves behind stays here."""
    for path in ROOT.iterdir():
        if path.name != "var":
            (tmp_path / path.name).symlink_to(path)
    return tmp_path


@pytest.mark.parametrize(("document", "command"), FOUND, ids=[f"{d.stem}: {c[:60]}" for d, c in FOUND])
def test_a_command_runs_as_it_is_printed(document, command, served, copy, clone):
    database, port = served
    own = environment(database if "curl" in command else copy)
    if "--from-derived-key" in command:
        own["AUDIT_KEY"] = "of its own, " + "0123456789" * 4
    tokens = [each for each in commands_in(document) if each.startswith("TOKEN=")]
    script = PRELUDE + "\n".join([*tokens, command]).replace(PORT, port)
    done = subprocess.run(["bash", "-c", script], cwd=clone, env=own, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]


def test_every_how_to_with_commands_is_read():
    found = {document.stem for document, _ in FOUND}
    assert found >= {"check-the-history", "configure", "make-a-report", "read-comments", "use-the-api"}
