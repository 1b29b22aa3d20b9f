"""What we do about it: actions with owners, due dates, milestones and progress."""

from .action import Action, ActionOwner, OutcomeMeasure
from .due_date import Dated, DuePhrase
from .imports import PlanImport
from .progress_update import DueRevision, Milestone, ProgressUpdate, in_force

__all__ = [
    "Action", "ActionOwner", "Dated", "DuePhrase", "DueRevision", "Milestone", "OutcomeMeasure", "PlanImport",
    "ProgressUpdate",
    "in_force",
]  # fmt: skip
