"""What the parts of the API share in which programs write.

What is sent is read strictly: a misspelt field would be lost in silence, and a number is no text.
"""

import json
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from drf_spectacular.extensions import OpenApiSerializerExtension
from rest_framework import serializers, status
from rest_framework.exceptions import ParseError, ValidationError
from rest_framework.parsers import JSONParser
from rest_framework.response import Response

from .base import ReadOnlyViewSet

LARGEST = 2**31 - 1
"""The largest whole number that either database keeps."""


class CarefulJSON(JSONParser):
    """JSON that can be stored and answered: of a sane depth, and text that UTF-8 can write.

    Anything else answers 400. Half a surrogate pair is valid JSON, but no text: it would break an answer quoting it.
    """

    def parse(self, stream, media_type=None, parser_context=None) -> Any:
        try:
            data = super().parse(stream, media_type, parser_context)
            json.dumps(data, ensure_ascii=False).encode()
        except (RecursionError, UnicodeEncodeError) as error:
            raise ParseError("The JSON is nested too deeply, or holds a character that is no text.") from error
        if not isinstance(data, dict):
            raise ParseError("Send one JSON object, with a field for each thing to save.")
        return data


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


class Strict(serializers.Serializer):
    """Refuses a field that it does not know."""

    def to_internal_value(self, data: dict[str, Any]) -> dict[str, Any]:
        unknown = [name for name in data if name not in self.fields]
        if unknown:
            known = ", ".join(self.fields)
            text = f"There is no such field to send. The fields are: {known}."
            raise ValidationError({name: [text] for name in unknown})
        return super().to_internal_value(data)


class NoOtherFields(OpenApiSerializerExtension):
    """Says in the OpenAPI document that an unknown field is refused."""

    target_class = Strict
    match_subclasses = True

    def map_serializer(self, auto_schema, direction):
        schema = auto_schema._map_serializer(self.target, direction, bypass_extensions=True)
        return schema | {"additionalProperties": False}


class Said(serializers.CharField):
    """A text, and nothing that could be turned into one."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class YesOrNo(serializers.BooleanField):
    """true or false of JSON, and no word for it."""

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


class WholeNumber(serializers.IntegerField):
    """A whole number of JSON: neither text nor true or false."""

    def to_internal_value(self, data: Any) -> int:
        if isinstance(data, bool) or not isinstance(data, int):
            self.fail("invalid")
        return super().to_internal_value(data)
