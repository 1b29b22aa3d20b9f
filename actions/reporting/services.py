"""How far an action is: progress updates, and its state, which people set (rules 9.1, 9.4). Form and API come here."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.core.files import File
from django.db import transaction

from strategy_portal.evidence_files import NotAccepted, stored_name, title_of
from strategy_portal.models import User
from strategy_portal.records.digests import file_digest
from strategy_portal.records.events import Event
from strategy_portal.records.history import save_with_history
from strategy_portal.records.versions import ChangedMeanwhile, Refused, claim

from ..models import Action, ProgressUpdate
from ..planning.services import not_after, required

State = Action.State
REPORTED = (State.NOT_STARTED, State.IN_PROGRESS, State.COMPLETED)
"""The states that a progress update may set; the others are decisions, with a reason or a right of their own."""
COMPLETABLE = (State.NOT_STARTED, State.IN_PROGRESS, State.UNKNOWN)
DECISIONS = {State.SUSPENDED: Event.SUSPENDED, State.CANCELLED: Event.CANCELLED}


class NotYours(Refused):
    """Only its author may change a progress update, and only for a day."""

    def __init__(self) -> None:
        super().__init__("This update can’t be changed any more. Correct it by another one: both are kept.")


@dataclass(frozen=True)
class ProgressReport:
    """What a person says of an action's progress. `at_risk` is their judgement (rules 9.4)."""

    done: str
    next_steps: str = ""
    risk: str = ""
    at_risk: bool = False
    evidence_title: str = ""
    evidence_link: str = ""


@transaction.atomic
def add_progress_update(
    *,
    action: Action,
    report: ProgressReport,
    by: User,
    on: date,
    at: datetime,
    file: File | None = None,
    new_state: str = "",
    seen_state: str = "",
    version: int | None = None,
    corrects: ProgressUpdate | None = None,
    reason: str = "",
    key: str = "",
) -> ProgressUpdate:
    """Record what was done and, if `new_state` is given, set the state that people see (rules 9.1).

    `version` is the version of the action that the person saw, `seen_state` the state; without them, whatever they
    were. `reason` says why it `corrects` another. Raises ChangedMeanwhile if somebody reported on it or set its state
    since, Refused (a state that is a decision, or a file that is not kept). What a demonstration user writes is
    demonstration data.
    """
    stored = _claim(action, version)
    if seen_state and stored.state != seen_state:
        raise ChangedMeanwhile(stored.history.select_related("history_user").order_by("history_id").last())
    event = report_state(stored, new_state, by=by, on=on) if new_state else Event.REPORTED
    update = ProgressUpdate(
        action=stored, written_by=by, written_on=on, written_at=at, corrects=corrects, key=key,
        is_demonstration=by.is_demonstration,
    )  # fmt: skip
    if corrects is not None:
        update.evidence_file, update.evidence_sha256 = corrects.evidence_file.name, corrects.evidence_sha256
    _fill(update, report, file)
    save_with_history(stored, by=by, event=event, at=at)
    save_with_history(update, by=by, event=Event.CORRECTED if corrects else Event.ADDED, reason=reason, at=at)
    return update


@transaction.atomic
def edit_update(
    *, update: ProgressUpdate, report: ProgressReport, by: User, at: datetime, file: File | None = None
) -> ProgressUpdate:
    """Edit an update within a day of writing it; the history keeps what stood there. Raises NotYours, Refused."""
    stored = ProgressUpdate.objects.select_for_update().get(pk=update.pk)
    if not stored.can_be_edited_by(by, at):
        raise NotYours
    _fill(stored, report, file)
    save_with_history(_claim(update.action), by=by, event=Event.REPORTED, at=at)
    save_with_history(stored, by=by, at=at)
    return stored


@transaction.atomic
def correct_update(
    *,
    update: ProgressUpdate,
    report: ProgressReport,
    reason: str,
    by: User,
    on: date,
    at: datetime,
    file: File | None = None,
) -> ProgressUpdate:
    """Put another update in its place; both stay to be read. Its file goes on proving it, unless another is given.

    Raises Refused if it is corrected already, and without a reason.
    """
    why = required(reason, "reason", "Say why it is corrected")
    stored = ProgressUpdate.objects.select_for_update().get(pk=update.pk)
    if hasattr(stored, "correction"):
        raise Refused("This update has been corrected already: correct the correction")
    return add_progress_update(
        action=update.action, report=report, by=by, on=on, at=at, file=file, corrects=stored, reason=why
    )


def _claim(action: Action, seen: int | None = None) -> Action:
    """The action as its next version. What else was changed of it since stops nobody who reports (docs/adr/0013)."""
    if seen is None:
        return claim(action, Action.objects.select_for_update().get(pk=action.pk).version)
    try:
        return claim(action, seen)
    except ChangedMeanwhile as changed:
        if is_state_changed(changed) or last_report(changed):
            raise
        return claim(action, changed.version)


def is_state_changed(changed: ChangedMeanwhile) -> bool:
    """Of an action: somebody set another state since."""
    return changed.before is None or changed.before.state != changed.record.state


def last_report(changed: ChangedMeanwhile) -> ChangedMeanwhile | None:
    """Of an action: what was reported on it since, the last of it."""
    return changed.among(ProgressUpdate, action_id=changed.record.id)


def _fill(update: ProgressUpdate, report: ProgressReport, file: File | None) -> None:
    for name, value in vars(report).items():
        setattr(update, name, value)
    if file is not None:
        try:
            name = stored_name(file)
        except NotAccepted as error:
            raise Refused(str(error), "file") from error
        update.evidence_title = report.evidence_title or title_of(file)
        update.evidence_sha256 = file_digest(file)
        update.evidence_file.save(name, file, save=False)


class OwnCompletion(Refused):
    """Nobody accepts what they completed themselves, unless APPROVE_OWN_VALUES is on."""

    def __init__(self) -> None:
        super().__init__("You said yourself that this action is completed, so somebody else has to accept it.")


@transaction.atomic
def complete_action(*, action: Action, completed_on: date, version: int, by: User, on: date) -> Action:
    """The officer says that it is done; the board has still to accept it. Raises ChangedMeanwhile, Refused."""
    stored = _claim_in(action, version, COMPLETABLE, "be completed")
    not_after(completed_on, on, "completed_on")
    _set_state(stored, State.COMPLETED, by, completed_on=completed_on, completed_by=by)
    save_with_history(stored, by=by, event=Event.COMPLETED)
    return stored


@transaction.atomic
def accept_completion(actions: Collection[Action], *, by: User, on: date) -> int:
    """The board accepts completed actions, all or none. Raises ChangedMeanwhile, Refused, OwnCompletion."""
    for action in actions:
        stored = _claim_in(action, action.version, (State.COMPLETED,), "be accepted")
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
        stored = _claim_in(action, action.version, (State.COMPLETED,), "be sent back")
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


def _claim_in(action: Action, version: int, states: Collection[str], change: str) -> Action:
    stored = claim(action, version)
    if stored.state not in states:
        raise Refused(f"{stored} is {stored.get_state_display().lower()}, so it can’t {change}")
    return stored
