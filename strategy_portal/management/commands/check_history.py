"""python manage.py check_history: whether anybody altered what was recorded (docs/how-to/check-the-history.md)."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from strategy_portal.models import AuditCheckpoint
from strategy_portal.records.checking import check
from strategy_portal.records.checkpoint import make_checkpoint


class Command(BaseCommand):
    help = "Check every record of the history against its digest. Ends with an error if one was tampered with."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--checkpoint", action="store_true", help="then make a checkpoint, if nothing is wrong")
        parser.add_argument("--fingerprint", default="", help="a fingerprint kept elsewhere: its checkpoint must exist")

    def handle(self, *, checkpoint: bool, fingerprint: str, **options) -> None:
        checked = check(at=timezone.now())
        if checked.absence and not checkpoint:
            checked.findings.append(checked.absence)
        self.stdout.write(
            f"Checked {checked.records:,} records, {checked.rows:,} rows and {checked.checkpoints:,} checkpoints."
        )
        for finding in checked.findings:
            self.stdout.write(f"  {finding}")
        if fingerprint and not AuditCheckpoint.objects.filter(digest=fingerprint).exists():
            raise CommandError("No checkpoint has this fingerprint: the checkpoints were replaced.")
        if checked.findings:
            raise CommandError(f"{len(checked.findings)} found that are not as they were recorded.")
        self.stdout.write("Nothing was altered, deleted or inserted.")
        if checked.absence:
            self.stdout.write(f"  {checked.absence}")
        if checkpoint:
            made = make_checkpoint(at=timezone.now())
            self.stdout.write(f"{made} made. Keep its fingerprint elsewhere: {made.digest}")
