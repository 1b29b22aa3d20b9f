"""python manage.py export_all PATH: all of the installation in open formats (docs/how-to/leave-and-move.md)."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from strategy_portal.leaving.exporting import export_all


class Command(BaseCommand):
    help = "Write all rows, their history and their files into a new folder, or into a new ZIP file. No secrets."

    def add_arguments(self, parser) -> None:
        parser.add_argument("path", type=Path, help="a folder that is not there yet, or a file that ends in .zip")

    def handle(self, *, path: Path, **options) -> None:
        try:
            digest, parts = export_all(path)
        except OSError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{parts} parts are written to {path}. The SHA-256 of all of it: {digest}")
        self.stdout.write("It holds personal details: keep it as you keep a backup.")
