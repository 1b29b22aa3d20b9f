"""What we do about it: actions with owners, due dates, milestones and progress."""

from .action import Action
from .action_owner import ActionOwner
from .due_date import Dated, DueDate, due_in
from .due_phrase import DuePhrase
from .milestone import Milestone
from .outcome_measure import OutcomeMeasure
from .progress_update import ProgressUpdate, in_force

__all__ = [
    "Action", "ActionOwner", "Dated", "DueDate", "DuePhrase", "Milestone", "OutcomeMeasure", "ProgressUpdate",
    "due_in", "in_force",
]  # fmt: skip
