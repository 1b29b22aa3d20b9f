"""What we do about it: actions with owners, due dates, milestones and progress."""

from .action import Action, ActionOwner, ActionQuerySet, Milestone, OutcomeMeasure
from .due_date import DueDate, DuePhrase, Move, due_text
from .progress_update import ProgressUpdate, in_force

__all__ = [
    "Action", "ActionOwner", "ActionQuerySet", "DueDate", "DuePhrase", "Milestone", "Move", "OutcomeMeasure",
    "ProgressUpdate", "due_text", "in_force",
]  # fmt: skip
