"""Progress updates: report on an action, edit or correct what was reported. Form, API and command come here."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.files import File
from django.db import transaction

from strategy_portal.evidence_files import stored_name, title_of
from strategy_portal.models import User
from strategy_portal.records.history import save_with_history
from strategy_portal.records.versions import Refused
from strategy_portal.records.versions import claim as hold

from ..guards import check_version
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
    seen_report: int | None = None,
    corrects: ProgressUpdate | None = None,
    key: str = "",
) -> ProgressUpdate:
    """Record what was done and, if `new_state` is given, set the state that people see (rules 9.1).

    `seen_state` is the state that the person saw when they chose, `version` the action's, `seen_report` the
    `version_of` its updates; without them, whatever they were. Raises StateChanged, ChangedMeanwhile, Refused (a state
    that is a decision), NotAccepted (the file). What a demonstration user writes is demonstration data.
    """
    if version is not None:
        check_version(action, version)
    if seen_report is not None:
        hold(action, seen_report, ProgressUpdate, action_id=action.pk)
    if new_state:
        report_state(action, new_state, seen=seen_state, by=by, on=on)
    update = ProgressUpdate(
        action=action, written_by=by, written_on=on, written_at=at, corrects=corrects, key=key,
        is_demonstration=by.is_demonstration,
    )  # fmt: skip
    if corrects is not None:
        update.evidence_file = corrects.evidence_file.name
    _fill(update, report, file)
    save_with_history(update, by=by, reason="Corrects an earlier update" if corrects else "")
    return update


@transaction.atomic
def edit_update(
    *, update: ProgressUpdate, report: ProgressReport, by: User, at: datetime, file: File | None = None
) -> ProgressUpdate:
    """Mend an update within a day of writing it; the history keeps what stood there. Raises NotYours, NotAccepted."""
    stored = ProgressUpdate.objects.select_for_update().get(pk=update.pk)
    if not stored.can_be_edited_by(by, at):
        raise NotYours
    _fill(stored, report, file)
    save_with_history(stored, by=by, reason="Edited by its author")
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


def _fill(update: ProgressUpdate, report: ProgressReport, file: File | None) -> None:
    for name, value in vars(report).items():
        setattr(update, name, value)
    if file is not None:
        name = stored_name(file)
        update.evidence_title = report.evidence_title or title_of(file)
        update.evidence_file.save(name, file, save=False)
