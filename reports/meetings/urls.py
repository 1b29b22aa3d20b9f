"""Addresses of meetings and decisions; they belong to `reports`."""

from django.urls import path

from . import views

MEETING = "meetings/<int:pk>/"
DECISION = "decisions/<int:pk>/"

urlpatterns = [
    path("meetings/", views.MeetingList.as_view(), name="meeting-list"),
    path("meetings/add/", views.MeetingCreate.as_view(), name="meeting-create"),
    path(MEETING, views.MeetingDetail.as_view(), name="meeting-detail"),
    path(f"{MEETING}edit/", views.MeetingEdit.as_view(), name="meeting-edit"),
    path(f"{MEETING}call-off/", views.MeetingCallOff.as_view(), name="meeting-call-off"),
    path(f"{MEETING}packs/<slug:strategy>/add/", views.MeetingPackCreate.as_view(), name="meeting-pack-create"),
    path("packs/<int:pk>/pdf/", views.MeetingPackPdf.as_view(), name="meeting-pack-pdf"),
    path(f"{MEETING}decisions/<slug:strategy>/add/", views.DecisionCreate.as_view(), name="decision-create"),
    path("decisions/", views.DecisionList.as_view(), name="decision-list"),
    path(DECISION, views.DecisionDetail.as_view(), name="decision-detail"),
    path(f"{DECISION}edit/", views.DecisionEdit.as_view(), name="decision-edit"),
    path(f"{DECISION}close/", views.DecisionClose.as_view(), name="decision-close"),
    path(f"{DECISION}reopen/", views.DecisionReopen.as_view(), name="decision-reopen"),
    path(f"{DECISION}withdraw/", views.DecisionWithdraw.as_view(), name="decision-withdraw"),
]
