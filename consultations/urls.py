"""Addresses of consultations, room by room. Those that end in a word of their own come before those that name a row."""

from django.urls import path

from .answering import views as answering
from .coding import exports
from .coding import views as coding
from .moderating import views as moderating
from .preparing import views as preparing
from .replying import views as replying
from .retaining import views as retaining
from .views import ConsultationDetail, ConsultationList

ALL = "strategies/<slug:strategy>/consultations/"
ONE = f"{ALL}<slug:slug>/"
SETUP, COMMENTS, REPLIES = f"{ONE}setup/", f"{ONE}comments/", f"{ONE}replies/"
FORM = "have-your-say/<slug:strategy>/<slug:slug>/"

urlpatterns = [
    path("consultations/", ConsultationList.as_view(), name="consultation-list"),
    path(f"{ALL}add/", preparing.ConsultationCreate.as_view(), name="consultation-create"),
    path(ONE, ConsultationDetail.as_view(), name="consultation-detail"),
    path(SETUP, preparing.ConsultationSetup.as_view(), name="consultation-setup"),
    path(f"{SETUP}edit/", preparing.ConsultationEdit.as_view(), name="consultation-edit"),
    path(f"{SETUP}reported/", preparing.ReportedEdit.as_view(), name="reported-edit"),
    path(f"{SETUP}preview/", preparing.FormPreview.as_view(), name="form-preview"),
    path(f"{SETUP}who/", preparing.RespondentTypesEdit.as_view(), name="respondent-types-edit"),
    path(f"{SETUP}questions/add/", preparing.QuestionCreate.as_view(), name="question-create"),
    path(f"{SETUP}questions/<int:pk>/", preparing.QuestionEdit.as_view(), name="question-edit"),
    path(f"{SETUP}questions/<int:pk>/remove/", preparing.QuestionRemove.as_view(), name="question-remove"),
    path(f"{SETUP}meetings/add/", preparing.MeetingCreate.as_view(), name="meeting-create"),
    path(f"{SETUP}meetings/<int:pk>/", preparing.MeetingEdit.as_view(), name="meeting-edit"),
    path(f"{SETUP}meetings/<int:pk>/remove/", preparing.MeetingRemove.as_view(), name="meeting-remove"),
    path("have-your-say/", answering.OpenList.as_view(), name="open-list"),
    path(FORM, answering.FormStart.as_view(), name="form-start"),
    path(f"{FORM}check/", answering.FormCheck.as_view(), name="form-check"),
    path(f"{FORM}sent/", answering.FormSent.as_view(), name="form-sent"),
    path(f"{FORM}<slug:page>/", answering.FormPage.as_view(), name="form-page"),
    path(f"{ONE}paper/", answering.PaperCreate.as_view(), name="paper-create"),
    path(f"{ONE}letters/", answering.LetterCreate.as_view(), name="letter-create"),
    path(f"{ONE}survey/", answering.SurveyCreate.as_view(), name="survey-create"),
    path(f"{ONE}survey/<int:pk>/", answering.SurveyDetail.as_view(), name="survey-detail"),
    path(COMMENTS, moderating.CommentList.as_view(), name="comment-list"),
    path(f"{COMMENTS}set-aside/", moderating.CommentSetAside.as_view(), name="comment-set-aside"),
    path(f"{COMMENTS}publish/", moderating.CommentPublish.as_view(), name="comment-publish"),
    path(f"{COMMENTS}consent/", moderating.ConsentOfManyEdit.as_view(), name="consent-of-many-edit"),
    path(f"{COMMENTS}<int:order>/", moderating.CommentModerate.as_view(), name="comment-moderate"),
    path(f"{COMMENTS}<int:order>/consent/", moderating.ConsentEdit.as_view(), name="consent-edit"),
    path(f"{COMMENTS}<int:order>/letter/", answering.LetterFile.as_view(), name="letter-file"),
    path(f"{COMMENTS}<int:order>/themes/", coding.CommentCode.as_view(), name="comment-code"),
    path(f"{COMMENTS}campaigns/", coding.CampaignList.as_view(), name="campaign-list"),
    path(f"{COMMENTS}agreement/", coding.CoderAgreement.as_view(), name="coder-agreement"),
    path(f"{COMMENTS}themes/", coding.ThemeList.as_view(), name="theme-list"),
    path(f"{COMMENTS}themes/add/", coding.ThemeCreate.as_view(), name="theme-create"),
    path(f"{COMMENTS}themes/<int:pk>/", coding.ThemeEdit.as_view(), name="theme-edit"),
    path(f"{COMMENTS}themes/<int:pk>/remove/", coding.ThemeRemove.as_view(), name="theme-remove"),
    path(f"{COMMENTS}themes/<int:pk>/merge/", coding.ThemeMerge.as_view(), name="theme-merge"),
    path(f"{COMMENTS}csv/", exports.CommentCsv.as_view(), name="comment-csv"),
    path(f"{COMMENTS}workbook/", exports.CommentWorkbook.as_view(), name="comment-workbook"),
    path(REPLIES, replying.ReplyList.as_view(), name="reply-list"),
    path(f"{REPLIES}themes/<int:theme>/", replying.ThemeReply.as_view(), name="theme-reply"),
    path(f"{REPLIES}comments/<int:order>/", replying.CommentReply.as_view(), name="comment-reply"),
    path(f"{REPLIES}<int:pk>/withdraw/", replying.ReplyWithdraw.as_view(), name="reply-withdraw"),
    path(f"{ONE}publish/", replying.ConsultationPublish.as_view(), name="consultation-publish"),
    path(f"{ONE}engagement/", replying.EngagementEdit.as_view(), name="engagement-edit"),
    path("you-said-we-did/", replying.YouSaidList.as_view(), name="you-said-list"),
    path("you-said-we-did/<slug:strategy>/<slug:slug>/", replying.YouSaidDetail.as_view(), name="you-said-detail"),
    path("consultations/personal-details/", retaining.RemovalList.as_view(), name="removal-list"),
    path(f"{ONE}personal-details/", retaining.RemovalCreate.as_view(), name="removal-create"),
]
