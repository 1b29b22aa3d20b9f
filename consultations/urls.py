from django.urls import path

from . import views
from .moderating import urls as reading_urls
from .preparing import urls as setup_urls
from .replying import urls as reply_urls

ONE = "strategies/<slug:strategy>/consultations/<slug:slug>/"
FORM = "have-your-say/<slug:strategy>/<slug:slug>/"

urlpatterns = [
    path("consultations/", views.ConsultationList.as_view(), name="consultation-list"),
    *setup_urls.urlpatterns,
    path(ONE, views.ConsultationDetail.as_view(), name="consultation-detail"),
    path("have-your-say/", views.OpenList.as_view(), name="open-list"),
    path(FORM, views.FormStart.as_view(), name="form-start"),
    path(f"{FORM}check/", views.FormCheck.as_view(), name="form-check"),
    path(f"{FORM}sent/", views.FormSent.as_view(), name="form-sent"),
    path(f"{FORM}<slug:page>/", views.FormPage.as_view(), name="form-page"),
    *reading_urls.urlpatterns,
    *reply_urls.urlpatterns,
]
