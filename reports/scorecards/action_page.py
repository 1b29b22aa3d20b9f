"""One action's page: its line of the plan, and everything that stands behind it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from actions.models import Action, Milestone, Move, ProgressUpdate, due_text, in_force, limit_on
from actions.scorecards.action_line import ActionLine
from actions.scorecards.action_plan import action_line
from consultations.models import Reply
from consultations.scorecards.replies import NAMED_BY, voices_of
from indicators.judging.cards import IndicatorCard, cards_in_quarter
from outcomes.models import Commitment, Outcome, Strategy
from reports.models import Decision
from strategy_portal.children import Children, came_along, with_children
from strategy_portal.domain.action_status import Slippage, slippage
from strategy_portal.domain.lateness import late_text

from .answer import Sentence, strong
from .meetings import DECIDED, decided_on


@dataclass(frozen=True)
class MilestoneLine:
    milestone: Milestone
    window_text: str | None
    late_text: str
    slippage: Slippage


@dataclass(frozen=True)
class UpdateLine:
    """A progress update that holds, with those that it corrected, the latest first."""

    update: ProgressUpdate
    corrected: tuple[ProgressUpdate, ...]


@dataclass(frozen=True)
class ActionPage:
    """`indicators` are what the action is meant to move, each as it stands in the last ended quarter."""

    on: date
    line: ActionLine
    outcomes: tuple[Outcome, ...]
    commitments: tuple[Commitment, ...]
    indicators: tuple[IndicatorCard, ...]
    milestones: tuple[MilestoneLine, ...]
    updates: tuple[UpdateLine, ...]
    moves: tuple[Move, ...]
    voices: tuple[Reply, ...]
    decisions: tuple[Decision, ...]

    @property
    def answer(self) -> list[Sentence]:
        """How it stands, when it is due and was reported on, and whether a figure shows its effect."""
        return list(_answer(self.line, linked=len(self.indicators)))


DATES = Children("due_dates", beside=("made_by",))
OWN = (
    Children("owners", beside=("team", "person")), Children("outcomes"), Children("measures"), DATES,
    Children("updates", beside=("written_by",)), Children("commitments", beside=("outcome",)), DECIDED,
    NAMED_BY,
)  # fmt: skip
"""What stands on an action's page itself, and who wrote it."""


def action_with_page(strategy: Strategy, number: int, on: date, **asked_too: Any) -> Action | None:
    """The action with everything that belongs to it alone, and what is asked of it too: two queries; None where there
    is none.
    """
    asked = Action.objects.of(strategy).filter(number=number).select_related("completed_by", "accepted_by")
    found = with_children(asked.annotate(limit_shown=limit_on(on), **asked_too), *OWN)
    if not found:
        return None
    (action,) = found
    action.strategy = strategy
    milestones = with_children(Milestone.objects.in_order().filter(action=action), DATES)
    came_along(action, "milestones", milestones)
    corrections = {update.corrects_id: update for update in action.updates.all()}
    for update in action.updates.all():
        ProgressUpdate._meta.get_field("correction").set_cached_value(update, corrections.get(update.pk))
    return action


def action_page(action: Action, on: date) -> ActionPage:
    """Of an action that came `action_with_page`: one query, whatever the number of updates.

    Where indicators are linked three for their figures as well (`cards_in_quarter`).
    """
    updates, line = tuple(action.updates.all()), action_line(action, on)
    return ActionPage(
        on=on,
        line=line,
        outcomes=tuple(action.outcomes.all()),
        commitments=tuple(action.commitments.all()),
        indicators=tuple(cards_in_quarter(action.indicators.in_order().with_figures(), "", on)),
        milestones=tuple(
            MilestoneLine(
                each,
                due_text(each.due),
                late_text(each.held_to.last_day, on) if each.is_overdue(on) and each.held_to.last_day else "",
                slippage(each.first_due, each.due, limit=line.slip_limit.months),
            )
            for each in action.milestones.all()
        ),
        updates=tuple(_update(update, updates) for update in in_force(updates)),
        moves=tuple(action.all_moves),
        voices=voices_of([action]),
        decisions=decided_on(action, on),
    )


def _update(update: ProgressUpdate, updates: Sequence[ProgressUpdate]) -> UpdateLine:
    by_key: dict[int | None, ProgressUpdate] = {each.pk: each for each in updates}
    corrected, before = [], by_key.get(update.corrects_id)
    while before is not None:
        corrected.append(before)
        before = by_key.get(before.corrects_id)
    return UpdateLine(update, tuple(corrected))


def _answer(line: ActionLine, *, linked: int) -> Iterator[Sentence]:
    stands = ", ".join(filter(None, [line.how_it_stands, line.state_said_within]))
    yield strong(f"{stands[:1].upper()}{stands[1:]}.")
    yield Sentence(_due(line))
    if line.quiet_text and line.latest:
        yield strong(f"{line.quiet_text[:1].upper()}{line.quiet_text[1:]}: for two quarters or more.")
    elif line.latest:
        yield Sentence(f"Last reported on {line.latest.written_on:%-d %B %Y}.")
    else:
        yield Sentence("Never reported on.") if line.has_ended else strong("Never reported on.")
    if not linked:
        yield Sentence("No indicator is linked, so no figure shows what it brings.")


def _due(line: ActionLine) -> str:
    """`Due Early 2027, first agreed Mid 2024: moved 2 times.`"""
    if not line.due_as_written and not line.moves:
        return "No date is stated."
    window = line.due_window_text
    means = f" ({window})" if window and window != line.due_as_written else ""
    due = f"Due {line.due_as_written}{means}" if line.due_as_written else "The date was given up"
    if not line.moves:
        return f"{due}, never moved." if not line.has_moved else f"{due}, first agreed {line.first_due_as_written}."
    times = "once" if line.moves == 1 else f"{line.moves} times"
    return f"{due}, first agreed {line.first_due_as_written}: moved {times}."
