"""Pages of consultations: what the staff see, and the form that the public answers."""

from .moderation import CommentList, CommentModerate, CommentPublish
from .pages import ConsultationDetail, ConsultationList
from .public import FormCheck, FormPage, FormSent, FormStart, OpenList

__all__ = [
    "CommentList", "CommentModerate", "CommentPublish", "ConsultationDetail", "ConsultationList", "FormCheck",
    "FormPage", "FormSent", "FormStart", "OpenList",
]  # fmt: skip
