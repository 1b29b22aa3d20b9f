"""Addresses of those who prepare consultations. They come first, so that “add” is not taken for a consultation."""

from django.urls import path

from .. import views

ALL = "strategies/<slug:strategy>/consultations/"
ONE = f"{ALL}<slug:slug>/"
SETUP = f"{ONE}setup/"

urlpatterns = [
    path(
        "strategies/<slug:strategy>/consultations/add/", views.ConsultationCreate.as_view(), name="consultation-create"
    ),
    path(SETUP, views.ConsultationSetup.as_view(), name="consultation-setup"),
    path(f"{SETUP}edit/", views.ConsultationEdit.as_view(), name="consultation-edit"),
    path(f"{SETUP}reported/", views.ReportedEdit.as_view(), name="reported-edit"),
    path(f"{SETUP}preview/", views.FormPreview.as_view(), name="form-preview"),
    path(f"{SETUP}who/", views.RespondentTypesEdit.as_view(), name="respondent-types-edit"),
    path(f"{SETUP}questions/add/", views.QuestionCreate.as_view(), name="question-create"),
    path(f"{SETUP}questions/<int:question>/", views.QuestionEdit.as_view(), name="question-edit"),
    path(f"{SETUP}questions/<int:question>/remove/", views.QuestionRemove.as_view(), name="question-remove"),
    path(f"{SETUP}meetings/add/", views.EventCreate.as_view(), name="event-create"),
    path(f"{SETUP}meetings/<int:event>/", views.EventEdit.as_view(), name="event-edit"),
    path(f"{SETUP}meetings/<int:event>/remove/", views.EventRemove.as_view(), name="event-remove"),
    path(f"{ONE}paper/", views.PaperCreate.as_view(), name="paper-create"),
    path(f"{ONE}survey/", views.SurveyCreate.as_view(), name="survey-create"),
    path(f"{ONE}survey/<int:survey>/", views.SurveyDetail.as_view(), name="survey-detail"),
    path(f"{ONE}letters/", views.LetterCreate.as_view(), name="letter-create"),
]
