"""What we do about it: actions with owners, due dates, milestones and progress."""

from .dates import Dated, DuePhrase
from .imports import PlanImport
from .plan import Action, ActionOwner, OutcomeMeasure
from .progress import DueRevision, Milestone, ProgressUpdate, in_force

__all__ = [
    "Action", "ActionOwner", "Dated", "DuePhrase", "DueRevision", "Milestone", "OutcomeMeasure", "PlanImport",
    "ProgressUpdate",
    "in_force",
]  # fmt: skip
