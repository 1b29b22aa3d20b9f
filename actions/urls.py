from django.urls import path

from . import views

app_name = "actions"
urlpatterns = [
    path("actions/", views.ActionList.as_view(), name="action-list"),
    path("strategies/<slug:strategy>/actions/<int:number>/", views.ActionDetail.as_view(), name="action-detail"),
    path(
        "strategies/<slug:strategy>/actions/<int:number>/progress/",
        views.ProgressUpdateCreate.as_view(),
        name="progress-update-create",
    ),
]
