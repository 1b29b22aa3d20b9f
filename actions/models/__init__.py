"""What we do about it: actions with owners, due dates, milestones and progress."""

from .action import Action, ActionOwner, ActionQuerySet, Milestone, OutcomeMeasure, ProgressUpdate, in_force
from .due_date import DueDate, DuePhrase, Move, due_text
from .framing import Framing
from .slip_limit import SlipLimit, limit_of, limit_on, slip_limits

__all__ = [
    "Action", "ActionOwner", "ActionQuerySet", "DueDate", "DuePhrase", "Framing", "Milestone", "Move", "OutcomeMeasure",
    "ProgressUpdate", "SlipLimit", "due_text", "in_force", "limit_of", "limit_on", "slip_limits",
]  # fmt: skip
