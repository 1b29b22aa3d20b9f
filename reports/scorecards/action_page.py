"""One action's page: its line of the plan, and everything that stands behind it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from actions.models import Action, Milestone, Move, ProgressUpdate, due_text, in_force
from actions.scorecards.action_changes import action_changes
from actions.scorecards.action_plan import ActionLine, action_line
from consultations.models import Reply
from consultations.scorecards.replies import voices_of
from indicators.models import Indicator
from outcomes.models import Commitment, Outcome
from reports.models import Decision
from strategy_portal.domain.action_status import Slippage, slippage
from strategy_portal.records.changes import Change

from .meetings import decisions_on


@dataclass(frozen=True)
class MilestoneLine:
    milestone: Milestone
    window_text: str | None
    is_overdue: bool
    slippage: Slippage


@dataclass(frozen=True)
class UpdateLine:
    """A progress update that holds, with those that it corrected, the latest first."""

    update: ProgressUpdate
    corrected: tuple[ProgressUpdate, ...]


@dataclass(frozen=True)
class ActionPage:
    line: ActionLine
    outcomes: tuple[Outcome, ...]
    commitments: tuple[Commitment, ...]
    indicators: tuple[Indicator, ...]
    milestones: tuple[MilestoneLine, ...]
    updates: tuple[UpdateLine, ...]
    moves: tuple[Move, ...]
    voices: tuple[Reply, ...]
    decisions: tuple[Decision, ...]
    changes: tuple[Change, ...]


def action_page(action: Action, on: date) -> ActionPage:
    """Fourteen queries more than `with_page()`, whatever the number of updates and changes."""
    updates, line = tuple(action.updates.all()), action_line(action, on)
    return ActionPage(
        line=line,
        outcomes=tuple(action.outcomes.all()),
        commitments=tuple(action.commitments.select_related("outcome")),
        indicators=tuple(action.indicators.with_setting().in_order()),
        milestones=tuple(
            MilestoneLine(
                each,
                due_text(each.due),
                each.is_overdue(on),
                slippage(each.first_due, each.due, limit=line.slip_limit.months),
            )
            for each in action.milestones.all()
        ),
        updates=tuple(_update(update, updates) for update in in_force(updates)),
        moves=tuple(action.all_moves),
        voices=voices_of([action]),
        decisions=decisions_on(action, on),
        changes=action_changes(action),
    )


def _update(update: ProgressUpdate, updates: Sequence[ProgressUpdate]) -> UpdateLine:
    by_key: dict[int | None, ProgressUpdate] = {each.pk: each for each in updates}
    corrected, before = [], by_key.get(update.corrects_id)
    while before is not None:
        corrected.append(before)
        before = by_key.get(before.corrects_id)
    return UpdateLine(update, tuple(corrected))
