"""How the API writes facts and figures: what is unknown is null, and a figure is text, so that no digit is lost."""

import re
from decimal import Decimal
from typing import Any

from django.db import models
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from strategy_portal.domain.numbers import Missing, Number

ENTERED = re.compile(r"-?[0-9]{1,11}(\.[0-9]{1,4})?")
"""What a stored figure can hold: 11 digits before the point and 4 after it (rules 1.1)."""


@extend_schema_field({"type": "string", "format": "decimal", "pattern": r"^-?[0-9]+(\.[0-9]+)?$", "example": "84.5"})
class FigureText(serializers.Field):
    """An exact figure as text, without the zeros that storage adds; null where there is none."""

    def __init__(self, *, max_digits: int | None = None, decimal_places: int | None = None, **kwargs):
        super().__init__(**kwargs)

    def to_representation(self, value: Number) -> str | None:
        return None if isinstance(value, Missing) else f"{value.normalize() + 0:f}"


@extend_schema_field({"type": "string", "format": "decimal", "pattern": f"^{ENTERED.pattern}$", "example": "84.5"})
class EnteredFigure(FigureText):
    """A figure as it is sent: text only, because a number of JSON may lose digits on the way (rules 1.1)."""

    default_error_messages = {
        "not_text": "Write the figure as text, in quotation marks, so that no digit is lost: for example “84.5”.",
        "not_a_figure": "“{text}” is not a figure that can be kept. Write digits, at most 11 before the point and 4 "
        "after it, for example “84.5”.",
    }

    def to_internal_value(self, data: Any) -> Decimal:
        if not isinstance(data, str):
            self.fail("not_text")
        if not ENTERED.fullmatch(data):
            self.fail("not_a_figure", text=data[:40])
        return Decimal(data)


@extend_schema_field({"type": "string", "enum": [reason.value for reason in Missing], "nullable": True})
class Reason(serializers.Field):
    """Why there is no figure; null where there is one."""

    def to_representation(self, value: Number) -> str | None:
        return value.value if isinstance(value, Missing) else None


@extend_schema_field({"type": "string", "pattern": "^[0-9]{2}:[0-9]{2}$", "example": "13:30", "nullable": True})
class ClockTime(serializers.TimeField):
    """A time of day without a zone, which OpenAPI's own format of times asks for."""

    def __init__(self, **kwargs):
        super().__init__(format="%H:%M", **kwargs)


class NothingBlank(serializers.Serializer):
    """An empty text is unknown, and the API says null."""

    def to_representation(self, instance: Any) -> dict[str, Any]:
        return {name: None if value == "" else value for name, value in super().to_representation(instance).items()}


class ReadOnlySerializer(NothingBlank, serializers.ModelSerializer):
    """Fields of a model, read only, with the model's own words for help."""

    serializer_field_mapping = {**serializers.ModelSerializer.serializer_field_mapping, models.DecimalField: FigureText}

    def build_standard_field(self, field_name: str, model_field: models.Field):
        field_class, kwargs = super().build_standard_field(field_name, model_field)
        may_be_empty = model_field.blank and model_field.empty_strings_allowed
        extra = {"read_only": True, "allow_null": True} if may_be_empty else {"read_only": True}
        return field_class, self.include_extra_kwargs(kwargs, extra)
