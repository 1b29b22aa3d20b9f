"""The state of an action, which people set: completed, accepted, sent back, suspended, cancelled (rules 9.1)."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction

from strategy_portal.models import User
from strategy_portal.records.events import Event
from strategy_portal.records.history import save_with_history
from strategy_portal.records.versions import Refused, claim

from ..guards import not_after, required
from ..models import Action

State = Action.State
REPORTED = (State.NOT_STARTED, State.IN_PROGRESS, State.COMPLETED)
"""The states that a progress update may set; the others are decisions, with a reason or a right of their own."""
COMPLETABLE = (State.NOT_STARTED, State.IN_PROGRESS, State.UNKNOWN)


DECISIONS = {State.SUSPENDED: Event.SUSPENDED, State.CANCELLED: Event.CANCELLED}


class OwnCompletion(Refused):
    """Nobody accepts what they completed themselves, unless APPROVE_OWN_VALUES is on."""

    def __init__(self) -> None:
        super().__init__("You said yourself that this action is completed, so somebody else has to accept it.")


@transaction.atomic
def complete_action(*, action: Action, completed_on: date, version: int, by: User, on: date) -> Action:
    """The officer says that it is done; the board has still to accept it. Raises ChangedMeanwhile, Refused."""
    stored = claim(action, version)
    _check_in(stored, COMPLETABLE, "be completed")
    not_after(completed_on, on, "completed_on")
    _set_state(stored, State.COMPLETED, by, completed_on=completed_on, completed_by=by)
    save_with_history(stored, by=by, event=Event.COMPLETED)
    return stored


@transaction.atomic
def accept_completion(actions: Collection[Action], *, by: User, on: date) -> int:
    """The board accepts completed actions, all or none. Raises ChangedMeanwhile, Refused, OwnCompletion."""
    for action in actions:
        stored = claim(action, action.version)
        _check_in(stored, (State.COMPLETED,), "be accepted")
        if stored.completed_by_id == by.pk and not settings.APPROVE_OWN_VALUES:
            raise OwnCompletion
        _set_state(stored, State.ACCEPTED, by, accepted_on=on, accepted_by=by)
        save_with_history(stored, by=by, event=Event.ACCEPTED)
    return len(actions)


@transaction.atomic
def send_back(actions: Collection[Action], *, reason: str, by: User) -> int:
    """Completed actions are in progress again, all or none. Raises ChangedMeanwhile, Refused."""
    why = required(reason, "reason", "Say why, so that those who do it know what is missing")
    for action in actions:
        stored = claim(action, action.version)
        _check_in(stored, (State.COMPLETED,), "be sent back")
        _set_state(stored, State.IN_PROGRESS, by, reason=why, completed_on=None, completed_by=None)
        save_with_history(stored, by=by, event=Event.SENT_BACK, reason=why)
    return len(actions)


@transaction.atomic
def decide_state(*, action: Action, state: str, reason: str, version: int, by: User) -> Action:
    """Suspend or cancel an action, or take it up again, with a reason. Raises ChangedMeanwhile, Refused."""
    stored = claim(action, version)
    why = required(reason, "reason", "Say why, and who decided it")
    if state not in decisions_for(stored):
        raise Refused(f"An action that is {stored.get_state_display().lower()} can’t become that", "state")
    ends = {"completed_on": None, "completed_by": None, "accepted_on": None, "accepted_by": None}
    _set_state(stored, State(state), by, reason=why, **ends)
    save_with_history(stored, by=by, event=DECISIONS.get(State(state), Event.RESUMED), reason=why)
    return stored


def decisions_for(action: Action) -> tuple[Action.State, ...]:
    """What can be decided of an action besides reporting on it."""
    if action.state in (State.SUSPENDED, State.CANCELLED):
        return (State.IN_PROGRESS, State.NOT_STARTED)
    if action.state == State.ACCEPTED:
        return (State.IN_PROGRESS,)
    return (State.SUSPENDED, State.CANCELLED)


def may_report_state(action: Action) -> bool:
    """What is suspended, cancelled or accepted is taken up again by a decision, not by a progress update."""
    return action.state in (*REPORTED, State.UNKNOWN)


def report_state(action: Action, new_state: str, *, by: User, on: date) -> Event:
    """Set the state that a progress update names, not yet saved; what that does. Raises Refused for a decision."""
    if action.state == new_state:
        return Event.REPORTED
    if new_state not in REPORTED or not may_report_state(action):
        raise Refused("This state is a decision: the performance team sets it, with a reason", "new_state")
    done = new_state == State.COMPLETED
    _set_state(action, State(new_state), by, completed_on=on if done else None, completed_by=by if done else None)
    return Event.COMPLETED if done else Event.REPORTED


def _set_state(action: Action, state: Action.State, by: User, reason: str = "", **fields: Any) -> None:
    action.state, action.state_is_demonstration, action.state_reason = state, by.is_demonstration, reason
    for name, value in fields.items():
        setattr(action, name, value)


def _check_in(action: Action, states: Collection[str], change: str) -> None:
    if action.state not in states:
        raise Refused(f"{action} is {action.get_state_display().lower()}, so it can’t {change}")
