"""What became of one thing, in the API: the same list as on its page."""

from collections.abc import Sequence
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from strategy_portal.records.changes import Change
from strategy_portal.records.events import Event

from .fields import NothingBlank


class FieldChangeSerializer(NothingBlank):
    label = serializers.CharField(allow_null=True, help_text="The field; null for the whole")
    before = serializers.CharField(allow_null=True, help_text="Null: nothing")
    after = serializers.CharField(allow_null=True, help_text="Null: nothing")


class ChangeSerializer(NothingBlank):
    """One thing that was done: what, to what, by whom and why, and each field that it changed."""

    at = serializers.DateTimeField()
    by = serializers.CharField(allow_null=True, help_text="Null: nobody was signed in")
    event = serializers.ChoiceField(choices=Event.choices)
    subject = serializers.CharField(allow_null=True, help_text="What was changed; null for the thing itself")
    why = serializers.CharField(allow_null=True, help_text="The reason that was given, and who agreed; null: none")
    fields_changed = FieldChangeSerializer(many=True, source="fields")


class WithChanges(GenericViewSet):
    """Adds `<id>/changes/` to a view; subclasses say how the changes of one are found."""

    def changes_of(self, row: Any) -> Sequence[Change]:
        raise NotImplementedError

    @extend_schema(responses=ChangeSerializer(many=True), parameters=[])
    @action(detail=True, pagination_class=None, filterset_class=None)
    def changes(self, request: Request, pk: str) -> Response:
        """What became of it, the latest first."""
        row = get_object_or_404(self.queryset.model.objects.all(), pk=pk)
        return Response(ChangeSerializer(self.changes_of(row), many=True).data)
