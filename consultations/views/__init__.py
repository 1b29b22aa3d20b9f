"""Pages of consultations: what the staff see, the form that the public answers, and what the council replies."""

from ..answering.survey_views import SurveyCreate, SurveyDetail
from ..answering.views import FormCheck, FormPage, FormSent, FormStart, OpenList
from ..coding.exports import CommentCsv, CommentWorkbook
from ..coding.views import CampaignList, CoderAgreement, CommentCode, ThemeCreate, ThemeEdit, ThemeList, ThemeMerge
from ..moderating.views import CommentList, CommentModerate, CommentPublish, ConsentEdit
from ..pages import ConsultationDetail, ConsultationList
from ..preparing.views import (
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
from ..replying.views import (
    CommentReply,
    ConsultationPublish,
    EngagementEdit,
    ReplyList,
    ReplyWithdraw,
    ThemeReply,
    YouSaidDetail,
    YouSaidList,
)
from ..retaining.views import RemovalCreate, RemovalList

__all__ = [
    "CampaignList", "CoderAgreement", "CommentCode", "CommentCsv", "CommentList", "CommentModerate",
    "CommentPublish", "CommentReply", "CommentWorkbook", "ConsentEdit", "ConsultationCreate", "ConsultationDetail",
    "ConsultationEdit", "ConsultationList", "ConsultationPublish", "ConsultationSetup", "EngagementEdit",
    "EventCreate", "EventEdit", "EventRemove", "FormCheck", "FormPage", "FormPreview", "FormSent", "FormStart",
    "LetterCreate", "OpenList", "PaperCreate", "QuestionCreate", "QuestionEdit", "QuestionRemove", "RemovalCreate",
    "RemovalList", "ReplyList", "ReplyWithdraw", "ReportedEdit", "RespondentTypesEdit", "SurveyCreate", "SurveyDetail",
    "ThemeCreate", "ThemeEdit", "ThemeList", "ThemeMerge", "ThemeReply", "YouSaidDetail", "YouSaidList",
]  # fmt: skip
