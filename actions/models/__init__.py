"""What we do about it: actions with owners, due dates, milestones and progress."""

from .action import Action, ActionOwner, ActionQuerySet, Milestone, OutcomeMeasure
from .due_date import Dated, DueDate, DuePhrase, Move, due_in, due_text, span_text
from .progress_update import ProgressUpdate, in_force

__all__ = [
    "Action", "ActionOwner", "ActionQuerySet", "Dated", "DueDate", "DuePhrase", "Milestone", "Move", "OutcomeMeasure",
    "ProgressUpdate", "due_in", "due_text", "in_force", "span_text",
]  # fmt: skip
