"""Pages of consultations: what the staff see, the form that the public answers, and what the council replies."""

from .moderation import CommentList, CommentModerate, CommentPublish
from .pages import ConsultationDetail, ConsultationList
from .public import FormCheck, FormPage, FormSent, FormStart, OpenList
from .replies import (
    CommentReply,
    ConsultationPublish,
    EngagementEdit,
    ReplyList,
    ReplyWithdraw,
    ThemeReply,
    YouSaidDetail,
    YouSaidList,
)
from .theming import CampaignList, CoderAgreement, CommentCode, ThemeCreate, ThemeEdit, ThemeList, ThemeMerge

__all__ = [
    "CampaignList", "CoderAgreement", "CommentCode", "CommentList", "CommentModerate", "CommentPublish",
    "CommentReply", "ConsultationDetail", "ConsultationList", "ConsultationPublish", "EngagementEdit",
    "FormCheck", "FormPage", "FormSent", "FormStart", "OpenList", "ReplyList", "ReplyWithdraw", "ThemeCreate",
    "ThemeEdit", "ThemeList", "ThemeMerge", "ThemeReply", "YouSaidDetail", "YouSaidList",
]  # fmt: skip
