"""Pages of consultations: what the staff see, the form that the public answers, and what the council replies."""

from .exports import CommentCsv, CommentWorkbook
from .moderation import CommentList, CommentModerate, CommentPublish, ConsentEdit
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
from .retention import RemovalCreate, RemovalList
from .setup import (
    ConsultationCreate,
    ConsultationEdit,
    ConsultationSetup,
    EventCreate,
    EventEdit,
    EventRemove,
    FormPreview,
    LetterCreate,
    PaperCreate,
    QuestionCreate,
    QuestionEdit,
    QuestionRemove,
    ReportedEdit,
    RespondentTypesEdit,
)
from .surveys import SurveyCreate, SurveyDetail
from .theming import CampaignList, CoderAgreement, CommentCode, ThemeCreate, ThemeEdit, ThemeList, ThemeMerge

__all__ = [
    "CampaignList", "CoderAgreement", "CommentCode", "CommentCsv", "CommentList", "CommentModerate",
    "CommentPublish", "CommentReply", "CommentWorkbook", "ConsentEdit", "ConsultationCreate", "ConsultationDetail",
    "ConsultationEdit", "ConsultationList", "ConsultationPublish", "ConsultationSetup", "EngagementEdit",
    "EventCreate", "EventEdit", "EventRemove", "FormCheck", "FormPage", "FormPreview", "FormSent", "FormStart",
    "LetterCreate", "OpenList", "PaperCreate", "QuestionCreate", "QuestionEdit", "QuestionRemove", "RemovalCreate",
    "RemovalList", "ReplyList", "ReplyWithdraw", "ReportedEdit", "RespondentTypesEdit", "SurveyCreate", "SurveyDetail",
    "ThemeCreate", "ThemeEdit", "ThemeList", "ThemeMerge", "ThemeReply", "YouSaidDetail", "YouSaidList",
]  # fmt: skip
