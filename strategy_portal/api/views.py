"""Root, OpenAPI document and documentation page of the API, and the list of its parts."""

from django.urls import reverse
from drf_spectacular import renderers
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.renderers import TemplateHTMLRenderer
from rest_framework.response import Response
from rest_framework.views import APIView

from actions.api import ActionViewSet
from actions.reporting.api import ProgressUpdateViewSet
from consultations.api import ConsultationViewSet
from indicators.api import IndicatorViewSet
from indicators.approving.api import SealViewSet
from indicators.entering.api import ValueViewSet
from indicators.judging.api_figures import FigureViewSet
from indicators.judging.api_outcomes import OutcomeViewSet
from outcomes.api import StrategyViewSet
from reports.api import ReportViewSet
from reports.meetings.api import BoardMeetingViewSet, DecisionViewSet

from .openapi import Described, document, documentation

LISTS = (
    ("strategies", "strategy", StrategyViewSet),
    ("outcomes", "outcome", OutcomeViewSet),
    ("indicators", "indicator", IndicatorViewSet),
    ("values", "value", ValueViewSet),
    ("seals", "seal", SealViewSet),
    ("figures", "figure", FigureViewSet),
    ("actions", "action", ActionViewSet),
    ("progress-updates", "progress-update", ProgressUpdateViewSet),
    ("consultations", "consultation", ConsultationViewSet),
    ("reports", "report", ReportViewSet),
    ("meetings", "meeting", BoardMeetingViewSet),
    ("decisions", "decision", DecisionViewSet),
)
"""What there are lists of, in the order of the apps: the address, the name of its routes, the view."""

ROUTES = {name: f"{route}-list" for name, route, _ in LISTS} | {"schema": "schema", "docs": "docs"}


class RootSerializer(serializers.Serializer):
    """Where everything is."""

    def get_fields(self):
        return {name: serializers.URLField() for name in ROUTES}


class Root(APIView):
    """The addresses of all lists, of the OpenAPI document and of its page."""

    schema = Described()

    @extend_schema(responses=RootSerializer, operation_id="root", tags=["root"], summary="Where everything is")
    def get(self, request):
        return Response({name: request.build_absolute_uri(reverse(f"api:{route}")) for name, route in ROUTES.items()})


class Schema(APIView):
    """The OpenAPI document: JSON, or YAML if `Accept` asks for it."""

    renderer_classes = [
        renderers.OpenApiJsonRenderer2,
        renderers.OpenApiYamlRenderer2,
        renderers.OpenApiJsonRenderer,
        renderers.OpenApiYamlRenderer,
    ]

    @extend_schema(exclude=True)
    def get(self, request):
        return Response(document())


class Docs(APIView):
    """The OpenAPI document as a page for people."""

    renderer_classes = [TemplateHTMLRenderer]
    template_name = "api/docs.html"

    @extend_schema(exclude=True)
    def get(self, request):
        return Response({"docs": documentation(("root", *ROUTES))})
