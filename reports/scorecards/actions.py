"""Actions as pages, reports and the API show them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format

from actions.models import Action, ActionOwner, Dated, ProgressUpdate
from outcomes.models import Strategy


@dataclass(frozen=True)
class ActionLine:
    """A line of an action plan on a day. What the source does not state is None or empty, never guessed.

    `due_window` has both its days included; None where no date is stated, where the action is ongoing and where the
    date can't be read.
    """

    action: Action
    number: int
    title: str
    outcome_numbers: tuple[int, ...]
    owner_names: tuple[str, ...]
    owners_text: str | None
    due_as_written: str
    due_window: tuple[date, date] | None
    due_window_text: str | None
    days_overdue: int
    state: Action.State
    latest: ProgressUpdate | None
    measures: tuple[str, ...]
    is_demonstration: bool

    @property
    def is_overdue(self) -> bool:
        return self.days_overdue > 0

    @property
    def is_undated(self) -> bool:
        return not self.due_as_written

    @property
    def has_ended(self) -> bool:
        return self.state in Action.ENDED

    @property
    def is_at_risk(self) -> bool:
        """The owner's judgement in the latest progress update, as long as the action has not ended (rules 9.4)."""
        return self.latest is not None and self.latest.at_risk and not self.has_ended

    @property
    def state_word(self) -> str:
        return str(self.state.label)


@dataclass(frozen=True)
class ActionCounts:
    """How many actions are where. `by_state` has each state, zeros included, and sums to `total` (rules 8.1)."""

    by_state: dict[Action.State, int]
    demonstration: int
    overdue: int
    overdue_without_state: int
    open_with_window: int
    unowned: int
    undated: int

    @property
    def total(self) -> int:
        return sum(self.by_state.values())

    @property
    def text(self) -> str:
        """`24 actions: 5 in progress, 19 completed; overdue: 2 of the 5 ...`."""
        if not self.total:
            return "No actions"
        states = ", ".join(f"{count} {_state_in_sentence(state)}" for state, count in self.by_state.items() if count)
        actions = "1 action" if self.total == 1 else f"{self.total:,} actions"
        return f"{actions}: {states}{self._overdue_text}"

    @property
    def _overdue_text(self) -> str:
        """An action whose state is not stated may have ended, so those are counted apart."""
        if not self.open_with_window:
            return ""
        text = f"; overdue: {self.overdue:,} of the {self.open_with_window:,} with a due date and no known end"
        return f"{text} ({self.overdue_without_state:,} with no state stated)" if self.overdue_without_state else text

    @property
    def gaps_text(self) -> str:
        """`Without an owner: 7 of 31. Without a due date: 7 of 31`, or nothing where nothing is missing."""
        gaps = {"Without an owner": self.unowned, "Without a due date": self.undated}
        return ". ".join(f"{gap}: {count} of {self.total:,}" for gap, count in gaps.items() if count)


@dataclass(frozen=True)
class ActionPlan:
    """All actions of one strategy on a day, in order of number."""

    strategy: Strategy
    on: date
    lines: tuple[ActionLine, ...]
    counts: ActionCounts

    @property
    def overdue(self) -> tuple[ActionLine, ...]:
        return tuple(line for line in self.lines if line.is_overdue)

    @property
    def unowned(self) -> tuple[ActionLine, ...]:
        return tuple(line for line in self.lines if not line.owner_names)

    @property
    def undated(self) -> tuple[ActionLine, ...]:
        return tuple(line for line in self.lines if line.is_undated)

    @property
    def is_demonstration(self) -> bool:
        return any(line.is_demonstration for line in self.lines)


def action_plan(strategy: Strategy, on: date) -> ActionPlan:
    """Five queries, whatever the number of actions."""
    actions = list(Action.objects.of(strategy).with_plan().order_by("number"))
    return ActionPlan(strategy, on, action_lines(actions, on), count_actions(actions, on))


def action_lines(actions: Iterable[Action], on: date) -> tuple[ActionLine, ...]:
    """No further query, if the actions come `with_plan()`."""
    return tuple(action_line(action, on) for action in actions)


def action_line(action: Action, on: date) -> ActionLine:
    owners = list(action.owners.all())
    latest = next(iter(action.updates.all()), None)
    return ActionLine(
        action=action,
        number=action.number,
        title=action.title,
        outcome_numbers=tuple(outcome.number for outcome in action.outcomes.all()),
        owner_names=tuple(owner.team.name for owner in owners),
        owners_text=owners_text(owners),
        due_as_written=action.due_as_written,
        due_window=_window(action),
        due_window_text=window_text(action),
        days_overdue=(on - action.due_ends_on).days if action.due_ends_on and action.is_overdue(on) else 0,
        state=Action.State(action.state),
        latest=latest,
        measures=tuple(measure.text for measure in action.measures.all()),
        is_demonstration=action.state_is_demonstration or (latest is not None and latest.is_demonstration),
    )


def count_actions(actions: Iterable[Action], on: date) -> ActionCounts:
    """No further query, if the actions come with their owners prefetched."""
    found = list(actions)
    states = Counter(action.state for action in found)
    overdue = [action for action in found if action.is_overdue(on)]
    return ActionCounts(
        by_state={state: states[state] for state in Action.State},
        demonstration=sum(action.state_is_demonstration for action in found),
        overdue=len(overdue),
        overdue_without_state=sum(action.state == Action.State.UNKNOWN for action in overdue),
        open_with_window=sum(action.due_ends_on is not None and action.state not in Action.ENDED for action in found),
        unowned=sum(not action.owners.all() for action in found),
        undated=sum(not action.due_as_written for action in found),
    )


def owners_text(owners: Iterable[ActionOwner]) -> str | None:
    """`Customer Services and IT (joint)`, `Housing, supported by IT`; None where no owner is stated."""
    parts: dict[str, list[str]] = {part: [] for part in ActionOwner.Part}
    for owner in owners:
        parts[owner.part].append(owner.team.name)
    first = [*parts[ActionOwner.Part.LEAD], *parts[ActionOwner.Part.JOINT]]
    supporting = _joined(parts[ActionOwner.Part.SUPPORTING])
    text = _joined(first) + (" (joint)" if parts[ActionOwner.Part.JOINT] else "")
    if supporting:
        text = f"{text}, supported by {supporting}" if text else f"Supported by {supporting}"
    return text or None


def span_text(first: date, last: date) -> str:
    """Both days included: `1 May to 31 August 2024`, `31 March 2025`."""
    if first == last:
        return date_format(last, "j F Y")
    return f"{date_format(first, 'j F' if first.year == last.year else 'j F Y')} to {date_format(last, 'j F Y')}"


def window_text(dated: Dated) -> str | None:
    """The window, or why a stated date has none; None where no date is stated."""
    window = _window(dated)
    if window:
        return span_text(*window)
    if not dated.due_as_written:
        return None
    return "No end date" if dated.due.ongoing else "Can’t be read as a date"


def _window(dated: Dated) -> tuple[date, date] | None:
    if dated.due_starts_on is None or dated.due_ends_on is None:
        return None
    return dated.due_starts_on, dated.due_ends_on


def _joined(names: list[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _state_in_sentence(state: Action.State) -> str:
    return "with no state stated" if state is Action.State.UNKNOWN else str(state.label).lower()
