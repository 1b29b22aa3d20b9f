"""python manage.py import_all PATH: an export, into an empty installation (docs/how-to/leave-and-move.md)."""

from pathlib import Path

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from strategy_portal.leaving.archives import NotAnExport
from strategy_portal.leaving.importing import NotImported, import_all
from strategy_portal.management.commands.first_administrator import asked_for
from strategy_portal.models import Role, User
from strategy_portal.people.services import change_password


class Command(BaseCommand):
    help = "Read what export_all wrote into an empty installation: all of it or nothing. It is compared by hash."

    def add_arguments(self, parser) -> None:
        parser.add_argument("path", type=Path, help="the folder or ZIP file")
        parser.add_argument(
            "--administrator", default="", metavar="NAME",
            help="an administrator of the export who gets a password at once: asked for, or read from standard input",
        )  # fmt: skip

    def handle(self, *, path: Path, administrator: str, verbosity: int, **options) -> None:
        password = self._password() if administrator else ""
        say = self.stdout.write if verbosity > 1 else lambda text: None
        try:
            digest = import_all(path, at=timezone.now(), say=say)
        except (NotAnExport, NotImported, OSError) as error:
            raise CommandError(f"{error}. Nothing was imported.") from error
        self.stdout.write(f"All of it is imported, equal to the export by its SHA-256: {digest}")
        self.stdout.write("Everybody sets a new password (“Forgotten your password?”) and a new second factor.")
        if administrator:
            self._let_in(administrator, password)

    def _password(self) -> str:
        password = asked_for()
        try:
            validate_password(password)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        return password

    def _let_in(self, name: str, password: str) -> None:
        person = User.objects.filter(role=Role.ADMINISTRATOR, is_active=True, username=name).first()
        if person is None:
            raise CommandError(f"It is imported, but it has no administrator {name}: use “Forgotten your password?”.")
        change_password(person, password)
        self.stdout.write(f"{name} signs in with the new password.")
