"""The actions of a strategy as pages, reports and the API show them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from outcomes.models import Strategy
from strategy_portal.children import Children, with_children
from strategy_portal.records.history import records_on

from ..models import Action, Milestone, SlipLimit, limit_of, limit_on
from .action_counts import ActionCounts, count_lines
from .action_line import ActionLine, line_of


@dataclass(frozen=True)
class ActionPlan:
    """All actions of one strategy on a day, in order of number."""

    strategy: Strategy
    on: date
    lines: tuple[ActionLine, ...]
    counts: ActionCounts
    slip_limit: SlipLimit

    @property
    def overdue(self) -> tuple[ActionLine, ...]:
        return tuple(line for line in self.lines if line.is_overdue)

    @property
    def moved(self) -> tuple[ActionLine, ...]:
        """Those whose date is not the first that was agreed, or was at some time."""
        return tuple(line for line in self.lines if line.has_moved or line.moves)

    @property
    def slipped_most(self) -> list[ActionLine]:
        """Those, the longest slip first: the slippage ledger."""
        return sorted(self.moved, key=lambda line: -line.slip_rank)

    @property
    def moved_text(self) -> str:
        """`3 of 24 actions were moved, 4 times in all; 2 of them slipped`; the count carries its base (rules 8.1)."""
        moved, moves = len(self.moved), sum(line.moves for line in self.moved)
        return (
            f"{moved} of {len(self.lines)} actions {'was' if moved == 1 else 'were'} moved, "
            f"{moves} {'time' if moves == 1 else 'times'} in all; "
            f"{sum(line.slippage.is_slip for line in self.moved)} of them slipped from the first agreed date"
        )

    @property
    def is_of_one_outcome(self) -> bool:
        """Each action serves the same outcome and no other."""
        return len({line.outcome_numbers for line in self.lines}) == 1 and len(self.lines[0].outcome_numbers) == 1

    @property
    def is_demonstration(self) -> bool:
        return any(line.is_demonstration for line in self.lines)


def action_plan(strategy: Strategy, on: date, *further: Children, as_of: date | None = None) -> ActionPlan:
    """With `further` children of each action: one query, whatever their number; one more where there is no action.

    With `as_of`, the same day as `on`, nothing that was entered later is in it (rules 9).
    """
    actions = actions_of([strategy], on, as_of, Children("outcomes"), Children("measures"), *further)
    limit = limit_of(actions, on, as_of)
    lines = tuple(line_of(action, on, limit) for action in actions)
    return ActionPlan(strategy, on, lines, count_lines(lines), limit)


def milestones_of(actions: Sequence[Action], as_of: date | None = None) -> dict[int, list[Milestone]]:
    """By action, in no order, with their dates: one query. As of a day those that were recorded by then."""
    asked = Milestone.objects.all() if as_of is None else records_on(Milestone, as_of)
    found = with_children(asked.filter(action__in=[action.pk for action in actions]).order_by(), Children("due_dates"))
    by_action: dict[int, list[Milestone]] = defaultdict(list)
    for milestone in found:
        by_action[milestone.action_id].append(milestone)
    return by_action


OWNERS, DUE_DATES, UPDATES = Children("owners", beside=("team",)), Children("due_dates"), Children("updates")
"""What a line of the plan is made of beside the action itself."""
ALL = Q()


def actions_of(
    strategies: Iterable[Strategy], on: date, as_of: date | None = None, *further: Children, chosen: Q = ALL
) -> list[Action]:
    """By number, with owners, dates, updates, the slip limit of the day `on`, and `further` children: one query.

    `chosen` leaves some out, by `id`. As of a day, with the states, owners, updates and the limit that were recorded by
    then, and the dates of the version of then; `further` says which of its children are.
    """
    by_id = {strategy.pk: strategy for strategy in strategies}
    rows = Action.objects.all() if as_of is None else records_on(Action, as_of)
    asked = rows.filter(chosen, strategy__in=by_id).order_by().annotate(limit_shown=limit_on(on, as_of))
    found: list[Action] = with_children(asked, OWNERS.on(as_of), DUE_DATES, UPDATES.on(as_of), *further)
    for action in found:
        action.strategy = by_id[action.strategy_id]
    found.sort(key=lambda action: action.number)
    return found


def action_lines(actions: Iterable[Action], on: date, as_of: date | None = None) -> tuple[ActionLine, ...]:
    """One query, if the actions come `with_plan()`, to count them `with_standing()`; none if they are `actions_of`.

    With `as_of` the limit of slips is what was recorded by then.
    """
    found = list(actions)
    limit = limit_of(found, on, as_of)
    return tuple(line_of(action, on, limit) for action in found)


def action_line(action: Action, on: date) -> ActionLine:
    return action_lines([action], on)[0]
