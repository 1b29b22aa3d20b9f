"""What is decided about strategies and outcomes: how a single colour comes about, and another one stated."""

from django.db import transaction

from strategy_portal.domain.counting import Rollup
from strategy_portal.domain.periods import Period
from strategy_portal.domain.status import Status
from strategy_portal.models import User
from strategy_portal.records.events import Event
from strategy_portal.records.history import delete_with_history, save_with_history
from strategy_portal.records.versions import Refused, claimed_at

from .models import Outcome, OutcomeJudgement, Strategy


def choose_rollup(strategy: Strategy, *, rollup: Rollup, by: User) -> None:
    """Set how the strategy's outcomes get a single colour; none is the default (rules 8.2)."""
    strategy.rollup = rollup
    save_with_history(strategy, by=by)


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
