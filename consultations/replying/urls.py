"""Addresses of those who reply, and of the public's “We asked, you said, we did”."""

from django.urls import path

from .. import views

ONE = "strategies/<slug:strategy>/consultations/<slug:slug>/"

urlpatterns = [
    path(f"{ONE}replies/", views.ReplyList.as_view(), name="reply-list"),
    path(f"{ONE}replies/themes/<int:theme>/", views.ThemeReply.as_view(), name="theme-reply"),
    path(f"{ONE}replies/comments/<int:order>/", views.CommentReply.as_view(), name="comment-reply"),
    path(f"{ONE}replies/<int:reply>/withdraw/", views.ReplyWithdraw.as_view(), name="reply-withdraw"),
    path(f"{ONE}publish/", views.ConsultationPublish.as_view(), name="consultation-publish"),
    path(f"{ONE}engagement/", views.EngagementEdit.as_view(), name="engagement-edit"),
    path("you-said-we-did/", views.YouSaidList.as_view(), name="you-said-list"),
    path("you-said-we-did/<slug:strategy>/<slug:slug>/", views.YouSaidDetail.as_view(), name="you-said-detail"),
]
