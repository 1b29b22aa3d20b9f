"""python manage.py config: each variable as it is in force, without secrets (docs/how-to/configure.md)."""

from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = (
        "Print each variable that the portal reads, as it is in force, and where it comes from; no secret is printed."
    )
    requires_system_checks = ()

    def handle(self, **options) -> None:
        for setting in settings.VARIABLES.in_force():
            self.stdout.write(f"{setting.name}={setting.text}  ({setting.source})")
