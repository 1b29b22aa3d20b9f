"""Adds and changes the milestones of an action; their dates move as an action's does (due_dates.py)."""

from datetime import date

from django.db import transaction

from strategy_portal.models import User
from strategy_portal.records.events import Event
from strategy_portal.records.history import save_with_history
from strategy_portal.records.versions import claim

from ..guards import not_after, required
from ..models import Action, Milestone
from .due_dates import state_first_due


@transaction.atomic
def add_milestone(*, action: Action, title: str, due: str, by: User) -> Milestone:
    """Raises Refused without a title."""
    title = required(title, "title", "Say what will have been reached")
    milestone = Milestone(action=action, title=title, is_demonstration=by.is_demonstration)
    save_with_history(milestone, by=by)
    state_first_due(milestone, due, by=by)
    return milestone


@transaction.atomic
def edit_milestone(
    *, milestone: Milestone, title: str, completed_on: date | None, version: int, by: User, on: date
) -> Milestone:
    """Say that it is reached, or what it is called. Raises ChangedMeanwhile, Refused."""
    stored = claim(milestone, version)
    stored.title = required(title, "title", "Say what will have been reached")
    if completed_on is not None:
        not_after(completed_on, on, "completed_on")
    is_reached = completed_on is not None and stored.completed_on is None
    stored.completed_on = completed_on
    save_with_history(stored, by=by, event=Event.REACHED if is_reached else Event.CHANGED)
    return stored
