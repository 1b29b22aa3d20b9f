"""python manage.py load_standards: what every installation begins with, and no strategy (docs/how-to/configure.md)."""

from django.core.management.base import BaseCommand
from django.db import transaction

from consultations.facts import load_engagement_standards
from reports.facts import load_report_forms
from strategy_portal.records.events import Event
from strategy_portal.records.history import recorded


class Command(BaseCommand):
    help = "Load the engagement standards and the forms of report. What is there is left as it is."

    @transaction.atomic
    def handle(self, **options) -> None:
        with recorded(event=Event.LOADED):
            load_engagement_standards()
            load_report_forms()
