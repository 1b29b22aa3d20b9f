"""python manage.py clean_imports: remove uploaded files whose changes nobody saved."""

from datetime import timedelta

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from indicators.entering.imports import clean_imports

DAYS = 30


class Command(BaseCommand):
    help = "Remove uploads that were never saved. Values, and the uploads that were saved, stay as they are."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--days", type=int, default=DAYS, help=f"older than so many days, {DAYS} by default")

    def handle(self, *, days: int, **options) -> None:
        if days < 1:
            raise CommandError("Give at least 1 day, so that nobody loses the upload that they are looking at.")
        removed = clean_imports(before=timezone.now() - timedelta(days=days))
        self.stdout.write(f"{removed} upload{'' if removed == 1 else 's'} that nobody saved removed.")
