"""Root, OpenAPI document and documentation page of the API."""

from django.urls import reverse
from drf_spectacular.renderers import (
    OpenApiJsonRenderer,
    OpenApiJsonRenderer2,
    OpenApiYamlRenderer,
    OpenApiYamlRenderer2,
)
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.renderers import TemplateHTMLRenderer
from rest_framework.response import Response
from rest_framework.views import APIView

from .docs import documentation
from .openapi import Described, document


class RootSerializer(serializers.Serializer):
    """Where everything is."""

    def get_fields(self):
        return {name: serializers.URLField() for name in ROUTES}


ROUTES = {
    "strategies": "strategy-list",
    "outcomes": "outcome-list",
    "indicators": "indicator-list",
    "values": "value-list",
    "seals": "seal-list",
    "actions": "action-list",
    "progress-updates": "progress-update-list",
    "consultations": "consultation-list",
    "reports": "report-list",
    "schema": "schema",
    "docs": "docs",
}


class Root(APIView):
    """The addresses of all lists, of the OpenAPI document and of its page."""

    schema = Described()

    @extend_schema(responses=RootSerializer, operation_id="root", tags=["root"], summary="Where everything is")
    def get(self, request):
        return Response({name: request.build_absolute_uri(reverse(f"api:{route}")) for name, route in ROUTES.items()})


class Schema(APIView):
    """The OpenAPI document: JSON, or YAML if `Accept` asks for it."""

    renderer_classes = [OpenApiJsonRenderer2, OpenApiYamlRenderer2, OpenApiJsonRenderer, OpenApiYamlRenderer]

    @extend_schema(exclude=True)
    def get(self, request):
        return Response(document())


class Docs(APIView):
    """The OpenAPI document as a page for people."""

    renderer_classes = [TemplateHTMLRenderer]
    template_name = "api/docs.html"

    @extend_schema(exclude=True)
    def get(self, request):
        return Response({"docs": documentation()})
