"""Loads actions with owners, due dates as written and outcome measures from a facts file."""

from outcomes.models import Commitment, Strategy
from strategy_portal.facts import Facts
from strategy_portal.models import Team

from .models import Action, ActionOwner, DueDate, OutcomeMeasure


def load_actions(strategy: Strategy, facts: Facts, commitments: dict[tuple[int, int], list[int]]) -> None:
    """`commitments` says which action numbers stand under which commitment: (outcome number, place): [numbers]."""
    outcomes = {outcome.number: outcome for outcome in strategy.outcomes.all()}
    for entry in facts.parts("actions"):
        action = Action(strategy=strategy, number=entry.take("number"), title=entry.text("title"), is_from_source=True)
        action.save()
        if due := entry.text("due"):
            DueDate.read(action, due).save()
        numbers = [entry.take("outcome")] if entry.has("outcome") else entry.take("outcomes")
        action.outcomes.set(outcomes[number] for number in numbers)
        _owners(action, entry)
        for order, text in enumerate(entry.take("measures") or [], 1):
            OutcomeMeasure.objects.create(action=action, order=order, text=text)
        entry.finish()
    for (outcome, place), numbers in commitments.items():
        commitment = Commitment.objects.get(outcome__strategy=strategy, outcome__number=outcome, order=place)
        for action in strategy.actions.filter(number__in=numbers):
            action.commitments.add(commitment)  # from this side, so that the action's history has it


def _owners(action: Action, entry: Facts) -> None:
    """One team is the lead; of several, the source does not say which leads."""
    entry.take("owner")  # only ever “unknown”, where the source's table is missing
    names = entry.take("owners") or []
    part = ActionOwner.Part.LEAD if len(names) == 1 else ActionOwner.Part.JOINT
    for order, name in enumerate(names, 1):
        team, _ = Team.objects.get_or_create(organisation=action.strategy.organisation, name=name)
        ActionOwner.objects.create(action=action, team=team, part=part, order=order)
