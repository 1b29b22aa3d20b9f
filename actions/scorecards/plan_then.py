"""An action plan as it stood at the end of an earlier day: nothing that was entered later is in it (rules 9)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import prefetch_related_objects

from outcomes.models import Strategy
from strategy_portal.records.history import as_recorded

from ..models import Action, ActionOwner, ProgressUpdate, slip_limits
from .action_plan import ActionPlan, actions_of, count_lines, line_of


def plan_as_of(strategy: Strategy, day: date) -> ActionPlan:
    """With states, dates, owners and updates as they were recorded by then: seven queries, whatever their number."""
    actions = actions_of([strategy], day, day)
    of_them = {"action__in": [action.pk for action in actions]}
    owners = sorted(as_recorded(ActionOwner, day, **of_them), key=lambda owner: owner.order)
    prefetch_related_objects(owners, "team")
    updates = as_recorded(ProgressUpdate, day, **of_them)
    updates.sort(key=lambda update: (update.written_on, update.pk), reverse=True)
    _hold(actions, "owners", owners)
    _hold(actions, "updates", updates)
    prefetch_related_objects(actions, "outcomes", "measures")
    limit = slip_limits(day).on(day)
    lines = tuple(line_of(action, day, limit) for action in actions)
    return ActionPlan(strategy, day, lines, count_lines(lines), limit)


def _hold(actions: Sequence[Action], name: str, rows: Iterable[Any]) -> None:
    """Give each action these rows in place of those that stand there now, as `prefetch_related` keeps them."""
    by_action: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        by_action[row.action_id].append(row)
    for action in actions:
        found: Any = getattr(action, name).get_queryset()
        found._result_cache, found._prefetch_done = by_action[action.pk], True
        action._prefetched_objects_cache[name] = found  # type: ignore[attr-defined]
