"""All of an installation goes out, and into an empty one: equal by hash, history and all, and nobody is signed in."""

import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from .conftest import ROOT, Database, _database, environment, manage

pytestmark = pytest.mark.django_db  # the databases of these tests are copies of the tests' own

CHECKS = """
import json
from strategy_portal.models import ApiToken, User
from django.utils.timezone import localdate
from indicators.models import Indicator
print(json.dumps({
    "usable": sum(user.has_usable_password() for user in User.objects.all()),
    "users": User.objects.count(), "tokens": ApiToken.objects.live(localdate()).count(),
    "last": Indicator.history.latest("history_id").history_id,
}))
"""
MARKS = """
from datetime import date, datetime, UTC
from django.core.files.base import ContentFile
from actions.models import ProgressUpdate
from strategy_portal.models import ApiToken, User
from strategy_portal.people.tokens import hashed
from strategy_portal.records.digests import file_digest
from strategy_portal.records.history import save_with_history
user = User.objects.get(username="performance")
save_with_history(ApiToken(user=user, name="Program", hashed=hashed("secret"), sign_in_version=user.sign_in_version,
    made_at=datetime(2026, 11, 1, 9, 30, 0, 123456, tzinfo=UTC), expires_on=date(2099, 1, 1)), by=user)
from strategy_portal.models import Team
team = Team(organisation="", name="Passing")
save_with_history(team, by=user)
from strategy_portal.records.history import delete_with_history
delete_with_history(team, by=user)
update = ProgressUpdate.objects.first()
update.evidence_file.save("proof.txt", ContentFile(b"proof"), save=False)
update.evidence_title, update.evidence_sha256 = "Proof", file_digest(update.evidence_file)
save_with_history(update, by=user)
print("done")
"""


COUNT = "from strategy_portal.models import User; print(User.objects.count())"


def run(database: Database, media: Path, *command: str, stdin: str = "", **more: str) -> str:
    """A command of the portal with files of its own."""
    own = environment(database) | {"MEDIA_ROOT": str(media)} | more
    done = subprocess.run(
        [sys.executable, "manage.py", *command], cwd=ROOT, env=own, input=stdin, capture_output=True, text=True
    )
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def exported(tmp_path_factory, worker_id, filled) -> Path:
    """The demonstration, with a token, a file, and a team that is deleted again."""
    folder = tmp_path_factory.mktemp("leaving")
    with _database(folder, f"leaving_{worker_id}", copy_of=filled) as database:
        assert "done" in run(database, folder / "media", "shell", "-v0", "-c", MARKS)
        (folder / "media").mkdir(exist_ok=True)
        run(database, folder / "media", "check_history", "--checkpoint")
        said = run(database, folder / "media", "export_all", str(folder / "all.zip"))
        assert "parts are written" in said, said
        again = run(database, folder / "media", "export_all", str(folder / "again"))
        assert said.split("it: ")[1].split()[0] == again.split("it: ")[1].split()[0]
    return folder / "all.zip"


@pytest.fixture
def empty(tmp_path, worker_id, migrated) -> Iterator[Database]:
    with _database(tmp_path, f"moved_{worker_id}", copy_of=migrated) as database:
        yield database


def manifest_of(path: Path) -> dict:
    with zipfile.ZipFile(path) as file:
        return json.loads(file.read("manifest.json"))


def test_no_secret_is_in_it(exported):
    with zipfile.ZipFile(exported) as file:
        users = [json.loads(line) for line in file.read("data/strategy_portal.user.jsonl").splitlines()]
        names = file.namelist()
    assert {user["password"] for user in users} == {""}
    assert any(name.startswith("files/progress/") for name in names)
    assert not any(part in name for name in names for part in ("session", "authenticator", "emailconfirmation"))
    assert "second factor" in manifest_of(exported)["left_out"]["means"]


def test_an_empty_installation_reads_it_in_equal_by_hash(exported, empty, tmp_path):
    """All but the passwords that are ended there, and the checkpoint over that, which the last lines name."""
    said = run(empty, tmp_path / "media", "import_all", str(exported))
    assert f"equal to the export by its SHA-256: {manifest_of(exported)['sha256']}" in said, said
    assert "Nothing was altered, deleted or inserted." in run(empty, tmp_path / "media", "check_history")
    found = json.loads(manage(empty, "shell", "-v0", "-c", CHECKS))
    assert (found["usable"], found["tokens"]) == (0, 0)
    assert found["users"] > 5
    assert "is not empty" in run(empty, tmp_path / "media", "import_all", str(exported))
    said = run(empty, tmp_path / "media", "export_all", str(tmp_path / "again.zip"))
    assert "parts are written" in said, said
    before, after = manifest_of(exported), manifest_of(tmp_path / "again.zip")
    differs = {name for name, digest in after["parts"].items() if before["parts"].get(name) != digest}
    ours = ("user", "historicaluser", "historicaluser_teams", "auditcheckpoint")
    assert differs == {f"data/strategy_portal.{name}.jsonl" for name in ours}
    numbers = {label for label, number in after["numbers"].items() if before["numbers"][label] != number}
    assert numbers == {f"strategy_portal.{name}" for name in ours[1:]}


def test_an_administrator_is_let_in_at_once(exported, empty, tmp_path):
    command = ("import_all", str(exported), "--administrator", "administrator")
    said = run(empty, tmp_path / "media", *command, stdin="a long and winding password")
    assert "administrator signs in with the new password" in said, said
    assert json.loads(manage(empty, "shell", "-v0", "-c", CHECKS))["usable"] == 1


@pytest.mark.parametrize("part", ["data/outcomes.strategy.jsonl", "manifest.json"])
def test_what_was_changed_is_refused_and_nothing_is_imported(exported, empty, tmp_path, part):
    changed = tmp_path / "changed.zip"
    with zipfile.ZipFile(exported) as before, zipfile.ZipFile(changed, "w") as after:
        for name in before.namelist():
            content = before.read(name)
            after.writestr(name, content.replace(b"a", b"b") if name == part else content)
    assert "Nothing was imported." in run(empty, tmp_path / "media", "import_all", str(changed))
    assert manage(empty, "shell", "-v0", "-c", COUNT).strip() == "0"


def test_with_another_key_nothing_is_imported(exported, empty, tmp_path):
    said = run(empty, tmp_path / "media", "import_all", str(exported), AUDIT_KEY="another key " * 6)
    assert "Set AUDIT_KEY to the key of the other installation" in said
    assert manage(empty, "shell", "-v0", "-c", COUNT).strip() == "0"
