"""python manage.py remove_personal_details: what could name somebody goes at the retention date."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from consultations.retaining.services import HOLDING_WORDS, Removable, removable, remove_personal_details
from strategy_portal.clock import today
from strategy_portal.records.erasing import forget_visitors, overwrite_deleted, rewrite_tables

from ...models import Consultation


class Command(BaseCommand):
    help = "Remove personal details of consultations whose retention date has passed, and forms never sent."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say what would be removed")

    def handle(self, *, dry_run: bool, **options) -> None:
        overwrite_deleted()
        touched = 0
        for consultation in Consultation.objects.order_by("pk"):
            if dry_run:
                found = removable(consultation, today())
            else:
                removal = remove_personal_details(consultation=consultation, on=today(), at=timezone.now())
                found = Removable(**removal.removed) if removal else Removable()
            if not found.is_nothing:
                touched += 1
                self.stdout.write(f"{consultation}:")
                for what, count in found.lines:
                    self.stdout.write(f"  {what}: {count:,}")
        if dry_run:
            return
        sessions = forget_visitors()
        self.stdout.write(f"{touched} consultations, {sessions} sessions of visitors.")
        if not rewrite_tables(HOLDING_WORDS):
            raise CommandError("Removed, but somebody kept reading, so the log still holds it. Run this again.")
