"""What is sent, read strictly: a misspelt field would be lost in silence, and a number is no text."""

from typing import Any

from drf_spectacular.extensions import OpenApiSerializerExtension
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

LARGEST = 2**31 - 1
"""The largest whole number that either database keeps."""


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
