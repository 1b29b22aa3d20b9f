"""Parts of an answer that are given only where they are asked for by name: `?include=proof,years`.

A part that is not asked for costs no query and no computation.
"""

from collections.abc import Collection, Mapping
from typing import Any, ClassVar

from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

NAME = "include"


class InParts(serializers.Serializer):
    """Some of its fields belong to a part. The view says in the context which `parts` are asked for; without it all.

    `PARTS` are the fields of each part; what is in none is always given.
    """

    PARTS: ClassVar[Mapping[str, Collection[str]]] = {}

    def get_fields(self) -> dict[str, serializers.Field]:
        asked = self.context.get("parts", self.PARTS)
        left_out = {field for field, part in self.part_of().items() if part not in asked}
        return {name: field for name, field in super().get_fields().items() if name not in left_out}

    @classmethod
    def part_of(cls) -> dict[str, str]:
        """The part of each field that belongs to one."""
        return {field: part for part, fields in cls.PARTS.items() for field in fields}


def include_parameter(parts: Mapping[str, str], *, default: str) -> OpenApiParameter:
    """`parts` says of each name what it brings, `default` what comes without the parameter."""
    lines = "".join(f"\n* `{name}`: {text}" for name, text in parts.items())
    return OpenApiParameter(
        NAME,
        {"type": "array", "items": {"type": "string", "enum": list(parts)}, "minItems": 1},
        style="form",
        explode=False,
        description=f"What else is wanted, with commas between the names; without it {default}.\n{lines}",
    )


def asked_parts(request: Any, parts: Collection[str], *, default: Collection[str]) -> frozenset[str]:
    """The names of `?include=`, checked. Raises ValidationError, which answers 400 and says what there is."""
    text = request.query_params.get(NAME)
    if text is None:
        return frozenset(default)
    asked = text.split(",")
    for name in asked:
        if name not in parts:
            raise ValidationError({NAME: [f"There is no “{name[:60]}”. There is: {', '.join(parts)}."]})
    return frozenset(asked)
