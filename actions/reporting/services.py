"""Progress updates: report on an action, edit or correct what was reported. Form, API and command come here."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.files import File
from django.db import transaction

from strategy_portal.evidence_files import stored_name, title_of
from strategy_portal.models import User
from strategy_portal.records.events import Event
from strategy_portal.records.history import save_with_history
from strategy_portal.records.versions import ChangedMeanwhile, Refused, claim

from ..models import Action, ProgressUpdate
from ..states.services import report_state


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
    key: str = "",
) -> ProgressUpdate:
    """Record what was done and, if `new_state` is given, set the state that people see (rules 9.1).

    `version` is the version of the action that the person saw, `seen_state` the state; without them, whatever they
    were. Raises ChangedMeanwhile if somebody reported on it or set its state since, Refused (a state that is a
    decision), NotAccepted (the file). What a demonstration user writes is demonstration data.
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
        update.evidence_file = corrects.evidence_file.name
    _fill(update, report, file)
    save_with_history(stored, by=by, event=event, at=at)
    save_with_history(update, by=by, event=Event.CORRECTED if corrects else Event.ADDED, at=at)
    return update


@transaction.atomic
def edit_update(
    *, update: ProgressUpdate, report: ProgressReport, by: User, at: datetime, file: File | None = None
) -> ProgressUpdate:
    """Edit an update within a day of writing it; the history keeps what stood there. Raises NotYours, NotAccepted."""
    stored = ProgressUpdate.objects.select_for_update().get(pk=update.pk)
    if not stored.can_be_edited_by(by, at):
        raise NotYours
    _fill(stored, report, file)
    save_with_history(_claim(update.action), by=by, event=Event.REPORTED, at=at)
    save_with_history(stored, by=by, at=at)
    return stored


@transaction.atomic
def correct_update(
    *, update: ProgressUpdate, report: ProgressReport, by: User, on: date, at: datetime, file: File | None = None
) -> ProgressUpdate:
    """Put another update in its place; both stay to be read. Its file goes on proving it, unless another is given.

    Raises Refused if it is corrected already.
    """
    stored = ProgressUpdate.objects.select_for_update().get(pk=update.pk)
    if hasattr(stored, "correction"):
        raise Refused("This update has been corrected already: correct the correction")
    return add_progress_update(action=update.action, report=report, by=by, on=on, at=at, file=file, corrects=stored)


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
        name = stored_name(file)
        update.evidence_title = report.evidence_title or title_of(file)
        update.evidence_file.save(name, file, save=False)
