"""python manage.py sign_history: sign all records anew after AUDIT_KEY was changed or a column was added."""

import os

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from strategy_portal.records.signing import Manner
from strategy_portal.records.signing_anew import NoSuchColumn, NotAsRecorded, sign_anew

KEY_WAS = "AUDIT_KEY_WAS"


class Command(BaseCommand):
    help = (
        "Check every record by the key and the columns of before, then sign all of them by those of now. "
        f"The key of before is read from the environment, {KEY_WAS}, where no other user of the machine sees it. "
        "Stop the portal first."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "--added", nargs="+", default=[], metavar="APP.MODEL.COLUMN", help="columns that had no part in the digests"
        )
        parser.add_argument(
            "--from-derived-key", action="store_true", help="the key of before was none: it was made from SECRET_KEY"
        )

    def handle(self, *, added: list[str], from_derived_key: bool, **options) -> None:
        key = settings.DERIVED_AUDIT_KEY if from_derived_key else os.environ.get(KEY_WAS, "") or settings.AUDIT_KEY
        if key == settings.AUDIT_KEY and not added:
            raise CommandError(
                f"Nothing is different: set AUDIT_KEY to the new key and {KEY_WAS} to the key of before, or name the "
                "columns --added."
            )
        before = Manner(key, frozenset(name.lower() for name in added))
        try:
            made = sign_anew(before=before, at=timezone.now())
        except NoSuchColumn as error:
            raise CommandError(str(error)) from error
        except NotAsRecorded as error:
            for finding in error.findings:
                self.stdout.write(f"  {finding}")
            raise CommandError(f"{error} Nothing was signed.") from error
        self.stdout.write(f"All records are signed anew. {made} made. Keep its fingerprint elsewhere: {made.digest}")
        self.stdout.write("The fingerprints of earlier checkpoints hold no longer.")
