"""A plan at random for a portal that is made at random: actions of every state, with dates of every kind."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from random import Random

from django.utils import timezone

from actions.models import Action, ActionOwner
from actions.planning.adding import add_action
from actions.planning.services import Agreement, add_milestone, edit_milestone, revise_due
from actions.reporting.services import ProgressReport, add_progress_update, complete_action, decide_state
from indicators.models import Indicator
from outcomes.models import Outcome, Strategy
from strategy_portal.models import Team, User
from strategy_portal.records.versions import Refused

ACTIONS = 10
DATES = (
    "", "Early 2025", "Mid 2026", "End 2027", "31 March 2026", "2026/27", "Ongoing", "when funding allows", "Q2 2025/26"
)  # fmt: skip


def make_plan(
    seed: int, strategy: Strategy, outcomes: Sequence[Outcome], indicators: Sequence[Indicator], team: Team, by: User,
    on: date,
) -> list[Action]:  # fmt: skip
    """What the services refuse is left out, as on a page. All is recorded now, so that records follow each other."""
    chance, actions = Random(seed), []
    for number in range(1, ACTIONS + 1):
        owners = [ActionOwner(team=team, part=ActionOwner.Part.LEAD)] if chance.random() < 0.7 else []
        fields = {
            "number": number, "title": f"Something to do, {number}",
            "outcomes": chance.sample(list(outcomes), chance.randint(0, 2)),
            "indicators": chance.sample(list(indicators), min(len(indicators), chance.randint(0, 2))),
        }  # fmt: skip
        state = chance.choice((Action.State.UNKNOWN, Action.State.NOT_STARTED, Action.State.IN_PROGRESS))
        action = add_action(
            strategy=strategy, fields=fields, due=chance.choice(DATES), owners=owners, state=state, by=by
        )
        for step in (_milestone, _report, _move, _end):
            if chance.random() < 0.5:
                try:
                    step(chance, Action.objects.get(pk=action.pk), by, on, timezone.now())
                except Refused:
                    continue
        actions.append(Action.objects.get(pk=action.pk))
    return actions


def _milestone(chance: Random, action: Action, by: User, on: date, at: datetime) -> None:
    step = add_milestone(action=action, title="A step", due=chance.choice(DATES), by=by)
    if chance.random() < 0.5:
        day = on - timedelta(days=chance.randint(0, 300))
        edit_milestone(milestone=step, title="A step", completed_on=day, version=step.version, by=by, on=on)


def _report(chance: Random, action: Action, by: User, on: date, at: datetime) -> None:
    day = on - timedelta(days=chance.randint(0, 400))
    report = ProgressReport("Some of it", "The rest", at_risk=chance.random() < 0.3)
    add_progress_update(action=action, report=report, by=by, on=day, at=at)


def _move(chance: Random, action: Action, by: User, on: date, at: datetime) -> None:
    agreement = Agreement("It takes longer", "The board", on - timedelta(days=chance.randint(0, 200)))
    due = chance.choice(DATES)
    revise_due(dated=action, due=due, agreement=agreement, version=action.version, by=by, on=on, at=at)


def _end(chance: Random, action: Action, by: User, on: date, at: datetime) -> None:
    if chance.random() < 0.5:
        day = on - timedelta(days=chance.randint(0, 500))
        complete_action(action=action, completed_on=day, version=action.version, by=by, on=on)
    else:
        state = chance.choice((Action.State.SUSPENDED, Action.State.CANCELLED))
        decide_state(action=action, state=state, reason="As drawn", version=action.version, by=by)
