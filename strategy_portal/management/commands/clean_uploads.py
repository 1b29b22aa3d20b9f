"""python manage.py clean_uploads: remove uploaded files whose changes nobody saved."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from strategy_portal.uploads.services import clean_uploads

DAYS = 30


class Command(BaseCommand):
    help = "Remove uploads that were never saved; what people wrote after a day. What was saved stays as it is."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--days", type=int, default=DAYS, help=f"older than so many days, {DAYS} by default")

    def handle(self, *, days: int, **options) -> None:
        if days < 1:
            raise CommandError("Give at least 1 day, so that nobody loses the upload that they are looking at.")
        removed = clean_uploads(days=days, at=timezone.now())
        self.stdout.write(f"{removed} upload{'' if removed == 1 else 's'} that nobody saved removed.")
