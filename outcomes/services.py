"""What is decided about strategies and outcomes: which priorities they serve, how a single colour comes about."""

from collections.abc import Collection

from django.db import transaction

from strategy_portal.domain.counting import Rollup
from strategy_portal.domain.periods import Period
from strategy_portal.domain.status import Status
from strategy_portal.models import User
from strategy_portal.records.events import Event
from strategy_portal.records.history import delete_with_history, recorded, save_with_history
from strategy_portal.records.versions import Refused, claim, claimed_at

from .models import Outcome, OutcomeJudgement, ServedPriorities, Statement, Strategy


@transaction.atomic
def choose_rollup(strategy: Strategy, *, rollup: Rollup, seen: int, by: User) -> None:
    """Set how the strategy's outcomes get a single colour; none is the default (rules 8.2). Raises ChangedMeanwhile."""
    held = claim(strategy, seen)
    held.rollup = rollup
    save_with_history(held, by=by)


@transaction.atomic
def state_priorities(
    outcome: Outcome, *, priorities: Collection[Statement], reason: str, seen: int, by: User
) -> ServedPriorities:
    """State which corporate priorities an outcome serves; none of them: that it serves none.

    `seen` is the version that the person saw, 0 if nothing was stated. Raises ChangedMeanwhile, and Refused without a
    reason or for what is no priority of the strategy.
    """
    why = reason.strip()
    if not why:
        raise Refused("Say where it stands, or who agreed it", "reason")
    known = set(Statement.objects.priorities().filter(strategy=outcome.strategy_id))
    if not set(priorities) <= known:
        raise Refused("Choose among the corporate priorities of the outcome’s own strategy", "priorities")
    with claimed_at(ServedPriorities, seen, outcome=outcome) as served, recorded(by=by, reason=why):
        served.is_demonstration = by.is_demonstration
        served.save()
        served.priorities.set(priorities)
    return served


@transaction.atomic
def withdraw_priorities(served: ServedPriorities, *, by: User) -> None:
    """From now on it is not stated which priorities the outcome serves."""
    delete_with_history(served, by=by, event=Event.WITHDRAWN)


@transaction.atomic
def judge_outcome(
    outcome: Outcome, *, quarter: Period, colour: Status, reason: str, seen: int, by: User
) -> OutcomeJudgement:
    """State a colour in place of the derived one, for one quarter (rules 8.2).

    `seen` is the version of the judgement that the person saw, 0 if there was none. One stated before is replaced; its
    history keeps it. Raises ChangedMeanwhile, and Refused without a reason.
    """
    why = reason.strip()
    if not why:
        raise Refused("Say why the outcome is judged otherwise than its indicators say", "reason")
    with claimed_at(OutcomeJudgement, seen, outcome=outcome, quarter_starts_on=quarter.start) as judgement:
        judgement.colour, judgement.reason, judgement.judged_by = colour.value, why, by
        save_with_history(judgement, by=by, reason=why)
    return judgement


@transaction.atomic
def withdraw_judgement(judgement: OutcomeJudgement, *, by: User) -> None:
    """Let the derived colour stand again."""
    delete_with_history(judgement, by=by, event=Event.WITHDRAWN)
