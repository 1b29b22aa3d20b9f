"""What people say: consultations, what was asked, who answered, what they said, and what the council replied."""

from .comments import Coding, Comment, Original, Redaction
from .exercise import Consultation, Event, Note, RespondentType
from .questionnaire import AGREEMENT_SCALE, Choice, Question
from .replies import Reply
from .retention import Removal
from .standards import EngagementScore, EngagementStandard
from .submissions import Answer, Contact, Submission
from .surveys import SurveyFile
from .themes import Campaign, Theme, ThemeShare

__all__ = [
    "AGREEMENT_SCALE", "Answer", "Campaign", "Choice", "Coding", "Comment", "Consultation", "Contact",
    "EngagementScore", "EngagementStandard", "Event", "Note", "Original", "Question", "Redaction", "Removal",
    "Reply", "RespondentType", "Submission", "SurveyFile", "Theme", "ThemeShare",
]  # fmt: skip
