"""What we do about it: actions with owners, due dates, milestones and progress."""

from .action import Action
from .action_owner import ActionOwner
from .due_date import Dated
from .due_phrase import DuePhrase
from .due_revision import DueRevision
from .milestone import Milestone
from .outcome_measure import OutcomeMeasure
from .progress_update import ProgressUpdate, in_force

__all__ = [
    "Action", "ActionOwner", "Dated", "DuePhrase", "DueRevision", "Milestone", "OutcomeMeasure",
    "ProgressUpdate", "in_force",
]  # fmt: skip
