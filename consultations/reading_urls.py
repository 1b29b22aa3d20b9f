"""Addresses of those who read comments: moderators and coders."""

from django.urls import path

from . import views

ONE = "strategies/<slug:strategy>/consultations/<slug:slug>/comments/"

urlpatterns = [
    path(ONE, views.CommentList.as_view(), name="comment-list"),
    path(f"{ONE}publish/", views.CommentPublish.as_view(), name="comment-publish"),
    path(f"{ONE}<int:order>/", views.CommentModerate.as_view(), name="comment-moderate"),
]
