"""python manage.py demo_data: made-up values, progress and users beside the facts, all labelled."""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from actions.demonstration import join_teams, record_progress
from consultations.demonstration import hold_consultation
from indicators import demonstration as values
from indicators.approving.sealing import seal_all
from indicators.models import Indicator
from outcomes.demonstration import serve_priorities
from outcomes.models import Strategy
from reports.demonstration import arrange_reports, hold_meetings, issue_last_annual_report
from strategy_portal.clock import today
from strategy_portal.demonstration import REASON, join_directorates, make_people, make_teams, stories
from strategy_portal.records.checkpoint import make_checkpoint
from strategy_portal.records.events import Event
from strategy_portal.records.history import recorded, start_of


class Command(BaseCommand):
    help = "Load the demonstration data, unless it is there already. The same for the same day."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--on", type=date.fromisoformat, help="the day of the demonstration, ISO; default: today")
        parser.add_argument("--reset", action="store_true", help="empty the database first and load the facts again")

    def handle(self, **options) -> None:
        if not settings.DEMONSTRATION:
            raise CommandError(
                "Demonstration data loads only where DEMONSTRATION=on is set, so that it never meets real figures."
            )
        if options["reset"]:
            call_command("flush", interactive=False, verbosity=0)
            call_command("load_facts", stdout=self.stdout)
        if get_user_model().objects.filter(is_demonstration=True).exists():
            self.stdout.write("Demonstration data: already there")
            return
        self._load(stories(), options["on"] or today())
        make_checkpoint(at=timezone.now())
        self.stdout.write("Demonstration data: loaded")

    @transaction.atomic
    def _load(self, demo: dict[str, Any], on: date) -> None:
        teams = make_teams([*demo["teams"], *demo["units"]])
        join_directorates(demo["directorates"], teams)
        make_people(demo["people"], teams)
        storyteller = self._add_values(demo, on)
        for slug, members in demo["members"].items():
            join_teams(Strategy.objects.get(slug=slug), members)
        for slug, progress in demo["progress"].items():
            record_progress(Strategy.objects.get(slug=slug), progress, on)
        hold_consultation(on)
        hold_meetings(on)
        arrange_reports(demo["reports"])
        issue_last_annual_report(Strategy.objects.get(slug=demo["strategy"]), on)
        for reference, story in demo["restated"].items():
            storyteller.restate(reference, story)

    def _add_values(self, demo: dict[str, Any], on: date) -> values.Storyteller:
        strategy = Strategy.objects.get(slug=demo["strategy"])
        by_reference = {each.reference: each for each in Indicator.objects.of(strategy).with_setting()}
        after_the_facts = start_of(strategy.starts_on) + timedelta(hours=1)
        with recorded(event=Event.LOADED, reason=REASON, at=after_the_facts):
            units = values.make_units(strategy, demo["units"])
            self._set_up(demo, by_reference)
            for slug, links in demo["served"].items():
                serve_priorities(Strategy.objects.get(slug=slug), links)
        storyteller = values.Storyteller(strategy, units, on, demo)
        for reference, story in demo["indicators"].items():
            storyteller.tell(by_reference[reference], story)
        seal_all(by_reference.values())
        values.lock_old_periods(strategy, on)
        return storyteller

    def _set_up(self, demo: dict[str, Any], by_reference: dict[str, Indicator]) -> None:
        """Completes what the facts leave open, as if it were known since they are."""
        for story in demo["populations"]:
            values.divide([by_reference[reference] for reference in story["indicators"]], story)
        for reference, story in demo["indicators"].items():
            values.set_up(by_reference[reference], story)
        for reference, story in demo["benchmarks"].items():
            values.compare(by_reference[reference], story)
