from django.urls import path

from . import views

app_name = "consultations"
urlpatterns = [
    path("consultations/", views.ConsultationList.as_view(), name="consultation-list"),
    path(
        "strategies/<slug:strategy>/consultations/<slug:slug>/",
        views.ConsultationDetail.as_view(),
        name="consultation-detail",
    ),
]
