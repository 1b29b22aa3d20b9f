"""python manage.py load_facts: the four strategies of fixtures/facts, which are samples, with what they need."""

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import transaction

from actions.facts import load_actions
from consultations.facts import load_consultation
from indicators.facts import load_indicators
from outcomes.facts import load_outcomes, load_strategy
from outcomes.models import Strategy
from reports.facts import load_document
from strategy_portal.facts import Facts, files, read, source_day
from strategy_portal.records.events import Event
from strategy_portal.records.history import recorded, start_of


class Command(BaseCommand):
    help = "Load the four sample strategies. A strategy that is already there is left as it is."

    @transaction.atomic
    def handle(self, **options) -> None:
        """A strategy after its predecessor, so that the two are linked."""
        call_command("load_standards")
        found = {path.stem: read(path) for path in files("facts")}
        for slug, facts in sorted(found.items(), key=lambda each: source_day(each[1])):
            if Strategy.objects.filter(slug=slug).exists():
                self.stdout.write(f"{slug}: already there")
                continue
            with recorded(event=Event.LOADED, at=start_of(source_day(facts))):
                self._load(facts)
            self.stdout.write(f"{slug}: loaded")

    def _load(self, facts: Facts) -> None:
        commitments = _commitments(facts)
        strategy = load_strategy(facts)
        load_outcomes(strategy, facts)
        load_indicators(strategy, facts)
        load_actions(strategy, facts, commitments)
        load_consultation(strategy, facts)
        load_document(strategy, facts)
        facts.finish()


def _commitments(facts: Facts) -> dict[tuple[int, int], list[int]]:
    """Which actions stand under which commitment: (outcome number, place of the commitment): action numbers."""
    return {
        (outcome["number"], place): commitment["actions"]
        for outcome in facts.peek("outcomes")
        for place, commitment in enumerate(outcome.get("commitments", []), 1)
        if "actions" in commitment
    }
