"""Deeds on strategies and outcomes."""

from datetime import datetime

from django.db import transaction

from strategy_portal.domain.counting import Rollup
from strategy_portal.domain.periods import Period
from strategy_portal.domain.status import Status
from strategy_portal.models import User
from strategy_portal.records.events import Event
from strategy_portal.records.history import delete_with_history, save_with_history

from .models import Outcome, OutcomeJudgement, Strategy


class ReasonNeeded(ValueError):
    """Whoever states another colour than the derived one gives a reason (rules 8.2)."""

    def __init__(self) -> None:
        super().__init__("Say why the outcome is judged otherwise than its indicators say.")


def choose_rollup(strategy: Strategy, *, rollup: Rollup, by: User) -> None:
    """Set how the strategy's outcomes get a single colour; none is the default (rules 8.2)."""
    strategy.rollup = rollup
    save_with_history(strategy, by=by)


class JudgedMeanwhile(Exception):
    """Somebody else stated a colour since the page was opened. `theirs` is what stands there now."""

    def __init__(self, theirs: OutcomeJudgement):
        super().__init__(
            f"{theirs.judged_by} stated {theirs.get_colour_display()} meanwhile: {theirs.reason} "
            "What you wrote is still here; save again to put it in its place."
        )
        self.theirs = theirs


@transaction.atomic
def judge_outcome(
    outcome: Outcome, *, quarter: Period, colour: Status, reason: str, seen: datetime | None, by: User
) -> OutcomeJudgement:
    """State a colour in place of the derived one, for one quarter (rules 8.2).

    `seen` is when the judgement that the person saw was stated, None if there was none. One stated before is replaced;
    its history keeps it. Raises ReasonNeeded, JudgedMeanwhile.
    """
    if not reason.strip():
        raise ReasonNeeded
    stated = OutcomeJudgement.objects.select_for_update().filter(outcome=outcome, quarter_starts_on=quarter.start)
    judgement = stated.first()
    if judgement and judgement.judged_at != seen:
        raise JudgedMeanwhile(judgement)
    judgement = judgement or OutcomeJudgement(outcome=outcome, quarter_starts_on=quarter.start)
    judgement.colour, judgement.reason, judgement.judged_by = colour.value, reason.strip(), by
    save_with_history(judgement, by=by, reason=reason.strip())
    return judgement


@transaction.atomic
def withdraw_judgement(judgement: OutcomeJudgement, *, by: User) -> None:
    """Let the derived colour stand again."""
    delete_with_history(judgement, by=by, event=Event.WITHDRAWN)
