"""How many actions there are in which state, late, without an owner or a date (rules 8.1, 9.4)."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef

from strategy_portal.domain.action_status import COLOURS, ActionStatus

from ..models import Action, ActionOwner, ActionQuerySet
from .action_line import ActionLine, state_in_sentence


@dataclass(frozen=True)
class StateCounts:
    """How many actions are in which state. `by_state` has each, zeros included, and sums to `total` (rules 8.1)."""

    by_state: dict[Action.State, int]
    demonstration: int
    overdue: int
    overdue_by_state: dict[Action.State, int]
    open_with_window: int
    unowned: int
    undated: int

    @property
    def total(self) -> int:
        return sum(self.by_state.values())

    @property
    def late_text(self) -> str:
        """What a list or a page says first: `18 of 24 actions are late`."""
        late, are = f"{self.overdue:,}" if self.overdue else "None", "are" if self.overdue > 1 else "is"
        return f"{late} of {'1 action' if self.total == 1 else f'{self.total:,} actions'} {are} late"

    @property
    def text(self) -> str:
        """`24 actions: 5 in progress, 19 completed; late: 2 of the 5 ... (1 in progress, 1 with no state stated)`."""
        if not self.total:
            return "No actions"
        states = ", ".join(f"{count} {state_in_sentence(state)}" for state, count in self.by_state.items() if count)
        actions = "1 action" if self.total == 1 else f"{self.total:,} actions"
        text = f"{actions}: {states}"
        if self.open_with_window:
            text += f"; overdue: {self.overdue:,} of the {self.open_with_window:,} with a due date and no known end"
        late = [f"{count} {state_in_sentence(state)}" for state, count in self.overdue_by_state.items() if count]
        return f"{text} ({', '.join(late)})" if late else text

    @property
    def gaps_text(self) -> str:
        """`Without an owner: 7 of 31. Without a due date: 7 of 31`, or nothing where nothing is missing."""
        gaps = {"Without an owner": self.unowned, "Without a due date": self.undated}
        return ". ".join(f"{gap}: {count} of {self.total:,}" for gap, count in gaps.items() if count)


@dataclass(frozen=True)
class ActionCounts(StateCounts):
    """With how many have which status, and how many slipped."""

    by_status: dict[ActionStatus, int]
    slipped: int

    @property
    def status_text(self) -> str:
        """`2 red, 1 amber, 2 green of 5 in progress or not started`: those are the base (rules 8.1, 9.4)."""
        at_work = self.by_state[Action.State.IN_PROGRESS] + self.by_state[Action.State.NOT_STARTED]
        if not at_work:
            return "None is in progress, so none has a status"
        colours = ", ".join(f"{self.by_status[status]} {status.word.lower()}" for status in COLOURS)
        without = at_work - sum(self.by_status[status] for status in COLOURS)
        text = f"{colours} of {at_work:,} in progress or not started"
        return f"{text}; {without} without a colour" if without else text


def count_lines(lines: Collection[ActionLine]) -> ActionCounts:
    states, statuses = Counter(line.state for line in lines), Counter(line.status for line in lines)
    overdue = [line for line in lines if line.is_overdue]
    return ActionCounts(
        by_state={state: states[state] for state in Action.State},
        demonstration=sum(line.action.state_is_demonstration for line in lines),
        overdue=len(overdue),
        overdue_by_state={state: sum(line.state == state for line in overdue) for state in Action.State},
        open_with_window=sum(line.held_to_on is not None and not line.has_ended for line in lines),
        by_status={status: statuses[status] for status in ActionStatus},
        slipped=sum(line.slippage.is_slip for line in lines),
        unowned=sum(not line.owner_names for line in lines),
        undated=sum(not line.due_as_written for line in lines),
    )


def count_states(actions: ActionQuerySet, on: date) -> StateCounts:
    """One query, which reads no row whole: for a list of which only a page is shown."""
    owned = Exists(ActionOwner.objects.filter(action=OuterRef("pk")))
    found = actions.with_held_to_on().with_due_as_written().annotate(is_owned=owned).order_by()
    fields = ("pk", "state", "state_is_demonstration", "held_to_on", "due_as_written", "is_owned")
    rows = [(Action.State(state), *rest) for _, state, *rest in found.values_list(*fields)]
    states = Counter(state for state, *_ in rows)
    dated = [(state, held_to_on) for state, _, held_to_on, *_ in rows if held_to_on and state not in Action.ENDED]
    overdue = Counter(state for state, held_to_on in dated if held_to_on < on)
    return StateCounts(
        by_state={state: states[state] for state in Action.State},
        demonstration=sum(is_demonstration for _, is_demonstration, *_ in rows),
        overdue=overdue.total(),
        overdue_by_state={state: overdue[state] for state in Action.State},
        open_with_window=len(dated),
        unowned=sum(not is_owned for *_, is_owned in rows),
        undated=sum(not due for *_, due, _ in rows),
    )
