"""Deeds on actions. Form, API and command all come through here."""

from datetime import date

from django.db import transaction

from strategy_portal.models import User

from .models import Action, ProgressUpdate


class StateChanged(Exception):
    """Somebody else set the state after the person had seen it. `theirs` is the state that stands there now."""

    def __init__(self, theirs: Action.State):
        super().__init__(f"Somebody else set the state to “{theirs.label}” since you opened this form. Choose again.")
        self.theirs = theirs


@transaction.atomic
def add_progress_update(
    *,
    action: Action,
    by: User,
    on: date,
    done: str,
    next_steps: str = "",
    at_risk: bool = False,
    new_state: str = "",
    seen_state: str = "",
) -> ProgressUpdate:
    """Record what was done and, if `new_state` is given, set the state that people see (rules 9.1).

    `seen_state` is the state that the person saw when they chose; empty: whatever it was. Raises StateChanged.
    What a demonstration user writes is demonstration data.
    """
    if new_state:
        _set_state(action, new_state, seen_state, by)
    update = ProgressUpdate(
        action=action,
        written_by=by,
        written_on=on,
        done=done,
        next_steps=next_steps,
        at_risk=at_risk,
        is_demonstration=by.is_demonstration,
    )
    update._history_user = by  # type: ignore[attr-defined]
    update.save()
    return update


def _set_state(action: Action, new_state: str, seen_state: str, by: User) -> None:
    current = Action.objects.select_for_update().get(pk=action.pk)
    if seen_state and current.state != seen_state:
        raise StateChanged(Action.State(current.state))
    if current.state == new_state:
        return
    current.state, current.state_is_demonstration = new_state, by.is_demonstration
    current._history_user = by  # type: ignore[attr-defined]
    current.save()
