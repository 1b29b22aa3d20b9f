"""What people say: consultations, what was asked, who answered, what they said, and what the council replied."""

from .comment import Campaign, Comment, Original, Redaction
from .consultation import Consultation, EngagementScore, EngagementStandard, Meeting, Note, Removal, RespondentType
from .question import AGREEMENT_SCALE, Choice, Question
from .submission import Answer, Contact, Submission, SurveyReading
from .theme import Coding, Reply, Theme, ThemeShare

__all__ = [
    "AGREEMENT_SCALE", "Answer", "Campaign", "Choice", "Coding", "Comment", "Consultation", "Contact",
    "EngagementScore", "EngagementStandard", "Meeting", "Note", "Original", "Question", "Redaction", "Removal",
    "Reply", "RespondentType", "Submission", "SurveyReading", "Theme", "ThemeShare",
]  # fmt: skip
