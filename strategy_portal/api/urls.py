"""The addresses of the API, in the order of the apps."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from actions.api import ActionViewSet
from actions.reporting.api import ProgressUpdateViewSet
from consultations.api import ConsultationViewSet
from indicators.api import IndicatorViewSet
from indicators.approving.api import SealViewSet
from indicators.entering.api import ValueViewSet
from indicators.judging.api_outcomes import OutcomeViewSet
from outcomes.api import StrategyViewSet
from reports.api import ReportViewSet

from .views import Docs, Root, Schema

app_name = "api"

router = SimpleRouter()
router.register("strategies", StrategyViewSet, basename="strategy")
router.register("outcomes", OutcomeViewSet, basename="outcome")
router.register("indicators", IndicatorViewSet, basename="indicator")
router.register("values", ValueViewSet, basename="value")
router.register("seals", SealViewSet, basename="seal")
router.register("actions", ActionViewSet, basename="action")
router.register("progress-updates", ProgressUpdateViewSet, basename="progress-update")
router.register("consultations", ConsultationViewSet, basename="consultation")
router.register("reports", ReportViewSet, basename="report")

urlpatterns = [
    path("", Root.as_view(), name="root"),
    path("schema/", Schema.as_view(), name="schema"),
    path("docs/", Docs.as_view(), name="docs"),
    *router.urls,
]
