"""python manage.py check_upload [NUMBER]: check an uploaded file. The page of a large upload starts it by itself."""

import sys

from django.core.management.base import BaseCommand, CommandError

from strategy_portal.clock import today
from strategy_portal.uploads.services import check_upload
from strategy_portal.uploads.upload import Upload


class Command(BaseCommand):
    help = "Check what an uploaded file would change. Nothing is saved but the findings."
    requires_system_checks = ()
    """Whoever started it was checked. Checks load every page of the portal, which takes longer than the file."""

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "number", nargs="?", help="the last number in the address of the upload's page; else a line of the input"
        )

    def handle(self, **options) -> None:
        number = options["number"] or sys.stdin.readline().strip()
        if not number:
            return  # the file was refused, or has few rows
        upload = Upload.objects.select_related("uploaded_by").filter(pk=int(number)).first()
        if upload is None:
            raise CommandError(f"There is no upload {number}.")
        if not check_upload(upload, on=today()):
            raise CommandError(
                f"Upload {upload.pk} is not waiting to be checked: {upload.get_state_display().lower()}."
            )
        self.stdout.write(f"{upload}: {upload.done} rows checked.")
