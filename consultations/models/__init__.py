"""What people say: consultations, what was asked, who answered, what they said, and what the council replied."""

from .coding import Coding
from .comment import Campaign, Comment, Original, Redaction
from .consultation import Consultation, Note, RespondentType
from .engagement_standard import EngagementScore, EngagementStandard
from .meeting import Meeting
from .question import AGREEMENT_SCALE, Choice, Question
from .removal import Removal
from .reply import Reply
from .submission import Answer, Contact, Submission
from .theme import Theme, ThemeShare

__all__ = [
    "AGREEMENT_SCALE", "Answer", "Campaign", "Choice", "Coding", "Comment", "Consultation", "Contact",
    "EngagementScore", "EngagementStandard", "Meeting", "Note", "Original", "Question", "Redaction", "Removal",
    "Reply", "RespondentType", "Submission", "Theme", "ThemeShare",
]  # fmt: skip
