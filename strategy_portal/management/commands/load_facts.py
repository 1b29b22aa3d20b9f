"""python manage.py load_facts: the four strategies of fixtures/facts, and the forms of report."""

from pathlib import Path

from django.core.management.base import BaseCommand
from django.db import transaction

from actions.facts import load_actions
from consultations.facts import load_consultation, load_engagement_standards
from indicators.facts import load_indicators
from outcomes.facts import link_predecessors, load_outcomes, load_strategy
from outcomes.models import Strategy
from reports.facts import load_document, load_report_forms
from strategy_portal.facts import Facts, files, read


class Command(BaseCommand):
    help = "Load the facts of the strategies. A strategy that is already there is left as it is."

    @transaction.atomic
    def handle(self, **options) -> None:
        load_engagement_standards()
        load_report_forms()
        predecessors: dict[str, str] = {}
        for path in files("facts"):
            self._load(path, predecessors)
        link_predecessors(predecessors)

    def _load(self, path: Path, predecessors: dict[str, str]) -> None:
        facts = read(path)
        if Strategy.objects.filter(slug=path.stem).exists():
            self.stdout.write(f"{path.stem}: already there")
            return
        about = facts.peek("strategy")
        if "predecessor" in about:
            predecessors[path.stem] = about["predecessor"]
        commitments = _commitments(facts)
        strategy = load_strategy(facts)
        load_outcomes(strategy, facts)
        load_indicators(strategy, facts)
        load_actions(strategy, facts, commitments)
        load_consultation(strategy, facts)
        load_document(strategy, facts)
        facts.finish()
        self.stdout.write(f"{path.stem}: loaded")


def _commitments(facts: Facts) -> dict[tuple[int, int], list[int]]:
    """Which actions stand under which commitment: (outcome number, place of the commitment): action numbers."""
    return {
        (outcome["number"], place): commitment["actions"]
        for outcome in facts.peek("outcomes")
        for place, commitment in enumerate(outcome.get("commitments", []), 1)
        if "actions" in commitment
    }
