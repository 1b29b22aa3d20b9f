"""The addresses of the portal, in the order of the apps."""

from django.contrib import admin
from django.urls import include, path

from . import views

handler500 = "strategy_portal.views.failed"

urlpatterns = [
    path("", views.Home.as_view(), name="home"),
    path("", include("outcomes.urls")),
    path("", include("indicators.urls")),
    path("", include("actions.urls")),
    path("", include("consultations.urls")),
    path("", include("reports.urls")),
    path("api/v1/", include("strategy_portal.api_urls")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("health/live", views.live, name="health-live"),
    path("health/ready", views.ready, name="health-ready"),
]
