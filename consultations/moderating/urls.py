"""Addresses of those who read comments: moderators and coders."""

from django.urls import path

from .. import views

ONE = "strategies/<slug:strategy>/consultations/<slug:slug>/comments/"

urlpatterns = [
    path("consultations/personal-details/", views.RemovalList.as_view(), name="removal-list"),
    path(
        "strategies/<slug:strategy>/consultations/<slug:slug>/personal-details/",
        views.RemovalCreate.as_view(),
        name="removal-create",
    ),
    path(ONE, views.CommentList.as_view(), name="comment-list"),
    path(f"{ONE}csv/", views.CommentCsv.as_view(), name="comment-csv"),
    path(f"{ONE}workbook/", views.CommentWorkbook.as_view(), name="comment-workbook"),
    path(f"{ONE}publish/", views.CommentPublish.as_view(), name="comment-publish"),
    path(f"{ONE}campaigns/", views.CampaignList.as_view(), name="campaign-list"),
    path(f"{ONE}agreement/", views.CoderAgreement.as_view(), name="coder-agreement"),
    path(f"{ONE}themes/", views.ThemeList.as_view(), name="theme-list"),
    path(f"{ONE}themes/add/", views.ThemeCreate.as_view(), name="theme-create"),
    path(f"{ONE}themes/<int:theme>/", views.ThemeEdit.as_view(), name="theme-edit"),
    path(f"{ONE}themes/<int:theme>/merge/", views.ThemeMerge.as_view(), name="theme-merge"),
    path(f"{ONE}<int:order>/themes/", views.CommentCode.as_view(), name="comment-code"),
    path(f"{ONE}<int:order>/consent/", views.ConsentEdit.as_view(), name="consent-edit"),
    path(f"{ONE}<int:order>/", views.CommentModerate.as_view(), name="comment-moderate"),
]
