"""What the parts of the API share in which programs write."""

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from rest_framework import serializers, status
from rest_framework.exceptions import ParseError
from rest_framework.response import Response

from .base import ReadOnlyViewSet
from .parsers import CarefulJSON


class ConflictSerializer(serializers.Serializer):
    """Nothing was saved: what stands there and what was sent, so that a person or a program can settle it.

    Subclasses add `code` and what stands there.
    """

    detail = serializers.CharField(help_text="Why nothing was saved")
    yours = serializers.DictField(help_text="What you sent")

    @classmethod
    def answer(cls, **conflict: Any) -> Response:
        return Response(cls(conflict).data, status.HTTP_409_CONFLICT)


class WritableViewSet(ReadOnlyViewSet):
    """A list and its details, to which programs can add."""

    parser_classes = [CarefulJSON]

    def sent(self, serializer_class: type[serializers.Serializer]) -> dict[str, Any]:
        """What was sent, checked. Raises ParseError, ValidationError."""
        try:
            found = serializer_class(data=self.request.data)
        except RequestDataTooBig as error:
            raise ParseError(f"Send at most {settings.DATA_UPLOAD_MAX_MEMORY_SIZE:,} bytes at once.") from error
        found.is_valid(raise_exception=True)
        checked: dict[str, Any] = found.validated_data
        return checked
