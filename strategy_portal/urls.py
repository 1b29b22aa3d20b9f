"""The addresses of the portal, in the order of the apps.

A name begins with the app that a page is about; the view lives in the last app whose data the page shows.
"""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

import actions.urls
import consultations.urls
import indicators.urls
import outcomes.urls
import reports.pages.urls
from reports.pages.home import Home
from reports.searching.views import Search

from . import admin, help, views
from .council.views import CouncilEdit, logo
from .people import urls as people_urls

handler400 = "strategy_portal.views.misread"
handler404 = "strategy_portal.views.missing"
handler500 = "strategy_portal.views.failed"


def named(app: str, *parts: list) -> URLResolver:
    """The addresses of pages about one app, from each app that shows some."""
    patterns: list[URLPattern] = [pattern for part in parts for pattern in part]
    return path("", include((patterns, app)))


urlpatterns = [
    path("", Home.as_view(), name="home"),
    path("search/", Search.as_view(), name="search"),
    path("help/", help.HelpList.as_view(), name="help-list"),
    path("help/<slug:name>/", help.HelpDetail.as_view(), name="help-detail"),
    named("outcomes", outcomes.urls.urlpatterns, indicators.urls.outcome_patterns, reports.pages.urls.outcome_patterns),
    named("indicators", indicators.urls.urlpatterns, reports.pages.urls.indicator_patterns),
    named("actions", actions.urls.urlpatterns, reports.pages.urls.action_patterns),
    named("consultations", consultations.urls.urlpatterns, reports.pages.urls.consultation_patterns),
    named("reports", reports.pages.urls.report_patterns),
    path("api/v1/", include("strategy_portal.api.urls")),
    named("people", people_urls.urlpatterns),
    path("accounts/", include(people_urls.library_patterns)),
    path("accounts/", include("allauth.urls")),
    *([path("admin/", admin.site.urls)] if settings.ADMIN_SITE else []),
    path("logo", logo, name="council-logo"),
    path("council/", CouncilEdit.as_view(), name="council-edit"),
    path("health/live", views.live, name="health-live"),
    path("health/ready", views.ready, name="health-ready"),
]
